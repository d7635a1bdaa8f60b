/** What training came to, as a document: results, curves, what happened inside, and what is needed to run it again. */
import type { OpTable } from '../../core/op.ts';
import type { Block, Doc, Prose } from '../doc.ts';
import { code, say, text, type Words } from '../say.ts';
import { heading, paragraph } from '../story/telling.ts';
import { type Activation, activationBlocks } from './activations.ts';
import { type Boundary, boundaryBlocks } from './boundary.ts';
import { type Confusion, confusionBlocks } from './confusion.ts';
import { type Fit, fitBlocks } from './fit.ts';
import { gradientFigure, type History, lossFigure, metricFigures, rateFigure } from './curves.ts';
import { numberSaid, percent } from './numbers.ts';
import { stepBlocks, stepFigure, type StepLengths } from './steps.ts';
import { type Update, updateBlocks } from './update.ts';

/** How well one part of the data is met. */
export interface Score {
  readonly part: 'training' | 'validation' | 'test';
  readonly rows: number;
  readonly loss: number;
  /** How many of `of` choices are right, and which class was taken for which, where the network chooses between classes. */
  readonly accuracy?: { readonly right: number; readonly of: number };
  readonly confusion?: Confusion;
  /** Where it predicts numbers. */
  readonly errors?: { readonly mse: number; readonly mae: number; readonly r2?: number };
}

export interface TrainingReport {
  readonly title: string;
  /** The table trained on, by its file's name. */
  readonly data: string;
  readonly history: History;
  /** What ended it before its time; then nothing is scored. */
  readonly problem?: string;
  readonly scores: readonly Score[];
  /** The parameters whose gradients are drawn. */
  readonly gradients: readonly string[];
  /** How many parameters there are; not all of very many are drawn. */
  readonly parameters: number;
  readonly activations: readonly Activation[];
  /** Of the states of recurrences, before training and after. */
  readonly steps: readonly StepLengths[];
  /** Where two numbers are classified. */
  readonly boundary?: Boundary;
  /** Where one number is predicted. */
  readonly fit?: Fit;
  readonly update: Update;
  /** The operators that formulas are written with. */
  readonly ops: OpTable;
  /** Settings by their option, each as it was in force; a switch that is on has no value. */
  readonly settings: readonly (readonly [option: string, value?: string])[];
  /** The line that runs it again. */
  readonly command: string;
}

const results = ({ scores }: TrainingReport, words: Words): readonly Block[] => {
  if (scores.length === 0) return [];
  const number = (v: number | undefined): Prose | undefined => (v === undefined ? undefined : numberSaid(v, words));
  const all: readonly (readonly [key: string, cell: (s: Score) => Prose | undefined])[] = [
    ['report.part', (s) => say(words, `report.part.${s.part}`)],
    ['report.rows', (s) => text(String(s.rows))],
    ['report.loss', (s) => number(s.loss)],
    ['metric.accuracy', ({ accuracy: a }) => (a === undefined ? undefined : text(`${percent(a.right / a.of)} (${String(a.right)}/${String(a.of)})`))],
    ['metric.mse', (s) => number(s.errors?.mse)],
    ['metric.mae', (s) => number(s.errors?.mae)],
    ['metric.r2', (s) => number(s.errors?.r2)],
  ];
  const shown = all.filter(([, cell]) => scores.some((s) => cell(s) !== undefined));
  return [
    heading(2, 'results', say(words, 'report.results')),
    { kind: 'table', caption: say(words, 'report.results.caption'), head: shown.map(([key]) => say(words, key)), body: scores.map((s) => shown.map(([, cell]) => cell(s) ?? [])) },
  ];
};

const settings = (report: TrainingReport, words: Words): readonly Block[] => [
  heading(2, 'settings', say(words, 'report.settings')),
  paragraph(say(words, 'report.settings.body')),
  { kind: 'code', text: report.command },
  {
    kind: 'table',
    caption: say(words, 'report.settings.caption'),
    head: [say(words, 'report.option'), say(words, 'report.value')],
    body: report.settings.map(([option, value]) => [code(option), value === undefined ? say(words, 'report.on') : text(value)]),
  },
];

export const trainingReport = (report: TrainingReport, words: Words): Doc => {
  const { history, scores, boundary, fit, gradients, problem } = report;
  const judged = scores.findLast((s) => s.confusion !== undefined);
  const trained = history.length > 0;
  return {
    language: words.language,
    title: report.title,
    subtitle: say(words, 'report.subtitle', { epochs: text(String(history.length)), data: code(report.data) }),
    blocks: [
      ...(problem === undefined ? [] : [paragraph(say(words, 'report.broken', { problem: code(problem) }))]),
      ...results(report, words),
      ...(judged?.confusion === undefined ? [] : confusionBlocks(judged.confusion, judged.part, words)),
      ...(boundary === undefined ? [] : boundaryBlocks(boundary, words)),
      ...(fit === undefined ? [] : fitBlocks(fit, words)),
      ...(trained ? [heading(2, 'curves', say(words, 'report.curves')), lossFigure(history, words), ...metricFigures(history, words), ...rateFigure(history, words)] : []),
      ...(trained && gradients.length > 0 ? [heading(2, 'gradients', say(words, 'report.gradients')), paragraph([...say(words, 'report.gradients.body'), ...(gradients.length < report.parameters ? say(words, 'report.gradients.weights', { count: text(String(report.parameters)) }) : [])]), gradientFigure(history, gradients, words)] : []),
      ...stepBlocks(stepFigure(report.steps, 'steps.caption', words), words),
      ...activationBlocks(report.activations, words),
      ...updateBlocks(report.update, report.ops, words),
      ...settings(report, words),
    ],
  };
};
