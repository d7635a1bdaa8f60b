/** The laws of algebra on normal forms: multiply out, cancel, factor. They know nothing of networks. */
import {
  add,
  type Algebra,
  asFactor,
  type Atom,
  atomMentions,
  bracket,
  content,
  divideByMono,
  type Factor,
  factorKey,
  isIdentity,
  mono,
  type Mono,
  multiply,
  negative,
  opened,
  type Poly,
  poly,
  polyKey,
  renameFactor,
  sameFactor,
  scale,
} from './poly.ts';
import { openedInverse } from './matrices.ts';
import { inverse, one, times } from './rational.ts';
import { closeSum, openSum } from './sums.ts';
import { power, rewrite } from './rewrite.ts';

/** Terms beyond which multiplying out stops: the line is then left as it was. */
const mostTerms = 400;

const holdsNoName = (x: Atom): boolean => !atomMentions(x, (y) => y.kind === 'name' || y.kind === 'letter');
/** [1, 2; 3, -1] is a sum of its entries, each at its place: multiplied out, a line would be told entry by entry. */
const isLiteralArray = (a: Atom): boolean =>
  a.kind === 'bracket' && a.rank > 0 && a.poly.every((m) => m.factors.every((f) => f.atom.kind === 'opaque' && !isIdentity(f.atom) && holdsNoName(f.atom)));

const isWhole = (f: Factor): boolean => Number.isInteger(f.power);

/** Multiplies brackets out, at every depth, then cancels. */
export const expand = (p: Poly, algebra: Algebra): Poly => {
  let out = p;
  for (let pass = 0; pass < 8; pass++) {
    const next = rewrite(
      out,
      (f) => {
        if (f.atom.kind === 'opaque') return openedInverse(f, algebra);
        if (f.atom.kind !== 'bracket' || f.power < 1 || isLiteralArray(f.atom)) return undefined;
        const open = opened(f, algebra);
        if (isWhole(f)) return power(open, f.power, algebra);
        return f.power > 1 ? multiply(open, [mono(one, [{ ...f, power: f.power - 1 }])]) : undefined;
      },
      algebra,
    );
    if (next === out || polyKey(next) === polyKey(out)) break;
    if (next.length > mostTerms) return cancel(out, algebra);
    out = next;
  }
  return cancel(out, algebra);
};

interface Denominator {
  readonly f: Factor;
  readonly power: number;
}
const denominators = (p: Poly): readonly Denominator[] => {
  const found: Denominator[] = [];
  for (const m of p)
    for (const f of m.factors) {
      if (f.atom.kind !== 'bracket' || f.power >= 0 || !isWhole(f)) continue;
      const i = found.findIndex((d) => sameFactor(d.f, f));
      const known = found[i];
      if (known === undefined) found.push({ f, power: -f.power });
      else found[i] = { f: known.f, power: Math.max(known.power, -f.power) };
    }
  return found;
};

/** Every term times all denominators, multiplied out. */
const cleared = (p: Poly, dens: readonly Denominator[], algebra: Algebra): Poly => {
  let out = p;
  for (const { f, power: k } of dens) {
    const open = opened(f, algebra);
    out = poly(
      out.flatMap((m) => {
        const own = m.factors.find((g) => sameFactor(g, f));
        const rest = mono(m.c, m.factors.filter((g) => g !== own));
        return multiply([rest], power(open, k + (own?.power ?? 0), algebra));
      }),
    );
    if (out.length > mostTerms) return out;
  }
  return out;
};

/** Over one denominator; kept when something divides exactly or terms drop away. */
export const cancel = (p: Poly, algebra: Algebra): Poly => {
  const dens = denominators(p);
  if (dens.length === 0) return p;
  let top = cleared(p, dens, algebra);
  if (top.length > mostTerms) return p;
  let gain = top.length < p.length;
  const left: Factor[] = [];
  for (const { f, power: k } of dens) {
    let remaining = k;
    while (remaining > 0 && top.length > 0) {
      const quotient = divide(top, opened(f, algebra));
      if (quotient === undefined) break;
      top = quotient;
      remaining--;
      gain = true;
    }
    if (remaining > 0) left.push({ ...f, power: -remaining });
  }
  if (top.length === 0) return top;
  return gain ? multiply(top, [mono(one, left)]) : p;
};

