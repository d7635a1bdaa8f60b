/**
 * Values apart from their size: a value that may leave the range of doubles, as `rest .* exp(shift)` with a rest that stays in
 * it. Products add shifts, sums take out the larger one, and what cancels in a shift is never computed: so
 * `exp(z) ./ sum(exp(z))` becomes `exp(z - max(z)) ./ sum(exp(z - max(z)))`, and `p .* (y ./ p)` just `y`, by arithmetic alone.
 */
import type { Expr } from '../../core/expr.ts';
import { bug } from '../../core/problem.ts';
import { sameShape } from '../../core/shape.ts';
import { remembered } from './remembered.ts';
import type { Range } from './range.ts';
import type { Look } from './match.ts';
import { type Builder, uniform } from './terms.ts';

/** A sum of formulas of one shape, each with a coefficient. */
export type Shift = ReadonlyMap<Expr, number>;
export interface Scaled {
  readonly shift: Shift;
  readonly rest: Expr;
}

/** A value computed from its parts costs less than a shift of ever more terms. */
const mostTerms = 12;

/** Functions whose size has a formula: of their argument x. */
const known: Readonly<Record<string, readonly [shift: string, rest: string]>> = {
  logistic: ['min(x, 0)', '1 ./ (1 + exp(-abs(x)))'],
  sech2: ['-2 * abs(x)', '4 ./ (1 + exp(-2 * abs(x))).^2'],
  softplus: ['min(x, 0)', 'softplusShare(x)'],
  expm1: ['max(x, 0)', '-sign(x) .* expm1(-abs(x))'],
  sinh: ['abs(x)', '-sign(x) .* expm1(-2 * abs(x)) / 2'],
  cosh: ['abs(x)', '(1 + exp(-2 * abs(x))) / 2'],
  erfc: ['-max(x, 0).^2', 'x > 0 ? erfcx(x) : erfc(x)'],
};

const nothing: Shift = new Map();
export const combined = (a: Shift, b: Shift, times: number): Shift => {
  const out = new Map(a);
  for (const [e, c] of b) {
    const sum = (out.get(e) ?? 0) + times * c;
    if (sum === 0) out.delete(e);
    else out.set(e, sum);
  }
  return out;
};
export const scaledBy = (s: Shift, k: number): Shift => new Map([...s].map(([e, c]) => [e, c * k]));

/** A formula as a sum of few, as far as signs and numbers go. */
const asShift = (e: Expr): Shift => {
  const [a, b] = e.args;
  if (e.kind === 'apply' && a !== undefined) {
    if (e.op === 'negate') return scaledBy(asShift(a), -1);
    const [x, y] = [uniform(a), b === undefined ? undefined : uniform(b)];
    if (e.op === 'times' && b !== undefined && x !== undefined && x !== 0) return scaledBy(asShift(b), x);
    if (e.op === 'times' && y !== undefined && y !== 0) return scaledBy(asShift(a), y);
    if (e.op === 'divide' && y !== undefined && y !== 0) return scaledBy(asShift(a), 1 / y);
  }
  return new Map([[e, 1]]);
};

/** These only move entries about. */
const moving = new Set(['expand', 'slice', 'transpose', 'place', 'hold']);

export interface Scaling {
  readonly scaled: (e: Expr) => Scaled;
  /** The sum as one formula; of an empty one, nothing. */
  readonly shiftOf: (s: Shift) => Expr | undefined;
  /** -1 or 1 where a shift is never on the other side of 0; 0 where it is 0; undefined where nobody knows. */
  readonly sideOf: (s: Shift) => -1 | 0 | 1 | undefined;
  readonly value: (s: Scaled) => Expr;
  /** A formula as a sum, as far as signs and numbers go. */
  readonly asShift: (e: Expr) => Shift;
  /** A sum with its entries moved as `by` moves them, term by term. */
  readonly moved: (s: Shift, by: Expr) => Shift;
  /** The largest along the axes that a sum or mean reduces, of `x`, which `shift` is: as the sum keeps them, and copied back. */
  readonly largest: (x: Expr, shift: Shift, reduction: Expr) => { readonly reduced: Expr; readonly copied: Expr };
}

