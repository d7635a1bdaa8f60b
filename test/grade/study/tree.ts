/** Formulas of the study: made, written as an answer and evaluated to many digits here, without the grader's help. */
import * as h from './high.ts';

export type Tree =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'apply'; readonly op: string; readonly args: readonly Tree[] };

export const num = (value: number): Tree => ({ kind: 'number', value });
export const name = (n: string): Tree => ({ kind: 'name', name: n });
export const apply = (op: string, ...args: readonly Tree[]): Tree => ({ kind: 'apply', op, args });
export const add = (a: Tree, b: Tree): Tree => apply('+', a, b);
export const minus = (a: Tree, b: Tree): Tree => apply('-', a, b);
export const mul = (a: Tree, b: Tree): Tree => apply('*', a, b);
export const div = (a: Tree, b: Tree): Tree => apply('/', a, b);
export const pow = (a: Tree, b: Tree): Tree => apply('^', a, b);
export const neg = (a: Tree): Tree => apply('neg', a);

const infix = /^(?:[-+*/^>]|\.[*/^])$/u;
/** Every operation in brackets, so that nothing hangs on precedence. */
export const written = (t: Tree): string => {
  if (t.kind === 'number') return t.value < 0 ? `(${String(t.value)})` : String(t.value);
  if (t.kind === 'name') return t.name;
  const args = t.args.map(written);
  if (t.op === 'neg') return `(-${args[0] ?? ''})`;
  if (t.op === "'") return `${args[0] ?? ''}'`;
  if (t.args.length === 0) return t.op;
  return infix.test(t.op) ? `(${args.join(` ${t.op} `)})` : `${t.op}(${args.join(', ')})`;
};

/** A number, a vector (a column, or a row), or a matrix. */
export interface Value {
  readonly dims: readonly number[];
  readonly row: boolean;
  readonly data: readonly h.High[];
}
export const scalar = (x: h.High): Value => ({ dims: [], row: false, data: [x] });

const two = (x: h.High): h.High => 2n * x;
const tanh = (x: h.High): h.High => h.ONE - h.over(two(h.ONE), h.exp(two(x)) + h.ONE);
const functions: Readonly<Record<string, (...args: h.High[]) => h.High>> = {
  exp: h.exp,
  log: h.log,
  sin: h.sin,
  cos: h.cos,
  sqrt: h.sqrt,
  atan: h.atan,
  tanh,
  sigmoid: (x) => h.over(h.ONE, h.ONE + h.exp(-x)),
  softplus: (x) => h.log(h.ONE + h.exp(x)),
  abs: h.size,
  sign: (x) => (x > 0n ? h.ONE : x < 0n ? -h.ONE : 0n),
  relu: (x) => (x > 0n ? x : 0n),
  max: (a, b) => (a > b ? a : b),
  '>': (a, b) => (a > b ? h.ONE : 0n),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': h.times,
  '.*': h.times,
  '/': h.over,
  './': h.over,
  '^': h.power,
  '.^': h.power,
  neg: (a) => -a,
  pi: () => h.PI,
};

/** The shapes of both sides do not go together. */
export class Misfit extends Error {}

const elementwise = (f: (...args: h.High[]) => h.High, args: readonly Value[]): Value => {
  const largest = args.reduce<Value>((a, b) => (b.dims.length > a.dims.length ? b : a), args[0] ?? scalar(0n));
  for (const a of args) if (a.dims.length > 0 && (a.dims.join() !== largest.dims.join() || a.row !== largest.row)) throw new Misfit();
  return { ...largest, data: Array.from({ length: Math.max(1, largest.data.length) }, (_, i) => f(...args.map((a) => a.data[a.dims.length === 0 ? 0 : i] ?? 0n))) };
};
const transposed = (a: Value): Value => {
  const [m = 1, n = 1] = a.dims;
  if (a.dims.length < 2) return { ...a, row: a.dims.length === 1 && !a.row };
  return { dims: [n, m], row: false, data: Array.from({ length: m * n }, (_, i) => a.data[(i % m) * n + Math.floor(i / m)] ?? 0n) };
};
const product = (a: Value, b: Value): Value => {
  if (a.dims.length === 0 || b.dims.length === 0) return elementwise(h.times, [a, b]);
  const size = (v: Value): readonly [number, number] => (v.dims.length === 2 ? [v.dims[0] ?? 1, v.dims[1] ?? 1] : v.row ? [1, v.dims[0] ?? 1] : [v.dims[0] ?? 1, 1]);
  const [[m, k], [l, n]] = [size(a), size(b)];
  if (k !== l) throw new Misfit();
  const data = Array.from({ length: m * n }, (_, i) => {
    let sum = 0n;
    for (let j = 0; j < k; j++) sum += h.times(a.data[Math.floor(i / n) * k + j] ?? 0n, b.data[j * n + (i % n)] ?? 0n);
    return sum;
  });
  if (a.row && b.dims.length === 1 && !b.row) return { dims: [], row: false, data };
  if (a.row) return { dims: [n], row: true, data };
  if (b.dims.length === 1 && !b.row) return { dims: [m], row: false, data };
  return { dims: [m, n], row: false, data };
};

export const evaluate = (t: Tree, at: ReadonlyMap<string, Value>): Value => {
  if (t.kind === 'number') return scalar(h.high(t.value));
  if (t.kind === 'name') {
    const found = at.get(t.name);
    if (found === undefined) throw new Misfit();
    return found;
  }
  const args = t.args.map((a) => evaluate(a, at));
  const [a, b] = args;
  if (t.op === "'" && a !== undefined) return transposed(a);
  if (t.op === '*' && a !== undefined && b !== undefined) return product(a, b);
  if (t.op === 'sum' && a !== undefined) return scalar(a.data.reduce((x, y) => x + y, 0n));
  const f = functions[t.op];
  if (f === undefined) throw new Misfit();
  return args.length === 0 ? scalar(f()) : elementwise(f, args);
};

/** Positions of all parts, the whole first. */
export const parts = (t: Tree, path: readonly number[] = []): readonly { readonly at: readonly number[]; readonly part: Tree }[] => [
  { at: path, part: t },
  ...(t.kind === 'apply' ? t.args.flatMap((a, i) => parts(a, [...path, i])) : []),
];
export const replacedAt = (t: Tree, [first, ...rest]: readonly number[], by: Tree): Tree =>
  first === undefined ? by : t.kind === 'apply' ? { ...t, args: t.args.map((a, i) => (i === first ? replacedAt(a, rest, by) : a)) } : t;
