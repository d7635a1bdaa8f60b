/** How a finished gradient is laid out: in the shape of its parameter, or in numerator layout, in that of the transpose. */
import type { Expr } from '../core/expr.ts';
import type { Program } from '../core/program.ts';
import { rank } from '../core/shape.ts';
import { applier } from '../lang/apply.ts';

export const isTurned = ({ profile }: Pick<Program, 'profile'>): boolean => profile.layout === 'numerator';

/** The adjoint of a name as the profile lays it out; more than two axes have no transpose and stay. */
export const laidOut = (e: Expr, program: Program): Expr => {
  const [inner] = e.args;
  if (!isTurned(program) || rank(e.shape) === 0 || rank(e.shape) > 2) return e;
  return e.kind === 'apply' && e.op === 'transpose' && inner !== undefined ? inner : applier(program.pool, program.ops)('transpose', [e]);
};
