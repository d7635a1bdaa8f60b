/**
 * Matrices in normal form. The identity is an atom that renames: summed with anything, it puts one slot in place of the other.
 * An inverse is an atom over the normal form of its matrix, turned one way; a matrix and its inverse make the identity.
 */
import type { Dim } from '../../core/dim.ts';
import type { Apply, Expr } from '../../core/expr.ts';
import { tensor } from '../../core/shape.ts';
import { extentOf } from './extent.ts';
import { type Algebra, asFactor, type Atom, type Bound, bracket, type Factor, isIdentity, mono, multiply, negative, type Poly, place, polyKey, renameFactor, single } from './poly.ts';
import { inverse, isOne, one } from './rational.ts';
import { openSum, sumOverSlot } from './sums.ts';

/** 1 where both slots are equal, of n by n; 1 itself where there is one entry. */
export const identityPoly = (n: Dim, slots: readonly [number, number], { pool }: Expr, algebra: Algebra): Poly => {
  if (n === 1) return [mono(one, [])];
  const ones = pool.apply('expand', [pool.number(1)], { dims: [n], axes: [], row: false }, tensor(n));
  const like = pool.apply('diag', [ones], {}, tensor(n, n));
  const key = `identity ${String(n)}`;
  return single(algebra.atom(key, (id) => ({ id, key, kind: 'opaque', op: 'diag', attrs: {}, args: [[mono(one, [])]], like, rank: 2, symmetric: true })), slots);
};

const isTurned = ([m, ...others]: Poly): boolean => others.length === 0 && m?.factors.length === 1 && m.factors[0]?.atom.kind !== 'sum' && m.factors[0]?.slots[0] === 1;

/** A function of a square matrix as one atom, of the matrix or its transpose: a single factor as it stands, else whichever was met first. */
const atomOf = (op: string, p: Poly, like: Apply, rank: 0 | 2, algebra: Algebra): Poly => {
  const [own, back] = [polyKey(p), polyKey(place(p, [1, 0], algebra))];
  const key = `${op}(${own < back ? own : back})`;
  const symmetric = rank === 2 && own === back;
  const atom = algebra.atom(key, (id) => ({ id, key, kind: 'opaque', op, attrs: {}, args: [isTurned(p) ? place(p, [1, 0], algebra) : p], like, rank, symmetric }));
  const [met = p] = atom.kind === 'opaque' ? atom.args : [];
  return single(atom, rank === 0 ? [] : polyKey(met) === own ? [0, 1] : [1, 0]);
};

export const determinantPoly = (p: Poly, like: Apply, algebra: Algebra): Poly => atomOf(like.op, p, like, 0, algebra);

/** The norm of u is that of -u: of the two, the one with the signs of a book, else whichever was met first. */
export const normPoly = (p: Poly, like: Apply, algebra: Algebra): Poly => {
  if (p.length === 0) return [];
  const other = negative(p);
  const liked = p.length === 1 ? (p[0]?.c[0] ?? 1) : algebra.preference(p);
  const key = `norm(${[polyKey(p), polyKey(other)].sort()[0] ?? ''})${String(like.args[0]?.shape.dims)}`;
  return single(algebra.atom(key, (id) => ({ id, key, kind: 'opaque', op: 'norm', attrs: {}, args: [liked < 0 ? other : p], like, rank: 0 })), []);
};

/** The matrix that an atom is the inverse of. */
const inverted = (a: Atom): Poly | undefined => (a.kind === 'opaque' && a.op === 'inv' ? a.args[0] : undefined);

/** Of the matrix `p[0, 1]`; `like` is its inverse as an expression. */
export const inversePoly = (p: Poly, like: Apply, algebra: Algebra): Poly => {
  const [m] = p;
  if (p.length !== 1 || m === undefined) return atomOf('inv', p, like, 2, algebra);
  const rest = m.factors.filter((f) => f.slots.length > 0);
  // inv(c A) = inv(A) / c
  const around: Poly = [mono(inverse(m.c), m.factors.filter((f) => f.slots.length === 0).map((f) => ({ ...f, power: -f.power })))];
  const equal = rest.find((f) => isIdentity(f.atom));
  if (equal !== undefined) return rest.reduce<Poly>((q, f) => multiply(q, f === equal ? [mono(one, [f])] : bracket([mono(one, [f])], -1, algebra)), around);
  const [only] = rest;
  const back = rest.length === 1 && only?.power === 1 ? inverted(only.atom) : undefined;
  return multiply(around, back !== undefined && only !== undefined ? place(back, only.slots, algebra) : atomOf('inv', [mono(one, rest)], like, 2, algebra));
};

/** The links of a product from slot 0 to slot 1, if that is what the factors are and every link is n by n. */
const chainOf = (factors: readonly Factor[], n: Dim): readonly Factor[] | undefined => {
  const waiting = new Set(factors);
  const links: Factor[] = [];
  for (let at = 0; at !== 1; ) {
    const next = [...waiting].find((f) => f.slots.length === 2 && f.power === 1 && f.slots.includes(at));
    const to = next?.slots.find((s) => s !== at);
    if (next === undefined || to === undefined || extentOf([mono(one, [next])], to) !== n || factors.filter((f) => f.slots.includes(to)).length !== (to === 1 ? 1 : 2)) return undefined;
    waiting.delete(next);
    links.push(next);
    at = to;
  }
  return waiting.size === 0 ? links : undefined;
};

