/** Rates by epoch and step, against torch.optim.lr_scheduler's definitions with a rate for each epoch counted from 0. */
import { describe, expect, test } from 'vitest';
import { power } from '../../../src/engine/training/power.ts';
import { createRates, scheduleOf, schedules } from '../../../src/engine/training/schedules.ts';
import { ops } from '../../../src/ops/index.ts';

const [epochs, batches, lr0] = [7, 3, 0.5];
/** The rate of the last step of each epoch. */
const ratesOf = (text: string, values: Readonly<Record<string, number>> = {}): readonly number[] => {
  const row = scheduleOf(text);
  const rates = createRates(row, lr0, { ...row.hyperparameters, ...values }, { epochs, steps: epochs * batches }, ops);
  const all: number[] = [];
  for (let epoch = 1, t = 0; epoch <= epochs; epoch++) for (let k = 1; k <= batches; k++) all[epoch - 1] = rates.at(epoch, ++t);
  return all;
};
const by = (rate: (k: number) => number): readonly unknown[] => Array.from({ length: epochs }, (_, k): unknown => expect.closeTo(rate(k), 14));

describe('schedules', () => {
  test.each<readonly [string, Readonly<Record<string, number>>, (k: number) => number]>([
    ['constant', {}, () => lr0],
    ['step', { gamma: 0.1, every: 3 }, (k) => (k < 3 ? 0.5 : k < 6 ? 0.05 : 0.005)],
    ['exponential', { gamma: 0.9 }, (k) => lr0 * 0.9 ** k],
    ['cosine', { least: 0.02 }, (k) => 0.02 + ((lr0 - 0.02) * (1 + Math.cos((Math.PI * k) / epochs))) / 2],
    ['warmup', { warmup: 10 }, (k) => (3 * (k + 1) < 10 ? (lr0 * 3 * (k + 1)) / 10 : lr0)],
    ['inverse', { fall: 0.25 }, (k) => lr0 / (1 + 0.25 * k)],
    ['lr0 * min(1, t / 6) / sqrt(epoch)', {}, (k) => (k === 0 ? lr0 / 2 : lr0 / Math.sqrt(k + 1))],
  ])('%s', (name, values, rate) => {
    expect(ratesOf(name, values)).toEqual(by(rate));
  });
  test('every row is tried above', () => {
    expect(schedules.map((s) => s.name)).toEqual(['constant', 'step', 'exponential', 'cosine', 'warmup', 'inverse']);
  });
  test('what is neither a row nor a formula is refused, and so is a rate that is no number', () => {
    expect(() => scheduleOf('cosinus')).toThrow('there is no schedule cosinus');
    expect(() => ratesOf('lr0 * speed')).toThrow('there is no speed here');
    expect(() => ratesOf('lr0 / (epoch - 2)')).toThrow('the schedule gives the rate Infinity in epoch 2, step 4');
  });
});

test('powers are products, whatever the engine makes of them', () => {
  let product = 1;
  for (let t = 1; t <= 1000; t++) {
    product *= 0.999;
    // Each product of the thousand rounds once, by half a unit in the last place.
    expect(Math.abs(power(0.999, t) / product - 1)).toBeLessThan(t * 2.3e-16);
  }
  expect([power(2, 10), power(2, -2), power(-3, 3), power(5, 0), power(0, 2)]).toEqual([1024, 0.25, -27, 1, 0]);
  expect(power(2, 0.5)).toBeCloseTo(Math.SQRT2, 15);
});
