/** Rows to train on, rows to watch while training, and rows that are only looked at when all is done. */
import { Problem } from '../../core/problem.ts';
import type { Data } from '../data.ts';
import { createRandom } from '../random.ts';

/** Shares of all rows, from 0 to below 1. */
export interface Shares {
  readonly validation?: number;
  readonly test?: number;
}
export interface Split {
  readonly train: Data;
  readonly validation?: Data;
  readonly test?: Data;
}

/** Some rows of data, in the order given. */
export const pickRows = (data: Data, rows: Int32Array): Data => {
  const { samples, count, origin } = data;
  if (samples === undefined) throw new Problem('fixed-sample-axis', 'rows can be held out only where the number of samples is a letter', { mend: 'declare the inputs with a letter, X = input(N, 4), or per sample, x = input(4)' });
  const picked = (values: Float64Array): Float64Array => {
    const width = values.length / count;
    const out = new Float64Array(rows.length * width);
    rows.forEach((row, k) => out.set(values.subarray(row * width, (row + 1) * width), k * width));
    return out;
  };
  return {
    ...data,
    count: rows.length,
    dims: new Map([...data.dims, [samples, rows.length]]),
    values: new Map([...data.values].map(([name, values]) => [name, picked(values)])),
    ...(origin === undefined ? {} : { origin: { file: origin.file, rows: [...rows].map((r) => origin.rows[r] ?? 0), lines: [...rows].map((r) => origin.lines[r] ?? 0) } }),
  };
};

/** Test rows are drawn first, by the seed, then those for validation; every part keeps the order of the file. */
export const splitData = (data: Data, { validation = 0, test = 0 }: Shares, seed: number): Split => {
  const { count } = data;
  const shown = [...(validation === 0 ? [] : [`validation ${String(validation)}`]), ...(test === 0 ? [] : [`test ${String(test)}`])].join(' and ');
  if (shown === '') return { train: data };
  const held = [test, validation].map((share) => (share === 0 ? 0 : Math.round(share * count)));
  const [tested = 0, watched = 0] = held;
  if (![validation, test].every((share) => share >= 0 && share < 1) || (test > 0 && tested < 1) || (validation > 0 && watched < 1) || tested + watched >= count)
    throw new Problem('bad-split', `${shown} of ${String(count)} rows leaves nothing on one side`, { fault: 'usage', expected: 'shares between 0 and 1, together below 1' });
  const order = Int32Array.from({ length: count }, (_, i) => i);
  createRandom(seed).shuffle(order);
  const part = (from: number, to: number): Data => pickRows(data, order.slice(from, to).sort());
  return {
    train: part(tested + watched, count),
    ...(watched === 0 ? {} : { validation: part(tested, tested + watched) }),
    ...(tested === 0 ? {} : { test: part(0, tested) }),
  };
};
