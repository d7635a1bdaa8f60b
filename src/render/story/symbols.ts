/** The names that are given, the signs that are used, and how gradients are laid out. */
import { isTurned } from '../../calculus/layout.ts';
import { type Expr, nodesOf } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import { isScalar } from '../../core/shape.ts';
import { namedOnly } from '../../lang/meanings.ts';
import type { Block, Prose, Tex } from '../doc.ts';
import { numberTex, tex, wordTex } from '../formula/literal.ts';
import { dimTex, letterTex } from '../formula/name.ts';
import { math, say, text } from '../say.ts';
import { batch } from './batch.ts';
import { freeLetters, heading, paragraph, rangeSaid, type Telling } from './telling.ts';

const firstWanted = (program: Program): string => [...program.bindings.values()].find((b) => b.role === 'param')?.name ?? program.objective;

/** What the style of adjoints says, with an example from this program. */
const convention = ({ proved, program, t, words }: Telling): Prose => {
  const [name = firstWanted(program), adjoint = ''] = proved.derivation.wanted.find(([, a]) => a !== '') ?? [];
  const partial = tex`\frac{\partial ${t.name(program.objective)}}{\partial ${t.name(name)}}`;
  const { adjoint: style } = program.profile;
  const example = style === 'partial' || adjoint === '' ? partial : tex`${t.name(adjoint)} = ${partial}`;
  return say(words, `symbols.adjoint.${style}`, { example: math(example) });
};

