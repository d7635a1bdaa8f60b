/**
 * The proving evaluator: reads index text literally, one entry at a time, for proofs, grading, tests, and where doubles end
 * without a number. Slow and plain on purpose; every other number a user gets comes from the engine's plan and is tested against
 * this. What an entry is, a number, a number with a bound on its error, or one of any size, is the arithmetic's affair.
 */
import { type Dim, evaluateDim } from '../../core/dim.ts';
import { type Apply, type Expr, nodesOf } from '../../core/expr.ts';
import { type Kernel, type KernelExpr, type Subscript } from '../../core/kernel.ts';
import { kernelOf, procedureOf } from '../../core/op.ts';
import { bug } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import type { Shape } from '../../core/shape.ts';
import { unfold } from '../../lang/elaborate.ts';
import { type Arithmetic, plain, type Store } from './arithmetic.ts';

/** Row-major entries. */
export type Values = Float64Array;

/** Values of declared names; a family is asked for one member at a time. */
export type Given = (name: string, at: readonly number[]) => Values | undefined;

export interface Evaluation<V = Values> {
  readonly value: (name: string, at?: readonly number[]) => V;
  readonly expr: (e: Expr, indices?: ReadonlyMap<string, number>) => V;
}

/** What `hold(...)` came to the first time: kept by whoever moves entries, so that what is held does not move with them. */
export type Held<V> = Map<string, V>;

export const sizesOf = (shape: Shape, letters: ReadonlyMap<string, number>): readonly number[] => shape.dims.map((d) => evaluateDim(d, letters));
const count = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Index text that has been read, by node; evaluations of the same formulas may share it. */
export type Kernels = Map<number, Kernel>;

/** `letters` gives every dimension letter a number. */
export const evaluation = (program: Program, letters: ReadonlyMap<string, number>, given: Given, held?: Held<Values>, kernels?: Kernels): Evaluation =>
  evaluationIn(plain, program, letters, given, held, kernels);

