/** Nested arrays, as JSON has them, and flat row-major numbers. */
import { Problem } from '../core/problem.ts';

export type Nested = number | readonly Nested[];

/** For messages: `a single number`, `[2, 3]`. */
export const showSizes = (sizes: readonly number[]): string => (sizes.length === 0 ? 'a single number' : `[${sizes.join(', ')}]`);

/** Subscripts count from 1, as in formulas. */
const spot = (name: string, at: readonly number[]): string => (at.length === 0 ? name : `${name}[${at.map((i) => i + 1).join(', ')}]`);

/** The sizes of nested arrays; refuses ragged ones. */
export const shapeOf = (value: Nested, name: string): readonly number[] => {
  const sizes: number[] = [];
  for (let v: Nested | undefined = value; typeof v === 'object'; v = v[0]) sizes.push(v.length);
  const visit = (v: Nested, depth: number, at: readonly number[]): void => {
    if (typeof v === 'object' ? v.length !== sizes[depth] : depth !== sizes.length)
      throw new Problem('ragged-value', `${spot(name, at)} ${typeof v === 'object' ? `has ${v.length} entries` : 'is a single number'}, unlike the entry before it`, {
        expected: depth < sizes.length ? `${sizes[depth] ?? 0} entries` : 'a single number',
      });
    if (typeof v === 'object') v.forEach((inner, i) => visit(inner, depth + 1, [...at, i]));
  };
  visit(value, 0, []);
  return sizes;
};

/** Row-major numbers; refuses what is not a finite number. */
export const flatten = (value: Nested, name: string): Float64Array => {
  const out: number[] = [];
  const visit = (v: Nested, at: readonly number[]): void => {
    if (typeof v === 'object') v.forEach((inner, i) => visit(inner, [...at, i]));
    else if (Number.isFinite(v)) out.push(v);
    else throw new Problem('not-finite', `${spot(name, at)} is ${String(v)}, which is not a finite number`);
  };
  visit(value, []);
  return Float64Array.from(out);
};

export const nest = (flat: ArrayLike<number>, sizes: readonly number[]): Nested => {
  let next = 0;
  const build = (depth: number): Nested => {
    const size = sizes[depth];
    if (size === undefined) return flat[next++] ?? 0;
    return Array.from({ length: size }, () => build(depth + 1));
  };
  return build(0);
};

/** What JSON gave, checked to be numbers and arrays of these. */
export const asNested = (value: unknown, name: string, at: readonly number[] = []): Nested => {
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map((v: unknown, i) => asNested(v, name, [...at, i]));
  throw new Problem('not-a-number', `${spot(name, at)} is ${value === null ? 'null' : typeof value === 'string' ? `the text "${value}"` : `of type ${typeof value}`}`, {
    expected: 'a number, or an array of numbers',
  });
};
