/** Where training starts: one row for each initialiser a file may name. */
import { type Dim, evaluateDim } from '../../core/dim.ts';
import { nodesOf } from '../../core/expr.ts';
import { Problem } from '../../core/problem.ts';
import type { Binding, Program } from '../../core/program.ts';
import { readSpec } from '../../ops/products.ts';
import type { Random } from '../random.ts';

/** How many numbers an entry of the result adds up, and into how many an entry of the operand goes. */
export interface Fans {
  readonly in: number;
  readonly out: number;
}
export interface Initialiser {
  readonly name: string;
  /** A source of entries. */
  readonly entries: (fans: Fans, random: Random) => () => number;
}

const evenly =
  (limit: (fans: Fans) => number): Initialiser['entries'] =>
  (fans, random) => {
    const most = limit(fans);
    return () => most * (2 * random.uniform() - 1);
  };

export const initialisers: readonly Initialiser[] = [
  { name: 'zeros', entries: () => () => 0 },
  { name: 'ones', entries: () => () => 1 },
  { name: 'uniform', entries: evenly(() => 0.05) },
  { name: 'normal', entries: (_fans, random) => () => 0.05 * random.normal() },
  // Glorot and Bengio 2010, equation 16.
  { name: 'glorot', entries: evenly((fans) => Math.sqrt(6 / (fans.in + fans.out))) },
  // He et al. 2015, equation 10, drawn evenly with the same variance.
  { name: 'he', entries: evenly((fans) => Math.sqrt(6 / fans.in)) },
  // LeCun et al. 1998, section 4.6, likewise.
  { name: 'lecun', entries: evenly((fans) => Math.sqrt(3 / fans.in)) },
];

/** Matrices start by `glorot`, vectors and scalars at zero. */
const usual = (b: Binding): string => (b.shape.dims.length >= 2 ? 'glorot' : 'zeros');

/** The axes of `b` that the first product it stands in sums over; the last one where it stands in none. */
const summedAxes = (program: Program, b: Binding): readonly number[] => {
  for (const { expr } of program.bindings.values())
    for (const node of expr === undefined ? [] : nodesOf(expr)) {
      const side = node.args.findIndex((a) => a.kind === 'name' && a.name === b.name);
      if (node.kind !== 'apply' || node.op !== 'contract' || side < 0) continue;
      const { left, right, out } = readSpec(node.attrs);
      return [...(side === 0 ? left : right)].flatMap((letter, axis) => (out.includes(letter) ? [] : [axis]));
    }
  return b.shape.dims.length === 0 ? [] : [b.shape.dims.length - 1];
};

const fansOf = (program: Program, b: Binding, sizes: readonly number[]): Fans => {
  const summed = summedAxes(program, b);
  const product = (keep: (axis: number) => boolean): number => sizes.reduce((n, size, axis) => (keep(axis) ? n * size : n), 1);
  return { in: Math.max(1, product((axis) => summed.includes(axis))), out: Math.max(1, product((axis) => !summed.includes(axis))) };
};

/** Row-major start values of one parameter. */
export const initialise = (program: Program, b: Binding, dims: ReadonlyMap<string, number>, random: Random): Float64Array => {
  const name = b.init ?? usual(b);
  const row = initialisers.find((r) => r.name === name);
  if (row === undefined)
    throw new Problem('unknown-initialiser', `there is no initialiser ${name}`, {
      expected: initialisers.map((r) => r.name).join(', '),
      ...(b.place === undefined ? {} : { place: b.place }),
    });
  const full: readonly Dim[] = [...b.over.map((index): Dim => program.indices.get(index)?.size ?? 1), ...b.shape.dims];
  const sizes = full.map((d) => evaluateDim(d, dims));
  const next = row.entries(fansOf(program, b, sizes.slice(b.over.length)), random);
  return Float64Array.from({ length: sizes.reduce((m, n) => m * n, 1) }, next);
};
