/** The rows of an update at work: all parameters moved by one step. */
import type { OpTable } from '../../core/op.ts';
import { Problem } from '../../core/problem.ts';
import { scalar, tensor } from '../../core/shape.ts';
import { compileLines, textOfLines } from './formulas.ts';
import { amendments, type Optimizer } from './optimizers.ts';

export interface Stepper {
  /** Each line of the update, `v = mu * v + g`. */
  readonly formulas: readonly string[];
  /** The hyperparameters in force. */
  readonly values: Readonly<Record<string, number>>;
  /** Moves all parameters, laid end to end, against their gradient; in place. At the rate `lr` unless another is given. */
  readonly step: (parameters: Float64Array, gradient: Float64Array, rate?: number) => void;
}

/** `given` replaces defaults of the row's hyperparameters, and brings in amendments of the gradient. */
export const createStepper = (row: Optimizer, count: number, given: Readonly<Record<string, number>>, ops: OpTable): Stepper => {
  const own = (name: string): boolean => Object.hasOwn(row.hyperparameters, name);
  const amended = amendments.filter((a) => !own(a.hyperparameter) && Object.hasOwn(given, a.hyperparameter));
  for (const [name, value] of Object.entries(given)) {
    if (!own(name) && !amended.some((a) => a.hyperparameter === name))
      throw new Problem('unknown-hyperparameter', `${row.name} has no ${name}`, { fault: 'usage', expected: [...new Set([...Object.keys(row.hyperparameters), ...amendments.map((a) => a.hyperparameter)])].join(', ') });
    if (!Number.isFinite(value)) throw new Problem('not-finite', `${name} is ${String(value)}`, { fault: 'usage', expected: 'a finite number' });
  }
  const values = { ...row.hyperparameters, ...given };
  const lines = [...amended.flatMap((a) => a.update), ...row.update];
  const vector = tensor(count);
  const shapes = new Map([...['p', 'g', ...row.state].map((name) => [name, vector] as const), ...['t', ...Object.keys(values)].map((name) => [name, scalar] as const)]);
  const { evaluator, reads, read } = compileLines(lines, shapes, ops, `optimizer ${row.name}`);
  const number = new Float64Array(1);
  const write = (name: string, value: number): void => {
    if (!reads(name)) return;
    number[0] = value;
    evaluator.write(name, number);
  };
  for (const [name, value] of Object.entries(values)) write(name, value);
  const kept = row.state.map((name) => ({ name, value: new Float64Array(count) }));
  const usual = values.lr ?? 0;
  let rate = usual;
  let t = 0;
  return {
    formulas: textOfLines(lines),
    values,
    step(parameters, gradient, now = usual) {
      if (now !== rate) {
        write('lr', now);
        rate = now;
      }
      write('t', ++t);
      evaluator.write('p', parameters);
      evaluator.write('g', gradient);
      for (const { name, value } of kept) evaluator.write(name, value);
      evaluator.run();
      read('p', parameters);
      for (const { name, value } of kept) read(name, value);
    },
  };
};
