/** Sizes of something: `size(x)` and its kin stand for a number in formulas and for a size in declarations. */
import { type Dim, productOfDims } from '../core/dim.ts';
import { rank, type Shape, showShape } from '../core/shape.ts';
import { Problem } from '../core/problem.ts';

/** `axis` as given, already counted from 0 within the shape. */
export type Measure = (shape: Shape, axis: number | undefined) => Dim;

export const measures: ReadonlyMap<string, Measure> = new Map<string, Measure>([
  /** Along one axis; a vector needs none. */
  [
    'size',
    (shape, axis) => {
      if (axis === undefined && rank(shape) > 1) throw new Problem('missing-axis', `${showShape(shape)} has more than one size`, { mend: 'size(X, axis=0), or entries(X) for all' });
      return shape.dims[axis ?? 0] ?? 1;
    },
  ],
  /** The product of all axes but the last; one for a scalar or a vector. */
  ['samples', (shape) => productOfDims(shape.dims.slice(0, -1))],
  /** The last axis of a matrix, where samples are columns; one for a scalar or a vector. */
  ['columns', (shape) => (rank(shape) < 2 ? 1 : (shape.dims.at(-1) ?? 1))],
  /** The product of all axes. */
  ['entries', (shape) => productOfDims(shape.dims)],
]);
