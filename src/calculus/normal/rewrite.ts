/** Replacing factors at any depth of a normal form, innermost first. */
import {
  type Algebra,
  bracket,
  type Factor,
  mono,
  multiply,
  number,
  place,
  type Poly,
  poly,
  samePoly,
} from './poly.ts';
import { one } from './rational.ts';
import { closeSum, openSum } from './sums.ts';

/** What a factor becomes; undefined leaves it. */
export type Change = (f: Factor) => Poly | undefined;

/** A sum to a higher power is not multiplied out. */
const mostFactors = 60;

export const power = (p: Poly, k: number, algebra: Algebra): Poly => {
  if (k < 0 || !Number.isInteger(k) || k > mostFactors) return bracket(p, k, algebra);
  let out: Poly = number(one);
  for (let i = 0; i < k; i++) out = multiply(out, p);
  return out;
};

const inside = (f: Factor, change: Change, algebra: Algebra): Poly | undefined => {
  if (f.atom.kind === 'sum') {
    const { inner, bound } = openSum(f, algebra);
    const before: Poly = [mono(one, inner)];
    const after = rewrite(before, change, algebra);
    if (samePoly(before, after)) return undefined;
    return power(closeSum(after, bound, f.atom.indices, algebra), f.power, algebra);
  }
  if (f.atom.kind === 'bracket') {
    const after = rewrite(f.atom.poly, change, algebra);
    return samePoly(f.atom.poly, after) ? undefined : power(place(after, f.slots, algebra), f.power, algebra);
  }
  return undefined;
};

export const rewrite = (p: Poly, change: Change, algebra: Algebra): Poly => {
  const made = new Map<Factor, Poly>();
  for (const m of p)
    for (const f of m.factors) {
      const next = inside(f, change, algebra) ?? change(f);
      if (next !== undefined) made.set(f, next);
    }
  if (made.size === 0) return p;
  return poly(p.flatMap((m) => m.factors.reduce<Poly>((product, f) => multiply(product, made.get(f) ?? [mono(one, [f])]), [mono(m.c, [])])));
};
