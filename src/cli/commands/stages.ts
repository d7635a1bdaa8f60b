/** One differentiation after another: each as it is shown, and the program that computes the last. */
import { jacobianOf } from '../../calculus/jacobian.ts';
import type { Program } from '../../core/program.ts';
import { showShape } from '../../core/shape.ts';
import type { Stage } from '../../render/story/derivative.ts';
import { usage } from '../command.ts';
import { formulasOf, isOneNumber, opened, paired, type Partial, tidied, walked, withFormula } from './partial.ts';

export type ShownStage = Partial & Stage;

export interface Stages {
  readonly stages: readonly ShownStage[];
  readonly final: ShownStage;
  /** What values come from: nothing in it was tidied. */
  readonly computed: Program;
  /** The name over which a Jacobian's rows are read off. */
  readonly upstream: string | undefined;
}

/** The Jacobian in the place of the adjoint it was read off, where there is a formula for it. */
const asMatrix = (made: Partial, upstream: string): Partial => {
  const { backward, by, expr, steps } = made;
  const goal = backward?.wanted.find(([name]) => name === by)?.[1] ?? '';
  if (backward === undefined || goal === '') return made;
  const found = jacobianOf(backward.program, backward.gradient, goal, expr, upstream);
  if (found === undefined) return made;
  const lines = backward.lines.map((l) => (l.goal === goal ? { ...l, steps: [...l.steps, found.step] } : l));
  return { ...made, expr: opened(found.expr, formulasOf(backward.program)), steps: [...steps, found.step], backward: { ...backward, lines } };
};

export const stagesOf = (program: Program, by: readonly string[], jacobian: boolean): Stages => {
  const stages: ShownStage[] = [];
  let shown = program;
  let computed = program;
  let upstream: string | undefined;
  for (const [i, name] of by.entries()) {
    const last = i === by.length - 1;
    if (!isOneNumber(shown) && !(last && jacobian)) {
      const shape = shown.bindings.get(shown.objective)?.shape;
      throw usage('not-one-number', `${i === 0 ? 'the formula' : 'the derivative'} is ${shape === undefined ? 'an array' : showShape(shape)}, not one number`, i === 0 ? 'add --jacobian, or differentiate sum(...) of it' : 'add --jacobian');
    }
    if (last && jacobian) {
      const pair = paired(computed);
      computed = pair.program;
      upstream = pair.upstream;
    }
    const pair = last && jacobian && !isOneNumber(shown) ? paired(shown) : undefined;
    const source = pair?.program ?? shown;
    const made = tidied(source, name);
    stages.push({ ...(pair === undefined ? made : asMatrix(made, pair.upstream)), program: source });
    shown = withFormula(shown, stages.at(-1)?.expr ?? program.pool.number(0));
    computed = walked(computed, name);
  }
  const final = stages.at(-1);
  if (final === undefined) throw usage('missing-word', 'no name to differentiate by', "gradscribe diff 'x^2' x");
  return { stages, final, computed, upstream };
};
