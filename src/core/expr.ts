/**
 * Expressions: a name, a number, or an operator applied to expressions. Interned, so equal expressions are one
 * node and `===` compares them; a formula is a directed acyclic graph and never swells into a tree.
 *
 * A pool makes each node once and numbers it; operands come before what uses them.
 */
import type { Dim } from './dim.ts';
import { Problem } from './problem.ts';
import { type Shape, scalar, shapeKey } from './shape.ts';

/** A plain JSON value; the attributes of one application. Keys are ours, never a user's. */
export type Attr = number | string | boolean | readonly (number | string)[];
export type Attrs = Readonly<Record<string, Attr>>;

interface Node {
  readonly pool: Pool;
  /** Position in the pool; operands always have smaller ids than what uses them. */
  readonly id: number;
  readonly shape: Shape;
  readonly args: readonly Expr[];
}
/** A read of a binding; `at` has one subscript for each index of a family and is empty otherwise. */
export interface Name extends Node {
  readonly kind: 'name';
  readonly name: string;
  readonly at: readonly Dim[];
}
export interface Num extends Node {
  readonly kind: 'number';
  readonly value: number;
}
export interface Apply extends Node {
  readonly kind: 'apply';
  /** A key of the operator table, or `call` with attribute `fn` for a function of the prelude or the user. */
  readonly op: string;
  readonly attrs: Attrs;
}
export type Expr = Name | Num | Apply;

export interface Pool {
  readonly name: (name: string, shape: Shape, at?: readonly Dim[]) => Name;
  readonly number: (value: number) => Num;
  readonly apply: (op: string, args: readonly Expr[], attrs: Attrs, shape: Shape) => Apply;
  /** How many nodes there are. */
  readonly size: () => number;
}

/** JSON with sorted keys, so equal attributes have equal text; nothing for none. */
const stable = (a: Attrs): string => {
  const keys = Object.keys(a);
  return keys.length === 0 ? '' : JSON.stringify(a, keys.length > 1 ? sortedKeys : undefined);
};
const sortedKeys = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const noArgs: readonly Expr[] = [];
const sameArgs = (a: readonly Expr[], b: readonly Expr[]): boolean => a.length === b.length && a.every((e, i) => e === b[i]);

/** A pool that refuses to hold more than `most` nodes. */
export const createPool = (most = Infinity): Pool => {
  let count = 0;
  const next = (): number => {
    if (count >= most)
      throw new Problem('too-many-parts', `the formulas, with their derivatives, have more than ${most.toLocaleString('en')} different parts`, { mend: 'split the file in two' });
    return count++;
  };
  const names = new Map<string, Name>();
  const numbers = new Map<number, Num>();
  let minusZero: Num | undefined;

  // Applications stand in an open table by the hash of what is applied, as a number, and to what.
  const labels = new Map<string, { readonly number: number; readonly op: string; readonly attrs: Attrs; readonly shape: Shape }>();
  const applies: Apply[] = [];
  const labelOf: number[] = [];
  let slots = new Int32Array(4096).fill(-1);
  const hash = (label: number, args: readonly Expr[]): number => {
    let h = Math.imul(label + 1, 0x9e3779b1);
    for (const a of args) h = Math.imul(h ^ (a.id + 0x27d4eb2f), 0x165667b1) ^ (h >>> 15);
    return (h ^ (h >>> 13)) >>> 0;
  };
  /** Where the node stands, or the free slot for it. */
  const slotOf = (label: number, args: readonly Expr[]): number => {
    for (let at = hash(label, args) & (slots.length - 1); ; at = (at + 1) & (slots.length - 1)) {
      const known = slots[at] ?? -1;
      const node = applies[known];
      if (node === undefined || (labelOf[known] === label && sameArgs(node.args, args))) return at;
    }
  };
  const grow = (): void => {
    slots = new Int32Array(slots.length * 2).fill(-1);
    applies.forEach(({ args }, i) => (slots[slotOf(labelOf[i] ?? 0, args)] = i));
  };

  const pool: Pool = {
    name: (name, shape, at = []) => {
      const key = `${name}\0${at.join()}\0${shapeKey(shape)}`;
      const known = names.get(key);
      if (known !== undefined) return known;
      const made: Name = { kind: 'name', pool, id: next(), shape, args: noArgs, name, at };
      names.set(key, made);
      return made;
    },
    number: (value) => {
      const known = Object.is(value, -0) ? minusZero : numbers.get(value);
      if (known !== undefined) return known;
      const made: Num = { kind: 'number', pool, id: next(), shape: scalar, args: noArgs, value };
      if (Object.is(value, -0)) minusZero = made;
      else numbers.set(value, made);
      return made;
    },
    apply: (op, args, attrs, shape) => {
      const key = `${op}${stable(attrs)} ${shapeKey(shape)}`;
      const label = labels.get(key) ?? { number: labels.size, op, attrs, shape };
      if (label.number === labels.size) labels.set(key, label);
      const slot = slotOf(label.number, args);
      const known = applies[slots[slot] ?? -1];
      if (known !== undefined) return known;
      const node: Apply = { kind: 'apply', pool, id: next(), shape: label.shape, args, op, attrs: label.attrs };
      slots[slot] = applies.push(node) - 1;
      labelOf.push(label.number);
      if (applies.length * 2 > slots.length) grow();
      return node;
    },
    size: () => count,
  };
  return pool;
};

/**
 * Every node below the roots that is not yet in `seen`, which then holds it; operands before what uses them, each once.
 * Walks that share `seen` look at a part that formulas share once. Loops, so depth does not matter.
 */
export const nodesBelow = (roots: Iterable<Expr>, seen = new Set<Expr>()): readonly Expr[] => {
  const found: Expr[] = [];
  const waiting = [...roots];
  for (let e = waiting.pop(); e !== undefined; e = waiting.pop()) {
    if (seen.has(e)) continue;
    seen.add(e);
    found.push(e);
    waiting.push(...e.args);
  }
  return found.sort((a, b) => a.id - b.id);
};
export const nodesOf = (...roots: readonly Expr[]): readonly Expr[] => nodesBelow(roots);

/** `e` rebuilt bottom-up: `change` sees each node with its new operands in place and may replace it. */
export const rebuild = (e: Expr, change: (node: Expr, original: Expr) => Expr): Expr => {
  const made = new Map<number, Expr>();
  for (const node of nodesOf(e)) {
    let next = node;
    if (node.kind === 'apply') {
      const args = node.args.map((a) => made.get(a.id) ?? a);
      if (args.some((a, i) => a !== node.args[i])) next = node.pool.apply(node.op, args, node.attrs, node.shape);
    }
    made.set(node.id, change(next, node));
  }
  return made.get(e.id) ?? e;
};
