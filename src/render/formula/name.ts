/** How a name is drawn: nucleus, accent and subscripts. TeX and figures share the reading. */
import type { Dim } from '../../core/dim.ts';
import type { Tex } from '../doc.ts';
import { greekOf, letterOf } from './greek.ts';
import { joinTex, macro, numberTex, plainTex, tex, wordTex } from './literal.ts';

export interface NameStyle {
  /** How an adjoint is written: a bar over the name, delta with the name below, or the partial of the objective. */
  readonly adjoint: 'bar' | 'delta' | 'partial';
  /** The objective, for partials. */
  readonly objective: string;
  /** The name this one is the adjoint of, if it is one. */
  readonly adjointOf: (name: string) => string | undefined;
  /** The formula and the name whose gradient this is, if it is one: from `grad(L, x)`. */
  readonly gradientOf?: (name: string) => { readonly of: string; readonly by: string } | undefined;
  /** Names that would print like another one, so they stand as they were written. */
  readonly asWritten?: ReadonlySet<string>;
}

/** `z1`, `W_hh`, `x_hat`, `l1.W` taken apart: base, accents from inside out, subscripts in order. */
export interface NameParts {
  readonly base: string;
  readonly accents: readonly Accent[];
  readonly subs: readonly string[];
}

export type Accent = 'hat' | 'tilde' | 'bar' | 'dot' | 'ddot' | 'acute' | 'grave' | 'check' | 'breve' | 'mathring' | 'vec';

export const marks: ReadonlyMap<string, Accent> = new Map([
  ['\u0302', 'hat'],
  ['\u0303', 'tilde'],
  ['\u0304', 'bar'],
  ['\u0307', 'dot'],
  ['\u0308', 'ddot'],
  ['\u0301', 'acute'],
  ['\u0300', 'grave'],
  ['\u030c', 'check'],
  ['\u0306', 'breve'],
  ['\u030a', 'mathring'],
  ['\u20d7', 'vec'],
]);
const spelled: ReadonlyMap<string, Accent> = new Map([
  ['hat', 'hat'],
  ['tilde', 'tilde'],
]);
/** English words that merely end in an accent's name. */
const words: ReadonlySet<string> = new Set(['chat', 'that', 'what']);
/** Words with a capital that are no letter with a subscript, as `Wx` and `Whh` are. */
const short: ReadonlySet<string> = new Set(
  'Abs Acc Add All And Any Arg Att Avg Bar Bin Cat Cos Cov Del Dim Div Emb Enc Dec End Ent Err Exp Fit Gap Hat Hid Hit Img In Inv Key Lag Lin Log Low Lo Hi Max Mid Min Mix Mul Net New No Nor Not Num Obs Off Old On One Opt Or Out Pad Par Pos Neg Pre Rec Ref Reg Rel Res Row Col Seq Set Sim Sin Std Sub Sum Tag Tan Tmp Top Tot Val Var Vec Vis Way'.split(
    ' ',
  ),
);

const letter = (text: string): boolean => [...text].length === 1 || greekOf(text) !== undefined;

/** `base` with the accents that sit on it: `x̂` or `xhat`. */
const unaccent = (base: string): { readonly base: string; readonly accents: readonly Accent[] } => {
  const [first = '', ...rest] = [...base.normalize('NFD')];
  const known = rest.map((m) => marks.get(m)).filter((a) => a !== undefined);
  if (rest.length > 0 && known.length === rest.length && letter(letterOf(first))) return { base: first, accents: known };
  const named = /^(.+?)(hat|tilde)$/u.exec(base);
  const accent = spelled.get(named?.[2] ?? '');
  const under = named?.[1] ?? '';
  return accent !== undefined && letter(under) && !words.has(base) ? { base: under, accents: [accent] } : { base, accents: [] };
};

/** `Wx`, `Whh`, `bh`: small letters after a capital are its subscript, and those of a bias, `b` or `c`, too. */
const lowered = (base: string): { readonly base: string; readonly below: readonly string[] } => {
  const small = /^(?:[A-Z]([a-z]{1,2})|b([a-z]|[b-df-hj-np-tv-z]{2})|c([b-df-hj-np-tv-z]))$/u.exec(base)?.slice(1).join('') ?? '';
  return small === '' || greekOf(base) !== undefined || short.has(base) ? { base, below: [] } : { base: base.slice(0, 1), below: [small] };
};

export const splitName = (name: string): NameParts => {
  const path = name.normalize('NFC').split('.');
  const [stem = '', ...tail] = (path.at(-1) ?? '').split('_').filter((s) => s !== '');
  const numbered = /^(.*?\D)(\d+)$/u.exec(stem);
  const { base: whole, accents } = unaccent(numbered?.[1] ?? stem);
  const { base, below } = lowered(whole);
  const extra: Accent[] = [];
  const subs = [...path.slice(0, -1).flatMap((p) => p.split('_').filter((s) => s !== '')), ...below, ...(numbered?.[2] === undefined ? [] : [numbered[2]])];
  for (const part of tail) {
    const accent = spelled.get(part);
    if (accent === undefined) subs.push(part);
    else extra.push(accent);
  }
  return { base, accents: [...accents, ...extra], subs };
};

/** A nucleus or a subscript; `wide` when an accent must stretch over it. */
interface Nucleus {
  readonly tex: Tex;
  readonly wide: boolean;
}

