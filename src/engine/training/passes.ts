/** One pass forward and back over chosen rows: the loss, and the gradient by all parameters laid end to end. */
import { differentiate } from '../../calculus/differentiate.ts';
import { Problem } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { compile, type Evaluator } from '../compile.ts';
import type { Data } from '../data.ts';
import { requireLetters } from '../letters.ts';
import type { Random } from '../random.ts';
import { type Nested, nest } from '../values.ts';
import { initialise } from './initialise.ts';

/** One parameter's place in the vector of all of them. */
export interface Part {
  readonly name: string;
  readonly adjoint: string;
  readonly from: number;
  readonly size: number;
}

export interface Passes {
  /** What is computed: the program with its adjoints. */
  readonly gradient: Program;
  readonly parts: readonly Part[];
  /** As the initialisers drew them, until they are moved. */
  readonly parameters: Float64Array;
  /** Of the last pass. */
  readonly slope: Float64Array;
  /** The evaluator that has computed `rows`, and the objective there. */
  readonly run: (rows: Int32Array) => { readonly evaluator: Evaluator; readonly loss: number };
  /** `parameters`, or a copy of them, as nested arrays by name. */
  readonly nested: (parameters: Float64Array) => Readonly<Record<string, Nested>>;
}

export const createPasses = (data: Data, random: Random): Passes => {
  const { program, samples } = data;
  const { gradient, wanted } = differentiate(program);
  const sizes = new Map([...program.dims].flatMap(([letter, value]) => (value === undefined ? [] : [[letter, value] as const])));
  for (const [letter, value] of data.dims) sizes.set(letter, value);
  requireLetters(program, program.bindings.values(), sizes);

  const parts: Part[] = [];
  const starts: Float64Array[] = [];
  let size = 0;
  for (const [name, adjoint] of wanted) {
    const binding = program.bindings.get(name);
    if (binding === undefined) continue;
    const start = initialise(program, binding, sizes, random);
    starts.push(start);
    if (adjoint === undefined) throw new Problem('unused-parameter', `the objective does not depend on ${name}`, binding.place === undefined ? {} : { place: binding.place });
    parts.push({ name, adjoint, from: size, size: start.length });
    size += start.length;
  }
  const parameters = new Float64Array(size);
  parts.forEach((p, k) => parameters.set(starts[k] ?? [], p.from));
  const slope = new Float64Array(size);

  const evaluators = new Map<number, Evaluator>();
  const evaluatorFor = (rows: number): Evaluator => {
    const known = evaluators.get(rows);
    if (known !== undefined) return known;
    const dims = new Map(sizes);
    if (samples !== undefined) dims.set(samples, rows);
    const made = compile(gradient, { dims, want: [program.objective, ...parts.map((p) => p.adjoint)] });
    evaluators.set(rows, made);
    return made;
  };
  return {
    gradient,
    parts,
    parameters,
    slope,
    run(rows) {
      const evaluator = evaluatorFor(rows.length);
      for (const [name, values] of data.values)
        if (evaluator.plan.layouts.has(name))
          if (samples === undefined) evaluator.write(name, values);
          else evaluator.writeRows(name, values, rows);
      for (const p of parts) evaluator.write(p.name, parameters, p.from);
      evaluator.run();
      for (const p of parts) evaluator.read(p.adjoint, slope, p.from);
      return { evaluator, loss: evaluator.read(program.objective)[0] ?? NaN };
    },
    nested: (values) => {
      const [some = evaluatorFor(data.count)] = evaluators.values();
      return Object.fromEntries(parts.map((p) => [p.name, nest(values.subarray(p.from, p.from + p.size), some.shapeOf(p.name))]));
    },
  };
};
