/** Formulas as sums and as products, and these as formulas again. */
import type { Expr } from '../../core/expr.ts';
import { combined, type Combination, scaledBy } from './combination.ts';
import type { Range } from './range.ts';
import { type Builder, uniform } from './terms.ts';

export const nothing: Combination = new Map();
export const single = (e: Expr, k = 1): Combination => new Map([[e, k]]);

export interface Forms {
  /** A formula as a sum, as far as signs and numbers go. */
  readonly asShift: (e: Expr) => Combination;
  /** The sum as one formula; of an empty one, nothing. */
  readonly shiftOf: (s: Combination) => Expr | undefined;
  /** A formula as a product: only what is never zero may later cancel. */
  readonly asRest: (e: Expr) => Combination;
  /** The product as one formula in the place of `like`, `first` being one more factor. */
  readonly quotient: (factors: Combination, like: Expr, first?: Expr) => Expr;
  /** The exponential of a sum; of an empty one, nothing. */
  readonly exp: (s: Combination) => Expr | undefined;
}

export const formsOf = ({ apply, number }: Builder, range: (e: Expr) => Range): Forms => {
  const asShift = (e: Expr): Combination => {
    const [a, b] = e.args;
    if (e.kind !== 'apply' || a === undefined) return single(e);
    if (e.op === 'negate') return scaledBy(asShift(a), -1);
    const [x, y] = [uniform(a), b === undefined ? undefined : uniform(b)];
    if (e.op === 'times' && b !== undefined && x !== undefined && x !== 0) return scaledBy(asShift(b), x);
    if (e.op === 'times' && y !== undefined && y !== 0) return scaledBy(asShift(a), y);
    if (e.op === 'divide' && y !== undefined && y !== 0) return scaledBy(asShift(a), 1 / y);
    return single(e);
  };
  const shiftOf = (s: Combination): Expr | undefined => {
    const order = [...s].sort(([a, x], [b, y]) => Number(x < 0) - Number(y < 0) || a.id - b.id);
    return order.reduce<Expr | undefined>((sum, [e, c]) => {
      const size = Math.abs(c);
      const term = size === 1 ? e : apply('times', [number(size, e.shape), e]);
      if (sum === undefined) return c < 0 ? apply('negate', [term]) : term;
      return apply(c < 0 ? 'subtract' : 'add', [sum, term]);
    }, undefined);
  };
  const asRest = (e: Expr): Combination => {
    const [a, b] = e.args;
    if (uniform(e) === 1) return nothing;
    if (e.kind === 'apply' && e.op === 'negate' && a !== undefined) return combined(asRest(a), single(e.pool.number(-1)), 1);
    if (e.kind !== 'apply' || a === undefined || b === undefined) return single(e);
    if (e.op === 'times') return combined(asRest(a), asRest(b), 1);
    return e.op === 'divide' && range(b).nonzero ? combined(asRest(a), asRest(b), -1) : single(e);
  };
  const productOf = (factors: readonly (readonly [Expr, number])[]): Expr | undefined =>
    factors.reduce<Expr | undefined>((product, [e, k]) => {
      const factor = k === 1 ? e : apply('power', [e, number(k, e.shape)]);
      return product === undefined ? factor : apply('times', [product, factor]);
    }, undefined);
  const quotient = (factors: Combination, like: Expr, first?: Expr): Expr => {
    const order = [...factors].filter(([e]) => uniform(e) !== -1).sort(([a], [b]) => a.id - b.id);
    const minus = [...factors].reduce((n, [e, k]) => n + (uniform(e) === -1 ? k : 0), 0) % 2 !== 0;
    const above = productOf([...(first === undefined ? [] : [[first, 1] as const]), ...order.filter(([, k]) => k > 0)]);
    const below = productOf(order.flatMap(([e, k]) => (k < 0 ? [[e, -k] as const] : [])));
    const numerator = above ?? number(1, like.shape);
    const made = below === undefined ? numerator : apply('divide', [numerator, below]);
    return minus ? apply('negate', [made]) : made;
  };
  const exp = (s: Combination): Expr | undefined => {
    const sum = shiftOf(s);
    return sum === undefined ? undefined : apply('exp', [sum]);
  };
  return { asShift, shiftOf, asRest, quotient, exp };
};
