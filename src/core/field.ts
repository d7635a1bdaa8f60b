/**
 * What entries are: plain numbers, or numbers that carry more with them, such as a bound on their rounding error. Index text
 * and procedures are evaluated over a field; the field knows what becomes of the entries.
 */
import type { KernelSign } from './kernel.ts';

export type Sign = Extract<KernelSign, '+' | '-' | '*' | '/'>;
export type Comparison = Exclude<KernelSign, Sign>;

export interface Field<N> {
  /** A number of the formula, as it is written. */
  readonly exact: (x: number) => N;
  readonly infix: (sign: Sign, a: N, b: N) => N;
  /** 1 where it holds, 0 elsewhere. */
  readonly compare: (sign: Comparison, a: N, b: N) => N;
  readonly negate: (a: N) => N;
  /** A function of numbers. */
  readonly scalar: (f: (...args: number[]) => number, args: readonly N[]) => N;
  /** `then` where `when` is not 0. */
  readonly choose: (when: N, then: () => N, otherwise: () => N) => N;
  /** About how large it is, to choose the largest by. */
  readonly magnitude: (a: N) => number;
  /** Is it 0, or nothing but the rounding of numbers whose magnitudes add up to `scale`? */
  readonly vanishes: (a: N, scale: number) => boolean;
}

const comparisons: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
export const holds = (sign: Comparison, a: number, b: number): boolean => comparisons[sign](a, b);

export const calculate = (sign: Sign, a: number, b: number): number => {
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
  }
};

/** What one rounding can move a double by, relative. */
const unit = 2 ** -53;

/** Double precision and nothing more. */
export const doubles: Field<number> = {
  exact: (x) => x,
  infix: calculate,
  compare: (sign, a, b) => (holds(sign, a, b) ? 1 : 0),
  negate: (a) => -a,
  scalar: (f, args) => f(...args),
  choose: (when, then, otherwise) => (when !== 0 ? then() : otherwise()),
  magnitude: Math.abs,
  vanishes: (a, scale) => Math.abs(a) <= unit * scale,
};
