/** Elimination where it is tested hardest: rows to be exchanged, matrices that are singular to working precision, and scales. */
import { expect, test } from 'vitest';
import { doubles } from '../../src/core/field.ts';
import { determinant, inverse, logDeterminant, solution } from '../../src/ops/factorise.ts';

const det = (...a: readonly number[]): number => determinant(doubles, a, Math.sqrt(a.length));
const inv = (...a: readonly number[]): readonly number[] => inverse(doubles, a, Math.sqrt(a.length));

test('a zero in the corner asks for another row first', () => {
  expect(det(0, 1, 1, 0)).toBe(-1);
  expect(inv(0, 2, 4, 0)).toEqual([0, 0.25, 0.5, 0]);
  expect(det(0, 0, 1, 1, 0, 0, 0, 1, 0)).toBe(1);
});
test('a matrix that is singular but for rounding is singular', () => {
  expect(det(1, 2, 3, 4, 5, 6, 7, 8, 9)).toBe(0);
  expect(det(0.1, 0.2, 0.3, 0.6)).toBe(0);
  expect(inv(1, 2, 3, 4, 5, 6, 7, 8, 9).every(Number.isNaN)).toBe(true);
  expect(solution(doubles, [1, 2, 2, 4], 2, [1, 1], 1).every(Number.isNaN)).toBe(true);
  expect(logDeterminant(doubles, [1, 2, 2, 4], 2)).toBe(-Infinity);
  expect(inv(0)).toEqual([NaN]);
});
test('a matrix of very different scales is not', () => {
  expect(inv(1, 0, 0, 2 ** -70)).toEqual([1, 0, 0, 2 ** 70]);
  expect(det(1e-200, 0, 0, 1e-90)).toBeCloseTo(1e-290, 300);
  const hilbert = Array.from({ length: 36 }, (_, k) => 1 / (Math.floor(k / 6) + (k % 6) + 1));
  // The inverse of the Hilbert matrix of order 6 is whole: its first entry is 36, its last 698544.
  expect(inverse(doubles, hilbert, 6)[0]).toBeCloseTo(36, 6);
});
test('the logarithm of a determinant is there where the determinant is too large, and not where it is negative', () => {
  const n = 200;
  const large = Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 100 : 0));
  expect(determinant(doubles, large, n)).toBe(Infinity);
  expect(logDeterminant(doubles, large, n)).toBeCloseTo(n * Math.log(100), 9);
  expect(logDeterminant(doubles, [0, 1, 1, 0], 2)).toBeNaN();
  expect(logDeterminant(doubles, [0, 1, -1, 0], 2)).toBe(0);
});
test('several right sides are solved at once', () => {
  expect(solution(doubles, [2, 1, 0, 4], 2, [4, 3, 8, 4], 2)).toEqual([1, 1, 2, 1]);
});
