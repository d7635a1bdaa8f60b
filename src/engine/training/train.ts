/** Gradient descent on data: the whole, in batches, or sample by sample. Same seed, same bits. */
import type { OpTable } from '../../core/op.ts';
import { Problem } from '../../core/problem.ts';
import type { Evaluator } from '../compile.ts';
import type { Data } from '../data.ts';
import { createRandom } from '../random.ts';
import type { Nested } from '../values.ts';
import { allFinite, notFinite } from './broken.ts';
import { createActivations, createNorms, type Epoch } from './history.ts';
import { createTally, figuresOf, judgeOf } from './metrics.ts';
import { optimizerNamed } from './optimizers.ts';
import { createPasses } from './passes.ts';
import { createRates, scheduleOf } from './schedules.ts';
import { createScorer } from './score.ts';
import { createStepper } from './stepper.ts';
import { type Best, createWatch } from './stopping.ts';

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
  /** Rows to score after every epoch, never trained on. */
  readonly validation?: Data;
  /**
   * Stops after so many epochs without a lower loss than ever before. With validation its loss counts, and the
   * parameters of the best epoch are put back.
   */
  readonly patience?: number;
  /** Names whose values the history describes. */
  readonly activations?: readonly string[];
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
  readonly stopped: 'epochs' | 'loss' | 'patience' | 'interrupted' | 'not-finite';
  /** The epoch whose parameters these are, where validation and patience chose one. */
  readonly best?: Best;
  /** What was not finite; the parameters are the last ones with which all was. */
  readonly problem?: Problem;
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
  const { activations = [], validation } = options;
  const random = createRandom(options.seed ?? 0);
  const passes = createPasses(data, random, activations);
  const { gradient, judge, parts, parameters, slope } = passes;
  const { stepper, rates, update } = updateOf(options, parameters.length, { epochs, steps: epochs * Math.ceil(count / batch) }, program.ops);

  const order = Int32Array.from({ length: count }, (_, i) => i);
  // Views: they hold other rows after every shuffle.
  const batches = Array.from({ length: Math.ceil(count / batch) }, (_, k) => order.subarray(k * batch, Math.min((k + 1) * batch, count)));
  const tally = judge === undefined ? undefined : createTally(judge, data);
  const norms = createNorms(parts);
  const described = createActivations(activations);
  const scorer = validation === undefined ? undefined : { ...createScorer(validation, judgeOf(validation)), rows: Int32Array.from({ length: validation.count }, (_, i) => i) };
  const watch = createWatch(options);

  const isFine = (row: number): boolean => Number.isFinite(passes.run(Int32Array.of(row), 'mean').loss) && allFinite(slope);
  const broken = (when: string, evaluator: Evaluator, rows: Int32Array): Problem => notFinite(when, { evaluator, program: gradient, data, rows, ...(data.samples === undefined ? {} : { isFine }) });

  const history: Epoch[] = [];
  /** The last parameters with which everything was finite. */
  const good = Float64Array.from(parameters);
  let stopped: Trained['stopped'] = 'epochs';
  let problem: Problem | undefined;
  let steps = 0;
  let rate = 0;
  for (let epoch = 1; epoch <= epochs && stopped === 'epochs'; epoch++) {
    if (batch < count) random.shuffle(order);
    let sum = 0;
    let seen = 0;
    for (const rows of batches) {
      const { evaluator, loss, predictions } = passes.run(rows, 'drawn');
      if (!Number.isFinite(loss) || !allFinite(parameters) || !allFinite(slope)) {
        problem = broken(`in epoch ${String(epoch)}`, evaluator, rows);
        break;
      }
      sum += loss * rows.length;
      seen += rows.length;
      norms.add(slope);
      if (predictions !== undefined) tally?.add(predictions, rows);
      described.add(evaluator);
      good.set(parameters);
      rate = rates.at(epoch, ++steps);
      stepper.step(parameters, slope, rate);
      if ((yield) === true) {
        stopped = 'interrupted';
        break;
      }
    }
    if (problem !== undefined) break;
    const loss = sum / seen;
    let validated: Pick<Epoch, 'validationLoss' | 'validationMetrics'> = {};
    if (validation !== undefined && scorer !== undefined) {
      for (const p of parts) if (scorer.evaluator.plan.layouts.has(p.name)) scorer.evaluator.write(p.name, parameters, p.from);
      const scored = scorer.score();
      if (!Number.isFinite(scored.loss)) {
        problem = notFinite(`after epoch ${String(epoch)}, on the validation rows,`, { evaluator: scorer.evaluator, program: validation.program, data: validation, rows: scorer.rows });
        break;
      }
      validated = { validationLoss: scored.loss, ...(scored.metrics === undefined ? {} : { validationMetrics: figuresOf(scored.metrics) }) };
    }
    const record: Epoch = {
      epoch,
      loss,
      ...(tally === undefined ? {} : { metrics: tally.takeFigures() }),
      ...validated,
      learningRate: rate,
      gradientNorms: norms.take(),
      ...(activations.length === 0 ? {} : { activations: described.take() }),
    };
    history.push(record);
    options.onEpoch?.(record);
    const enough = watch.after(epoch, loss, record.validationLoss, parameters);
    if (stopped === 'epochs' && enough !== undefined) stopped = enough;
  }
  const best = problem === undefined ? watch.restore(parameters) : undefined;
  // The last step has to be judged, too.
  if (problem === undefined && best === undefined && history.length > 0)
    for (const rows of batches) {
      const { evaluator, loss } = passes.run(rows, 'mean');
      if (Number.isFinite(loss) && allFinite(parameters)) continue;
      problem = broken('after the last epoch', evaluator, rows);
      break;
    }
  if (problem !== undefined) {
    parameters.set(good);
    stopped = 'not-finite';
  }
  return { parameters: passes.nested(parameters), history, losses: history.map((e) => e.loss), update, stopped, ...(best === undefined ? {} : { best }), ...(problem === undefined ? {} : { problem }) };
}

export const train = (data: Data, options: TrainOptions): Trained => {
  const going = training(data, options);
  for (;;) {
    const now = going.next();
    if (now.done !== true) continue;
    if (now.value.problem !== undefined) throw now.value.problem;
    return now.value;
  }
};