/** One fraction: every term over the product of all that is divided by anywhere. */
export const together = (p: Poly, algebra: Algebra): Poly => {
  if (p.length < 2) return p;
  const below = new Map<string, Factor>();
  for (const m of p)
    for (const f of m.factors) {
      if (f.power >= 0) continue;
      const key = factorKey({ ...f, power: 1 });
      const known = below.get(key);
      if (known === undefined || f.power < known.power) below.set(key, f);
    }
  if (below.size === 0) return p;
  const dens = [...below.values()];
  const top = poly(
    p.flatMap((m) =>
      dens.reduce<Poly>((product, d) => {
        const own = m.factors.find((f) => sameFactor(f, d))?.power ?? 0;
        const missing = Math.min(own, 0) - d.power;
        const root = missing - Math.floor(missing);
        return multiply(multiply(product, power(opened(d, algebra), Math.floor(missing), algebra)), root === 0 ? [mono(one, [])] : [mono(one, [{ ...d, power: root }])]);
      }, [mono(m.c, m.factors.filter((f) => !dens.some((d) => sameFactor(f, d)) || f.power > 0))]),
    ),
  );
  if (top.length > mostTerms) return p;
  return multiply(bracket(factor(top, algebra), 1, algebra), [mono(one, dens)]);
};

/** Exact division of polynomials in the factors, lexicographic; undefined when it does not go. */
const divide = (n: Poly, d: Poly): Poly | undefined => {
  const names = [...new Set([...n, ...d].flatMap((m) => m.factors.map((f) => factorKey({ ...f, power: 1 }))))].sort();
  const exponents = (m: Mono): readonly number[] => {
    const of = new Map(m.factors.map((f) => [factorKey({ ...f, power: 1 }), f.power]));
    return names.map((k) => of.get(k) ?? 0);
  };
  const compare = (a: readonly number[], b: readonly number[]): number => {
    const i = a.findIndex((x, k) => x !== b[k]);
    return i < 0 ? 0 : (a[i] ?? 0) - (b[i] ?? 0);
  };
  const leading = (p: Poly): Mono => p.reduce((a, b) => (compare(exponents(a), exponents(b)) >= 0 ? a : b));
  const least = names.map((_, i) => Math.min(0, ...n.map((m) => exponents(m)[i] ?? 0)));
  const lead = leading(d);
  const leadExponents = exponents(lead);
  const quotient: Mono[] = [];
  let rest = n;
  for (let guard = 0; guard < 300; guard++) {
    if (rest.length === 0) return poly(quotient);
    const top = leading(rest);
    if (exponents(top).some((e, i) => e - (leadExponents[i] ?? 0) < (least[i] ?? 0))) return undefined;
    const term = mono(times(top.c, inverse(lead.c)), [...top.factors, ...lead.factors.map((f) => ({ ...f, power: -f.power }))]);
    quotient.push(term);
    rest = add(rest, negative(multiply([term], d)));
  }
  return undefined;
};

/** Common factors out, and what is left multiplied out: 2 (x + 1)^2 (10 x^2 - 3 x + 4). */
export const factorOut = (p: Poly, algebra: Algebra): Poly => {
  const out = content(p);
  return out.factors.length === 0 || p.length < 2 ? p : multiply([out], bracket(expand(divideByMono(p, out), algebra), 1, algebra));
};

