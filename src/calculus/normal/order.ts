/** Book order: how factors, terms and signs stand on the page. One table, frozen by tests. */
import type { Program } from '../../core/program.ts';
import { type Expr, nodesOf } from '../../core/expr.ts';
import { createEnter } from './enter.ts';
import { type Atom, atomMentions, commonSize, content, createAlgebra, divideByMono, type Factor, isIndicator, mentions, type Mono, negative, type Poly, polyKey, scale } from './poly.ts';
import { inverse, minus, type Rational } from './rational.ts';

export interface BookOrder {
  readonly factors: (a: Factor, b: Factor) => number;
  readonly sorted: (p: Poly) => Poly;
  /** Brackets turned to the sign a book prefers. */
  readonly signed: (p: Poly) => Poly;
}

const isTarget = (program: Program, a: Atom): boolean => a.kind === 'name' && program.bindings.get(a.name)?.role === 'target';

/** A sum without what all its terms share, so that the same sum is the same text wherever it stands. */
const sumKey = (p: Poly): string => {
  const rest = divideByMono(p, content(p));
  return polyKey(scale(rest, inverse(commonSize(rest))));
};

/** What a sum adds up, from left to right. */
const summands = (e: Expr): readonly Expr[] => (e.kind === 'apply' && (e.op === 'add' || e.op === 'subtract' || e.op === 'negate') ? e.args.flatMap(summands) : [e]);

/** The sums of single numbers that the formula itself writes, each with its terms in order: 1 + x^2 and x - 1 stay so. */
const writtenSums = (program: Program): ReadonlyMap<string, readonly string[]> => {
  const root = program.bindings.get(program.objective)?.expr;
  if (root === undefined) return new Map();
  const sums = nodesOf(root).filter((n) => n.kind === 'apply' && (n.op === 'add' || n.op === 'subtract') && n.shape.dims.length === 0);
  if (sums.length > mostSums) return new Map();
  const enter = createEnter(program, createAlgebra());
  return new Map(sums.map((n) => [sumKey(enter(n)), [...new Set(summands(n).flatMap((t) => enter(t).map((m) => m.key)))]]));
};
const mostSums = 40;

/** A sum the formula writes keeps its sign, whatever a book prefers. */
export const asWritten = 2;

/** The sign a book gives a bracket: positive keeps it, negative turns it, zero has no preference. */
export const signPreference = (program: Program): ((p: Poly) => number) => {
  let written: ReadonlyMap<string, readonly string[]> | undefined;
  const holdsTarget = (m: Mono): boolean => m.factors.some((f) => isTarget(program, f.atom));
  return (p) => {
    if (p.every((m) => m.factors.every((f) => f.slots.length === 0))) {
      written ??= writtenSums(program);
      if (written.has(sumKey(p))) return asWritten;
      if (written.has(sumKey(negative(p)))) return -asWritten;
    }
    const below = p.filter((m) => m.c[0] < 0).length;
    const plain = p.find((m) => m.factors.length === 0);
    // n - 1, of a size.
    const size = p.find((m) => m.factors.length > 0);
    if (plain !== undefined && p.length === 2 && size?.factors.every((f) => f.atom.kind === 'letter') === true) return size.c[0] < 0 ? -1 : below > 0 ? 1 : 0;
    if (plain !== undefined) return plain.c[0] < 0 ? -1 : below > 0 ? 1 : 0;
    if (below === p.length) return -1;
    const withTarget = p.filter(holdsTarget);
    if (withTarget.length > 0 && withTarget.length < p.length && below > 0) return withTarget.some((m) => m.c[0] > 0) ? -1 : 1;
    return below * 2 > p.length ? -1 : 0;
  };
};

