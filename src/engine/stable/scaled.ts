/**
 * Values apart from their size: a value that may leave the range of doubles, as `rest .* exp(shift)` with a rest that stays in
 * it. Products add shifts, sums take out the larger one, and what cancels in a shift is never computed: so
 * `exp(z) ./ sum(exp(z))` becomes `exp(z - max(z)) ./ sum(exp(z - max(z)))`, and `p .* (y ./ p)` just `y`, by arithmetic alone.
 */
import type { Apply, Expr } from '../../core/expr.ts';
import { readSpec } from '../../ops/products.ts';
import { bug } from '../../core/problem.ts';
import { sameShape } from '../../core/shape.ts';
import type { Look } from './match.ts';
import { inRange, type Range } from './range.ts';
import { moves, places } from './moves.ts';
import { remembered } from './remembered.ts';
import { combined, type Combination, scaledBy } from './combination.ts';
import { type Forms, formsOf, nothing, single } from './forms.ts';
import { above, ofLeft, ofRight, sizes, slopes } from './sizes.ts';
import { largestMember, sumOfOthers, sumOfOthersApart } from './sums.ts';
import { axesOf, type Builder, uniform } from './terms.ts';

export interface Scaled {
  /** A sum of formulas with coefficients. */
  readonly shift: Combination;
  /** A product of formulas with exponents, whole numbers. */
  readonly rest: Combination;
}

/** A value computed from its parts costs less than a shift of ever more terms. */
const mostTerms = 12;

export interface Scaling extends Pick<Forms, 'asShift' | 'shiftOf'> {
  readonly scaled: (e: Expr) => Scaled;
  /** Of every term of a sum the others, beside the largest term of all: what is far below that is rounded to zero. */
  readonly others: (e: Expr) => Scaled;
  /** The product as one formula. */
  readonly restOf: (s: Scaled, like: Expr) => Expr;
  /** The value as it is computed in the place of `like`, and what is then known of its size. */
  readonly value: (s: Scaled, like: Expr) => { readonly value: Expr; readonly range: Range };
  /** Its entries moved as `by` moves them, term by term. */
  readonly moved: (s: Combination, by: Expr) => Combination;
  /** The largest along the axes that a sum or mean reduces, of `x`, which is at least what `shift` is: as the sum keeps them, and copied back. */
  readonly largest: (x: Expr, shift: Combination | undefined, reduction: Expr) => { readonly reduced: Expr; readonly copied: Expr };
}