/** Common factors out, sums that differ in one factor joined, then the factor that most terms share. */
export const factor = (p: Poly, algebra: Algebra): Poly => {
  const joined = join(p, algebra);
  if (joined.length < 2) return joined;
  const out = content(joined);
  if (out.factors.length > 0) return multiply([out], bracket(factor(divideByMono(joined, out), algebra), 1, algebra));
  // Of single numbers only what all terms share is taken out: x^2 + 4 x + 2 is not written 2 + x (4 + x).
  if (joined.length > 12 || joined.every((m) => m.factors.every((f) => f.slots.length === 0))) return joined;
  const counts = new Map<string, { readonly f: Factor; readonly terms: Mono[] }>();
  for (const m of joined)
    for (const f of m.factors) {
      const unit = { ...f, power: Math.sign(f.power) * Math.min(1, Math.abs(f.power)) };
      const key = factorKey(unit);
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { f: unit, terms: [m] });
      else known.terms.push(m);
    }
  const shared = [...counts.entries()]
    .filter(([, g]) => g.terms.length >= 2 && g.terms.length < joined.length)
    .sort(([ka, a], [kb, b]) => b.terms.length - a.terms.length || b.f.slots.length - a.f.slots.length || (ka < kb ? -1 : 1));
  const group = shared[0]?.[1];
  if (group === undefined) return joined;
  return add(factor(poly(group.terms), algebra), poly(joined.filter((m) => !group.terms.includes(m))));
};

/** sum A u + sum A v = sum A (u + v): two sums over the same slots that share some factors. */
const joinPair = (a: Mono, b: Mono, algebra: Algebra): Poly | undefined => {
  const onlyA = a.factors.filter((f) => !b.factors.some((g) => factorKey(g) === factorKey(f)));
  const onlyB = b.factors.filter((f) => !a.factors.some((g) => factorKey(g) === factorKey(f)));
  const [x, y] = [onlyA[0], onlyB[0]];
  if (onlyA.length !== 1 || onlyB.length !== 1 || x === undefined || y === undefined) return undefined;
  if (x.atom.kind !== 'sum' || y.atom.kind !== 'sum' || x.power !== 1 || y.power !== 1) return undefined;
  const indices = x.atom.indices;
  if (indices.map(([i]) => i).join() !== y.atom.indices.map(([i]) => i).join()) return undefined;
  const left = openSum(x, algebra);
  const right = openSum(y, algebra);
  // One bound slot is shared by the common factors; without any, the sums are over indices alone.
  const slotsA = left.bound.length === 0 ? [undefined] : left.bound;
  const slotsB = right.bound.length === 0 ? [undefined] : right.bound;
  for (const sa of slotsA)
    for (const sb of slotsB) {
      if (sa?.[1] !== sb?.[1]) continue;
      const renaming = new Map(sa === undefined || sb === undefined ? [] : [[sb[0], sa[0]] as const]);
      const rightInner = right.inner.map((f) => renameFactor(f, renaming));
      const common = left.inner.filter((f) => rightInner.some((g) => factorKey(g) === factorKey(f)));
      const others = new Set([...left.bound, ...right.bound].map(([s]) => s).filter((s) => s !== sa?.[0] && s !== sb?.[0]));
      if (common.length === 0 || common.some((f) => f.slots.some((s) => others.has(s)))) continue;
      const close = (inner: readonly Factor[], bound: typeof left.bound, own: number | undefined): Poly =>
        closeSum([mono(one, inner.filter((f) => !common.some((g) => factorKey(g) === factorKey(f))))], bound.filter(([s]) => s !== own), [], algebra);
      const bracketed = asFactor(
        add(scale(close(left.inner, left.bound, sa?.[0]), a.c), scale(close(rightInner, right.bound, sb?.[0]), b.c)),
        algebra,
      );
      const body = multiply([mono(one, common)], bracketed);
      const summed = closeSum(body, sa === undefined ? [] : [sa], indices, algebra);
      return multiply([mono(one, a.factors.filter((f) => f !== x))], summed);
    }
  return undefined;
};

const join = (p: Poly, algebra: Algebra): Poly => {
  for (let i = 0; i < p.length; i++)
    for (let k = i + 1; k < p.length; k++) {
      const [a, b] = [p[i], p[k]];
      const made = a === undefined || b === undefined ? undefined : joinPair(a, b, algebra);
      if (made !== undefined) return join(add(made, p.filter((m) => m !== a && m !== b)), algebra);
    }
  return p;
};

