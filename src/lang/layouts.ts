/** The same entries under other axes, and arrays put together. */
import { addDims, type Dim, multiplyDims, productOfDims } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { Problem } from '../core/problem.ts';
import { rank, showShape, tensor } from '../core/shape.ts';
import type { Syntax } from '../core/syntax.ts';
import { groupsOf, isOneStep } from '../ops/tensors.ts';
import type { Apply } from './apply.ts';
import { dimsIn, entriesOf, one, option } from './arguments.ts';
import { axisIn } from './axis.ts';
import { type Applied, count, type Meaning } from './meaning.ts';
import type { Structural } from './structural.ts';

const reshape = (a: Expr, to: readonly Dim[], s: Applied, apply: Apply): Expr => {
  const { dims } = a.shape;
  const groups = groupsOf(dims, to);
  if (groups === undefined)
    throw new Problem('shape-mismatch', `${showShape(a.shape)} and ${showShape(tensor(...to))} do not hold equally many entries`, { place: s.place });
  if (isOneStep(dims, to)) return apply('reshape', [a], { dims: to });
  // Joined first, then taken apart.
  const middle = groups.map((g) => g.from.map((k) => dims[k] ?? 1).reduce(multiplyDims, 1));
  return apply('reshape', [apply('reshape', [a], { dims: middle })], { dims: to });
};

/** The size that -1 stands for: what the other sizes leave of all entries. */
const filledIn = (dims: readonly Dim[], to: readonly Dim[], given: Syntax): readonly Dim[] => {
  if (!to.includes(-1)) return to;
  const left = [...dims];
  const below = to.filter((d) => d !== -1).filter((d) => {
    const k = left.indexOf(d);
    if (k >= 0) left.splice(k, 1);
    return k < 0;
  });
  const [numbers, letters] = [left.filter((d) => typeof d === 'number'), left.filter((d) => typeof d !== 'number')];
  const [top, bottom] = [productOfDims(numbers), productOfDims(below)];
  if (to.filter((d) => d === -1).length > 1 || typeof top !== 'number' || typeof bottom !== 'number' || top % bottom !== 0)
    throw new Problem('bad-option', `${showShape(tensor(...dims))} leaves no size for -1 here`, { place: given.place, expected: 'one -1, and other sizes that divide all entries' });
  return to.map((d) => (d === -1 ? multiplyDims(top / bottom, productOfDims(letters)) : d));
};
const reshaped: Meaning = (args, apply, s, scope) => {
  const [a, like] = [one(args), s.options.has('like') ? args.at(-1) : undefined];
  if (like !== undefined) return reshape(a, like.shape.dims, s, apply);
  const given = option(s, 'to', 1, 'reshape(X, to=[2, 3])');
  return reshape(a, filledIn(a.shape.dims, dimsIn(given, scope), given), s, apply);
};

const permute: Meaning = (args, apply, s) => {
  const a = one(args);
  const given = option(s, 'order', 1, 'permute(X, order=[1, 0, 2])');
  const order = entriesOf(given).map((d) => axisIn(d, a.shape));
  if (order.length !== rank(a.shape) || new Set(order).size !== order.length) throw new Problem('bad-option', `order names each of ${String(rank(a.shape))} axes once`, { place: given.place });
  return apply('permute', [a], { order });
};

/** Zeros before and after, along the named axes. */
const pad: Meaning = (args, apply, s, scope) => {
  count(s, 1);
  const a = one(args);
  const axes = entriesOf(option(s, 'axis', 1, 'pad(X, axis=[1, 2], by=1)')).map((d) => axisIn(d, a.shape));
  const said = option(s, 'by', 2, 'pad(X, axis=[1, 2], by=1)');
  const given = dimsIn(said, scope);
  const sides = axes.length === 1 && given.length === 2;
  if (!sides && given.length !== 1 && given.length !== axes.length)
    throw new Problem('bad-option', `by has ${String(given.length)} numbers for ${String(axes.length)} ${axes.length === 1 ? 'axis' : 'axes'}`, { place: said.place, expected: 'one number, one for each axis, or of one axis those before and after, by=[1, 0]' });
  return [...axes.entries()].sort(([, x], [, y]) => x - y).reduce((e, [k, axis]) => {
    const before = given[given.length === 1 || sides ? 0 : k] ?? 0;
    const after = sides ? (given[1] ?? 0) : before;
    return before === 0 && after === 0 ? e : apply('place', [e], { axis, start: before, whole: addDims(addDims(e.shape.dims[axis] ?? 1, before), after), single: false, row: false });
  }, a);
};

/** Parts laid side by side: each at its place among zeros, added. */
const concat: Meaning = (args, apply, s) => {
  const given = s.options.get('axis');
  const [first] = args;
  if (first === undefined || args.length < 2) throw new Problem('argument-count', 'concat takes two arrays or more', { place: s.place });
  const n = rank(first.shape);
  const axis = given === undefined ? 0 : axisIn(given, first.shape);
  if (n === 0 || args.some((a) => rank(a.shape) !== n || a.shape.dims.some((d, k) => k !== axis && d !== first.shape.dims[k])))
    throw new Problem('shape-mismatch', `arrays side by side along axis ${String(axis)}: ${args.map((a) => showShape(a.shape)).join(' and ')}`, { place: s.place, expected: 'equal sizes along the other axes' });
  const whole = args.map((a) => a.shape.dims[axis] ?? 1).reduce(addDims, 0);
  let start: Dim = 0;
  const parts = args.map((a) => {
    const part = apply('place', [a], { axis, start, whole, single: false, row: false });
    start = addDims(start, a.shape.dims[axis] ?? 1);
    return part;
  });
  return parts.reduce((a, b) => apply('add', [a, b]));
};

const stack: Meaning = (args, apply, s) => {
  const given = s.options.get('axis');
  const [first] = args;
  if (first === undefined) throw new Problem('argument-count', 'stack takes arrays of one shape', { place: s.place });
  const axis = given === undefined ? 0 : axisIn(given, tensor(1, ...first.shape.dims));
  if (args.some((a) => showShape(a.shape) !== showShape(first.shape))) throw new Problem('shape-mismatch', `stack takes arrays of one shape, not ${args.map((a) => showShape(a.shape)).join(' and ')}`, { place: s.place });
  return args.map((a, k) => apply('place', [a], { axis, start: k, whole: args.length, single: true, row: false })).reduce((a, b) => apply('add', [a, b]));
};

export const layouts: readonly Structural[] = [
  { name: 'pad', meaning: pad, options: ['axis', 'by'], shown: 'X = param(3, 5); pad(X, axis=1, by=2)' },
  { name: 'reshape', meaning: reshaped, options: ['to', 'like'], shown: 'X = param(2, 6); reshape(X, to=[2, 2, 3])' },
  { name: 'flatten', meaning: (args, apply, s) => (count(s, 1), reshape(one(args), [one(args).shape.dims.reduce(multiplyDims, 1)], s, apply)), options: [], shown: 'X = param(2, 3, 5); flatten(X)' },
  { name: 'permute', meaning: permute, options: ['order'], shown: 'X = param(2, 3, 5); permute(X, order=[2, 0, 1])' },
  { name: 'concat', meaning: concat, options: ['axis'], shown: 'A = param(2, 3); B = param(5, 3); concat(A, B, axis=0)' },
  { name: 'stack', meaning: stack, options: ['axis'], shown: 'a = param(3); b = param(3); stack(a, b)' },
];
