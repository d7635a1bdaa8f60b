/** Facts: what is assumed, and sums that come out constant by definition ("the sum of p is 1"). */
import { type Expr, nodesOf, rebuild } from '../../core/expr.ts';
import type { Binding, Program } from '../../core/program.ts';
import { rank } from '../../core/shape.ts';
import { applier } from '../../lang/apply.ts';
import { unfold } from '../../lang/elaborate.ts';
import { type Algebra, type Atom, bracket, mono, multiply, type Poly, rename, renameFactor, scale } from '../normal/poly.ts';
import type { Enter } from '../normal/enter.ts';
import { expand } from '../normal/laws.ts';
import { inverseAfter } from '../normal/matrices.ts';
import { inverse, one } from '../normal/rational.ts';
import { rewrite } from '../normal/rewrite.ts';
import { closeSum, openSum } from '../normal/sums.ts';

/** `assumed` with the text of the assumption, or `proved` with the name whose definition proves it. */
interface Told {
  readonly rule: 'fact.assumed' | 'fact.proved';
  readonly about: string;
}
/** `atom[slots] = value`, `atom` being a sum. */
interface SumFact extends Told {
  readonly kind: 'sum';
  readonly atom: Extract<Atom, { kind: 'sum' }>;
  readonly slots: readonly number[];
  readonly value: Poly;
}
/** `atom[i, j] = atom[j, i]`. */
interface SymmetricFact extends Told {
  readonly kind: 'symmetric';
  readonly atom: Atom;
}
export type UsableFact = SumFact | SymmetricFact;

/** Definitions larger than this are not searched for constant sums. */
const mostNodes = 200;
/** Names that are opened one after another in such a search. */
const deepest = 4;

/** Every call opened, at every depth. */
export const openAll = (e: Expr, program: Program): Expr =>
  rebuild(e, (node) =>
    node.kind === 'apply' && node.op === 'call' && program.functions.has(String(node.attrs.fn)) ? openAll(unfold(node, program), program) : node,
  );

/** The name that was defined last, opened: what was made of it cancels before it is opened itself. */
const openLatest = (e: Expr, position: ReadonlyMap<string, number>, program: Program): Expr => {
  const defined = nodesOf(e).filter((n) => n.kind === 'name' && n.at.length === 0 && program.bindings.get(n.name)?.expr !== undefined);
  const place = (n: Expr): number => (n.kind === 'name' ? (position.get(n.name) ?? 0) : 0);
  const [first, ...others] = defined;
  if (first === undefined) return e;
  const last = others.reduce((a, b) => (place(b) > place(a) ? b : a), first);
  return rebuild(e, (node) => (node.kind === 'name' && last.kind === 'name' && node.name === last.name && node.at.length === 0 ? (program.bindings.get(node.name)?.expr ?? node) : node));
};

const fact = (left: Poly, right: Poly, rule: Told['rule'], about: string): UsableFact | undefined => {
  const [m] = left;
  const [f] = m?.factors ?? [];
  if (left.length !== 1 || m?.factors.length !== 1 || f?.atom.kind !== 'sum' || f.power !== 1) return undefined;
  return { kind: 'sum', atom: f.atom, slots: f.slots, value: scale(right, inverse(m.c)), rule, about };
};

export const factsOf = (program: Program, values: readonly Binding[], enter: Enter, algebra: Algebra): readonly UsableFact[] => {
  const apply = applier(program.pool, program.ops);
  const found: UsableFact[] = [];
  const position = new Map([...program.bindings.keys()].map((name, i) => [name, i]));
  for (const f of program.facts) {
    const [atom] = f.left.kind === 'name' ? (enter(f.left)[0]?.factors ?? []) : [];
    // A bound says where data lie; only equations are used in algebra.
    const usable: UsableFact | undefined =
      f.relation !== '==' ? undefined : atom === undefined ? fact(enter(f.left), enter(f.right), 'fact.assumed', f.text) : { kind: 'symmetric', atom: atom.atom, rule: 'fact.assumed', about: f.text };
    if (usable !== undefined) found.push(usable);
  }
  for (const b of values) {
    if (b.expr === undefined || rank(b.shape) === 0 || rank(b.shape) > 2) continue;
    const name = program.pool.name(b.name, b.shape, b.over);
    const ways = rank(b.shape) === 1 ? [[0]] : [[0], [1]];
    for (const axes of ways) {
      const over = (e: Expr): Expr => apply('sum', [e], { axes, keep: false, row: false });
      let opened = openAll(b.expr, program);
      for (let depth = 0; depth < deepest && nodesOf(opened).length <= mostNodes; depth++) {
        const total = found.reduce((p, known) => applyFact(p, known, algebra), expand(enter(over(opened)), algebra));
        if (total.length === 0 || (total.length === 1 && total[0]?.factors.length === 0)) {
          const usable = fact(enter(over(name)), total, 'fact.proved', b.name);
          if (usable !== undefined) found.push(usable);
          break;
        }
        const next = openAll(openLatest(opened, position, program), program);
        if (next === opened) break;
        opened = next;
      }
    }
  }
  return found;
};

/** A symmetric matrix, also inside inverses, is an atom whose slots may change places. */
const turned = (p: Poly, known: SymmetricFact, algebra: Algebra): Poly =>
  rewrite(
    p,
    (f) => {
      if (f.atom !== known.atom) return inverseAfter(f, (q) => turned(q, known, algebra), algebra);
      const key = `${known.atom.key} symmetric`;
      const twin = algebra.atom(key, (id) => ({ ...known.atom, id, key, symmetric: true }));
      return [mono(one, [renameFactor({ ...f, atom: twin }, new Map())])];
    },
    algebra,
  );

export const applyFact = (p: Poly, known: UsableFact, algebra: Algebra): Poly => (known.kind === 'symmetric' ? turned(p, known, algebra) : summed(p, known, algebra));

/** Uses one fact wherever its sum stands, alone or inside a larger sum where the summed slot touches nothing else. */
const summed = (p: Poly, known: SumFact, algebra: Algebra): Poly =>
  rewrite(
    p,
    (f) => {
      if (f.atom === known.atom)
        return bracket(rename(known.value, new Map(known.slots.map((s, i) => [s, f.slots[i] ?? s]))), f.power, algebra);
      const [pattern] = known.atom.inner;
      if (f.atom.kind !== 'sum' || f.power !== 1 || known.atom.inner.length !== 1 || pattern === undefined || known.atom.indices.length > 0) return undefined;
      const { inner, bound } = openSum(f, algebra);
      for (const g of inner) {
        if (g.atom !== pattern.atom || g.power !== pattern.power) continue;
        const summed = g.slots[pattern.slots.findIndex((s) => s < 0)];
        if (summed === undefined || !bound.some(([s]) => s === summed) || inner.some((o) => o !== g && o.slots.includes(summed))) continue;
        // The fact's free slots are wherever this factor has them.
        const free = pattern.slots.flatMap((s, i) => (s >= 0 ? [[known.slots[s] ?? s, g.slots[i] ?? s] as const] : []));
        const rest = [mono(one, inner.filter((o) => o !== g))];
        const value = rename(known.value, new Map(free));
        return closeSum(multiply(rest, value), bound.filter(([s]) => s !== summed), f.atom.indices, algebra);
      }
      return undefined;
    },
    algebra,
  );

