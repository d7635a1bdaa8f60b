/** Entries found by number: whole numbers from 1 that are data, not subscripts of the formula (an embedding's rows). */
import type { Dim } from '../core/dim.ts';
import type { Attrs } from '../core/expr.ts';
import type { Op } from '../core/op.ts';
import { bug } from '../core/problem.ts';
import { rank, type Shape, tensor } from '../core/shape.ts';
import { pull, stop } from './rules.ts';

const both = ([a, b]: readonly Shape[]): readonly [Shape, Shape] => {
  if (a === undefined || b === undefined) throw bug('entries by number take an array and numbers');
  return [a, b];
};
const axisOf = (attrs: Attrs): number => Number(attrs.axis);
const wholeOf = (attrs: Attrs): Dim => (typeof attrs.whole === 'number' ? attrs.whole : String(attrs.whole));

/**
 * Letters of the axes: `inner` of one slice, and those of the numbers, which stand in the place of the axis.
 * With one more letter, `k`, in that place, they are the axes of the array.
 */
const letters = (axes: number, numbers: number, axis: number) => {
  const inner = Array.from({ length: axes - 1 }, (_, i) => `i${String(i)}`);
  const outer = Array.from({ length: numbers }, (_, i) => `n${String(i)}`);
  const around = (middle: readonly string[]): string => [...inner.slice(0, axis), ...middle, ...inner.slice(axis)].join(',');
  return { array: around(['k']), result: around(outer), numbers: outer.join(','), outer };
};

export const gather: readonly Op[] = [
  {
    // Along `axis` of the first operand, the entries whose numbers the second holds.
    name: 'gather',
    arity: 2,
    shape: (operands, attrs) => {
      const [a, b] = both(operands);
      const axis = axisOf(attrs);
      return tensor(...a.dims.slice(0, axis), ...b.dims, ...a.dims.slice(axis + 1));
    },
    kernel: (attrs, operands) => {
      const [a, b] = both(operands);
      const at = letters(rank(a), rank(b), axisOf(attrs));
      return `y[${at.result}] = sum(k, k + 1 == b[${at.numbers}] ? a[${at.array}] : 0)`;
    },
    rules: [
      pull('gather', 'scatter(g, b)', {
        attrs: (attrs, [a]) => ({ scatter: { axis: axisOf(attrs), whole: a?.dims[axisOf(attrs)] ?? 1 } }),
      }),
      stop('gather.number'),
    ],
    write: ([of, number], attrs, [a]) => ({
      kind: 'subscript',
      of: of ?? { kind: 'number', value: 0 },
      at: Array.from({ length: a === undefined ? 1 : rank(a) }, (_, i) => (i === axisOf(attrs) && number !== undefined ? number : ':')),
    }),
  },
  {
    // Its transpose: every part of the first operand added where the numbers of the second say, along a new `axis`.
    name: 'scatter',
    arity: 2,
    shape: (operands, attrs) => {
      const [g, b] = both(operands);
      const axis = axisOf(attrs);
      return tensor(...g.dims.slice(0, axis), wholeOf(attrs), ...g.dims.slice(axis + rank(b)));
    },
    kernel: (attrs, operands) => {
      const [g, b] = both(operands);
      const at = letters(rank(g) - rank(b) + 1, rank(b), axisOf(attrs));
      const body = `k + 1 == b[${at.numbers}] ? a[${at.result}] : 0`;
      return `y[${at.array}] = ${at.outer.reduceRight((inner, l) => `sum(${l}, ${inner})`, body)}`;
    },
    rules: [pull('scatter', 'gather(g, b)', { attrs: (attrs) => ({ gather: { axis: axisOf(attrs) } }) }), stop('gather.number')],
    write: (operands, attrs) => ({
      kind: 'call',
      fn: 'scatter',
      args: operands,
      options: [
        ['axis', String(axisOf(attrs))],
        ['whole', String(wholeOf(attrs))],
      ],
    }),
  },
];
