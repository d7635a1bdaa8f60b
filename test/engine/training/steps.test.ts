/** The gradient by each state, held against a recurrence that can be worked out: h[t] = u h[t-1] + x[t], L = h[T]^2 / 2. */
import { expect, test } from 'vitest';
import { bindData } from '../../../src/engine/data.ts';
import { readTable } from '../../../src/engine/csv.ts';
import { stepNormsOf } from '../../../src/engine/training/steps.ts';
import { program } from '../../calculus/handout.ts';

test('every step back multiplies the gradient by u, and rows are taken together', () => {
  const p = program('t = index(T); x[t] = input(); u = param(); y = target()\nh[0] = 0\nh[t] = u * h[t-1] + x[t]\nL = (h[T] - y)^2 / 2');
  const data = bindData(p, readTable('x[1],x[2],x[3],y\n1,2,3,0\n-2,1,5,1\n', 'data.csv'));
  const u = 0.5;
  const errors = [[1, 2, 3, 0], [-2, 1, 5, 1]].map(([a = 0, b = 0, c = 0, y = 0]) => u * u * a + u * b + c - y);
  // Over two rows the loss is a mean.
  const last = Math.hypot(...errors) / 2;
  const lengths = stepNormsOf(data, { u }).get('h') ?? [];
  expect(lengths).toHaveLength(3);
  [u * u * last, u * last, last].forEach((wanted, t) => expect(lengths[t]).toBeCloseTo(wanted, 14));
});

test('where nothing steps through time there is nothing', () => {
  const p = program('x = input(2); y = target(1); W = param(1, 2)\nL = halfsquare(W * x, y)');
  expect(stepNormsOf(bindData(p, readTable('x1,x2,y\n1,2,3\n', 'data.csv')), { W: [[1, 2]] }).size).toBe(0);
});
