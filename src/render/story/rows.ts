/** The steps of one adjoint as rows, each with its reason. */
import type { Program } from '../../core/program.ts';
import type { Shape } from '../../core/shape.ts';
import type { Line } from '../../core/step.ts';
import type { Prose, Row } from '../doc.ts';
import { reasonOf, type ReasonContext } from '../reasons.ts';
import type { Typesetter } from '../style.ts';
import { visibleSteps } from '../told.ts';
import { fanIn, generalStep } from './fan.ts';
import { kinkOf } from './kinks.ts';
import { baseId, forwardId, lemmaId, type Telling } from './telling.ts';

/** What reasons may refer to; `finished` gives the row of an adjoint that is already there. */
export const contextFor = ({ words, program: main, gradient, lemmas }: Telling, t: Typesetter, program: Program, finished: (goal: string) => string | undefined): ReasonContext => ({
  words,
  name: t.name,
  adjointOf: (name) => gradient.bindings.get(name)?.adjointOf,
  forward: (name, place) => (program !== main || main.bindings.get(name)?.expr === undefined ? undefined : place === undefined ? forwardId(name) : baseId(name, place)),
  finished,
  lemma: (fn) => (lemmas.some((l) => l.lemma.fn === fn) ? lemmaId(fn) : undefined),
  kink: (rule) => kinkOf(rule, program),
  fact: (text) => {
    const fact = main.facts.find((f) => f.text === text);
    return fact === undefined ? undefined : t.fact(fact);
  },
});

/** `more` is said after the reason of the first row. */
export const rowsOf = (line: Line, gradient: Program, t: Typesetter, c: ReasonContext, shape: Shape, id: string | undefined, boxed: boolean, more: Prose = []): readonly Row[] =>
  visibleSteps(line.steps, t.wide).map((step, i, shown): Row => {
    const last = i === shown.length - 1;
    return {
      ...(i === 0 ? { left: t.name(line.goal) } : {}),
      right: fanIn(step, line, gradient, t, c.words) ?? t.wide(step.after),
      reason: [...reasonOf(generalStep(step, line, gradient), line, c), ...(i === 0 ? more : [])],
      move: step.kind === 'flow' || step.kind === 'gather' ? 'calculus' : 'algebra',
      shape: t.shape(shape),
      ...(last && id !== undefined ? { id } : {}),
      ...(last && boxed ? { boxed: true } : {}),
    };
  });
