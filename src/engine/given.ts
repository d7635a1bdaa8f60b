/** Values by name as rows to train on: what has an axis of samples is cut along it, and parameters say where training starts. */
import { Problem } from '../core/problem.ts';
import type { Program } from '../core/program.ts';
import { bindValues, isGiven } from './bind.ts';
import { type Data, ownAxis } from './data.ts';
import { transposed } from './rows.ts';
import { flatten } from './values.ts';

/**
 * Where neither one more leading axis nor a letter of the file's own says what a sample is, all is one row. Throws a `Problem`
 * where a value does not fit its declaration.
 */
export const dataOf = (program: Program, json: unknown, file?: string): Data => {
  const bound = bindValues(program, json, file);
  const missing = [...program.bindings.values()].find((b) => isGiven(b) && b.role !== 'param' && b.mask === undefined && !bound.values.has(b.name));
  if (missing !== undefined) throw new Problem('missing-value', `there is no value for ${missing.name}`, { ...(missing.place === undefined ? {} : { place: missing.place }), expected: 'every input, target and constant array; parameters may be left out' });
  const own = bound.lifted === undefined ? ownAxis(program) : undefined;
  const samples = bound.lifted ?? own?.samples;
  const axis = own?.axis ?? 'first';
  const count = samples === undefined ? 1 : (bound.dims.get(samples) ?? 1);
  const flat = [...bound.values].map(([name, value]) => [name, flatten(value, name)] as const);
  const isRow = (name: string): boolean => ['input', 'target'].includes(bound.program.bindings.get(name)?.role ?? '');
  return {
    ...bound,
    count,
    samples,
    axis,
    values: new Map(flat.filter(([name]) => isRow(name)).map(([name, values]) => [name, axis === 'last' ? transposed(values, values.length / count) : values])),
    shared: new Map(flat.filter(([name]) => !isRow(name))),
    columns: new Map(),
    classes: new Map(),
  };
};
