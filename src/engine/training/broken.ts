/** Which value was the first that is not a finite number? */
import type { Program } from '../../core/program.ts';
import type { Evaluator } from '../compile.ts';

const countOf = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** The first formula whose value is not finite, in the order of computing. */
export const firstBroken = (evaluator: Evaluator, program: Program): string => {
  for (const b of program.bindings.values()) {
    if (!evaluator.plan.layouts.has(b.name)) continue;
    const at = evaluator.read(b.name).findIndex((v) => !Number.isFinite(v));
    if (at < 0) continue;
    const [rows] = evaluator.shapeOf(b.name);
    const [index] = b.over;
    const sample = index !== undefined && program.indices.get(index)?.role === 'sample' && rows !== undefined;
    const row = sample ? `, at sample ${Math.floor(at / (countOf(evaluator.shapeOf(b.name)) / rows)) + 1} of the batch` : '';
    return b.adjointOf === undefined ? `${b.name}${row}` : `${b.name}, the adjoint of ${b.adjointOf}${row}`;
  }
  return 'the objective';
};

export const allFinite = (values: Float64Array): boolean => {
  for (const v of values) if (!(Math.abs(v) < Infinity)) return false;
  return true;
};
