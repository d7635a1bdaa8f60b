/** The page of a training run: what was found, told in a language, printed with the house's style. */
import { basename } from 'node:path';
import { htmlOf } from '../../render/html.ts';
import type { Language } from '../../render/doc.ts';
import { trainingReport, type Score as ReportScore } from '../../render/report/training.ts';
import { htmlAssets } from '../assets.ts';
import type { Network } from '../network.ts';
import { wordsIn } from '../words.ts';
import type { Score, Session, Settings } from './training.ts';

export interface Told {
  readonly network: Network;
  /** As it is called on the page. */
  readonly data: string;
  readonly session: Session;
  readonly settings: Settings;
  /** The line that runs it again. */
  readonly command: string;
}

const scoreOf = (part: ReportScore['part'], { rows, loss, accuracy }: Score): ReportScore => ({ part, rows, loss, ...(accuracy === undefined ? {} : { accuracy }) });

/** What was in force, defaults included. */
const settingsOf = ({ epochs, batch, optimizer = 'sgd', hyperparameters = {}, seed = 0, test }: Settings, { data }: Session): readonly (readonly [string, string])[] => [
  ['--epochs', String(epochs)],
  ['--batch', String(Math.min(batch ?? data.count, data.count))],
  ['--optimizer', optimizer],
  ...Object.entries(hyperparameters).map(([name, value]) => [name, String(value)] as const),
  ['--seed', String(seed)],
  ['--test', String(test)],
];

export const reportPage = ({ network, data, session, settings, command }: Told, language: Language): string => {
  const words = wordsIn(language);
  const doc = trainingReport(
    {
      title: network.program.titles.get(language) ?? network.program.titles.get('en') ?? network.stem,
      data: basename(data),
      history: session.trained.losses.map((loss, i) => ({ epoch: i + 1, loss })),
      scores: [scoreOf('training', session.train), ...(session.test === undefined ? [] : [scoreOf('test', session.test)])],
      settings: settingsOf(settings, session),
      command,
    },
    words,
  );
  return htmlOf(doc, words.page, htmlAssets());
};