export const createScaling = (builder: Builder, look: Look, range: (e: Expr) => Range): Scaling => {
  const { apply, text, number, to } = builder;
  /** Copies of the largest of a shift along some axes: at least the shift itself. */
  const peaks = new Map<Expr, Shift>();
  const reducedPeaks = new Map<Expr, { readonly shift: Shift; readonly left: string; readonly whole: Expr }>();

  const shiftOf = (s: Shift): Expr | undefined => {
    const order = [...s].sort(([a, x], [b, y]) => Number(x < 0) - Number(y < 0) || a.id - b.id);
    return order.reduce<Expr | undefined>((sum, [e, c]) => {
      const size = Math.abs(c);
      const term = size === 1 ? e : apply('times', [number(size, e.shape), e]);
      if (sum === undefined) return c < 0 ? apply('negate', [term]) : term;
      return apply(c < 0 ? 'subtract' : 'add', [sum, term]);
    }, undefined);
  };
  const sideOf = (s: Shift): -1 | 0 | 1 | undefined => {
    if (s.size === 0) return 0;
    let left = s;
    const sides = new Set<number>();
    for (const [e, c] of s) {
      const peak = peaks.get(e);
      if (peak === undefined || ![...peak.keys()].every((t) => left.has(t))) continue;
      // c * peak = -|c| (shift - peak) and the like: what is left of it has the shift itself.
      left = combined(combined(left, new Map([[e, c]]), -1), peak, c);
      sides.add(c > 0 ? 1 : -1);
    }
    for (const [e, c] of left) {
      const { nonneg, nonpos } = range(e);
      sides.add(nonneg === nonpos ? 0 : (nonneg ? 1 : -1) * Math.sign(c));
    }
    const [side, another] = sides;
    return another !== undefined || side === 0 ? undefined : side === 1 ? 1 : -1;
  };
  const exp = (s: Shift): Expr | undefined => {
    const sum = shiftOf(s);
    return sum === undefined ? undefined : apply('exp', [sum]);
  };
  /** `rest .* factor`, the factor in the numerator of a quotient. */
  const times = (factor: Expr | undefined, rest: Expr): Expr => {
    if (factor === undefined) return rest;
    const [above, below] = rest.args;
    if (rest.kind === 'apply' && rest.op === 'divide' && above !== undefined && below !== undefined && uniform(above) === 1) return apply('divide', [factor, below]);
    return apply('times', [factor, rest]);
  };
  const value = ({ shift, rest }: Scaled): Expr => {
    const side = sideOf(shift);
    const sum = shiftOf(shift);
    if (sum === undefined) return rest;
    return side === -1 || uniform(rest) === 1 ? times(apply('exp', [sum]), rest) : apply('scale', [rest, sum]);
  };
  const short = (s: Shift): Shift => {
    const sum = s.size > mostTerms ? shiftOf(s) : undefined;
    return sum === undefined ? s : new Map([[sum, 1]]);
  };

  const largest: Scaling['largest'] = (x, shift, reduction) => {
    if (reduction.kind !== 'apply' || !Array.isArray(reduction.attrs.axes)) throw bug('a reduction has axes');
    const axes = reduction.attrs.axes.map(Number);
    const kept = [...axes].sort((a, b) => b - a).reduce((e, axis) => apply('greatest', [e], { axes: [axis], keep: true, row: false }), x);
    // Over axes of size one a sum just drops them.
    const reduced = reduction.attrs.keep === true ? kept : apply('sum', [kept], reduction.attrs);
    const left = x.shape.dims.map((_, i) => i).filter((i) => reduction.attrs.keep === true || !axes.includes(i));
    const copied = apply('expand', [reduced], { dims: x.shape.dims, axes: left, row: x.shape.row });
    peaks.set(copied, shift);
    reducedPeaks.set(reduced, { shift, left: left.join(), whole: x });
    return { reduced, copied };
  };
  const moved: Scaling['moved'] = (s, by) => {
    if (by.kind !== 'apply') throw bug('nothing is moved');
    return new Map([...s].map(([x, k]) => {
      const y = by.pool.apply(by.op, [x], by.attrs, by.shape);
      const peak = reducedPeaks.get(x);
      if (peak !== undefined && by.op === 'expand' && String(by.attrs.axes) === peak.left && sameShape(peak.whole.shape, by.shape)) peaks.set(y, peak.shift);
      return [y, k];
    }));
  };

  const sum = (a: Scaled, b: Scaled, op: 'add' | 'subtract'): Scaled => {
    const between = combined(a.shift, b.shift, -1);
    const side = sideOf(between);
    if (side === 0) return { shift: a.shift, rest: apply(op, [a.rest, b.rest]) };
    if (side === 1) return { shift: a.shift, rest: apply(op, [a.rest, times(exp(scaledBy(between, -1)), b.rest)]) };
    if (side === -1) return { shift: b.shift, rest: apply(op, [times(exp(between), a.rest), b.rest]) };
    const d = shiftOf(between);
    if (d === undefined) return a;
    const above = text('max(x, 0)', { x: d });
    const shift = combined(b.shift, new Map([[above, 1]]), 1);
    if (op === 'add' && a.rest === b.rest) return { shift, rest: times(text('1 + exp(-abs(x))', { x: d }), a.rest) };
    return { shift, rest: apply(op, [times(text('exp(min(x, 0))', { x: d }), a.rest), times(text('exp(-x)', { x: above }), b.rest)]) };
  };

  const make = (e: Expr, of: (e: Expr) => Scaled): Scaled => {
    const { over, under } = range(e);
    if (!over && !under) return { shift: nothing, rest: e };
    const seen = look(e);
    if (seen !== e) return of(seen);
    const itself: Scaled = { shift: nothing, rest: e };
    if (e.kind !== 'apply') return itself;
    const [first, second] = e.args;
    const [a, b, c] = e.args.map(of);
    if (first === undefined || a === undefined) return itself;
    const one = (): Expr => number(1, e.shape);
    const form = known[e.op];
    if (form !== undefined) return { shift: asShift(text(form[0], { x: first })), rest: to(text(form[1], { x: first }), e.shape) };
    if (moving.has(e.op)) return { shift: moved(a.shift, e), rest: apply(e.op, [a.rest], e.attrs) };
    switch (e.op) {
      case 'exp':
        return { shift: asShift(first), rest: one() };
      case 'negate':
      case 'abs':
        return { shift: a.shift, rest: apply(e.op, [a.rest]) };
      case 'sqrt':
        return { shift: scaledBy(a.shift, 0.5), rest: apply('sqrt', [a.rest]) };
      case 'power': {
        const k = second === undefined ? undefined : uniform(second);
        if (second === undefined) return itself;
        if (k !== undefined) return { shift: scaledBy(a.shift, k), rest: apply('power', [a.rest, second]) };
        const s = shiftOf(a.shift);
        return s === undefined ? itself : { shift: new Map([[apply('times', [second, s]), 1]]), rest: apply('power', [a.rest, second]) };
      }
      case 'times':
        return b === undefined ? itself : { shift: short(combined(a.shift, b.shift, 1)), rest: apply('times', [a.rest, b.rest]) };
      case 'divide':
        return b === undefined ? itself : { shift: short(combined(a.shift, b.shift, -1)), rest: apply('divide', [a.rest, b.rest]) };
      case 'add':
      case 'subtract':
        return b === undefined ? itself : sum(a, b, e.op);
      case 'where': {
        if (b === undefined || c === undefined) return itself;
        const none = number(0, e.shape);
        return { shift: new Map([[apply('where', [first, shiftOf(b.shift) ?? none, shiftOf(c.shift) ?? none]), 1]]), rest: apply('where', [first, b.rest, c.rest]) };
      }
      case 'sum':
      case 'mean': {
        const x = shiftOf(a.shift);
        if (x === undefined) return itself;
        const { reduced, copied } = largest(x, a.shift, e);
        const shares = times(exp(combined(a.shift, new Map([[copied, 1]]), -1)), a.rest);
        return { shift: new Map([[reduced, 1]]), rest: apply(e.op, [shares], e.attrs) };
      }
      default:
        return itself;
    }
  };
  const needs = (e: Expr): readonly Expr[] => {
    const { over, under } = range(e);
    if (!over && !under) return [];
    const seen = look(e);
    return seen === e ? e.args : [seen];
  };
  return { scaled: remembered(needs, make), shiftOf, sideOf, value, asShift, moved, largest };
};
