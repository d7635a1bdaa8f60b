/** Gradients held against central differences on seeded values, every entry at every place. */
import type { Program } from '../../src/core/program.ts';
import { differentiate, parameters } from '../../src/calculus/differentiate.ts';
import { evaluation, type Evaluation, type Given, sizesOf, type Values } from '../../src/calculus/proof/evaluate.ts';
import { generator, places } from '../../src/calculus/proof/sample.ts';

export interface Data {
  readonly letters: ReadonlyMap<string, number>;
  /** Entries of a declared name at a place, changeable. */
  readonly entries: (name: string, at?: readonly number[]) => Values;
  readonly given: Given;
  readonly run: (p: Program) => Evaluation;
}

/** Values between 0.2 and 1 in size with mixed signs, drawn in program order. */
export const dataFor = (program: Program, sizes: Readonly<Record<string, number>> = {}, seed = 1): Data => {
  const letters = new Map(Object.entries(sizes));
  for (const [letter, n] of program.dims) if (n !== undefined) letters.set(letter, n);
  const random = generator(seed);
  const stored = new Map<string, Values>();
  for (const b of program.bindings.values()) {
    if (b.expr !== undefined || b.base.length > 0) continue;
    for (const at of places(program, b.name, letters)) {
      const length = sizesOf(b.shape, letters).reduce((n, d) => n * d, 1);
      stored.set(JSON.stringify([b.name, at]), Float64Array.from({ length }, () => b.value ?? (random() < 0.5 ? -1 : 1) * (0.2 + 0.8 * random())));
    }
  }
  const given: Given = (name, at) => stored.get(JSON.stringify([name, at]));
  const entries = (name: string, at: readonly number[] = []): Values => given(name, at) ?? new Float64Array();
  return { letters, entries, given, run: (p) => evaluation(p, letters, given) };
};

export interface Agreement {
  readonly partials: number;
  readonly worst: number;
  /** `name entry: ours against theirs`, where they differ. */
  readonly wrong: readonly string[];
}

export const agreement = (program: Program, data: Data, wanted: readonly string[] = parameters(program), tolerance = 1e-7): Agreement => {
  const made = differentiate(program, wanted);
  const gradient = data.run(made.gradient);
  const objectiveOf = (e: Evaluation): number => e.value(program.objective)[0] ?? NaN;
  const standing = data.run(program);
  objectiveOf(standing);
  let [partials, worst] = [0, 0];
  const wrong: string[] = [];
  for (const [name, adjoint] of made.wanted)
    for (const at of places(program, name, data.letters)) {
      const own = data.entries(name, at);
      const found = adjoint === undefined ? new Float64Array(own.length) : gradient.value(adjoint, at);
      own.forEach((x, i) => {
        const moved = (step: number): number => {
          own[i] = x + step;
          const value = objectiveOf(standing.moved(name, data.given));
          own[i] = x;
          return value;
        };
        const difference = (h: number): number => (moved(h) - moved(-h)) / (2 * h);
        const theirs = (4 * difference(5e-4) - difference(1e-3)) / 3;
        const ours = found[i] ?? NaN;
        const error = Math.abs(ours - theirs) / (1 + Math.abs(theirs));
        partials++;
        worst = Math.max(worst, error);
        if (!(error <= tolerance)) wrong.push(`${name}[${at.join()}] ${String(i)}: ${String(ours)} against ${String(theirs)}`);
      });
    }
  return { partials, worst, wrong };
};
