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

export const power = (p: Poly, k: number, algebra: Algebra): Poly => {
  if (k < 0 || !Number.isInteger(k)) return bracket(p, k, algebra);
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
  let changed = false;
  const out = p.flatMap((m) => {
    let product: Poly = [mono(m.c, [])];
    for (const f of m.factors) {
      const made = inside(f, change, algebra) ?? change(f);
      if (made !== undefined) changed = true;
      product = multiply(product, made ?? [mono(one, [f])]);
    }
    return product;
  });
  return changed ? poly(out) : p;
};
