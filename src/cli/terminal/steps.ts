/** The steps of a forward walk for the terminal: Unicode mathematics, the rule beside each line, parts indented. */
import type { Forward } from '../../calculus/forward.ts';
import type { Step } from '../../core/step.ts';
import type { Prose } from '../../render/doc.ts';
import { pending } from '../../render/pending.ts';
import { plainly } from '../../render/plain.ts';
import type { Words } from '../../render/say.ts';
import { type Group, groupsOf, textbookReason } from '../../render/told.ts';
import type { Paint } from '../io.ts';
import { table } from './table.ts';

const inset = '    ';
const textOf = (prose: Prose): string => prose.map((part) => (part.kind === 'math' ? part.tex : part.kind === 'ref' ? part.to : part.text)).join('').trim();

export const stepsText = (walk: Forward, steps: readonly Step[], words: Words, { dim }: Paint): string => {
  const formula = plainly(walk.program, pending(walk));
  const rowsOf = ({ goal, lines }: Group, indent: string): readonly (readonly string[])[] => {
    const left = formula(walk.program.pool.name(goal, { dims: [], row: false }));
    const [only, ...more] = lines;
    const said = (step: Step): string => dim(textOf(textbookReason(step, words)));
    if (only !== undefined && more.length === 0 && only.parts.length === 0) return [[`${indent}${left} = ${formula(only.step.after)}`, said(only.step)]];
    return [
      [`${indent}${left}`],
      ...lines.flatMap(({ step, parts }) => [...parts.flatMap((part) => rowsOf(part, `${indent}  ${inset}`)), [`${indent}  = ${formula(step.after)}`, said(step)]]),
    ];
  };
  return table(groupsOf(steps).flatMap((g) => rowsOf(g, '')));
};
