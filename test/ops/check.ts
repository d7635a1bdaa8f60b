/** One row held against everything known about it: the check that every row has to pass and every wrong row to fail. */
import { evaluateDim } from '../../src/core/dim.ts';
import type { Attrs, Expr } from '../../src/core/expr.ts';
import { kernelOf, type Op, type OpTable, procedureOf } from '../../src/core/op.ts';
import type { Binding, Program } from '../../src/core/program.ts';
import { isScalar, rowOf, sameShape, scalar, type Shape, showShape, tensor } from '../../src/core/shape.ts';
import { applier } from '../../src/lang/apply.ts';
import { read } from '../../src/lang/read.ts';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { generator } from '../../src/calculus/proof/sample.ts';
import { type Dual, dualField, referenceFor, settings, sizeOf, slope, type Tensor } from './reference.ts';

export interface Case {
  readonly shapes: readonly Shape[];
  readonly attrs: Attrs;
  /** Operands that hold whole numbers from 1, and up to which. */
  readonly whole?: Readonly<Record<number, number>>;
}
export const showCase = ({ shapes, attrs }: Case): string => `${shapes.map(showShape).join(', ')} ${JSON.stringify(attrs)}`;

/** Scalar, vector, row, matrix, three axes; odd sizes and sizes one. */
const everyShape: readonly Shape[] = [scalar, tensor(1), tensor(3), rowOf(3), tensor(1, 1), tensor(1, 3), tensor(3, 1), tensor(2, 3), tensor(5, 7), tensor(2, 1, 3), tensor(3, 2, 2)];

const withAxes = (axes: readonly (readonly number[])[], shapes: readonly Shape[]): readonly Case[] =>
  shapes.flatMap((s) => axes.filter((own) => own.every((axis) => axis < s.dims.length)).flatMap((own) => [true, false].map((keep): Case => ({ shapes: [s], attrs: { axes: own, keep, row: false } }))));
const solid = everyShape.filter((s) => !isScalar(s));

const squares = [tensor(1, 1), tensor(3, 3), tensor(5, 5)].map((s): Case => ({ shapes: [s], attrs: {} }));

