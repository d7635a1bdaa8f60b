/**
 * Where an answer is tried: points of the question's own domain, drawn from a seed of the question, so that the same answer
 * is judged in the same way for ever. Letters become distinct odd primes, three sets of them by turns; scales are mixed;
 * facts hold. A point is one where the objective and its gradient have values. Rounding should have left the gradient sharp;
 * a few points where it has not are kept too, since a difference may show even there.
 */
import { evaluationIn, type Evaluation, sizesOf } from '../calculus/proof/evaluate.ts';
import { sampleLetters } from '../calculus/proof/letters.ts';
import { type Diagonal, generator, places, type Region, sample, type Sample } from '../calculus/proof/sample.ts';
import { evaluateDim } from '../core/dim.ts';
import { type Expr, nodesOf } from '../core/expr.ts';
import type { Program } from '../core/program.ts';
import { type Bounded, bounded, isNumber } from './bounded.ts';
import type { Question } from './question.ts';

/** A setting of the indices of what is asked about. */
export type Setting = ReadonlyMap<string, number>;

export interface Point {
  readonly data: Sample;
  readonly run: Evaluation<Bounded[]>;
  /** The truth at each setting that its general formula holds for. */
  readonly truth: readonly { readonly setting: Setting; readonly values: readonly Bounded[] }[];
}

/** Points, where each is little work. */
export const most = 64;
const least = 8;
/** Entries computed for one answer, about; large programs are tried at fewer points, each of which has more entries. */
const budget = 600_000;
/** Points with a blurred truth, at most. */
const mostBlurred = 6;
/** Draws for each point wanted, at most. */
const patience = 12;
/** Members of a family that an answer is tried at. */
const mostSettings = 6;
/** A value is sharp when its bound is this much smaller than itself. */
const sharpness = 1e-9;

export const isSharp = ({ value, error }: Bounded, beside = 0): boolean => error <= sharpness * Math.max(Math.abs(value), Math.abs(beside));

/** Entries computed for one value of a formula, about; `largest` in a single array. */
export const effortOf = (e: Expr, letters: ReadonlyMap<string, number>): { readonly all: number; readonly largest: number } => {
  const size = (of: Expr): number => sizesOf(of.shape, letters).reduce((n, d) => n * d, 1);
  let all = 0;
  let largest = 0;
  let repeated = 1;
  for (const node of nodesOf(e)) {
    const own = size(node);
    largest = Math.max(largest, own);
    if (node.kind === 'apply' && node.op === 'total') repeated *= evaluateDim(typeof node.attrs.to === 'number' ? node.attrs.to : String(node.attrs.to), letters);
    all += node.kind === 'apply' && node.op === 'contract' ? node.args.reduce((n, a) => n * Math.sqrt(size(a)), Math.sqrt(own)) : own;
  }
  return { all: all * repeated, largest };
};

/** Entries computed at one point, about. */
const costOf = (program: Program, letters: ReadonlyMap<string, number>): number =>
  [...program.bindings.values()].reduce((cost, b) => cost + (b.expr === undefined ? 0 : places(program, b.name, letters).length * effortOf(b.expr, letters).all), 1);

/** Determinants of both signs, and matrices that may be close to singular: one more than the sets of letters, so that all meet. */
const diagonals: readonly Diagonal[] = ['heavy', 'negative', 'any', 'negative'];

