/** How well predictions meet targets: choices between classes, or errors of numbers. */
import { Problem } from '../../core/problem.ts';
import { sameShape } from '../../core/shape.ts';
import type { Data } from '../data.ts';
import { half, type Prediction, predictionOf } from './prediction.ts';

export interface Accuracy {
  readonly right: number;
  readonly of: number;
}
export interface ClassMetrics {
  readonly accuracy: Accuracy;
  /** `counts[i][j]` says how often class i was taken for class j. */
  readonly confusion: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] };
}
export interface NumberMetrics {
  /**
   * Means over all entries of the squared and of the absolute error; and 1 less the squared error over that of the mean
   * of the targets, the mean over outputs, absent where an output never changes.
   */
  readonly errors: { readonly mse: number; readonly mae: number; readonly r2?: number };
}
export type Metrics = ClassMetrics | NumberMetrics;

/** The same in single numbers: accuracy, or mse, mae and r2. */
export type Figures = Readonly<Record<string, number>>;
export const figuresOf = (m: Metrics): Figures => ('accuracy' in m ? { accuracy: m.accuracy.right / m.accuracy.of } : m.errors);

/** What predictions on some data are held against, and how. */
export interface Judge {
  readonly prediction: Prediction;
  /** One class of several, yes or no, or a number. */
  readonly kind: 'one-hot' | 'binary' | 'numbers';
  /** How many entries stand together in the last axis of the target. */
  readonly size: number;
  readonly classes: readonly string[];
}

/** Where classes are chosen: one-hot targets, or targets that are 0 or 1, or -1 or 1 beside a margin. */
const kindOf = (data: Data, { target, yes }: Prediction, truth: Float64Array, size: number): Judge['kind'] => {
  if (yes === undefined && !data.classes.has(target)) return 'numbers';
  if (yes === 0 && truth.every((v) => v === -1 || v === 1)) return 'binary';
  if (!truth.every((v) => v === 0 || v === 1)) return 'numbers';
  if (size === 1) return 'binary';
  for (let i = 0; i < truth.length; i += size) {
    let sum = 0;
    for (let k = i; k < i + size; k++) sum += truth[k] ?? 0;
    if (sum !== 1) return 'binary';
  }
  return 'one-hot';
};

/** Undefined where no formula is held against a target for each sample by itself, or nothing says how. */
export const judgeOf = (data: Data, prediction = predictionOf(data.program)): Judge | undefined => {
  if (prediction === undefined) return undefined;
  const [target, made] = [prediction.program.bindings.get(prediction.target), prediction.program.bindings.get(prediction.name)];
  const truth = data.values.get(prediction.target);
  if (target === undefined || made === undefined || truth === undefined || target.over.join() !== made.over.join() || !sameShape(target.shape, made.shape)) return undefined;
  const last = target.shape.dims.filter((d) => d !== data.samples).at(-1) ?? 1;
  const size = typeof last === 'number' ? last : (data.dims.get(last) ?? 1);
  const kind = kindOf(data, prediction, truth, size);
  // The logarithm of a prediction beside its target, say, is no number that should equal it.
  if (kind === 'numbers' && !prediction.equals) return undefined;
  const known = data.classes.get(prediction.target);
  const numbered = kind === 'binary' ? [truth.includes(-1) ? '-1' : '0', '1'] : Array.from({ length: size }, (_, k) => String(k + 1));
  return { prediction, kind, size, classes: known?.length === numbered.length ? known : numbered };
};

const largest = (values: ArrayLike<number>, from: number, size: number): number => {
  let best = 0;
  for (let k = 1; k < size; k++) if ((values[from + k] ?? NaN) > (values[from + best] ?? NaN)) best = k;
  return best;
};

/** Which class of so many each row chooses: that of the largest entry; of two with one entry, the second where it means yes. */
export const choices = (values: Float64Array, rows: number, classes: number, yes = half): readonly number[] =>
  values.length === rows && classes === 2 ? Array.from(values, (v) => Number(v > yes)) : Array.from({ length: values.length / classes }, (_, i) => largest(values, i * classes, classes));

