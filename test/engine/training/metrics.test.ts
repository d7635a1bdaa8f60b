/** Scores against sums written out by hand. */
import { describe, expect, test } from 'vitest';
import { readColumnMap } from '../../../src/engine/columns.ts';
import { readTable } from '../../../src/engine/csv.ts';
import { bindData, type Data } from '../../../src/engine/data.ts';
import { createTally, judgeOf, type Metrics } from '../../../src/engine/training/metrics.ts';
import { createScorer } from '../../../src/engine/training/score.ts';
import { pickRows, splitData } from '../../../src/engine/training/split.ts';
import { scalesOf, standardised } from '../../../src/engine/training/standardise.ts';
import { program } from '../programs.ts';

const bound = (net: string, csv: string, columns = ''): Data => bindData(program(net), readTable(csv, 'data.csv'), { columns: readColumnMap(columns) });
const everyRow = (data: Data): Int32Array => Int32Array.from({ length: data.count }, (_, i) => i);
const metricsOf = (data: Data, predicted: readonly number[], rows = everyRow(data)): Metrics => {
  const judge = judgeOf(data);
  if (judge === undefined) throw new Error('nothing is predicted');
  const tally = createTally(judge, data);
  tally.add(Float64Array.from(predicted), rows);
  return tally.take();
};
const close = (v: number): unknown => expect.closeTo(v, 14);

describe('metrics', () => {
  test('numbers: squared and absolute error, and the share of the variance of each output that is explained', () => {
    const data = bound('x = input(); y = target(2); W = param(2)\no = x * W\nL = mse(o, y)', 'x,y1,y2\n1,1,10\n2,2,30\n3,6,20\n');
    // Errors 1, 2, -1 and 0, -5, 4; variances times 3: 14 about the mean 3, and 200 about 20.
    const { errors } = metricsOf(data, [2, 10, 4, 25, 5, 24]) as { readonly errors: unknown };
    expect(errors).toEqual({ mse: close((1 + 4 + 1 + 25 + 16) / 6), mae: close(13 / 6), r2: close((1 - 6 / 14 + 1 - 41 / 200) / 2) });
  });
  test('an output that never changes has no r2', () => {
    const data = bound('x = input(); y = target(); w = param()\no = x * w\nL = mse(o, y)', 'x,y\n1,5\n2,5\n');
    expect(metricsOf(data, [4, 7])).toEqual({ errors: { mse: 2.5, mae: 1.5 } });
  });
  test('classes: the largest entry chooses, and each class is counted by what it was taken for', () => {
    const data = bound('x = input(); y = target(3); W = param(3)\np = softmax(x * W)\nL = crossentropy(p, y)', 'x,kind\n1,b\n2,a\n3,c\n4,b\n', 'y = kind');
    expect(metricsOf(data, [0.1, 0.8, 0.1, 0.5, 0.2, 0.3, 0.4, 0.3, 0.3, 0.2, 0.2, 0.6])).toEqual({
      accuracy: { right: 2, of: 4 },
      confusion: { classes: ['a', 'b', 'c'], counts: [[1, 0, 0], [0, 1, 1], [1, 0, 0]] },
    });
  });
  test('yes or no: more than a half is yes', () => {
    const data = bound('x = input(); y = target(); w = param()\np = sigmoid(w * x)\nL = bce(p, y)', 'x,y\n1,0\n2,1\n3,1\n');
    expect(metricsOf(data, [0.6, 0.5, 0.51])).toEqual({ accuracy: { right: 1, of: 3 }, confusion: { classes: ['0', '1'], counts: [[0, 1], [1, 1]] } });
  });
  test.each([
    ['p = w * x\nL = bcelogits(p, y)', '0,1', [-0.1, 0.1], 2],
    ['p = w * x\nL = hinge(p, y)', '-1,1', [-0.1, 0.1], 2],
    ['p = sigmoid(w * x)\nL = focal(p, y)', '0,1', [0.4, 0.6], 2],
    ['p = sigmoid(w * x)\nL = focal(p, y, 3)', '0,1', [0.6, 0.4], 0],
  ])('%s: what means yes is known of the loss', (net, truth, predicted, right) => {
    const [first = '', second = ''] = truth.split(',');
    const data = bound(`x = input(); y = target(); w = param()\n${net}`, `x,y\n1,${first}\n2,${second}\n`);
    expect(metricsOf(data, predicted)).toMatchObject({ accuracy: { right, of: 2 }, confusion: { classes: [first, second] } });
  });
  test.each(['p = sigmoid(w * x)\nL = -(y * log(p) + (1 - y) * log(1 - p))', 'p = w * x\nL = bcelogits(p, y)', 'p = w * x\nL = poissonnll(p, y)'])('%s: numbers that should not equal the targets have no errors', (net) => {
    expect(judgeOf(bound(`x = input(); y = target(); w = param()\n${net}`, 'x,y\n1,0.25\n2,0.75\n'))).toBeUndefined();
  });
  test('a column over the sample axis of the file is not one group', () => {
    const data = bound('X = input(N, 1); y = target(N); w = param(1)\np = sigmoid(X * w)\nL = bce(p, y)', 'a,y\n1,0\n2,1\n3,0\n', 'X = a');
    expect(metricsOf(data, [0.6, 0.9, 0.2])).toMatchObject({ accuracy: { right: 2, of: 3 } });
  });
  test('predictions in the order of a batch are held against their own rows', () => {
    const data = bound('x = input(); y = target(); w = param()\no = x * w\nL = mse(o, y)', 'x,y\n1,1\n2,2\n3,5\n');
    expect(metricsOf(data, [5, 1], Int32Array.of(2, 0))).toEqual({ errors: { mse: 0, mae: 0, r2: 1 } });
  });
  test('a scorer gives the loss and the predictions with them', () => {
    const data = bound('x = input(); y = target(); w = param()\nL = halfsquare(w * x, y)', 'x,y\n1,1\n2,2\n3,5\n');
    const { evaluator, score } = createScorer(data, judgeOf(data));
    evaluator.set('w', 2);
    expect(score()).toMatchObject({ loss: close((1 + 4 + 1) / 6), predictions: Float64Array.of(2, 4, 6), metrics: { errors: { mse: 2 } } });
  });
});

