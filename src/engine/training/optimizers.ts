/** How parameters move: one row for each optimizer, its update written in the formula language. */
import { createPool } from '../../core/expr.ts';
import type { OpTable } from '../../core/op.ts';
import { Problem } from '../../core/problem.ts';
import type { Binding, Program } from '../../core/program.ts';
import { scalar, tensor } from '../../core/shape.ts';
import { substitute } from '../../lang/elaborate.ts';
import { profileOf } from '../../core/profile.ts';
import { parse } from '../../lang/parse.ts';
import { compile } from '../compile.ts';

/**
 * `p` is the parameter, `g` its gradient; `p` and the state variables get new values from formulas over the old ones,
 * in order, a formula already seeing the new values of those above it. State starts at zero.
 */
export interface Optimizer {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly state: readonly string[];
  readonly update: readonly (readonly [name: string, formula: string])[];
}

export const optimizers: readonly Optimizer[] = [
  { name: 'sgd', hyperparameters: { lr: 0.1 }, state: [], update: [['p', 'p - lr * g']] },
  {
    // Polyak 1964, as PyTorch writes it.
    name: 'momentum',
    hyperparameters: { lr: 0.1, mu: 0.9 },
    state: ['v'],
    update: [
      ['v', 'mu * v + g'],
      ['p', 'p - lr * v'],
    ],
  },
];

export const optimizerNamed = (name: string): Optimizer => {
  const row = optimizers.find((o) => o.name === name);
  if (row === undefined) throw new Problem('unknown-optimizer', `there is no optimizer ${name}`, { fault: 'usage', expected: optimizers.map((o) => o.name).join(', ') });
  return row;
};

/** The update as a program over vectors of `count` entries; new values are named `p_new`, `v_new`. */
const programOf = (row: Optimizer, count: number, ops: OpTable): Program => {
  const pool = createPool();
  const vector = tensor(count);
  const given = (name: string): Binding => ({ name, role: 'input', over: [], base: [], shape: name in row.hyperparameters ? scalar : vector });
  const bindings = new Map(['p', 'g', ...row.state, ...Object.keys(row.hyperparameters)].map((name) => [name, given(name)]));
  const names = new Map([...bindings.values()].map((b) => [b.name, pool.name(b.name, b.shape)]));
  const functions: Program['functions'] = new Map();
  for (const [name, formula] of row.update) {
    const expr = substitute(parse(formula, `optimizer ${row.name}`), names, { pool, ops, functions });
    const made = `${name}_new`;
    bindings.set(made, { name: made, role: 'value', over: [], base: [], shape: vector, expr });
    names.set(name, pool.name(made, vector));
  }
  return {
    pool,
    ops,
    bindings,
    functions,
    lemmas: [],
    notations: new Map(),
    dims: new Map(),
    indices: new Map(),
    facts: [],
    profile: profileOf(),
    titles: new Map(),
    objective: 'p_new',
  };
};

export interface Stepper {
  readonly learningRate: number;
  /** Moves all parameters, laid end to end, against their gradient; in place. */
  readonly step: (parameters: Float64Array, gradient: Float64Array) => void;
}

/** `values` replaces defaults of the row's hyperparameters. */
export const createStepper = (row: Optimizer, count: number, values: Readonly<Record<string, number>>, ops: OpTable): Stepper => {
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(row.hyperparameters, name))
      throw new Problem('unknown-hyperparameter', `${row.name} has no ${name}`, { fault: 'usage', expected: Object.keys(row.hyperparameters).join(', ') });
    if (!Number.isFinite(value)) throw new Problem('not-finite', `${name} is ${String(value)}`, { fault: 'usage', expected: 'a finite number' });
  }
  const evaluator = compile(programOf(row, count, ops), { dims: new Map() });
  for (const [name, value] of Object.entries({ ...row.hyperparameters, ...values })) evaluator.set(name, value);
  const kept = row.state.map((name) => ({ name, value: new Float64Array(count) }));
  return {
    learningRate: values.lr ?? row.hyperparameters.lr ?? NaN,
    step(parameters, gradient) {
      evaluator.write('p', parameters);
      evaluator.write('g', gradient);
      for (const { name, value } of kept) evaluator.write(name, value);
      evaluator.run();
      evaluator.read('p_new', parameters);
      for (const { name, value } of kept) evaluator.read(`${name}_new`, value);
    },
  };
};
