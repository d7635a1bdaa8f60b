/** Summing a normal form over a slot or over a family index, and giving sums canonical names. */
import { type Dim, lettersOf } from '../../core/dim.ts';
import {
  type Algebra,
  type Atom,
  atomMentions,
  type Bound,
  type Factor,
  factorKey,
  isIdentity,
  mono,
  type Mono,
  multiply,
  multiplyMonos,
  type Poly,
  poly,
  renameFactor,
  type Summed,
} from './poly.ts';
import { meeting } from './matrices.ts';
import { fromNumber, one } from './rational.ts';

/** A dimension as a normal form: letters are atoms. */
export const dimPoly = (d: Dim, algebra: Algebra): Poly => {
  if (typeof d === 'number') return d === 0 ? [] : [mono(fromNumber(d), [])];
  const terms = d.match(/[+-]?[^+-]+/gu) ?? [];
  return poly(
    terms.map((term) => {
      let c = 1;
      const factors: Factor[] = [];
      for (const f of term.replace(/^[+-]/u, '').split('*')) {
        if (/^\d+$/u.test(f)) c *= Number(f);
        else factors.push({ atom: algebra.atom(`letter ${f}`, (id) => ({ id, key: `letter ${f}`, kind: 'letter', letter: f, rank: 0 })), slots: [], power: 1 });
      }
      return mono(fromNumber(term.startsWith('-') ? -c : c), factors);
    }),
  );
};

/** Does an atom's value change with a family index? */
export const dependsOn = (a: Atom, index: string): boolean => {
  if (a.kind === 'sum' && a.indices.some(([i]) => i === index)) return false;
  if (a.kind === 'sum') return a.inner.some((f) => dependsOn(f.atom, index));
  return atomMentions(a, (x) => x !== a && x.kind === 'sum' && dependsOn(x, index)) || atomMentions(a, (x) => directly(x, index));
};
const directly = (a: Atom, index: string): boolean =>
  a.kind === 'name'
    ? a.at.some((d) => lettersOf(d).includes(index))
    : a.kind === 'letter'
      ? a.letter === index
      : a.kind === 'opaque' && Object.values(a.attrs).some((v) => typeof v === 'string' && lettersOf(v).includes(index));

