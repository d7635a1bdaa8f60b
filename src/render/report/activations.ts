/** What every formula's values are like before and after training: means, deviations, and slopes that let nothing through. */
import type { Block, Prose } from '../doc.ts';
import { code, say, text, type Words } from '../say.ts';
import { heading, paragraph } from '../story/telling.ts';
import { numberSaid, percent } from './numbers.ts';

export interface Statistics {
  readonly mean: number;
  readonly deviation: number;
  /** Of a function applied entry by entry: the share of entries at which its slope is below 1/100. */
  readonly flat?: number;
  /** Of such a function: how many of the units have slope 0 at every sample. */
  readonly dead?: { readonly count: number; readonly of: number };
}
export interface Activation {
  readonly name: string;
  readonly before: Statistics;
  readonly after: Statistics;
}

const arrow = (show: (s: Statistics) => Prose, { before, after }: Activation): Prose => {
  const [from, to] = [show(before), show(after)];
  return JSON.stringify(from) === JSON.stringify(to) ? from : [...from, ...text(' → '), ...to];
};

export const activationBlocks = (all: readonly Activation[], words: Words): readonly Block[] => {
  if (all.length === 0) return [];
  const slopes = all.some((a) => a.after.flat !== undefined);
  const columns: readonly (readonly [key: string, show: (s: Statistics) => Prose])[] = [
    ['report.mean', (s) => numberSaid(s.mean, words)],
    ['report.deviation', (s) => numberSaid(s.deviation, words)],
    ...(slopes
      ? [
          ['report.flat', (s: Statistics) => (s.flat === undefined ? [] : text(percent(s.flat)))] as const,
          ['report.dead', (s: Statistics) => (s.dead === undefined ? [] : text(`${String(s.dead.count)}/${String(s.dead.of)}`))] as const,
        ]
      : []),
  ];
  return [
    heading(2, 'activations', say(words, 'report.activations')),
    paragraph(say(words, slopes ? 'report.activations.body' : 'report.activations.body.plain')),
    {
      kind: 'table',
      caption: say(words, 'report.activations.caption'),
      head: [say(words, 'report.formula'), ...columns.map(([key]) => say(words, key))],
      body: all.map((a) => [code(a.name), ...columns.map(([, show]) => arrow(show, a))]),
    },
  ];
};
