import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../../src/engine/csv.ts';
import { readColumnMap } from '../../../src/engine/columns.ts';
import { bindData, withoutData } from '../../../src/engine/data.ts';
import { optimizerNamed } from '../../../src/engine/training/optimizers.ts';
import { createStepper } from '../../../src/engine/training/stepper.ts';
import { givenFor, predict } from '../../../src/engine/predict.ts';
import { train, training } from '../../../src/engine/training/train.ts';
import { ops } from '../../../src/ops/index.ts';
import { program } from '../programs.ts';

const starter = (name: string) => readTable(readFileSync(`templates/data/${name}`, 'utf8'), name);
const xorNet = program(`x = input(2); y = target(1)
W1 = param(3, 2); b1 = param(3); W2 = param(1, 3); b2 = param(1)
h = tanh(W1 * x + b1)
o = sigmoid(W2 * h + b2)
L = bce(o, y)`);
const xor = bindData(xorNet, starter('xor.csv'));

describe('training', () => {
  test('learns exclusive or, and predicts it without the target', () => {
    const { parameters, losses } = train(xor, { epochs: 2000, seed: 3, hyperparameters: { lr: 0.5 } });
    expect(losses.at(-1)).toBeLessThan(0.02);
    expect(givenFor(xorNet, ['o'])).toEqual(new Set(['x', 'W1', 'b1', 'W2', 'b2']));
    const inputs = bindData(xorNet, readTable('x1,x2\n1,0\n1,1', 'new.csv'), { only: givenFor(xorNet, ['o']) });
    const [[first], [second]] = predict(inputs, parameters, ['o']).get('o') as [[number], [number]];
    expect(first).toBeGreaterThan(0.95);
    expect(second).toBeLessThan(0.05);
  });

  test('learns iris in batches whose last one is smaller', () => {
    const net = program(`x = input(4); y = target(3); W1 = param(16, 4); b1 = param(16); W2 = param(3, 16); b2 = param(3)
p = softmax(W2 * tanh(W1 * x + b1) + b2)
L = crossentropy(p, y)`);
    const data = bindData(net, starter('iris.csv'), { columns: readColumnMap('x = [sepal_length, sepal_width, petal_length, petal_width]; y = species') });
    const { parameters, losses } = train(data, { epochs: 200, batch: 16, seed: 1, hyperparameters: { lr: 0.03 } });
    expect(losses.at(-1)).toBeLessThan(0.2);
    const p = predict(data, parameters, ['p']).get('p') as number[][];
    const right = p.filter((row, k) => row.indexOf(Math.max(...row)) === Math.floor(k / 50));
    expect(right.length).toBeGreaterThan(140);
  });

  test('learns a delayed echo with a recurrence, momentum and sequences as rows', () => {
    const net = program(`t = index(T); x[t] = input(2); y[t] = target()
Wx = param(5, 2); Wh = param(5, 5); b = param(5); w = param(5); c = param()
h[0] = zeros(5)
h[t] = tanh(Wx * x[t] + Wh * h[t-1] + b)
L = sum(t, halfsquare(w' * h[t] + c, y[t]))`);
    const data = bindData(net, starter('delayed-echo.csv'));
    const { losses } = train(data, { epochs: 150, batch: 8, seed: 1, optimizer: 'momentum', hyperparameters: { lr: 0.02 } });
    expect(losses.at(-1)).toBeLessThan(0.02);
  });

  test('the same seed gives the same bits, another seed others', () => {
    const run = (seed: number) => JSON.stringify(train(xor, { epochs: 20, batch: 3, seed }));
    expect(run(5)).toBe(run(5));
    expect(run(5)).not.toBe(run(6));
  });

  test('a program over its own sample axis and one per sample take the same path', () => {
    const own = program(`X = input(N, 2); Y = target(N, 1); W = param(2, 1); b = param(1)\nL = bce(sigmoid(X * W + b), Y)`);
    const each = program(`x = input(2); y = target(1); W = param(1, 2); b = param(1)\nL = bce(sigmoid(W * x + b), y)`);
    const a = train(bindData(own, starter('xor.csv'), { columns: readColumnMap('X = [x1, x2]; Y = y') }), { epochs: 30, batch: 3, seed: 2 });
    const b = train(bindData(each, starter('xor.csv')), { epochs: 30, batch: 3, seed: 2 });
    a.losses.forEach((loss, k) => expect(loss).toBeCloseTo(b.losses[k] ?? NaN, 12));
  });

  test('one step of full-batch descent is p - lr * g', () => {
    const p = program('w = param(ones)\nL = 3 * w^2');
    const one = program('w = param(2, ones)\nL = 3 * sum(w.^2)');
    expect(train(withoutData(one), { epochs: 1 }).parameters.w).toEqual([1 - 0.1 * 6, 1 - 0.1 * 6]);
    expect(p.bindings.get('w')?.init).toBe('ones');
  });

  test('stops below a loss, or when nothing gets better', () => {
    const p = program('w = param(2, ones)\nL = sum(w.^2)');
    const until = train(withoutData(p), { epochs: 1000, untilLoss: 1e-3 });
    expect(until.stopped).toBe('loss');
    expect(until.losses.at(-1)).toBeLessThan(1e-3);
    expect(until.losses.at(-2)).toBeGreaterThanOrEqual(1e-3);
    const still = train(withoutData(p), { epochs: 1000, patience: 3, hyperparameters: { lr: 0 } });
    expect([still.stopped, still.losses.length]).toEqual(['patience', 4]);
  });

  test('every epoch is reported', () => {
    const seen: number[] = [];
    const { losses } = train(xor, { epochs: 3, onEpoch: ({ epoch, loss }) => seen.push(epoch, loss) });
    expect(seen).toEqual(losses.flatMap((loss, k) => [k + 1, loss]));
  });
});