describe('rows held out', () => {
  const data = bound('x = input(2); y = target(); w = param(2)\nL = mse(w\' * x, y)', `x1,x2,y\n${Array.from({ length: 20 }, (_, i) => `${String(i)},${String(10 * i)},${String(-i)}`).join('\n')}\n`);
  test('are drawn by the seed, in the order of the file, each row once, with its line', () => {
    const { train, validation, test: tested } = splitData(data, { validation: 0.25, test: 0.15 }, 3);
    expect([train.count, validation?.count, tested?.count]).toEqual([12, 5, 3]);
    const rows = [train, validation, tested].map((d) => [...(d?.origin?.rows ?? [])]);
    expect(rows.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    for (const part of rows) expect(part).toEqual([...part].sort((a, b) => a - b));
    expect(train.values.get('x')).toEqual(Float64Array.from(rows[0]?.flatMap((r) => [r - 1, 10 * (r - 1)]) ?? []));
    expect(train.dims.get(train.samples ?? '')).toBe(12);
    expect(train.origin?.lines).toEqual(rows[0]?.map((r) => r + 1));
    expect(splitData(data, { validation: 0.25, test: 0.15 }, 3)).toEqual({ train, validation, test: tested });
    expect(splitData(data, { validation: 0.25, test: 0.15 }, 4).train.origin).not.toEqual(train.origin);
  });
  test('with no shares everything is trained on', () => {
    expect(splitData(data, {}, 0)).toEqual({ train: data });
  });
});

describe('standardised inputs', () => {
  test('have mean 0 and deviation 1 by column; a column that never changes is shifted; targets stay', () => {
    const data = bound('x = input(3); y = target(); w = param(3)\nL = mse(w\' * x, y)', 'x1,x2,x3,y\n1,10,7,1\n3,10,8,2\n5,10,12,3\n7,10,13,4\n');
    const scales = scalesOf(data);
    expect(scales.get('x')).toEqual({ mean: [4, 10, 10], deviation: [Math.sqrt(5), 1, Math.sqrt(6.5)] });
    const made = standardised(data, scales);
    expect([...(made.values.get('x') ?? [])].slice(0, 3)).toEqual([-3 / Math.sqrt(5), 0, -3 / Math.sqrt(6.5)]);
    expect(made.values.get('y')).toBe(data.values.get('y'));
    expect(standardised(pickRows(data, Int32Array.of(2)), scales).values.get('x')).toEqual(Float64Array.of(1 / Math.sqrt(5), 0, 2 / Math.sqrt(6.5)));
  });
  test('the members of a sequence share their scale; classes and numbers of entries are left alone', () => {
    const net = 't = index(T); x[t] = input(2); c = input(2); y = target(); w = param(2); v = param(2)\nL = mse(sum(t, w\' * x[t]) + v\' * c, y)';
    const data = bound(net, 'x[1].1,x[1].2,x[2].1,x[2].2,c,y\n1,0,3,4,red,0\n5,0,7,4,blue,1\n');
    expect([...scalesOf(data)]).toEqual([['x', { mean: [4, 2], deviation: [Math.sqrt(5), 2] }]]);
  });
});
