/** Variants trained from several seeds, and what their numbers come to: medians and ranges. */
import { Problem } from '../../core/problem.ts';
import { statesOf } from '../../calculus/states.ts';
import type { Data } from '../../engine/data.ts';
import type { Epoch } from '../../engine/training/history.ts';
import { type StepNorms, stepNormsOf } from '../../engine/training/steps.ts';
import { train, type Trained } from '../../engine/training/train.ts';
import type { Spread } from '../../render/report/comparison.ts';
import { hushed, type Io } from '../io.ts';
import type { Score } from '../../engine/training/score.ts';
import type { Source } from '../source.ts';
import { trainOn } from '../commands/training.ts';
import { weightsOf } from '../weights.ts';
import type { Variant } from './variants.ts';

/** One training. A run whose numbers broke has the epochs before that, and no scores. */
export interface Run {
  readonly seed: number;
  readonly history: readonly Epoch[];
  readonly train?: Score;
  readonly test?: Score;
  /** Lengths of gradients by the steps of recurrences, before training and after. */
  readonly steps?: { readonly first: StepNorms; readonly last: StepNorms };
}

export interface Compared {
  readonly variant: Variant;
  readonly runs: readonly Run[];
}

/** Nothing where no state steps through time. */
const stepsIn = (data: Data, after: Trained['parameters'], seed: number): Pick<Run, 'steps'> =>
  statesOf(data.program).length === 0 ? {} : { steps: { first: stepNormsOf(data, train(data, { epochs: 0, seed }).parameters), last: stepNormsOf(data, after) } };

const runOnce = async ({ network, settings }: Variant, source: Source, seed: number, io: Io): Promise<Run | 'interrupted'> => {
  const history: Epoch[] = [];
  try {
    const session = await trainOn(network, source, { ...settings, seed }, io, (epoch) => history.push(epoch));
    if (session.trained.stopped === 'interrupted') return 'interrupted';
    return { seed, history, train: session.train, ...(session.test === undefined ? {} : { test: session.test }), ...stepsIn(session.data, session.trained.parameters, seed) };
  } catch (problem) {
    // Growing without bound is an outcome of a comparison, not a mistake in it.
    if (problem instanceof Problem && problem.code === 'not-finite') return { seed, history };
    throw problem;
  }
};

/** Reads, differentiates and starts every variant once, so that a mistake in the last is not met after the first were trained. */
const tryAll = async (variants: readonly Variant[], source: Source, io: Io): Promise<void> => {
  for (const { label, network, settings } of variants)
    try {
      await trainOn(network, source, { ...settings, epochs: 0 }, io, () => undefined);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code === 'not-finite') throw problem;
      const { code, message, fault, place, expected, mend } = problem;
      throw new Problem(code, `${label}: ${message}`, { fault, ...(place === undefined ? {} : { place }), ...(expected === undefined ? {} : { expected }), ...(mend === undefined ? {} : { mend }) });
    }
};

/** In order; ends early where it is interrupted. `onRun` hears of every finished run. */
export const compareAll = async (
  variants: readonly Variant[],
  source: Source,
  seeds: readonly number[],
  io: Io,
  onRun: (variant: Variant, run: Run) => void,
): Promise<{ readonly compared: readonly Compared[]; readonly interrupted: boolean }> => {
  const compared: Compared[] = [];
  await tryAll(variants, source, hushed(io));
  for (const variant of variants) {
    const runs: Run[] = [];
    for (const seed of seeds) {
      const run = await runOnce(variant, source, seed, hushed(io));
      if (run === 'interrupted') return { compared, interrupted: true };
      runs.push(run);
      onRun(variant, run);
    }
    compared.push({ variant, runs });
  }
  return { compared, interrupted: false };
};

/** Infinite values are the largest; nothing of nothing. */
export const spreadOf = (values: readonly number[]): Spread | undefined => {
  const sorted = [...values].sort((a, b) => a - b);
  const [below, above] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (below === undefined || above === undefined || least === undefined || most === undefined) return undefined;
  return { least, median: below === above ? below : (below + above) / 2, most };
};

/** The median over the runs of a gradient's length in the first or the last epoch. */
export const normsOf = ({ variant, runs }: Compared, at: 0 | -1): readonly (readonly [name: string, median: number])[] =>
  weightsOf(variant.network.program).flatMap((name) => {
    const spread = spreadOf(runs.flatMap((r) => r.history.at(at)?.gradientNorms[name] ?? []));
    return spread === undefined ? [] : [[name, spread.median] as const];
  });

/** Medians over the runs of the lengths of gradients, by state and step. */
export const stepsOf = ({ runs }: Compared, at: 'first' | 'last'): StepNorms => {
  const all = runs.flatMap((r) => r.steps?.[at] ?? []);
  return new Map([...(all[0]?.keys() ?? [])].map((name) => [name, (all[0]?.get(name) ?? []).map((_, t) => spreadOf(all.flatMap((s) => s.get(name)?.[t] ?? []))?.median ?? NaN)]));
};

/** The first epoch whose loss is below; infinite where there is none. */
export const reachedBy = ({ history }: Run, level: number): number => history.find((e) => e.loss < level)?.epoch ?? Infinity;

/** The final loss; infinite where the numbers broke. */
export const lossOf = (run: Run): number => run.train?.loss ?? Infinity;

const shareOf = (score: Score | undefined): readonly number[] => (score?.accuracy === undefined ? [] : [score.accuracy.right / score.accuracy.of]);
export const accuracies = (runs: readonly Run[], part: 'train' | 'test'): readonly number[] => runs.flatMap((r) => shareOf(r[part]));

