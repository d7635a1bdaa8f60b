/** Where training starts: one row for each initialiser a file may name. */
import { type Dim, evaluateDim } from '../../core/dim.ts';
import { nodesOf } from '../../core/expr.ts';
import { Problem } from '../../core/problem.ts';
import type { Binding, Program } from '../../core/program.ts';
import { readSpec } from '../../ops/products.ts';
import type { Random } from '../random.ts';
import { orthonormal } from './orthonormal.ts';

/** How many numbers an entry of the result adds up, and into how many an entry of the operand goes. */
export interface Fans {
  readonly in: number;
  readonly out: number;
}
interface Start {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly fans: Fans;
  readonly random: Random;
  /** A number given in the file, else the row's. */
  readonly option: (name: string) => number;
}
export interface Initialiser {
  readonly name: string;
  /** Numbers that a file may give, with what they are otherwise. */
  readonly options: Readonly<Record<string, number>>;
  /** Row-major. */
  readonly draw: (start: Start) => Float64Array;
}

const countOf = (sizes: readonly number[]): number => sizes.reduce((m, n) => m * n, 1);
const each = (entry: (start: Start) => number): Initialiser['draw'] => (start) => Float64Array.from({ length: countOf(start.sizes) }, () => entry(start));

/** Evenly between -limit and limit. */
const evenly = (limit: (start: Start) => number): Initialiser['draw'] => each((start) => limit(start) * (2 * start.random.uniform() - 1));
const normally = (deviation: (start: Start) => number): Initialiser['draw'] => each((start) => deviation(start) * start.random.normal());

const matrixOnly = ({ name, sizes }: Start, initialiser: string): Problem =>
  new Problem('bad-initialiser', `${name} ${sizes.length === 0 ? 'is a single number' : `has ${String(sizes.length)} ${sizes.length === 1 ? 'axis' : 'axes'}`}, and ${initialiser} starts matrices`, { expected: 'a parameter with two axes' });

/** Each limit belongs to the deviation that the same paper asks for: a third of its square is the variance. */
export const initialisers: readonly Initialiser[] = [
  { name: 'zeros', options: {}, draw: each(() => 0) },
  { name: 'ones', options: {}, draw: each(() => 1) },
  { name: 'constant', options: { value: 0 }, draw: each(({ option }) => option('value')) },
  { name: 'uniform', options: { range: 0.05 }, draw: evenly(({ option }) => option('range')) },
  { name: 'normal', options: { std: 0.05 }, draw: normally(({ option }) => option('std')) },
  // Glorot and Bengio 2010, equation 16.
  { name: 'glorot', options: {}, draw: evenly(({ fans }) => Math.sqrt(6 / (fans.in + fans.out))) },
  { name: 'glorotnormal', options: {}, draw: normally(({ fans }) => Math.sqrt(2 / (fans.in + fans.out))) },
  // He et al. 2015, equation 10, there normal.
  { name: 'he', options: {}, draw: evenly(({ fans }) => Math.sqrt(6 / fans.in)) },
  { name: 'henormal', options: {}, draw: normally(({ fans }) => Math.sqrt(2 / fans.in)) },
  // LeCun et al. 1998, section 4.6.
  { name: 'lecun', options: {}, draw: evenly(({ fans }) => Math.sqrt(3 / fans.in)) },
  { name: 'lecunnormal', options: {}, draw: normally(({ fans }) => Math.sqrt(1 / fans.in)) },
  {
    // Saxe, McClelland and Ganguli 2014; axes after the first count as one, as in torch.nn.init.orthogonal_.
    name: 'orthogonal',
    options: { gain: 1 },
    draw(start) {
      const [rows = 1, ...others] = start.sizes;
      if (others.length === 0) throw matrixOnly(start, 'orthogonal');
      return orthonormal(rows, countOf(others), start.random).map((v) => start.option('gain') * v);
    },
  },
  {
    // Le, Jaitly and Hinton 2015, for recurrent weights.
    name: 'identity',
    options: { gain: 1 },
    draw(start) {
      const [rows = 1, columns, more] = start.sizes;
      if (columns === undefined || more !== undefined) throw matrixOnly(start, 'identity');
      return Float64Array.from({ length: rows * columns }, (_, i) => (Math.floor(i / columns) === i % columns ? start.option('gain') : 0));
    },
  },
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

/** Row-major start values of one parameter, member after member where it is a family. */
export const initialise = (program: Program, b: Binding, dims: ReadonlyMap<string, number>, random: Random): Float64Array => {
  const name = b.init ?? usual(b);
  const row = initialisers.find((r) => r.name === name);
  if (row === undefined)
    throw new Problem('unknown-initialiser', `there is no initialiser ${name}`, {
      expected: initialisers.map((r) => r.name).join(', '),
      ...(b.place === undefined ? {} : { place: b.place }),
    });
  const members = countOf(b.over.map((index) => evaluateDim(program.indices.get(index)?.size ?? 1, dims)));
  const sizes = b.shape.dims.map((d: Dim) => evaluateDim(d, dims));
  const start: Start = { name: b.name, sizes, fans: fansOf(program, b, sizes), random, option: (option) => b.initOptions?.get(option) ?? row.options[option] ?? 0 };
  const made = new Float64Array(members * countOf(sizes));
  try {
    for (let member = 0; member < members; member++) made.set(row.draw(start), member * countOf(sizes));
  } catch (problem) {
    throw problem instanceof Problem && b.place !== undefined ? problem.at(b.place) : problem;
  }
  return made;
};
