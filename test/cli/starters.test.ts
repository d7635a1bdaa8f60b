/** What the starters promise in their comments, against answers in closed form. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tables } from '../../build/data.ts';
import { starters } from '../../src/cli/starters.ts';
import { folder, gradscribe, json } from './call.ts';

const template = (path: string): string => join(process.cwd(), 'templates', path);
const columns = (file: string, ...names: readonly string[]): readonly (readonly number[])[] => {
  const [header = '', ...lines] = readFileSync(template(`data/${file}`), 'utf8').trimEnd().split('\n');
  const places = names.map((n) => header.split(',').indexOf(n));
  return lines.map((l) => places.map((p) => Number(l.split(',')[p])));
};
const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / v.length;

interface Trained {
  readonly parameters: Readonly<Record<string, number & (readonly number[] & readonly (readonly number[])[])>>;
  readonly train: { readonly loss: number };
}
const trained = async (name: string, epochs: string): Promise<Trained> => {
  const { network = '', data = '', train = [] } = starters.find((s) => s.name === name) ?? {};
  const options = train.with(train.indexOf('--epochs') + 1, epochs);
  return json(await gradscribe(['train', template(network), template(data), ...options, '--json'], { cwd: folder() })) as Trained;
};

test.each([...tables()])('%s is what its script makes', (file, text) => {
  expect(readFileSync(template(`data/${file}`), 'utf8')).toBe(text);
});

test('the penguins are the 333 complete rows, with the means that are published', () => {
  const rows = columns('penguins.csv', 'bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g');
  expect(rows).toHaveLength(333);
  expect([0, 1, 2, 3].map((k) => mean(rows.map((r) => r[k] ?? NaN)).toFixed(2))).toEqual(['43.99', '17.16', '200.97', '4207.06']);
});

test('linear regression finds the line of least squares', async () => {
  const rows = columns('penguins.csv', 'flipper_length_mm', 'body_mass_g').map(([x = 0, y = 0]) => [(x - 201) / 14, y] as const);
  const [mx, my] = [mean(rows.map((r) => r[0])), mean(rows.map((r) => r[1]))];
  const slope = mean(rows.map(([x, y]) => (x - mx) * (y - my))) / mean(rows.map(([x]) => (x - mx) ** 2));
  const { parameters } = await trained('linear', '100');
  // The error shrinks by the factor 1 - 2 lr = 0.8 a step, from 4000: 100 steps leave 1e-6.
  expect(parameters.w).toBeCloseTo(slope, 5);
  expect(parameters.b).toBeCloseTo(my - slope * mx, 5);
});

test('the gradient of ridge regression is zero where training ends: X (u W + b - y) / N + lambda W = 0', async () => {
  const { parameters } = await trained('ridge', '3000');
  const w = parameters.W?.[0] ?? [];
  const [b = 0] = parameters.b ?? [];
  const rows = columns('iris.csv', 'sepal_length', 'sepal_width', 'petal_length', 'petal_width').map(([p = 0, q = 0, r = 0, y = 0]) => ({ u: [p - 5.84, q - 3.06, r - 3.76], y }));
  const errors = rows.map(({ u, y }) => u.reduce((sum, v, k) => sum + v * (w[k] ?? 0), b) - y);
  expect(mean(errors)).toBeCloseTo(0, 10);
  [0, 1, 2].forEach((k) => expect(mean(errors.map((e, i) => e * (rows[i]?.u[k] ?? 0))) + 0.1 * (w[k] ?? 0)).toBeCloseTo(0, 10));
});

describe('the autoencoder', () => {
  /** The largest eigenvalue of a symmetric matrix with its vector, by powers. */
  const largest = (a: readonly (readonly number[])[]): readonly [value: number, vector: readonly number[]] => {
    let v = a.map((_, i) => 1 + i / 7);
    let value = 0;
    for (let k = 0; k < 500; k++) {
      const next = a.map((row) => row.reduce((s, e, i) => s + e * (v[i] ?? 0), 0));
      value = Math.hypot(...next);
      v = next.map((e) => e / value);
    }
    return [value, v];
  };
  test('keeps what two principal components keep', async () => {
    const rows = columns('iris.csv', 'sepal_length', 'sepal_width', 'petal_length', 'petal_width');
    const means = [0, 1, 2, 3].map((k) => mean(rows.map((r) => r[k] ?? 0)));
    const covariance = means.map((mi, i) => means.map((mj, j) => mean(rows.map((r) => ((r[i] ?? 0) - mi) * ((r[j] ?? 0) - mj)))));
    const [first, v] = largest(covariance);
    const [second] = largest(covariance.map((row, i) => row.map((e, j) => e - first * (v[i] ?? 0) * (v[j] ?? 0))));
    const rest = covariance.reduce((s, row, i) => s + (row[i] ?? 0), 0) - first - second;
    // Half the squares, and 3000 epochs at the rate of the second component, 0.24.
    expect((await trained('autoencoder', '3000')).train.loss).toBeCloseTo(rest / 2, 8);
  });
});

