/** Training a network on a table: rows held out, progress, accuracy, and the files that come of it. */
import type { Table } from '../../engine/csv.ts';
import { bindData, type Data } from '../../engine/data.ts';
import { showViolation, violations } from '../../engine/facts.ts';
import { predict } from '../../engine/predict.ts';
import { createRandom } from '../../engine/random.ts';
import { type Trained, training, type TrainOptions } from '../../engine/training/train.ts';
import type { Nested } from '../../engine/values.ts';
import { linePlot } from '../../render/plot.ts';
import { svgFile } from '../../render/figure/svg.ts';
import { usage } from '../command.ts';
import { drive } from '../drive.ts';
import { type Accuracy, accuracyOf, predictionOf } from './fit.ts';
import type { Io } from '../io.ts';
import type { Network } from '../network.ts';
import { progressOn } from '../terminal/progress.ts';

export interface Settings extends Omit<TrainOptions, 'onEpoch'> {
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Share of the rows held out, drawn by the seed. */
  readonly test: number;
}
export interface Score {
  readonly rows: number;
  readonly loss: number;
  readonly accuracy?: Accuracy;
  /** Of the predicted formula, a leading axis over the rows; absent where no formula meets a target. */
  readonly predictions?: Nested;
}
export interface Session {
  readonly trained: Trained;
  readonly data: Data;
  readonly train: Score;
  readonly test?: Score;
}

const picked = (table: Table, rows: readonly number[]): Table => ({ ...table, rows: rows.map((r) => table.rows[r] ?? []), lines: rows.map((r) => table.lines[r] ?? 0) });

/** Both parts keep the order of the file. */
const split = (table: Table, share: number, seed: number): { readonly train: Table; readonly test: Table | undefined } => {
  if (share === 0) return { train: table, test: undefined };
  const held = Math.round(share * table.rows.length);
  if (!(share > 0 && share < 1) || held < 1 || held >= table.rows.length) throw usage('bad-test', `--test ${String(share)} of ${String(table.rows.length)} rows leaves nothing on one side`, '--test 0.2', 'a share between 0 and 1');
  const order = Int32Array.from(table.rows, (_, i) => i);
  createRandom(seed).shuffle(order);
  const sorted = (part: Int32Array): readonly number[] => [...part].sort((a, b) => a - b);
  return { train: picked(table, sorted(order.subarray(held))), test: picked(table, sorted(order.subarray(0, held))) };
};

export const scoreOf = (network: Network, table: Table, from: Data, parameters: Trained['parameters'], columns: Settings['columns']): Score => {
  const prediction = predictionOf(network.program);
  const data = bindData(prediction?.program ?? network.program, table, { columns, classes: from.classes });
  const names = [network.program.objective, ...(prediction === undefined ? [] : [prediction.name])];
  const values = predict(data, parameters, names);
  const loss = [values.get(network.program.objective) ?? NaN].flat(8).map(Number)[0] ?? NaN;
  const predictions = prediction === undefined ? undefined : values.get(prediction.name);
  const accuracy = prediction === undefined || predictions === undefined ? undefined : accuracyOf(data, prediction, predictions);
  return { rows: table.rows.length, loss, ...(accuracy === undefined ? {} : { accuracy }), ...(predictions === undefined ? {} : { predictions }) };
};

export const trainOn = async (network: Network, table: Table, { columns, test: share, ...options }: Settings, io: Io, onEpoch?: TrainOptions['onEpoch']): Promise<Session> => {
  const parts = split(table, share, options.seed ?? 0);
  const data = bindData(network.program, parts.train, { columns });
  for (const v of violations(data.program, data.dims, data.values)) io.err.write(`note: ${showViolation(v)}\n`);
  const progress = progressOn(io, options.epochs, network.stem);
  let trained: Trained;
  try {
    trained = await drive(training(data, { ...options, onEpoch: (e) => (progress.onEpoch(e), onEpoch?.(e)) }), io);
  } finally {
    progress.done();
  }
  const { parameters } = trained;
  return {
    trained,
    data,
    train: scoreOf(network, parts.train, data, parameters, columns),
    // Classes are those of the training rows, so that places mean the same.
    ...(parts.test === undefined ? {} : { test: scoreOf(network, parts.test, data, parameters, columns) }),
  };
};

/** What `predict` needs besides the network, and how it came about. */
export const parametersJson = (network: Network, { trained, data, train: score }: Session, { seed = 0, columns }: Pick<Settings, 'seed' | 'columns'>): string =>
  `${JSON.stringify(
    {
      schemaVersion: 1,
      network: network.program.titles.get('en') ?? network.stem,
      seed,
      epochs: trained.losses.length,
      loss: score.loss,
      parameters: trained.parameters,
      // Columns found by name are found again.
      columns: Object.fromEntries([...data.columns].filter(([name]) => columns.has(name) || data.classes.has(name))),
      classes: Object.fromEntries(data.classes),
    },
    undefined,
    1,
  )}\n`;

export const lossCurve = (network: Network, losses: readonly number[]): string => {
  const [least, most] = [losses.reduce((a, b) => Math.min(a, b), Infinity), losses.reduce((a, b) => Math.max(a, b), 0)];
  // More points than pixels say nothing more.
  const stride = Math.max(1, Math.ceil(losses.length / 1000));
  const points = losses.flatMap((loss, i) => (i % stride === 0 || i === losses.length - 1 ? [[i + 1, loss] as const] : []));
  const title = network.program.titles.get('en') ?? network.stem;
  return svgFile(linePlot({ title, x: 'epoch', y: 'loss', scale: least > 0 && most / least > 100 ? 'log' : 'linear', series: [{ label: 'loss', points }] }));
};
