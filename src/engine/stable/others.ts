/**
 * A sum without one of its terms. `1 - exp(z) ./ sum(exp(z))` is what the others of the sum are of it, so nothing needs to
 * cancel: where a difference holds a sum and something in proportion to one of its terms, that term is taken out of the sum.
 * The same makes `g - sum(g .* p)` into `g .* (1 - p)` less the other terms, which is how the gradient of a softmax begins.
 */
import { freeIndices } from '../../calculus/indices.ts';
import type { Apply, Attrs, Expr } from '../../core/expr.ts';
import { sameShape } from '../../core/shape.ts';
import { combined, type Combination, scaledBy } from './combination.ts';
import type { Look } from './match.ts';
import type { Range } from './range.ts';
import { moves } from './moves.ts';
import { remembered } from './remembered.ts';
import { axesOf, type Builder, uniform } from './terms.ts';

/** A number times a product of powers. */
interface Product {
  readonly by: number;
  readonly of: Combination;
}
/** A term of a sum and what is left without it. */
interface Taken {
  readonly term: Product;
  readonly rest: Product;
  /** Of a sum that is written out, whose terms have to cancel as they stand. */
  readonly written: boolean;
  /** Of a sum over an index, which what cancels has to depend on: elsewhere a member stands for nothing. */
  readonly index?: string;
}
/** The terms of a sum that stands beside each of them. */
interface Whole {
  readonly terms: Expr;
  /** Of the sum. */
  readonly attrs: Attrs;
}

export interface Others {
  /** A sum, difference or product in another form, if a term of a sum cancels in it. */
  readonly rewritten: (e: Apply) => Expr | undefined;
  /** Says how a rewritten node came to be computed. */
  readonly computed: (e: Expr, value: Expr) => void;
  /** Is it a product of values such as `logistic(x)` and `exp(x)`, whose logarithms keep their digits where they are near 1? */
  readonly isChance: (e: Expr) => boolean;
  /** If `e` is what the others of a sum are of it: what the one term is of it. */
  readonly complement: (e: Expr) => Expr | undefined;
}

const mostFactors = 8;
const anyLetter = { has: () => true };
const nothing: Combination = new Map();
/** Of a sum written out. */
const mostTerms = 8;
export const isChain = (e: Expr): boolean => e.kind === 'apply' && (e.op === 'add' || e.op === 'subtract');
const shared = (a: Combination, b: Combination): Combination =>
  new Map([...a].flatMap(([e, k]) => {
    const other = b.get(e) ?? 0;
    return other !== 0 && k > 0 === other > 0 ? [[e, Math.sign(k) * Math.min(Math.abs(k), Math.abs(other))] as const] : [];
  }));

