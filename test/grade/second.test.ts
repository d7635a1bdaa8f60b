/** The second look: what doubles cannot tell apart, and what many digits are known of. */
import { describe, expect, test } from 'vitest';
import { constants, functions, ofDecimal, ofDouble, ONE, toDouble } from '../../src/grade/digits.ts';
import { examine } from '../../src/grade/grade.ts';
import { program } from '../calculus/handout.ts';
import * as h from './study/high.ts';

const verdictOn = (text: string, answer: string): string => {
  const { verdict, remarks } = examine(program(`g = param()\nx = param()\ny = param()\nL = g * (${text})`), 'g').grade(answer);
  return [verdict, ...remarks.map((r) => r.id)].join(' ');
};

test.each([
  ['sigmoid(exp(4)) / sin(x)', 'tanh(exp(4)) / sin(x)'],
  ['sigmoid(exp(4)) / sin(x)', '1 / sin(x)'],
  ['max(49, 0) + x^4', 'softplus(49) + x^4'],
  ['cos(tanh(x - x))', 'cos(tanh(x - 1.000000001 * x))'],
  ['(x - x)^2 - 8 * x^3 - cos(2*x) / (4 + x)', '(1.0000001 * x - x)^2 - 8 * x^3 - cos(2*x) / (4 + x)'],
  ['x', 'x + 1e-30'],
])('%s is not %s', (truth, answer) => {
  expect(verdictOn(truth, answer)).toBe('different tiny');
});

test.each([
  ['x / 10', '0.1 * x'],
  ['0.1 * 3 * x', '0.3 * x'],
  ['pi * x', '2 * x * atan(1) * 2'],
  ['x^1.5', 'x * sqrt(x)'],
  ['x / 3', '0.3333333333333333 * x'],
])('%s is %s, though the doubles of the numbers are not the same', (truth, answer) => {
  expect(verdictOn(truth, answer)).toBe('equal');
});

test('beyond many digits it stays open', () => {
  expect(verdictOn('sigmoid(exp(10)) * x', 'sigmoid(exp(11)) * x')).toBe('undecided');
});

describe('many digits, against another way to compute them', () => {
  const same = (a: bigint | undefined, b: bigint): number => Math.abs(toDouble((a ?? 0n) - (b << 128n)) / Math.max(1, Math.abs(h.low(b))));
  test.each([
    ['exp', Math.exp, h.exp],
    ['log', Math.log, (x: bigint) => h.log(h.size(x))],
    ['sqrt', Math.sqrt, (x: bigint) => h.sqrt(h.size(x))],
    ['sin', Math.sin, h.sin],
    ['cos', Math.cos, h.cos],
    ['atan', Math.atan, h.atan],
  ])('%s', (_name, f, other) => {
    for (const x of [0.3, -1.7, 6.5, 40.25]) {
      const argument = f === Math.log || f === Math.sqrt ? Math.abs(x) : x;
      expect(same(functions.get(f)?.(ofDouble(argument) ?? 0n, 0n), other(h.high(x)))).toBeLessThan(1e-80);
    }
  });
  test('powers, and pi', () => {
    for (const [a, b] of [[2.5, 3], [-1.5, 2], [0.7, -1.25], [3, 0.5]] as const) expect(same(functions.get(Math.pow)?.(ofDouble(a) ?? 0n, ofDouble(b) ?? 0n), h.power(h.high(a), h.high(b)))).toBeLessThan(1e-80);
    expect(same(constants.get(Math.PI), h.PI)).toBeLessThan(1e-80);
  });
  test('a short decimal is what it says, a long one is not known', () => {
    expect((ofDecimal(0.1) ?? 0n) * 10n - ONE).toBeGreaterThan(-20n);
    expect(ofDecimal(0.1 * 3)).toBe(ofDecimal(0.3));
    expect(ofDecimal(-2.5e-7)).toBe(-(ONE * 25n) / 10n ** 8n);
    expect(ofDecimal(1 / 3)).toBeUndefined();
    expect(ofDecimal(Math.PI)).toBeUndefined();
  });
});