/** Cases of rows that need attributes; any other row takes operands of one shape. */
const structural: Readonly<Record<string, readonly Case[]>> = {
  sum: withAxes([[0], [1], [2], [0, 1], [0, 2], [0, 1, 2]], solid),
  mean: withAxes([[0], [1], [2], [0, 1], [0, 2], [0, 1, 2]], solid),
  variance: withAxes([[0], [1], [2], [0, 1], [0, 2], [0, 1, 2]], solid).flatMap((c) => [0, 1].map((correction): Case => ({ ...c, attrs: { ...c.attrs, correction } }))).filter(({ shapes: [s], attrs }) => Number(attrs.correction) === 0 || (Array.isArray(attrs.axes) && attrs.axes.some((axis) => Number(s?.dims[Number(axis)]) > 1))),
  cumsum: solid.flatMap((s) => s.dims.flatMap((_, axis) => [false, true].map((reverse): Case => ({ shapes: [s], attrs: { axis, reverse } })))),
  ranks: solid.flatMap((s) => s.dims.map((_, axis): Case => ({ shapes: [s], attrs: { axis } }))),
  takealong: [
    [[5], [3], 0],
    [[5], [7], 0],
    [[3, 5], [3, 2], 1],
    [[5, 3], [2, 3], 0],
    [[1, 3], [1, 1], 1],
    [[2, 5, 3], [2, 7, 3], 1],
  ].map(([a, b, axis]): Case => ({ shapes: [a, b].map((d) => tensor(...(Array.isArray(d) ? d : []))), attrs: { axis: Number(axis) }, whole: { 1: Number(Array.isArray(a) ? a[Number(axis)] : 1) } })),
  putalong: [
    [[3], 0, 5],
    [[7], 0, 2],
    [[3, 2], 1, 5],
    [[2, 3], 0, 3],
    [[1, 1], 1, 1],
    [[2, 5, 3], 2, 2],
  ].map(([a, axis, whole]): Case => ({ shapes: [a, a].map((d) => tensor(...(Array.isArray(d) ? d : []))), attrs: { axis: Number(axis), whole: Number(whole) }, whole: { 1: Number(whole) } })),
  greatest: withAxes([[0], [1], [2]], solid),
  hit: withAxes([[0], [1], [2]], solid),
  expand: [
    ...solid.map((s): Case => ({ shapes: [scalar], attrs: { dims: s.dims, axes: [], row: s.row } })),
    { shapes: [tensor(3)], attrs: { dims: [2, 3], axes: [1], row: false } },
    { shapes: [tensor(3)], attrs: { dims: [3, 2], axes: [0], row: false } },
    { shapes: [rowOf(3)], attrs: { dims: [2, 3], axes: [1], row: false } },
    { shapes: [tensor(1, 3)], attrs: { dims: [5, 3], axes: [0, 1], row: false } },
    { shapes: [tensor(3, 1)], attrs: { dims: [3, 5], axes: [0, 1], row: false } },
    { shapes: [tensor(1, 1)], attrs: { dims: [3, 5], axes: [0, 1], row: false } },
    { shapes: [tensor(1)], attrs: { dims: [4], axes: [0], row: false } },
    { shapes: [tensor(2, 3)], attrs: { dims: [5, 2, 3], axes: [1, 2], row: false } },
  ],
  slice: [
    { shapes: [tensor(5)], attrs: { axis: 0, start: 0 } },
    { shapes: [tensor(5)], attrs: { axis: 0, start: 4 } },
    { shapes: [tensor(5)], attrs: { axis: 0, start: 1, size: 3 } },
    { shapes: [tensor(5)], attrs: { axis: 0, start: 0, size: 3 } },
    { shapes: [tensor(3, 5)], attrs: { axis: 1, start: 0, size: 2 } },
    { shapes: [tensor(1)], attrs: { axis: 0, start: 0, size: 1 } },
    { shapes: [tensor(3, 5)], attrs: { axis: 0, start: 2 } },
    { shapes: [tensor(3, 5)], attrs: { axis: 1, start: 3 } },
    { shapes: [tensor(3, 5)], attrs: { axis: 1, start: 1, size: 4 } },
    { shapes: [tensor(2, 3, 5)], attrs: { axis: 1, start: 1, size: 2 } },
    { shapes: [tensor(7)], attrs: { axis: 0, start: 1, step: 2, size: 3 } },
    { shapes: [tensor(7)], attrs: { axis: 0, start: 6, step: -1, size: 7 } },
    { shapes: [tensor(3, 7, 2)], attrs: { axis: 1, start: 5, step: -3, size: 2 } },
    { shapes: [tensor(5, 3)], attrs: { axis: 0, start: 0, step: 4, size: 1 } },
  ],
  place: [
    { shapes: [scalar], attrs: { axis: 0, start: 2, whole: 5, single: true, row: false } },
    { shapes: [tensor(3)], attrs: { axis: 0, start: 1, whole: 5, single: false, row: false } },
    { shapes: [tensor(3)], attrs: { axis: 0, start: 0, whole: 5, single: false, row: false } },
    { shapes: [tensor(3)], attrs: { axis: 0, start: 1, whole: 4, single: true, row: false } },
    { shapes: [tensor(3)], attrs: { axis: 1, start: 1, whole: 4, single: true, row: false } },
    { shapes: [tensor(3, 2)], attrs: { axis: 1, start: 3, whole: 5, single: false, row: false } },
    { shapes: [tensor(3)], attrs: { axis: 0, start: 1, step: 2, whole: 7, single: false, row: false } },
    { shapes: [tensor(3)], attrs: { axis: 0, start: 2, step: -1, whole: 3, single: false, row: false } },
    { shapes: [tensor(3, 2)], attrs: { axis: 1, start: 4, step: -3, whole: 5, single: false, row: false } },
  ],
  contract: [
    ['i,i->', [3], [3]],
    ['i,k->ik', [3], [5]],
    ['ij,j->i', [2, 3], [3]],
    ['ji,j->i', [3, 5], [3]],
    ['i,ik->k', [3], [3, 5]],
    ['ij,jk->ik', [2, 3], [3, 5]],
    ['ij,jk->ik', [1, 3], [3, 1]],
    ['ij,jk->ik', [3, 1], [1, 5]],
    ['ij,kj->ik', [2, 3], [5, 3]],
    ['ji,jk->ik', [3, 2], [3, 5]],
    ['ij,ij->', [2, 3], [2, 3]],
    ['ij,ij->ij', [2, 3], [2, 3]],
    ['nij,njk->nik', [2, 3, 1], [2, 1, 3]],
  ].map(([spec, left, right]): Case => ({ shapes: [left, right].map((d) => tensor(...(Array.isArray(d) ? d : []))), attrs: { spec: String(spec), row: false } })),
  correlate: [
    ['u,(p+u)->p', [3], [7], [5]],
    ['u,(2p+u)->p', [3], [7], [3]],
    ['u,(2p+3u)->p', [3], [11], [2]],
    ['ocu,c(p+u)->op', [2, 3, 3], [3, 5], [2, 3]],
    ['ocuv,nc(p+2u)(3q+v)->nopq', [2, 1, 2, 3], [1, 1, 5, 7], [1, 2, 3, 2]],
    ['u,p->(2p+u)', [3], [3], [7]],
    ['op,c(2p+u)->ocu', [2, 3], [3, 8], [2, 3, 3]],
    ['gou,g(p+u)->gop', [2, 1, 3], [2, 5], [2, 1, 3]],
    ['u,p->(p+u)', [1], [1], [1]],
  ].map(([spec, left, right, dims]): Case => ({ shapes: [left, right].map((d) => tensor(...(Array.isArray(d) ? d : []))), attrs: { spec: String(spec), dims: Array.isArray(dims) ? dims : [] } })),
  windows: [
    ['(p+u)->pu', [7], [5, 3]],
    ['(2p+u)->pu', [7], [3, 3]],
    ['i(2p+u)(q+3v)->ipquv', [2, 5, 7], [2, 2, 4, 2, 2]],
    ['pu->(2p+u)', [3, 3], [7]],
    ['(p+u)->pu', [1], [1, 1]],
  ].map(([spec, from, dims]): Case => ({ shapes: [tensor(...(Array.isArray(from) ? from : []))], attrs: { spec: String(spec), dims: Array.isArray(dims) ? dims : [] } })),
  reshape: [
    [[6], [2, 3]],
    [[2, 3], [6]],
    [[2, 3, 5], [30]],
    [[2, 15], [2, 3, 5]],
    [[6, 5], [2, 3, 5]],
    [[1, 3], [3]],
    [[3], [3, 1]],
    [[1], [1, 1, 1]],
  ].map(([from = [], dims = []]): Case => ({ shapes: [tensor(...from)], attrs: { dims } })),
  permute: [
    [[2, 3, 5], [2, 0, 1]],
    [[2, 3, 5], [0, 2, 1]],
    [[3, 1, 2, 5], [3, 1, 0, 2]],
    [[2, 3], [1, 0]],
    [[3], [0]],
  ].map(([from = [], order = []]): Case => ({ shapes: [tensor(...from)], attrs: { order } })),
  maxpool: [
    ['(2p+u)->p', [7], [2], [3]],
    ['(p+u)->p', [5], [3], [3]],
    ['i(2p+u)(2q+v)->ipq', [3, 4, 5], [2, 2], [3, 2, 2]],
    ['i(p+u)(2q+v)->ipq', [1, 3, 5], [2, 3], [1, 2, 2]],
  ].map(([spec, from, sizes, dims]): Case => ({ shapes: [tensor(...(Array.isArray(from) ? from : []))], attrs: { spec: String(spec), sizes: Array.isArray(sizes) ? sizes : [], dims: Array.isArray(dims) ? dims : [] } })),
  maxback: [
    ['(2p+u)->p', [3], [7], [2]],
    ['(p+u)->p', [3], [5], [3]],
    ['i(2p+u)(2q+v)->ipq', [3, 2, 2], [3, 4, 5], [2, 2]],
  ].map(([spec, g, from, sizes]): Case => ({ shapes: [tensor(...(Array.isArray(g) ? g : [])), tensor(...(Array.isArray(from) ? from : []))], attrs: { spec: String(spec), sizes: Array.isArray(sizes) ? sizes : [], dims: Array.isArray(from) ? from : [] } })),
  maxtake: [
    ['(2p+u)->p', [7], [3], [2]],
    ['(p+u)->p', [5], [3], [3]],
    ['i(2p+u)(2q+v)->ipq', [3, 4, 5], [3, 2, 2], [2, 2]],
  ].map(([spec, from, dims, sizes]): Case => ({ shapes: [0, 1].map(() => tensor(...(Array.isArray(from) ? from : []))), attrs: { spec: String(spec), sizes: Array.isArray(sizes) ? sizes : [], dims: Array.isArray(dims) ? dims : [] } })),
  transpose: [scalar, tensor(1), tensor(3), rowOf(3), tensor(1, 1), tensor(1, 3), tensor(2, 3), tensor(5, 7)].map((s): Case => ({ shapes: [s], attrs: {} })),
  total: [scalar, tensor(3), rowOf(3), tensor(2, 3)].map((s): Case => ({ shapes: [s], attrs: { index: 't', to: 5 } })),
  dim: [{ shapes: [], attrs: { dim: 7 } }],
  diag: [tensor(1), tensor(3), tensor(7)].map((s): Case => ({ shapes: [s], attrs: {} })),
  diagonal: squares,
  trace: squares,
  onehot: [scalar, tensor(3), tensor(5, 1), tensor(3, 2)].map((s): Case => ({ shapes: [s], attrs: { classes: 11 }, whole: { 0: 7 } })),
  inv: squares,
  det: squares,
  logdet: squares,
  solve: [[tensor(1, 1), tensor(1)], [tensor(3, 3), tensor(3)], [tensor(3, 3), tensor(3, 1)], [tensor(5, 5), tensor(5, 3)]].map((shapes): Case => ({ shapes, attrs: {} })),
  gather: [
    { shapes: [tensor(5), scalar], attrs: { axis: 0 }, whole: { 1: 5 } },
    { shapes: [tensor(5), tensor(3)], attrs: { axis: 0 }, whole: { 1: 5 } },
    { shapes: [tensor(7, 3), tensor(5)], attrs: { axis: 0 }, whole: { 1: 7 } },
    { shapes: [tensor(3, 5), tensor(2)], attrs: { axis: 1 }, whole: { 1: 5 } },
    { shapes: [tensor(3, 5), scalar], attrs: { axis: 1 }, whole: { 1: 5 } },
    { shapes: [tensor(5, 2), tensor(3, 2)], attrs: { axis: 0 }, whole: { 1: 5 } },
    { shapes: [tensor(1, 2), tensor(3)], attrs: { axis: 0 }, whole: { 1: 1 } },
  ],
  scatter: [
    { shapes: [scalar, scalar], attrs: { axis: 0, whole: 5 }, whole: { 1: 5 } },
    { shapes: [tensor(3), tensor(3)], attrs: { axis: 0, whole: 5 }, whole: { 1: 5 } },
    { shapes: [tensor(5, 3), tensor(5)], attrs: { axis: 0, whole: 2 }, whole: { 1: 2 } },
    { shapes: [tensor(3, 5), tensor(5)], attrs: { axis: 1, whole: 3 }, whole: { 1: 3 } },
    { shapes: [tensor(3, 2, 5), tensor(3, 2)], attrs: { axis: 0, whole: 7 }, whole: { 1: 7 } },
  ],
};
export const casesFor = (row: Op): readonly Case[] => structural[row.name] ?? everyShape.map((s): Case => ({ shapes: Array.from({ length: row.arity }, () => s), attrs: {} }));