/** `improved` is an operation in the form in which it does not cancel. */
export const createScaling = (builder: Builder, look: Look, range: (e: Expr) => Range, improved: (e: Expr) => Expr): Scaling => {
  const { apply, text, number } = builder;
  const { asShift, shiftOf, asRest, quotient, exp } = formsOf(builder, range);
  /** Copies of the largest of a shift along some axes: at least the shift itself. */
  const peaks = new Map<Expr, Combination>();
  const reducedPeaks = new Map<Expr, { readonly shift: Combination; readonly left: string; readonly whole: Expr }>();

  /** -1 or 1 where a shift is never on the other side of 0; 0 where it is 0; undefined where nobody knows. */
  const sideOf = (s: Combination): -1 | 0 | 1 | undefined => {
    if (s.size === 0) return 0;
    let left = s;
    const sides = new Set<number>();
    for (const [e, c] of s) {
      const peak = peaks.get(e);
      if (peak === undefined || ![...peak.keys()].every((t) => left.has(t))) continue;
      // c peak(u) is c (peak(u) - u), whose side is that of c, and c u.
      left = combined(combined(left, single(e, c), -1), peak, c);
      sides.add(Math.sign(c));
    }
    for (const [e, c] of left) {
      const { nonneg, nonpos } = range(e);
      sides.add(nonneg === nonpos ? 0 : (nonneg ? 1 : -1) * Math.sign(c));
    }
    const [side, another] = sides;
    return another !== undefined || side === 0 ? undefined : side === 1 ? 1 : -1;
  };

  const restOf: Scaling['restOf'] = ({ rest }, like) => quotient(rest, like);
  const value: Scaling['value'] = (s, like) => {
    const { nonneg, nonpos, nonzero } = range(like);
    const side = sideOf(s.shift);
    const sum = shiftOf(s.shift);
    const size = { over: side === 1 || side === undefined, under: side === -1 || side === undefined, nonneg, nonpos, nonzero };
    if (sum === undefined) return { value: restOf(s, like), range: size };
    if (side === -1 || s.rest.size === 0) return { value: quotient(s.rest, like, apply('exp', [sum])), range: size };
    return { value: apply('scale', [restOf(s, like), sum]), range: size };
  };
  const product = (a: Scaled, b: Scaled, k: 1 | -1): Scaled => {
    const shift = combined(a.shift, b.shift, k);
    const sum = shift.size > mostTerms ? shiftOf(shift) : undefined;
    const rest = combined(a.rest, b.rest, k);
    return { shift: sum === undefined ? shift : single(sum), rest };
  };

  const largest: Scaling['largest'] = (x, shift, reduction) => {
    if (reduction.kind !== 'apply') throw bug('a reduction has axes');
    if (reduction.attrs.index !== undefined) {
      const member = largestMember(builder, x, reduction.attrs);
      if (shift !== undefined) peaks.set(member, shift);
      return { reduced: member, copied: member };
    }
    const axes = axesOf(reduction);
    const kept = [...axes].sort((a, b) => b - a).reduce((e, axis) => apply('greatest', [e], { axes: [axis], keep: true, row: false }), x);
    // Over axes of size one a sum just drops them.
    const reduced = reduction.attrs.keep === true ? kept : apply('sum', [kept], reduction.attrs);
    const left = x.shape.dims.map((_, i) => i).filter((i) => reduction.attrs.keep === true || !axes.includes(i));
    const copied = apply('expand', [reduced], { dims: x.shape.dims, axes: left, row: x.shape.row });
    if (shift === undefined) return { reduced, copied };
    peaks.set(copied, shift);
    reducedPeaks.set(reduced, { shift, left: left.join(), whole: x });
    return { reduced, copied };
  };
  const moved: Scaling['moved'] = (s, by) => {
    if (by.kind !== 'apply') throw bug('nothing is moved');
    return new Map([...s].map(([x, k]) => {
      const y = by.pool.apply(by.op, [x, ...by.args.slice(1)], by.attrs, by.shape);
      const peak = reducedPeaks.get(x);
      if (peak !== undefined && by.op === 'expand' && String(by.attrs.axes) === peak.left && sameShape(peak.whole.shape, by.shape)) peaks.set(y, peak.shift);
      return [y, k];
    }));
  };

  const isNeverZero = ({ rest }: Scaled): boolean => [...rest].every(([e, k]) => k < 0 || range(e).nonzero);
  /** The sum or difference of two, with what both have in common in front of it. */
  const sum = (a: Scaled, b: Scaled, op: 'add' | 'subtract', like: Expr): Scaled => {
    const common: Combination = new Map([...a.rest].flatMap(([e, k]) => {
      const other = b.rest.get(e) ?? 0;
      return k > 0 === other > 0 && other !== 0 ? [[e, k > 0 ? Math.min(k, other) : Math.max(k, other)] as const] : [];
    }));
    const part = (s: Scaled, by?: Expr): Expr => quotient(combined(s.rest, common, -1), like, by);
    const made = (shift: Combination, left: Expr, right: Expr): Scaled => ({ shift, rest: combined(common, asRest(improved(apply(op, [left, right]))), 1) });
    const between = combined(a.shift, b.shift, -1);
    const side = sideOf(between);
    if (side === 0) return made(a.shift, part(a), part(b));
    // What is zero is not large, whatever it is multiplied by.
    const zeros = (side === -1 || isNeverZero(a) ? '' : 'a') + (side === 1 || isNeverZero(b) ? '' : 'b');
    if (side === 1 && zeros === '') return made(a.shift, part(a), part(b, exp(scaledBy(between, -1))));
    if (side === -1 && zeros === '') return made(b.shift, part(a, exp(between)), part(b));
    const d = shiftOf(between);
    if (d === undefined) return a;
    const form = (texts: readonly [either: string, ofA: string, ofB: string, ofBoth: string]): Expr => text(texts[zeros === '' ? 0 : zeros === 'a' ? 1 : zeros === 'b' ? 2 : 3], { d, a: part(a), b: part(b) });
    const shift = combined(b.shift, single(form(above)), 1);
    if (zeros === '' && op === 'add' && combined(a.rest, b.rest, -1).size === 0) return { shift, rest: combined(a.rest, single(text('1 + exp(-abs(d))', { d })), 1) };
    return made(shift, part(a, form(ofLeft)), part(b, form(ofRight)));
  };

  /** Each operand apart from its largest entry along what is summed, which does not depend on that. */
  const contraction = (e: Apply, operands: readonly Scaled[]): Scaled => {
    const { left, right, out } = readSpec(e.attrs);
    const parts = e.args.map((operand, k) => {
      const letters = k === 0 ? left : right;
      const split = operands[k] ?? itself(operand);
      const x = shiftOf(split.shift);
      if (x === undefined) return { shift: nothing, rest: restOf(split, operand) };
      const summed = Array.from(letters, (_, i) => i).filter((i) => !out.includes(letters[i] ?? ''));
      const copies = (of: Expr, kept: string): Expr => apply('expand', [of], { dims: e.shape.dims, axes: Array.from(kept, (l) => out.indexOf(l)), row: e.shape.row });
      if (summed.length === 0) return { shift: single(copies(x, letters)), rest: restOf(split, operand) };
      const { reduced, terms } = apart(split, operand, apply('sum', [x], { axes: summed, keep: false, row: false }));
      const kept = Array.from(letters).filter((l) => out.includes(l)).join('');
      return { shift: single(copies(reduced, kept)), rest: terms };
    });
    return { shift: parts.map((p) => p.shift).reduce((a, b) => combined(a, b, 1)), rest: asRest(apply('contract', parts.map((p) => p.rest), e.attrs)) };
  };

  /** Terms of a sum beside the largest of them; what is zero is not large, whatever it is multiplied by. */
  const apart = (s: Scaled, like: Expr, reduction: Expr): { readonly reduced: Expr; readonly copied: Expr; readonly terms: Expr } => {
    const x = shiftOf(s.shift) ?? number(0, like.shape);
    if (isNeverZero(s)) {
      const { reduced, copied } = largest(x, s.shift, reduction);
      return { reduced, copied, terms: beside(s, like, copied) };
    }
    const r = restOf(s, like);
    const { reduced, copied } = largest(text('r == 0 ? -1e308 : x', { r, x }), undefined, reduction);
    // Where all are zero, any size will do, but not one that swallows what it is added to.
    const bounded = (u: Expr): Expr => text('u == -1e308 ? 0 : u', { u });
    const u = bounded(copied);
    return { reduced: bounded(reduced), copied: u, terms: apply('scale', [r, apply('subtract', [x, u])]) };
  };
  /** A value beside exp(size). */
  const beside = (s: Scaled, like: Expr, size: Expr): Expr => quotient(s.rest, like, exp(combined(s.shift, single(size), -1)));

  /** A function of `x`, where `x` is small as small as that. */
  const nearZero = (f: Scaled, x: Expr, { shift, rest }: Scaled, slope: number): Scaled => {
    const s = shiftOf(shift);
    if (s === undefined) return f;
    const parts = { x, s, y: restOf(f, x), k: number(slope, x.shape), r: quotient(rest, x) };
    return { shift: combined(f.shift, single(text('abs(x) < 1 ? s : 0', parts)), 1), rest: asRest(text('abs(x) < 1 ? r .* (x == 0 ? k : y ./ x) : y', parts)) };
  };
  const itself = (e: Expr): Scaled => ({ shift: nothing, rest: asRest(e) });
  const make = (e: Expr, of: (e: Expr) => Scaled): Scaled => {
    if (inRange(range(e))) return itself(e);
    const seen = look(e);
    if (seen !== e) return of(seen);
    const [first, second] = e.args;
    if (e.kind !== 'apply' || first === undefined) return itself(e);
    const form = sizes[e.op];
    const slope = range(first).under ? slopes[e.op] : undefined;
    const plain = form === undefined ? itself(e) : { shift: asShift(text(form[0], { x: first })), rest: asRest(text(form[1], { x: first })) };
    if (slope !== undefined) return nearZero(plain, first, of(first), slope);
    if (form !== undefined) return plain;
    const a = of(first);
    switch (e.op) {
      case 'exp':
        return { shift: asShift(first), rest: nothing };
      case 'negate':
        return { shift: a.shift, rest: combined(a.rest, single(e.pool.number(-1)), 1) };
      case 'abs':
        return { shift: a.shift, rest: asRest(apply(e.op, [restOf(a, first)])) };
      case 'sqrt':
        return { shift: scaledBy(a.shift, 0.5), rest: asRest(apply('sqrt', [restOf(a, first)])) };
      case 'power': {
        if (second === undefined) return itself(e);
        const [base, k] = [uniform(first), uniform(second)];
        if (base !== undefined && base > 0) return { shift: asShift(apply('times', [number(Math.log(base), e.shape), second])), rest: nothing };
        if (k !== undefined && Number.isInteger(k)) return { shift: scaledBy(a.shift, k), rest: scaledBy(a.rest, k) };
        const s = shiftOf(a.shift);
        const shift = k !== undefined ? scaledBy(a.shift, k) : s === undefined ? nothing : single(apply('times', [second, s]));
        return { shift, rest: asRest(apply('power', [restOf(a, first), second])) };
      }
      case 'times':
        return second === undefined ? itself(e) : product(a, of(second), 1);
      case 'divide':
        return second === undefined ? itself(e) : product(a, of(second), -1);
      case 'ratio': {
        if (second === undefined) return itself(e);
        const b = of(second);
        return { shift: combined(a.shift, b.shift, -1), rest: asRest(apply('ratio', [restOf(a, first), restOf(b, second)])) };
      }
      case 'add':
      case 'subtract':
        return second === undefined ? itself(e) : sum(a, of(second), e.op, e);
      case 'where': {
        const [, then, otherwise] = e.args;
        if (then === undefined || otherwise === undefined) return itself(e);
        const [b, c] = [of(then), of(otherwise)];
        const none = number(0, e.shape);
        return { shift: single(apply('where', [first, shiftOf(b.shift) ?? none, shiftOf(c.shift) ?? none])), rest: asRest(apply('where', [first, restOf(b, then), restOf(c, otherwise)])) };
      }
      case 'contract':
        return second === undefined ? itself(e) : contraction(e, [a, of(second)]);
      case 'sum':
      case 'mean':
      case 'total':
      case 'greatest': {
        const x = shiftOf(a.shift);
        if (x === undefined) return itself(e);
        const { reduced, terms } = apart(a, first, e);
        return { shift: single(reduced), rest: asRest(apply(e.op, [terms], e.attrs)) };
      }
      case 'others': {
        const x = shiftOf(a.shift);
        if (x === undefined) return itself(e);
        const { copied: u } = largest(x, a.shift, e);
        const { gap, rest } = sumOfOthersApart(builder, range, { x, u, along: e }, (size) => beside(a, first, size));
        return { shift: combined(single(u), single(gap), 1), rest: asRest(rest) };
      }
      case 'norm': {
        const x = shiftOf(a.shift);
        if (x === undefined) return itself(e);
        const { reduced, terms } = apart(a, first, apply('sum', [x], { axes: first.shape.dims.map((_, i) => i), keep: false, row: false }));
        return { shift: single(reduced), rest: asRest(apply('norm', [terms], e.attrs)) };
      }
      case 'hypot': {
        if (second === undefined) return itself(e);
        const [x, y] = [a, of(second)].map(({ shift, rest }) => ({ shift: scaledBy(shift, 2), rest: scaledBy(rest, 2) }));
        const squares = x === undefined || y === undefined ? a : sum(x, y, 'add', e);
        return { shift: scaledBy(squares.shift, 0.5), rest: asRest(apply('sqrt', [restOf(squares, e)])) };
      }
      case 'max':
      case 'min':
        return second === undefined ? itself(e) : larger(e, first, second, of);
      default:
        return moves.has(e.op) ? { shift: moved(a.shift, e), rest: moved(a.rest, e) } : places.has(e.op) ? { shift: moved(a.shift, e), rest: moved(single(restOf(a, first)), e) } : itself(e);
    }
  };
  /** The larger of two, or the smaller: compared by what is left of their difference. */
  const larger = (e: Apply, a: Expr, b: Expr, of: (e: Expr) => Scaled): Scaled => {
    const [x, y] = [of(a), of(b)];
    const none = number(0, e.shape);
    const first = apply(e.op === 'max' ? 'largerEq' : 'smallerEq', [restOf(sum(x, y, 'subtract', e), e), none]);
    return { shift: single(apply('where', [first, shiftOf(x.shift) ?? none, shiftOf(y.shift) ?? none])), rest: asRest(apply('where', [first, restOf(x, a), restOf(y, b)])) };
  };
  const needs = (e: Expr): readonly Expr[] => {
    if (inRange(range(e))) return [];
    const seen = look(e);
    return seen === e ? e.args : [seen];
  };
  const scaled = remembered(needs, make);
  const others: Scaling['others'] = (e) => {
    const [terms = e] = e.args;
    const s = scaled(terms);
    const x = shiftOf(s.shift);
    if (e.kind !== 'apply') return itself(e);
    if (x === undefined) return itself(sumOfOthers(builder, range, terms, e));
    const { copied, terms: beside } = apart(s, terms, e);
    return { shift: single(copied), rest: asRest(sumOfOthers(builder, range, beside, e)) };
  };
  return { scaled, others, shiftOf, restOf, value, asShift, moved, largest };
};
