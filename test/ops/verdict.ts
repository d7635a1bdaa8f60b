/** Is a row right? In all its cases, on several samples. */
import type { Op, OpTable } from '../../src/core/op.ts';
import { ops } from '../../src/ops/index.ts';
import { casesFor, checks, type Draw, showCase } from './check.ts';

export const samples: readonly (readonly [seed: number, draw: Draw])[] = [
  [1, 'mixed'],
  [2, 'mixed'],
  [3, 'mixed'],
  [4, 'positive'],
  [5, 'positive'],
  [6, 'positive'],
];

/** The first failure of a row in all its cases, and how many numbers were compared until then. */
export const verdict = (row: Op, table: OpTable = ops): { readonly compared: number; readonly skipped: number; readonly failure: string | undefined } => {
  let [compared, skipped] = [0, 0];
  for (const one of casesFor(row)) {
    const on = checks(row, one, table);
    for (const [seed, draw] of samples) {
      const outcome = on(seed, draw);
      compared += outcome.compared;
      skipped += outcome.skipped;
      const [first] = outcome.failures;
      if (first !== undefined) return { compared, skipped, failure: `${showCase(one)}: ${first}` };
    }
  }
  return { compared, skipped, failure: undefined };
};
