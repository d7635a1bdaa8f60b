/** One pass forward and back over chosen rows: the loss, and the gradient by all parameters laid end to end. */
import { differentiate } from '../../calculus/differentiate.ts';
import { Problem } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { compile, type Evaluator } from '../compile.ts';
import type { Data } from '../data.ts';
import { requireLetters } from '../letters.ts';
import type { Random } from '../random.ts';
import { readRows, writeRows } from '../rows.ts';
import { type Nested, nest } from '../values.ts';
import { initialise } from './initialise.ts';
import { fillMask } from './mask.ts';
import { type Judge, judgeOf } from './metrics.ts';
import { predictionOf } from './prediction.ts';

/** One parameter's place in the vector of all of them. */
export interface Part {
  readonly name: string;
  readonly adjoint: string;
  readonly from: number;
  readonly size: number;
}

/** Of some rows; good until the next pass over as many. */
export interface Pass {
  readonly evaluator: Evaluator;
  readonly loss: number;
  /** What the judge judges, row after row. */
  readonly predictions: Float64Array | undefined;
}

export interface Passes {
  /** What is computed: the program with its adjoints. */
  readonly gradient: Program;
  /** What the predictions of a pass are held against. */
  readonly judge: Judge | undefined;
  readonly parts: readonly Part[];
  /** As the initialisers drew them, until they are moved. */
  readonly parameters: Float64Array;
  /** Of the last pass. */
  readonly slope: Float64Array;
  /** The evaluator that has computed `rows`, and the objective there. Masks are drawn anew, or stay their means. */
  readonly run: (rows: Int32Array, masks: 'drawn' | 'mean') => Pass;
  /** `parameters`, or a copy of them, as nested arrays by name. */
  readonly nested: (parameters: Float64Array) => Readonly<Record<string, Nested>>;
}

/** `watched` are computed names that will be read after passes. */
export const createPasses = (data: Data, random: Random, watched: readonly string[] = []): Passes => {
  const { program, samples } = data;
  const made = differentiate(program);
  const { wanted } = made;
  const prediction = predictionOf(made.gradient);
  const judge = judgeOf(data, prediction);
  const gradient = judge === undefined ? made.gradient : judge.prediction.program;
  for (const name of watched)
    if (program.bindings.get(name)?.expr === undefined) throw new Problem('unknown-formula', `there is no formula ${name}`, { fault: 'usage', expected: [...program.bindings.values()].flatMap((b) => (b.expr === undefined ? [] : [b.name])).join(', ') });
  const sizes = new Map([...program.dims].flatMap(([letter, value]) => (value === undefined ? [] : [[letter, value] as const])));
  for (const [letter, value] of data.dims) sizes.set(letter, value);
  requireLetters(program, program.bindings.values(), sizes);

  const parts: Part[] = [];
  const starts: Float64Array[] = [];
  let size = 0;
  for (const [name, adjoint] of wanted) {
    const binding = program.bindings.get(name);
    if (binding === undefined) continue;
    const start = data.shared.get(name) ?? initialise(program, binding, sizes, random);
    starts.push(start);
    if (adjoint === undefined) throw new Problem('unused-parameter', `the objective does not depend on ${name}`, binding.place === undefined ? {} : { place: binding.place });
    parts.push({ name, adjoint, from: size, size: start.length });
    size += start.length;
  }
  const parameters = new Float64Array(size);
  parts.forEach((p, k) => parameters.set(starts[k] ?? [], p.from));
  const slope = new Float64Array(size);
  const loss = new Float64Array(1);

  const maskedBy = [...gradient.bindings.values()].filter((b) => b.mask !== undefined && !data.values.has(b.name));
  /** By number of rows, an evaluator and where its predictions are put. */
  const evaluators = new Map<number, Pick<Pass, 'evaluator' | 'predictions'>>();
  const evaluatorFor = (rows: number): Pick<Pass, 'evaluator' | 'predictions'> => {
    const known = evaluators.get(rows);
    if (known !== undefined) return known;
    const dims = new Map(sizes);
    if (samples !== undefined) dims.set(samples, rows);
    const want = [program.objective, ...parts.map((p) => p.adjoint), ...(judge === undefined ? [] : [judge.prediction.name]), ...watched];
    const evaluator = compile(gradient, { dims, want: [...new Set(want)] });
    const made = { evaluator, predictions: judge === undefined ? undefined : readRows(evaluator, data, judge.prediction.name) };
    evaluators.set(rows, made);
    return made;
  };
  return {
    gradient,
    judge,
    parts,
    parameters,
    slope,
    run(rows, masks) {
      const { evaluator, predictions } = evaluatorFor(rows.length);
      writeRows(evaluator, data, rows);
      for (const { name, mask } of maskedBy) if (mask !== undefined && evaluator.plan.layouts.has(name)) fillMask(evaluator, name, mask, masks === 'drawn' ? random : undefined);
      for (const p of parts) evaluator.write(p.name, parameters, p.from);
      evaluator.run();
      for (const p of parts) evaluator.read(p.adjoint, slope, p.from);
      evaluator.read(program.objective, loss);
      return { evaluator, loss: loss[0] ?? NaN, predictions: judge === undefined ? undefined : readRows(evaluator, data, judge.prediction.name, predictions) };
    },
    nested: (values) => {
      const [{ evaluator } = evaluatorFor(data.count)] = evaluators.values();
      return Object.fromEntries(parts.map((p) => [p.name, nest(values.subarray(p.from, p.from + p.size), evaluator.shapeOf(p.name))]));
    },
  };
};
