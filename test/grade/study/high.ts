/** Real numbers to about 90 digits after the point, as whole multiples of 2^-320. Independent of everything that grades. */

export type High = bigint;

const P = 320n;
export const ONE: High = 1n << P;
/** Where a function has no value, or one too large to be of use. */
export class NoValue extends Error {}

const abs = (a: High): High => (a < 0n ? -a : a);
const limit = ONE << 400n;
const bounded = (a: High): High => {
  if (abs(a) > limit) throw new NoValue();
  return a;
};

/** Exact: a double is a whole number times a power of two. */
export const high = (x: number): High => {
  if (!Number.isFinite(x)) throw new NoValue();
  let [m, e] = [x, 0];
  while (!Number.isInteger(m)) [m, e] = [m * 2, e + 1];
  return (BigInt(m) << P) >> BigInt(e);
};
export const low = (a: High): number => {
  const shift = BigInt(Math.max(0, abs(a).toString(2).length - 60));
  return Number(a >> shift) * 2 ** (Number(shift) - Number(P));
};

export const times = (a: High, b: High): High => bounded((a * b) >> P);
export const over = (a: High, b: High): High => {
  // What is left of a cancellation is no divisor.
  if (abs(b) < 1n << 200n) throw new NoValue();
  return bounded((a << P) / b);
};

const series = (first: High, next: (term: High, k: bigint) => High): High => {
  let sum = first;
  let term = first;
  for (let k = 1n; term !== 0n; k++) {
    term = next(term, k);
    sum += term;
    if (abs(term) <= 1n) break;
  }
  return sum;
};
/** atanh(z) and atan(z) for small z. */
const arc = (z: High, sign: bigint): High => {
  const square = (z * z) >> P;
  let power = z;
  let sum = z;
  for (let k = 3n; abs(power) > 1n; k += 2n) {
    power = (sign * power * square) >> P;
    sum += power / k;
  }
  return sum;
};
const LN2 = 2n * arc(ONE / 3n, 1n);
export const PI = 4n * (4n * arc(ONE / 5n, -1n) - arc(ONE / 239n, -1n));

export const exp = (x: High): High => {
  if (x > 270n * ONE) throw new NoValue();
  if (x < -200n * ONE) throw new NoValue();
  const k = x / LN2;
  const r = (x - k * LN2) >> 16n;
  let y = series(ONE, (term, n) => ((term * r) >> P) / n);
  for (let i = 0; i < 16; i++) y = (y * y) >> P;
  return bounded(k >= 0n ? y << k : y >> -k);
};
export const log = (x: High): High => {
  if (x <= 1n << 200n) throw new NoValue();
  let [m, k] = [x, 0n];
  while (m > (ONE * 3n) / 2n) [m, k] = [m >> 1n, k + 1n];
  while (m < (ONE * 3n) / 4n) [m, k] = [m << 1n, k - 1n];
  return k * LN2 + 2n * arc(((m - ONE) << P) / (m + ONE), 1n);
};
/** Cosine and sine: a small angle, then doubled. */
const turn = (x: High): readonly [High, High] => {
  const r = (x % (2n * PI)) >> 12n;
  const square = (r * r) >> P;
  let c = series(ONE, (term, k) => (-term * square) / ((2n * k - 1n) * 2n * k * ONE));
  let s = series(r, (term, k) => (-term * square) / (2n * k * (2n * k + 1n) * ONE));
  for (let i = 0; i < 12; i++) [c, s] = [(c * c - s * s) >> P, (2n * c * s) >> P];
  return [c, s];
};
export const cos = (x: High): High => turn(x)[0];
export const sin = (x: High): High => turn(x)[1];

export const sqrt = (x: High): High => {
  if (x < 0n) throw new NoValue();
  if (x === 0n) return 0n;
  const n = x << P;
  let y = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (y + n / y) >> 1n;
    if (next >= y) return y;
    y = next;
  }
};
export const atan = (x: High): High => {
  let z = x;
  for (let i = 0; i < 5; i++) z = (z << P) / (ONE + sqrt(ONE + times(z, z)));
  return 32n * arc(z, -1n);
};
export const power = (a: High, b: High): High => {
  if (b % ONE === 0n && abs(b) <= 40n * ONE) {
    let out = ONE;
    for (let i = abs(b) / ONE; i > 0n; i--) out = times(out, a);
    return b < 0n ? over(ONE, out) : out;
  }
  return exp(times(b, log(a)));
};
export const size = abs;
