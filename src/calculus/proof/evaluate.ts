/**
 * The proving evaluator: reads index text literally, one entry at a time, for proofs, grading, tests, and where doubles end
 * without a number. Literal and plain on purpose; every other number a user gets comes from the engine's plan and is tested against
 * this. What an entry is, a number, a number with a bound on its error, or one of any size, is the arithmetic's affair.
 */
import { evaluateDim, lettersOf } from '../../core/dim.ts';
import { type Apply, type Expr, nodesOf } from '../../core/expr.ts';
import type { Kernel } from '../../core/kernel.ts';
import { kernelOf, procedureOf } from '../../core/op.ts';
import { bug } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import type { Shape } from '../../core/shape.ts';
import { unfold } from '../../lang/elaborate.ts';
import { type Arithmetic, plain, type Store } from './arithmetic.ts';
import { entrywise } from './entries.ts';

/** Row-major entries. */
export type Values = Float64Array;

/** Values of declared names; a family is asked for one member at a time. */
export type Given = (name: string, at: readonly number[]) => Values | undefined;

export interface Evaluation<V = Values> {
  readonly value: (name: string, at?: readonly number[]) => V;
  readonly expr: (e: Expr, indices?: ReadonlyMap<string, number>) => V;
  /** The same once `name` has other data: what has not read it, directly or on the way, keeps its value. */
  readonly moved: (name: string, given: Given) => Evaluation<V>;
}

/** What `hold(...)` came to the first time: kept by whoever moves entries, so that what is held does not move with them. */
export type Held<V> = Map<string, V>;

export const sizesOf = (shape: Shape, letters: ReadonlyMap<string, number>): readonly number[] => shape.dims.map((d) => evaluateDim(d, letters));
const count = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** What was read off the formulas of a program: evaluations on other data need not read it again. */
interface Reading {
  readonly kernels: Map<Apply, Kernel>;
  /** Calls with their function's formula in place. */
  readonly opened: Map<Apply, Expr>;
  /** What a formula needs, operands first. */
  readonly orders: Map<Expr, readonly Expr[]>;
  /** Names without an index that a formula reads. */
  readonly reads: Map<Expr, readonly string[]>;
}
const readings = new WeakMap<Program, Reading>();

interface Keeping<K, V> {
  readonly get: (key: K) => V | undefined;
  readonly set: (key: K, value: V) => unknown;
}
const kept = <K, V>(map: Keeping<K, V>, key: K, make: (key: K) => V): V => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  map.set(key, made);
  return made;
};

const readWithoutIndex = (e: Expr): readonly string[] => nodesOf(e).flatMap((n) => (n.kind === 'name' && n.at.length === 0 ? [n.name] : []));

/** Inside a sum over an index nothing has one value; what stands there is evaluated by the sum itself. */
const outsideSums = (root: Expr): readonly Expr[] => {
  const found = new Set<Expr>();
  const waiting = [root];
  for (let e = waiting.pop(); e !== undefined; e = waiting.pop()) {
    if (found.has(e)) continue;
    found.add(e);
    if (!(e.kind === 'apply' && e.op === 'total')) waiting.push(...e.args);
  }
  return [...found].sort((a, b) => a.id - b.id);
};

/** `letters` gives every dimension letter a number. */
export const evaluation = (program: Program, letters: ReadonlyMap<string, number>, given: Given, held?: Held<Values>): Evaluation =>
  evaluationIn(plain, program, letters, given, held);