/** Predictions met so far. */
export interface Tally {
  /** Predictions for some rows of the targets, one row after another. */
  readonly add: (predicted: Float64Array, rows: Int32Array) => void;
  /** Begins again. */
  readonly take: () => Metrics;
  /** The figures alone, which are told after every epoch; begins again. */
  readonly takeFigures: () => Figures;
}

const classTally = ({ kind, size, classes, prediction: { yes = half } }: Judge, truth: Float64Array, width: number): Tally => {
  const n = classes.length;
  const counts = new Float64Array(n * n);
  const step = kind === 'one-hot' ? size : 1;
  let [right, of] = [0, 0];
  const accuracy = (): Accuracy => {
    const met = { right, of };
    [right, of] = [0, 0];
    return met;
  };
  return {
    add(predicted, rows) {
      let at = 0;
      for (const row of rows) {
        const from = row * width;
        for (let i = from; i < from + width; i += step, at += step) {
          const wanted = kind === 'one-hot' ? largest(truth, i, size) : Number((truth[i] ?? 0) > 0);
          const chosen = kind === 'one-hot' ? largest(predicted, at, size) : Number((predicted[at] ?? NaN) > yes);
          const cell = wanted * n + chosen;
          counts[cell] = (counts[cell] ?? 0) + 1;
          if (wanted === chosen) right++;
          of++;
        }
      }
    },
    take() {
      const table = Array.from({ length: n }, (_, i) => [...counts.subarray(i * n, (i + 1) * n)]);
      counts.fill(0);
      return { accuracy: accuracy(), confusion: { classes, counts: table } };
    },
    takeFigures() {
      counts.fill(0);
      return figuresOf({ accuracy: accuracy(), confusion: { classes, counts: [] } });
    },
  };
};

const numberTally = ({ size }: Judge, truth: Float64Array, width: number): Tally => {
  let [count, absolute] = [0, 0];
  // By output: squared errors, and the targets less their first value, which keeps sums of squares exact.
  const [squares, sums, targets] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const errors = (): NumberMetrics['errors'] => {
    let [squared, r2] = [0, 0];
    for (let k = 0; k < size; k++) {
      const s = squares[k] ?? 0;
      const spread = (targets[k] ?? 0) - ((sums[k] ?? 0) ** 2 * size) / count;
      squared += s;
      // Nothing that is not known becomes known by adding.
      r2 += spread > 0 ? (1 - s / spread) / size : NaN;
    }
    const met = { mse: squared / count, mae: absolute / count };
    [count, absolute] = [0, 0];
    squares.fill(0);
    sums.fill(0);
    targets.fill(0);
    return Number.isNaN(r2) ? met : { ...met, r2 };
  };
  return {
    add(predicted, rows) {
      let at = 0;
      for (const row of rows) {
        const from = row * width;
        for (let i = from; i < from + width; i++, at++) {
          const k = i % size;
          const error = (predicted[at] ?? NaN) - (truth[i] ?? NaN);
          const y = (truth[i] ?? NaN) - (truth[k] ?? NaN);
          count++;
          absolute += Math.abs(error);
          squares[k] = (squares[k] ?? 0) + error * error;
          sums[k] = (sums[k] ?? 0) + y;
          targets[k] = (targets[k] ?? 0) + y * y;
        }
      }
    },
    take: () => ({ errors: errors() }),
    takeFigures: errors,
  };
};

export const createTally = (judge: Judge, data: Data): Tally => {
  const truth = data.values.get(judge.prediction.target);
  if (truth === undefined) throw new Problem('missing-value', `there are no values of ${judge.prediction.target}`);
  return (judge.kind === 'numbers' ? numberTally : classTally)(judge, truth, truth.length / data.count);
};
