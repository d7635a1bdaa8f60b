/**
 * The normal form, in index form: a sum of monomials, each a coefficient times atoms with index slots, some of them
 * summed. Transpose, association, outer product, sums and copies are bookkeeping here, not laws.
 *
 *     d_W[i,j] = sum_k  a[i,k] b[k,j]      is one monomial with one atom, a sum of two factors
 *
 * Slots are numbers. In a whole formula the free slots are its axes 0, 1, ...; inside an atom they are local.
 */
import type { Dim } from '../../core/dim.ts';
import type { Attrs, Expr } from '../../core/expr.ts';
import { gcd, isOne, minus, one, plus, powerOf, type Rational, rational, times } from './rational.ts';

/** The only entry of an axis of size one, addressed by a copy along that axis. */
export const ZERO = -1000;

/** `symmetric` where its two slots may change places; they then stand in rising order. */
export type Atom = { readonly id: number; readonly key: string; readonly rank: number; readonly symmetric?: boolean } & (
  | { readonly kind: 'name'; readonly name: string; readonly at: readonly Dim[]; readonly read: Expr }
  /** A letter or index standing for its value. */
  | { readonly kind: 'letter'; readonly letter: string }
  /** A function applied entry by entry. */
  | { readonly kind: 'fn'; readonly op: string; readonly args: readonly Poly[] }
  /** Several terms kept as one factor. */
  | { readonly kind: 'bracket'; readonly poly: Poly }
  /** Factors summed over bound slots (-1, -2, ...) and over family indices. */
  | { readonly kind: 'sum'; readonly inner: readonly Factor[]; readonly bound: readonly Bound[]; readonly indices: readonly Summed[] }
  /** Anything without an index form of its own: a call, a slice, a maximum. Its operands are in normal form too; of some it is linear. */
  | { readonly kind: 'opaque'; readonly op: string; readonly attrs: Attrs; readonly args: readonly Poly[]; readonly like: Expr; readonly linear?: readonly number[] }
);
export type Bound = readonly [slot: number, extent: Dim];
export type Summed = readonly [index: string, size: Dim];
export interface Factor {
  readonly atom: Atom;
  readonly slots: readonly number[];
  readonly power: number;
}
export interface Mono {
  readonly c: Rational;
  readonly factors: readonly Factor[];
  readonly key: string;
}
export type Poly = readonly Mono[];

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const factorKey = (f: Factor): string =>
  `${f.atom.key}[${f.slots.join(',')}]${f.power === 1 ? '' : `^${String(f.power)}`}`;
export const sameFactor = (f: Factor, g: Factor): boolean =>
  f.atom === g.atom && f.slots.length === g.slots.length && f.slots.every((s, i) => s === g.slots[i]);
/** Indicators: [c]^2 = [c]. */
const indicators = new Set(['larger', 'largerEq', 'smaller', 'smallerEq', 'equal', 'unequal']);
export const isIndicator = (a: Atom): boolean => (a.kind === 'fn' && indicators.has(a.op)) || isIdentity(a);

/** The identity matrix: a diagonal of ones. */
export const isIdentity = (a: Atom): boolean => a.kind === 'opaque' && a.op === 'diag';

/** What stands beside an identity may be read at either of its slots: at the lower one. Of itself it is 1 there. */
const atLowerSlots = (factors: readonly Factor[]): readonly Factor[] => {
  const equal = factors.find((f) => isIdentity(f.atom) && (f.slots[0] === f.slots[1] || factors.some((g) => g !== f && g.slots.includes(f.slots[1] ?? 0))));
  if (equal === undefined) return factors;
  const [low = 0, high = 0] = equal.slots;
  const others = factors.filter((f) => f !== equal).map((f) => renameFactor(f, new Map([[high, low]])));
  return atLowerSlots(low === high ? others : [...others, equal]);
};

/** Powers of one factor added up. */
const gathered = (factors: readonly Factor[]): readonly Factor[] => {
  const merged: Factor[] = [];
  for (const f of factors) {
    const i = merged.findIndex((g) => sameFactor(f, g));
    const known = merged[i];
    if (known === undefined) merged.push(f);
    else merged[i] = { ...known, power: known.power + f.power };
  }
  return merged.filter((f) => f.power !== 0);
};

