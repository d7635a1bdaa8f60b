/** Rows of data into an evaluator, and its values by row, wherever the program has its sample axis. */
import type { Evaluator } from './compile.ts';
import type { Data } from './data.ts';

/** From one matrix, `rows` by `width`, to its transpose. */
export const transposed = (values: Float64Array, rows: number): Float64Array => {
  const width = values.length / rows;
  const out = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) for (let k = 0; k < width; k++) out[k * rows + row] = values[row * width + k] ?? 0;
  return out;
};

/** All values of a name as the program holds them. */
export const laidOut = ({ axis, count }: Pick<Data, 'axis' | 'count'>, values: Float64Array): Float64Array => (axis === 'last' ? transposed(values, count) : values);

/** What the evaluator is given for some rows. */
export const writeRows = (evaluator: Evaluator, data: Data, rows: Int32Array): void => {
  for (const [name, values] of data.shared) if (evaluator.plan.layouts.has(name)) evaluator.write(name, values);
  for (const [name, values] of data.values) {
    if (!evaluator.plan.layouts.has(name)) continue;
    if (data.samples === undefined) evaluator.write(name, laidOut(data, values));
    else if (data.axis !== 'last') evaluator.writeRows(name, values, rows);
    else {
      const width = values.length / data.count;
      const picked = new Float64Array(width * rows.length);
      rows.forEach((row, k) => {
        for (let i = 0; i < width; i++) picked[i * rows.length + k] = values[row * width + i] ?? 0;
      });
      evaluator.write(name, picked);
    }
  }
};

/** Whether the last axis of a name runs over the samples. */
const isTurned = ({ axis, samples, program }: Data, name: string): boolean => axis === 'last' && program.bindings.get(name)?.shape.dims.at(-1) === samples;

/** Of a name with a value for each row: row after row, whatever the layout; in `into` where that has the right length. */
export const readRows = (evaluator: Evaluator, data: Data, name: string, into?: Float64Array): Float64Array => {
  const values = evaluator.read(name, into);
  return isTurned(data, name) ? transposed(values, values.length / (evaluator.shapeOf(name).at(-1) ?? 1)) : values;
};

/** Its sizes, the samples first. */
export const rowSizes = (evaluator: Evaluator, data: Data, name: string): readonly number[] => {
  const sizes = evaluator.shapeOf(name);
  return isTurned(data, name) ? [sizes.at(-1) ?? 1, ...sizes.slice(0, -1)] : sizes;
};
