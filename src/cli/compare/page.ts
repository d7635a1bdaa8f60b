/** The page of a comparison. */
import { basename } from 'node:path';
import type { Language } from '../../render/doc.ts';
import { htmlOf } from '../../render/html.ts';
import { type ComparedVariant, comparisonReport } from '../../render/report/comparison.ts';
import { htmlAssets } from '../assets.ts';
import { wordsIn } from '../words.ts';
import { accuracies, type Compared, lossOf, normsOf, reachedBy, type Run, spreadOf, stepsOf } from './runs.ts';

export interface Comparison {
  readonly compared: readonly Compared[];
  readonly data: string;
  readonly seeds: number;
  readonly level: number | undefined;
  readonly command: string;
}

/** A run that stopped early keeps its last loss; one whose numbers broke has none. */
const lossAt = ({ history, train }: Run, epoch: number): number => history[epoch]?.loss ?? (train === undefined ? Infinity : (history.at(-1)?.loss ?? NaN));

const curveOf = ({ runs }: Compared): ComparedVariant['curve'] => {
  const longest = Math.max(0, ...runs.map((r) => r.history.length));
  return Array.from({ length: longest }, (_, k) => k).flatMap((k) => {
    const spread = spreadOf(runs.map((r) => lossAt(r, k)));
    return spread === undefined ? [] : [{ epoch: k + 1, ...spread }];
  });
};

const variantOf = (c: Compared, level: number | undefined): ComparedVariant => ({
  label: c.variant.label,
  loss: spreadOf(c.runs.map(lossOf)),
  accuracy: spreadOf(accuracies(c.runs, 'train')),
  testLoss: spreadOf(c.runs.flatMap((r) => r.test?.loss ?? [])),
  testAccuracy: spreadOf(accuracies(c.runs, 'test')),
  reached: level === undefined ? undefined : spreadOf(c.runs.map((r) => reachedBy(r, level))),
  curve: curveOf(c),
  norms: { first: normsOf(c, 0), last: normsOf(c, -1) },
  steps: { first: stepsOf(c, 'first'), last: stepsOf(c, 'last') },
});

export const comparisonPage = ({ compared, data, seeds, level, command }: Comparison, language: Language): string => {
  const words = wordsIn(language);
  const networks = [...new Map(compared.map(({ variant: { network } }) => [network.path, network.program.titles.get(language) ?? network.program.titles.get('en') ?? network.stem] as const)).values()];
  const doc = comparisonReport({ title: networks.join(' · '), data: basename(data), seeds, level, variants: compared.map((c) => variantOf(c, level)), command }, words);
  return htmlOf(doc, words.page, htmlAssets());
};