const nucleus = (base: string, dotless: boolean): Nucleus => {
  if (dotless && (base === 'i' || base === 'j')) return { tex: base === 'i' ? tex`\imath` : tex`\jmath`, wide: false };
  const greek = greekOf(base);
  if (greek !== undefined) return { tex: greek, wide: false };
  if (/^[A-Za-z]$/u.test(base)) return { tex: plainTex(base), wide: false };
  if (/^[A-Za-z0-9]+$/u.test(base)) return { tex: tex`\mathit{${plainTex(base)}}`, wide: true };
  return { tex: tex`\text{${wordTex(base === '' ? '?' : base)}}`, wide: true };
};

const accented = (accent: Accent, on: Nucleus): Nucleus => {
  const stretchy = on.wide && (accent === 'hat' || accent === 'tilde');
  return { tex: stretchy ? tex`\wide${plainTex(accent)}{${on.tex}}` : tex`${macro(accent)}{${on.tex}}`, wide: on.wide };
};

const subscript = (text: string): Tex => {
  if (/^\d+$/u.test(text)) return plainTex(text);
  const lettered = /^([A-Za-z])(\d+)$/u.exec(text);
  if (lettered !== null) return tex`${plainTex(lettered[1] ?? '')}_{${plainTex(lettered[2] ?? '')}}`;
  const greek = greekOf(text);
  if (greek !== undefined) return greek;
  if (/^[A-Za-z]{1,2}$/u.test(text)) return plainTex(text);
  if (/^[A-Za-z0-9]+$/u.test(text)) return tex`\mathrm{${plainTex(text)}}`;
  return tex`\text{${wordTex(text)}}`;
};

const withSubs = (of: Tex, subs: readonly Tex[]): Tex => (subs.length === 0 ? of : tex`${of}_{${joinTex(subs, tex`,`)}}`);

const barred = (on: Nucleus, bars: number): Nucleus => {
  let body = on;
  for (let i = 0; i < bars; i++) body = { tex: body.wide ? tex`\overline{${body.tex}}` : tex`\bar{${body.tex}}`, wide: body.wide };
  return body;
};
const literally = (part: string): Tex => (/^[A-Za-z0-9]*$/u.test(part) ? plainTex(part) : tex`\text{${wordTex(part)}}`);

/** A name as TeX; `at` are the subscripts of a family's member, `h[t-1]`. */
export const nameTex = (name: string, at: readonly Dim[], style: NameStyle): Tex => {
  const of = style.adjointOf(name);
  if (of !== undefined && of !== name && style.adjoint !== 'bar') {
    const below = nameTex(of, at, style);
    if (style.adjoint === 'delta') return tex`\delta_{${below}}`;
    return tex`\frac{\partial ${nameTex(style.objective, [], style)}}{\partial ${below}}`;
  }
  let bars = 0;
  let bare = name;
  for (let next = of; next !== undefined && next !== bare && bars < 3; next = style.adjointOf(bare)) {
    bare = next;
    bars += 1;
  }
  const gradient = style.gradientOf?.(bare);
  if (gradient !== undefined) return barred({ tex: tex`\nabla_{${nameTex(gradient.by, at, style)}} ${nameTex(gradient.of, [], style)}`, wide: true }, bars).tex;
  if (style.asWritten?.has(bare) === true) {
    const body = barred({ tex: tex`\mathit{${joinTex(bare.split('_').map(literally), tex`\_`)}}`, wide: true }, bars);
    return withSubs(body.tex, at.map(dimTex));
  }
  const { base, accents, subs } = splitName(bare);
  // Where adjoints wear bars, a bar of the user's own becomes a word below.
  const worn = accents.filter((a) => a !== 'bar' || style.adjoint !== 'bar');
  const below = [...(worn.length < accents.length ? ['bar'] : []), ...subs];
  let body = nucleus(base, worn.length + bars > 0);
  for (const accent of worn) body = accented(accent, body);
  body = barred(body, bars);
  return withSubs(body.tex, [...below.map(subscript), ...at.map(dimTex)]);
};

/** The names that would print alike: a page must not give one symbol two meanings. */
export const alike = (names: readonly string[], style: NameStyle): readonly (readonly string[])[] => {
  const groups = new Map<Tex, string[]>();
  for (const name of names) {
    const printed = nameTex(name, [], style);
    groups.set(printed, [...(groups.get(printed) ?? []), name]);
  }
  return [...groups.values()].filter((g) => g.length > 1);
};

const plainStyle: NameStyle = { adjoint: 'bar', objective: '', adjointOf: () => undefined };
export const letterTex = (name: string): Tex => nameTex(name, [], plainStyle);

/** `t-1`, `2*n`, `c*h*w` as mathematics. */
export const dimTex = (d: Dim): Tex => {
  if (typeof d === 'number') return numberTex(d);
  const terms = [...d.matchAll(/([+-]?)([^+-]+)/gu)].map(([, sign = '', body = ''], i) => {
    const factors = body.split('*').map((f) => (/^\d+$/u.test(f) ? plainTex(f) : letterTex(f)));
    const product = joinTex(factors, tex` `);
    return sign === '-' ? tex`-${product}` : i === 0 ? product : tex`+${product}`;
  });
  return joinTex(terms);
};