export const createOthers = (builder: Builder, look: Look, range: (e: Expr) => Range): Others => {
  const { apply, number } = builder;
  const wholeOf = (e: Expr): Whole | undefined => {
    if (e.kind !== 'apply' || e.args[0] === undefined) return undefined;
    // A member stands for itself beside a sum over its index.
    if (e.op === 'total') return { terms: e.args[0], attrs: e.attrs };
    if (e.op !== 'expand') return undefined;
    const sum = look(e.args[0]);
    const [terms] = sum.args;
    if (sum.kind !== 'apply' || sum.op !== 'sum' || terms === undefined || !sameShape(terms.shape, e.shape)) return undefined;
    const left = terms.shape.dims.map((_, i) => i).filter((i) => sum.attrs.keep === true || !axesOf(sum).includes(i));
    return axesOf(e).join() === left.join() ? { terms, attrs: sum.attrs } : undefined;
  };
  const othersOf = ({ terms, attrs }: Whole): Expr => terms.pool.apply('others', [terms], attrs, terms.shape);

  const isOthersOf = (e: Expr, { terms, attrs }: Whole): boolean =>
    e.kind === 'apply' && e.op === 'others' && look(e.args[0] ?? e) === look(terms) && (['axes', 'index'] as const).every((by) => String(e.attrs[by]) === String(attrs[by]));

  /** A formula with names looked through stands for itself as it was first met, unless that was a member by an index it does not depend on. */
  const met = new Map<Expr, Expr>();
  const itself = (e: Expr): Product => {
    const seen = look(e);
    const bound = e.kind === 'name' && [...freeIndices(e, anyLetter)].some((index) => !freeIndices(seen, anyLetter).has(index));
    if (!met.has(seen)) met.set(seen, bound ? seen : e);
    return { by: 1, of: new Map([[seen, 1]]) };
  };
  /** A small whole number. */
  const powerOf = ({ args: [base, exponent] }: Apply): number | undefined => {
    const k = exponent === undefined ? undefined : uniform(exponent);
    return k !== undefined && Number.isInteger(k) && (k > 0 || (base !== undefined && range(base).nonzero)) && Math.abs(k) <= 3 ? k : undefined;
  };
  const parts = (seen: Expr): readonly Expr[] => {
    if (seen.kind !== 'apply') return [];
    const [, b] = seen.args;
    switch (seen.op) {
      case 'times':
      case 'negate':
        return seen.args;
      case 'divide':
        return b !== undefined && range(b).nonzero ? seen.args : [];
      case 'expand':
        return wholeOf(seen) === undefined ? seen.args : [];
      case 'power':
        return powerOf(seen) === undefined ? [] : seen.args.slice(0, 1);
      default:
        return [];
    }
  };
  const multiplied = (a: Product, b: Product, k: 1 | -1): Product => ({ by: k === 1 ? a.by * b.by : a.by / b.by, of: combined(a.of, b.of, k) });
  const product = remembered((e) => parts(look(e)), (e, of: (e: Expr) => Product): Product => {
    const v = uniform(e);
    if (v !== undefined) return { by: v, of: nothing };
    const seen = look(e);
    const [a, b] = parts(seen);
    if (seen.kind !== 'apply' || a === undefined) return itself(e);
    const first = of(a);
    const made =
      seen.op === 'power' ? { by: first.by ** (powerOf(seen) ?? 1), of: scaledBy(first.of, powerOf(seen) ?? 1) }
      : seen.op === 'negate' ? { by: -first.by, of: first.of }
      : seen.op === 'expand' ? { by: first.by, of: new Map([...first.of].map(([x, k]) => [copied(x, seen), k])) }
      : b === undefined ? first
      : multiplied(first, of(b), seen.op === 'times' ? 1 : -1);
    return made.of.size > mostFactors ? itself(e) : made;
  });
  const negated = ({ by, of }: Product): Product => ({ by: -by, of });
  const copied = (x: Expr, by: Apply): Expr => {
    const copy = by.pool.apply(by.op, [met.get(x) ?? x], by.attrs, by.shape);
    const [key = copy] = itself(copy).of.keys();
    return key;
  };
  /** Is it, or is it divided by, a sum? */
  const holdsWhole = remembered((e) => parts(look(e)), (e, of: (e: Expr) => boolean): boolean => {
    const seen = look(e);
    const [, below] = seen.args;
    return wholeOf(seen) !== undefined || (seen.kind === 'apply' && seen.op === 'divide' && below !== undefined && isChain(look(below))) || parts(seen).some(of);
  });
  /** The terms of a sum that is written out, if they are few. */
  const termsOfChain = (sum: Expr): readonly Product[] => {
    const terms: Product[] = [];
    const waiting: (readonly [term: Expr, sign: 1 | -1])[] = [[sum, 1]];
    for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
      if (terms.length + waiting.length > mostTerms) return [];
      const [e, sign] = top;
      const seen = look(e);
      const [a, b] = seen.args;
      if (isChain(seen) && seen.kind === 'apply' && a !== undefined && b !== undefined) waiting.push([b, seen.op === 'subtract' ? (sign === 1 ? -1 : 1) : sign], [a, sign]);
      else terms.push(sign === 1 ? product(e) : negated(product(e)));
    }
    return terms;
  };
  /** The ways to take a term out of a sum. */
  const takenFrom = (sum: Expr): readonly Taken[] => {
    const whole = wholeOf(sum);
    if (whole !== undefined) {
      const term = product(whole.terms);
      const others = itself(othersOf({ ...whole, terms: formula({ by: 1, of: term.of }, whole.terms) }));
      const taken = { term, rest: { by: term.by, of: others.of }, written: false };
      return [typeof whole.attrs.index === 'string' ? { ...taken, index: whole.attrs.index } : taken];
    }
    const terms = isChain(sum) ? termsOfChain(sum) : [];
    return terms.map((term, i) => ({ term, rest: product(added(terms.filter((_, k) => k !== i), sum)), written: true }));
  };

  /** What the others of a sum are of it, as one factor each time. */
  const paired = (of: Combination): Combination => {
    for (const [sum, k] of of) {
      const whole = k < 0 ? wholeOf(sum) : undefined;
      const rest = whole === undefined ? undefined : [...of.keys()].find((e) => (of.get(e) ?? 0) > 0 && isOthersOf(e, whole));
      if (rest === undefined) continue;
      const share = apply('divide', [met.get(rest) ?? rest, met.get(sum) ?? sum]);
      return paired(combined(combined(of, new Map([[rest, -1], [sum, 1]]), 1), new Map([[share, 1]]), 1));
    }
    return of;
  };
  const formula = ({ by, of }: Product, like: Expr): Expr => {
    const factors = [...paired(of)];
    const powers = (sign: 1 | -1): Expr | undefined =>
      factors.filter(([, k]) => k * sign > 0).reduce<Expr | undefined>((made, [e, k]) => {
        const shown = met.get(e) ?? e;
        const factor = k * sign === 1 ? shown : apply('power', [shown, number(k * sign, e.shape)]);
        return made === undefined ? factor : apply('times', [made, factor]);
      }, undefined);
    const [above, below] = [powers(1), powers(-1)];
    const size = Math.abs(by);
    const numerator = above === undefined ? number(size, like.shape) : size === 1 ? above : apply('times', [number(size, like.shape), above]);
    const made = below === undefined ? numerator : apply('divide', [numerator, below]);
    return by < 0 ? apply('negate', [made]) : made;
  };
  const added = (terms: readonly Product[], like: Expr): Expr => terms.map((p) => formula(p, like)).reduce((sum, p) => apply('add', [sum, p]));

  /** a + b as a sum of products, if a term of a sum cancels in it. */
  const without = (a: Product, b: Product): readonly Product[] | undefined => {
    for (const sum of new Set([...a.of.keys(), ...b.of.keys()])) {
      const [k, l] = [a.of.get(sum) ?? 0, b.of.get(sum) ?? 0];
      if (Math.abs(k - l) !== 1) continue;
      // Powers of the sum that both have stay outside, so that it stands in one of them.
      const [one, other] = k > l ? [a, b] : [b, a];
      const power = (n: number): Product => ({ by: 1, of: new Map([[sum, n]]) });
      for (const way of takenFrom(sum)) {
        const { index } = way;
        if (index !== undefined && ![...other.of.keys()].some((e) => freeIndices(e, anyLetter).has(index))) continue;
        const found = putTo(multiplied(one, power(Math.max(k, l)), -1), way, multiplied(other, power(Math.min(k, l)), -1));
        if (found !== undefined) return found.map((p) => multiplied(p, power(Math.min(k, l)), 1));
      }
    }
    return undefined;
  };
  /** `times .* sum + other`, one term of the sum being put to the other. */
  const putTo = (times: Product, way: Taken, other: Product): readonly Product[] | undefined => {
    const [rest, term] = [multiplied(times, way.rest, 1), multiplied(times, way.term, 1)];
    const common = shared(term.of, other.of);
    const [x = term, y = other] = [term, other].map(({ by, of }): Product => ({ by, of: combined(of, common, -1) }));
    if (x.of.size + y.of.size === 0) return x.by + y.by === 0 ? [rest] : undefined;
    if (way.written || !(x.by * y.by < 0) || ![...way.term.of.keys()].some((e) => common.has(e))) return undefined;
    const left = without(x, y);
    return left === undefined ? undefined : [...left.map((p) => multiplied({ by: 1, of: common }, p, 1)), rest];
  };
  /** 1 less a share of a sum, as a product. */
  const restOf = (share: Product): Product | undefined => {
    const [rest, more] = without({ by: 1, of: nothing }, negated(share)) ?? [];
    return more === undefined ? rest : undefined;
  };
  /** By a difference, as it stood and as it is computed: the terms it was split into. */
  const split = new Map<Expr, readonly Product[]>();
  /** Of a number less an entry, the entry of a number less an array. */
  const movedOut = (e: Apply): Expr | undefined => {
    const [left, right] = e.args.map(uniform);
    const of = look((left === undefined ? e.args[0] : e.args[1]) ?? e);
    const [inner] = of.args;
    if ((left === undefined) === (right === undefined) || of.kind !== 'apply' || !moves.has(of.op) || inner === undefined) return undefined;
    const operands = left === undefined ? [inner, number(right ?? 0, inner.shape)] : [number(left, inner.shape), inner];
    const moved = difference(e.pool.apply(e.op, operands, e.attrs, inner.shape));
    return moved === undefined ? undefined : e.pool.apply(of.op, [moved, ...of.args.slice(1)], of.attrs, of.shape);
  };

  const complement: Others['complement'] = (e) => {
    const seen = look(e);
    const [a, b] = seen.args;
    if (seen.kind !== 'apply' || seen.op !== 'divide' || a === undefined || b === undefined) return undefined;
    const whole = wholeOf(look(b));
    return whole !== undefined && isOthersOf(look(a), whole) ? apply('divide', [whole.terms, b]) : undefined;
  };
  function difference(e: Apply): Expr | undefined {
    const [a, b] = e.args;
    if (a === undefined || b === undefined || !(holdsWhole(a) || holdsWhole(b))) return movedOut(e);
    const [left, right] = [product(a), product(b)];
    const found = without(left, e.op === 'subtract' ? negated(right) : right);
    if (found !== undefined) {
      split.set(e, found);
      return added(found, e);
    }
    if (e.op !== 'subtract') return undefined;
    const [over, under] = [restOf(left), restOf(right)];
    if (over !== undefined && uniform(b) === undefined) return apply('excess', [a, formula(over, e), b]);
    return under !== undefined && uniform(a) === undefined ? apply('negate', [apply('excess', [b, formula(under, e), a])]) : undefined;
  }
  /** The terms that a difference was split into, or its negative. */
  const termsOf = (e: Expr): readonly Product[] | undefined => {
    const [inner] = e.args;
    return split.get(e) ?? (e.kind === 'apply' && e.op === 'negate' && inner !== undefined ? split.get(inner)?.map(negated) : undefined);
  };
  /** Multiplied term by term, if something cancels. */
  const multipliedOut = (e: Apply): Expr | undefined => {
    for (const [by, sum] of [e.args, [...e.args].reverse()]) {
      const terms = sum === undefined ? undefined : termsOf(sum);
      if (by === undefined || terms === undefined || terms.length < 2) continue;
      const factor = product(by);
      const cancels = terms.some(({ of }) => [...factor.of].some(([x, k]) => k * (of.get(x) ?? 0) < 0));
      if (cancels) return added(terms.map((p) => multiplied(p, factor, 1)), e);
    }
    return undefined;
  };
  const computed: Others['computed'] = (e, value) => {
    const terms = split.get(e);
    if (terms !== undefined) split.set(value, terms);
  };
  const isChance = (e: Expr): boolean => {
    const seen = look(e);
    const [base, exponent] = seen.args;
    if (seen.kind === 'apply' && seen.op === 'power' && base !== undefined && exponent !== undefined && (uniform(exponent) ?? 0) > 0) return isChance(base);
    const { by, of } = product(e);
    return by === 1 && of.size > 0 && [...of].every(([x, k]) => k > 0 && x.kind === 'apply' && (x.op === 'logistic' || x.op === 'exp'));
  };
  return { computed, complement, isChance, rewritten: (e) => (e.op === 'times' ? multipliedOut(e) : e.op === 'add' || e.op === 'subtract' ? difference(e) : undefined) };
};
