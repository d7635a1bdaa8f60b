/** Applications by name: known heads, whole notations, and the few functions with a shape of their own. */
import type { Notation } from '../../core/notation.ts';
import { levels } from '../../core/notation.ts';
import type { Tex } from '../doc.ts';
import { greekOf } from './greek.ts';
import { joinTex, plainTex, tex, wordTex } from './literal.ts';
import { letterTex, splitName } from './name.ts';
import { placeTex } from './place.ts';
import { type Printed, atom, atomLevel, bracket } from './printed.ts';
import { isShort, spoken } from './spoken.ts';
import { type Template, fill } from './template.ts';

type Call = Extract<Notation, { kind: 'call' }>;

/** A function written as a shape around its arguments; only for the number of arguments it lists. */
interface Form {
  readonly arity: 1 | 'any';
  readonly draw: (args: readonly Tex[]) => Printed;
}
const forms: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['sqrt', { arity: 1, draw: (args) => ({ ...atom(tex`\sqrt{${joinTex(args)}}`, 'fraction'), tall: true }) }],
  ['abs', { arity: 1, draw: (args) => atom(tex`\lvert ${joinTex(args)} \rvert`, 'fence') }],
  ['floor', { arity: 1, draw: (args) => atom(tex`\lfloor ${joinTex(args)} \rfloor`, 'fence') }],
  ['ceil', { arity: 1, draw: (args) => atom(tex`\lceil ${joinTex(args)} \rceil`, 'fence') }],
  ['norm "fro"', { arity: 1, draw: (args) => atom(tex`\lVert ${joinTex(args)} \rVert_{\mathrm F}`, 'fence') }],
  ['zeros', { arity: 'any', draw: () => filled(tex`\mathbf{0}`, []) }],
  ['ones', { arity: 'any', draw: (args) => filled(tex`\mathbf{1}`, args) }],
]);

/** Ones say how many they are, since products with them count; zeros need not. */
const filled = (symbol: Tex, sizes: readonly Tex[]): Printed =>
  atom(sizes.length === 0 ? symbol : tex`${symbol}_{${joinTex(sizes, tex` \times `)}}`, 'letter');

/** The head of a call: a letter for `f` or `phi2`, a known macro, else the name spelled upright. */
export const headOf = (fn: string, heads: ReadonlyMap<string, Tex>): Tex => {
  const known = heads.get(fn);
  if (known !== undefined) return known;
  const { base } = splitName(fn);
  if (/^[A-Za-z]$/u.test(base) || greekOf(base) !== undefined) return letterTex(fn);
  const words = fn.normalize('NFC').split(/[_.]/u);
  const ascii = words.every((w) => /^[A-Za-z0-9]*$/u.test(w));
  const spelled = joinTex(words.map(ascii ? plainTex : wordTex), tex`\_`);
  return ascii ? tex`\operatorname{${spelled}}` : tex`\operatorname{\text{${spelled}}}`;
};

const optionTex = ([key, value]: readonly [string, string], words: Readonly<Record<string, string>>): Tex => {
  const said = joinTex(((Object.hasOwn(words, key) ? words[key] : undefined) ?? key).split('_').map(wordTex), tex`\_`);
  return key === 'axis' ? tex`\text{${said}}\;${placeTex(value)}` : tex`\text{${said}}=${placeTex(value)}`;
};

/** `args` are printed without brackets. */
export const callTex = (n: Call, args: readonly Printed[], template: Template | undefined, head: Tex, words: Readonly<Record<string, string>>): Printed => {
  const texts = args.map((a) => a.tex);
  const tall = args.some((a) => a.tall);
  if (template !== undefined && n.options.length === 0) return fromTemplate(template, args, texts, tall);
  const [only, argument] = [args[0], n.args[0]];
  if (n.scalar === true && args.length === 1 && only !== undefined && argument !== undefined && n.options.length === 0) {
    if (n.fn === 'exp') return { ...atom(tex`\mathrm e^{${only.tex}}`, 'raised'), first: 'letter', raised: true, level: levels.power };
    if (spoken.has(n.fn) && isShort(argument)) return { ...atom(tex`${head} ${only.tex}`, 'call'), last: 'spoken', level: levels.negate };
  }
  const form = n.options.every(([key]) => key === '') ? forms.get([n.fn, ...n.options.map(([, value]) => value)].join(' ')) : undefined;
  if (form !== undefined && (form.arity === 'any' || form.arity === args.length)) {
    const drawn = form.draw(texts);
    return tall ? { ...drawn, tall } : drawn;
  }
  const options = n.options.map((o) => optionTex(o, words));
  const named = options.length === 0 ? head : tex`${head}_{${joinTex(options, tex`,\,`)}}`;
  const inner = joinTex(texts, tex`, `);
  const call = tall ? tex`${named}\!\left(${inner}\right)` : tex`${named}(${inner})`;
  return { ...atom(call, 'call'), tall };
};

const fromTemplate = (template: Template, args: readonly Printed[], texts: readonly Tex[], tall: boolean): Printed => {
  const fenced = args.map((a) => (a.level < atomLevel || a.minus ? bracket(a).tex : a.tex));
  const outside = outermost(template);
  const filledIn = fill(template, texts, fenced);
  const level = /[+\-=<>]/u.test(outside) ? levels.add : /[)\]]$|^\s*\S+\s*$/u.test(outside) ? atomLevel : levels.multiply;
  const raised = outside.includes('^');
  const big = /\\(?:frac|sum|prod|sqrt|left)/u.test(filledIn);
  const edges = { first: 'call', last: raised ? 'raised' : 'call' } as const;
  return { ...atom(filledIn, 'call'), ...edges, level, raised, tall: tall || big, minus: outside.trim().startsWith('-') };
};

/** The text of a template outside all braces, brackets and subscripts, to see how it binds. */
const outermost = (template: Template): string => {
  let depth = 0;
  let out = '';
  for (const part of template) {
    const token = typeof part === 'string' ? part.trim() : 'x';
    if (/^(?:\}|\)|\]|\\r(?:vert|Vert|angle|floor|ceil|ight))$/u.test(token)) depth -= 1;
    if (depth === 0 && token !== '}') out += token;
    if (/^(?:\{|\(|\[|\\l(?:vert|Vert|angle|floor|ceil|eft))$/u.test(token)) depth += 1;
  }
  return out;
};
