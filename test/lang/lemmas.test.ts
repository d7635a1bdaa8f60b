/** Every lemma of the prelude against central differences, by a small evaluator on vectors that serves this test alone. */
import { derive } from '../../src/calculus/derive.ts';
import { expect, test } from 'vitest';
import type { Syntax } from '../../src/core/syntax.ts';
import { erf } from '../../src/ops/erf.ts';
import { problemOf, program } from './show.ts';

const { functions, lemmas } = program('x = param()\nL = x');

type Vector = readonly number[];
const entrywise =
  (f: (...xs: number[]) => number) =>
  (...args: readonly Vector[]): Vector =>
    Array.from({ length: Math.max(...args.map((a) => a.length)) }, (_, i) => f(...args.map((a) => a[a.length === 1 ? 0 : i] ?? NaN)));
const total = (a: Vector): number => a.reduce((s, x) => s + x, 0);
const minus = entrywise((a = 0, b = 0) => a - b);
const times = entrywise((a = 0, b = 0) => a * b);
const over = entrywise((a = 0, b = 0) => a / b);
const meanings: ReadonlyMap<string, (...args: readonly Vector[]) => Vector> = new Map([
  ['+', entrywise((a = 0, b = 0) => a + b)],
  ['-', minus],
  ['*', times],
  ['.*', times],
  ['/', over],
  ['./', over],
  ['.^', entrywise((a = 0, b = 0) => a ** b)],
  ['^', entrywise((a = 0, b = 0) => a ** b)],
  ['>', entrywise((a = 0, b = 0) => Number(a > b))],
  ['>=', entrywise((a = 0, b = 0) => Number(a >= b))],
  ['<', entrywise((a = 0, b = 0) => Number(a < b))],
  ['<=', entrywise((a = 0, b = 0) => Number(a <= b))],
  ['==', entrywise((a = 0, b = 0) => Number(a === b))],
  ['where', entrywise((c = 0, a = 0, b = 0) => (c === 0 ? b : a))],
  ['floor', entrywise((a = 0) => Math.floor(a))],
  ['min', entrywise(Math.min)],
  ['erf', entrywise(erf)],
  ['neg', entrywise((a = 0) => -a)],
  ['max', entrywise(Math.max)],
  ['sum', (a: Vector = []) => [total(a)]],
  ['mean', (a: Vector = []) => [total(a) / a.length]],
  ['samples', () => [1]],
  ['entries', (a = []) => [a.length]],
  ['size', (a = []) => [a.length]],
  ...(['exp', 'log', 'sin', 'cos', 'abs', 'sign', 'sqrt', 'atan', 'tanh'] as const).map((name) => [name, entrywise((a = 0) => Math[name](a))] as const),
]);

const value = (s: Syntax, names: ReadonlyMap<string, Vector>): Vector => {
  if (s.kind === 'number') return [s.value];
  if (s.kind === 'name') return names.get(s.name) ?? (s.name === 'pi' ? [Math.PI] : [NaN]);
  if (s.kind === 'array') return s.rows.flat().flatMap((e) => value(e, names));
  if (s.kind === 'subscript') return [value(s.of, names)[s.at[0]?.kind === 'number' ? s.at[0].value - 1 : NaN] ?? NaN];
  if (s.kind !== 'apply') throw new Error(`${s.kind} in the prelude`);
  const args = s.args.map((a) => value(a, names));
  const fn = functions.get(s.fn);
  if (fn !== undefined) return value(fn.body, new Map(fn.params.map((p, i) => [p, args[i] ?? []])));
  const meaning = meanings.get(s.fn);
  if (meaning === undefined) throw new Error(`${s.fn} in the prelude`);
  return meaning(...args);
};

/** Defined where the absolute value is above 1. */
const above = new Set(['acosh', 'asec', 'acsc', 'acoth']);

test.each(lemmas.map((l) => [`${l.kind}(${l.fn}, ${l.of})`, l] as const))('%s is the derivative', (_head, lemma) => {
  const fn = functions.get(lemma.fn);
  if (fn === undefined) throw new Error('a lemma of nothing');
  const at: Vector = above.has(fn.name) ? [1.31, 1.73, 2.52] : [0.31, 0.73, 0.52];
  const along: Vector = [0.7, -0.4, 1.1];
  const others = new Map<string, Vector>(fn.params.map((p) => [p, [0.2, 0.9, 0.4]]));
  const f = (x: Vector): Vector => value(fn.body, new Map([...others, [lemma.of, x]]));
  const h = 1e-5;
  const shifted = (sign: number): Vector => at.map((x, i) => x + sign * h * (along[i] ?? 0));
  const slope = over(minus(f(shifted(1)), f(shifted(-1))), [2 * h]);
  const g: Vector = f(at).length === 1 ? [1.3] : [0.5, -1.2, 0.8];
  const given = value(lemma.formula, new Map([...others, [lemma.of, at], ['g', g]]));
  const found = total(times(lemma.kind === 'D' ? times(given, g) : given, along));
  expect(given).toHaveLength(at.length);
  expect(found).toBeCloseTo(total(times(slope, g)), 7);
});

const shown = 'x = param(3)\ny = target(3)\nL = halfsquare(th(x), y)';
const th = 'th(x) = (exp(x) - exp(-x)) ./ (exp(x) + exp(-x))\n';

test('a lemma may give its proof in lines, which go on with = on lines of their own', () => {
  const p = program(`${th}D(th, x) = 1 - ((exp(x) - exp(-x)) ./ (exp(x) + exp(-x))).^2\n  = 1 - th(x).^2\n${shown}`);
  const lemma = p.lemmas.find((l) => l.fn === 'th');
  expect([lemma?.text, lemma?.proof.map((l) => l.text)]).toEqual(['1 - th(x).^2', ['1 - ((exp(x) - exp(-x)) ./ (exp(x) + exp(-x))).^2']]);
  expect(() => derive(p)).not.toThrow();
});

test('a line of a proof that does not follow is refused where it stands', () => {
  const wrong = program(`${th}D(th, x) = 1 - ((exp(x) + exp(-x)) ./ (exp(x) - exp(-x))).^2\n  = 1 - th(x).^2\n${shown}`);
  expect(problemOf(() => derive(wrong)).split('\n')[0]).toBe('net.grad:2:12: 1 - ((exp(x) + exp(-x)) ./ (exp(x) - exp(-x))).^2 does not equal the line before it');
});

test.each([
  ['param(3)', 'input(2, 3)'],
  ['param(2, 1)', 'input(2, 3)'],
  ['param()', 'input(3)'],
  ['param(2, 3)', 'input(3)'],
])('a lemma about a whole adjoint is cited only where it fits: a loss of %s and %s is right', (o, y) => {
  for (const loss of ['mse', 'mae', 'huber', 'hinge', 'softmargin', 'cosine', 'crossentropylogits'])
    expect(() => derive(program(`o = ${o}; y = ${y}; L = ${loss}(o, y)`))).not.toThrow();
});

test('an entry by entry lemma of a smaller operand adds up its copies', () => {
  const p = derive(program('x = input(5, 3); a = param(3); b = param()\nL = sum(prelu(x, a)) + sum(leakyrelu(x, b))'));
  expect(p.derivation.lines.filter((l) => l.goal.length === 3).map((l) => l.goal)).toEqual(['d_b', 'd_a']);
});
