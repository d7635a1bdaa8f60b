/** Functions of the language over axes besides sums and maxima: running sums, variance, standard deviation, inner product. */
import { type Dim, showDim, subtractDims } from '../core/dim.ts';
import type { Attrs, Expr } from '../core/expr.ts';
import { bug, Problem } from '../core/problem.ts';
import { isScalar, rank, showShape } from '../core/shape.ts';
import { saysTrue } from './arguments.ts';
import { axisOption } from './axis.ts';
import { type Applied, count, type Meaning } from './meaning.ts';

const one = ([a]: readonly Expr[], s: Applied): Expr => {
  count(s, 1);
  if (a === undefined) throw bug('an operand is missing');
  return a;
};

/** Along the axis of a vector, or along the one that is named. */
export const cumulative: Meaning = (args, apply, s) => {
  const a = one(args, s);
  const [axis, second] = axisOption(s, a.shape) ?? (rank(a.shape) === 1 ? [0] : []);
  if (axis === undefined || second !== undefined)
    throw new Problem('no-such-axis', `a running sum over ${showShape(a.shape)} goes along one axis`, { place: s.place, ...(isScalar(a.shape) ? { expected: 'a vector, or more axes' } : { mend: `cumsum(..., axis=0)` }) });
  return apply('cumsum', [a], { axis, reverse: saysTrue(s, 'reverse') });
};

/** `correction=0`: what is taken off the count that squared distances from the mean are divided by; 1 unless given, as in PyTorch and mathjs. */
export const corrected = (s: Applied, entries: Dim): Attrs => {
  const given = s.options.get('correction');
  if (given !== undefined && (given.kind !== 'number' || !Number.isSafeInteger(given.value))) throw new Problem('bad-option', 'correction is a whole number', { place: given.place, expected: '0 or 1' });
  const correction = given?.kind === 'number' ? given.value : 1;
  const divisor = subtractDims(entries, correction);
  if (typeof divisor === 'number' && divisor < 1)
    throw new Problem('bad-option', `a variance over ${showDim(entries)} ${entries === 1 ? 'entry' : 'entries'} divides by ${String(divisor)}`, { place: s.place, mend: `${s.fn}(..., correction=0) divides by the count` });
  return { correction };
};

/** The product of two vectors that is a number; columns of one axis or two. */
export const inner: Meaning = (args, apply, s) => {
  count(s, 2);
  const [a, b] = args;
  if (a === undefined || b === undefined) throw bug('an operand is missing');
  const column = ({ shape }: Expr): boolean => rank(shape) === 1 || (rank(shape) === 2 && shape.dims[1] === 1);
  if (!column(a) || !column(b) || rank(a.shape) !== rank(b.shape) || a.shape.dims[0] !== b.shape.dims[0])
    throw new Problem('shape-mismatch', `dot is of two vectors of one size, not of ${showShape(a.shape)} and ${showShape(b.shape)}`, { place: s.place, mend: 'A * B is the product of matrices, sum(A .* B) the sum of the products of all entries' });
  return apply('contract', [a, b], { spec: rank(a.shape) === 1 ? 'i,i->' : 'ij,ij->', row: false });
};