export type Draw = 'mixed' | 'positive';
/** Values apart from one another and from 0 by much more than the steps of differences, so that no kink is near. */
const drawn = (sizes: readonly number[], operand: number, seed: number, draw: Draw): Tensor => {
  const random = generator(seed * 31 + operand);
  const n = sizeOf(sizes);
  const places = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1));
    const [x = 0, z = 0] = [places[i], places[k]];
    [places[i], places[k]] = [z, x];
  }
  return { sizes, data: places.map((p) => (draw === 'mixed' && random() < 0.5 ? -1 : 1) * (0.25 + (p + 0.3 * operand + 0.1 * random()) / n)) };
};

/** A square matrix far from singular: the diagonal outweighs the rest. Its determinant is negative on odd seeds. */
const regular = ({ sizes, data }: Tensor, seed: number): Tensor => {
  const [n = 1] = sizes;
  const heavy = data.map((x, k) => (k % (n + 1) === 0 ? x + Math.sign(x) * n : x));
  const even = heavy.filter((x, k) => k % (n + 1) === 0 && x < 0).length % 2 === 0;
  return { sizes, data: heavy.map((x, k) => (k < n && even === (seed % 2 === 1) ? -x : x)) };
};

const names = ['a', 'b', 'c'];
const empty = (ops: OpTable): Program => read('t = index(5)\nx = param()\nL = x', { file: 'row.grad', ops, prelude: '' });

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