export const bookOrder = (program: Program, isAdjoint: (name: string) => boolean): BookOrder => {
  const position = new Map([...program.bindings.keys()].map((name, i) => [name, i]));
  const adjoint = (a: Atom): boolean => atomMentions(a, (x) => x.kind === 'name' && isAdjoint(x.name));
  const target = (a: Atom): boolean => isTarget(program, a);
  const preference = signPreference(program);

  /**
   * Scalar sums; products holding an adjoint (`W' * d`); adjoints; brackets holding a target (`o - y`); other sums;
   * names in program order; indicators; brackets (`1 - o`); functions nobody named.
   */
  const place = (f: Factor): number => {
    const a = f.atom;
    if (a.kind === 'sum' && a.rank === 0) return 0;
    if (a.kind === 'sum' && adjoint(a)) return 1;
    // Adjoints among themselves from the objective down, as they were derived.
    if (a.kind === 'name' && adjoint(a)) return 2 + (position.get(a.name) ?? 0) / 1e6;
    if (a.kind !== 'bracket' && adjoint(a)) return 2;
    // 2 pi x: numbers that have names or roots stand before letters.
    if (a.rank === 0 && (a.kind === 'fn' || a.kind === 'bracket') && !atomMentions(a, (x) => x.kind === 'name' || x.kind === 'letter' || x.kind === 'sum' || x.kind === 'opaque')) return 6;
    if (a.kind === 'bracket') return adjoint(a) ? 2 : mentions(a.poly, target) ? 3 : a.rank > 0 || mentions(a.poly, (x) => x.kind === 'fn' || x.kind === 'opaque') ? 5000 : 4400;
    if (a.kind === 'sum') return 4;
    if (a.kind === 'letter') return 5;
    if (a.kind === 'name') return 10 + (position.get(a.name) ?? 0);
    // A named function stands before brackets, sigmoid(x) * (1 - sigmoid(x)); entry by entry a plain one stands after. Of
    // single numbers the polynomial comes first, then functions, then sums of these: x * exp(x) * (sin(x) + cos(x)).
    if (isIndicator(a)) return 4000;
    return a.kind === 'opaque' ? 4500 : a.rank === 0 ? 4600 : 6000;
  };
  /** Functions among themselves stand as in the table of operators: the sine before the cosine. */
  const row = new Map([...program.ops.keys()].map((op, i) => [op, i]));
  const table = (a: Atom): number => (a.kind === 'fn' ? (row.get(a.op) ?? 0) : 0);
  const factors = (a: Factor, b: Factor): number => place(a) - place(b) || table(a.atom) - table(b.atom) || (a.atom.key < b.atom.key ? -1 : a.atom.key > b.atom.key ? 1 : 0);

  /** A term stands where its first adjoint does, also when a sum holds it. */
  const leading = (f: Factor): number => (f.atom.kind === 'sum' && adjoint(f.atom) ? Math.min(...f.atom.inner.map(place)) : place(f));

  /** Positive terms first; then plain numbers (`1 - h`), then terms with an adjoint, then by size. */
  const weight = (m: Mono): number =>
    (m.c[0] < 0 ? 1e6 : 0) +
    (m.factors.length === 0 ? -2e5 : 0) +
    (m.factors.some((f) => adjoint(f.atom)) ? -1e5 : 0) +
    m.factors.length * 10;
  const terms = (a: Mono, b: Mono): number => {
    const byWeight = weight(a) - weight(b);
    if (byWeight !== 0) return byWeight;
    const first = (m: Mono): number => Math.min(1e9, ...m.factors.map(leading));
    const listed = (m: Mono): number => Math.min(1e9, ...m.factors.map((f) => table(f.atom)));
    return first(a) - first(b) || listed(a) - listed(b) || (a.key < b.key ? -1 : 1);
  };

  const odd = (f: Factor): boolean => f.atom.kind === 'bracket' && Number.isInteger(f.power) && f.power % 2 !== 0;
  const turned = (f: Factor): Factor => {
    if (f.atom.kind !== 'bracket') return f;
    const poly = scale(f.atom.poly, minus([1, 1]));
    return { ...f, atom: { ...f.atom, poly, key: `(${polyKey(poly)})` } };
  };
  const turnOne = (m: Mono, f: Factor): Mono => {
    const c: Rational = minus(m.c);
    return { ...m, c, factors: m.factors.map((g) => (g === f ? turned(g) : g)) };
  };
  /** A bracket that can take a minus in without losing its looks. */
  const absorbing = (f: Factor): boolean =>
    odd(f) && f.power > 0 && f.atom.kind === 'bracket' && (f.atom.rank === 0 ? Math.abs(preference(f.atom.poly)) < asWritten : preference(f.atom.poly) === 0) && f.atom.poly.some((x) => x.c[0] < 0);
  /** One of two equal brackets keeps its sign: (x - m) * (x - m)'. */
  const alone = (f: Factor, among: readonly Factor[]): boolean => absorbing(f) && !among.some((g) => g !== f && g.atom === f.atom);
  const turnInside = (m: Mono, f: Factor): Mono => {
    if (f.atom.kind !== 'sum') return m;
    const { inner: factors } = f.atom;
    const target = factors.find((g) => alone(g, factors));
    const inner = factors.map((g) => (g === target ? turned(g) : g));
    const c: Rational = minus(m.c);
    return { ...m, c, factors: m.factors.map((g) => (g === f && g.atom.kind === 'sum' ? { ...g, atom: { ...g.atom, inner, key: `-${g.atom.key}` } } : g)) };
  };
  const signed = (p: Poly): Poly =>
    p.map((m) => {
      let out = m;
      for (const f of m.factors) if (odd(f) && f.atom.kind === 'bracket' && preference(f.atom.poly) < 0) out = turnOne(out, f);
      if (out.c[0] >= 0) return out;
      const absorbs = out.factors.find(absorbing);
      if (absorbs !== undefined) return turnOne(out, absorbs);
      const around = out.factors.find((f) => {
        if (f.power !== 1 || f.atom.kind !== 'sum') return false;
        const { inner } = f.atom;
        return inner.some((g) => alone(g, inner));
      });
      return around === undefined ? out : turnInside(out, around);
    });

  /** As the formula writes it; else a polynomial in single numbers runs from high powers to low, if its leading term is positive; ln x + 1 does too. */
  let written: ReadonlyMap<string, readonly string[]> | undefined;
  const sorted = (p: Poly): Poly => {
    if (p.length > 1 && p.every((m) => m.factors.every((f) => f.slots.length === 0))) {
      written ??= writtenSums(program);
      const order = written.get(sumKey(p)) ?? written.get(sumKey(negative(p)));
      if (order !== undefined && p.every((m) => order.includes(m.key))) return [...p].sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
    }
    const grows = (f: Factor): boolean => f.slots.length === 0 && f.power > 0 && (f.atom.kind === 'name' || f.atom.kind === 'letter' || (f.atom.kind === 'fn' && f.atom.op === 'log'));
    const plain = (m: Mono): boolean => m.factors.every((f) => grows(f) && !adjoint(f.atom));
    const degree = (m: Mono): number => m.factors.reduce((sum, f) => sum + (f.atom.kind === 'fn' ? 0.5 : 1) * f.power, 0);
    if (!p.every(plain)) return [...p].sort(terms);
    const falling = [...p].sort((a, b) => degree(b) - degree(a) || terms(a, b));
    return (falling[0]?.c[0] ?? 0) > 0 ? falling : [...p].sort(terms);
  };
  return { factors, sorted, signed };
};

