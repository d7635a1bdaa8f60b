/** How training went, an epoch at a time. */
import type { Evaluator } from '../compile.ts';
import type { Figures } from './metrics.ts';
import type { Part } from './passes.ts';

/** One epoch; ready for JSON. */
export interface Epoch {
  /** Counted from 1. */
  readonly epoch: number;
  /** The mean of the objective over its batches, each before its step. */
  readonly loss: number;
  /** Of the predictions of those passes: accuracy, or mse, mae and r2. */
  readonly metrics?: Figures;
  /** On the validation rows, after its last step. */
  readonly validationLoss?: number;
  readonly validationMetrics?: Figures;
  /** Of its last step. */
  readonly learningRate: number;
  /** Of each parameter: the Euclidean length of its gradient, the mean over the batches. */
  readonly gradientNorms: Readonly<Record<string, number>>;
  /** Of each name that was asked for: all its entries in all batches. */
  readonly activations?: Readonly<Record<string, Activation>>;
}
export interface Activation {
  readonly mean: number;
  readonly deviation: number;
  /** The share of entries that are 0. */
  readonly zeros: number;
}

export interface Norms {
  /** Takes in the gradient of one more batch. */
  readonly add: (slope: Float64Array) => void;
  /** The means by parameter; begins again. */
  readonly take: () => Epoch['gradientNorms'];
}

/** The Euclidean length of some entries, even where their squares leave the range of numbers. */
const lengthOf = (values: Float64Array, from: number, to: number): number => {
  const squares = (scale: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) {
      const v = (values[i] ?? 0) / scale;
      sum += v * v;
    }
    return sum;
  };
  const plain = squares(1);
  if (plain >= Number.MIN_VALUE / Number.EPSILON && plain < Infinity) return Math.sqrt(plain);
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0));
  return largest === 0 ? 0 : largest * Math.sqrt(squares(largest));
};

export const createNorms = (parts: readonly Part[]): Norms => {
  const sums = new Float64Array(parts.length);
  let batches = 0;
  // Every name is an own property of the copies made of this, whatever it is called.
  const empty: Readonly<Record<string, number>> = Object.fromEntries(parts.map((p) => [p.name, 0]));
  return {
    add(slope) {
      batches++;
      for (let k = 0; k < parts.length; k++) {
        const part = parts[k];
        if (part === undefined) continue;
        sums[k] = (sums[k] ?? 0) + lengthOf(slope, part.from, part.from + part.size);
      }
    },
    take() {
      const norms = { ...empty };
      for (let k = 0; k < parts.length; k++) norms[parts[k]?.name ?? ''] = (sums[k] ?? 0) / batches;
      sums.fill(0);
      batches = 0;
      return norms;
    },
  };
};

export interface Activations {
  readonly add: (evaluator: Evaluator) => void;
  /** Begins again. */
  readonly take: () => Readonly<Record<string, Activation>>;
}

/** Sums are taken of differences to the first value, so that a small deviation beside a large mean is not lost. */
export const createActivations = (names: readonly string[]): Activations => {
  const empty = () => ({ first: NaN, count: 0, sum: 0, squares: 0, zeros: 0 });
  const all = names.map((name) => ({ name, seen: empty() }));
  return {
    add(evaluator) {
      for (const { name, seen } of all) {
        const values = evaluator.read(name);
        if (seen.count === 0) seen.first = values[0] ?? 0;
        seen.count += values.length;
        for (const v of values) {
          const d = v - seen.first;
          seen.sum += d;
          seen.squares += d * d;
          if (v === 0) seen.zeros++;
        }
      }
    },
    take: () =>
      Object.fromEntries(
        all.map((each) => {
          const { first, count, sum, squares, zeros } = each.seen;
          each.seen = empty();
          const mean = sum / count;
          return [each.name, { mean: first + mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)), zeros: zeros / count }];
        }),
      ),
  };
};
