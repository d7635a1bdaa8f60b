/**
 * Every function a formula may call, over shapes, copies and samples: its gradient by the compiled program against central
 * differences and dual numbers, its value against mathjs where mathjs has it, its second derivatives against differences of
 * the first. Nothing here knows a derivative.
 */
import { all as everything, create } from 'mathjs';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { evaluateDim } from '../../src/core/dim.ts';
import { Problem } from '../../src/core/problem.ts';
import type { Binding, Program } from '../../src/core/program.ts';
import { scalar } from '../../src/core/shape.ts';
import { compile, type Evaluator } from '../../src/engine/compile.ts';
import { createRandom } from '../../src/engine/random.ts';
import { applier } from '../../src/lang/apply.ts';
import { isFunction } from '../../src/lang/meanings.ts';
import { read } from '../../src/lang/read.ts';
import { ops } from '../../src/ops/index.ts';
import { prelude } from '../prelude.ts';
import { forward } from '../property/forward.ts';
import { sizeOf } from '../ops/reference.ts';

const program = (text: string): Program => read(text, { file: 'sweep.grad', ops, prelude });
const math = create(everything ?? {});
const none: ReadonlyMap<string, number> = new Map();
const letters = ['x', 'u', 'v', 'w'];

export interface Swept {
  readonly fn: string;
  /** How it is called, over the letters; and how many of them. */
  readonly call: string;
  readonly arity: number;
}
const named = (fn: string, arity: number, options = ''): Swept => ({ fn, arity, call: `${fn}(${letters.slice(0, arity).join(', ')}${options})` });

const { functions } = program('x = param()\nL = x');
/** Over axes, in the ways the language has. */
const alongAxes = ['sum', 'mean', 'max', 'min', 'variance', 'std'].flatMap((fn) => ['', ', axis=0', ', axis=-1', ', axis=0, keep=false', ...(['variance', 'std'].includes(fn) ? [', correction=0', ', axis=-1, correction=0'] : [])].map((options) => named(fn, 1, options)));
export const swept: readonly Swept[] = [
  ...[...ops.values()].filter((row) => isFunction(row) && row.name !== 'hold').map((row) => named(row.name, row.arity)),
  ...[...functions.values()].flatMap((f) => [named(f.name, f.params.length), ...(f.defaults.size > 0 ? [named(f.name, f.params.length - f.defaults.size)] : [])]),
  ...alongAxes,
  ...['', ', axis=0', ', axis=-1', ', axis=0, reverse=true'].map((options) => named('cumsum', 1, options)),
  named('log', 1), named('log', 2), named('dot', 2), named('max', 2), named('min', 3), named('where', 3),
  { fn: '^', call: 'x^u', arity: 2 }, { fn: '.^', call: 'x.^u', arity: 2 }, { fn: '.*', call: 'x .* u', arity: 2 }, { fn: './', call: 'x ./ u', arity: 2 }, { fn: '*', call: 'x * u', arity: 2 },
]; // prettier-ignore

const shapes: readonly (readonly number[])[] = [[], [1], [3], [1, 1], [1, 3], [3, 1], [2, 3], [5, 7], [2, 3, 2]];
/** What stands beside an argument of this shape: one of its own shape, a number, one along the last axis, one that is stretched. */
const beside = (shape: readonly number[]): readonly (readonly number[])[] => {
  const [last = 1] = shape.slice(-1);
  const found = [shape, [], ...(shape.length > 1 ? [[last], [...shape.slice(0, -1), 1]] : shape.length === 1 ? [[1]] : [])];
  return found.filter((s, i) => found.findIndex((o) => o.join() === s.join()) === i);
};
type Draw = 'mixed' | 'within' | 'beyond';
const draws: readonly Draw[] = ['mixed', 'within', 'beyond'];
const drawn = (size: number, draw: Draw, uniform: () => number): Float64Array =>
  Float64Array.from({ length: size }, () => (draw === 'mixed' ? 6.6 * uniform() - 3.3 : draw === 'within' ? 0.1 + 0.8 * uniform() : 1.1 + 2 * uniform()));

