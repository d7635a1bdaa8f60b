/** How parameters move: one row for each optimizer, its update written in the formula language. */
import { Problem } from '../../core/problem.ts';
import type { Line } from './formulas.ts';

/**
 * `p` is all parameters laid end to end, `g` their gradient, `lr` the rate of this step and `t` its number, counted from
 * 1. Names of `state` are vectors like `p` that start at zero and keep their values from step to step.
 */
export interface Optimizer {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly state: readonly string[];
  readonly update: readonly Line[];
}

/** Forms and defaults are those of PyTorch's torch.optim (2.x), but for the rate of the first three, which it leaves small. */
export const optimizers: readonly Optimizer[] = [
  { name: 'sgd', hyperparameters: { lr: 0.1 }, state: [], update: [['p', 'p - lr * g']] },
  {
    // Polyak 1964.
    name: 'momentum',
    hyperparameters: { lr: 0.1, mu: 0.9 },
    state: ['v'],
    update: [
      ['v', 'mu * v + g'],
      ['p', 'p - lr * v'],
    ],
  },
  {
    // Sutskever et al. 2013, as SGD(nesterov=True) writes it.
    name: 'nesterov',
    hyperparameters: { lr: 0.1, mu: 0.9 },
    state: ['v'],
    update: [
      ['v', 'mu * v + g'],
      ['p', 'p - lr * (g + mu * v)'],
    ],
  },
  {
    // Duchi, Hazan and Singer 2011.
    name: 'adagrad',
    hyperparameters: { lr: 0.01, eps: 1e-10 },
    state: ['s'],
    update: [
      ['s', 's + g.^2'],
      ['p', 'p - lr * g ./ (sqrt(s) + eps)'],
    ],
  },
  {
    // Tieleman and Hinton 2012, lecture 6.5.
    name: 'rmsprop',
    hyperparameters: { lr: 0.01, alpha: 0.99, eps: 1e-8 },
    state: ['s'],
    update: [
      ['s', 'alpha * s + (1 - alpha) * g.^2'],
      ['p', 'p - lr * g ./ (sqrt(s) + eps)'],
    ],
  },
  {
    // Kingma and Ba 2015, algorithm 1.
    name: 'adam',
    hyperparameters: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    state: ['m', 'v'],
    update: [
      ['m', 'beta1 * m + (1 - beta1) * g'],
      ['v', 'beta2 * v + (1 - beta2) * g.^2'],
      ['p', 'p - lr * (m / (1 - beta1^t)) ./ (sqrt(v / (1 - beta2^t)) + eps)'],
    ],
  },
  {
    // Loshchilov and Hutter 2019: the decay does not pass through the running means.
    name: 'adamw',
    hyperparameters: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, decay: 0.01 },
    state: ['m', 'v'],
    update: [
      ['p', 'p - lr * decay * p'],
      ['m', 'beta1 * m + (1 - beta1) * g'],
      ['v', 'beta2 * v + (1 - beta2) * g.^2'],
      ['p', 'p - lr * (m / (1 - beta1^t)) ./ (sqrt(v / (1 - beta2^t)) + eps)'],
    ],
  },
];

export const optimizerNamed = (name: string): Optimizer => {
  const row = optimizers.find((o) => o.name === name);
  if (row === undefined) throw new Problem('unknown-optimizer', `there is no optimizer ${name}`, { fault: 'usage', expected: optimizers.map((o) => o.name).join(', ') });
  return row;
};

/** What is done to a gradient before the optimizer takes it, in this order; each where its hyperparameter is given. */
export interface Amendment {
  readonly hyperparameter: string;
  readonly update: readonly Line[];
}
export const amendments: readonly Amendment[] = [
  // As torch.nn.utils.clip_grad_value_ does.
  { hyperparameter: 'bound', update: [['g', 'max(-bound, min(bound, g))']] },
  // Pascanu, Mikolov and Bengio 2013, as torch.nn.utils.clip_grad_norm_ writes it: one norm for all parameters together.
  { hyperparameter: 'clip', update: [['g', 'g * min(1, clip / (sqrt(sum(g.^2)) + 1e-6))']] },
  // An L2 penalty; adamw has a decay of its own.
  { hyperparameter: 'decay', update: [['g', 'g + decay * p']] },
];
