/** Inputs brought to mean 0 and standard deviation 1, by the statistics of the rows that are trained on. */
import { evaluateDim } from '../../core/dim.ts';
import { Problem } from '../../core/problem.ts';
import type { Data } from '../data.ts';

/** For each entry of one sample, or of one member of a family: its members share them. */
export interface Scale {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}
export type Scales = ReadonlyMap<string, Scale>;

/** Inputs of measured numbers: neither classes nor numbers of entries. */
const measured = (data: Data): readonly string[] =>
  [...data.values.keys()].filter((name) => {
    const b = data.program.bindings.get(name);
    return b?.role === 'input' && b.index === undefined && !data.classes.has(name);
  });

/** How many entries of a row belong to one member. */
const memberSize = ({ program, dims, values, count }: Data, name: string): number => {
  const width = (values.get(name)?.length ?? 0) / count;
  const members = (program.bindings.get(name)?.over ?? []).reduce((n, index) => {
    const of = program.indices.get(index);
    return of?.role === 'sequence' ? n * evaluateDim(of.size, dims) : n;
  }, 1);
  return width / members;
};

/** The deviation is that of the rows themselves, not an estimate for more; an entry that never changes is only shifted. */
export const scalesOf = (data: Data): Scales => {
  if (data.samples === undefined) throw new Problem('fixed-sample-axis', 'inputs are standardised over samples, and nothing says which axis counts these', { mend: 'declare the inputs with a letter, X = input(N, 4), or per sample, x = input(4)' });
  return new Map(
    measured(data).map((name) => {
      const values = data.values.get(name) ?? new Float64Array();
      const size = memberSize(data, name);
      const each = values.length / size;
      const mean = new Array<number>(size).fill(0);
      values.forEach((v, i) => (mean[i % size] = (mean[i % size] ?? 0) + v / each));
      const variance = new Array<number>(size).fill(0);
      values.forEach((v, i) => (variance[i % size] = (variance[i % size] ?? 0) + (v - (mean[i % size] ?? 0)) ** 2 / each));
      return [name, { mean, deviation: variance.map((v) => (v > 0 ? Math.sqrt(v) : 1)) }] as const;
    }),
  );
};

export const standardised = (data: Data, scales: Scales): Data => ({
  ...data,
  values: new Map(
    [...data.values].map(([name, values]) => {
      const scale = scales.get(name);
      if (scale === undefined) return [name, values];
      const size = memberSize(data, name);
      if (scale.mean.length !== size || scale.deviation.length !== size)
        throw new Problem('value-shape', `${name} has ${String(size)} entries, and was standardised with ${String(scale.mean.length)} when it was trained`);
      return [name, values.map((v, i) => (v - (scale.mean[i % size] ?? 0)) / (scale.deviation[i % size] ?? 1))];
    }),
  ),
});