export const mono = (c: Rational, given: readonly Factor[]): Mono => {
  const merged = gathered(given);
  const kept = (merged.some((f) => isIdentity(f.atom)) ? gathered(atLowerSlots(merged)) : merged)
    .map((f) => (f.power > 1 && isIndicator(f.atom) ? { ...f, power: 1 } : f))
    .map((f) => [factorKey(f), f] as const)
    .sort(([a], [b]) => compare(a, b));
  return { c, factors: kept.map(([, f]) => f), key: kept.map(([k]) => k).join('*') };
};

/** Like terms together, in the order of their keys, zeros dropped. */
export const poly = (monos: readonly Mono[]): Poly => {
  const byKey = new Map<string, Mono>();
  for (const m of monos) {
    const known = byKey.get(m.key);
    byKey.set(m.key, known === undefined ? m : { ...m, c: plus(known.c, m.c) });
  }
  return [...byKey.values()].filter((m) => m.c[0] !== 0).sort((a, b) => compare(a.key, b.key));
};
export const polyKey = (p: Poly): string => p.map((m) => `${m.c.join('/')}~${m.key}`).join('+');
export const samePoly = (p: Poly, q: Poly): boolean => p === q || polyKey(p) === polyKey(q);

export const number = (c: Rational): Poly => (c[0] === 0 ? [] : [mono(c, [])]);
export const add = (...ps: readonly Poly[]): Poly => poly(ps.flat());
export const scale = (p: Poly, c: Rational): Poly => p.map((m) => ({ ...m, c: times(m.c, c) }));
export const negative = (p: Poly): Poly => p.map((m) => ({ ...m, c: minus(m.c) }));
export const multiplyMonos = (m: Mono, n: Mono): Mono => mono(times(m.c, n.c), [...m.factors, ...n.factors]);
export const multiply = (p: Poly, q: Poly): Poly => poly(p.flatMap((m) => q.map((n) => multiplyMonos(m, n))));
export const slotsOf = (p: Poly): readonly number[] =>
  [...new Set(p.flatMap((m) => m.factors.flatMap((f) => f.slots)))].filter((s) => s !== ZERO).sort((a, b) => a - b);
export const renameFactor = (f: Factor, by: ReadonlyMap<number, number>): Factor => {
  const slots = f.slots.map((s) => by.get(s) ?? s);
  return { ...f, slots: f.atom.symmetric === true ? slots.sort((a, b) => a - b) : slots };
};
export const rename = (p: Poly, by: ReadonlyMap<number, number>): Poly =>
  by.size === 0 ? p : poly(p.map((m) => mono(m.c, m.factors.map((f) => renameFactor(f, by)))));
export const mentions = (p: Poly, test: (a: Atom) => boolean): boolean => p.some((m) => m.factors.some((f) => atomMentions(f.atom, test)));
export const atomMentions = (a: Atom, test: (a: Atom) => boolean): boolean =>
  test(a) ||
  (a.kind === 'bracket' && mentions(a.poly, test)) ||
  ((a.kind === 'fn' || a.kind === 'opaque') && a.args.some((p) => mentions(p, test))) ||
  (a.kind === 'sum' && a.inner.some((f) => atomMentions(f.atom, test)));

/** Atoms are interned for one derivation, so that equal ones are one object. */
export interface Algebra {
  readonly atom: (key: string, make: (id: number) => Atom) => Atom;
  readonly fresh: () => number;
  /** The sign a book gives a bracket: 1 as it is, -1 turned, 0 no preference. */
  readonly preference: (p: Poly) => number;
}
export const createAlgebra = (preference: (p: Poly) => number = () => 0): Algebra => {
  const known = new Map<string, Atom>();
  let slot = 1000;
  return {
    atom: (key, make) => {
      const found = known.get(key);
      if (found !== undefined) return found;
      const made = make(known.size);
      known.set(key, made);
      return made;
    },
    fresh: () => slot++,
    preference,
  };
};

export const single = (atom: Atom, slots: readonly number[], power = 1): Poly => [mono(one, [{ atom, slots, power }])];

/** Renaming towards slots that may overlap the old ones goes through fresh slots. */
export const place = (p: Poly, slots: readonly number[], algebra: Algebra): Poly => {
  if (slots.every((s, i) => s === i)) return p;
  const middle = slots.map(() => algebra.fresh());
  return rename(rename(p, new Map(middle.map((m, i) => [i, m]))), new Map(slots.map((s, i) => [middle[i] ?? 0, s])));
};