const permutations = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  list.length < 2 ? [list] : list.flatMap((x, i) => permutations([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [x, ...rest]));

/**
 * One atom for factors under sums. Bound slots are told apart by what they touch and permuted only where that leaves
 * a tie; more than four alike stay in the given order, which is sound but then not canonical.
 */
export const sumAtom = (factors: readonly Factor[], bound: readonly Bound[], indices: readonly Summed[], algebra: Algebra): Mono => {
  const inner = mono(one, factors).factors;
  const boundSlots = new Set(bound.map(([s]) => s));
  const free = [...new Set(inner.flatMap((f) => f.slots))].filter((s) => s >= 0 && !boundSlots.has(s));
  const colour = (slot: number): string =>
    inner
      .filter((f) => f.slots.includes(slot))
      .map((f) => `${f.atom.key}:${f.slots.map((s) => (s === slot ? 'x' : boundSlots.has(s) ? 'b' : 'f')).join('')}^${String(f.power)}`)
      .sort()
      .join(' ');
  const groups = new Map<string, Bound[]>();
  for (const b of bound) {
    const key = `${String(b[1])}|${colour(b[0])}`;
    groups.set(key, [...(groups.get(key) ?? []), b]);
  }
  let orders: (readonly Bound[])[] = [[]];
  for (const key of [...groups.keys()].sort()) {
    const group = groups.get(key) ?? [];
    const ways = group.length > 4 ? [group] : permutations(group);
    orders = orders.flatMap((o) => ways.map((w) => [...o, ...w]));
  }
  const sortedIndices = [...indices].sort(([a], [b]) => (a < b ? -1 : 1));
  let symmetric = false;
  let best: { key: string; inner: readonly Factor[]; free: readonly number[]; bound: readonly Bound[] } | undefined;
  for (const order of orders)
    for (const freeOrder of free.length > 4 ? [free] : permutations(free)) {
      const names = new Map<number, number>([
        ...freeOrder.map((s, i) => [s, i] as const),
        ...order.map(([s], i) => [s, -1 - i] as const),
      ]);
      const renamed = inner.map((f) => renameFactor(f, names)).map((f) => [factorKey(f), f] as const);
      renamed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      const key = `sum{${renamed.map(([k]) => k).join('*')}/${order.map(([, d]) => String(d)).join(',')}/${sortedIndices.map(([i]) => i).join(',')}}`;
      // The same either way round: its two slots may change places.
      if (key === best?.key && free.length === 2 && freeOrder[0] !== best.free[0]) symmetric = true;
      if (best === undefined || key < best.key) symmetric = false;
      if (best === undefined || key < best.key)
        best = { key, inner: renamed.map(([, f]) => f), free: freeOrder, bound: order.map(([, d], i) => [-1 - i, d] as const) };
    }
  const chosen = best ?? { key: 'sum{}', inner: [], free: [], bound: [] };
  const atom = algebra.atom(chosen.key, (id) => ({
    id,
    key: chosen.key,
    kind: 'sum',
    inner: chosen.inner,
    bound: chosen.bound,
    indices: sortedIndices,
    rank: chosen.free.length,
    symmetric,
  }));
  return mono(one, [renameFactor({ atom, slots: chosen.free, power: 1 }, noNames)]);
};

const noNames: ReadonlyMap<number, number> = new Map();

/** The factors under a sum at one factor's slots, its bound slots renamed to fresh ones. */
export const openSum = (f: Factor, algebra: Algebra): { readonly inner: readonly Factor[]; readonly bound: readonly Bound[] } => {
  if (f.atom.kind !== 'sum') return { inner: [f], bound: [] };
  const names = new Map<number, number>(f.slots.map((s, i) => [i, s]));
  const bound = f.atom.bound.map(([s, d]): Bound => {
    const slot = algebra.fresh();
    names.set(s, slot);
    return [slot, d];
  });
  return { inner: f.atom.inner.map((g) => renameFactor(g, names)), bound };
};

/** Absorbs plain sums among the factors, so that a chain of products is one sum. */
const flatten = (factors: readonly Factor[], algebra: Algebra): { inner: Factor[]; bound: Bound[] } => {
  const inner: Factor[] = [];
  const bound: Bound[] = [];
  for (const f of factors) {
    if (f.atom.kind === 'sum' && f.atom.indices.length === 0 && f.power > 0 && Number.isInteger(f.power)) {
      for (let k = 0; k < f.power; k++) {
        const open = openSum(f, algebra);
        inner.push(...open.inner);
        bound.push(...open.bound);
      }
    } else inner.push(f);
  }
  return { inner, bound };
};

export const sumOverSlot = (p: Poly, slot: number, extent: Dim, algebra: Algebra): Poly =>
  poly(
    p.flatMap((m): Poly => {
      const equal = m.factors.find((f) => isIdentity(f.atom) && f.slots.includes(slot));
      // The identity puts its other slot in the place of this one.
      if (equal !== undefined) return [mono(m.c, m.factors.filter((f) => f !== equal).map((f) => renameFactor(f, new Map([[slot, equal.slots.find((s) => s !== slot) ?? slot]]))))];
      const inside = m.factors.filter((f) => f.slots.includes(slot));
      const outside = mono(m.c, m.factors.filter((f) => !f.slots.includes(slot)));
      if (inside.length === 0) return multiply([outside], dimPoly(extent, algebra));
      const { inner, bound } = flatten(inside, algebra);
      const all: readonly Bound[] = [...bound, [slot, extent]];
      const met = meeting(inner, all, algebra);
      if (met !== undefined) return multiply([outside], closeSum(met.left, met.bound, [], algebra));
      return [multiplyMonos(outside, sumAtom(inner, all, [], algebra))];
    }),
  );

export const sumOverIndex = (p: Poly, index: string, size: Dim, algebra: Algebra): Poly =>
  poly(
    p.flatMap((m) => {
      const inside = m.factors.filter((f) => dependsOn(f.atom, index));
      const outside = mono(m.c, m.factors.filter((f) => !dependsOn(f.atom, index)));
      if (inside.length === 0) return multiply([outside], dimPoly(size, algebra));
      const [only] = inside;
      // A sum over a further index joins the one that is there: sum over n of sum over t.
      if (inside.length === 1 && only?.power === 1 && only.atom.kind === 'sum' && only.atom.indices.length > 0) {
        const open = openSum(only, algebra);
        return [multiplyMonos(outside, sumAtom(open.inner, open.bound, [...only.atom.indices, [index, size]], algebra))];
      }
      const { inner, bound } = flatten(inside, algebra);
      return [multiplyMonos(outside, sumAtom(inner, bound, [[index, size]], algebra))];
    }),
  );

/** Puts the sums of an opened atom back around a poly. */
export const closeSum = (p: Poly, bound: readonly Bound[], indices: readonly Summed[], algebra: Algebra): Poly => {
  let out = p;
  for (const [slot, extent] of bound) out = sumOverSlot(out, slot, extent, algebra);
  for (const [index, size] of indices) out = sumOverIndex(out, index, size, algebra);
  return out;
};