describe('the history', () => {
  test('has each epoch with its loss, its rate and the mean length of each gradient over the batches', () => {
    const p = program('x = input(); y = target(); v = param(2, ones); w = param()\nL = (w * x - y)^2 + 3 * v[1] + 4 * v[2]');
    const data = bindData(p, readTable('x,y\n1,2\n1,2\n1,2', 'same.csv'));
    const { history } = train(data, { epochs: 2, batch: 2, hyperparameters: { lr: 0.25 } });
    // dL/dw is 2 (w - 2), a step with rate 1/4 halves w - 2, and there are two steps in an epoch.
    const after = (halves: number): number => 4 / 2 ** halves;
    expect(history.map((e) => [e.epoch, e.learningRate, e.gradientNorms.v])).toEqual([[1, 0.25, 5], [2, 0.25, 5]]);
    expect(history.map((e) => e.gradientNorms.w)).toEqual([(after(0) + after(1)) / 2, (after(2) + after(3)) / 2]);
  });
  test('an interrupted run ends after its batch, with the loss so far', () => {
    const going = training(xor, { epochs: 5, batch: 1 });
    going.next();
    going.next();
    const { value, done } = going.next(true);
    expect(done).toBe(true);
    expect(value).toMatchObject({ stopped: 'interrupted', history: [{ epoch: 1 }] });
  });
});

describe('validation', () => {
  // The target follows x on the training rows and does not on the others, so that the validation loss has a lowest point.
  const net = program('x = input(); y = target(); w = param()\no = w * x\nL = mse(o, y)');
  const rows = (text: string) => bindData(net, readTable(text, 'rows.csv'));
  const [near, far] = [rows('x,y\n1,1\n2,2\n'), rows('x,y\n1,0.5\n')];
  test('its loss is that of the parameters after each epoch, and the best ones are put back', () => {
    const { history, parameters, best, stopped } = train(near, { epochs: 100, validation: far, patience: 3, hyperparameters: { lr: 0.02 } });
    const w = history.reduce<readonly number[]>((all) => [...all, (all.at(-1) ?? 0) - 0.02 * 5 * ((all.at(-1) ?? 0) - 1)], [0]).slice(1);
    expect(history.map((e) => e.validationLoss)).toEqual(w.map((v): unknown => expect.closeTo((v - 0.5) ** 2, 14)));
    const lowest = history.reduce((a, b) => ((b.validationLoss ?? NaN) < (a.validationLoss ?? NaN) ? b : a));
    expect(stopped).toBe('patience');
    expect(best).toEqual({ epoch: lowest.epoch, loss: lowest.validationLoss });
    expect(history).toHaveLength(lowest.epoch + 3);
    expect(parameters.w).toBeCloseTo(w[lowest.epoch - 1] ?? NaN, 14);
  });
  test('without patience the last parameters stay', () => {
    const { best, parameters } = train(near, { epochs: 100, validation: far, hyperparameters: { lr: 0.2 } });
    expect(best).toBeUndefined();
    expect(parameters.w).toBeCloseTo(1, 12);
  });
  test('the history has metrics of both, and describes the values that are asked for', () => {
    const { history } = train(near, { epochs: 1, validation: far, activations: ['o'] });
    expect(history[0]).toMatchObject({ metrics: { mse: 2.5, mae: 1.5, r2: -9 }, validationMetrics: { mse: 0 }, activations: { o: { mean: 0, deviation: 0, zeros: 1 } } });
    expect(() => train(near, { epochs: 1, activations: ['h'] })).toThrow('there is no formula h');
  });
  test('a loss there that is not finite ends the run with its row', () => {
    const p = program('x = input(); y = target(); w = param(ones)\no = log(w * x)\nL = mse(o, y)');
    const bad = bindData(p, readTable('x,y\n1,0\n0,1\n', 'far.csv'));
    expect(() => train(bindData(p, readTable('x,y\n2,0\n', 'near.csv')), { epochs: 1, validation: bad })).toThrow('after epoch 1, on the validation rows, the first value that is not a finite number is o, at row 2 of far.csv (line 3)');
  });
});

