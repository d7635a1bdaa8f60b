/** Notation to TeX: brackets by binding strength, one look for each operator. No character of a user gets here unread. */
import { type Notation, levels, quotientOf } from '../../core/notation.ts';
import { callTex, headOf } from './call.ts';
import type { Tex } from '../doc.ts';
import { joinTex, numberTex, tex } from './literal.ts';
import { type NameStyle, dimTex, nameTex } from './name.ts';
import { placeTex } from './place.ts';
import { type Printed, atom, atomLevel, bracket, fractionLevel, juxtapose } from './printed.ts';
import { spokenPower } from './spoken.ts';
import type { Template } from './template.ts';

export interface TexStyle extends NameStyle {
  /** How functions are called: `\sigma`, `\tanh`. A function that is absent is written out, `\operatorname{softmax}`. */
  readonly heads: ReadonlyMap<string, Tex>;
  /** Whole notations with places for arguments; these win over heads. */
  readonly templates: ReadonlyMap<string, Template>;
  /** Options of functions in the reader's language; one that is missing is called by its key. */
  readonly options: Readonly<Record<string, string>>;
}

type Of<K extends Notation['kind']> = Extract<Notation, { kind: K }>;
type Infix = Of<'infix'>;

/** A formula for the reader. A comparison at the top is a statement; inside a formula it is an indicator, `[z > 0]`. */
export const texOf = (n: Notation, style: TexStyle): Tex => bare(n, style).tex;

const bare = (n: Notation, style: TexStyle): Printed =>
  n.kind === 'infix' && relations.has(n.sign) ? comparison(n, style) : print(n, style);

const print = (n: Notation, style: TexStyle): Printed => {
  switch (n.kind) {
    case 'name': {
      const printed = nameTex(n.name, n.at, style);
      if (printed.startsWith('\\nabla')) return { ...atom(printed, 'word'), level: levels.multiply };
      if (printed.startsWith('\\frac')) return { ...atom(printed, 'fraction'), level: fractionLevel, tall: true };
      return atom(printed, /^\\(?:mathit|text|overline|wide)/u.test(printed) ? 'word' : 'letter');
    }
    case 'number': {
      const printed = atom(numberTex(n.value), 'digit');
      const minus = printed.tex.startsWith('-');
      const power = printed.tex.includes('^');
      return { ...printed, minus, raised: power, level: minus ? levels.negate : power ? levels.multiply : atomLevel };
    }
    case 'dim': {
      const compound = typeof n.dim === 'string' && /[+-]/u.test(n.dim);
      const product = typeof n.dim === 'string' && n.dim.includes('*');
      const minus = String(n.dim).startsWith('-');
      const level = compound ? levels.add : product ? levels.multiply : atomLevel;
      return { ...atom(dimTex(n.dim), /^-?\d/u.test(String(n.dim)) ? 'digit' : 'letter'), minus, level };
    }
    case 'entries': {
      const factors = n.factors.map(({ of, at }) => {
        const printed = print(of, style);
        const base = of.kind === 'name' && !printed.tex.includes('_') ? printed : bracket(printed);
        return at.length === 0 ? printed.tex : tex`${base.tex}_{${joinTex(at.map(placeTex), tex`,`)}}`;
      });
      const body = joinTex(factors, tex`\,`);
      const summed = n.sums.length === 0 ? body : tex`\textstyle\sum_{${joinTex(n.sums.map(placeTex), tex`,`)}} ${body}`;
      return n.out.length === 0 ? { ...atom(summed, 'call'), level: levels.negate, open: true } : { ...atom(tex`\bigl[${summed}\bigr]_{${joinTex(n.out.map(placeTex), tex`,`)}}`, 'fence'), tall: true };
    }
    case 'array': {
      const rows = n.rows.map((r) => r.map((a) => bare(a, style)));
      if (n.flat) {
        // A column takes less room as a row that is turned round.
        const row = bracket({ ...atom(joinTex(rows.flat().map((a) => a.tex), tex`,\,`), 'fence'), tall: rows.flat().some((a) => a.tall) });
        return { ...row, tex: tex`${row.tex}^{\mathsf T}`, level: levels.postfix, raised: true, last: 'raised' };
      }
      return { ...atom(tex`\begin{pmatrix} ${joinTex(rows.map((r) => joinTex(r.map((a) => a.tex), tex` & `)), tex` \\ `)} \end{pmatrix}`, 'fence'), tall: true };
    }
    case 'omitted':
      return atom(tex`\underbrace{\cdots}_{${numberTex(n.count)}}`, 'word');
    case 'infix':
      return infix(n, style);
    case 'negate': {
      const of = print(n.of, style);
      const inner = of.level < levels.multiply || of.minus ? bracket(of) : of;
      return { ...inner, tex: tex`-${inner.tex}`, minus: true, level: Math.min(inner.level, levels.negate) };
    }
    case 'transpose': {
      const [inverted] = n.of.kind === 'call' && n.of.fn === 'inv' ? n.of.args : [];
      if (inverted !== undefined) {
        const inner = print(inverted, style);
        const own = inner.level < levels.postfix || inner.raised ? bracket(inner) : inner;
        return { ...own, tex: tex`${own.tex}^{-\mathsf T}`, level: levels.postfix, raised: true, last: 'raised' };
      }
      const of = print(n.of, style);
      const base = of.level < levels.postfix || of.raised ? bracket(of) : of;
      return { ...base, tex: tex`${base.tex}^{\mathsf T}`, level: levels.postfix, raised: true, last: 'raised' };
    }
    case 'call':
      if (n.fn === 'ratio') return print(quotientOf(n), style);
      return callTex(n, n.args.map((a) => bare(a, style)), style.templates.get(n.fn), headOf(n.fn, style.heads), style.options);
    case 'total': {
      const of = print(n.of, style);
      const body = of.level < levels.multiply || of.minus ? bracket(of) : of;
      const range = tex`_{${dimTex(n.index)}=1}^{${dimTex(n.to)}}`;
      const total = { ...atom(tex`\sum${range} ${body.tex}`, 'call'), level: levels.negate };
      return { ...total, glue: body.glue, last: body.last, open: true, tall: true };
    }
    case 'derivative': {
      const of = bare(n.of, style);
      const d = n.partial ? tex`\partial ` : tex`\mathrm d`;
      const fenced = of.tall ? tex`\left[${of.tex}\right]` : tex`[${of.tex}]`;
      return { ...atom(tex`\frac{${d}}{${d} ${nameTex(n.by, [], style)}}${fenced}`, 'call'), tall: true };
    }
    case 'cases':
      return cases(n, style);
    case 'subscript': {
      const of = print(n.of, style);
      const bareName = n.of.kind === 'name' && !of.tex.includes('_');
      const base = bareName ? of : bracket(of);
      return { ...base, tex: tex`${base.tex}_{${joinTex(n.at.map((a) => (typeof a === 'string' ? placeTex(a) : bare(a, style).tex)), tex`,`)}}`, level: levels.postfix };
    }
  }
};

