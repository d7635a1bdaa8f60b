/**
 * Real numbers to 448 binary digits after the point, as whole multiples of 2^-448, for a second look where doubles agree.
 * Arguments are of moderate size; whatever would be too large or too small for its digits is `undefined`.
 */

export type Digits = bigint;
type Maybe = Digits | undefined;

const places = 448n;
export const ONE: Digits = 1n << places;
/** About 10^60 either way. */
const largest = ONE << 200n;
const smallest = ONE >> 200n;

const abs = (a: Digits): Digits => (a < 0n ? -a : a);
export const within = (a: Digits): Maybe => (abs(a) > largest ? undefined : a);
/** So small that not many digits are left. */
export const isFaint = (a: Digits): boolean => abs(a) < smallest;

/** The double itself, to its last binary digit. */
export const ofDouble = (x: number): Maybe => {
  if (!Number.isFinite(x) || Math.abs(x) > 1e60) return undefined;
  let [whole, halvings] = [x, 0n];
  while (!Number.isInteger(whole)) [whole, halvings] = [whole * 2, halvings + 1n];
  return (BigInt(whole) << places) >> halvings;
};
/** A short decimal as it is written: 0.1 is a tenth. Longer ones are rounded already, and nobody knows from what. */
export const ofDecimal = (x: number): Maybe => {
  if (Number.isInteger(x)) return ofDouble(x);
  const [, sign = '', whole = '0', fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/u.exec(String(Number(x.toPrecision(15)))) ?? [];
  const figures = `${whole}${fraction}`.replace(/^0+/u, '');
  if (figures.length > 12 || Math.abs(Number(power)) > 60) return undefined;
  const shift = BigInt(Number(power) - fraction.length);
  const scaled = BigInt(`${sign}${whole}${fraction}`) << places;
  return shift < 0n ? scaled / 10n ** -shift : scaled * 10n ** shift;
};
export const toDouble = (a: Digits): number => {
  const shift = BigInt(Math.max(0, abs(a).toString(16).length * 4 - 64));
  return Number(a >> shift) * 2 ** (Number(shift) - Number(places));
};

const times = (a: Digits, b: Digits): Digits => (a * b) >> places;
export const multiply = (a: Digits, b: Digits): Maybe => within(times(a, b));
export const divide = (a: Digits, b: Digits): Maybe => (isFaint(b) ? undefined : within((a << places) / b));

/** Taylor's series of a small number, then squared as often as it was halved. */
const exp = (x: Digits): Maybe => {
  if (x > 130n * ONE || x < -130n * ONE) return undefined;
  const r = x >> 32n;
  let [sum, term] = [ONE, ONE];
  for (let n = 1n; term !== 0n && term !== -1n; n++) sum += term = times(term, r) / n;
  for (let i = 0; i < 32; i++) sum = times(sum, sum);
  return sum;
};
/** Halley's iteration on exp(y) = x, which triples the digits of the double it begins with. */
const log = (x: Digits): Maybe => {
  if (x <= 0n || isFaint(x)) return undefined;
  let y = ofDouble(Math.log(toDouble(x))) ?? 0n;
  for (let i = 0; i < 3; i++) {
    const e = exp(y);
    if (e === undefined) return undefined;
    y += (2n * (x - e) * ONE) / (x + e);
  }
  return y;
};
/** Sine and cosine of a third of a third of ..., by their series, and back by the formulas for three times an angle. */
const thirds = 14;
const turned = (x: Digits): readonly [sine: Digits, cosine: Digits] => {
  const r = x / 3n ** BigInt(thirds);
  let [s, c, term] = [0n, 0n, ONE];
  for (let n = 0n; term !== 0n && term !== -1n; n++) {
    const sign = n % 4n < 2n ? 1n : -1n;
    if (n % 2n === 0n) c += sign * term;
    else s += sign * term;
    term = times(term, r) / (n + 1n);
  }
  for (let i = 0; i < thirds; i++) [s, c] = [3n * s - 4n * times(times(s, s), s), 4n * times(times(c, c), c) - 3n * c];
  return [s, c];
};
/** Newton's iteration on tan(y) = x, which doubles the digits. */
const atan = (x: Digits): Digits => {
  let y = ofDouble(Math.atan(toDouble(x))) ?? 0n;
  for (let i = 0; i < 4; i++) {
    const [s, c] = turned(y);
    y += times(c, times(x, c) - s);
  }
  return y;
};
/** Machin's formula stands for the fourth part of a half turn. */
const pi = 16n * atan(ONE / 5n) - 4n * atan(ONE / 239n);
const angle = (x: Digits): Maybe => (abs(x) > ONE << 60n ? undefined : x % (2n * pi));

const sqrt = (x: Digits): Maybe => {
  if (x < 0n) return undefined;
  if (x === 0n) return 0n;
  const n = x << places;
  let root = 1n << BigInt(n.toString(16).length * 2 + 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
};
const power = (a: Digits, b: Digits): Maybe => {
  if (b % ONE === 0n && abs(b) < 1000n * ONE) {
    let out: Maybe = ONE;
    for (let k = abs(b) / ONE; k > 0n && out !== undefined; k--) out = multiply(out, a);
    return out === undefined || b >= 0n ? out : divide(ONE, out);
  }
  const l = a > 0n ? log(a) : undefined;
  const product = l === undefined ? undefined : multiply(b, l);
  return a === 0n && b > 0n ? 0n : product === undefined ? undefined : exp(product);
};
const tanh = (x: Digits): Maybe => {
  const e = exp(2n * x);
  return e === undefined ? undefined : divide(e - ONE, e + ONE);
};

const at = (f: (x: Digits) => Digits): ((x: Digits) => Maybe) => (x) => {
  const a = angle(x);
  return a === undefined ? undefined : f(a);
};

/** By the function of doubles that a row of the operator table carries. */
export const functions: ReadonlyMap<unknown, (a: Digits, b: Digits) => Maybe> = new Map<unknown, (a: Digits, b: Digits) => Maybe>([
  [Math.exp, exp],
  [Math.log, log],
  [Math.sqrt, sqrt],
  [Math.abs, abs],
  [Math.sign, (x) => (x > 0n ? ONE : x < 0n ? -ONE : 0n)],
  [Math.sin, at((x) => turned(x)[0])],
  [Math.cos, at((x) => turned(x)[1])],
  [Math.atan, atan],
  [Math.tanh, tanh],
  [Math.pow, power],
]);
/** By their doubles. */
export const constants: ReadonlyMap<number, Maybe> = new Map([
  [Math.PI, pi],
  [Math.E, exp(ONE)],
]);
