import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readTable } from '../../../src/engine/csv.ts';
import { bindData } from '../../../src/engine/data.ts';
import { activationsOf } from '../../../src/engine/training/activations.ts';
import { read } from '../../../src/lang/read.ts';
import { ops } from '../../../src/ops/index.ts';

const folder = new URL('../../../templates/prelude/', import.meta.url);
const prelude = readdirSync(folder).sort().map((f) => readFileSync(new URL(f, folder), 'utf8')).join('\n');
const on = (network: string, csv: string) => bindData(read(network, { file: 'net.grad', ops, prelude }), readTable(csv, 'data.csv'));

const rows = 'x,y\n-2,0\n0.5,1\n1,0\n';
const tail = 'L = halfsquare(sum(h), y)';

test('means, deviations, flat slopes and dead units of a layer of ReLU', () => {
  const data = on(`x = input()\ny = target()\nw = param(3)\nb = param(3)\nz = w * x + b\nh = relu(z)\n${tail}`, rows);
  // z = x, -x - 3 and x - 1: the second is never above zero, and neither is the third, whose largest value is 0.
  const found = activationsOf(data, { w: [1, -1, 1], b: [0, -3, -1] });
  expect(found.get('h')).toMatchObject({ flat: 7 / 9, dead: { count: 2, of: 3 } });
  expect(found.get('h')?.mean).toBeCloseTo(1.5 / 9, 14);
  expect(found.get('z')?.mean).toBeCloseTo(-12.5 / 9, 14);
  expect(Object.keys(found.get('z') ?? {})).toEqual(['mean', 'deviation']);
  expect([...found.keys()]).toEqual(['z', 'h']);
});

test.each([
  ['tanh(z)', [4, 0, 0], 2 / 9],
  // Beyond 4.6 for the sigmoid: 5 * -2 alone.
  ['sigmoid(z)', [5, 1, 0], 2 / 9],
  // A function of one's own, without a lemma, and with its argument unnamed.
  ['f(w * x)', [4, 0, 0], 2 / 9],
])('the slope of %s is that of its derivative', (h, w, flat) => {
  const data = on(`f(x) = tanh(x)\nx = input()\ny = target()\nw = param(3)\nz = w * x\nh = ${h}\n${tail}`, rows);
  expect(activationsOf(data, { w }).get('h')?.flat).toBeCloseTo(flat, 14);
});

test('a mean of 0 is 0, whatever is left of it by rounding; a small one is what it is', () => {
  const data = on(`x = input()\ny = target()\nw = param(2)\nh = tanh(w * x)\n${tail}`, 'x,y\n0.1,0\n0.2,1\n-0.3,0\n');
  expect(activationsOf(data, { w: [1, 0] }).get('h')?.mean).not.toBe(0);
  const line = on(`x = input()\ny = target()\nw = param()\nh = w * x\n${tail}`, 'x,y\n0.1,0\n0.2,1\n-0.3,0\n');
  expect(0.1 + 0.2 - 0.3).not.toBe(0);
  expect(activationsOf(line, { w: 1 }).get('h')?.mean).toBe(0);
});

test('what is no function of single entries has no slope', () => {
  const data = on(`x = input()\ny = target()\nw = param(3)\nz = w * x\nh = softmax(z)\n${tail}`, rows);
  expect(Object.keys(activationsOf(data, { w: [1, 2, 3] }).get('h') ?? {})).toEqual(['mean', 'deviation']);
});

test('a unit of a recurrence is one unit at all its steps', () => {
  // The states of the first unit are below zero at every step, those of the second at the first only.
  const network = 't = index(2)\nx[t] = input()\ny = target()\nw = param(3)\nb = param(3)\nz[t] = w * x[t] + b\nh[t] = relu(z[t])\nL = halfsquare(sum(h[2]), y)';
  const data = on(network, 'x[1],x[2],y\n-2,1,0\n-1,2,1\n-3,1,0\n-1,1,0\n-1,1,0\n');
  expect(activationsOf(data, { w: [0, 1, 1], b: [-1, 0, 5] }).get('h')?.dead).toEqual({ count: 1, of: 3 });
});