export interface Case extends Swept {
  readonly shapes: readonly (readonly number[])[];
  readonly draw: Draw;
  readonly seed: number;
  /** Whole numbers that are data, `id`: their sizes, and up to which they run. */
  readonly whole?: { readonly sizes: readonly number[]; readonly upTo: number };
  /** Entries up to which the dot product test by dual numbers is made. */
  readonly most?: number;
}
export const cases = (seeds: readonly number[]): readonly Case[] =>
  swept.flatMap((s) =>
    shapes.flatMap((shape) =>
      (s.arity === 1 ? [[]] : beside(shape).map((other) => Array.from({ length: s.arity - 1 }, () => other))).flatMap((others) =>
        (sizeOf(shape) > 12 ? draws.slice(0, 1) : draws).flatMap((draw) => seeds.map((seed): Case => ({ ...s, shapes: [shape, ...others], draw, seed }))),
      ),
    ),
  );
export const shown = ({ call, shapes: own, draw, seed }: Case): string => `${call}, ${own.map((s) => `[${s.join()}]`).join(' ')}, ${draw} ${String(seed)}`;

/** What mathjs has under the same name for arrays. */
const ofArrays: ReadonlySet<string> = new Set(['max', 'min', 'sum', 'mean', 'cumsum', 'std', 'variance', 'dot', 'inv', 'det', 'trace', 'diag', 'norm', 'where', 'distance', 'cross', 'kron']);
const inMathjs = (fn: string, args: readonly number[]): number | undefined => {
  const theirs: unknown = Reflect.get(math, fn);
  const value: unknown = typeof theirs === 'function' ? Reflect.apply(theirs, math, args) : undefined;
  return typeof value === 'number' ? value : undefined;
};

export interface Outcome {
  readonly checks: number;
  /** Not in the language for these shapes, or without a finite value here. */
  readonly skipped: boolean;
  readonly failures: readonly string[];
}
const skipped: Outcome = { checks: 0, skipped: true, failures: [] };

