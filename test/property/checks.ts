/** What has to hold for every program: each check says nothing, or what is wrong. */
import { readFileSync } from 'node:fs';
import { evaluateDim } from '../../src/core/dim.ts';
import { Problem } from '../../src/core/problem.ts';
import type { Program } from '../../src/core/program.ts';
import { derive } from '../../src/calculus/derive.ts';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { generator, places, regionsFor, sample, type Sample } from '../../src/calculus/proof/sample.ts';
import { compile } from '../../src/engine/compile.ts';
import type { Library } from '../../src/lang/file/use.ts';
import { programText } from '../../src/lang/program-text.ts';
import { write } from '../../src/lang/write.ts';
import { program } from '../calculus/handout.ts';
import { forward } from './forward.ts';
import { textOf, type Written } from './programs.ts';

export const library: Library = { names: ['layers'], find: () => ({ file: 'layers.grad', text: readFileSync(new URL('../../templates/library/layers.grad', import.meta.url), 'utf8') }) };

export type Verdict = string | undefined;

/** Values beyond this make every tolerance meaningless; such programs are left out and counted. */
const largest = 1e6;

/** A minus moves into the first factor of a product, and from there into its first factor: -(x .* y) * z, (-x .* y) * z. */
const mostReadings = 4;

/** Read, written and read again it says the same numbers, and soon it is written alike. */
export const roundTrip = (p: Program): Verdict => {
  const text = programText(p);
  const reread = (written: string): Program => program(written, { objective: p.objective, placesInside: true });
  let again: Program;
  const texts: string[] = [];
  try {
    again = reread(text);
    for (let next = programText(again); texts.length < mostReadings && next !== texts.at(-1); next = programText(reread(next))) texts.push(next);
    texts.push(programText(reread(texts.at(-1) ?? text)));
  } catch (problem) {
    return `what is written cannot be read: ${problem instanceof Problem ? `${problem.message}: ${problem.place?.text ?? ''}` : String(problem)}`;
  }
  const [lines = [], last = []] = texts.slice(-2).map((t) => t.split('\n'));
  const moved = last.find((line, i) => line !== lines[i]);
  if (moved !== undefined) return `written and read ${String(mostReadings)} times, a line becomes ${moved}`;
  const data = sample(p, 1, regionsFor(0));
  // d_r = 0 is read as a number that stays.
  const [first, second] = [p, again].map((q) => evaluation(q, data.letters, (name, at) => data.given(name, at) ?? constantIn(q, name)));
  for (const name of p.bindings.keys())
    for (const at of places(p, name, data.letters)) {
      const [want, got] = [first?.value(name, at) ?? [], second?.value(name, at) ?? []];
      const size = Math.max(1, ...want.map(Math.abs));
      if (want.length !== got.length || want.some((w, i) => Number.isFinite(w) && Math.abs(w) < largest && !(Math.abs(w - (got[i] ?? NaN)) <= 1e-11 * size))) return `${name} has other values when it is written and read again`;
    }
  return undefined;
};

const constantIn = (p: Program, name: string): Float64Array | undefined => {
  const value = p.bindings.get(name)?.value;
  return value === undefined ? undefined : Float64Array.of(value);
};

const flat = (entry: readonly number[], sizes: readonly number[]): number => entry.reduce((n, i, k) => n * (sizes[k] ?? 1) + i, 0);
const sizesOf = (p: Program, name: string, letters: ReadonlyMap<string, number>): readonly number[] => (p.bindings.get(name)?.shape.dims ?? []).map((d) => evaluateDim(d, letters));

/** Random data on which everything is finite and of ordinary size; undefined where there are none. */
export const dataFor = (p: Program, seed: number): Sample | undefined => {
  const data = sample(p, seed, regionsFor(0));
  const run = evaluation(p, data.letters, data.given);
  const fits = [...p.bindings.keys()].every((name) => places(p, name, data.letters).every((at) => run.value(name, at).every((x) => Math.abs(x) <= largest)));
  return fits ? data : undefined;
};

