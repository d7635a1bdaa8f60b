/** What works on axes: copies along them, sums, means and maxima over them, and sums over an index. */
import { type Dim, productOfDims, showDim, subtractDims } from '../core/dim.ts';
import type { Attrs } from '../core/expr.ts';
import type { Notation } from '../core/notation.ts';
import type { Op } from '../core/op.ts';
import { bug, Problem } from '../core/problem.ts';
import { rank, type Shape, showShape, tensor } from '../core/shape.ts';
import { transposed } from './products.ts';
import { pull, stop } from './rules.ts';

export const only = ([a]: readonly Shape[]): Shape => {
  if (a === undefined) throw bug('an operand is missing');
  return a;
};
const axesOf = (attrs: Attrs): readonly number[] => {
  if (!Array.isArray(attrs.axes)) throw bug('the axes are missing');
  return attrs.axes.map(Number);
};
export const dimsOf = (attrs: Attrs): readonly Dim[] => {
  if (!Array.isArray(attrs.dims)) throw bug('the dimensions are missing');
  return attrs.dims.map((d: unknown): Dim => (typeof d === 'number' ? d : String(d)));
};
export const dimOf = (d: unknown): Dim => (typeof d === 'number' ? d : String(d));
export const letters = (n: number): string[] => Array.from({ length: n }, (_, i) => `i${String(i)}`);
export const list = (names: readonly string[]): string => `[${names.join(',')}]`;

/** Attributes: `axes` summed; `keep` leaves them with size one; `row` marks a result that is the transpose of a vector. */
const reducedShape = (operands: readonly Shape[], attrs: Attrs): Shape => {
  const a = only(operands);
  const axes = axesOf(attrs);
  const bad = axes.find((axis) => axis < 0 || axis >= rank(a));
  if (bad !== undefined) throw new Problem('no-such-axis', `${showShape(a)} has no axis ${String(bad)}`);
  const dims =
    attrs.keep === true
      ? a.dims.map((d, i) => (axes.includes(i) ? 1 : d))
      : a.dims.filter((_, i) => !axes.includes(i));
  return { dims, row: dims.length === 1 && (attrs.row === true || (a.row && attrs.keep === true)) };
};
const reducedTo = (attrs: Attrs, a: Shape): string =>
  list(letters(rank(a)).flatMap((l, i) => (!axesOf(attrs).includes(i) ? [l] : attrs.keep === true ? ['0'] : [])));
const reduction = (attrs: Attrs, a: Shape): string =>
  axesOf(attrs).reduce((inner, axis) => `sum(i${String(axis)}, ${inner})`, `a${list(letters(rank(a)))}`);
const count = (attrs: Attrs, a: Shape): Dim => productOfDims(axesOf(attrs).map((axis) => a.dims[axis] ?? 1));

/** Copying back over what a reduction summed. */
const spread = (attrs: Attrs, operands: readonly Shape[]): Readonly<Record<string, Attrs>> => {
  const a = only(operands);
  const kept = a.dims.map((_, i) => i).filter((i) => attrs.keep === true || !axesOf(attrs).includes(i));
  return { expand: { dims: a.dims, axes: kept, row: a.row } };
};
const writeReduction =
  (fn: string) =>
  (operands: readonly Notation[], attrs: Attrs, shapes: readonly Shape[]): Notation => {
    const axes = axesOf(attrs);
    const all = axes.length === rank(only(shapes));
    const options: [string, string][] = [];
    if (!all || attrs.keep === true) options.push(['axis', axes.length === 1 ? String(axes[0]) : list(axes.map(String))]);
    if (!all && attrs.keep !== true) options.push(['keep', 'false']);
    const call: Notation = { kind: 'call', fn, args: operands, options };
    return attrs.row === true ? transposed(call) : call;
  };

