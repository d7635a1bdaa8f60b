/** The steps of derivatives as JSON: formulas in the language, `diff(x^2, x)` for what is still to be derived. */
import type { Program } from '../../core/program.ts';
import type { Expr } from '../../core/expr.ts';
import type { Step } from '../../core/step.ts';
import { notationOf, textOf } from '../../lang/write.ts';
import { pending } from '../../render/pending.ts';
import type { Partial } from './partial.ts';

export const stepsJson = ({ by, steps, forward }: Partial, program: Program): readonly object[] => {
  const named = forward === undefined ? undefined : pending(forward);
  const text = (e: Expr): string => textOf(notationOf(e, program.ops, named));
  const name = (goal: string): string => {
    const derivative = named?.(goal);
    return derivative === undefined ? goal : textOf(derivative);
  };
  const json = ({ goal, kind, rule, edges, before, after, uses, parts }: Step): object => ({
    by,
    goal: name(goal),
    kind,
    rule,
    ...(forward === undefined || edges.length === 0 ? {} : { rules: edges.flatMap((e) => e.rules) }),
    ...(before === undefined ? {} : { before: text(before) }),
    after: text(after),
    uses: uses.map(name),
    ...(parts === undefined ? {} : { parts: parts.map(json) }),
  });
  return steps.map(json);
};
