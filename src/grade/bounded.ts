/**
 * Numbers with a bound on their error: running error analysis (Wilkinson 1963; Higham, Accuracy and Stability of Numerical
 * Algorithms, 2nd ed., section 3.3). Beside each value runs a bound on how far rounding can have moved it, so that two
 * formulas are told apart only where they differ by more than rounding can explain.
 */
import type { Arithmetic } from '../calculus/proof/arithmetic.ts';
import { calculate, holds, type Sign } from '../core/field.ts';

/**
 * The true value lies within `error` of `value`. No number is known where `value` is NaN: then `error` is 0 if there
 * certainly is none (the logarithm of -1), and infinite if it was lost (an overflow, a quotient by what may be 0).
 */
export interface Bounded {
  readonly value: number;
  readonly error: number;
}

/** Half the distance from 1 to the next number: what one rounding can move a value by, relative. */
const unit = 2 ** -53;
/** The distance of numbers near 0, where relative bounds end. */
const tiny = 2 ** -1074;
const smallestNormal = 2 ** -1022;
/** Functions of a maths library are within a unit or two in the last place; four leave room. */
const libraryUnits = 8 * unit;
/** The bounds themselves are rounded. */
const slack = 1 + 2 ** -40;

const lost: Bounded = { value: NaN, error: Infinity };
const none: Bounded = { value: NaN, error: 0 };

export const isNumber = (a: Bounded): boolean => !Number.isNaN(a.value);
export const isNone = (a: Bounded): boolean => Number.isNaN(a.value) && a.error === 0;

/** Bounds are of first order; a difference has to exceed them by this much. */
const margin = 4;
/** Do two values lie further apart than rounding can explain, and than `relative` to their size? */
export const differ = (a: Bounded, b: Bounded, relative = 0): boolean =>
  Math.abs(a.value - b.value) > margin * (a.error + b.error) + relative * Math.max(Math.abs(a.value), Math.abs(b.value));

const exact = (x: number): Bounded => (Number.isFinite(x) ? { value: x, error: 0 } : lost);
const made = (value: number, error: number): Bounded =>
  Number.isFinite(value) && Number.isFinite(error) ? { value, error: error * slack + (Math.abs(value) < smallestNormal && error > 0 ? tiny : 0) } : lost;

/** What becomes of an operation with an operand that is no number. */
const missing = (...args: readonly Bounded[]): Bounded | undefined => (args.every(isNumber) ? undefined : args.some(isNone) ? none : lost);

/** Whether it is not 0; undefined where the bound leaves it open. */
const decided = ({ value, error }: Bounded): boolean | undefined => (Math.abs(value) > error ? true : error === 0 ? false : undefined);

/** What a sum lost to rounding, exactly (Knuth's two-sum). */
const lostIn = (sum: number, a: number, b: number): number => {
  const other = sum - a;
  return Math.abs(a - (sum - other) + (b - other));
};
/** Whole numbers that a double holds are multiplied and divided without rounding where the result is one too. */
const isWhole = (...xs: readonly number[]): boolean => xs.every((x) => Number.isSafeInteger(x));

const infix = (sign: Sign, a: Bounded, b: Bounded): Bounded => {
  const absent = missing(a, b);
  if (absent !== undefined) return absent;
  const value = calculate(sign, a.value, b.value);
  const rounding = isWhole(value, a.value, b.value) ? 0 : unit * Math.abs(value);
  switch (sign) {
    case '+':
      return made(value, a.error + b.error + lostIn(value, a.value, b.value));
    case '-':
      return made(value, a.error + b.error + lostIn(value, a.value, -b.value));
    case '*': {
      const exactly = (a.value === 0 && a.error === 0) || (b.value === 0 && b.error === 0);
      return exactly ? exact(0) : made(value, Math.abs(a.value) * b.error + Math.abs(b.value) * a.error + a.error * b.error + rounding + (value === 0 ? tiny : 0));
    }
    case '/': {
      if (b.value === 0 && b.error === 0) return none;
      const distance = Math.abs(b.value) - b.error;
      if (!(distance > 0)) return lost;
      if (a.value === 0 && a.error === 0) return exact(0);
      return made(value, (a.error + Math.abs(value) * b.error) / distance + rounding + (value === 0 ? tiny : 0));
    }
  }
};

/** How far a function is asked to look around an operand: at least its error, and never less than rounding lets it see. */
const reach = ({ value, error }: Bounded): number => Math.max(error, 2 ** -26 * Math.min(Math.abs(value), 1), 2 ** -50 * Math.abs(value));