export const evaluationIn = <N, V extends Store<N>>(
  arithmetic: Arithmetic<N, V>,
  program: Program,
  letters: ReadonlyMap<string, number>,
  given: Given,
  held?: Held<V>,
): Evaluation<V> => {
  const reading = kept(readings, program, (): Reading => ({ kernels: new Map(), opened: new Map(), orders: new Map(), reads: new Map() }));
  const position = new Map([...program.bindings.keys()].map((name, i) => [name, i]));
  /** Operators made ready for their sizes, unless these change with an index. */
  const ready = new Map<Apply, (operands: readonly V[]) => V>();
  const prepared = (node: Apply, env: ReadonlyMap<string, number>): ((operands: readonly V[]) => V) => {
    const row = program.ops.get(node.op);
    if (row === undefined) throw bug(`no operator ${node.op}`);
    const procedure = procedureOf(row);
    if (procedure !== undefined)
      return (operands) => {
        const made = arithmetic.zeros(count(sizesOf(node.shape, env)));
        procedure.run(arithmetic, operands, node.args.map((a) => sizesOf(a.shape, env))).forEach((x, i) => (made[i] = x));
        return made;
      };
    const kernel = kept(reading.kernels, node, () => kernelOf(row, node.attrs, node.args.map((a) => a.shape), node.shape));
    const along = new Set<string>();
    const made = entrywise(arithmetic, node, kernel, row.scalar, (d) => {
      for (const letter of lettersOf(d)) if (!letters.has(letter) || program.indices.has(letter)) along.add(letter);
      return evaluateDim(d, env);
    });
    if (along.size === 0) ready.set(node, made);
    return made;
  };
  const run = (node: Apply, operands: readonly V[], env: ReadonlyMap<string, number>): V => (ready.get(node) ?? prepared(node, env))(operands);

  /** Which bindings have read a name, noted as they do: it has to hold where a wrong reading of the program is looked for. */
  const readers = new Map<string, Set<string>>();
  let reader: string | undefined;

  const literal = (x: number): V => {
    const one = arithmetic.zeros(1);
    one[0] = arithmetic.exact(x);
    return one;
  };

  const keptOr = (node: Apply, indices: ReadonlyMap<string, number>, make: () => V): V =>
    node.op !== 'hold' || held === undefined ? make() : kept(held, JSON.stringify([node.id, ...indices]), make);

  /** `known` holds what has a value, by name and place. */
  const on = (given: Given, known: Map<string, Map<string, V>>): Evaluation<V> => {
    const expr = (root: Expr, indices: ReadonlyMap<string, number> = new Map()): V => {
      const env = new Map([...letters, ...indices]);
      const made = new Map<number, V>();
      const of = (e: Expr): V => {
        const v = made.get(e.id);
        if (v === undefined) throw bug('an operand has no value yet');
        return v;
      };
      for (const node of kept(reading.orders, root, outsideSums)) {
        if (node.kind === 'number') made.set(node.id, literal(node.value));
        else if (node.kind === 'name') made.set(node.id, value(node.name, node.at.map((d) => evaluateDim(d, env))));
        else if (node.op === 'call') made.set(node.id, expr(kept(reading.opened, node, (call) => unfold(call, program)), indices));
        else if (node.op === 'total') made.set(node.id, total(node, indices, env));
        else made.set(node.id, keptOr(node, indices, () => run(node, node.args.map(of), env)));
      }
      return of(root);
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

    /** The formulas without an index that `name` needs and that have no value yet, each after what it reads. */
    const needed = (name: string): readonly string[] => {
      const found = new Set<string>();
      const waiting = [name];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const binding = program.bindings.get(next);
        if (binding?.expr === undefined || binding.over.length > 0 || found.has(next) || known.has(next)) continue;
        found.add(next);
        waiting.push(...kept(reading.reads, binding.expr, readWithoutIndex));
      }
      return [...found].sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0));
    };
    /** Formulas in their order, so that depth does not matter. */
    const value = (name: string, at: readonly number[] = []): V => {
      if (reader !== undefined) kept(readers, name, () => new Set<string>()).add(reader);
      const found = known.get(name)?.get(at.join());
      if (found !== undefined) return found;
      if (at.length === 0) for (const first of needed(name)) worked(first, []);
      return known.get(name)?.get(at.join()) ?? worked(name, at);
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
      const outer = reader;
      reader = name;
      let made: V | undefined;
      if (base !== undefined) made = expr(base.expr, new Map([...indices].slice(0, -1)));
      // Outside its range a family is zero.
      else if (!inside) made = arithmetic.zeros(count(sizesOf(binding.shape, letters)));
      else {
        const data = given(name, at);
        if (data !== undefined) made = arithmetic.lift(data);
        else if (binding.expr !== undefined) made = expr(binding.expr, indices);
      }
      reader = outer;
      if (made === undefined) throw bug(`${name} has no value`);
      kept(known, name, () => new Map<string, V>()).set(at.join(), made);
      return made;
    };
    return {
      value,
      expr,
      moved: (name, other) => {
        const reached = new Set([name]);
        for (const next of reached) for (const by of readers.get(next) ?? []) reached.add(by);
        return on(other, new Map([...known].filter(([n]) => !reached.has(n)).map(([n, members]) => [n, new Map(members)])));
      },
    };
  };
  return on(given, new Map());
};
