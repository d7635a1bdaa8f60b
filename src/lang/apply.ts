/** Building one application: the row works out the shape. */
import type { Attrs, Expr, Pool } from '../core/expr.ts';
import type { OpTable } from '../core/op.ts';
import { bug } from '../core/problem.ts';

export type Apply = (op: string, args: readonly Expr[], attrs?: Attrs) => Expr;

export const applier =
  (pool: Pool, ops: OpTable): Apply =>
  (op, args, attrs = {}) => {
    const row = ops.get(op);
    if (row === undefined) throw bug(`no operator ${op}`);
    return pool.apply(
      op,
      args,
      attrs,
      row.shape(
        args.map((a) => a.shape),
        attrs,
      ),
    );
  };
