/**
 * Random formulas over `x` and `y`, of exponentials, logarithms and what is made of them. Arguments of exponentials grow no
 * faster than x, so that the truth can be had with a few thousand digits.
 */
import type { Random } from '../../src/engine/random.ts';

type Make = (depth: number) => string;

export const randomFormula = (random: Random): string => {
  const one = (of: readonly Make[], depth: number): string => (of[random.below(of.length)] ?? of[0] ?? ((): string => 'x'))(depth - 1);
  const linear: Make = (depth) =>
    depth <= 0
      ? (['x', '-x', '2*x', 'x + 1', '1 - x', 'x/2', '3*y - x', 'x - y', 'y', '0.3'][random.below(10)] ?? 'x')
      : one([
          linear,
          (d) => `softplus(${linear(d)})`,
          (d) => `log(${positive(d)})`,
          (d) => `max(${linear(d)}, 1.37 * (${linear(d)}))`,
          (d) => `(${linear(d)} - ${linear(d)})`,
          (d) => `(${linear(d)} + ${linear(d)})`,
          (d) => `abs(${linear(d)})`,
          (d) => `silu(${linear(d)})`,
          (d) => `tanh(${linear(d)})`,
          (d) => `sigmoid(${linear(d)})`,
          (d) => `asinh(${linear(d)})`,
          (d) => `(${linear(d)} > 0.0417 ? ${linear(d)} : ${linear(d)})`,
          (d) => `log(${positive(d)} / ${positive(d)})`,
        ], depth);
  const positive: Make = (depth) =>
    depth <= 0
      ? (['exp(x)', 'exp(-x)', '1 + exp(x)', 'sigmoid(x)', '2'][random.below(5)] ?? '1')
      : one([
          (d) => `exp(${linear(d)})`,
          (d) => `(1 + exp(${linear(d)}))`,
          (d) => `sigmoid(${linear(d)})`,
          (d) => `softplus(${linear(d)})`,
          (d) => `(${positive(d)} * ${positive(d)})`,
          (d) => `(${positive(d)} / ${positive(d)})`,
          (d) => `(${positive(d)} + ${positive(d)})`,
          (d) => `sqrt(${positive(d)})`,
          (d) => `cosh(${linear(d)})`,
          (d) => `(1 - sigmoid(${linear(d)}))`,
          (d) => `softmax([${linear(d)}, ${linear(d)}, 0])[${String(1 + random.below(3))}]`,
          (d) => `sum(exp([${linear(d)}, ${linear(d)}]))`,
          // Where two sides are equal but for rounding, no gradient is the right one.
          (d) => `max(${positive(d)}, 1.37 * (${positive(d)}))`,
          (d) => `min(${positive(d)}, 1.37 * (${positive(d)}))`,
          (d) => `(${positive(d)})^${['0.3', '2', '3', '(-1)'][random.below(4)] ?? '2'}`,
          (d) => `sum([${positive(d)}, ${positive(d)}])`,
          (d) => `norm([${positive(d)}, ${positive(d)}])`,
          (d) => `(1 - ${chance(d)})`,
        ], depth);
  /** Between 0 and 1. */
  const chance: Make = (depth) =>
    depth <= 0
      ? `sigmoid(${linear(0)})`
      : one([
          (d) => `sigmoid(${linear(d)})`,
          (d) => `${chance(d)} * ${chance(d)}`,
          (d) => `exp(-softplus(${linear(d)}))`,
          (d) => `softmax([${linear(d)}, 0])[${String(1 + random.below(2))}]`,
          (d) => `(1 + tanh(${linear(d)})) / 2`,
        ], depth);
  const vector: Make = (d) => `[${positive(d)}, ${positive(d)}, ${['1', '2', positive(d)][random.below(3)] ?? '1'}]`;
  const whole: readonly Make[] = [
    linear,
    linear,
    positive,
    (d) => `${linear(d)} * ${positive(d)} / ${positive(d)}`,
    (d) => `(${linear(d)}) * ${linear(d)}`,
    (d) => `y * log(${positive(d)}) + (1 - y) * log(${positive(d)})`,
    (d) => `bce(sigmoid(${linear(d)}), y)`,
    (d) => `crossentropy(softmax([${linear(d)}, ${linear(d)}, 1]), [y, 1 - y, 0])`,
    (d) => `p = ${positive(d)}; q = ${positive(d)}; L = -p / (p + q) * log(p / (p + q))`,
    (d) => `u = ${linear(d)}; p = sigmoid(u); L = y * log(p) + (1 - p) * u`,
    (d) => `v = ${vector(d)}; p = v / sum(v); L = -log(p[${String(1 + random.below(3))}])`,
    (d) => `v = ${vector(d)}; p = v / sum(v); L = -sum(p .* log(p))`,
    (d) => `v = ${vector(d)}; L = -[y, 1 - y, 0]' * log(v / sum(v))`,
    (d) => `p = ${chance(d)}; L = crossentropy([p, 1 - p], [y, 1 - y])`,
    (d) => `p = ${chance(d)}; L = -log(y * p + (1 - y) * (1 - p))`,
    (d) => `p = [${chance(d)}, ${chance(d)}]; L = bce(p, [y, 1 - y])`,
    (d) => `v = [${linear(d)}, ${linear(d)}, 1]; s = v.^2 + 1; q = s / sum(s); L = -log(1 - q[2]) + q[1]`,
    (d) => `t = index(3); a = ${linear(d)}; w[t] = exp(a * t / 3); Z = sum(t, w[t]); p[t] = w[t] / Z; L = -log(p[${String(1 + random.below(3))}])`,
    (d) => `t = index(3); a = ${linear(d)}; w[t] = exp(a * t / 3); Z = sum(t, w[t]); p[t] = w[t] / Z; L = sum(t, p[t]^2)`,
    (d) => `t = index(4); h[0] = ${positive(d)}; h[t] = h[t-1] * ${chance(d)}; L = log(h[4])`,
    (d) => `S = [${linear(d)}, 1; y, ${linear(d)}]; A = softmax(S); L = sum((A * [1; 3]).^2)`,
    (d) => `u = x * ${linear(d - 1)}; g = grad(u, x); L = (g - 1)^2`,
    (d) => `m = ${linear(d)}; s = ${positive(d)}; L = log(s) + (y - m)^2 / (2 * s^2)`,
  ];
  return one(whole, 3 + random.below(3));
};
