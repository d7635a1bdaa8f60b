/** What doubles end without a number is computed once more in real numbers. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { compile } from '../../src/engine/compile.ts';
import { sourceOf } from './extreme-formulas.ts';
import { program } from './extremes.ts';

interface Case {
  readonly formula: string;
  readonly x: number;
  readonly L: number;
  readonly slope: number;
}
const cases = JSON.parse(readFileSync('test/oracle/extremes.json', 'utf8')) as readonly Case[];

/** The objective and its slope. */
const numbers = (formula: string, x: number, doubles = false): readonly number[] => {
  const { gradient, wanted } = differentiate(program(sourceOf(formula)));
  const names = ['L', ...wanted.flatMap(([, adjoint]) => adjoint ?? [])];
  const evaluator = compile(gradient, { dims: new Map(), want: names, doubles });
  evaluator.set('x', x);
  if (evaluator.plan.given.some(({ name }) => name === 'y')) evaluator.set('y', 0);
  evaluator.run();
  return names.map((name) => Number(evaluator.get(name)));
};

describe('values and slopes by mpmath', () => {
  // Both are rounded from many more digits.
  test.each(cases.map((c) => [c.formula, c.x, c] as const))('%s at %d', (formula, x, { L, slope }) => {
    const [value = NaN, found = NaN] = numbers(formula, x);
    expect(Math.abs(value - L)).toBeLessThanOrEqual(1e-12 * Math.abs(L));
    expect(Math.abs(found - slope)).toBeLessThanOrEqual(1e-12 * Math.abs(slope));
  });
  test('in doubles alone not all of them are numbers', () => {
    expect(cases.filter(({ formula, x }) => numbers(formula, x, true).some((n) => !Number.isFinite(n))).length).toBeGreaterThan(cases.length / 3);
  });
});

describe('where there is no number, none is made up', () => {
  test.each([
    ['log(x)', 0, [-Infinity, Infinity]],
    ['log(x)', -1, [NaN, -1]],
    ['x / (x - x)', 2, [Infinity, Infinity]],
    ['exp(x)', 1000, [Infinity, Infinity]],
    ['exp(exp(x))', 1000, [Infinity, Infinity]],
  ])('%s at %d', (formula, x, expected) => {
    expect(numbers(formula, x)).toEqual(expected);
  });
  test('a given value that is not finite is not looked into', () => {
    const evaluator = compile(program('x = param(); y = target()\nL = x - x'), { dims: new Map(), want: ['L'] });
    evaluator.write('x', Float64Array.of(Infinity));
    evaluator.run();
    expect(evaluator.get('L')).toBeNaN();
  });
});

test('members of a family, each in its place', () => {
  const source = program('t = index(3); x = param(2); y = target()\na[0] = [1, 1]\na[t] = a[t-1] .* exp(x)\nq[t] = a[t] ./ (a[t] + 2 * a[3])\nL = sum(sum(t, q[t]))'.replace(/; (?=\w)/gu, '\n'));
  const evaluator = compile(source, { dims: new Map(), want: ['q'] });
  evaluator.set('x', [400, 401]);
  evaluator.run();
  const third = 1 / 3;
  expect(evaluator.get('q')).toEqual([[Math.exp(-800) / 2, Math.exp(-802) / 2], [Math.exp(-400) / 2, Math.exp(-401) / 2], [third, third]].map((row) => row.map((v) => expect.closeTo(v, 15) as number)));
});
