/** A seeded share of the study (study.ts): no wrong answer is accepted and no right one rejected. */
import { describe, expect, test } from 'vitest';
import * as h from './study/high.ts';
import { tree } from './study/networks.ts';
import { runStudy, totalOf } from './study/run.ts';
import { derivative } from './study/scalar.ts';
import { evaluate, scalar, written } from './study/tree.ts';

test('64 generated answers about numbers and 16 about arrays are judged rightly', () => {
  const studies = [runStudy(32, 32, 1, 0), runStudy(8, 8, 2, 1)];
  expect(studies.flatMap((s) => s.mistakes)).toEqual([]);
  for (const study of studies) {
    expect(totalOf(study.wrong).different).toBeGreaterThan(6);
    expect(totalOf(study.right).equal).toBeGreaterThan(6);
  }
});

describe('what the study knows without the grader', () => {
  test.each([
    ['exp(x)', Math.exp],
    ['log(x)', Math.log],
    ['sin(x)', Math.sin],
    ['cos(x)', Math.cos],
    ['atan(x)', Math.atan],
    ['sqrt(x)', Math.sqrt],
    ['tanh(x)', Math.tanh],
    ['x^3', (x: number) => x ** 3],
  ])('%s, against the same in double precision', (text, f) => {
    for (const x of [0.3, 1.7, 6.5]) expect(h.low(evaluate(tree(text), new Map([['x', scalar(h.high(x))]])).data[0] ?? 0n)).toBeCloseTo(f(x), 10);
  });
  test('identities hold to 80 digits', () => {
    const at = new Map([['x', scalar(h.high(1.3))]]);
    for (const text of ['sin(x)^2 + cos(x)^2 - 1', 'log(exp(x)) - x', 'tanh(x) - (exp(2 * x) - 1) / (exp(2 * x) + 1)', 'sqrt(x)^2 - x', 'atan(sin(x) / cos(x)) - x'])
      expect(h.low(h.size(evaluate(tree(text), at).data[0] ?? h.ONE)), text).toBeLessThan(1e-80);
  });
  test('a derivative, and the same with its inner derivative missing', () => {
    const f = tree('sin(x^2)');
    expect(written(derivative(f, 'x'))).toBe('(cos((x ^ 2)) * (2 * x))');
    expect(written(derivative(f, 'x', { part: f, kind: 'inner derivative missing' }))).toBe('cos((x ^ 2))');
  });
});
