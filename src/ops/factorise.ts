/**
 * Triangular factors of a square matrix, by elimination with partial pivoting (Golub and Van Loan, Matrix Computations, 4th ed.,
 * section 3.4), and what is worked out from them. A pivot within the rounding of what was subtracted to get it counts as 0
 * (Higham, Accuracy and Stability, 2nd ed., theorem 9.3: the factors are those of a matrix so far away): a matrix that is
 * singular to working precision has no inverse here, rather than a wrong one.
 */
import type { Field } from '../core/field.ts';

interface Factors<N> {
  /** Below the diagonal the multipliers, from the diagonal on the pivots and what stands beside them; row-major. */
  readonly lu: readonly N[];
  /** Which row of the matrix each row was. */
  readonly order: readonly number[];
  readonly odd: boolean;
  readonly singular: boolean;
}

export const factorise = <N>(f: Field<N>, a: ArrayLike<N>, n: number): Factors<N> => {
  const lu = Array.from(a);
  const scale = lu.map((x) => f.magnitude(x));
  const order = Array.from({ length: n }, (_, i) => i);
  const entry = (i: number, k: number): N => lu[i * n + k] ?? f.exact(NaN);
  const swap = (list: unknown[], i: number, k: number): void => {
    [list[i], list[k]] = [list[k], list[i]];
  };
  let odd = false;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (f.magnitude(entry(i, k)) > f.magnitude(entry(best, k))) best = i;
    if (best !== k) {
      odd = !odd;
      swap(order, k, best);
      for (let j = 0; j < n; j++) for (const list of [lu, scale]) swap(list, k * n + j, best * n + j);
    }
    const pivot = entry(k, k);
    if (f.vanishes(pivot, n * (scale[k * n + k] ?? 0))) return { lu, order, odd, singular: true };
    for (let i = k + 1; i < n; i++) {
      const by = f.infix('/', entry(i, k), pivot);
      lu[i * n + k] = by;
      for (let j = k + 1; j < n; j++) {
        const less = f.infix('*', by, entry(k, j));
        lu[i * n + j] = f.infix('-', entry(i, j), less);
        scale[i * n + j] = (scale[i * n + j] ?? 0) + f.magnitude(less);
      }
    }
  }
  return { lu, order, odd, singular: false };
};

const pivotsOf = <N>({ lu }: Factors<N>, n: number): readonly N[] => lu.filter((_, i) => i % (n + 1) === 0);

export const determinant = <N>(f: Field<N>, a: ArrayLike<N>, n: number): N => {
  const factors = factorise(f, a, n);
  if (factors.singular) return f.exact(0);
  const product = pivotsOf(factors, n).reduce((p, x) => f.infix('*', p, x), f.exact(1));
  return factors.odd ? f.negate(product) : product;
};

/** The logarithm of the determinant, which itself may be too large or too small for a number; none where it is negative. */
export const logDeterminant = <N>(f: Field<N>, a: ArrayLike<N>, n: number): N => {
  const factors = factorise(f, a, n);
  const log = (x: N): N => f.scalar(Math.log, [x]);
  if (factors.singular) return log(f.exact(0));
  const pivots = pivotsOf(factors, n);
  const negative = (x: N): N => f.compare('<', x, f.exact(0));
  const sign = pivots.reduce((s, x) => f.choose(negative(x), () => f.negate(s), () => s), f.exact(factors.odd ? -1 : 1));
  const sum = (): N => pivots.map((x) => f.choose(negative(x), () => f.negate(x), () => x)).reduce((s, x) => f.infix('+', s, log(x)), f.exact(0));
  return f.choose(negative(sign), () => log(f.exact(-1)), sum);
};

/** X with A X = B, for B of `columns` columns; no numbers where A is singular. */
export const solution = <N>(f: Field<N>, a: ArrayLike<N>, n: number, b: ArrayLike<N>, columns: number): readonly N[] => {
  const { lu, order, singular } = factorise(f, a, n);
  const zero = f.exact(0);
  if (singular) return Array.from({ length: n * columns }, () => f.infix('/', zero, zero));
  const x = order.flatMap((row) => Array.from({ length: columns }, (_, j) => b[row * columns + j] ?? zero));
  const entry = (i: number, k: number): N => lu[i * n + k] ?? zero;
  const at = (i: number, j: number): N => x[i * columns + j] ?? zero;
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < n; i++) {
      let sum = at(i, j);
      for (let k = 0; k < i; k++) sum = f.infix('-', sum, f.infix('*', entry(i, k), at(k, j)));
      x[i * columns + j] = sum;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = at(i, j);
      for (let k = i + 1; k < n; k++) sum = f.infix('-', sum, f.infix('*', entry(i, k), at(k, j)));
      x[i * columns + j] = f.infix('/', sum, entry(i, i));
    }
  }
  return x;
};

export const inverse = <N>(f: Field<N>, a: ArrayLike<N>, n: number): readonly N[] => {
  const identity = Array.from({ length: n * n }, (_, i) => f.exact(i % (n + 1) === 0 ? 1 : 0));
  return solution(f, a, n, identity, n);
};