/** inv(A B) = inv(B) inv(A), where both are square; undefined for anything else. */
export const openedInverse = (f: Factor, algebra: Algebra): Poly | undefined => {
  const [m] = inverted(f.atom) ?? [];
  const [only] = m?.factors ?? [];
  if (f.atom.kind !== 'opaque' || f.power !== 1 || m?.factors.length !== 1 || only?.atom.kind !== 'sum' || only.power !== 1 || only.atom.indices.length > 0) return undefined;
  const { like } = f.atom;
  const [n = 1] = like.shape.dims;
  const links = chainOf(openSum(only, algebra).inner, n);
  if (links === undefined || like.kind !== 'apply') return undefined;
  let product: Poly = [mono(inverse(m.c), [])];
  let at = 0;
  const summed: number[] = [];
  for (const link of links) {
    const to = link.slots.find((s) => s !== at) ?? 1;
    const own = single(link.atom, link.slots[0] === at ? [0, 1] : [1, 0]);
    product = multiply(product, place(inversePoly(own, like, algebra), [to, at], algebra));
    if (to !== 1) summed.push(to);
    at = to;
  }
  // So far from 1 to 0.
  const whole = summed.reduce((q, slot) => sumOverSlot(q, slot, n, algebra), product);
  return place(place(whole, [1, 0], algebra), f.slots, algebra);
};

const sameSlots = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((s, i) => s === b[i]);

/** Factors, or pairs of them closed over a slot of their own, that might be the matrix beside its inverse. */
const candidates = (factors: readonly Factor[], bound: readonly Bound[], algebra: Algebra): readonly (readonly [whole: Factor, parts: readonly Factor[], closed: number | undefined])[] => {
  const pairs = bound.flatMap(([slot, extent]) => {
    const touching = factors.filter((f) => f.slots.includes(slot));
    const [m] = touching.length === 2 && touching.every((f) => f.power === 1 && f.slots.length === 2 && inverted(f.atom) === undefined) ? sumOverSlot([mono(one, touching)], slot, extent, algebra) : [];
    const [whole] = m?.factors ?? [];
    return m?.factors.length === 1 && whole !== undefined && isOne(m.c) ? [[whole, touching, slot] as const] : [];
  });
  return [...factors.map((f) => [f, [f], undefined] as const), ...pairs];
};

/** inv(A) A = 1 among factors that are summed over `bound`: what is left of them, and what is still summed. */
export const meeting = (factors: readonly Factor[], bound: readonly Bound[], algebra: Algebra): { readonly left: Poly; readonly bound: readonly Bound[] } | undefined => {
  for (const f of factors) {
    const matrix = f.power === 1 ? inverted(f.atom) : undefined;
    const [m] = matrix === undefined ? [] : asFactor(matrix, algebra);
    const [own] = m?.factors ?? [];
    if (f.atom.kind !== 'opaque' || m?.factors.length !== 1 || own?.power !== 1) continue;
    for (const [whole, parts, closed] of candidates(factors.filter((g) => g !== f), bound, algebra)) {
      if (whole.atom !== own.atom || whole.power !== 1) continue;
      for (const side of [0, 1]) {
        const [q, p] = [f.slots[1 - side], f.slots[side]];
        const r = whole.slots.find((s) => s !== q);
        if (q === undefined || p === undefined || r === undefined || !bound.some(([s]) => s === q)) continue;
        if (factors.some((g) => g !== f && !parts.includes(g) && g.slots.includes(q))) continue;
        // side 0: inv(A)[p, q] A[q, r]; side 1: A[r, q] inv(A)[q, p].
        const there = renameFactor(own, new Map(side === 0 ? [[0, q], [1, r]] : [[0, r], [1, q]]));
        if (!sameSlots(there.slots, whole.slots)) continue;
        const rest = mono(inverse(m.c), factors.filter((g) => g !== f && !parts.includes(g)));
        return { left: multiply([rest], identityPoly(f.atom.like.shape.dims[0] ?? 1, [p, r], f.atom.like, algebra)), bound: bound.filter(([s]) => s !== q && s !== closed) };
      }
    }
  }
  return undefined;
};

/** The inverse after a change inside its matrix; undefined where nothing changes. */
export const inverseAfter = (f: Factor, change: (p: Poly) => Poly, algebra: Algebra): Poly | undefined => {
  const before = inverted(f.atom);
  if (before === undefined || f.atom.kind !== 'opaque' || f.atom.like.kind !== 'apply' || f.power !== 1) return undefined;
  const after = change(before);
  return polyKey(after) === polyKey(before) ? undefined : place(inversePoly(after, f.atom.like, algebra), f.slots, algebra);
};