/** Regions by turns: alike for all names, then for each name its own, at scales that grow and shrink. */
const regions = (turn: number, seed: number): ((name: string) => Region) => {
  const kinds = ['mixed', 'positive', 'unit', 'near-one'] as const;
  const scales: readonly (readonly number[])[] = [[1], [1], [1], [0.1, 1, 3], [3], [1, 10], [0.3, 1], [10, 30, 100]];
  const own = scales[turn % scales.length] ?? [1];
  const random = generator(seed);
  const chosen = new Map<string, Region>();
  const alike: Region | undefined = turn % 8 === 0 ? { kind: 'mixed', scale: 1 } : turn % 8 === 2 ? { kind: 'positive', scale: 1 } : turn % 8 === 4 ? { kind: 'mixed', scale: 3 } : undefined;
  return (name) => {
    if (alike !== undefined) return alike;
    const known = chosen.get(name);
    if (known !== undefined) return known;
    const made: Region = { kind: kinds[Math.floor(kinds.length * random())] ?? 'mixed', scale: own[Math.floor(own.length * random())] ?? 1 };
    chosen.set(name, made);
    return made;
  };
};

/** Short decimals are easier to check by hand; what a fact has fixed, or a constant, stays as it is. */
const shorten = (program: Program, data: Sample): void => {
  const fixed = new Set(program.facts.flatMap((f) => nodesOf(f.left, f.right).flatMap((n) => (n.kind === 'name' ? [n.name] : []))));
  for (const b of program.bindings.values()) {
    if (b.expr !== undefined) continue;
    for (const at of places(program, b.name, data.letters)) {
      // Everything is drawn here, in the order of the program, so that no answer has a say in it.
      const entries = data.entries(b.name, at);
      if (b.value === undefined && b.index === undefined && !fixed.has(b.name)) entries.forEach((x, i) => (entries[i] = Number(x.toPrecision(4))));
    }
  }
};

const settingsOf = ({ gradient, reference }: Question, letters: ReadonlyMap<string, number>): readonly Setting[] => {
  const general = places({ ...gradient, bindings: new Map([[reference.name, reference]]) }, reference.name, letters).filter(
    (at) => !reference.base.some((b) => evaluateDim(b.at, letters) === at[at.length - 1]),
  );
  const stride = Math.ceil(general.length / mostSettings);
  return general.filter((_, i) => i % stride === 0 || i === general.length - 1).map((at) => new Map(reference.over.map((index, i) => [index, at[i] ?? 1])));
};

/** The truth at some data; undefined outside the domain of the question. */
export const truthAt = (q: Question, data: Pick<Sample, 'letters'>, run: Evaluation<Bounded[]>): Point['truth'] | undefined => {
  const objective = run.value(q.gradient.objective);
  if (!objective.every(isNumber)) return undefined;
  const truth = settingsOf(q, data.letters).map((setting) => ({ setting, values: run.expr(q.reference.expr, setting) }));
  return truth.length > 0 && truth.every(({ values }) => values.every(isNumber)) ? truth : undefined;
};

export const runAt = (q: Question, data: Pick<Sample, 'letters' | 'given'>): Evaluation<Bounded[]> => evaluationIn(bounded, q.gradient, data.letters, data.given);

/** At most as many points as wanted; fewer where the domain is hard to hit. */
export const pointsOf = (q: Question): { readonly points: readonly Point[]; readonly wanted: number } => {
  const letters = [0, 1, 2].map((first) => sampleLetters(q.gradient, first, false));
  const cost = Math.max(...letters.map((set) => costOf(q.gradient, set)));
  const wanted = Math.max(least, Math.min(most, Math.floor(budget / cost)));
  const points: Point[] = [];
  const blurred: Point[] = [];
  for (let draw = 0; draw < patience * wanted && points.length < wanted; draw++) {
    const seed = (q.seed + Math.imul(draw + 1, 0x9e3779b1)) >>> 0;
    const data = sample(q.gradient, seed, regions(draw, seed), letters[draw % letters.length], diagonals[draw % diagonals.length]);
    shorten(q.gradient, data);
    const run = runAt(q, data);
    const truth = truthAt(q, data, run);
    if (truth === undefined) continue;
    const sharp = truth.some(({ values }) => values.some((v) => isSharp(v)));
    if (sharp || blurred.length < mostBlurred) (sharp ? points : blurred).push({ data, run, truth });
  }
  return { points: [...points, ...blurred], wanted };
};