/** The variance in index text, and the count it is divided by. */
const less = (attrs: Attrs, a: Shape): Dim => subtractDims(count(attrs, a), Number(attrs.correction));
const spreadOf = (attrs: Attrs, a: Shape): string => {
  const own = axesOf(attrs);
  const inner = letters(rank(a)).map((l, i) => (own.includes(i) ? `k${String(i)}` : l));
  const mean = `${own.reduce((of, axis) => `sum(k${String(axis)}, ${of})`, `a${list(inner)}`)} / {${String(count(attrs, a))}}`;
  const distance = `(a${list(letters(rank(a)))} - ${mean})`;
  return `${own.reduce((of, axis) => `sum(i${String(axis)}, ${of})`, `${distance} * ${distance}`)} / {${String(less(attrs, a))}}`;
};
/** The mean that distances are taken from: its axes stay, unless it is one number. */
const withMean = (attrs: Attrs, operands: readonly Shape[]): Readonly<Record<string, Attrs>> => ({
  ...spread(attrs, operands),
  mean: { axes: axesOf(attrs), keep: axesOf(attrs).length < rank(only(operands)), row: false },
});
/** The axes along which an `expand` makes copies. */
const copiedAxes = (attrs: Attrs, a: Shape): { readonly added: readonly number[]; readonly stretched: readonly number[] } => {
  const dims = dimsOf(attrs);
  const axes = axesOf(attrs);
  return {
    added: dims.map((_, i) => i).filter((i) => !axes.includes(i)),
    stretched: axes.filter((axis, i) => a.dims[i] === 1 && dims[axis] !== 1),
  };
};