test('the bigram model finds how often each letter follows: its loss is their conditional entropy', async () => {
  const pairs = readFileSync(template('data/letters.csv'), 'utf8').trimEnd().split('\n').slice(1);
  const times = (list: readonly string[]): ReadonlyMap<string, number> => list.reduce((map, x) => map.set(x, (map.get(x) ?? 0) + 1), new Map<string, number>());
  const [both, first] = [times(pairs), times(pairs.map((p) => p.charAt(0)))];
  const entropy = mean(pairs.map((p) => -Math.log((both.get(p) ?? 0) / (first.get(p.charAt(0)) ?? 1))));
  // What never follows keeps a small chance: scores go down without end.
  const { loss } = (await trained('bigram', '300')).train;
  expect(loss).toBeGreaterThan(entropy);
  expect(loss).toBeLessThan(entropy + 1e-3);
});

describe('sequences', () => {
  const compared = async (...args: readonly string[]): Promise<readonly { readonly loss: number; readonly accuracy: number; readonly testAccuracy: number; readonly stepNorms: Record<'first' | 'last', Record<string, readonly number[]>> }[]> => {
    const said = json(await gradscribe(['compare', ...args, '--seeds', '1', '--json'], { cwd: folder() })) as { variants: { runs: [never] }[] };
    return said.variants.map((v) => v.runs[0]);
  };

  test('an LSTM remembers the first sign over thirty steps; without gates the gradient does not come back that far', async () => {
    const { train = [] } = starters.find((s) => s.name === 'memory') ?? {};
    const [lstm, rnn] = await compared(template('networks/memory.grad'), template('networks/memory-rnn.grad'), template('data/signs.csv'), ...train);
    expect([lstm?.accuracy, lstm?.testAccuracy]).toEqual([1, 1]);
    expect(rnn?.loss).toBeGreaterThan(0.3);
    expect(rnn?.testAccuracy).toBeLessThan(0.7);
    /** How much longer the gradient by the last state is than that by the first. */
    const ratio = (lengths: readonly number[] = []): number => (lengths.at(-1) ?? NaN) / (lengths[0] ?? NaN);
    expect(ratio(rnn?.stepNorms.first.h)).toBeGreaterThan(1e6);
    expect(ratio(lstm?.stepNorms.first['s.c'])).toBeLessThan(1e3);
  });

  test('a GRU forecasts sines better than the last value, or two of them, could', async () => {
    const rows = columns('sines.csv', ...['x', 'y'].flatMap((name) => Array.from({ length: 24 }, (_, t) => `${name}[${String(t + 1)}]`)));
    const repeated = mean(rows.flatMap((r) => Array.from({ length: 24 }, (_, t) => ((r[t] ?? NaN) - (r[24 + t] ?? NaN)) ** 2)));
    const { network = '', data = '', train = [] } = starters.find((s) => s.name === 'sine') ?? {};
    const said = json(await gradscribe(['train', template(network), template(data), ...train, '--json'], { cwd: folder() })) as { test: { mse: number } };
    // The best formula a x[t] + b x[t-1] for all of them has 0.050; the noise alone, 0.01.
    expect(repeated).toBeGreaterThan(0.19);
    expect(said.test.mse).toBeLessThan(0.045);
  });
});

test.each([...starters.map((s) => [s.network]), ['networks/memory-rnn.grad']])('%s says what it is and which data it is for', (network) => {
  const text = readFileSync(template(network), 'utf8');
  const comment = /^(?:#.*\n)+/u.exec(text)?.[0] ?? '';
  expect(comment.length).toBeGreaterThan(80);
  expect(text).toContain('templates/data/');
  expect(text).toMatch(/^title\(".+", zh=".*\p{Script=Han}.*"\)$/mu);
});