/** The slope of the objective along a random direction of each parameter: the gradient against dual numbers and differences. */
const slopes = (p: Program, gradient: Program, wanted: readonly (readonly [string, string | undefined])[], data: Sample, seed: number): Verdict => {
  const run = evaluation(gradient, data.letters, data.given);
  let ties = 0;
  const random = generator(seed);
  for (const [name, adjoint] of wanted) {
    const all = places(p, name, data.letters);
    const direction = new Map(all.map((at) => [at.join(), data.entries(name, at).map(() => (random() < 0.5 ? -1 : 1) * (0.2 + random()))]));
    const along = (at: readonly number[], i: number): number => direction.get(at.join())?.[i] ?? 0;
    let symbolic = 0;
    let size = 1;
    for (const at of all)
      if (adjoint !== undefined)
        run.value(adjoint, at).forEach((g, i) => {
          symbolic += g * along(at, i);
          size += Math.abs(g * along(at, i));
        });
    const sizes = new Map([...p.bindings.keys()].map((n) => [n, sizesOf(p, n, data.letters)]));
    const { v: value, d: dual } = forward(p, data.letters, (n, at, entry) => {
      const i = flat(entry, sizes.get(n) ?? []);
      return { v: data.entries(n, at)[i] ?? NaN, d: n === name ? along(at, i) : 0 };
    }, () => ties++)(p.objective, [], []);
    if (ties > 0) return 'discarded';
    if (!(Math.abs(dual - symbolic) <= 1e-11 * size)) return `the slope by ${name} is ${String(symbolic)}, and ${String(dual)} by dual numbers`;
    const moved = (h: number): number => {
      const before = new Map(all.map((at) => [at.join(), data.entries(name, at).slice()]));
      for (const at of all) data.entries(name, at).forEach((x, i, own) => (own[i] = x + h * along(at, i)));
      const value = evaluation(p, data.letters, data.given).value(p.objective)[0] ?? NaN;
      for (const at of all) data.entries(name, at).set(before.get(at.join()) ?? []);
      return value;
    };
    // Truncation grows with the step, rounding with its inverse, and a kink may lie within the larger ones.
    const tolerance = 1e-6 * (size + Math.abs(value));
    const misses = (h: number): boolean => !(Math.abs((moved(h) - moved(-h)) / (2 * h) - symbolic) <= tolerance);
    if ([1e-5, 1e-6, 1e-4, 1e-7, 1e-3].every(misses)) return `the slope by ${name} is ${String(symbolic)}, and no differences come near`;
  }
  return undefined;
};

/** Every value of the compiled plan against the proving evaluator. */
const compiled = (gradient: Program, data: Sample): Verdict => {
  const slow = evaluation(gradient, data.letters, data.given);
  const fast = compile(gradient, { dims: data.letters });
  for (const b of gradient.bindings.values()) if (b.expr === undefined && b.value === undefined && b.base.length === 0) fast.write(b.name, Float64Array.from(places(gradient, b.name, data.letters).flatMap((at) => [...data.entries(b.name, at)])));
  fast.run();
  for (const b of gradient.bindings.values()) {
    const want = places(gradient, b.name, data.letters).flatMap((at) => [...slow.value(b.name, at)]);
    const got = fast.read(b.name);
    const size = Math.max(1, ...want.map(Math.abs));
    const wrong = want.findIndex((w, i) => !(Math.abs((got[i] ?? NaN) - w) <= 1e-12 * size));
    if (wrong >= 0) return `${b.name}, number ${String(wrong)}: the plan says ${String(got[wrong])}, the index text ${String(want[wrong])}`;
  }
  return undefined;
};

/** The tidied lines against the gradient as differentiation made it, on data the proof has not seen. */
const tidied = (p: Program, seed: number): Verdict => {
  let made: ReturnType<typeof derive>;
  try {
    made = derive(p);
  } catch (problem) {
    if (problem instanceof Problem && problem.code === 'no-finite-sample') return undefined;
    return `not derived: ${problem instanceof Error ? problem.message : String(problem)}${problem instanceof Problem && problem.expected !== undefined ? `\n${problem.expected}` : ''}`;
  }
  const { gradient, lines } = made.derivation;
  const data = sample(gradient, seed + 1, regionsFor(0));
  const run = evaluation(gradient, data.letters, data.given);
  for (const line of lines) {
    const b = gradient.bindings.get(line.goal);
    for (const at of places(gradient, line.goal, data.letters)) {
      if (b?.base.some((x) => evaluateDim(x.at, data.letters) === at.at(-1)) === true) continue;
      const want = run.value(line.goal, at);
      const got = run.expr(line.expr, new Map((b?.over ?? []).map((index, i) => [index, at[i] ?? 1])));
      const size = Math.max(1, ...want.map(Math.abs), ...got.map(Math.abs));
      if (size > largest) continue;
      const wrong = want.findIndex((w, i) => !(Math.abs((got[i] ?? NaN) - w) <= 1e-9 * size));
      if (wrong >= 0) return `${line.goal} = ${write(line.expr, gradient.ops)}: ${String(got[wrong])} against ${String(want[wrong])}`;
    }
  }
  return undefined;
};

/** `discarded` where the program has no data on which it is finite and of ordinary size. */
export const check = (written: Written, seed: number, parts: { readonly tidy: boolean } = { tidy: true }): Verdict => {
  let p: Program;
  try {
    p = program(textOf(written), { library });
  } catch (problem) {
    if (problem instanceof Problem && /^(?:unused|never-used)/u.test(problem.code)) return 'discarded';
    return `refused: ${problem instanceof Problem ? `${problem.code}: ` : ''}${problem instanceof Error ? problem.message : ''} ${problem instanceof Problem ? (problem.place?.text ?? '') : ''}`;
  }
  const trip = roundTrip(p);
  if (trip !== undefined) return trip;
  const data = dataFor(p, seed);
  if (data === undefined) return 'discarded';
  const made = differentiate(p);
  const gradientTrip = parts.tidy ? roundTrip(made.gradient) : undefined;
  if (gradientTrip !== undefined) return `the gradient: ${gradientTrip}`;
  return slopes(p, made.gradient, made.wanted, data, seed) ?? compiled(made.gradient, data) ?? (parts.tidy ? tidied(p, seed) : undefined);
};