export const evaluationIn = <N, V extends Store<N>>(
  arithmetic: Arithmetic<N, V>,
  program: Program,
  letters: ReadonlyMap<string, number>,
  given: Given,
  held?: Held<V>,
  kernels: Kernels = new Map(),
): Evaluation<V> => {
  const known = new Map<string, V>();

  const kernelFor = (node: Apply): Kernel => {
    const found = kernels.get(node.id);
    if (found !== undefined) return found;
    const row = program.ops.get(node.op);
    if (row === undefined) throw bug(`no operator ${node.op}`);
    const kernel = kernelOf(row, node.attrs, node.args.map((a) => a.shape), node.shape);
    kernels.set(node.id, kernel);
    return kernel;
  };

  const run = (node: Apply, operands: readonly V[], env: ReadonlyMap<string, number>): V => {
    const row = program.ops.get(node.op);
    const procedure = row === undefined ? undefined : procedureOf(row);
    if (procedure !== undefined) {
      const made = arithmetic.zeros(count(sizesOf(node.shape, env)));
      procedure.run(arithmetic, operands, node.args.map((a) => sizesOf(a.shape, env))).forEach((x, i) => (made[i] = x));
      return made;
    }
    const kernel = kernelFor(node);
    const scalar = row?.scalar;
    const sizes = sizesOf(node.shape, env);
    const operandSizes = node.args.map((a) => sizesOf(a.shape, env));
    const out = arithmetic.zeros(count(sizes));
    // Where every index stands.
    const at: number[] = [];
    const slots = new Map<string, number>();
    const slotOf = (index: string): number => {
      const slot = slots.get(index) ?? slots.size;
      slots.set(index, slot);
      return slot;
    };
    const extent = (index: string): number => evaluateDim(kernel.extents.get(index) ?? 0, env);
    const offset = (subscripts: readonly Subscript[], of: readonly number[]): (() => number) => {
      const axes = subscripts.map((s, axis) => ({ start: evaluateDim(s.constant, env), terms: s.terms.map(([index, c]) => [slotOf(index), c] as const), size: of[axis] ?? 1 }));
      return () => {
        let position = 0;
        for (const { start, terms, size } of axes) {
          let i = start;
          for (const [slot, c] of terms) i += c * (at[slot] ?? 0);
          if (i < 0 || i >= size) throw bug(`${node.op} reads entry ${String(i)} of ${String(size)}`);
          position = position * size + i;
        }
        return position;
      };
    };
    /** What gives the value of a part wherever the indices stand. */
    const valueOf = (k: KernelExpr): (() => N) => {
      switch (k.kind) {
        case 'number':
        case 'dim': {
          const exact = arithmetic.exact(k.kind === 'number' ? k.value : evaluateDim(k.dim, env));
          return () => exact;
        }
        case 'index': {
          const slot = slotOf(k.index);
          return () => arithmetic.exact(at[slot] ?? NaN);
        }
        case 'load': {
          const operand = operands[k.operand];
          const place = offset(k.at, operandSizes[k.operand] ?? []);
          return () => {
            const entry = operand?.[place()];
            if (entry === undefined) throw bug(`${node.op} reads an operand that is not there`);
            return entry;
          };
        }
        case 'negate': {
          const of = valueOf(k.of);
          return () => arithmetic.negate(of());
        }
        case 'choose': {
          const [when, then, otherwise] = [valueOf(k.when), valueOf(k.then), valueOf(k.otherwise)];
          return () => arithmetic.choose(when(), then, otherwise);
        }
        case 'scalar': {
          if (scalar === undefined) throw bug(`${node.op} has no function of numbers`);
          const args = k.args.map(valueOf);
          return () => arithmetic.scalar(scalar, args.map((arg) => arg()));
        }
        case 'infix': {
          const [a, b] = [valueOf(k.left), valueOf(k.right)];
          const { sign } = k;
          return sign === '+' || sign === '-' || sign === '*' || sign === '/' ? () => arithmetic.infix(sign, a(), b()) : () => arithmetic.compare(sign, a(), b());
        }
        case 'reduce': {
          const [size, slot, of] = [extent(k.index), slotOf(k.index), valueOf(k.of)];
          const entry = (i: number): N => {
            at[slot] = i;
            return of();
          };
          if (k.by !== 'sum') return () => (k.by === 'max' ? arithmetic.max : arithmetic.argmax)(Array.from({ length: size }, (_, i) => entry(i)));
          return () => {
            let total = arithmetic.exact(0);
            for (let i = 0; i < size; i++) total = arithmetic.infix('+', total, entry(i));
            return total;
          };
        }
      }
    };
    const place = offset(kernel.out, sizes);
    const body = valueOf(kernel.body);
    const ranges = kernel.free.map((index) => [slotOf(index), extent(index)] as const);
    const loop = (axis: number): void => {
      const range = ranges[axis];
      if (range === undefined) {
        const to = place();
        const before = kernel.adds ? out[to] : undefined;
        out[to] = before === undefined ? body() : arithmetic.infix('+', before, body());
        return;
      }
      for (let i = 0; i < range[1]; i++) {
        at[range[0]] = i;
        loop(axis + 1);
      }
    };
    loop(0);
    return out;
  };

  const keptOr = (node: Apply, indices: ReadonlyMap<string, number>, make: () => V): V => {
    if (node.op !== 'hold' || held === undefined) return make();
    const key = JSON.stringify([node.id, ...indices]);
    const kept = held.get(key) ?? make();
    held.set(key, kept);
    return kept;
  };

  const literal = (x: number): V => {
    const one = arithmetic.zeros(1);
    one[0] = arithmetic.exact(x);
    return one;
  };
  const expr = (root: Expr, indices: ReadonlyMap<string, number> = new Map()): V => {
    const env = new Map([...letters, ...indices]);
    const made = new Map<number, V>();
    const of = (e: Expr): V => {
      const v = made.get(e.id);
      if (v === undefined) throw bug('an operand has no value yet');
      return v;
    };
    // Inside a sum over an index nothing has one value; such nodes are evaluated by the sum itself.
    const bodies = new Set(nodesOf(root).flatMap((n) => (n.kind === 'apply' && n.op === 'total' ? n.args.map((a) => a.id) : [])));
    const order = bodies.size === 0 ? nodesOf(root) : outside(root);
    for (const node of order) {
      if (node.kind === 'number') made.set(node.id, literal(node.value));
      else if (node.kind === 'name') made.set(node.id, value(node.name, node.at.map((d: Dim) => evaluateDim(d, env))));
      else if (node.op === 'call') made.set(node.id, expr(unfold(node, program), indices));
      else if (node.op === 'total') made.set(node.id, total(node, indices, env));
      else made.set(node.id, keptOr(node, indices, () => run(node, node.args.map(of), env)));
    }
    return of(root);
  };
  const outside = (root: Expr): readonly Expr[] => {
    const found = new Set<Expr>();
    const waiting = [root];
    for (let e = waiting.pop(); e !== undefined; e = waiting.pop()) {
      if (found.has(e)) continue;
      found.add(e);
      if (!(e.kind === 'apply' && e.op === 'total')) waiting.push(...e.args);
    }
    return [...found].sort((a, b) => a.id - b.id);
  };
  const total = (node: Apply, indices: ReadonlyMap<string, number>, env: ReadonlyMap<string, number>): V => {
    const [body] = node.args;
    if (body === undefined) throw bug('a sum of nothing');
    const out = arithmetic.zeros(count(sizesOf(node.shape, env)));
    const size = evaluateDim(typeof node.attrs.to === 'number' ? node.attrs.to : String(node.attrs.to), env);
    for (let i = 1; i <= size; i++) {
      const v = expr(body, new Map([...indices, [String(node.attrs.index), i]]));
      for (let k = 0; k < out.length; k++) {
        const [sum, x] = [out[k], v[k]];
        if (sum !== undefined && x !== undefined) out[k] = arithmetic.infix('+', sum, x);
      }
    }
    return out;
  };

  const keyOf = (name: string, at: readonly number[] = []): string => JSON.stringify([name, at]);
  const position = new Map([...program.bindings.keys()].map((name, i) => [name, i]));
  /** The formulas without an index that `name` needs and that have no value yet, each after what it reads. */
  const needed = (name: string): readonly string[] => {
    const found = new Set<string>();
    const waiting = [name];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const binding = program.bindings.get(next);
      if (binding?.expr === undefined || binding.over.length > 0 || found.has(next) || known.has(keyOf(next))) continue;
      found.add(next);
      for (const n of nodesOf(binding.expr)) if (n.kind === 'name' && n.at.length === 0) waiting.push(n.name);
    }
    return [...found].sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0));
  };
  /** Formulas in their order, so that depth does not matter. */
  const value = (name: string, at: readonly number[] = []): V => {
    const found = known.get(keyOf(name, at));
    if (found !== undefined) return found;
    if (at.length === 0) for (const first of needed(name)) known.set(keyOf(first), worked(first, []));
    return known.get(keyOf(name, at)) ?? worked(name, at);
  };
  const worked = (name: string, at: readonly number[]): V => {
    const binding = program.bindings.get(name);
    if (binding === undefined) throw bug(`no binding ${name}`);
    const indices = new Map(binding.over.map((index, i) => [index, at[i] ?? 0]));
    const last = at[at.length - 1];
    const base = binding.base.find((b) => evaluateDim(b.at, letters) === last);
    const inside = binding.over.every((index, i) => {
      const size = evaluateDim(program.indices.get(index)?.size ?? 0, letters);
      const place = at[i] ?? 0;
      return place >= 1 && place <= size;
    });
    let made: V | undefined;
    if (base !== undefined) made = expr(base.expr, new Map([...indices].slice(0, -1)));
    // Outside its range a family is zero.
    else if (!inside) made = arithmetic.zeros(count(sizesOf(binding.shape, letters)));
    else {
      const data = given(name, at);
      if (data !== undefined) made = arithmetic.lift(data);
      else if (binding.expr !== undefined) made = expr(binding.expr, indices);
    }
    if (made === undefined) throw bug(`${name} has no value`);
    known.set(keyOf(name, at), made);
    return made;
  };
  return { value, expr };
};
