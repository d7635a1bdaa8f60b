/** `A * B`, `A / b`, `A^k`: mathjs meaning, on shapes. */
import type { Dim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { Problem } from '../core/problem.ts';
import { isScalar, isSingle, rank, type Shape, showShape } from '../core/shape.ts';
import type { Apply } from './apply.ts';
import { broadcast } from './broadcast.ts';
import { identity } from './matrices.ts';

/** The letters of a factor seen as a matrix: a column has no second axis, a row no first. */
const letters = (s: Shape, first: string, second: string): string =>
  rank(s) === 2 ? first + second : s.row ? second : first;

/** A transpose inside a product is part of the contraction: the printer shows it again. */
const untransposed = (e: Expr, own: string): readonly [Expr, string] => {
  const [inner] = e.args;
  if (e.kind !== 'apply' || e.op !== 'transpose' || inner === undefined) return [e, own];
  return [inner, [...own].reverse().join('')];
};

export const multiply = (a: Expr, b: Expr, apply: Apply): Expr => {
  if (isScalar(a.shape) || isScalar(b.shape)) return apply('times', broadcast([a, b], apply));
  if (rank(a.shape) > 2 || rank(b.shape) > 2)
    throw new Problem('shape-mismatch', `* multiplies matrices and vectors, not ${showShape(a.shape)} and ${showShape(b.shape)}`, {
      mend: 'matmul(A, B) multiplies the matrices along the last two axes, .* entry by entry',
    });
  const left = letters(a.shape, 'i', 'j');
  const right = letters(b.shape, 'j', 'k');
  const inner = (s: Shape, at: number) => s.dims[at];
  const n = left.includes('j') ? inner(a.shape, left.indexOf('j')) : 1;
  const m = right.includes('j') ? inner(b.shape, right.indexOf('j')) : 1;
  if (n !== m) {
    if (isSingle(a.shape) || isSingle(b.shape)) return apply('times', broadcast([a, b], apply));
    throw new Problem(
      'shape-mismatch',
      `the inner sizes of ${showShape(a.shape)} * ${showShape(b.shape)} differ: ${String(n)} and ${String(m)}`,
      { expected: 'as many columns on the left as rows on the right', mend: "transpose one side with ', or use .* for the entry by entry product" },
    );
  }
  // [m] * [1, n] and row by row of size one: the axis of size one is summed away on its own side.
  const summed = left.includes('j') && right.includes('j');
  const [x, xs] = untransposed(summed || !left.includes('j') ? a : drop(a, left.indexOf('j'), apply), summed ? left : left.replace('j', ''));
  const [z, zs] = untransposed(summed || !right.includes('j') ? b : drop(b, right.indexOf('j'), apply), summed ? right : right.replace('j', ''));
  const out = (left.includes('i') ? 'i' : '') + (right.includes('k') ? 'k' : '');
  return apply('contract', [x, z], { spec: `${xs},${zs}->${out}`, row: out === 'k' });
};

/** Matrices along the last two axes, one product for each setting of the axes before; a matrix or a vector serves them all. */
export const batched = (a: Expr, b: Expr, apply: Apply): Expr => {
  const before = ({ shape }: Expr): readonly Dim[] => shape.dims.slice(0, -2);
  if (rank(a.shape) < 3 && rank(b.shape) < 3) return multiply(a, b, apply);
  const [inner, other] = [a.shape.dims.at(-1), b.shape.dims.at(rank(b.shape) === 1 ? 0 : -2)];
  const [lead, others] = [before(a), before(b)];
  if (rank(a.shape) === 0 || rank(b.shape) === 0 || inner !== other || (lead.length > 0 && others.length > 0 && (lead.length !== others.length || lead.some((d, i) => d !== others[i]))))
    throw new Problem('shape-mismatch', `matmul of ${showShape(a.shape)} and ${showShape(b.shape)}`, { expected: 'as many columns on the left as rows on the right, and equal sizes along the axes before them', mend: 'contract(A, B, spec="bij,bjk->bik") names the axes that go together' });
  const leading = 'abcdefgh'.slice(0, Math.max(lead.length, others.length));
  const left = `${lead.length > 0 ? leading : ''}${rank(a.shape) > 1 ? 'ij' : 'j'}`;
  const right = `${others.length > 0 ? leading : ''}${rank(b.shape) > 1 ? 'jk' : 'j'}`;
  return apply('contract', [a, b], { spec: `${left},${right}->${leading}${rank(a.shape) > 1 ? 'i' : ''}${rank(b.shape) > 1 ? 'k' : ''}`, row: false });
};

/** An axis of size one removed. */
const drop = (e: Expr, axis: number, apply: Apply): Expr => apply('sum', [e], { axes: [axis], keep: false, row: false });

export const divide = (a: Expr, b: Expr, apply: Apply): Expr => {
  if (!isSingle(b.shape))
    throw new Problem('shape-mismatch', `/ divides by a scalar, and the right side is ${showShape(b.shape)}`, {
      mend: 'use ./ to divide entry by entry',
    });
  return apply('divide', broadcast([a, b], apply));
};

const wholeNumber = (e: Expr): number | undefined => {
  const [of] = e.args;
  if (e.kind === 'apply' && e.op === 'negate' && of?.kind === 'number') return -of.value;
  return e.kind === 'number' && Number.isInteger(e.value) ? e.value : undefined;
};

export const power = (a: Expr, b: Expr, apply: Apply): Expr => {
  // e^x is the exponential function.
  if (a.kind === 'apply' && a.op === 'e' && isScalar(b.shape)) return apply('exp', [b]);
  if (isScalar(a.shape) && isScalar(b.shape)) return apply('power', [a, b]);
  const [m, n] = a.shape.dims;
  const times = wholeNumber(b);
  if (rank(a.shape) === 2 && m !== undefined && m === n && times !== undefined && Math.abs(times) <= 64) {
    if (times === 0) return identity(m, a.pool, apply);
    const base = times < 0 ? apply('inv', [a]) : a;
    let out = base;
    for (let k = 1; k < Math.abs(times); k++) out = multiply(out, base, apply);
    return out;
  }
  if (isSingle(a.shape) && isSingle(b.shape)) return apply('power', broadcast([a, b], apply));
  throw new Problem('shape-mismatch', `^ raises scalars (and square matrices to whole powers), not ${showShape(a.shape)}`, {
    mend: a.shape.row || b.kind === 'name' ? "use .^ for entry by entry powers and ' for the transpose" : 'use .^ for entry by entry powers',
  });
};