const relations: ReadonlyMap<string, { readonly sign: Tex; readonly opposite: Tex }> = new Map([
  ['>', { sign: tex`>`, opposite: tex`\le` }],
  ['>=', { sign: tex`\ge`, opposite: tex`<` }],
  ['<', { sign: tex`<`, opposite: tex`\ge` }],
  ['<=', { sign: tex`\le`, opposite: tex`>` }],
  ['==', { sign: tex`=`, opposite: tex`\ne` }],
  ['!=', { sign: tex`\ne`, opposite: tex`=` }],
]);

const comparison = (n: Infix, style: TexStyle, opposite = false): Printed => {
  const relation = relations.get(n.sign);
  const [left, right] = [print(n.left, style), print(n.right, style)];
  const sign = (opposite ? relation?.opposite : relation?.sign) ?? tex`=`;
  const printed = atom(tex`${left.tex} ${sign} ${right.tex}`, 'letter');
  return { ...printed, level: levels.compare, tall: left.tall || right.tall };
};

const infix = (n: Infix, style: TexStyle): Printed => {
  if (n.sign === '+' || n.sign === '-') return sum(termsOf(n, style));
  if (n.sign === '^' || n.sign === '.^') return power(n, style);
  if (relations.has(n.sign)) {
    const inner = comparison(n, style);
    return { ...atom(fence(inner), 'fence'), tall: inner.tall };
  }
  return isFraction(n) ? fraction(n, style) : product(n, style);
};

const fence = (inner: Printed): Tex => (inner.tall ? tex`\left[${inner.tex}\right]` : tex`[${inner.tex}]`);

/** One summand with the sign before it. */
export interface Term {
  readonly sign: '+' | '-';
  readonly of: Printed;
}

/** The summands of a left-leaning sum, walked without recursion since a sum may be long. */
export const termsOf = (n: Notation, style: TexStyle): readonly Term[] => {
  const terms: Term[] = [];
  let rest = n;
  while (rest.kind === 'infix' && (rest.sign === '+' || rest.sign === '-')) {
    const of = print(rest.right, style);
    terms.push({ sign: rest.sign, of: of.level <= levels.add || of.minus ? bracket(of) : of });
    rest = rest.left;
  }
  const first = print(rest, style);
  terms.push({ sign: '+', of: terms.length > 0 && first.level < levels.add ? bracket(first) : first });
  return terms.reverse().map((t, i, all) => (t.of.open && i < all.length - 1 ? { ...t, of: bracket(t.of) } : t));
};

