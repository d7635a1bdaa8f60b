/** The page of a training run: what was found, told in a language, printed with the house's style. */
import { basename } from 'node:path';
import { parameters } from '../../calculus/differentiate.ts';
import { activationsOf } from '../../engine/training/activations.ts';
import { stepNormsOf } from '../../engine/training/steps.ts';
import { train, type Trained } from '../../engine/training/train.ts';
import type { Language } from '../../render/doc.ts';
import { htmlOf } from '../../render/html.ts';
import type { Activation } from '../../render/report/activations.ts';
import { plain } from '../../render/report/curves.ts';
import type { StepLengths } from '../../render/report/steps.ts';
import { type Score as ReportScore, trainingReport } from '../../render/report/training.ts';
import type { Words } from '../../render/say.ts';
import { htmlAssets } from '../assets.ts';
import type { Score } from '../../engine/training/score.ts';
import type { Run, Scores, Settings } from '../commands/training.ts';
import type { Network } from '../network.ts';
import { weightsOf } from '../weights.ts';
import { wordsIn } from '../words.ts';
import { boundaryOf } from './boundary.ts';
import { planeOf } from './coordinates.ts';
import { fitOf } from './fit.ts';

export interface Told {
  readonly network: Network;
  /** As it is called on the page. */
  readonly data: string;
  /** Without scores where it broke. */
  readonly run: Run & Partial<Scores>;
  readonly settings: Settings;
  /** The line that runs it again. */
  readonly command: string;
}

/** Options of their own for numbers of the update. */
const optionOf: ReadonlyMap<string, string> = new Map([
  ['lr', '--lr'],
  ['lr0', '--lr'],
  ['mu', '--momentum'],
  ['decay', '--weight-decay'],
  ['clip', '--clip'],
  ['bound', '--clip-value'],
]);

/** What was in force, defaults included. */
const settingsOf = ({ epochs, batch, optimizer = 'sgd', schedule, seed = 0, test, validation = 0, standardise = false, patience, untilLoss }: Settings, { data, trained }: Run): readonly (readonly [option: string, value?: string])[] => [
  ['--epochs', String(epochs)],
  ['--batch', String(Math.min(batch ?? data.count, data.count))],
  ['--optimizer', optimizer],
  ...(schedule === undefined ? [] : [['--schedule', schedule] as const]),
  ...Object.entries(trained.update.values).map(([name, value]) => [optionOf.get(name) ?? `--set ${name}`, String(value)] as const),
  ['--seed', String(seed)],
  ...(test === 0 ? [] : [['--test', String(test)] as const]),
  ...(validation === 0 ? [] : [['--validation', String(validation)] as const]),
  ...(standardise ? [['--standardise'] as const] : []),
  ...(patience === undefined ? [] : [['--patience', String(patience)] as const]),
  ...(untilLoss === undefined ? [] : [['--until-loss', String(untilLoss)] as const]),
];

const scoresOf = ({ train: trained, validation, test }: Partial<Scores>): readonly ReportScore[] =>
  ([['training', trained], ['validation', validation], ['test', test]] as const).flatMap(([part, score]: readonly [ReportScore['part'], Score | undefined]) =>
    score === undefined
      ? []
      : [{ part, rows: score.rows, loss: score.loss, ...(score.accuracy === undefined ? {} : { accuracy: score.accuracy }), ...(score.confusion === undefined ? {} : { confusion: score.confusion }), ...(score.errors === undefined ? {} : { errors: score.errors }) }],
  );

/** Before the first step and after the last, on the rows that were trained on. */
const activations = ({ data, trained }: Run, started: Trained['parameters']): readonly Activation[] => {
  const before = activationsOf(data, started);
  return [...activationsOf(data, trained.parameters)].flatMap(([name, after]) => {
    const from = before.get(name);
    return from === undefined ? [] : [{ name, before: from, after }];
  });
};

/** Of the states of recurrences, before the first step of training and after the last. */
const steps = ({ data, trained }: Run, started: Trained['parameters'], words: Words): readonly StepLengths[] => {
  const after = stepNormsOf(data, trained.parameters);
  return [...stepNormsOf(data, started)].slice(0, mostCurves / 2).flatMap(([name, lengths]) => [
    { label: plain(words, 'steps.before', { name }), lengths },
    { label: plain(words, 'steps.after', { name }), lengths: after.get(name) ?? [] },
  ]);
};

/** More curves than this cannot be told apart: then those of weights are enough. */
const mostCurves = 8;

export const reportPage = ({ network, data, run, settings, command }: Told, language: Language): string => {
  const words = wordsIn(language);
  const { program } = network;
  const all = parameters(program);
  const { problem } = run.trained;
  const plane = run.train === undefined ? undefined : planeOf({ ...run, train: run.train });
  const started = train(run.data, { epochs: 0, seed: settings.seed ?? 0 }).parameters;
  const [boundary, fit] = plane === undefined ? [] : [boundaryOf(plane), fitOf(plane)];
  const doc = trainingReport(
    {
      title: program.titles.get(language) ?? program.titles.get('en') ?? network.stem,
      data: basename(data),
      history: run.trained.history,
      ...(problem === undefined ? {} : { problem: problem.message }),
      scores: scoresOf(run),
      gradients: all.length > mostCurves ? weightsOf(program) : all,
      parameters: all.length,
      activations: activations(run, started),
      steps: steps(run, started, words),
      update: run.trained.update,
      ops: program.ops,
      settings: settingsOf(settings, run),
      command,
      ...(boundary === undefined ? {} : { boundary }),
      ...(fit === undefined ? {} : { fit }),
    },
    words,
  );
  return htmlOf(doc, words.page, htmlAssets());
};
