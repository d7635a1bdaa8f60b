/** What the proving evaluator works over: a field with arrays of its entries, and what is found by comparing many of them. */
import { doubles, type Field } from '../../core/field.ts';

/** Entries of an array, row-major. */
export interface Store<N> {
  [entry: number]: N;
  readonly length: number;
}

export interface Arithmetic<N, V extends Store<N>> extends Field<N> {
  readonly zeros: (length: number) => V;
  /** Data: these doubles and no others. */
  readonly lift: (data: Float64Array) => V;
  readonly max: (items: readonly N[]) => N;
  /** Position of the first largest item. */
  readonly argmax: (items: readonly N[]) => N;
}

const largest = (items: readonly number[]): readonly [position: number, value: number] =>
  items.reduce<readonly [number, number]>((best, x, i) => (x > best[1] ? [i, x] : best), [-1, -Infinity]);

/** Double precision and nothing more. */
export const plain: Arithmetic<number, Float64Array> = {
  ...doubles,
  zeros: (length) => new Float64Array(length),
  lift: (data) => data,
  max: (items) => largest(items)[1],
  argmax: (items) => largest(items)[0],
};
