/**
 * Functions of numbers that only the engine uses: where the textbook form of a function overflows or cancels, its formula is
 * replaced by one of these. They are rows of the operator table like any other, beside the ones a formula may name.
 */
import type { Op, OpTable } from '../../core/op.ts';
import { elementwise } from '../../ops/rules.ts';
import { erfc, erfcx } from './erfc.ts';

const kernel = (name: string, scalar: (...args: number[]) => number, arity = 1): Op => ({
  name,
  arity,
  shape: elementwise,
  // The name inside index text stands for the row's own function.
  kernel: `y = f(${['a', 'b', 'c'].slice(0, arity).join(', ')})`,
  scalar,
  rules: [],
});

/** 1 / (1 + exp(-x)), small results in full precision. */
const logistic = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
};
/** logistic(x) - y, where y may be a label that it is close to. */
const surplus = (x: number, y: number): number => (y > 0.5 ? 1 - y - logistic(-x) : logistic(x) - y);
/** p - y, given r = 1 - p, where y may be a label that p is close to. */
const excess = (p: number, r: number, y: number): number => (y > 0.5 ? 1 - y - r : p - y);
/** log(1 + exp(x)). */
const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));
/** softplus(x) - y x, where y may be a label that x is sure of. */
const logisticloss = (x: number, y: number): number => (y > 0.5 ? softplus(-x) + (1 - y) * x : softplus(x) - y * x);
/** log(1 - exp(x)) for negative x. */
const log1mexp = (x: number): number => (x > -0.7 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x)));
/** softplus(x) / exp(min(x, 0)): 1 far to the left, x far to the right. */
const softplusShare = (x: number): number => (x >= 0 ? softplus(x) : x < -40 ? 1 : Math.log1p(Math.exp(x)) / Math.exp(x));
/** log(cosh(x)). */
const logcosh = (x: number): number => {
  const size = Math.abs(x);
  if (size > 1) return size + Math.log1p(Math.exp(-2 * size)) - Math.LN2;
  const s = Math.sinh(size);
  return Math.log1p(s * s) / 2;
};
/** 1 - tanh(x)^2. */
const sech2 = (x: number): number => {
  const u = Math.exp(-2 * Math.abs(x));
  return (4 * u) / ((1 + u) * (1 + u));
};
/** r * exp(s), also where exp(s) alone is too large or too small for a double; 0 where r is. */
const scale = (r: number, s: number): number => {
  if (r === 0) return 0;
  if (s < 700 && s > -700) return r * Math.exp(s);
  const half = Math.exp(s / 2);
  return r * half * half;
};

const kernels: readonly Op[] = [
  kernel('log1p', Math.log1p),
  kernel('expm1', Math.expm1),
  kernel('log1mexp', log1mexp),
  kernel('logistic', logistic),
  kernel('surplus', surplus, 2),
  kernel('excess', excess, 3),
  kernel('softplus', softplus),
  kernel('softplusShare', softplusShare),
  kernel('logisticloss', logisticloss, 2),
  kernel('sinh', Math.sinh),
  kernel('cosh', Math.cosh),
  kernel('logcosh', logcosh),
  kernel('sech2', sech2),
  kernel('asin', Math.asin),
  kernel('acos', Math.acos),
  kernel('asinh', Math.asinh),
  kernel('acosh', Math.acosh),
  kernel('atanh', Math.atanh),
  kernel('hypot', Math.hypot, 2),
  kernel('erfc', erfc),
  kernel('erfcx', erfcx),
  kernel('scale', scale, 2),
];

/** The operator table with them in it. */
export const withKernels = (ops: OpTable): OpTable => new Map([...ops, ...kernels.map((row) => [row.name, row] as const)]);
