/** How the learning rate changes: one row for each schedule, its rate written in the formula language. */
import type { OpTable } from '../../core/op.ts';
import { Problem } from '../../core/problem.ts';
import { scalar } from '../../core/shape.ts';
import { compileLines } from './formulas.ts';

/**
 * `lr0` is the rate asked for; `t` numbers the steps and `epoch` the epochs, both counted from 1; `steps` and `epochs`
 * are how many there will be at most.
 */
export interface Schedule {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly formula: string;
}

export const schedules: readonly Schedule[] = [
  { name: 'constant', hyperparameters: {}, formula: 'lr0' },
  // torch.optim.lr_scheduler.StepLR: lower by a factor after every so many epochs.
  { name: 'step', hyperparameters: { gamma: 0.1, every: 100 }, formula: 'lr0 * gamma^floor((epoch - 1) / every)' },
  // ExponentialLR.
  { name: 'exponential', hyperparameters: { gamma: 0.99 }, formula: 'lr0 * gamma^(epoch - 1)' },
  // CosineAnnealingLR over all epochs; Loshchilov and Hutter 2017, without restarts.
  { name: 'cosine', hyperparameters: { least: 0 }, formula: 'least + (lr0 - least) * (1 + cos(pi * (epoch - 1) / epochs)) / 2' },
  // Goyal et al. 2017: the rate rises in equal steps, then stays.
  { name: 'warmup', hyperparameters: { warmup: 100 }, formula: 'lr0 * min(1, t / warmup)' },
  // Robbins and Monro 1951 ask for a rate that falls like 1/t.
  { name: 'inverse', hyperparameters: { fall: 0.01 }, formula: 'lr0 / (1 + fall * (epoch - 1))' },
];

const variables = ['t', 'epoch', 'steps', 'epochs'] as const;

/** A row by its name, or a formula of one's own over the same names. */
export const scheduleOf = (text: string): Schedule => {
  const row = schedules.find((s) => s.name === text);
  if (row !== undefined) return row;
  if (/^\w+$/u.test(text) && !['lr0', ...variables].includes(text)) throw new Problem('unknown-schedule', `there is no schedule ${text}`, { fault: 'usage', expected: `${schedules.map((s) => s.name).join(', ')}, or a formula of lr0, ${variables.join(', ')}` });
  return { name: 'formula', hyperparameters: {}, formula: text };
};

export interface Rates {
  /** `lr = lr0 * gamma^(epoch - 1)`; nothing where the rate stays as it is. */
  readonly formulas: readonly string[];
  readonly at: (epoch: number, t: number) => number;
}

/** `values` has the hyperparameters of the row. */
export const createRates = ({ name, formula }: Schedule, lr0: number, values: Readonly<Record<string, number>>, of: { readonly epochs: number; readonly steps: number }, ops: OpTable): Rates => {
  if (formula === 'lr0') return { formulas: [], at: () => lr0 };
  const given = { lr0, ...values, ...of };
  const shapes = new Map([...Object.keys(given), 't', 'epoch'].map((each) => [each, scalar] as const));
  const { evaluator, reads, read } = compileLines([['lr', formula]], shapes, ops, name === 'formula' ? 'schedule' : `schedule ${name}`);
  const write = (each: string, value: number): void => {
    if (reads(each)) evaluator.write(each, Float64Array.of(value));
  };
  for (const [each, value] of Object.entries(given)) write(each, value);
  const moves = reads('t');
  const out = new Float64Array(1);
  let last = 0;
  let rate = lr0;
  return {
    formulas: [`lr = ${formula}`],
    at(epoch, t) {
      if (!moves && epoch === last) return rate;
      last = epoch;
      write('epoch', epoch);
      write('t', t);
      evaluator.run();
      read('lr', out);
      rate = out[0] ?? NaN;
      if (!Number.isFinite(rate)) throw new Problem('not-finite', `the schedule gives the rate ${String(rate)} in epoch ${String(epoch)}, step ${String(t)}`, { fault: 'usage', expected: 'a finite number' });
      return rate;
    },
  };
};
