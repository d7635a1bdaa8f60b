/** Which value was the first that is not a finite number, and for which row? */
import { Problem } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import type { Evaluator } from '../compile.ts';
import type { Data } from '../data.ts';

const countOf = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** `row 17 of data.csv (line 19)`. */
const rowOf = ({ origin }: Data, row: number): string => {
  const [number, line] = [origin?.rows[row], origin?.lines[row]];
  return origin === undefined || number === undefined ? `sample ${String(row + 1)}` : `row ${String(number)} of ${origin.file} (line ${String(line ?? number)})`;
};

/** Values that were computed on some rows of data. */
export interface Pass {
  readonly evaluator: Evaluator;
  readonly program: Program;
  readonly data: Data;
  readonly rows: Int32Array;
  /** Whether a row by itself gives a finite loss and gradient; for values that many rows have a share in. */
  readonly isFine?: (row: number) => boolean;
}

/** The first formula whose value is not finite, in the order of computing. */
const firstBroken = ({ evaluator, program, data, rows, isFine }: Pass): string => {
  for (const b of program.bindings.values()) {
    if (!evaluator.plan.layouts.has(b.name)) continue;
    const at = evaluator.read(b.name).findIndex((v) => !Number.isFinite(v));
    if (at < 0) continue;
    const sizes = evaluator.shapeOf(b.name);
    const [index] = b.over;
    const axis = data.samples === undefined ? -1 : b.shape.dims.indexOf(data.samples);
    const sampled = index === undefined ? axis >= 0 : program.indices.get(index)?.role === 'sample';
    const row = sampled ? rows[axis > 0 ? at % rows.length : Math.floor((at * rows.length) / countOf(sizes))] : isFine === undefined ? undefined : rows.find((r) => !isFine(r));
    const named = b.adjointOf === undefined ? b.name : `${b.name}, the adjoint of ${b.adjointOf}`;
    return row === undefined ? named : `${named}, at ${rowOf(data, row)}`;
  }
  return 'the objective';
};

/** The end of a run whose values have left the numbers. */
export const notFinite = (when: string, pass: Pass): Problem =>
  new Problem('not-finite', `${when} the first value that is not a finite number is ${firstBroken(pass)}`, {
    fault: 'check',
    mend: 'try a smaller lr, or look for a logarithm or a quotient at zero',
  });

export const allFinite = (values: Float64Array): boolean => {
  for (const v of values) if (!(Math.abs(v) < Infinity)) return false;
  return true;
};
