/** Gradient descent on data: the whole, in batches, or sample by sample. Same seed, same bits. */
import type { OpTable } from '../../core/op.ts';
import { Problem } from '../../core/problem.ts';
import type { Data } from '../data.ts';
import { createRandom } from '../random.ts';
import type { Nested } from '../values.ts';
import { allFinite, firstBroken } from './broken.ts';
import { createNorms, type Epoch } from './history.ts';
import { optimizerNamed } from './optimizers.ts';
import { createPasses } from './passes.ts';
import { createRates, scheduleOf } from './schedules.ts';
import { createStepper } from './stepper.ts';

export interface TrainOptions {
  readonly epochs: number;
  /** Samples in a batch; all of them unless given. */
  readonly batch?: number;
  readonly optimizer?: string;
  /** How the rate changes: one of `schedules`, or a formula over the same names; it stays unless given. */
  readonly schedule?: string;
  /**
   * Those of the optimizer, such as `lr`, and of the schedule, with their defaults unless given; and `clip`, `bound` and
   * `decay`, which clip the gradient by its norm or entry by entry and add an L2 penalty where they are given.
   */
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly seed?: number;
  /** Stops when an epoch's loss is below. */
  readonly untilLoss?: number;
  /** Stops after so many epochs without a lower loss than ever before. */
  readonly patience?: number;
  readonly onEpoch?: (epoch: Epoch) => void;
}
export interface Trained {
  /** Plain nested arrays by name, ready for JSON. */
  readonly parameters: Readonly<Record<string, Nested>>;
  readonly history: readonly Epoch[];
  /** Those of the history. */
  readonly losses: readonly number[];
  /** The lines of each step, `p = p - lr * g`, with the numbers in them. */
  readonly update: { readonly formulas: readonly string[]; readonly values: Readonly<Record<string, number>> };
  readonly stopped: 'epochs' | 'loss' | 'patience' | 'interrupted';
}

const checked = ({ count, samples }: Data, options: TrainOptions): { readonly batch: number; readonly epochs: number } => {
  const batch = Math.min(options.batch ?? count, count);
  if (!Number.isSafeInteger(batch) || batch < 1) throw new Problem('bad-batch', `a batch of ${batch} samples`, { fault: 'usage', expected: 'a whole number from 1' });
  if (!Number.isSafeInteger(options.epochs) || options.epochs < 0) throw new Problem('bad-epochs', `${options.epochs} epochs`, { fault: 'usage', expected: 'a whole number from 0' });
  if (batch < count && samples === undefined)
    throw new Problem('fixed-sample-axis', 'batches need the number of samples to be a letter', {
      mend: 'declare the inputs with a letter, X = input(N, 4), or per sample, x = input(4)',
    });
  return { batch, epochs: options.epochs };
};

const updateOf = ({ optimizer = 'sgd', schedule = 'constant', hyperparameters = {} }: TrainOptions, count: number, of: { readonly epochs: number; readonly steps: number }, ops: OpTable) => {
  const row = scheduleOf(schedule);
  const scheduled = (name: string): boolean => Object.hasOwn(row.hyperparameters, name);
  const entries = Object.entries(hyperparameters);
  const stepper = createStepper(optimizerNamed(optimizer), count, Object.fromEntries(entries.filter(([name]) => !scheduled(name))), ops);
  const { lr = 0, ...others } = stepper.values;
  const changing = { ...row.hyperparameters, ...Object.fromEntries(entries.filter(([name]) => scheduled(name))) };
  const rates = createRates(row, lr, changing, of, ops);
  const values = rates.formulas.length === 0 ? stepper.values : { lr0: lr, ...changing, ...others };
  return { stepper, rates, update: { formulas: [...rates.formulas, ...stepper.formulas], values } };
};

/** Training as it goes: it pauses after every batch, and ends there when it is resumed with `true`. */
export function* training(data: Data, options: TrainOptions): Generator<undefined, Trained, boolean | undefined> {
  const { program, count } = data;
  const { batch, epochs } = checked(data, options);
  const random = createRandom(options.seed ?? 0);
  const { gradient, parts, parameters, slope, run, nested } = createPasses(data, random);
  const { stepper, rates, update } = updateOf(options, parameters.length, { epochs, steps: epochs * Math.ceil(count / batch) }, program.ops);

  const order = Int32Array.from({ length: count }, (_, i) => i);
  const batches = (): readonly Int32Array[] => Array.from({ length: Math.ceil(count / batch) }, (_, k) => order.subarray(k * batch, Math.min((k + 1) * batch, count)));
  /** The loss and, in `slope`, the gradient, on which the next step rests; after the last one the loss alone counts. */
  const lossOn = (rows: Int32Array, epoch: number | undefined): number => {
    const { evaluator, loss } = run(rows);
    if (!Number.isFinite(loss) || !allFinite(parameters) || (epoch !== undefined && !allFinite(slope)))
      throw new Problem('not-finite', `${epoch === undefined ? 'after the last epoch' : `in epoch ${String(epoch)}`} the first value that is not a finite number is ${firstBroken(evaluator, gradient)}`, {
        mend: 'try a smaller lr, or look for a logarithm or a quotient at zero',
      });
    return loss;
  };

  const history: Epoch[] = [];
  const norms = createNorms(parts);
  let stopped: Trained['stopped'] = 'epochs';
  let steps = 0;
  let rate = 0;
  let best = Infinity;
  let bestEpoch = 0;
  for (let epoch = 1; epoch <= epochs && stopped === 'epochs'; epoch++) {
    if (batch < count) random.shuffle(order);
    let sum = 0;
    let seen = 0;
    for (const rows of batches()) {
      sum += lossOn(rows, epoch) * rows.length;
      seen += rows.length;
      norms.add(slope);
      rate = rates.at(epoch, ++steps);
      stepper.step(parameters, slope, rate);
      if ((yield) === true) {
        stopped = 'interrupted';
        break;
      }
    }
    const loss = sum / seen;
    const record = { epoch, loss, learningRate: rate, gradientNorms: norms.take() };
    history.push(record);
    options.onEpoch?.(record);
    if (loss < best) {
      best = loss;
      bestEpoch = epoch;
    }
    if (stopped === 'interrupted') break;
    if (options.untilLoss !== undefined && loss < options.untilLoss) stopped = 'loss';
    else if (options.patience !== undefined && epoch - bestEpoch >= options.patience) stopped = 'patience';
  }
  // The last step has to be judged, too.
  if (history.length > 0) for (const rows of batches()) lossOn(rows, undefined);
  return { parameters: nested(parameters), history, losses: history.map((e) => e.loss), update, stopped };
}

export const train = (data: Data, options: TrainOptions): Trained => {
  const going = training(data, options);
  for (;;) {
    const now = going.next();
    if (now.done === true) return now.value;
  }
};
