/** What functions of matrices mean on shapes; a single number is taken for a matrix of one entry. */
import type { Expr } from '../core/expr.ts';
import { bug, Problem } from '../core/problem.ts';
import { isScalar, rank, sameShape, showShape, tensor } from '../core/shape.ts';
import type { Apply } from './apply.ts';
import { broadcast, expandTo } from './broadcast.ts';
import { type Applied, type Builtin, count, type Meaning, row, withOptions } from './meaning.ts';
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

const over = (op: string, a: Expr, apply: Apply, axes = a.shape.dims.map((_, i) => i)): Expr => (isScalar(a.shape) ? a : apply(op, [a], { axes, keep: false, row: false }));
const largest = (a: Expr, apply: Apply): Expr => a.shape.dims.reduceRight<Expr>((e, _, axis) => over('greatest', e, apply, [axis]), a);

/** By the name or the number that mathjs gives norms: 2 unless said. */
const norm: Meaning = (args, apply, s) => {
  count(s, 1, 2);
  const a = operand(args);
  const [, said] = s.args;
  const p = said === undefined ? 2 : said.kind === 'number' ? said.value : said.kind === 'text' ? said.text : undefined;
  const isMatrix = rank(a.shape) > 1 && !a.shape.dims.includes(1);
  const entries = isScalar(a.shape) ? a : apply('abs', [a]);
  if (p === 'fro') return apply('norm', [a]);
  if (isMatrix && (p === 1 || p === 'inf')) return largest(over('sum', entries, apply, [p === 1 ? 0 : 1]), apply);
  if (isMatrix && p === 2)
    throw new Problem('unknown-norm', `the 2-norm of a matrix, ${showShape(a.shape)}, is its largest singular value, which is not worked out here`, { mend: 'norm(X, "fro") is the root of the sum of all squares' });
  if (!isMatrix && p === 2) return apply('norm', [a]);
  if (!isMatrix && p === 1) return over('sum', entries, apply);
  if (!isMatrix && p === 'inf') return largest(entries, apply);
  if (!isMatrix && p === '-inf') return apply('negate', [largest(apply('negate', [entries]), apply)]);
  if (!isMatrix && typeof p === 'number' && p > 0) {
    const number = a.pool.number(p);
    return apply('power', [over('sum', apply('power', broadcast([entries, number], apply)), apply), apply('divide', [a.pool.number(1), number])]);
  }
  throw new Problem('unknown-norm', isMatrix ? 'a matrix has no such norm' : 'a vector has no such norm', {
    ...(said === undefined ? {} : { place: said.place }),
    expected: isMatrix ? '1, "inf" or "fro"' : 'a number above 0, "inf" or "-inf"',
  });
};

const onehot: Meaning = (args, apply, s, scope) => {
  count(s, 1);
  const classes = s.options.get('classes');
  if (classes === undefined) throw new Problem('missing-option', 'onehot needs classes=...', { place: s.place, mend: 'onehot(t, classes=3)' });
  return apply('onehot', [operand(args)], { classes: toDim(classes, scope) });
};
/** Of each row of scores, which lie along the last axis, the one that its label says; labels count from 0. */
const pick: Meaning = ([scores, labels], apply, s) => {
  count(s, 2);
  if (scores === undefined || labels === undefined) return missing();
  const n = rank(scores.shape);
  const classes = scores.shape.dims[n - 1];
  const chosen = classes === undefined ? undefined : apply('onehot', [labels], { classes });
  if (chosen === undefined || !sameShape(chosen.shape, scores.shape))
    throw new Problem('shape-mismatch', `pick takes a row of scores for each label, and the sides are ${showShape(scores.shape)} and ${showShape(labels.shape)}`, { expected: 'such as [N, C] and [N]' });
  return apply('sum', [apply('times', [scores, chosen])], { axes: [n - 1], keep: n > 1 && rank(labels.shape) === n, row: false });
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
  row('norm', norm, 'x = param(n); norm(x)', 'x = param(n); norm(x, 1)', 'X = param(m, n); norm(X, "fro")'),
  row('normF', (args, apply, s) => (count(s, 1), apply('norm', [operand(args)])), 'X = param(m, n); normF(X)'),
  row('ratio', (args, apply, s) => (count(s, 2), apply('ratio', broadcast(args, apply))), 'ratio(a, b)'),
  withOptions(['classes'], row('onehot', onehot, 't = input(3, index=5); X = param(3, 5); sum(X .* onehot(t, classes=5))')),
  row('pick', pick, 't = input(3, index=5); S = param(3, 5); pick(S, t)'),
  row('solve', solve, 'A = param(n, n); b = param(n); solve(A, b)'),
];
/** Of these, the ones whose arguments are sizes. */
export const sized = ['identity', 'eye'];
/** And the ones of which only the first argument is a formula. */
export const named = new Set(['norm']);
