/**
 * The Jacobian read off an adjoint: what a formula sends back is J' g, linear in g, so putting the identity in the place
 * of g leaves J, entries of the formula by entries of the name.
 */
import type { Expr } from '../core/expr.ts';
import { bug } from '../core/problem.ts';
import type { Program } from '../core/program.ts';
import { rank, tensor } from '../core/shape.ts';
import type { Step } from '../core/step.ts';
import { applier } from '../lang/apply.ts';
import { toolsFor } from './moves/moves.ts';
import { tidy } from './moves/tidy.ts';
import { expand } from './normal/laws.ts';
import { identityPoly } from './normal/matrices.ts';
import { Unwritable } from './normal/pieces.ts';
import { mentions, rename } from './normal/poly.ts';
import { rewrite } from './normal/rewrite.ts';
import { proveSteps } from './proof/prove.ts';

export interface Jacobian {
  readonly expr: Expr;
  /** From the adjoint to J' g, proved by numbers. */
  readonly step: Step;
}

/**
 * Of the adjoint `goal` in `gradient`, whose finished line is `adjoint`; `upstream` is the name of g. Undefined where an axis
 * too many is in play (only vectors by vectors are matrices) or where no formula of the language says it.
 */
export const jacobianOf = (program: Program, gradient: Program, goal: string, adjoint: Expr, upstream: string): Jacobian | undefined => {
  const { pool, ops } = program;
  const g = gradient.bindings.get(upstream);
  const own = gradient.bindings.get(goal);
  if (g === undefined || own === undefined) throw bug('no adjoint to read a Jacobian off');
  if ([g, own].some((b) => rank(b.shape) !== 1 || b.shape.row || b.shape.dims[0] === 1)) return undefined;
  const tools = toolsFor(program, gradient);
  const { algebra } = tools;
  const [[m = 1], [n = 1]] = [g.shape.dims, own.shape.dims];
  const like = pool.name(upstream, g.shape);
  const isUpstream = (name: string): boolean => name === upstream;
  const rows = algebra.fresh();
  const put = rewrite(expand(tools.enter(adjoint), algebra), (f) => (f.atom.kind === 'name' && isUpstream(f.atom.name) && f.power === 1 ? identityPoly(m, [f.slots[0] ?? 0, rows], like, algebra) : undefined), algebra);
  if (mentions(put, (a) => a.kind === 'name' && isUpstream(a.name))) return undefined;
  const poly = rename(put, new Map([[0, 1], [rows, 0]]));
  try {
    const shape = tensor(m, n);
    const { expr } = tidy(tools.leave(poly, shape), shape, tools);
    const product = applier(pool, ops)('contract', [expr, like], { spec: 'ij,i->j', row: false });
    const step: Step = { kind: 'law', goal, rule: 'jacobian', edges: [], before: adjoint, after: product, uses: [] };
    proveSteps(gradient, [{ goal, of: own.adjointOf ?? goal, steps: [step], expr: product, base: [], passing: false }]);
    return { expr, step };
  } catch (reason) {
    if (reason instanceof Unwritable) return undefined;
    throw reason;
  }
};
