/** Numbers held against those of an oracle. */
import { expect } from 'vitest';

export type Nested = number | readonly Nested[];
export const flat = (x: Nested): readonly number[] => (typeof x === 'number' ? [x] : x.flatMap(flat));

/**
 * 1e-9 relative: what different orders of adding leave of sixteen digits, with room for cancellation. Entries far below the
 * largest are compared with a thousandth of it, and all with a millionth of `among`, the size of what stands beside them: a
 * gradient that is 0 but for rounding has no digits of its own.
 */
export const agree = (got: ArrayLike<number>, want: readonly number[], among = 0): void => {
  const size = Math.max(1e-12, ...want.map(Math.abs));
  expect(got).toHaveLength(want.length);
  want.forEach((w, i) => {
    const gap = Math.abs((got[i] ?? NaN) - w);
    expect(gap / Math.max(Math.abs(w), 1e-3 * size, 1e-6 * among), `${String(got[i])} for ${String(w)}`).toBeLessThanOrEqual(1e-9);
  });
};
