/** Indices inside expressions: what a formula reads, and shifting it in time. */
import { type Dim, lettersOf, substituteDim } from '../core/dim.ts';
import type { Attr, Attrs, Expr } from '../core/expr.ts';
import { nodesBelow, nodesOf, rebuild } from '../core/expr.ts';
import type { Index, Program } from '../core/program.ts';

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

/** An index of a given size that none of `avoid` is: for a bound index that has to make way. */
export type Spare = (size: Dim, avoid: ReadonlySet<string>) => string;

/** Spares for one program: an index it has, or a new one, which is then in `indices`. */
export const sparing = (program: Pick<Program, 'bindings' | 'dims' | 'functions' | 'indices'>): { readonly spare: Spare; readonly indices: ReadonlyMap<string, Index> } => {
  const indices = new Map(program.indices);
  const taken = (name: string): boolean => [program.bindings, program.dims, program.functions, indices].some((names) => names.has(name));
  const spare: Spare = (size, avoid) => {
    const known = [...indices.values()].find((i) => i.size === size && !avoid.has(i.name));
    if (known !== undefined) return known.name;
    let name = ['j', 'k', 'l'].find((letter) => !taken(letter)) ?? 'j_';
    while (taken(name)) name += '_';
    indices.set(name, { name, size, role: 'sequence' });
    return name;
  };
  return { spare, indices };
};

const anyLetter = { has: () => true };

/**
 * `e` with its free indices replaced at once: `substituteIndices(h[t-1], t -> t+1)` is `h[t]`. Where a sum runs over an
 * index that would catch a replacement, its own index makes way.
 */
export const substituteIndices = (e: Expr, by: ReadonlyMap<string, Dim>, spare: Spare): Expr => {
  if ([...by].every(([letter, value]) => letter === value)) return e;
  return rebuild(e, (node, original) => {
    if (node.kind === 'name' && node.at.length > 0)
      return node.pool.name(
        node.name,
        node.shape,
        node.at.map((d) => substituteAll(d, by)),
      );
    if (node.kind !== 'apply') return node;
    const [body] = original.args;
    if (node.op === 'total' && body !== undefined) {
      // The index is bound here: replace only the others below.
      const index = String(node.attrs.index);
      const free = freeIndices(body, anyLetter);
      const others = new Map([...by].filter(([letter]) => letter !== index && free.has(letter)));
      const caught = [...others.values()].some((d) => lettersOf(d).includes(index));
      if (!caught && !by.has(index)) return node;
      if (!caught) return node.pool.apply('total', [substituteIndices(body, others, spare)], node.attrs, node.shape);
      const to = isDimLike(node.attrs.to) ? node.attrs.to : 1;
      const other = spare(to, new Set([...[...free].filter((l) => !others.has(l)), ...[...others.values()].flatMap(lettersOf)]));
      return node.pool.apply('total', [substituteIndices(body, new Map([...others, [index, other]]), spare)], { ...node.attrs, index: other }, node.shape);
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

const none: ReadonlySet<string> = new Set();

/** Tells the indices that occur free in formulas; a part that formulas share is looked at once. */
export const freeIndicesOf = (indices: Pick<ReadonlyMap<string, unknown>, 'has'>): ((e: Expr) => ReadonlySet<string>) => {
  const seen = new Set<Expr>();
  const free = new Map<Expr, ReadonlySet<string>>();
  const own = (node: Expr): ReadonlySet<string> => {
    const found = new Set<string>();
    const learn = (d: Dim): void => {
      for (const l of lettersOf(d)) if (indices.has(l)) found.add(l);
    };
    if (node.kind === 'name') node.at.forEach(learn);
    if (node.kind === 'apply') {
      for (const key of indexed) {
        const d = node.attrs[key];
        if (isDimLike(d)) learn(d);
      }
      for (const a of node.args) for (const l of free.get(a) ?? none) found.add(l);
      if (node.op === 'total') found.delete(String(node.attrs.index));
    }
    return found.size === 0 ? none : found;
  };
  return (e) => {
    for (const node of nodesBelow([e], seen)) free.set(node, own(node));
    return free.get(e) ?? none;
  };
};
export const freeIndices = (e: Expr, indices: Pick<ReadonlyMap<string, unknown>, 'has'>): ReadonlySet<string> => freeIndicesOf(indices)(e);
