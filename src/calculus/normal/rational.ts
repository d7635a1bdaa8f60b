/** Coefficients: a fraction of whole numbers where possible, else one floating-point number over 1. */
export type Rational = readonly [numerator: number, denominator: number];

/** Greatest common divisor; of nothing but zeros it is 1. */
export const gcd = (a: number, b: number): number => {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x === 0 ? 1 : x;
};

export const rational = (p: number, q = 1): Rational => {
  if (!Number.isSafeInteger(p) || !Number.isSafeInteger(q)) return [p / q, 1];
  const g = gcd(p, q) * (q < 0 ? -1 : 1);
  return [p / g === 0 ? 0 : p / g, q / g];
};

/** A decimal such as 0.5 becomes 1/2; numbers without a short decimal stay as they are. */
export const fromNumber = (v: number): Rational => {
  if (Number.isSafeInteger(v)) return [v, 1];
  const [, digits = ''] = /^-?\d+\.(\d{1,6})$/u.exec(String(v)) ?? [];
  const scale = 10 ** digits.length;
  return digits === '' ? [v, 1] : rational(Math.round(v * scale), scale);
};

export const one: Rational = [1, 1];
export const times = (a: Rational, b: Rational): Rational => rational(a[0] * b[0], a[1] * b[1]);
export const plus = (a: Rational, b: Rational): Rational => rational(a[0] * b[1] + b[0] * a[1], a[1] * b[1]);
export const minus = (a: Rational): Rational => rational(-a[0], a[1]);
export const inverse = (a: Rational): Rational => rational(a[1], a[0]);
const mostFactors = 1100;
export const powerOf = (a: Rational, k: number): Rational => {
  // No fraction of whole numbers stays exact so far; neither would its last digits.
  if (Math.abs(k) > mostFactors) return isOne(a) ? one : [(a[0] / a[1]) ** k, 1];
  let out = one;
  for (let i = 0; i < Math.abs(k); i++) out = times(out, a);
  return k < 0 ? inverse(out) : out;
};
export const isOne = (a: Rational): boolean => a[0] === a[1];
