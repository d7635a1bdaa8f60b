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
          (d) => `max(${linear(d)}, ${linear(d)})`,
          (d) => `(${linear(d)} - ${linear(d)})`,
          (d) => `(${linear(d)} + ${linear(d)})`,
          (d) => `abs(${linear(d)})`,
          (d) => `silu(${linear(d)})`,
          (d) => `tanh(${linear(d)})`,
          (d) => `sigmoid(${linear(d)})`,
          (d) => `asinh(${linear(d)})`,
          (d) => `(${linear(d)} > 0 ? ${linear(d)} : ${linear(d)})`,
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
        ], depth);
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
  ];
  return one(whole, 3 + random.below(3));
};
