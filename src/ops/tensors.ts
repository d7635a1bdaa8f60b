/** The same entries in another order or under other axes. */
import { type Dim, productOfDims, showDim } from '../core/dim.ts';
import type { Attrs } from '../core/expr.ts';
import type { Notation } from '../core/notation.ts';
import type { Op } from '../core/op.ts';
import { bug, Problem } from '../core/problem.ts';
import { type Shape, showShape, tensor } from '../core/shape.ts';
import { dimsOf } from './axes.ts';
import { pull } from './rules.ts';

const only = ([a]: readonly Shape[]): Shape => {
  if (a === undefined) throw bug('an operand is missing');
  return a;
};

/** Neighbouring axes on both sides that hold the same entries. */
interface Group {
  readonly from: readonly number[];
  readonly to: readonly number[];
}
/** Undefined where the two do not hold equally many entries, or letters leave it open. */
export const groupsOf = (from: readonly Dim[], to: readonly Dim[]): readonly Group[] | undefined => {
  const groups: Group[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const own: { from: number[]; to: number[] } = { from: [], to: [] };
    const product = (side: readonly Dim[], at: readonly number[]): Dim => productOfDims(at.map((k) => side[k] ?? 1));
    for (let first = true; first || product(from, own.from) !== product(to, own.to); first = false) {
      const [p, q] = [product(from, own.from), product(to, own.to)];
      const left = typeof p === 'number' && typeof q === 'number' ? p <= q : own.from.length <= own.to.length;
      if (i < from.length && (left || j >= to.length)) own.from.push(i++);
      else if (j < to.length) own.to.push(j++);
      else return undefined;
      if (first && i < from.length && j < to.length && own.to.length === 0) own.to.push(j++);
    }
    groups.push(own);
  }
  return groups;
};
/** Each group has one axis on one of the sides, so that entries are found by sums of multiples. */
export const isOneStep = (from: readonly Dim[], to: readonly Dim[]): boolean => groupsOf(from, to)?.every((g) => g.from.length <= 1 || g.to.length <= 1) === true;

/** The entry of a joined axis: indices, each times the sizes of the axes after it. */
const joined = (axes: readonly number[], dims: readonly Dim[], letter: string): string => {
  const terms = axes.flatMap((axis, k) => {
    const step = productOfDims(axes.slice(k + 1).map((later) => dims[later] ?? 1));
    if (dims[axis] === 1) return [];
    if (typeof step !== 'number') throw new Problem('open-size', `axes of ${axes.map((x) => showDim(dims[x] ?? 1)).join(' x ')} entries are joined or taken apart, and a size after the first is a letter`, { mend: 'give it a number, n = 3' });
    return [`${step === 1 ? '' : `${String(step)}*`}${letter}${String(axis)}`];
  });
  return terms.length === 0 ? '0' : terms.join('+');
};

const reshapeKernel = (attrs: Attrs, operands: readonly Shape[]): string => {
  const [from, to] = [only(operands).dims, dimsOf(attrs)];
  const out: string[] = to.map(() => '0');
  const read: string[] = from.map(() => '0');
  for (const g of groupsOf(from, to) ?? []) {
    const [f] = g.from;
    const [t] = g.to;
    if (f === undefined || t === undefined) continue;
    if (g.from.length === 1) {
      g.to.forEach((axis) => (out[axis] = to[axis] === 1 ? '0' : `t${String(axis)}`));
      read[f] = joined(g.to, to, 't');
    } else {
      g.from.forEach((axis) => (read[axis] = from[axis] === 1 ? '0' : `f${String(axis)}`));
      out[t] = joined(g.from, from, 'f');
    }
  }
  return `y[${out.join(',')}] = a[${read.join(',')}]`;
};

const list = (names: readonly (string | number)[]): string => `[${names.map(String).join(', ')}]`;
const call = (fn: string, args: readonly Notation[], options: readonly (readonly [string, string])[]): Notation => ({ kind: 'call', fn, args, options });
const orderOf = (attrs: Attrs): readonly number[] => (Array.isArray(attrs.order) ? attrs.order.map(Number) : []);

export const tensors: readonly Op[] = [
  {
    // Attribute: `dims`. Axes are joined to one or one is taken apart, the last index running fastest.
    name: 'reshape',
    arity: 1,
    shape: (operands, attrs) => {
      const a = only(operands);
      const to = tensor(...dimsOf(attrs));
      if (!isOneStep(a.dims, to.dims)) throw new Problem('shape-mismatch', `${showShape(a)} and ${showShape(to)} do not hold the same entries`);
      return to;
    },
    kernel: reshapeKernel,
    rules: [pull('reshape', 'reshape(g)', { forward: 'entry-by-entry', attrs: (_attrs, operands) => ({ reshape: { dims: only(operands).dims } }) })],
    // Two in a row are read as one, joined first and then taken apart.
    write: (args, attrs) => {
      const [of] = args;
      const from = of?.kind === 'call' && (of.fn === 'reshape' || of.fn === 'flatten') ? of.args : args;
      return dimsOf(attrs).length === 1 ? call('flatten', from, []) : call('reshape', from, [['to', list(dimsOf(attrs).map(showDim))]]);
    },
  },
  {
    // Attribute: `order`, the axis of the operand for each axis of the result.
    name: 'permute',
    arity: 1,
    shape: (operands, attrs) => tensor(...orderOf(attrs).map((axis) => only(operands).dims[axis] ?? 1)),
    kernel: (attrs, operands) => {
      const letters = only(operands).dims.map((_, axis) => `i${String(axis)}`);
      return `y[${orderOf(attrs).map((axis) => letters[axis]).join(',')}] = a[${letters.join(',')}]`;
    },
    rules: [
      pull('permute', 'permute(g)', {
        forward: 'entry-by-entry',
        attrs: (attrs, operands) => ({ permute: { order: only(operands).dims.map((_, axis) => orderOf(attrs).indexOf(axis)) } }),
      }),
    ],
    write: (args, attrs) => call('permute', args, [['order', list(orderOf(attrs))]]),
  },
];

