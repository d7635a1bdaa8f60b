/** Which class was taken for which. */
import type { Block, Prose } from '../doc.ts';
import { say, text, type Words } from '../say.ts';
import { heading } from '../story/telling.ts';

export interface Confusion {
  readonly classes: readonly string[];
  /** `counts[i][j]` says how often class i was taken for class j. */
  readonly counts: readonly (readonly number[])[];
}

export const confusionBlocks = ({ classes, counts }: Confusion, part: 'training' | 'validation' | 'test', words: Words): readonly Block[] => {
  const count = (n: number, right: boolean): Prose => (n === 0 ? text('·') : right ? [{ kind: 'strong', text: String(n) }] : text(String(n)));
  return [
    heading(2, 'confusion', say(words, 'report.confusion')),
    {
      kind: 'table',
      caption: say(words, 'report.confusion.caption', { part: say(words, `report.part.${part}`) }),
      head: [say(words, 'report.truth'), ...classes.map((c) => text(c))],
      body: counts.map((row, i) => [text(classes[i] ?? String(i)), ...row.map((n, j) => count(n, i === j))]),
    },
  ];
};
