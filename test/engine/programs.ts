/** Programs for tests: read from text with the prelude, filled from a seed, and compared with the naive evaluation. */
import { expect } from 'vitest';
import { evaluateDim } from '../../src/core/dim.ts';
import type { Program } from '../../src/core/program.ts';
import { compile, type Evaluator } from '../../src/engine/compile.ts';
import { createRandom } from '../../src/engine/random.ts';
import type { Nested } from '../../src/engine/values.ts';
import { read } from '../../src/lang/read.ts';
import { ops } from '../../src/ops/index.ts';
import { naive } from './naive.ts';
import { prelude } from '../prelude.ts';

export { prelude };
export const program = (text: string): Program => read(text, { file: 'test.grad', ops, prelude });

export const fill = (evaluator: Evaluator, seed = 1): ReadonlyMap<string, Float64Array> => {
  const random = createRandom(seed);
  const values = new Map<string, Float64Array>();
  for (const { name } of evaluator.plan.given) {
    const size = evaluator.shapeOf(name).reduce((a, b) => a * b, 1);
    const flat = Float64Array.from({ length: size }, () => 0.2 + 0.6 * random.uniform());
    values.set(name, flat);
    evaluator.write(name, flat);
  }
  return values;
};

const settings = (sizes: readonly number[], from: number): readonly (readonly number[])[] =>
  sizes.reduce<readonly (readonly number[])[]>((all, n) => all.flatMap((head) => Array.from({ length: n }, (_, i) => [...head, i + from])), [[]]);

/** Runs a program on seeded values and compares every binding, at every place and entry, with the naive evaluation. */
export const agrees = (p: Program, dims: Readonly<Record<string, number>> = {}): Evaluator => {
  const letters = new Map(Object.entries(dims));
  for (const [letter, n] of p.dims) if (n !== undefined) letters.set(letter, n);
  const evaluator = compile(p, { dims: letters });
  const given = fill(evaluator);
  const sizesOf = (name: string) => {
    const b = p.bindings.get(name);
    return {
      over: (b?.over ?? []).map((index) => evaluateDim(p.indices.get(index)?.size ?? 0, letters)),
      entries: (b?.shape.dims ?? []).map((d) => evaluateDim(d, letters)),
    };
  };
  const slow = naive(p, letters, (name, place, entry) => {
    const { over, entries } = sizesOf(name);
    const at = [...place.map((i) => i - 1), ...entry].reduce((sum, i, k) => sum * ([...over, ...entries][k] ?? 1) + i, 0);
    return given.get(name)?.[at] ?? NaN;
  });
  // Twice: nothing of a first run may leak into the second.
  evaluator.run();
  evaluator.run();
  for (const name of p.bindings.keys()) {
    const { over, entries } = sizesOf(name);
    const want = settings(over, 1).flatMap((place) => settings(entries, 0).map((entry) => slow(name, place, entry)));
    const have = Array.from(evaluator.read(name));
    expect(have.length, name).toBe(want.length);
    have.forEach((v, k) => {
      const w = want[k] ?? NaN;
      if (!(Math.abs(v - w) <= 1e-11 * (1 + Math.abs(w)))) expect(v, `${name}, number ${String(k)}`).toBe(w);
    });
  }
  return evaluator;
};

export const entries = (v: Nested): number => (typeof v === 'number' ? 1 : v.reduce<number>((n, inner) => n + entries(inner), 0));
