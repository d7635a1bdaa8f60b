/** What training came to, as a document: results, curves, and what is needed to run it again. */
import { heading, paragraph } from '../story/telling.ts';
import type { Block, Doc, Prose } from '../doc.ts';
import { code, say, text, type Words } from '../say.ts';
import { type Epoch, lossFigure } from './curves.ts';
import { pageNumber, percent } from './numbers.ts';

/** How well one part of the data is met. */
export interface Score {
  readonly part: 'training' | 'validation' | 'test';
  readonly rows: number;
  readonly loss: number;
  /** How many of `of` choices are right, where the network chooses between classes. */
  readonly accuracy?: { readonly right: number; readonly of: number };
}

export interface TrainingReport {
  readonly title: string;
  /** The table trained on, by its file's name. */
  readonly data: string;
  readonly history: readonly Epoch[];
  readonly scores: readonly Score[];
  /** Settings by their option's name, each as it was in force. */
  readonly settings: readonly (readonly [option: string, value: string])[];
  /** The line that runs it again. */
  readonly command: string;
}

const share = (s: Score): Prose => text(s.accuracy === undefined ? '' : `${percent(s.accuracy.right / s.accuracy.of)} (${String(s.accuracy.right)}/${String(s.accuracy.of)})`);

const results = ({ scores }: TrainingReport, words: Words): readonly Block[] => {
  const chosen = scores.some((s) => s.accuracy !== undefined);
  return [
    heading(2, 'results', say(words, 'report.results')),
    {
      kind: 'table',
      caption: say(words, 'report.results.caption'),
      head: ['report.part', 'report.rows', 'report.loss', ...(chosen ? ['report.accuracy'] : [])].map((key) => say(words, key)),
      body: scores.map((s) => [say(words, `report.part.${s.part}`), text(String(s.rows)), text(pageNumber(s.loss)), ...(chosen ? [share(s)] : [])]),
    },
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
    body: report.settings.map(([option, value]) => [code(option), text(value)]),
  },
];

export const trainingReport = (report: TrainingReport, words: Words): Doc => ({
  language: words.language,
  title: report.title,
  subtitle: say(words, 'report.subtitle', { epochs: text(String(report.history.length)), data: code(report.data) }),
  blocks: [...results(report, words), heading(2, 'curves', say(words, 'report.curves')), lossFigure(report.history, words), ...settings(report, words)],
});
