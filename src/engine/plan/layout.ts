/** Where values lie in the one buffer: families have their indices as leading axes, entries are row-major. */
import { type Affine, fixed, plus, scaled } from './affine.ts';

/** A leading axis. Members `1..size` hold the general formula; storage reaches further where a place outside is read or set. */
export interface FamilyAxis {
  readonly index: string;
  readonly size: number;
  readonly from: number;
  readonly to: number;
}
export interface Layout {
  readonly offset: number;
  readonly axes: readonly FamilyAxis[];
  readonly dims: readonly number[];
  /** Of the family axes, then of the entries' axes. */
  readonly strides: readonly number[];
  readonly size: number;
}

const count = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

export const layoutAt = (offset: number, axes: readonly FamilyAxis[], dims: readonly number[]): Layout => {
  const lengths = [...axes.map((a) => a.to - a.from + 1), ...dims];
  const strides = lengths.map((_, i) => count(lengths.slice(i + 1)));
  return { offset, axes, dims, strides, size: count(lengths) };
};

export const memberSize = (l: Layout): number => count(l.dims);

/** `places` are subscripts of the family, counted as the user counts; `entry` counts from 0. */
export const addressOf = (l: Layout, places: readonly Affine[], entry: readonly Affine[]): Affine => {
  let at = fixed(l.offset);
  l.axes.forEach((axis, k) => {
    at = plus(at, scaled(plus(places[k] ?? fixed(axis.from), fixed(-axis.from)), l.strides[k] ?? 1));
  });
  l.dims.forEach((_, k) => {
    at = plus(at, scaled(entry[k] ?? fixed(0), l.strides[l.axes.length + k] ?? 1));
  });
  return at;
};

/** A stretch of the buffer. */
export interface Run {
  readonly at: number;
  readonly length: number;
}

/** Members 1..size in order, without borders: as few stretches as there can be. */
export const runsOf = (l: Layout): readonly Run[] => {
  const runs: { at: number; length: number }[] = [];
  const visit = (k: number, at: number): void => {
    const axis = l.axes[k];
    if (axis === undefined) {
      const last = runs[runs.length - 1];
      if (last !== undefined && last.at + last.length === at) last.length += memberSize(l);
      else runs.push({ at, length: memberSize(l) });
      return;
    }
    for (let place = 1; place <= axis.size; place++) visit(k + 1, at + (place - axis.from) * (l.strides[k] ?? 1));
  };
  visit(0, l.offset);
  return runs;
};

/** As the user gives and gets it: sizes of the indices, then the shape of a member. */
export const fullShape = (l: Layout): readonly number[] => [...l.axes.map((a) => a.size), ...l.dims];
