/** Lengths of gradients by the steps of a recurrence, as figures of a document. */
import type { Block } from '../doc.ts';
import { linePlot, type Series } from '../plot.ts';
import { say, type Words } from '../say.ts';
import { heading, paragraph } from '../story/telling.ts';
import { plain } from './curves.ts';
import { pageNumber } from './numbers.ts';

export interface StepLengths {
  readonly label: string;
  /** At steps 1, 2, ... */
  readonly lengths: readonly number[];
}

/** A figure with a line for each; none where there is no step to compare. */
export const stepFigure = (all: readonly StepLengths[], caption: string, words: Words): readonly Block[] => {
  const long = all.filter((s) => s.lengths.length > 1);
  if (long.length === 0) return [];
  const series = long.map(({ label, lengths }): Series => ({ label, points: lengths.map((length, i) => [i + 1, length] as const) }));
  const alt = plain(words, 'steps.alt', { lengths: long.map(({ label, lengths }) => plain(words, 'report.ends', { name: label, first: pageNumber(lengths[0] ?? NaN), last: pageNumber(lengths.at(-1) ?? NaN) })).join(' ') });
  return [{ kind: 'figure', svg: linePlot({ x: plain(words, 'steps.step'), y: plain(words, 'compare.norm'), scale: 'log', series, alt }), alt, caption: [...say(words, caption), ...say(words, 'report.log')] }];
};

export const stepBlocks = (figures: readonly Block[], words: Words): readonly Block[] =>
  figures.length === 0 ? [] : [heading(2, 'steps', say(words, 'steps.title')), paragraph(say(words, 'steps.body')), ...figures];
