/** What functions of matrices mean on shapes; a single number is taken for a matrix of one entry. */
import type { Expr } from '../core/expr.ts';
import { bug, Problem } from '../core/problem.ts';
import { isScalar, rank, showShape, tensor } from '../core/shape.ts';
import type { Apply } from './apply.ts';
import { broadcast, expandTo } from './broadcast.ts';
import { type Applied, type Builtin, count, type Meaning, row } from './meaning.ts';
import { type Scope, toDim } from './scope.ts';

const operand = (args: readonly Expr[]): Expr => args[0] ?? missing();
const missing = (): never => {
  throw bug('an operand is missing');
};

/** `alone` says what the function makes of a single number. */
const ofMatrix =
  (op: string, alone: (x: Expr, apply: Apply) => Expr): Meaning =>
  (args, apply, s) => {
    count(s, 1);
    const a = operand(args);
    return isScalar(a.shape) ? alone(a, apply) : apply(op, [a]);
  };
const itself = (x: Expr): Expr => x;

export const identity = (n: number | string, pool: Expr['pool'], apply: Apply): Expr => apply('diag', [expandTo(pool.number(1), tensor(n), apply)]);

/** A vector on a diagonal, or the diagonal of a matrix. */
const diag: Meaning = (args, apply, s) => {
  count(s, 1);
  const a = operand(args);
  if (rank(a.shape) === 1) return apply('diag', [a.shape.row ? apply('transpose', [a]) : a]);
  return apply('diagonal', [a]);
};

const solve: Meaning = ([a, b], apply, s) => {
  count(s, 2);
  if (a === undefined || b === undefined) return missing();
  if (isScalar(a.shape)) return apply('divide', broadcast([b, a], apply));
  const [m, n] = a.shape.dims;
  if (rank(a.shape) === 2 && m !== n)
    throw new Problem('shape-mismatch', `solve takes a square matrix, and this is ${showShape(a.shape)}`, { mend: "for least squares, solve(A' * A, A' * b)" });
  return apply('solve', [a, b]);
};

const filledDiagonal: Meaning = (_args, apply, s: Applied, scope: Scope) => {
  count(s, 1);
  const [n] = s.args.map((d) => toDim(d, scope));
  return identity(n ?? 1, scope.pool, apply);
};

const inverseOfNumber = (x: Expr, apply: Apply): Expr => apply('divide', [x.pool.number(1), x]);

export const matrices: readonly (readonly [string, Builtin])[] = [
  row('diag', diag, 'v = param(n); diag(v)', 'A = param(n, n); diag(A)'),
  row('identity', filledDiagonal, 'identity(3)'),
  row('eye', filledDiagonal, 'eye(3)'),
  row('trace', ofMatrix('trace', itself), 'A = param(n, n); trace(A)'),
  row('inv', ofMatrix('inv', inverseOfNumber), 'A = param(n, n); inv(A)'),
  row('det', ofMatrix('det', itself), 'A = param(n, n); det(A)'),
  row('logdet', ofMatrix('logdet', (x, apply) => apply('log', [x])), 'A = param(n, n); logdet(A)'),
  row('solve', solve, 'A = param(n, n); b = param(n); solve(A, b)'),
];
/** Of these, the ones whose arguments are sizes. */
export const sized = ['identity', 'eye'];
