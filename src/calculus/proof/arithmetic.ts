/**
 * What index text is evaluated over: plain numbers, or numbers that carry more with them, such as a bound on their rounding
 * error. The evaluator knows the index text; an arithmetic knows what becomes of the entries.
 */
import type { KernelSign } from '../../core/kernel.ts';

export type Sign = Extract<KernelSign, '+' | '-' | '*' | '/'>;
export type Comparison = Exclude<KernelSign, Sign>;

/** Entries of an array, row-major. */
export interface Store<N> {
  [entry: number]: N;
  readonly length: number;
}

export interface Arithmetic<N, V extends Store<N>> {
  /** A number of the formula, as it is written. */
  readonly exact: (x: number) => N;
  readonly zeros: (length: number) => V;
  /** Data: these doubles and no others. */
  readonly lift: (data: Float64Array) => V;
  readonly infix: (sign: Sign, a: N, b: N) => N;
  /** 1 where it holds, 0 elsewhere. */
  readonly compare: (sign: Comparison, a: N, b: N) => N;
  readonly negate: (a: N) => N;
  /** A row's own function of numbers. */
  readonly scalar: (f: (...args: number[]) => number, args: readonly N[]) => N;
  /** `then` where `when` is not 0. */
  readonly choose: (when: N, then: () => N, otherwise: () => N) => N;
  readonly max: (items: readonly N[]) => N;
  /** Position of the first largest item. */
  readonly argmax: (items: readonly N[]) => N;
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

const largest = (items: readonly number[]): readonly [position: number, value: number] =>
  items.reduce<readonly [number, number]>((best, x, i) => (x > best[1] ? [i, x] : best), [-1, -Infinity]);

/** Double precision and nothing more. */
export const plain: Arithmetic<number, Float64Array> = {
  exact: (x) => x,
  zeros: (length) => new Float64Array(length),
  lift: (data) => data,
  infix: calculate,
  compare: (sign, a, b) => (holds(sign, a, b) ? 1 : 0),
  negate: (a) => -a,
  scalar: (f, args) => f(...args),
  choose: (when, then, otherwise) => (when !== 0 ? then() : otherwise()),
  max: (items) => largest(items)[1],
  argmax: (items) => largest(items)[0],
};
