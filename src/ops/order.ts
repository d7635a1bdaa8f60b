/** Order along an axis, and entries found by number along it: a sort lays each entry at its rank. */
import type { Attrs } from '../core/expr.ts';
import type { Notation } from '../core/notation.ts';
import type { Op } from '../core/op.ts';
import { bug, Problem } from '../core/problem.ts';
import { rank, type Shape, showShape, tensor } from '../core/shape.ts';
import { dimOf, letters, list, only } from './axes.ts';
import { pull, stop } from './rules.ts';

const axisOf = (attrs: Attrs): number => Number(attrs.axis);
/** The letters of all axes, and the same with `k` in the place of the axis. */
const along = (n: number, attrs: Attrs): { readonly all: string; readonly inner: string; readonly own: string } => {
  const all = letters(n);
  const axis = axisOf(attrs);
  return { all: list(all), inner: list(all.map((l, i) => (i === axis ? 'k' : l))), own: all[axis] ?? '' };
};
const axisOption = (attrs: Attrs, a: Shape): readonly (readonly [string, string])[] => (rank(a) < 2 ? [] : [['axis', String(axisOf(attrs))]]);

/** Both have one size along every other axis. */
const together = ([a, b]: readonly Shape[], attrs: Attrs): readonly [Shape, Shape] => {
  if (a === undefined || b === undefined) throw bug('entries by number take an array and numbers');
  const fits = rank(a) === rank(b) && a.dims.every((d, i) => i === axisOf(attrs) || d === b.dims[i]);
  if (!fits) throw new Problem('shape-mismatch', `entries of ${showShape(a)} along axis ${String(axisOf(attrs))} by numbers ${showShape(b)}`, { expected: 'equal sizes along the other axes' });
  return [a, b];
};

/** `putalong(x, ranks(x))` is x sorted; by the ranks of -x it falls. */
const asSort = ([of, number]: readonly Notation[], attrs: Attrs, a: Shape): Notation | undefined => {
  if (of === undefined || number?.kind !== 'call' || number.fn !== 'ranks' || a.dims[axisOf(attrs)] !== attrs.whole) return undefined;
  const [ranked] = number.args;
  const falling = ranked?.kind === 'negate' && ranked.of === of;
  if (ranked !== of && !falling) return undefined;
  return { kind: 'call', fn: 'sort', args: [of], options: [...axisOption(attrs, a), ...(falling ? ([['descending', 'true']] as const) : [])] };
};

export const order: readonly Op[] = [
  {
    // Where each entry stands when an axis is sorted, from 1: as many as are less, or equal and not after it.
    name: 'ranks',
    arity: 1,
    shape: only,
    kernel: (attrs, operands) => {
      const { all, inner, own } = along(rank(only(operands)), attrs);
      return `y${all} = sum(k, k > ${own} ? (a${inner} < a${all} ? 1 : 0) : a${inner} > a${all} ? 0 : 1)`;
    },
    rules: [stop('ranks')],
    write: (args, attrs, shapes) => ({ kind: 'call', fn: 'ranks', args, options: axisOption(attrs, only(shapes)) }),
    kink: 'ranks',
  },
  {
    // Along `axis` of the first operand, at each place the entry whose number the second has there.
    name: 'takealong',
    arity: 2,
    shape: (operands, attrs) => tensor(...together(operands, attrs)[1].dims),
    kernel: (attrs, operands) => {
      const { all, inner } = along(rank(only(operands)), attrs);
      return `y${all} = sum(k, k + 1 == b${all} ? a${inner} : 0)`;
    },
    rules: [pull('takealong', 'putalong(g, b)', { attrs: (attrs, [a]) => ({ putalong: { axis: axisOf(attrs), whole: a?.dims[axisOf(attrs)] ?? 1 } }) }), stop('gather.number')],
    write: (args, attrs, shapes) => ({ kind: 'call', fn: 'takealong', args, options: axisOption(attrs, only(shapes)) }),
  },
  {
    // Its transpose: each entry of the first operand added at the place along `axis` that the second says; `whole` is the axis' size.
    name: 'putalong',
    arity: 2,
    shape: (operands, attrs) => tensor(...together(operands, attrs)[0].dims.map((d, i) => (i === axisOf(attrs) ? dimOf(attrs.whole) : d))),
    kernel: (attrs, operands) => {
      const { all, inner, own } = along(rank(only(operands)), attrs);
      return `y${inner} = sum(${own}, k + 1 == b${all} ? a${all} : 0)`;
    },
    rules: [pull('putalong', 'takealong(g, b)', { attrs: (attrs) => ({ takealong: { axis: axisOf(attrs) } }) }), stop('gather.number')],
    write: (args, attrs, shapes) => asSort(args, attrs, only(shapes)) ?? { kind: 'call', fn: 'putalong', args, options: [...axisOption(attrs, only(shapes)), ['whole', String(dimOf(attrs.whole))]] },
  },
];