export const axes: readonly Op[] = [
  {
    name: 'sum',
    arity: 1,
    shape: reducedShape,
    kernel: (attrs, operands) => `y${reducedTo(attrs, only(operands))} = ${reduction(attrs, only(operands))}`,
    rules: [pull('sum', 'expand(g)', { attrs: spread, forward: 'sum-rule' })],
    write: writeReduction('sum'),
  },
  {
    name: 'mean',
    arity: 1,
    shape: reducedShape,
    kernel: (attrs, operands) =>
      `y${reducedTo(attrs, only(operands))} = ${reduction(attrs, only(operands))} / {${String(count(attrs, only(operands)))}}`,
    rules: [
      pull('mean', 'expand(g / count)', { attrs: spread, forward: 'sum-rule', dims: (attrs, operands) => ({ count: count(attrs, only(operands)) }) }),
    ],
    write: writeReduction('mean'),
  },
  {
    // Squared distances from the mean, added up and divided by the count less `correction`.
    name: 'variance',
    arity: 1,
    shape: reducedShape,
    kernel: (attrs, operands) => `y${reducedTo(attrs, only(operands))} = ${spreadOf(attrs, only(operands))}`,
    rules: [pull('variance', 'expand(2 * g / less) .* (a - mean(a))', { attrs: withMean, dims: (attrs, operands) => ({ less: less(attrs, only(operands)) }) })],
    write: (operands, attrs, shapes) => {
      const plain = writeReduction('variance')(operands, attrs, shapes);
      return plain.kind === 'call' && attrs.correction !== 1 ? { ...plain, options: [...plain.options, ['correction', String(attrs.correction)]] } : plain;
    },
  },
  {
    // Over one axis; the first of several equal entries counts as the largest.
    name: 'greatest',
    arity: 1,
    shape: reducedShape,
    kernel: (attrs, operands) => {
      const a = only(operands);
      const [axis = 0] = axesOf(attrs);
      return `y${reducedTo(attrs, a)} = max(i${String(axis)}, a${list(letters(rank(a)))})`;
    },
    rules: [
      pull('greatest', 'expand(g) .* hit(a)', {
        forward: 'larger-one',
        attrs: (attrs, operands) => ({ ...spread(attrs, operands), hit: { axes: axesOf(attrs) } }),
      }),
    ],
    write: writeReduction('max'),
    kink: 'greatest',
  },
  {
    // 1 at the first largest entry along an axis, else 0.
    name: 'hit',
    arity: 1,
    shape: only,
    kernel: (attrs, operands) => {
      const all = letters(rank(only(operands)));
      const [axis = 0] = axesOf(attrs);
      const inner = all.map((l, i) => (i === axis ? 'k' : l));
      return `y${list(all)} = ${all[axis] ?? ''} == argmax(k, a${list(inner)}) ? 1 : 0`;
    },
    rules: [stop('hit')],
    write: (operands, attrs, shapes) => ({ kind: 'call', fn: 'hit', args: operands, options: rank(only(shapes)) < 2 ? [] : [['axis', String(axesOf(attrs)[0])]] }),
  },
  {
    // Along an axis, the sum of all entries up to each one; with `reverse`, of all from each one on.
    name: 'cumsum',
    arity: 1,
    shape: only,
    kernel: (attrs, operands) => {
      const all = letters(rank(only(operands)));
      const axis = Number(attrs.axis);
      const inner = all.map((l, i) => (i === axis ? 'k' : l));
      return `y${list(all)} = sum(k, k ${attrs.reverse === true ? '>=' : '<='} ${all[axis] ?? ''} ? a${list(inner)} : 0)`;
    },
    rules: [pull('cumsum', 'cumsum(g)', { forward: 'sum-rule', attrs: (attrs) => ({ cumsum: { axis: Number(attrs.axis), reverse: attrs.reverse !== true } }) })],
    write: (operands, attrs, shapes) => {
      const options: [string, string][] = rank(only(shapes)) < 2 ? [] : [['axis', String(attrs.axis)]];
      return { kind: 'call', fn: 'cumsum', args: operands, options: attrs.reverse === true ? [...options, ['reverse', 'true']] : options };
    },
  },
  {
    // Attributes: `dims` of the result and `axes`, the result's axis for each axis of the operand. Copies either along
    // new axes or along axes of size one, never both at once, so that its adjoint is one sum.
    name: 'expand',
    arity: 1,
    shape: (operands, attrs) => {
      const a = only(operands);
      const dims = dimsOf(attrs);
      axesOf(attrs).forEach((axis, i) => {
        if (a.dims[i] !== 1 && a.dims[i] !== dims[axis])
          throw new Problem('shape-mismatch', `${showShape(a)} cannot be copied to ${showShape(tensor(...dims))}`);
      });
      const { added, stretched } = copiedAxes(attrs, a);
      if (added.length > 0 && stretched.length > 0) throw bug('expand adds axes and stretches others at once');
      return { dims, row: dims.length === 1 && attrs.row === true };
    },
    kernel: (attrs, operands) => {
      const a = only(operands);
      const { stretched } = copiedAxes(attrs, a);
      const from = axesOf(attrs).map((axis) => (stretched.includes(axis) ? '0' : `i${String(axis)}`));
      return `y${list(letters(dimsOf(attrs).length))} = a${list(from)}`;
    },
    rules: [
      pull('expand', 'sum(g)', { forward: 'entry-by-entry',
        attrs: (attrs, operands) => {
          const a = only(operands);
          const { added, stretched } = copiedAxes(attrs, a);
          return { sum: { axes: [...added, ...stretched], keep: stretched.length > 0, row: a.row } };
        },
      }),
    ],
    write: (operands, attrs, shapes) => {
      const [of] = operands;
      const value = of?.kind === 'number' ? of.value : undefined;
      const to = dimsOf(attrs);
      const own = axesOf(attrs);
      const called = (call: Notation): Notation => (attrs.row === true && !only(shapes).row ? transposed(call) : call);
      if (value === 0 || value === 1) return called({ kind: 'call', fn: value === 0 ? 'zeros' : 'ones', args: to.map((dim) => ({ kind: 'dim', dim })), options: [] });
      // Axes at the end go without saying, unless a vector fits another axis as well.
      const [n = 1] = only(shapes).dims;
      const open = own.length === 1 && to.length > 1 && !only(shapes).row && to.slice(0, -1).includes(n);
      const last = !open && own.every((axis, i) => axis === to.length - own.length + i);
      return called({ kind: 'call', fn: 'expand', args: operands, options: [['to', list(to.map(showDim))], ...(last ? [] : ([['axes', list(own.map(String))]] as const))] });
    },
  },
  {
    // `sum(t, e)`: the operand is a formula over the index; interpreters add it up over 1..size of the index.
    name: 'total',
    arity: 1,
    shape: only,
    kernel: 'y = a',
    rules: [pull('total', 'g', { forward: 'sum-rule' })],
    write: ([of], attrs) => ({
      kind: 'total',
      index: String(attrs.index),
      to: dimOf(attrs.to),
      of: of ?? { kind: 'number', value: 0 },
    }),
  },
  {
    // A dimension, letter or index standing for its value: the N of 1/N.
    name: 'dim',
    arity: 0,
    shape: () => tensor(),
    kernel: (attrs) => `y = {${String(attrs.dim)}}`,
    rules: [],
    write: (_operands, attrs) => ({ kind: 'dim', dim: dimOf(attrs.dim) }),
  },
];
