/** Training a network on data: rows held out, progress, scores, and the files that come of it. */
import type { Data } from '../../engine/data.ts';
import { laidOut } from '../../engine/rows.ts';
import { showViolation, violations } from '../../engine/facts.ts';
import { type Score, score } from '../../engine/training/score.ts';
import { splitData } from '../../engine/training/split.ts';
import { type Scales, scalesOf, standardised } from '../../engine/training/standardise.ts';
import { type Trained, training, type TrainOptions } from '../../engine/training/train.ts';
import { linePlot } from '../../render/plot.ts';
import { svgFile } from '../../render/figure/svg.ts';
import { drive } from '../drive.ts';
import type { Io } from '../io.ts';
import type { Network } from '../network.ts';
import type { Source } from '../source.ts';
import { progressOn } from '../terminal/progress.ts';

export interface Settings extends Omit<TrainOptions, 'onEpoch' | 'validation'> {
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Shares of the rows held out, drawn by the seed. */
  readonly test: number;
  readonly validation?: number;
  /** Whether inputs are brought to mean 0 and deviation 1 by the statistics of the training rows. */
  readonly standardise?: boolean;
}
export interface Run {
  readonly trained: Trained;
  /** What was trained on. */
  readonly data: Data;
  readonly scales: Scales;
}
export interface Scores {
  readonly train: Score;
  readonly validation?: Score;
  readonly test?: Score;
}
export interface Session extends Run, Scores {}

/** Throws where a value is no longer finite; `onBroken` first gets what was learnt until then. */
export const trainOn = async (
  network: Network,
  source: Source,
  { columns, test, validation = 0, standardise = false, ...options }: Settings,
  io: Io,
  onEpoch?: TrainOptions['onEpoch'],
  onBroken?: (run: Run) => void,
): Promise<Session> => {
  const bound = source(network.program, columns);
  for (const v of violations(bound.program, bound.dims, new Map([...bound.shared, ...[...bound.values].map(([name, values]) => [name, laidOut(bound, values)] as const)]))) io.err.write(`note: ${showViolation(v)}\n`);
  const rows = splitData(bound, { validation, test }, options.seed ?? 0);
  const scales: Scales = standardise ? scalesOf(rows.train) : new Map();
  const data = standardised(rows.train, scales);
  const watched = rows.validation === undefined ? undefined : standardised(rows.validation, scales);
  const progress = progressOn(io, options.epochs, network.stem);
  let trained: Trained;
  try {
    const heard: TrainOptions['onEpoch'] = (epoch) => {
      progress.onEpoch(epoch);
      onEpoch?.(epoch);
    };
    trained = await drive(training(data, { ...options, ...(watched === undefined ? {} : { validation: watched }), onEpoch: heard }), io);
  } finally {
    progress.done();
  }
  const run: Run = { trained, data, scales };
  if (trained.problem !== undefined) {
    onBroken?.(run);
    throw trained.problem;
  }
  return {
    ...run,
    train: score(data, trained.parameters),
    ...(watched === undefined ? {} : { validation: score(watched, trained.parameters) }),
    ...(rows.test === undefined ? {} : { test: score(standardised(rows.test, scales), trained.parameters) }),
  };
};

/** What `predict` needs besides the network, and how it came about. */
export const parametersJson = (network: Network, { trained, data, scales }: Run, loss: number | undefined, { seed = 0, columns }: Pick<Settings, 'seed' | 'columns'>): string =>
  `${JSON.stringify(
    {
      schemaVersion: 1,
      network: network.program.titles.get('en') ?? network.stem,
      seed,
      epochs: trained.losses.length,
      ...(loss === undefined ? {} : { loss }),
      parameters: trained.parameters,
      // Columns found by name are found again.
      columns: Object.fromEntries([...data.columns].filter(([name]) => columns.has(name) || data.classes.has(name))),
      classes: Object.fromEntries(data.classes),
      ...(scales.size === 0 ? {} : { standardised: Object.fromEntries(scales) }),
    },
    undefined,
    1,
  )}\n`;

export const lossCurve = (network: Network, history: Trained['history']): string => {
  const losses = history.map((e) => e.loss);
  const validation = history.flatMap((e) => e.validationLoss ?? []);
  const all = [...losses, ...validation];
  const [least, most] = [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), 0)];
  // More points than pixels say nothing more.
  const stride = Math.max(1, Math.ceil(losses.length / 1000));
  const points = (list: readonly number[]) => list.flatMap((loss, i) => (i % stride === 0 || i === list.length - 1 ? [[i + 1, loss] as const] : []));
  const title = network.program.titles.get('en') ?? network.stem;
  return svgFile(linePlot({ title, x: 'epoch', y: 'loss', scale: least > 0 && most / least > 100 ? 'log' : 'linear', series: [{ label: 'loss', points: points(losses) }, ...(validation.length === 0 ? [] : [{ label: 'validation', points: points(validation) }])] }));
};
