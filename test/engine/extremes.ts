/** Values and gradients of a formula at extreme points, as the engine computes them and as they are. */
import { differentiate } from '../../src/calculus/differentiate.ts';
import { evaluationIn } from '../../src/calculus/proof/evaluate.ts';
import type { Program } from '../../src/core/program.ts';
import { compile } from '../../src/engine/compile.ts';
import { read } from '../../src/calculus/read.ts';
import { ops } from '../../src/ops/index.ts';
import { prelude } from '../prelude.ts';
import { realsOf, toDouble } from '../../src/engine/reals.ts';

export const points = [1e-300, 1e-12, 1, 40, 700, 800, 1e4].flatMap((x) => [x, -x]);

/** One entry of the objective or of a gradient. */
export interface Found {
  readonly what: string;
  readonly computed: number;
  readonly truth: number;
}

/** Digits enough to see 1 - tanh(x)^2, or exp(x) - 1 and its square, and what is left of it. */
export const digitsFor = (x: number): number => Math.ceil(3.2 * Math.abs(x) + 2 * Math.max(0, -Math.log2(Math.abs(x)))) + 256;

/** `values` has the entries of every declared name, row-major. The truth is the textbook formula, with digits enough. */
export const compared = (source: Program, values: ReadonlyMap<string, readonly number[]>, bits: number, doubles = true): readonly Found[] => {
  const { gradient, wanted } = differentiate(source);
  const names = [source.objective, ...wanted.flatMap(([, adjoint]) => (adjoint === undefined ? [] : [adjoint]))];
  const evaluator = compile(gradient, { dims: new Map(), want: names, doubles });
  for (const { name } of evaluator.plan.given) evaluator.write(name, Float64Array.from(values.get(name) ?? []));
  evaluator.run();
  const given = (name: string): Float64Array | undefined => {
    const entries = values.get(name);
    return entries === undefined ? undefined : Float64Array.from(entries);
  };
  const truth = evaluationIn(realsOf(bits), gradient, new Map(), given);
  return names.flatMap((what) => {
    const computed = [...evaluator.read(what)];
    return truth.value(what).map((t, i) => ({ what, computed: computed[i] ?? NaN, truth: toDouble(t) }));
  });
};
export const program = (text: string): Program => read(text, { file: 'extremes.grad', ops, prelude });

/** Of the size of the truth; what is too small for all its digits counts as zero. */
export const error = ({ computed, truth }: Found): number => (Math.abs(truth) < 1e-290 && Math.abs(computed) < 1e-290 ? 0 : Math.abs(computed - truth) / Math.abs(truth));
/** Of the size of the truth, or of 1 where that is larger: what differences of numbers near 1 can keep. */
export const errorBesideOne = ({ computed, truth }: Found): number => Math.abs(computed - truth) / Math.max(1, Math.abs(truth));