/** Beyond this, an operand's error may reach over a wave of a sine, whose ends say nothing of what lies between. */
const wideError = 2 ** -10;
/** Steps over the whole error, at least a few numbers apart, and uneven, so that no wave keeps pace with them. */
const steps = [-1, -0.7549, -0.5698, -0.3247, -0.1201, 0, 0.2143, 0.4656, 0.6823, 0.8191, 1];
const acrossOf = ({ value, error }: Bounded): readonly number[] => steps.map((step) => step * Math.max(error, 2 ** -45 * Math.abs(value)));
const isMonotone = (xs: readonly number[]): boolean => [1, -1].some((sign) => xs.every((x, i) => i === 0 || sign * (x - (xs[i - 1] ?? 0)) >= 0));

/**
 * Values on both sides of the operand stand for the derivative; where they lie further away than the error, in proportion.
 * Both sides of an extreme at less than the error differ from the value by more than the extreme does, so it is covered.
 */
const scalar = (f: (...args: number[]) => number, args: readonly Bounded[]): Bounded => {
  const absent = missing(...args);
  if (absent !== undefined) return absent;
  const values = args.map((a) => a.value);
  const value = f(...values);
  const around = (k: number, by: number): number => f(...values.map((x, i) => (i === k ? x + by : x)));
  let error = 0;
  let nowhere = Number.isNaN(value);
  args.forEach((a, k) => {
    if (a.error === 0) return;
    const h = reach(a);
    const [up, down] = [around(k, h), around(k, -h)];
    // A power of a negative number has a value only at whole exponents, which may lie between.
    const whole = Math.round(a.value) - a.value;
    const between = Math.abs(whole) <= a.error ? around(k, whole) : NaN;
    if (a.error > wideError && !isMonotone(acrossOf(a).map((by) => around(k, by)))) error = Infinity;
    nowhere &&= Number.isNaN(up) && Number.isNaN(down) && Number.isNaN(between);
    // The quotient first: a product of two tiny numbers would vanish.
    error += Math.max(Math.abs(up - value), Math.abs(down - value)) * (a.error / h);
  });
  if (nowhere) return none;
  // A 0 is exact at 0, as the sine has it, and where a function passes through it, as the logarithm does at 1. Anywhere else it
  // may be what is left of a smaller number.
  if (value === 0 && args.every((a) => a.error === 0) && args.some((a, k) => a.value === 0 || Math.abs(around(k, reach(a))) > smallestNormal)) return exact(0);
  return made(value, error + libraryUnits * Math.abs(value) + (Math.abs(value) < smallestNormal ? tiny : 0));
};

export const bounded: Arithmetic<Bounded, Bounded[]> = {
  exact,
  zeros: (length) => Array.from({ length }, () => exact(0)),
  lift: (data) => Array.from(data, exact),
  infix,
  compare: (sign, a, b) => {
    const absent = missing(a, b);
    if (absent !== undefined) return absent;
    const answer = holds(sign, a.value, b.value) ? 1 : 0;
    return { value: answer, error: Math.abs(a.value - b.value) > a.error + b.error || a.error + b.error === 0 ? 0 : 1 };
  },
  negate: (a) => (isNumber(a) ? { value: -a.value, error: a.error } : a),
  scalar,
  choose: (when, then, otherwise) => {
    if (!isNumber(when)) return when;
    const way = decided(when);
    if (way !== undefined) return way ? then() : otherwise();
    const [a, b] = [then(), otherwise()];
    return missing(a, b) === undefined ? made(a.value, a.error + b.error + Math.abs(a.value - b.value)) : lost;
  },
  magnitude: ({ value }) => Math.abs(value),
  // What may be 0 is not taken for it: dividing by it then loses the number.
  vanishes: ({ value, error }) => value === 0 && error === 0,
  max: (items) => missing(...items) ?? made(Math.max(...items.map((a) => a.value)), Math.max(...items.map((a) => a.error))),
  argmax: (items) => {
    const absent = missing(...items);
    if (absent !== undefined) return absent;
    const first = items.reduce((best, a, i) => (a.value > (items[best]?.value ?? -Infinity) ? i : best), 0);
    const top = items[first] ?? lost;
    const open = items.some((a, i) => i !== first && a.error + top.error > 0 && a.value + a.error >= top.value - top.error);
    return open ? lost : exact(first);
  },
};
