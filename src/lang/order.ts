/** Functions that put entries in order, or find them by number along an axis. */
import { type Dim, showDim, subtractDims } from '../core/dim.ts';
import { type Expr, nodesOf } from '../core/expr.ts';
import { bug, Problem } from '../core/problem.ts';
import { rank, showShape } from '../core/shape.ts';
import type { Syntax } from '../core/syntax.ts';
import type { Apply } from './apply.ts';
import { one, option, saysTrue } from './arguments.ts';
import { axisAlong, axisOption } from './axis.ts';
import { type Applied, count, type Meaning } from './meaning.ts';
import { checkNumbers } from './parts.ts';
import { type Scope, toDim } from './scope.ts';
import type { Structural } from './structural.ts';

/** Each entry at its rank; of equal ones the first comes first, rising or falling. */
const sorted = (a: Expr, axis: number, falling: boolean, apply: Apply): Expr =>
  apply('putalong', [a, apply('ranks', [falling ? apply('negate', [a]) : a], { axis })], { axis, whole: a.shape.dims[axis] ?? 1 });

const sort: Meaning = (args, apply, s) => {
  count(s, 1);
  const a = one(args);
  return sorted(a, axisAlong(s, a.shape), saysTrue(s, 'descending'), apply);
};

const ranks: Meaning = (args, apply, s) => {
  count(s, 1);
  const a = one(args);
  return apply('ranks', [a], { axis: axisAlong(s, a.shape) });
};

const topk: Meaning = (args, apply, s, scope) => {
  const a = one(args);
  const axis = axisAlong(s, a.shape);
  const given = option(s, 'k', 1, 'topk(x, 3)');
  const size = toDim(given, scope);
  const whole = a.shape.dims[axis];
  if (typeof size === 'number' && (size < 1 || (typeof whole === 'number' && size > whole)))
    throw new Problem('bad-option', `topk takes ${String(size)} entries of ${String(whole)}`, { place: given.place, expected: `a whole number from 1 to ${String(whole)}` });
  const falling = sorted(a, axis, true, apply);
  return size === whole ? falling : apply('slice', [falling], { axis, start: 0, size });
};

/** Of all entries, or along an axis, which stays with size one as in a sum. */
const median: Meaning = (args, apply, s) => {
  count(s, 1);
  const a = one(args);
  if (rank(a.shape) > 1 && axisOption(s, a.shape) === undefined)
    throw new Problem('missing-option', 'the median of an array goes along one axis', { place: s.place, mend: `median(X, axis=${String(rank(a.shape) - 1)}), or median(flatten(X)) of all entries` });
  const axis = axisAlong(s, a.shape);
  const n = a.shape.dims[axis];
  if (typeof n !== 'number') throw new Problem('open-size', 'which entry is in the middle is left open while the size is a letter', { place: s.place, mend: 'give the size a number, n = 9' });
  const rising = sorted(a, axis, false, apply);
  const at = (start: number): Expr => apply('slice', [rising], { axis, start, ...(rank(a.shape) === 1 ? {} : { size: 1 }) });
  if (n % 2 === 1) return at((n - 1) / 2);
  const half = apply('add', [at(n / 2 - 1), at(n / 2)]);
  const two = a.pool.number(2);
  return apply('divide', [half, rank(half.shape) === 0 ? two : apply('expand', [two], { dims: half.shape.dims, axes: [], row: half.shape.row })]);
};

/** How far the outermost ranks in a formula run; undefined where it has none. */
const ranksRunTo = (number: Expr): Dim | undefined => {
  const ranked = nodesOf(number).findLast((node) => node.kind === 'apply' && node.op === 'ranks');
  return ranked?.kind === 'apply' ? one(ranked.args).shape.dims[Number(ranked.attrs.axis)] : undefined;
};
/** Whole numbers that are data, or ranks; `whole` is how far they may run. */
const checkPlaces = (number: Expr, whole: Dim, s: Applied, scope: Scope): void => {
  const to = ranksRunTo(number);
  const at = s.args[1] ?? s;
  if (to === undefined) {
    checkNumbers(number, whole, at, scope);
    return;
  }
  const room = subtractDims(whole, to);
  if (typeof room !== 'number' || room < 0)
    throw new Problem('subscript-outside', `these ranks run to ${showDim(to)}, and the axis has ${showDim(whole)} entries`, { place: at.place, expected: `ranks along an axis of ${showDim(whole)} entries` });
};

const takealong: Meaning = (args, apply, s, scope) => {
  count(s, 2);
  const [a, number] = args;
  if (a === undefined || number === undefined) throw bug('an operand is missing');
  const axis = axisAlong(s, a.shape);
  checkPlaces(number, a.shape.dims[axis] ?? 1, s, scope);
  return apply('takealong', [a, number], { axis });
};

const putalong: Meaning = (args, apply, s, scope) => {
  count(s, 2);
  const [a, number] = args;
  if (a === undefined || number === undefined) throw bug('an operand is missing');
  const given: Syntax = option(s, 'whole', 2, 'putalong(G, id, axis=1, whole=5)');
  const whole = toDim(given, scope);
  checkPlaces(number, whole, s, scope);
  return apply('putalong', [a, number], { axis: axisAlong(s, a.shape), whole });
};

/** Backwards along one axis or several; a vector needs none named. */
const flip: Meaning = (args, apply, s) => {
  count(s, 1);
  const a = one(args);
  const axes = axisOption(s, a.shape) ?? (rank(a.shape) === 1 ? [0] : []);
  if (axes.length === 0) throw new Problem('missing-option', `flip of ${showShape(a.shape)} goes along an axis`, { place: s.place, ...(rank(a.shape) === 0 ? { expected: 'a vector, or more axes' } : { mend: 'flip(X, axis=0)' }) });
  return axes.reduce((e, axis) => {
    const whole = e.shape.dims[axis] ?? 1;
    return whole === 1 ? e : apply('slice', [e], { axis, start: subtractDims(whole, 1), step: -1, size: whole });
  }, a);
};

export const order: readonly Structural[] = [
  { name: 'sort', meaning: sort, options: ['axis', 'descending'], shown: 'x = param(5); sort(x)' },
  { name: 'topk', meaning: topk, options: ['k', 'axis'], shown: 'x = param(5); topk(x, 2)' },
  { name: 'ranks', meaning: ranks, options: ['axis'], shown: 'x = param(5); ranks(x)' },
  { name: 'median', meaning: median, options: ['axis'], shown: 'x = param(5); median(x)' },
  { name: 'takealong', meaning: takealong, options: ['axis'], shown: 'id = input(5, 2, index=3); X = param(5, 3); takealong(X, id, axis=1)' },
  { name: 'putalong', meaning: putalong, options: ['axis', 'whole'], shown: 'id = input(5, 2, index=3); X = param(5, 2); putalong(X, id, axis=1, whole=3)' },
  { name: 'flip', meaning: flip, options: ['axis'], shown: 'x = param(5); flip(x)' },
];