const close = (x: number, y: number, tolerance: number): boolean => Math.abs(x - y) <= tolerance * (1 + Math.abs(x) + Math.abs(y));

export interface Outcome {
  /** Numbers compared; samples left out because the value is not finite there. */
  readonly compared: number;
  readonly skipped: number;
  readonly failures: readonly string[];
}

/** One case of a row on samples of its own: what does not depend on them is worked out once. */
export const checks = (row: Op, { shapes, attrs, whole }: Case, ops: OpTable): ((seed: number, draw: Draw) => Outcome) => {
  const base = empty(ops);
  const { pool } = base;
  const apply = applier(pool, ops);
  const operands = shapes.map((s, i) => pool.name(names[i] ?? '', s));
  const y = apply(row.name, operands, attrs);
  const sizes = y.shape.dims.map((d) => evaluateDim(d, new Map()));
  const procedure = procedureOf(row);
  const reference = referenceFor(row.name);

  const binding = (name: string, role: Binding['role'], shape: Shape, expr?: Expr): readonly [string, Binding] => [name, { name, role, over: [], base: [], shape, ...(expr === undefined ? {} : { expr }) }];
  const summed = (e: Expr): Expr => (isScalar(e.shape) ? e : apply('sum', [e], { axes: e.shape.dims.map((_, i) => i), keep: false, row: false }));
  const program: Program = {
    ...base,
    bindings: new Map([
      ...shapes.map((s, i) => binding(names[i] ?? '', 'param', s)),
      ...shapes.map((s, i) => binding(`v${String(i)}`, 'constant', s)),
      binding('w', 'param', y.shape),
      binding('y', 'value', y.shape, y),
      binding('L', 'objective', scalar, summed(apply('times', [pool.name('w', y.shape), pool.name('y', y.shape)]))),
    ]),
    objective: 'L',
  };
  const kernel = once(() => kernelOf(row, attrs, shapes, y.shape));
  const derived = once(() => differentiate(program, names.slice(0, row.arity)));
  /** J itself, as the transpose of g -> pull(g), made by the same walk. */
  const pushed = shapes.map((shape, i) =>
    once(() => {
      const { gradient, wanted } = derived();
      const adjoint = pool.name(wanted[i]?.[1] ?? '', shape);
      const again: Program = {
        ...gradient,
        bindings: new Map([...gradient.bindings, binding('M', 'objective', scalar, summed(apply('times', [adjoint, pool.name(`v${String(i)}`, shape)])))]),
        objective: 'M',
      };
      return differentiate(again, ['w'], 'M');
    }),
  );

  return (seed, draw) => {
    const failures: string[] = [];
    let compared = 0;
    const same = (what: string, x: number, y: number, tolerance: number): void => {
      compared++;
      if (!close(x, y, tolerance)) failures.push(`${what}: ${String(x)} against ${String(y)}`);
    };

    const numbers = (upTo: number, t: Tensor): Tensor => ({ ...t, data: t.data.map((x) => 1 + (Math.floor(97 * Math.abs(x)) % upTo)) });
    const inputs = shapes.map((s, i) => {
      const free = drawn(s.dims.map(Number), i, seed, draw);
      const own = procedure !== undefined && i === 0 ? regular(free, seed) : free;
      return whole?.[i] === undefined ? own : numbers(whole[i], own);
    });
    // A condition is 0 somewhere.
    const args = row.name === 'where' ? inputs.map((t, i) => (i === 0 ? { ...t, data: t.data.map((x, k) => ((k + seed) % 2 === 0 ? 0 : x)) } : t)) : inputs;
    const w = drawn(sizes, 7, seed, 'mixed');
    const v = shapes.map((s, i) => drawn(s.dims.map(Number), 11 + i, seed, 'mixed'));

    const values = new Map<string, Tensor>([...args.map((t, i) => [names[i] ?? '', t] as const), ...v.map((t, i) => [`v${String(i)}`, t] as const), ['w', w]]);
    const given = (name: string) => {
      const t = values.get(name);
      return t === undefined ? undefined : Float64Array.from(t.data);
    };

    const byKernel = (own: readonly Tensor[]): readonly number[] =>
      Array.from(evaluation(program, new Map(), (name) => (names.includes(name) ? Float64Array.from(own[names.indexOf(name)]?.data ?? []) : given(name))).value('y'));
    const f = (own: readonly Tensor[]): readonly number[] => reference?.(own, attrs, sizes).data ?? byKernel(own);

    const value = f(args);
    if (!value.every(Number.isFinite)) return { compared: 0, skipped: 1, failures };
    byKernel(args).forEach((x, i) => same(`value ${String(i)}`, x, value[i] ?? NaN, 1e-13));

    const { gradient, wanted } = derived();
    const run = evaluation(gradient, new Map(), given);
    const along = (i: number, direction: Tensor): readonly number[] | undefined => {
      const directions = args.map((t, k) => (k === i ? direction : { ...t, data: t.data.map(() => 0) }));
      // A sum over an index is not in its index text; it is linear.
      if (row.name === 'total') return reference?.([direction], attrs, sizes).data;
      if (procedure !== undefined) {
        const operand = ({ data }: Tensor, k: number): readonly Dual[] => data.map((x, n) => ({ v: x, d: directions[k]?.data[n] ?? 0 }));
        return procedure.run(dualField, args.map(operand), args.map((t) => t.sizes)).map((x) => x.d);
      }
      return slope(row.name, kernel(), args, directions, sizes);
    };
    const dot = (x: readonly number[], z: readonly number[]): number => x.reduce((s, p, i) => s + p * (z[i] ?? NaN), 0);

    wanted.forEach(([name, adjoint], i) => {
      const own = args[i];
      if (own === undefined) return;
      if ((adjoint === undefined) !== ['stop', 'hold'].includes(row.rules[i]?.flow ?? '')) failures.push(`${name}: ${adjoint === undefined ? 'nothing flows' : 'something flows'}`);
      const made = adjoint === undefined ? undefined : gradient.bindings.get(adjoint)?.expr;
      if (made !== undefined && !sameShape(made.shape, shapes[i] ?? scalar)) failures.push(`${name}: the adjoint is ${showShape(made.shape)}`);
      const found = adjoint === undefined ? own.data.map(() => 0) : Array.from(run.value(adjoint));
      if (found.length !== own.data.length) failures.push(`${name}: ${String(found.length)} numbers for ${String(own.data.length)}`);
      // What is held is taken for a constant, whatever differences say.
      if (row.rules[i]?.flow === 'hold') return void (compared += own.data.length);
      settings(own.sizes).forEach((_, k) => {
        const moved = (step: number): number => dot(w.data, f(args.map((t, n) => (n === i ? { ...t, data: t.data.map((x, m) => (m === k ? x + step : x)) } : t))));
        const difference = (h: number): number => (moved(h) - moved(-h)) / (2 * h);
        const h = 4e-4;
        same(`${name}, entry ${String(k)}, differences`, found[k] ?? NaN, (4 * difference(h / 2) - difference(h)) / 3, 1e-8);
        const unit: Tensor = { ...own, data: own.data.map((_x, m) => (m === k ? 1 : 0)) };
        const slopes = along(i, unit);
        if (slopes !== undefined) same(`${name}, entry ${String(k)}, dual numbers`, found[k] ?? NaN, dot(w.data, slopes), 1e-12);
      });

      // <Jv, w> = <v, J'w>; and J v itself.
      const direction = v[i];
      const jv = direction === undefined ? undefined : along(i, direction);
      if (adjoint === undefined || direction === undefined || jv === undefined) return;
      same(`${name}, transpose law`, dot(w.data, jv), dot(direction.data, found), 1e-12);
      const push = pushed[i]?.();
      const forward = push?.wanted[0]?.[1];
      if (push === undefined || forward === undefined) return void failures.push(`${name}: the adjoint does not depend on the adjoint above it`);
      Array.from(evaluation(push.gradient, new Map(), given).value(forward)).forEach((x, k) => same(`${name}, pushed forward, entry ${String(k)}`, x, jv[k] ?? NaN, 1e-12));
    });
    return { compared, skipped: 0, failures };
  };
};
