/** Formulas made ready: calls unfolded, and operations on constants done once and for all. */
import type { Apply, Expr } from '../../core/expr.ts';
import { type KernelExpr, readKernel } from '../../core/kernel.ts';
import type { OpTable } from '../../core/op.ts';
import { bug } from '../../core/problem.ts';
import { isScalar, type Shape } from '../../core/shape.ts';

/** The body of a function with its arguments in place. */
export type Unfold = (call: Apply) => Expr;

/** The one number that all entries of `e` are, if it is plain to see. */
const uniform = (e: Expr): number | undefined => {
  let node = e;
  while (node.kind === 'apply' && node.op === 'expand' && node.args[0] !== undefined) node = node.args[0];
  return node.kind === 'number' ? node.value : undefined;
};

const evaluate = (body: KernelExpr, operands: readonly number[]): number | undefined => {
  const part = (k: KernelExpr): number | undefined => evaluate(k, operands);
  switch (body.kind) {
    case 'number':
      return body.value;
    case 'load':
      return operands[body.operand];
    case 'negate': {
      const of = part(body.of);
      return of === undefined ? undefined : -of;
    }
    case 'infix': {
      const [left, right] = [part(body.left), part(body.right)];
      if (left === undefined || right === undefined) return undefined;
      return body.sign === '+' ? left + right : body.sign === '-' ? left - right : body.sign === '*' ? left * right : body.sign === '/' ? left / right : undefined;
    }
    default:
      return undefined;
  }
};

/** Elementwise rows on uniform operands; anything else stays. */
const folded = (node: Apply, ops: OpTable): Expr => {
  const kernel = ops.get(node.op)?.kernel;
  if (typeof kernel !== 'string' || node.args.length === 0 || node.op === 'total' || /[[(]/u.test(kernel)) return node;
  const operands = node.args.map(uniform);
  if (operands.includes(undefined)) return node;
  const shapes: Shape[] = node.args.map((a) => a.shape);
  const value = evaluate(readKernel(kernel, shapes, node.shape).body, operands.map(Number));
  if (value === undefined || !Number.isFinite(value)) return node;
  const number = node.pool.number(value);
  return isScalar(node.shape) ? number : node.pool.apply('expand', [number], { dims: node.shape.dims, axes: [], row: node.shape.row }, node.shape);
};

/** Linear in the number of nodes, however often a node is shared: what is done once is remembered. */
export const createPreparer = (ops: OpTable, unfold: Unfold): ((e: Expr) => Expr) => {
  const done = new Map<number, Expr>();
  return (root) => {
    const waiting: { readonly node: Expr; readonly becomes?: Expr }[] = [{ node: root }];
    for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
      const { node, becomes } = top;
      if (done.has(node.id)) continue;
      if (becomes !== undefined) {
        done.set(node.id, done.get(becomes.id) ?? lost(node));
        continue;
      }
      if (node.kind !== 'apply') {
        done.set(node.id, node);
        continue;
      }
      const missing = node.args.filter((a) => !done.has(a.id));
      if (missing.length > 0) {
        waiting.push({ node }, ...missing.map((a) => ({ node: a })));
        continue;
      }
      const args = node.args.map((a) => done.get(a.id) ?? a);
      const next = args.every((a, k) => a === node.args[k]) ? node : node.pool.apply(node.op, args, node.attrs, node.shape);
      if (next.op === 'call') {
        const body = unfold(next);
        waiting.push({ node, becomes: body }, { node: body });
      } else done.set(node.id, folded(next, ops));
    }
    return done.get(root.id) ?? root;
  };
};

const lost = (node: Expr): never => {
  throw bug(`node ${String(node.id)} was left unprepared`);
};
