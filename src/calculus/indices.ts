/** Indices inside expressions: what a formula reads, and shifting it in time. */
import { type Dim, lettersOf, substituteDim } from '../core/dim.ts';
import type { Attr, Attrs, Expr } from '../core/expr.ts';
import { nodesOf, rebuild } from '../core/expr.ts';

const isDimLike = (a: Attr | undefined): a is Dim => typeof a === 'number' || typeof a === 'string';

/** Attributes that hold a dimension or a subscript in which an index may occur. */
const indexed = ['dim', 'start'] as const;

/** Replaces several letters at once in a dimension. */
const substituteAll = (d: Dim, by: ReadonlyMap<string, Dim>): Dim => {
  let out = d;
  for (const letter of by.keys()) out = substituteDim(out, letter, `${letter}$`);
  for (const [letter, value] of by) out = substituteDim(out, `${letter}$`, value);
  return out;
};

/** `e` with its free indices replaced at once: `substituteIndices(h[t-1], t -> t+1)` is `h[t]`. */
export const substituteIndices = (e: Expr, by: ReadonlyMap<string, Dim>): Expr => {
  if (by.size === 0) return e;
  return rebuild(e, (node, original) => {
    if (node.kind === 'name' && node.at.length > 0)
      return node.pool.name(
        node.name,
        node.shape,
        node.at.map((d) => substituteAll(d, by)),
      );
    if (node.kind !== 'apply') return node;
    if (node.op === 'total' && original.kind === 'apply' && by.has(String(node.attrs.index))) {
      // The index is bound here: replace only the others below.
      const others = new Map([...by].filter(([letter]) => letter !== node.attrs.index));
      const [body] = original.args;
      return body === undefined ? node : node.pool.apply('total', [substituteIndices(body, others)], node.attrs, node.shape);
    }
    const touched = indexed.filter((key) => isDimLike(node.attrs[key]));
    if (touched.length === 0) return node;
    const attrs: Attrs = {
      ...node.attrs,
      ...Object.fromEntries(touched.map((key) => [key, substituteAll(node.attrs[key] as Dim, by)])),
    };
    return node.pool.apply(node.op, node.args, attrs, node.shape);
  });
};

/** Reads of bindings in a formula, each once. */
export const readsOf = (e: Expr): readonly Extract<Expr, { kind: 'name' }>[] => nodesOf(e).filter((n) => n.kind === 'name');

/** Indices that occur free in a formula. */
export const freeIndices = (e: Expr, indices: ReadonlyMap<string, unknown>): ReadonlySet<string> => {
  const free = new Map<number, ReadonlySet<string>>();
  for (const node of nodesOf(e)) {
    const own = new Set<string>();
    if (node.kind === 'name') for (const d of node.at) for (const l of lettersOf(d)) if (indices.has(l)) own.add(l);
    if (node.kind === 'apply') {
      for (const key of indexed) {
        const d = node.attrs[key];
        if (isDimLike(d)) for (const l of lettersOf(d)) if (indices.has(l)) own.add(l);
      }
      for (const a of node.args) for (const l of free.get(a.id) ?? []) own.add(l);
      if (node.op === 'total') own.delete(String(node.attrs.index));
    }
    free.set(node.id, own);
  }
  return free.get(e.id) ?? new Set();
};