const sum = (terms: readonly Term[]): Printed => {
  const signed = terms.map(({ sign, of }, i) => (i === 0 ? of.tex : sign === '+' ? tex`+ ${of.tex}` : tex`- ${of.tex}`));
  const [first, last] = [terms[0]?.of, terms.at(-1)?.of];
  return {
    ...atom(joinTex(signed, tex` `), 'letter'),
    level: levels.add,
    minus: first?.minus ?? false,
    open: last?.open ?? false,
    tall: terms.some((t) => t.of.tall),
  };
};

const isFraction = (n: Notation): n is Infix => n.kind === 'infix' && (n.sign === '/' || (n.sign === './' && n.scalar));

const fraction = (n: Infix, style: TexStyle): Printed => {
  const parts = tex`{${print(n.left, style).tex}}{${print(n.right, style).tex}}`;
  return { ...atom(tex`\frac${parts}`, 'fraction'), level: fractionLevel, tall: true };
};

/** An exponent: fractions lie flat there. */
const raised = (n: Notation, style: TexStyle): Printed => {
  if (!isFraction(n)) return print(n, style);
  const [over, under] = [print(n.left, style), print(n.right, style)];
  const flat = over.level >= levels.negate && under.level === atomLevel && !over.tall && !under.tall;
  return flat ? { ...over, tex: tex`${over.tex}/${under.tex}`, level: levels.multiply } : print(n, style);
};

const power = (n: Infix, style: TexStyle): Printed => {
  const said = spokenPower(n);
  if (said !== undefined) {
    const head = tex`${headOf(said.call.fn, style.heads)}^{${numberTex(said.power)}}`;
    return callTex(said.call, said.call.args.map((a) => bare(a, style)), undefined, head, style.options);
  }
  const [left, right] = [print(n.left, style), raised(n.right, style)];
  const base = left.level <= levels.power || left.raised || left.minus ? bracket(left) : left;
  const entrywise = n.sign === '.^' && !n.scalar;
  const exponent = entrywise && (right.level < atomLevel || right.minus) ? bracket(right).tex : right.tex;
  const up = entrywise ? tex`\odot ${exponent}` : exponent;
  return { ...base, tex: tex`${base.tex}^{${up}}`, level: levels.power, raised: true, last: 'raised' };
};

const isProduct = (n: Notation): n is Infix =>
  n.kind === 'infix' && (n.sign === '*' || n.sign === '.*' || (n.sign === './' && !n.scalar));

/** Plainly a scalar, so that scaling by it needs no brackets beside an elementwise sign. */
const scales = (n: Notation): boolean =>
  n.kind === 'number' || n.kind === 'dim' || (n.kind === 'infix' && n.scalar) || (n.kind === 'negate' && scales(n.of));

const product = (n: Infix, style: TexStyle): Printed => {
  const spine: Infix[] = [];
  let first: Notation = n;
  while (isProduct(first)) {
    spine.push(first);
    first = first.left;
  }
  let left = print(first, style);
  if (left.level < levels.multiply) left = bracket(left);
  for (const step of spine.reverse()) {
    if (left.open || left.glue === 'divided') left = bracket(left);
    let right = print(step.right, style);
    const associative = step.right.kind === 'infix' && step.right.sign === '*' && ((step.scalar && step.right.scalar) || (step.right.matrices === true && (step.matrices === true || scales(step.left))));
    if (right.minus || right.level < levels.multiply || (right.level === levels.multiply && !associative))
      right = bracket(right);
    const entrywise = !step.scalar && step.sign !== '*';
    if (left.glue === (entrywise ? 'juxtaposed' : 'entrywise')) left = bracket(left);
    const divided = entrywise && step.sign === './';
    const sign = divided ? tex`\oslash` : tex`\odot`;
    const scaled = left.glue === 'none' && scales(step.left);
    left = {
      tex: entrywise ? tex`${left.tex} ${sign} ${right.tex}` : juxtapose(left, right),
      level: levels.multiply,
      glue: divided ? 'divided' : entrywise ? 'entrywise' : scaled ? 'scaled' : 'juxtaposed',
      minus: left.minus,
      open: right.open,
      tall: left.tall || right.tall,
      raised: false,
      first: left.first,
      last: right.last,
    };
  }
  return left;
};

/** Both cases carry their condition, so that no word of any language is needed. */
const cases = (n: Of<'cases'>, style: TexStyle): Printed => {
  const conditions = (): readonly [Tex, Tex] => {
    if (n.when.kind === 'infix' && relations.has(n.when.sign))
      return [comparison(n.when, style).tex, comparison(n.when, style, true).tex];
    const mask = print(n.when, style).tex;
    return [tex`${mask} \ne 0`, tex`${mask} = 0`];
  };
  const [when, unless] = conditions();
  const rows = tex`${bare(n.then, style).tex} & ${when} \\ ${bare(n.otherwise, style).tex} & ${unless}`;
  return { ...atom(tex`\begin{cases} ${rows} \end{cases}`, 'fence'), open: true, tall: true };
};
