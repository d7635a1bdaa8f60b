/**
 * Real numbers as `m * 2^e` with as many binary digits in m as asked for, and any exponent: for values that doubles end
 * without. 1 - sigmoid(x) has its first digits after 1.44 x zeros, so ask for that many more. Nothing has a value where there
 * is none (log(0), 1/0, 0/0); zero times nothing is zero.
 */
import type { Arithmetic } from '../calculus/proof/arithmetic.ts';
import { holds } from '../core/field.ts';
import { erf } from '../ops/erf.ts';
import { itself, rounded } from '../ops/functions.ts';

export interface Real {
  readonly m: bigint;
  readonly e: number;
}
/** No value. */
export const none: Real = { m: 0n, e: NaN };
export const isNone = (x: Real): boolean => Number.isNaN(x.e);

const size = (m: bigint): bigint => (m < 0n ? -m : m);
const lengthOf = (m: bigint): number => {
  const hex = size(m).toString(16);
  return hex.length * 4 - Math.clz32(parseInt(hex[0] ?? '0', 16)) + 28;
};

const double = new Float64Array(1);
const bitsOf = new BigUint64Array(double.buffer);
export const ofDouble = (x: number): Real => {
  if (!Number.isFinite(x)) return none;
  if (Number.isSafeInteger(x)) return { m: BigInt(x), e: 0 };
  double[0] = Math.abs(x);
  const bits = bitsOf[0] ?? 0n;
  const [power, digits] = [Number(bits >> 52n), bits & 0xfffffffffffffn];
  const m = power === 0 ? digits : digits | 0x10000000000000n;
  return { m: x < 0 ? -m : m, e: Math.max(power, 1) - 1075 };
};
/** Rounded; infinite where there is no double as large, 0 where there is none as small. */
export const toDouble = ({ m, e }: Real): number => {
  if (Number.isNaN(e)) return NaN;
  if (m === 0n) return 0;
  const shift = lengthOf(m) - 64;
  const top = Number(shift > 0 ? m >> BigInt(shift) : m << BigInt(-shift));
  const power = e + shift;
  // In two steps, so that a small result is rounded once.
  return power < -2000 ? 0 : power > 2000 ? top * Infinity : top * 2 ** Math.floor(power / 2) * 2 ** Math.ceil(power / 2);
};

/** What a computation has come to so far. */
export interface Account {
  /** About a millisecond each. */
  spent: number;
  /** How many sums have come to nothing, or to one of their terms: more digits may show something. */
  cancelled: number;
  absorbed: number;
}