/** Signs that need a word, each with what it looks like in the TeX of the rows. */
const signs: readonly (readonly [key: string, seen: RegExp])[] = [
  ['sign.odot', /(?<!\^\{)\\odot/u],
  ['sign.oslash', /\\oslash/u],
  ['sign.power', /\^\{\\odot/u],
  ['sign.sum', /\\operatorname\{sum\}\\?!?(?:\(|\\left)/u],
  ['sign.mean', /\\operatorname\{mean\}\\?!?(?:\(|\\left)/u],
  ['sign.ones', /\\mathbf\{1\}/u],
  ['sign.zeros', /\\mathbf\{0\}/u],
  ['sign.bracket', /\[[^\]]*(?:[<>=]|\\le|\\ge|\\ne)[^\]]*\]/u],
];

/** The signs that `printed` uses, each shown on letters that are free. */
const signsUsed = (printed: string, { program, words }: Telling): readonly Prose[] => {
  const [a = tex`u`, b = tex`v`] = freeLetters(program, 'uvwpqrabc').map(letterTex);
  const [n = tex`k`] = freeLetters(program, 'nmkpqjl').map(letterTex);
  const [matrix = tex`A`] = freeLetters(program, 'ABCDQR').map(letterTex);
  const shown: ReadonlyMap<string, Tex> = new Map([
    ['sign.odot', tex`${a} \odot ${b}`],
    ['sign.oslash', tex`${a} \oslash ${b}`],
    ['sign.power', tex`${a}^{\odot 2}`],
    ['sign.sum', tex`\operatorname{sum}(${a})`],
    ['sign.mean', tex`\operatorname{mean}(${a})`],
    ['sign.ones', tex`\mathbf{1}_{${n}}`],
    ['sign.zeros', tex`\mathbf{0}`],
    ['sign.bracket', tex`[${a} > ${b}]`],
  ]);
  const slots = { a: math(a), copy: math(tex`\mathbf{1}_{${n}}\,${a}^{\mathsf T}`), total: math(tex`${matrix}^{\mathsf T}\,\mathbf{1}_{${n}}`) };
  return signs.filter(([, seen]) => seen.test(printed)).map(([key]) => say(words, key, { ...slots, sign: math(shown.get(key) ?? tex``) }));
};

/** Functions of arrays that are called by name. */
const functionsUsed = (printed: string, { words }: Telling): readonly Prose[] => {
  const called = new Set([...printed.matchAll(/\\operatorname\{(\w+)\}/gu)].map(([, name = '']) => name));
  return [...called].filter((name) => namedOnly.has(name)).map((name) => say(words, 'sign.function', { sign: math(tex`\operatorname{${name as Tex}}`), about: text(words.functions[name] ?? '') }));
};

/** Constants with a sign of their own, such as a mask: no lemma shows how they are defined. */
const constantsUsed = ({ program, t, words }: Telling): readonly Prose[] => {
  const calls = [...program.bindings.values()].flatMap((b) => (b.expr === undefined ? [] : nodesOf(b.expr).filter((n) => n.kind === 'apply' && n.op === 'call' && !nodesOf(n).some((a) => a.kind === 'name'))));
  const signs = new Map(calls.map((n) => [t.expr(n), n.kind === 'apply' ? String(n.attrs.fn) : '']));
  return [...signs].flatMap(([sign, fn]) => (program.notations.has(fn) && words.functions[fn] !== undefined ? [say(words, 'sign.function', { sign: math(sign), about: text(words.functions[fn]) })] : []));
};

/** Axes are numbered as in programs. */
const axesUsed = (printed: string, { words }: Telling): readonly Prose[] => (printed.includes(tex`\text{${wordTex(words.options.axis ?? 'axis')}}`) ? [say(words, 'sign.axis')] : []);

/** Sums of indices in the places of entries, as windows have them. */
const countsFromZero = ({ proved, words }: Telling): readonly Prose[] => {
  const windowed = proved.derivation.lines.some((l) => l.steps.some((s) => nodesOf(s.after).some((n) => n.kind === 'apply' && (n.op === 'correlate' || n.op === 'windows'))));
  return windowed ? [say(words, 'sign.windows', { sign: math(tex`x_{2p+u}`) })] : [];
};

/** Whether a number is added to a vector or matrix anywhere, as in `1 - h`. */
const mixesNumbers = ({ proved, program, lemmas }: Telling): boolean => {
  const shown = [
    ...[...program.bindings.values()].flatMap((b) => (b.expr === undefined ? [] : [b.expr])),
    ...lemmas.map((l) => l.definition),
    ...[...proved.derivation.lines, ...lemmas.map((l) => l.line)].flatMap((l) => l.steps.map((step) => step.after)),
  ];
  const copied = (e: Expr): boolean => e.kind === 'apply' && e.op === 'expand' && e.args.some((a) => isScalar(a.shape));
  return shown.some((e) => nodesOf(e).some((n) => n.kind === 'apply' && (n.op === 'add' || n.op === 'subtract') && n.args.some(copied)));
};

const given = ({ program, t, words }: Telling): Block => {
  const names = [...program.bindings.values()]
    .filter((b) => b.expr === undefined)
    .map((b): readonly Prose[] => {
      const role = words.roles[b.role] ?? b.role;
      const meaning = b.mask !== undefined ? say(words, 'symbols.mask', { chance: math(numberTex(b.mask)) }) : b.value === undefined ? text(role) : [...text(`${role} `), ...math(numberTex(b.value))];
      const numbers = b.index === undefined ? [] : say(words, 'symbols.index', { last: math(typeof b.index === 'number' ? numberTex(b.index) : dimTex(b.index)) });
      return [math(t.name(b.name)), math(t.sizes(b.shape)), [...meaning, ...numbers, ...rangeSaid(b, program, words, 'list.clause')]];
    });
  const letters = [...program.dims].filter(([letter]) => !program.bindings.has(letter));
  const sizes = letters.map(([letter, value]): readonly Prose[] => [
    math(letterTex(letter)),
    text('—'),
    value === undefined ? say(words, 'symbols.letter') : say(words, 'symbols.bound', { value: math(numberTex(value)) }),
  ]);
  return {
    kind: 'table',
    caption: say(words, 'symbols.caption'),
    head: [say(words, 'symbols.name'), say(words, 'symbols.shape'), say(words, 'symbols.meaning')],
    body: [...names, ...sizes],
  };
};

/** `told` is the rest of the story, looked through for the signs it uses. */
export const symbols = (telling: Telling, told: readonly Block[]): readonly Block[] => {
  const { words } = telling;
  const printed = told.flatMap((b) => (b.kind === 'rows' ? b.rows.map((r) => r.right) : [])).join(' ');
  const used = [...signsUsed(printed, telling), ...functionsUsed(printed, telling), ...constantsUsed(telling), ...axesUsed(printed, telling), ...countsFromZero(telling)];
  return [
    heading(2, 'symbols', say(words, 'symbols.title')),
    paragraph([...convention(telling), ...say(words, 'symbols.layout'), ...(isTurned(telling.program) ? say(words, 'symbols.layout.numerator') : []), ...(mixesNumbers(telling) ? say(words, 'symbols.numbers') : [])]),
    ...(used.length === 0 ? [] : [{ kind: 'list', items: used } as const]),
    batch(telling),
    given(telling),
  ];
};

