/** Shapes: a list of dimensions, any rank. A vector acts as a column; its transpose `row(n)` has a shape of its own. */
import { type Dim, productOfDims, showDim } from './dim.ts';

export interface Shape {
  readonly dims: readonly Dim[];
  /** Only with one dimension: the transpose of a vector. Stored and written to JSON flat, like the vector. */
  readonly row: boolean;
}

export const tensor = (...dims: readonly Dim[]): Shape => ({ dims, row: false });
export const rowOf = (n: Dim): Shape => ({ dims: [n], row: true });
export const scalar: Shape = tensor();

export const rank = (s: Shape): number => s.dims.length;
export const isScalar = (s: Shape): boolean => s.dims.length === 0;
/** One element, whatever the rank: `[]`, `[1]`, `[1, 1]`. */
export const isSingle = (s: Shape): boolean => s.dims.every((d) => d === 1);
export const elements = (s: Shape): Dim => productOfDims(s.dims);

export const shapeKey = (s: Shape): string => (isScalar(s) ? '[]' : `${s.row ? 'row' : ''}[${s.dims.join(',')}]`);
export const sameShape = (a: Shape, b: Shape): boolean => a === b || shapeKey(a) === shapeKey(b);

/** For messages: `a scalar`, `[2, 3]`, `row(3)`. */
export const showShape = (s: Shape): string => {
  if (isScalar(s)) return 'a scalar';
  const dims = s.dims.map(showDim).join(', ');
  return s.row ? `row(${dims})` : `[${dims}]`;
};
