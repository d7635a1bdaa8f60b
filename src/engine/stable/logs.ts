/**
 * Logarithms of what may leave the range of doubles, without computing it: of a product the sum, of a sum the larger one and
 * what the others add to it.
 */
import type { Expr } from '../../core/expr.ts';
import { inRange, type Range } from './range.ts';
import { moves } from './moves.ts';
import { remembered } from './remembered.ts';
import { combined, type Combination, scaledBy } from './combination.ts';
import type { Scaling } from './scaled.ts';
import type { Look } from './match.ts';
import { axesOf, type Builder, uniform } from './terms.ts';

/** Of functions whose logarithm has a formula: of their argument x. */
export const logarithms: Readonly<Record<string, string>> = {
  logistic: '-softplus(-x)',
  cosh: 'logcosh(x)',
  sech2: '-2 * logcosh(x)',
  erfc: 'x > 0 ? log(erfcx(x)) - x.^2 : log(erfc(x))',
};

/** The logarithm of a value that is never negative, as a sum in which terms may still cancel. */
export const createLogs = ({ apply, text, number }: Builder, look: Look, range: (e: Expr) => Range, { scaled, shiftOf, restOf, asShift, moved, largest }: Scaling): ((e: Expr) => Combination) => {
  const one = (e: Expr): Combination => new Map([[e, 1]]);
  const whole = (e: Expr): Combination => {
    const split = scaled(e);
    if (split.shift.size === 0) return one(apply('log', [e]));
    return split.rest.size === 0 ? split.shift : combined(split.shift, one(apply('log', [restOf(split, e)])), 1);
  };
  const plain = (e: Expr): boolean => inRange(range(e)) || !range(e).nonneg;
  const make = (e: Expr, of: (e: Expr) => Combination): Combination => {
    const v = uniform(e);
    if (v === 1) return new Map();
    if (v !== undefined) return one(number(Math.log(v), e.shape));
    if (plain(e)) return whole(e);
    const seen = look(e);
    if (seen !== e) return of(seen);
    const [a, b] = e.args;
    if (e.kind !== 'apply' || a === undefined) return whole(e);
    const form = logarithms[e.op];
    if (form !== undefined) return asShift(text(form, { x: a }));
    const formula = (x: Expr): Expr => shiftOf(of(x)) ?? number(0, x.shape);
    const splits = b !== undefined && range(a).nonneg && range(b).nonneg;
    switch (e.op) {
      case 'exp':
        return asShift(a);
      case 'times':
        return splits ? combined(of(a), of(b), 1) : whole(e);
      case 'divide':
        return splits ? combined(of(a), of(b), -1) : whole(e);
      case 'sqrt':
        return scaledBy(of(a), 0.5);
      case 'power': {
        const k = b === undefined ? undefined : uniform(b);
        return k !== undefined && range(a).nonneg ? scaledBy(of(a), k) : whole(e);
      }
      case 'add': {
        if (!splits || !range(a).nonzero || !range(b).nonzero) return whole(e);
        const above = shiftOf(combined(of(a), of(b), -1));
        return above === undefined ? combined(of(b), one(number(Math.LN2, e.shape)), 1) : combined(of(b), one(apply('softplus', [above])), 1);
      }
      case 'sum':
      case 'total': {
        if (e.op === 'sum' && axesOf(e).length !== 1) return whole(e);
        const x = formula(a);
        const { reduced, copied } = largest(x, of(a), e);
        const sum = (of: Expr): Expr => apply(e.op, [of], e.attrs);
        // The largest itself is the 1 of log1p; several that are equal are counted.
        const others = sum(text('x < u ? exp(x - u) : 0', { x, u: copied }));
        const equals = sum(text('x == u', { x, u: copied }));
        return combined(one(reduced), one(text('log1p(x + (y - 1))', { x: others, y: equals })), 1);
      }
      default:
        return moves.has(e.op) ? moved(of(a), e) : whole(e);
    }
  };
  const needs = (e: Expr): readonly Expr[] => {
    if (uniform(e) !== undefined || plain(e)) return [];
    const seen = look(e);
    return seen === e ? e.args : [seen];
  };
  const positive = remembered(needs, make);
  /** Where a product has a logarithm, its factors have the same sign. */
  const log = (e: Expr): Combination => {
    const seen = look(e);
    const [a, b] = seen.args;
    const sign = seen.kind !== 'apply' ? 0 : seen.op === 'times' ? 1 : seen.op === 'divide' ? -1 : 0;
    if (sign === 0 || a === undefined || b === undefined || inRange(range(e)) || range(a).nonneg === range(b).nonneg) return positive(e);
    return combined(log(a), log(b), sign);
  };
  return log;
};
