/** Formulas with numbers: a sum's terms with their coefficients, or a product's factors with their exponents. */
import type { Expr } from '../../core/expr.ts';

export type Combination = ReadonlyMap<Expr, number>;

/** `a + k b`, without what cancels. */
export const combined = (a: Combination, b: Combination, k: number): Combination => {
  const out = new Map(a);
  for (const [e, c] of b) {
    const sum = (out.get(e) ?? 0) + k * c;
    if (sum === 0) out.delete(e);
    else out.set(e, sum);
  }
  return out;
};
export const scaledBy = (s: Combination, k: number): Combination => new Map([...s].map(([e, c]) => [e, c * k]));
