/**
 * Matrices in normal form. The identity is an atom that renames: summed with anything, it puts one slot in place of the other.
 * An inverse is an atom over the normal form of its matrix, turned one way; what a matrix and its inverse meet in is the identity.
 */
import type { Dim } from '../../core/dim.ts';
import type { Expr } from '../../core/expr.ts';
import { applier } from '../../lang/apply.ts';
import { identity } from '../../lang/matrices.ts';
import type { Program } from '../../core/program.ts';
import { extentOf } from './extent.ts';
import { type Algebra, type Atom, bracket, type Factor, isIdentity, mono, multiply, type Poly, place, polyKey, samePoly, single } from './poly.ts';
import { inverse, one } from './rational.ts';
import { openSum, sumOverSlot } from './sums.ts';

/** 1 where both slots are equal, of n by n; 1 itself where there is one entry. */
export const identityPoly = (n: Dim, slots: readonly [number, number], program: Program, algebra: Algebra): Poly => {
  if (n === 1) return [mono(one, [])];
  const like = identity(n, program.pool, applier(program.pool, program.ops));
  const key = `identity ${String(n)}`;
  return single(algebra.atom(key, (id) => ({ id, key, kind: 'opaque', op: 'diag', attrs: {}, args: [[mono(one, [])]], like, rank: 2, symmetric: true })), slots);
};

const turned = (p: Poly, algebra: Algebra): Poly => place(p, [1, 0], algebra);

/** A function of a square matrix as one atom, of the matrix or its transpose, whichever comes first; `rank` 0 or 2. */
const atomOf = (op: string, p: Poly, node: Expr, rank: 0 | 2, algebra: Algebra): Poly => {
  const other = turned(p, algebra);
  const [own, back] = [polyKey(p), polyKey(other)];
  const key = `${op}(${own < back ? own : back})`;
  const symmetric = own === back;
  const atom = algebra.atom(key, (id) => ({ id, key, kind: 'opaque', op, attrs: {}, args: [own < back ? p : other], like: node, rank, ...(symmetric && rank === 2 ? { symmetric } : {}) }));
  return single(atom, rank === 0 ? [] : own <= back ? [0, 1] : [1, 0]);
};

/** The links of a product from slot 0 to slot 1, if that is what the factors are and every link is square. */
const chainOf = (factors: readonly Factor[], n: Dim): readonly Factor[] | undefined => {
  const waiting = new Set(factors);
  const links: Factor[] = [];
  for (let at = 0; at !== 1; ) {
    const next = [...waiting].find((f) => f.slots.length === 2 && f.power === 1 && f.slots.includes(at));
    if (next === undefined) return undefined;
    const to = next.slots.find((s) => s !== at);
    if (to === undefined || extentOf([mono(one, [next])], to) !== n || factors.filter((f) => f.slots.includes(to)).length !== (to === 1 ? 1 : 2)) return undefined;
    waiting.delete(next);
    links.push(next);
    at = to;
  }
  return waiting.size === 0 ? links : undefined;
};

/** Of the matrix `p[0, 1]`, n by n. `node` is the inverse as an expression. */
export const inversePoly = (p: Poly, n: Dim, node: Expr, program: Program, algebra: Algebra): Poly => {
  const [m] = p;
  if (p.length !== 1 || m === undefined) return atomOf('inv', p, node, 2, algebra);
  const numbers = m.factors.filter((f) => f.slots.length === 0);
  const rest = m.factors.filter((f) => f.slots.length > 0);
  // inv(c A) = inv(A) / c
  const around: Poly = [mono(inverse(m.c), numbers.map((f) => ({ ...f, power: -f.power })))];
  const of = (q: Poly): Poly => multiply(around, q);
  const diagonal = rest.find((f) => isIdentity(f.atom));
  if (diagonal !== undefined) return of(rest.reduce<Poly>((q, f) => multiply(q, f === diagonal ? [mono(one, [f])] : bracket([mono(one, [f])], -1, algebra)), [mono(one, [])]));
  const [only] = rest;
  if (rest.length !== 1 || only?.power !== 1) return of(atomOf('inv', [mono(one, rest)], node, 2, algebra));
  const back = inverted(only.atom);
  if (back !== undefined) return of(place(back, only.slots, algebra));
  if (only.atom.kind === 'sum' && only.atom.indices.length === 0) {
    const { inner } = openSum(only, algebra);
    const links = chainOf(inner, n);
    if (links !== undefined) {
      let q: Poly = [mono(one, [])];
      let at = 0;
      const summed: number[] = [];
      for (const link of links) {
        const to = link.slots.find((s) => s !== at) ?? 1;
        const own = place(single(link.atom, link.slots[0] === at ? [0, 1] : [1, 0]), [0, 1], algebra);
        q = multiply(q, place(inversePoly(own, n, node, program, algebra), [to, at], algebra));
        if (to !== 1) summed.push(to);
        at = to;
      }
      // The inverse runs from 1 to 0.
      return of(turned(summed.reduce((r, slot) => sumOverSlot(r, slot, n, algebra), turned(q, algebra)), algebra));
    }
  }
  return of(atomOf('inv', [mono(one, rest)], node, 2, algebra));
};

/** The matrix that an atom is the inverse of. */
export const inverted = (a: Atom): Poly | undefined => (a.kind === 'opaque' && a.op === 'inv' ? a.args[0] : undefined);

export const determinantPoly = (op: string, p: Poly, node: Expr, algebra: Algebra): Poly => atomOf(op, p, node, 0, algebra);

/** Is a matrix its own transpose? */
export const isSymmetric = (p: Poly, algebra: Algebra): boolean => samePoly(p, turned(p, algebra));
