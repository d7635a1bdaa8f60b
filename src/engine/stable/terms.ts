/** Building formulas of the engine's own: text over given parts, and the few shapes that every rewriting needs. */
import type { Apply, Attrs, Expr, Pool } from '../../core/expr.ts';
import type { OpTable } from '../../core/op.ts';
import type { Shape } from '../../core/shape.ts';
import type { Syntax } from '../../core/syntax.ts';
import { settle } from '../../calculus/rules.ts';
import { applier } from '../../lang/apply.ts';
import { expandTo } from '../../lang/broadcast.ts';
import { substitute } from '../../lang/elaborate.ts';
import { parse } from '../../lang/parse.ts';

/** The one number that all entries are, if it is plain to see. */
export const uniform = (e: Expr): number | undefined => {
  let node = e;
  while (node.kind === 'apply' && node.op === 'expand' && node.args[0] !== undefined) node = node.args[0];
  return node.kind === 'number' ? node.value : undefined;
};

/** The axes of a reduction, or of copies. */
export const axesOf = (e: Apply): readonly number[] => (Array.isArray(e.attrs.axes) ? e.attrs.axes.map(Number) : []);

export interface Builder {
  readonly apply: (op: string, args: readonly Expr[], attrs?: Attrs) => Expr;
  /** A formula over single letters. */
  readonly text: (formula: string, parts: Readonly<Record<string, Expr>> | ReadonlyMap<string, Expr>) => Expr;
  readonly number: (value: number, shape: Shape) => Expr;
  readonly to: (e: Expr, shape: Shape) => Expr;
}

const noFunctions = new Map<string, never>();

/** `abs(-x)` is `abs(x)`, besides what goes without saying in rules. */
const settled = (e: Expr): Expr => {
  const [a] = e.args;
  const [inner] = a?.args ?? [];
  return e.kind === 'apply' && e.op === 'abs' && a?.kind === 'apply' && a.op === 'negate' && inner !== undefined ? e.pool.apply('abs', [inner], e.attrs, e.shape) : settle(e);
};

/** The few texts of these files, each parsed once. */
const read = new Map<string, Syntax>();
const syntax = (formula: string): Syntax => {
  const known = read.get(formula) ?? parse(formula, 'stable');
  read.set(formula, known);
  return known;
};

export const builderOf = (pool: Pool, ops: OpTable): Builder => {
  const plain = applier(pool, ops);
  const to = (e: Expr, shape: Shape): Expr => expandTo(e, shape, plain);
  return {
    apply: (op, args, attrs) => settled(plain(op, args, attrs)),
    text: (formula, parts) => substitute(syntax(formula), parts instanceof Map ? parts : new Map(Object.entries(parts)), { pool, ops, functions: noFunctions, settle: settled }),
    number: (value, shape) => to(pool.number(value), shape),
    to,
  };
};