describe('training stops with a message', () => {
  test('at the first formula that is not finite, with the epoch', () => {
    const p = program('w = param(2, ones)\nz = w - 0.6\nq = log(z)\nL = sum(q)');
    expect(() => train(withoutData(p), { epochs: 10 })).toThrow('in epoch 3 the first value that is not a finite number is q');
  });
  test('and with the row of the file, wherever the batch was drawn', () => {
    const p = program('x = input(); y = target(); w = param(ones)\nq = log(w * x)\nL = mse(q, y)');
    const data = bindData(p, readTable('x,y\n1,0\n2,0\n\n3,0\n-1,0\n', 'logs.csv'));
    expect(() => train(data, { epochs: 1, batch: 2, hyperparameters: { lr: 0.01 } })).toThrow('in epoch 1 the first value that is not a finite number is q, at row 4 of logs.csv (line 6)');
  });
  test('also when only a gradient is not', () => {
    const p = program('w = param(2, zeros)\nz = sqrt(w)\nL = sum(z)');
    expect(() => train(withoutData(p), { epochs: 10 })).toThrow('in epoch 1 the first value that is not a finite number is d_w, the adjoint of w');
  });
  test('when the number of samples is no letter', () => {
    const p = program('X = input(4, 2); Y = target(4, 1); W = param(2, 1)\nL = mse(X * W, Y)');
    const data = { ...withoutData(p), count: 4, values: new Map([['X', new Float64Array(8)], ['Y', new Float64Array(4)]]) };
    expect(() => train(data, { epochs: 1, batch: 2 })).toThrow('batches need the number of samples to be a letter');
    expect(train(data, { epochs: 1 }).losses).toEqual([0]);
  });
  test('when a parameter does nothing', () => {
    const p = program('w = param(2); unused = param(3)\nL = sum(w.^2)');
    expect(() => train(withoutData(p), { epochs: 1 })).toThrow('the objective does not depend on unused');
  });
  test.each([
    [{ epochs: -1 }, '-1 epochs'],
    [{ epochs: 1, batch: 0 }, 'a batch of 0 samples'],
    [{ epochs: 1, optimizer: 'adamant' }, 'there is no optimizer adamant'],
    [{ epochs: 1, hyperparameters: { speed: 1 } }, 'sgd has no speed'],
    [{ epochs: 1, hyperparameters: { lr: NaN } }, 'lr is NaN'],
  ])('when asked for %j', (options, message) => {
    expect(() => train(xor, options)).toThrow(message);
  });
});

describe('optimizers', () => {
  test('momentum keeps its velocity', () => {
    const stepper = createStepper(optimizerNamed('momentum'), 1, { lr: 1, mu: 0.5 }, ops);
    const p = Float64Array.of(0);
    const path = [1, 1, 0].map((g) => (stepper.step(p, Float64Array.of(g)), p[0]));
    expect(path).toEqual([-1, -2.5, -3.25]);
  });
});

test('samples as columns take the path of samples as rows', () => {
  const columns = program(`profile(samples=columns)\nX = input(2, N); Y = target(3, N); W = param(3, 2); b = param(3, 1, zeros)\nZ = W * X + b * ones(1, N)\nL = sum((Z - Y).^2) / N`);
  const rows = program('x = input(2); y = target(3); W = param(3, 2); b = param(3)\nz = W * x + b\nL = sum((z - y).^2)');
  const csv = (x: string, y: string) => readTable(`${x}1,${x}2,${y}1,${y}2,${y}3\n1,2,3,0,1\n2,0,1,1,-1\n0,1,1,2,3\n3,1,0,1,5\n4,4,2,2,1\n`, 'five.csv');
  const [a, b] = [bindData(columns, csv('X', 'Y')), bindData(rows, csv('x', 'y'))];
  const options = { epochs: 3, batch: 2, seed: 4, hyperparameters: { lr: 0.01 } };
  const [one, other] = [train(a, { ...options, validation: a }), train(b, { ...options, validation: b })];
  const close = (v: number): unknown => expect.closeTo(v, 12);
  expect(one.losses).toEqual(other.losses.map(close));
  expect(one.history.map((e) => e.metrics)).toEqual(other.history.map((e) => Object.fromEntries(Object.entries(e.metrics ?? {}).map(([name, v]) => [name, close(v)]))));
  expect(one.history.map((e) => e.validationLoss)).toEqual(other.history.map((e) => close(e.validationLoss ?? NaN)));
  expect(predict(a, one.parameters, ['Z']).get('Z')).toEqual((predict(b, other.parameters, ['z']).get('z') as number[][]).map((row) => row.map(close)));
});
