/** The steps of a derivative for the terminal: Unicode mathematics, the rule beside each line. */
import type { Forward } from '../../calculus/forward.ts';
import type { Notation } from '../../core/notation.ts';
import type { Derivation, Step } from '../../core/step.ts';
import type { Prose } from '../../render/doc.ts';
import { pending } from '../../render/pending.ts';
import { plainly, plainStyle } from '../../render/plain.ts';
import { unicodeOf } from '../../render/formula/unicode.ts';
import { reasonOf, type ReasonContext } from '../../render/reasons.ts';
import type { Stage } from '../../render/story/derivative.ts';
import { typesetter } from '../../render/style.ts';
import type { Words } from '../../render/say.ts';
import { type Group, groupsOf, textbookReason, visibleSteps } from '../../render/told.ts';
import type { Paint } from '../io.ts';
import { table } from './table.ts';

const inset = '    ';
const textOf = (prose: Prose): string => prose.map((part) => (part.kind === 'math' ? part.tex : part.kind === 'ref' ? part.to : part.text)).join('').trim();

/** Parts are indented above the line that puts them in. */
const forwardText = (walk: Forward, steps: readonly Step[], words: Words, { dim }: Paint): string => {
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

/** One line after the other, from the formula down to the name. */
const backwardText = ({ gradient, lines }: Derivation, words: Words, { dim }: Paint): string => {
  const of = (name: string): Notation | undefined => {
    const by = gradient.bindings.get(name)?.adjointOf;
    return by === undefined ? undefined : { kind: 'derivative', of: { kind: 'name', name: gradient.objective, at: [] }, by, partial: true };
  };
  const formula = plainly(gradient, of);
  const style = plainStyle(gradient);
  const t = typesetter(gradient, {});
  const names = new Map([...gradient.bindings.keys()].map((name) => [t.name(name), unicodeOf(of(name) ?? { kind: 'name', name, at: [] }, style)]));
  const context: ReasonContext = { words, name: (name) => t.name(name), adjointOf: () => undefined, forward: () => undefined, finished: () => undefined, lemma: () => undefined };
  const said = (prose: Prose): string => dim(textOf(prose.map((part) => (part.kind === 'math' ? { kind: 'text', text: names.get(part.tex) ?? part.tex } : part))));
  return table(lines.flatMap((line) => visibleSteps(line.steps, formula).map((s, i) => [i === 0 ? (names.get(t.name(line.goal)) ?? line.goal) : '', `= ${formula(s.after)}`, said(reasonOf(s, line, context))])));
};

export const stepsText = (stage: Stage, words: Words, painted: Paint): string =>
  stage.forward !== undefined ? forwardText(stage.forward, stage.steps, words, painted) : stage.backward === undefined ? '' : backwardText(stage.backward, words, painted);
