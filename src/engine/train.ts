/** Gradient descent on data: the whole, in batches, or sample by sample. Same seed, same bits. */
import { differentiate } from '../calculus/differentiate.ts';
import { Problem } from '../core/problem.ts';
import type { Program } from '../core/program.ts';
import { compile, type Evaluator } from './compile.ts';
import type { Data } from './data.ts';
import { initialise } from './initialise.ts';
import { requireLetters } from './letters.ts';
import { createStepper, optimizerNamed } from './optimizers.ts';
import { createRandom } from './random.ts';
import { type Nested, nest } from './values.ts';

export interface TrainOptions {
  readonly epochs: number;
  /** Samples in a batch; all of them unless given. */
  readonly batch?: number;
  readonly optimizer?: string;
  /** Such as `lr`; the optimizer's defaults unless given. */
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly seed?: number;
  /** Stops when an epoch's loss is below. */
  readonly untilLoss?: number;
  /** Stops after so many epochs without a lower loss than ever before. */
  readonly patience?: number;
  readonly onEpoch?: (progress: { readonly epoch: number; readonly loss: number }) => void;
}
export interface Trained {
  /** Plain nested arrays by name, ready for JSON. */
  readonly parameters: Readonly<Record<string, Nested>>;
  /** Of each epoch: the mean of the objective over its batches, each before its step. */
  readonly losses: readonly number[];
  readonly stopped: 'epochs' | 'loss' | 'patience';
}

/** One parameter's place in the vector of all of them. */
interface Part {
  readonly name: string;
  readonly adjoint: string;
  readonly from: number;
  readonly size: number;
}

const countOf = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** The first formula whose value is not finite, in the order of computing. */
const firstBroken = (evaluator: Evaluator, program: Program): string => {
  for (const b of program.bindings.values()) {
    if (!evaluator.plan.layouts.has(b.name)) continue;
    const at = evaluator.read(b.name).findIndex((v) => !Number.isFinite(v));
    if (at < 0) continue;
    const [rows] = evaluator.shapeOf(b.name);
    const [index] = b.over;
    const sample = index !== undefined && program.indices.get(index)?.role === 'sample' && rows !== undefined;
    const row = sample ? `, at sample ${Math.floor(at / (countOf(evaluator.shapeOf(b.name)) / rows)) + 1} of the batch` : '';
    return b.adjointOf === undefined ? `${b.name}${row}` : `${b.name}, the adjoint of ${b.adjointOf}${row}`;
  }
  return 'the objective';
};

export const train = (data: Data, options: TrainOptions): Trained => {
  const { program, count, samples } = data;
  const batch = Math.min(options.batch ?? count, count);
  if (!Number.isSafeInteger(batch) || batch < 1) throw new Problem('bad-batch', `a batch of ${batch} samples`, { fault: 'usage', expected: 'a whole number from 1' });
  if (!Number.isSafeInteger(options.epochs) || options.epochs < 0) throw new Problem('bad-epochs', `${options.epochs} epochs`, { fault: 'usage', expected: 'a whole number from 0' });
  if (batch < count && samples === undefined)
    throw new Problem('fixed-sample-axis', 'batches need the number of samples to be a letter', {
      mend: 'declare the inputs with a letter, X = input(N, 4), or per sample, x = input(4)',
    });
  const { gradient, wanted } = differentiate(program);
  const random = createRandom(options.seed ?? 0);

  const parts: Part[] = [];
  const starts: Float64Array[] = [];
  let size = 0;
  const sizes = new Map([...program.dims].flatMap(([letter, value]) => (value === undefined ? [] : [[letter, value] as const])));
  for (const [letter, value] of data.dims) sizes.set(letter, value);
  requireLetters(program, program.bindings.values(), sizes);
  for (const [name, adjoint] of wanted) {
    const binding = program.bindings.get(name);
    if (binding === undefined) continue;
    const start = initialise(program, binding, sizes, random);
    starts.push(start);
    if (adjoint === undefined) throw new Problem('unused-parameter', `the objective does not depend on ${name}`, binding.place === undefined ? {} : { place: binding.place });
    parts.push({ name, adjoint, from: size, size: start.length });
    size += start.length;
  }
  const parameters = new Float64Array(size);
  parts.forEach((p, k) => parameters.set(starts[k] ?? [], p.from));
  const slope = new Float64Array(size);
  const stepper = createStepper(optimizerNamed(options.optimizer ?? 'sgd'), size, options.hyperparameters ?? {}, program.ops);

  const evaluators = new Map<number, Evaluator>();
  const evaluatorFor = (rows: number): Evaluator => {
    const known = evaluators.get(rows);
    if (known !== undefined) return known;
    const dims = new Map(sizes);
    if (samples !== undefined) dims.set(samples, rows);
    const made = compile(gradient, { dims, want: [program.objective, ...parts.map((p) => p.adjoint)] });
    evaluators.set(rows, made);
    return made;
  };

  const order = Int32Array.from({ length: count }, (_, i) => i);
  const batches = (): readonly Int32Array[] => Array.from({ length: Math.ceil(count / batch) }, (_, k) => order.subarray(k * batch, Math.min((k + 1) * batch, count)));
  /** The loss and, in `slope`, the gradient, on which the next step rests; after the last one the loss alone counts. */
  const lossOn = (rows: Int32Array, epoch: number | undefined): number => {
    const evaluator = evaluatorFor(rows.length);
    for (const [name, values] of data.values)
      if (evaluator.plan.layouts.has(name))
        if (samples === undefined) evaluator.write(name, values);
        else evaluator.writeRows(name, values, rows);
    for (const p of parts) evaluator.write(p.name, parameters, p.from);
    evaluator.run();
    for (const p of parts) evaluator.read(p.adjoint, slope, p.from);
    const [loss = NaN] = evaluator.read(program.objective);
    if (!Number.isFinite(loss) || !parameters.every(Number.isFinite) || (epoch !== undefined && !slope.every(Number.isFinite)))
      throw new Problem('not-finite', `${epoch === undefined ? 'after the last epoch' : `in epoch ${String(epoch)}`} the first value that is not a finite number is ${firstBroken(evaluator, gradient)}`, {
        mend: 'try a smaller lr, or look for a logarithm or a quotient at zero',
      });
    return loss;
  };

  const losses: number[] = [];
  let stopped: Trained['stopped'] = 'epochs';
  let best = Infinity;
  let bestEpoch = 0;
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    if (batch < count) random.shuffle(order);
    let sum = 0;
    for (const rows of batches()) {
      sum += lossOn(rows, epoch) * rows.length;
      stepper.step(parameters, slope);
    }
    const loss = sum / count;
    losses.push(loss);
    options.onEpoch?.({ epoch, loss });
    if (loss < best) {
      best = loss;
      bestEpoch = epoch;
    }
    if (options.untilLoss !== undefined && loss < options.untilLoss) {
      stopped = 'loss';
      break;
    }
    if (options.patience !== undefined && epoch - bestEpoch >= options.patience) {
      stopped = 'patience';
      break;
    }
  }
  // The last step has to be judged, too.
  if (losses.length > 0) for (const rows of batches()) lossOn(rows, undefined);
  const shape = evaluatorFor(batch);
  return {
    parameters: Object.fromEntries(parts.map((p) => [p.name, nest(parameters.subarray(p.from, p.from + p.size), shape.shapeOf(p.name))])),
    losses,
    stopped,
  };
};