export const run = (c: Case): Outcome => {
  const names = letters.slice(0, c.arity);
  const declared = [...c.shapes.map((s, i) => `${names[i] ?? ''} = param(${s.join(', ')})`), ...(c.whole === undefined ? [] : [`id = input(${c.whole.sizes.join(', ')}, index=${String(c.whole.upTo)})`])].join('\n');
  let whole: Program;
  try {
    const plain = program(`${declared}\nz = ${c.call}\nL = sum(z)`);
    const dims = plain.bindings.get('z')?.shape.dims ?? [];
    whole = program(`${declared}\nq = input(${dims.map(String).join(', ')})\nz = ${c.call}\nL = sum(q .* z)`);
  } catch (problem) {
    if (problem instanceof Problem && problem.fault === 'input') return skipped;
    throw problem;
  }
  const failures: string[] = [];
  let checks = 0;
  const same = (what: string, found: number, want: number, tolerance: number): void => {
    checks++;
    if (!(Math.abs(found - want) <= tolerance * (1 + Math.abs(want)))) failures.push(`${what}: ${String(found)} for ${String(want)}`);
  };
  const { uniform } = createRandom(c.seed);
  const sizes = (name: string): readonly number[] => (whole.bindings.get(name)?.shape.dims ?? []).map((d) => evaluateDim(d, none));
  const values = new Map([...names, 'q'].map((name) => [name, drawn(sizeOf(sizes(name)), name === 'q' ? 'mixed' : c.draw, uniform)]));
  const { whole: numbers } = c;
  if (numbers !== undefined) values.set('id', Float64Array.from({ length: sizeOf(numbers.sizes) }, () => 1 + Math.floor(uniform() * numbers.upTo)));
  const at = (e: Evaluator, changed: ReadonlyMap<string, Float64Array> = values): ((name: string) => Float64Array) => {
    for (const { name } of e.plan.given) e.write(name, changed.get(name) ?? new Float64Array(sizeOf(e.shapeOf(name))));
    e.run();
    return (name) => Float64Array.from(e.read(name));
  };
  const moved = (name: string, k: number, step: number): ReadonlyMap<string, Float64Array> => new Map([...values, [name, (values.get(name) ?? new Float64Array()).map((x, i) => (i === k ? x + step : x))]]);
  const value = compile(whole, { dims: none, want: ['z', 'L'] });
  const z = at(value)('z');
  // The root of a spread of 0 has no derivative.
  if (!z.every(Number.isFinite) || (c.fn === 'std' && z.includes(0))) return skipped;
  const objective = (given: ReadonlyMap<string, Float64Array>): number => at(value, given)('L')[0] ?? NaN;
  /** Two steps; NaN where they tell of a kink between them. */
  const slope = (f: (step: number) => number): number => {
    const [coarse = NaN, fine = NaN] = [1e-4, 5e-5].map((h) => (f(h) - f(-h)) / (2 * h));
    return Math.abs(coarse - fine) <= 1e-4 * (1e-2 + Math.abs(fine)) ? (4 * fine - coarse) / 3 : NaN;
  };

  const entrywise = c.shapes.every((own) => own.join() === c.shapes[0]?.join()) && z.length === sizeOf(c.shapes[0] ?? []) && c.call === named(c.fn, c.arity).call;
  if (entrywise && c.most === undefined && !ofArrays.has(c.fn)) z.forEach((found, i) => {
    const want = inMathjs(c.fn, names.map((n) => values.get(n)?.[i] ?? NaN));
    if (want !== undefined) same(`value ${String(i)}`, found, want, 1e-12);
  });

  const { gradient, wanted } = differentiate(whole, names);
  const adjoints = wanted.flatMap(([name, adjoint]) => (adjoint === undefined ? [] : [[name, adjoint] as const]));
  const derivative = compile(gradient, { dims: none, want: adjoints.map(([, a]) => a) });
  const first = at(derivative);
  const found = new Map(wanted.map(([name, adjoint]) => [name, adjoint === undefined ? new Float64Array(sizeOf(sizes(name))) : first(adjoint)]));

  for (const name of names) {
    const own = found.get(name) ?? new Float64Array();
    own.forEach((x, k) => {
      const want = slope((h) => objective(moved(name, k, h)));
      if (Number.isFinite(want)) same(`${name} ${String(k)}, differences`, x, want, 2e-6);
    });
    // <q, J v> = <J' q, v> along a direction of this argument, J v by dual numbers, which take long for many entries.
    if (z.length > (c.most ?? 12) || own.length > (c.most ?? 12)) continue;
    const direction = drawn(own.length, 'mixed', uniform);
    const ties: true[] = [];
    const indexOf = (entry: readonly number[]): number => entry.reduce((sum, i, axis) => sum * (sizes(name)[axis] ?? 1) + i, 0);
    const flat = (n: string, entry: readonly number[]): number => values.get(n)?.[entry.reduce((sum, i, axis) => sum * (sizes(n)[axis] ?? 1) + i, 0)] ?? NaN;
    const dual = forward(whole, none, (n, _place, entry) => ({ v: flat(n, entry), d: n === name ? (direction[indexOf(entry)] ?? 0) : 0 }), () => ties.push(true))('L', [], []);
    if (ties.length === 0 && Number.isFinite(dual.d)) same(`${name}, dual numbers`, own.reduce((s, x, k) => s + x * (direction[k] ?? 0), 0), dual.d, 1e-9);
  }

  // The gradient along a direction, differentiated again.
  const [head] = adjoints;
  if (head !== undefined && sizeOf(c.shapes[0] ?? []) <= 3) {
    const [name, adjoint] = head;
    const { pool } = gradient;
    const apply = applier(pool, ops);
    const shape = gradient.bindings.get(name)?.shape ?? scalar;
    const product = apply('times', [pool.name(adjoint, shape), pool.name('along', shape)]);
    const expr = shape.dims.length === 0 ? product : apply('sum', [product], { axes: shape.dims.map((_, i) => i), keep: false, row: false });
    const more: readonly Binding[] = [{ name: 'along', role: 'input', over: [], base: [], shape }, { name: 'M', role: 'objective', over: [], base: [], shape: scalar, expr }];
    const again: Program = { ...gradient, bindings: new Map([more[0], ...gradient.bindings.values(), more[1]].flatMap((b) => (b === undefined ? [] : [[b.name, b.name === 'L' ? { ...b, role: 'value' as const } : b] as const]))), objective: 'M' };
    values.set('along', drawn(sizeOf(sizes(name)), 'mixed', uniform));
    const once = compile(again, { dims: none, want: ['M'] });
    const second = differentiate(again, [name], 'M');
    const curvature = second.wanted[0]?.[1];
    const curved = curvature === undefined ? new Float64Array(sizeOf(sizes(name))) : at(compile(second.gradient, { dims: none, want: [curvature] }))(curvature);
    curved.forEach((x, k) => {
      const want = slope((h) => at(once, moved(name, k, h))('M')[0] ?? NaN);
      if (Number.isFinite(want) && Number.isFinite(x)) same(`${name} ${String(k)}, second order`, x, want, 1e-5);
    });
  }
  return { checks, skipped: false, failures };
};
