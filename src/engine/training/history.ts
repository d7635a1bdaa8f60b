/** How training went, an epoch at a time. */
import type { Part } from './passes.ts';

/** One epoch; ready for JSON. */
export interface Epoch {
  /** Counted from 1. */
  readonly epoch: number;
  /** The mean of the objective over its batches, each before its step. */
  readonly loss: number;
  /** Of its last step. */
  readonly learningRate: number;
  /** Of each parameter: the Euclidean length of its gradient, the mean over the batches. */
  readonly gradientNorms: Readonly<Record<string, number>>;
}

export interface Norms {
  /** Takes in the gradient of one more batch. */
  readonly add: (slope: Float64Array) => void;
  /** The means by parameter; begins again. */
  readonly take: () => Epoch['gradientNorms'];
}

export const createNorms = (parts: readonly Part[]): Norms => {
  const sums = new Float64Array(parts.length);
  let batches = 0;
  return {
    add(slope) {
      batches++;
      for (let k = 0; k < parts.length; k++) {
        const part = parts[k];
        if (part === undefined) continue;
        const end = part.from + part.size;
        let squares = 0;
        for (let i = part.from; i < end; i++) {
          const v = slope[i] ?? 0;
          squares += v * v;
        }
        sums[k] = (sums[k] ?? 0) + Math.sqrt(squares);
      }
    },
    take() {
      const norms = Object.fromEntries(parts.map((p, k) => [p.name, (sums[k] ?? 0) / batches]));
      sums.fill(0);
      batches = 0;
      return norms;
    },
  };
};
