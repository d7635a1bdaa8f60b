/**
 * Expressions: a name, a number, or an operator applied to expressions. Interned, so equal expressions are one
 * node and `===` compares them; a formula is a directed acyclic graph and never swells into a tree.
 *
 * Nodes live in typed-array columns; `Expr` is a small read-only view made when someone looks.
 */
import type { Dim } from './dim.ts';
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
  readonly view: (id: number) => Expr;
  /** How many nodes there are. */
  readonly size: () => number;
  /** Operand ids of a node without making views: for walks over very large graphs. */
  readonly operands: (id: number) => readonly number[];
}

/** Small table from a key to a position, with the values kept in order. */
const table = <T>() => {
  const positions = new Map<string, number>();
  const values: T[] = [];
  return {
    values,
    position(key: string, value: T): number {
      const known = positions.get(key);
      if (known !== undefined) return known;
      positions.set(key, values.length);
      values.push(value);
      return values.length - 1;
    },
  };
};

/** JSON with sorted keys, so equal attributes have equal text. */
const stable = (a: Attrs): string => JSON.stringify(a, Object.keys(a).length > 1 ? sortedKeys : undefined);
const sortedKeys = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const NAME = 0;
const NUMBER = 1;
const APPLY = 2;

interface NameLabel {
  readonly name: string;
  readonly at: readonly Dim[];
}
interface ApplyLabel {
  readonly op: string;
  readonly attrs: Attrs;
}

export const createPool = (): Pool => {
  let capacity = 1024;
  let count = 0;
  let kinds = new Uint8Array(capacity);
  let labels = new Int32Array(capacity);
  let shapes = new Int32Array(capacity);
  let starts = new Int32Array(capacity + 1);
  let operandIds = new Int32Array(capacity * 2);
  let slots = new Int32Array(capacity * 4).fill(-1);

  const names = table<NameLabel>();
  const applies = table<ApplyLabel>();
  const shapeTable = table<Shape>();
  const numbers: number[] = [];
  const numberPositions = new Map<number, number>();
  let minusZero = -1;
  const views: (Expr | undefined)[] = [];

  const hash = (kind: number, label: number, shape: number, args: readonly number[]): number => {
    let h = Math.imul(kind + 1, 0x9e3779b1) ^ Math.imul(label + 1, 0x85ebca6b) ^ Math.imul(shape + 1, 0xc2b2ae35);
    for (const a of args) h = Math.imul(h ^ (a + 0x27d4eb2f), 0x165667b1) ^ (h >>> 15);
    return (h ^ (h >>> 13)) >>> 0;
  };
  const argsOf = (id: number): readonly number[] => Array.from(operandIds.subarray(starts[id], starts[id + 1]));
  const same = (id: number, kind: number, label: number, shape: number, args: readonly number[]): boolean => {
    if (kinds[id] !== kind || labels[id] !== label || shapes[id] !== shape) return false;
    const start = starts[id] ?? 0;
    if ((starts[id + 1] ?? 0) - start !== args.length) return false;
    return args.every((a, i) => operandIds[start + i] === a);
  };
  const place = (id: number, h: number): void => {
    let at = h & (slots.length - 1);
    while (slots[at] !== -1) at = (at + 1) & (slots.length - 1);
    slots[at] = id;
  };
  const grow = (): void => {
    capacity *= 2;
    const longer = <T extends Uint8Array | Int32Array>(fresh: T, old: T): T => (fresh.set(old), fresh);
    kinds = longer(new Uint8Array(capacity), kinds);
    labels = longer(new Int32Array(capacity), labels);
    shapes = longer(new Int32Array(capacity), shapes);
    starts = longer(new Int32Array(capacity + 1), starts);
    slots = new Int32Array(capacity * 4).fill(-1);
    for (let id = 0; id < count; id++) place(id, hash(kinds[id] ?? 0, labels[id] ?? 0, shapes[id] ?? 0, argsOf(id)));
  };

  const intern = (kind: number, label: number, shape: Shape, args: readonly number[]): number => {
    const s = shapeTable.position(shapeKey(shape), shape);
    const h = hash(kind, label, s, args);
    for (let at = h & (slots.length - 1); ; at = (at + 1) & (slots.length - 1)) {
      const id = slots[at] ?? -1;
      if (id === -1) break;
      if (same(id, kind, label, s, args)) return id;
    }
    if (count === capacity) grow();
    const start = starts[count] ?? 0;
    if (start + args.length > operandIds.length) {
      const longer = new Int32Array(operandIds.length * 2 + args.length);
      longer.set(operandIds);
      operandIds = longer;
    }
    const id = count++;
    kinds[id] = kind;
    labels[id] = label;
    shapes[id] = s;
    args.forEach((a, i) => (operandIds[start + i] = a));
    starts[count] = start + args.length;
    place(id, h);
    return id;
  };

  const view = (id: number): Expr => {
    const known = views[id];
    if (known !== undefined) return known;
    const shape = shapeTable.values[shapes[id] ?? 0] ?? scalar;
    const label = labels[id] ?? 0;
    let args: readonly Expr[] | undefined;
    const node = {
      pool,
      id,
      shape,
      get args() {
        return (args ??= argsOf(id).map(view));
      },
    };
    const made = ((): Expr => {
      const describe = (extra: object): Expr => Object.defineProperties(extra, Object.getOwnPropertyDescriptors(node)) as Expr;
      if (kinds[id] === NUMBER) return describe({ kind: 'number', value: numbers[label] });
      if (kinds[id] === NAME) return describe({ kind: 'name', ...names.values[label] });
      return describe({ kind: 'apply', ...applies.values[label] });
    })();
    views[id] = made;
    return made;
  };

  const numberLabel = (value: number): number => {
    if (Object.is(value, -0)) {
      if (minusZero < 0) minusZero = numbers.push(-0) - 1;
      return minusZero;
    }
    const known = numberPositions.get(value);
    if (known !== undefined) return known;
    numberPositions.set(value, numbers.length);
    return numbers.push(value) - 1;
  };

  const pool: Pool = {
    name: (name, shape, at = []) =>
      view(intern(NAME, names.position(JSON.stringify([name, at]), { name, at }), shape, [])) as Name,
    number: (value) => view(intern(NUMBER, numberLabel(value), scalar, [])) as Num,
    apply: (op, args, attrs, shape) =>
      view(
        intern(
          APPLY,
          applies.position(op + stable(attrs), { op, attrs }),
          shape,
          args.map((a) => a.id),
        ),
      ) as Apply,
    view,
    size: () => count,
    operands: argsOf,
  };
  return pool;
};

/** Every node below the roots, operands before what uses them, each once. Loops, so depth does not matter. */
export const nodesOf = (...roots: readonly Expr[]): readonly Expr[] => {
  const first = roots[0];
  if (first === undefined) return [];
  const { pool } = first;
  const seen = new Set<number>();
  const waiting = roots.map((r) => r.id);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...pool.operands(id));
  }
  return [...seen].sort((a, b) => a - b).map(pool.view);
};

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