export const realsOf = (bits: number, account: Account = { spent: 0, cancelled: 0, absorbed: 0 }): Arithmetic<Real, Real[]> => {
  const [arithmetic, functional] = [0.002 + 0.005 * (bits / 1000) ** 1.2, 0.1 + 0.5 * (bits / 1000) ** 1.7];
  const P = BigInt(bits);
  const one = 1n << P;
  const made = (m: bigint, e: number): Real => {
    if (m === 0n || Number.isNaN(e)) return { m: 0n, e: Number.isNaN(e) ? NaN : 0 };
    const extra = lengthOf(m) - bits;
    return extra > 0 ? { m: m >> BigInt(extra), e: e + extra } : { m, e };
  };
  const add = (a: Real, b: Real): Real => {
    if (a.m === 0n || b.m === 0n || isNone(a) || isNone(b)) return isNone(a) || isNone(b) ? none : a.m === 0n ? b : a;
    const [high, low] = a.e >= b.e ? [a, b] : [b, a];
    // What lies below all the digits does not count.
    const gap = high.e - low.e;
    if (gap > 2 * bits + lengthOf(low.m)) {
      account.absorbed++;
      return high;
    }
    const sum = made((high.m << BigInt(gap)) + low.m, low.e);
    if (sum.m === 0n) account.cancelled++;
    else if (lengthOf(low.m) + low.e <= sum.e) account.absorbed++;
    return sum;
  };
  const negate = (a: Real): Real => ({ m: -a.m, e: a.e });
  const isZero = (a: Real): boolean => a.m === 0n && !isNone(a);
  const times = (a: Real, b: Real): Real => (isZero(a) || isZero(b) ? { m: 0n, e: 0 } : made(a.m * b.m, a.e + b.e));
  const over = (a: Real, b: Real): Real => {
    if (isNone(a) || isNone(b) || b.m === 0n) return none;
    const shift = bits + lengthOf(b.m);
    return made((a.m << BigInt(shift)) / b.m, a.e - b.e - shift);
  };
  const half = (a: Real): Real => ({ m: a.m, e: a.e - 1 });
  const whole = (n: number): Real => ({ m: BigInt(n), e: 0 });
  const sign = (a: Real, b: Real): number => {
    const { m } = add(a, negate(b));
    return m > 0n ? 1 : m < 0n ? -1 : 0;
  };
  /** As a multiple of 2^-bits. */
  const fixed = ({ m, e }: Real): bigint => (e + bits >= 0 ? m << BigInt(e + bits) : m >> BigInt(-e - bits));
  const ofFixed = (m: bigint): Real => made(m, -bits);

  /** 2 (z + z^3/3 + z^5/5 + ...) is the logarithm of (1 + z) / (1 - z). */
  const odd = (z: bigint, turn: bigint): bigint => {
    const square = (z * z) >> P;
    let [power, sum] = [z, z];
    for (let k = 3n; size(power) > 1n; k += 2n) {
      power = (turn * power * square) >> P;
      sum += power / k;
    }
    return sum;
  };
  /** The same for z = 1/n. */
  const oddOfPart = (n: bigint, turn: bigint): bigint => {
    let power = one / n;
    let sum = power;
    for (let k = 3n; size(power) > 1n; k += 2n) sum += (power = (turn * power) / (n * n)) / k;
    return sum;
  };
  const ln2 = 2n * oddOfPart(3n, 1n);
  const pi = 16n * oddOfPart(5n, -1n) - 4n * oddOfPart(239n, -1n);
  const halvings = Math.ceil(Math.sqrt(bits));

  const exp = (x: Real): Real => {
    if (isNone(x)) return none;
    if (x.m === 0n) return whole(1);
    if (lengthOf(x.m) + x.e > 40) return none;
    const digits = bits + 64 + halvings;
    const up = BigInt(digits - bits);
    const wide = x.e + digits >= 0 ? x.m << BigInt(x.e + digits) : x.m >> BigInt(-x.e - digits);
    if (wide === 0n) return add(whole(1), x);
    const k = wide / (ln2 << up);
    const r = (wide - k * (ln2 << up)) >> BigInt(halvings);
    const unit = one << up;
    let [sum, term] = [unit, unit];
    for (let n = 1n; term !== 0n && term !== -1n; n++) sum += term = ((term * r) >> BigInt(digits)) / n;
    for (let i = 0; i < halvings; i++) sum = (sum * sum) >> BigInt(digits);
    return made(sum, -digits + Number(k));
  };
  const log = (x: Real): Real => {
    if (isNone(x) || x.m <= 0n) return none;
    // x = m 2^k with m near 1; then the series after a few square roots.
    const k = lengthOf(x.m) + x.e;
    let y = made(x.m, x.e - k);
    if (sign(y, ofDouble(0.7)) < 0) y = { m: y.m, e: y.e + 1 };
    const power = k - (y.e === x.e - k ? 0 : 1);
    const d = add(y, whole(-1));
    // Very near 1 the digits of the difference count, not those of the number.
    if (d.m !== 0n && power === 0 && lengthOf(d.m) + d.e < -bits / 2) return add(d, negate(half(times(d, d))));
    let roots = 0;
    while (roots < 24) [y, roots] = [sqrt(y), roots + 1];
    const z = fixed(over(add(y, whole(-1)), add(y, whole(1))));
    return add(ofFixed((odd(z, 1n) * 2n) << BigInt(roots)), ofFixed(BigInt(power) * ln2));
  };
  const sqrt = (x: Real): Real => {
    if (isNone(x) || x.m < 0n) return none;
    if (x.m === 0n) return x;
    let shift = Math.max(0, 2 * bits - lengthOf(x.m));
    if ((x.e - shift) % 2 !== 0) shift++;
    const n = x.m << BigInt(shift);
    let root = 1n << BigInt((lengthOf(n) + 1) >> 1);
    for (;;) {
      const next = (root + n / root) >> 1n;
      if (next >= root) return made(root, (x.e - shift) / 2);
      root = next;
    }
  };
  const atan = (x: Real): Real => {
    let z = x;
    for (let i = 0; i < 24; i++) z = over(z, add(whole(1), sqrt(add(whole(1), times(z, z)))));
    if (lengthOf(z.m) + z.e < -bits / 3) return made(z.m, z.e + 24);
    return made(odd(fixed(z), -1n), 24 - bits);
  };
  const turned = (x: Real): readonly [sine: Real, cosine: Real] => {
    if (lengthOf(x.m) + x.e < -bits / 3) return [x, add(whole(1), negate(half(times(x, x))))];
    const r = (fixed(x) % (2n * pi)) >> 16n;
    let [s, c, term] = [0n, 0n, one];
    for (let n = 0n; term !== 0n && term !== -1n; n++) {
      const minus = n % 4n < 2n ? 1n : -1n;
      if (n % 2n === 0n) c += minus * term;
      else s += minus * term;
      term = ((term * r) >> P) / (n + 1n);
    }
    for (let i = 0; i < 16; i++) [s, c] = [(2n * s * c) >> P, (c * c - s * s) >> P];
    return [ofFixed(s), ofFixed(c)];
  };
  /** Abramowitz and Stegun, 7.1.6; beyond |x| = 40 there is nothing left to tell from 1 in a few thousand digits. */
  const erfOf = (x: Real): Real => {
    if (Math.abs(toDouble(x)) > 40) return none;
    const square = times(x, x);
    let [sum, term] = [whole(1), whole(1)];
    for (let n = 1; term.m !== 0n && lengthOf(term.m) + term.e > lengthOf(sum.m) + sum.e - bits; n++) {
      term = over(times(term, { m: square.m, e: square.e + 1 }), whole(2 * n + 1));
      sum = add(sum, term);
    }
    return over(times(times({ m: x.m, e: x.e + 1 }, exp(negate(square))), sum), sqrt(ofFixed(pi)));
  };
  const power = (a: Real, b: Real): Real => {
    const k = toDouble(b);
    if (Number.isInteger(k) && Math.abs(k) < 1000) {
      let out = whole(1);
      for (let i = 0; i < Math.abs(k); i++) out = times(out, a);
      return k < 0 ? over(whole(1), out) : out;
    }
    return isZero(a) && b.m > 0n ? a : exp(times(b, log(a)));
  };
  const tanh = (x: Real): Real => {
    const [a, b] = [exp(x), exp(negate(x))];
    return lengthOf(x.m) + x.e < -bits / 3 ? x : over(add(a, negate(b)), add(a, b));
  };
  const floor = (x: Real): Real => (x.e >= 0 ? x : made(x.m >> BigInt(-x.e), 0));
  const functions = new Map<unknown, (a: Real, b: Real) => Real>([
    [Math.exp, exp],
    [Math.log, log],
    [Math.sqrt, sqrt],
    [Math.abs, (a) => ({ m: size(a.m), e: a.e })],
    [Math.sign, (a) => (isNone(a) ? none : whole(a.m > 0n ? 1 : a.m < 0n ? -1 : 0))],
    [Math.sin, (a) => turned(a)[0]],
    [Math.cos, (a) => turned(a)[1]],
    [Math.atan, atan],
    [Math.tanh, tanh],
    [Math.pow, power],
    [erf, erfOf],
    [itself, (a) => a],
    [Math.floor, floor],
    [Math.ceil, (a) => negate(floor(negate(a)))],
    [Math.trunc, (a) => (a.m < 0n ? negate(floor(negate(a))) : floor(a))],
    [rounded, (a) => (a.m < 0n ? negate(floor(add(negate(a), half(whole(1))))) : floor(add(a, half(whole(1)))))],
  ]);
  const firstLargest = (items: readonly Real[]): number => items.reduce((best, x, i) => (sign(x, items[best] ?? x) > 0 ? i : best), 0);
  return {
    exact: ofDouble,
    zeros: (length) => Array.from({ length }, () => whole(0)),
    lift: (data) => Array.from(data, ofDouble),
    infix: (s, a, b) => {
      account.spent += arithmetic;
      return s === '+' ? add(a, b) : s === '-' ? add(a, negate(b)) : s === '*' ? times(a, b) : over(a, b);
    },
    compare: (s, a, b) => (isNone(a) || isNone(b) ? none : whole(holds(s, sign(a, b), 0) ? 1 : 0)),
    negate,
    scalar: (f, args) => {
      account.spent += functional;
      if (args.length === 0) return f() === Math.PI ? ofFixed(pi) : exp(whole(1));
      const known = functions.get(f);
      const [a = none, b = none] = args;
      // No more is known of it than doubles show.
      if (known === undefined) return args.every((x) => sign(x, ofDouble(toDouble(x))) === 0) ? ofDouble(f(...args.map(toDouble))) : none;
      return isNone(a) || (args.length > 1 && isNone(b)) ? none : known(a, b);
    },
    choose: (when, then, otherwise) => (isNone(when) ? none : when.m !== 0n ? then() : otherwise()),
    magnitude: (a) => Math.abs(toDouble(a)),
    vanishes: isZero,
    max: (items) => (items.some(isNone) ? none : (items[firstLargest(items)] ?? none)),
    argmax: (items) => (items.some(isNone) ? none : whole(firstLargest(items))),
  };
};