/** The greatest monomial that divides every term with the same sign of powers. */
export const content = (p: Poly): Mono => {
  const [first, ...others] = p;
  if (first === undefined) return mono(one, []);
  let common = [...first.factors];
  for (const m of others)
    common = common.flatMap((f) => {
      const g = m.factors.find((x) => sameFactor(x, f));
      if (g === undefined || Math.sign(g.power) !== Math.sign(f.power)) return [];
      return [{ ...f, power: Math.abs(g.power) < Math.abs(f.power) ? g.power : f.power }];
    });
  return mono(one, common);
};
export const divideByMono = (p: Poly, by: Mono): Poly => {
  const inverse = by.factors.map((f) => ({ ...f, power: -f.power }));
  return poly(p.map((m) => mono(m.c, [...m.factors, ...inverse])));
};

/** The number all coefficients share: their greatest divisor over their denominators, when both are small. */
export const commonSize = (p: Poly): Rational => {
  const below = p.reduce((l, m) => (l * m.c[1]) / gcd(l, m.c[1]), 1);
  if (below > 60 || p.some((m) => !Number.isSafeInteger(m.c[0]))) return one;
  return rational(
    p.reduce((g, m) => gcd(g, (m.c[0] * below) / m.c[1]), 0),
    below,
  );
};

/**
 * `p` to a power as one factor. The root of an even power stays as it is: the root of u^2 is not u where u is negative.
 * Otherwise single terms go inside, several are bracketed after their content is taken out. */
export const bracket = (p: Poly, power: number, algebra: Algebra): Poly => {
  const [only] = p;
  if (only === undefined) return p;
  const whole = Number.isInteger(power);
  if (p.length === 1) {
    if (power === 1) return p;
    if (whole) return [mono(powerOf(only.c, power), only.factors.map((f) => ({ ...f, power: f.power * power })))];
    const [f] = only.factors;
    if (isOne(only.c) && f !== undefined && only.factors.length === 1 && (f.atom.kind === 'bracket' || f.atom.rank === 0) && f.power % 2 !== 0)
      return single(f.atom, f.slots, f.power * power);
  }
  const out = whole ? content(p) : mono(one, []);
  const rest = whole ? divideByMono(p, out) : p;
  const slots = slotsOf(rest);
  const local = (order: readonly number[]): Poly => {
    const middle = order.map(() => algebra.fresh());
    return rename(rename(rest, new Map(order.map((s, i) => [s, middle[i] ?? 0]))), new Map(middle.map((m, i) => [m, i])));
  };
  // Two ways to order two slots: the one with the smaller key, so that a matrix and its transpose are one atom.
  const orders = slots.length === 2 ? [slots, [...slots].reverse()] : [slots];
  const choices = orders
    .map((order) => {
      const q = local(order);
      const first = whole ? (q[0]?.c ?? one) : one;
      const size = whole ? commonSize(q) : one;
      const liked = whole ? algebra.preference(q) : 0;
      const lead = liked > 0 || (liked === 0 && first[0] >= 0) ? size : minus(size);
      const unit = scale(q, rational(lead[1], lead[0]));
      return { order, unit, lead, key: polyKey(unit) };
    })
    .sort((a, b) => compare(a.key, b.key));
  const [best, second] = choices;
  if (best === undefined) return p;
  const symmetric = second?.key === best.key && second.lead[0] === best.lead[0];
  const atom = algebra.atom(`(${best.key})`, (id) => ({ id, key: `(${best.key})`, kind: 'bracket', poly: best.unit, rank: slots.length, symmetric }));
  const factor = single(atom, symmetric ? slots : best.order, power);
  const outer = out.factors.map((f) => ({ ...f, power: f.power * power }));
  return factor.map((m) => mono(whole ? powerOf(best.lead, power) : one, [...outer, ...m.factors]));
};

/** What a bracket stands for, at the slots of one factor. */
export const opened = (f: Factor, algebra: Algebra): Poly => (f.atom.kind === 'bracket' ? place(f.atom.poly, f.slots, algebra) : single(f.atom, f.slots));

/** Several terms as one factor, one term as it is. */
export const asFactor = (p: Poly, algebra: Algebra): Poly => (p.length > 1 ? bracket(p, 1, algebra) : p);
