/** Parts of axes: taken out, and put at their place among zeros. */
import { addDims, type Dim, multiplyDims, showDim, subtractDims } from '../core/dim.ts';
import type { Attrs } from '../core/expr.ts';
import type { Notation } from '../core/notation.ts';
import type { Op } from '../core/op.ts';
import { rank } from '../core/shape.ts';
import { dimOf, letters, list, only } from './axes.ts';
import { transposed } from './products.ts';
import { pull } from './rules.ts';

/** As many zeros before as after; paddings of several axes are written as one. */
const padded = (of: Notation, axis: number, by: string): Notation => {
  const inner = of.kind === 'call' && of.fn === 'pad' ? new Map(of.options) : undefined;
  const axes = inner?.get('axis')?.replace(/[[\]]/gu, '').split(', ').map(Number) ?? [];
  const joins = inner?.get('by') === by && axes.every((a) => a < axis);
  const args = joins && of.kind === 'call' ? of.args : [of];
  const all = joins ? [...axes, axis] : [axis];
  return { kind: 'call', fn: 'pad', args, options: [['axis', all.length === 1 ? String(axis) : `[${all.join(', ')}]`], ['by', by]] };
};

/** From one entry that is taken to the next; negative where they are taken backwards. */
const stepOf = ({ step }: Attrs): number => (step === undefined ? 1 : Number(step));
const stepped = (step: number): Attrs => (step === 1 ? {} : { step });
/** Where the entry `l` of a part stands in the whole. */
const placeOf = (attrs: Attrs, l: string): string => {
  const step = stepOf(attrs);
  return `{${String(attrs.start)}}${step < 0 ? '-' : '+'}${Math.abs(step) === 1 ? '' : `${String(Math.abs(step))}*`}${l}`;
};
const lastOf = (first: Dim, step: number, size: Dim): Dim => addDims(first, multiplyDims(step, subtractDims(size, 1)));

const partText = (attrs: Attrs): string => {
  const [first, step] = [addDims(dimOf(attrs.start), 1), stepOf(attrs)];
  if (attrs.size === undefined) return showDim(first);
  return `${showDim(first)}:${step === 1 ? '' : `${String(step)}:`}${showDim(lastOf(first, step, dimOf(attrs.size)))}`;
};
/** Parts along several axes are written as one, in the order in which they are read. The axes left are those with a colon. */
const partial = (of: Notation | undefined, n: number, axis: number, part: string): Notation => {
  const isLeft = (a: unknown): boolean => typeof a === 'string' && a.includes(':');
  const left = of?.kind === 'subscript' ? of.at.flatMap((a, i) => (isLeft(a) ? [i] : [])) : [];
  const place = left[axis];
  if (of?.kind === 'subscript' && place !== undefined && left.length === n && of.at[place] === ':' && of.at.every((a, i) => typeof a === 'string' && (i < place || isLeft(a))))
    return { ...of, at: of.at.map((a, i) => (i === place ? part : a)) };
  return { kind: 'subscript', of: of ?? { kind: 'number', value: 0 }, at: Array.from({ length: n }, (_, i) => (i === axis ? part : ':')) };
};

export const parts: readonly Op[] = [
  {
    // Attributes: `axis`, `start` (counted from 0), `step` unless it is 1, and `size`, absent for a single entry, whose axis goes.
    name: 'slice',
    arity: 1,
    shape: (operands, attrs) => {
      const a = only(operands);
      const axis = Number(attrs.axis);
      if (attrs.size === undefined) return { dims: a.dims.filter((_, i) => i !== axis), row: false };
      return { dims: a.dims.map((d, i) => (i === axis ? dimOf(attrs.size) : d)), row: a.row };
    },
    kernel: (attrs, operands) => {
      const axis = Number(attrs.axis);
      const all = letters(rank(only(operands)));
      const single = attrs.size === undefined;
      const from = all.map((l, i) => (i !== axis ? l : single ? `{${String(attrs.start)}}` : placeOf(attrs, l)));
      return `y${list(single ? all.filter((_, i) => i !== axis) : all)} = a${list(from)}`;
    },
    rules: [
      pull('slice', 'place(g)', { forward: 'entry-by-entry',
        attrs: (attrs, operands) => {
          const a = only(operands);
          return {
            place: { axis: Number(attrs.axis), start: dimOf(attrs.start), whole: a.dims[Number(attrs.axis)] ?? 1, single: attrs.size === undefined, row: a.row, ...stepped(stepOf(attrs)) },
          };
        },
      }),
    ],
    write: ([of], attrs, shapes) => partial(of, rank(only(shapes)), Number(attrs.axis), partText(attrs)),
  },
  {
    // The transpose of slice: the operand at its place in zeros. `single` puts back the axis that slice dropped.
    name: 'place',
    arity: 1,
    shape: (operands, attrs) => {
      const dims = [...only(operands).dims];
      dims.splice(Number(attrs.axis), attrs.single === true ? 0 : 1, dimOf(attrs.whole));
      return { dims, row: attrs.row === true };
    },
    kernel: (attrs, _operands, result) => {
      const all = letters(rank(result));
      const axis = Number(attrs.axis);
      const single = attrs.single === true;
      const to = all.map((l, i) => (i !== axis ? l : single ? `{${String(attrs.start)}}` : placeOf(attrs, l)));
      return `y${list(to)} = a${list(single ? all.filter((_, i) => i !== axis) : all)}`;
    },
    rules: [
      pull('place', 'slice(g)', { forward: 'entry-by-entry',
        attrs: (attrs, operands) => ({
          slice: {
            axis: Number(attrs.axis),
            start: dimOf(attrs.start),
            ...(attrs.single === true ? {} : { size: only(operands).dims[Number(attrs.axis)] ?? 1, ...stepped(stepOf(attrs)) }),
          },
        }),
      }),
    ],
    write: (operands, attrs, shapes) => {
      const [of] = operands;
      const axis = Number(attrs.axis);
      const [start, step, size] = [dimOf(attrs.start), stepOf(attrs), only(shapes).dims[axis] ?? 1];
      // What is turned round as a whole is turned back the same way.
      if (step === -1 && size === attrs.whole) return partial(of, rank(only(shapes)), axis, partText({ ...attrs, size }));
      if (of !== undefined && attrs.single !== true && attrs.row !== true && step === 1 && start !== 0 && addDims(addDims(size, start), start) === dimOf(attrs.whole))
        return padded(of, axis, showDim(start));
      const call: Notation = {
        kind: 'call',
        fn: 'place',
        args: operands,
        options: [
          ['axis', String(attrs.axis)],
          ['at', showDim(addDims(start, 1))],
          ...(step === 1 ? [] : ([['step', String(step)]] as const)),
          ['whole', showDim(dimOf(attrs.whole))],
          // A part keeps its axis; a single entry of more than one axis gets a new one.
          ...(attrs.single === true && rank(only(shapes)) > 0 ? ([['single', 'true']] as const) : []),
        ],
      };
      return attrs.row === true && !only(shapes).row ? transposed(call) : call;
    },
  },
];
