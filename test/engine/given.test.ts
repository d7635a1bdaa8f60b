/** Values by name as rows to train on. */
import { describe, expect, test } from 'vitest';
import { dataOf } from '../../src/engine/given.ts';
import { scalesOf } from '../../src/engine/training/standardise.ts';
import { train } from '../../src/engine/training/train.ts';
import { program } from '../lang/show.ts';

const plain = (values: ReadonlyMap<string, Float64Array>): object => Object.fromEntries([...values].map(([name, v]) => [name, [...v]]));

describe('rows', () => {
  test('are the one more leading axis of a network for one sample; constant arrays and parameters are for all of them', () => {
    const d = dataOf(program('n = 2; x = input(n); y = target(); c = constant(n); w = param(n)\nL = (sum(w .* c .* x) - y)^2'), { x: [[1, 2], [3, 4], [5, 6]], y: [7, 8, 9], c: [2, 3], w: [1, -1] });
    expect(d).toMatchObject({ count: 3, samples: d.lifted, axis: 'first' });
    expect(plain(d.values)).toEqual({ x: [1, 2, 3, 4, 5, 6], y: [7, 8, 9] });
    expect(plain(d.shared)).toEqual({ c: [2, 3], w: [1, -1] });
    // One step by hand from the given start: the means over three samples of 2 (o - y) c x.
    const slope = [[1, 2, 7], [3, 4, 8], [5, 6, 9]].map(([a = 0, b = 0, y = 0]) => [2, 3].map((c, k) => (2 / 3) * (2 * a - 3 * b - y) * c * (k === 0 ? a : b)));
    const stepped = train(d, { epochs: 1, hyperparameters: { lr: 0.01 } }).parameters.w as readonly number[];
    [1, -1].forEach((w, k) => expect(stepped[k]).toBeCloseTo(w - 0.01 * slope.reduce((sum, s) => sum + (s[k] ?? NaN), 0), 12));
  });
  test('of the axis that the file names, or of columns', () => {
    expect(dataOf(program('X = input(N, 2); w = param(2)\nL = sum(X * w)'), { X: [[1, 2], [3, 4], [5, 6]] })).toMatchObject({ count: 3, samples: 'N', axis: 'first' });
    const columns = dataOf(program('profile(samples=columns)\nX = input(2, N); w = param(2)\nL = sum(w\' * X)'), { X: [[1, 2, 3], [4, 5, 6]] });
    expect(columns).toMatchObject({ count: 3, samples: 'N', axis: 'last' });
    expect(plain(columns.values)).toEqual({ X: [1, 4, 2, 5, 3, 6] });
    expect(train(columns, { epochs: 1, hyperparameters: { lr: 1 } }).parameters.w).toEqual(train(dataOf(program('X = input(N, 2); w = param(2)\nL = sum(X * w)'), { X: [[1, 4], [2, 5], [3, 6]] }), { epochs: 1, hyperparameters: { lr: 1 } }).parameters.w);
  });
  test('are one where nothing says what a sample is; a graph is no sample of its nodes', () => {
    const graph = dataOf(program('A = constant(N, N); X = input(N, 2); w = param(2)\nL = sum(A * X * w)'), { A: [[1, 0], [0, 1]], X: [[1, 2], [3, 4]] });
    expect(graph).toMatchObject({ count: 1, samples: undefined });
    expect(() => scalesOf(graph)).toThrow('inputs are standardised over samples, and nothing says which axis counts these');
  });
});

test('a mask that is given is not drawn', () => {
  const masked = program('x = input(2); m = mask(2, 0.5); w = param(2, ones)\nL = sum(w .* x .* m)');
  expect(train(dataOf(masked, { x: [3, 5], m: [1, 0] }), { epochs: 1, hyperparameters: { lr: 1 } }).parameters.w).toEqual([-2, 1]);
});

test('what is missing is named; parameters may be', () => {
  const p = program('x = input(2); w = param(2)\nL = sum(w .* x)');
  expect(() => dataOf(p, { w: [1, 2] })).toThrow('there is no value for x');
  expect(train(dataOf(p, { x: [1, 2] }), { epochs: 0 }).parameters.w).toEqual([0, 0]);
});
