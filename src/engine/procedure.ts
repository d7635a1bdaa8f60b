/** An operator's procedure on arrays of the plan's buffer. */
import { doubles } from '../core/field.ts';
import { type Op, procedureOf } from '../core/op.ts';
import { bug } from '../core/problem.ts';

const count = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Takes the place of the result, then of each operand. */
export const runnerOf = (op: Op, size: number, sizes: readonly (readonly number[])[], buffer: Float64Array): ((at: number, ...operands: readonly number[]) => void) => {
  const procedure = procedureOf(op);
  if (procedure === undefined) throw bug(`${op.name} has no procedure`);
  const lengths = sizes.map(count);
  return (at, ...operands) => {
    const made = procedure.run(doubles, operands.map((from, i) => buffer.subarray(from, from + (lengths[i] ?? 0))), sizes);
    for (let i = 0; i < size; i++) buffer[at + i] = made[i] ?? NaN;
  };
};
