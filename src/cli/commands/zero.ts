/** The gradient by what the objective does not depend on: zeros of its shape. */
import type { Expr } from '../../core/expr.ts';
import { bug } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { applier } from '../../lang/apply.ts';
import { expandTo } from '../../lang/broadcast.ts';

export const zeroOf = (program: Program, name: string): Expr => {
  const of = program.bindings.get(name);
  if (of === undefined) throw bug(`no ${name}`);
  return expandTo(program.pool.number(0), of.shape, applier(program.pool, program.ops));
};
