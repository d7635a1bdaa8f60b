/**
 * Proof by numbers, before anything is shown. Every step of a derivation is evaluated on random shape-valid data, and
 * every gradient is held against central differences. A step that fails stops the output and is named.
 */
import { evaluateDim } from '../../core/dim.ts';
import { Problem } from '../../core/problem.ts';
import type { Binding, Program } from '../../core/program.ts';
import type { Derivation, Line, Step } from '../../core/step.ts';
import { write } from '../../lang/write.ts';
import { evaluation, type Evaluation, type Given, type Held, sizesOf, type Values } from './evaluate.ts';
import { places, type Region, regionsFor, sample, type Sample } from './sample.ts';

export interface Proof {
  /** How many equalities were evaluated, and the largest relative difference met. */
  readonly steps: number;
  readonly worstStep: number;
  /** How many partial derivatives were held against central differences, and the largest relative difference met. */
  readonly partials: number;
  readonly worstPartial: number;
  /** One of them, to be shown: entry counted from 1. */
  readonly shown: { readonly name: string; readonly entry: readonly number[]; readonly symbolic: number; readonly numeric: number; readonly h: number } | undefined;
}

/** Rounding of a few hundred operations in double precision stays far below this; a wrong formula stays far above. */
const stepTolerance = 1e-9;
/**
 * Central differences err by about h^2 in value and 1e-16/h in rounding: about 1e-9 at h = 1e-5 on values near 1. Where a
 * high power or a near kink asks for a smaller step, it is taken; a wrong formula fails at every step.
 */
const partialTolerance = 1e-5;
const firstStep = 1e-5;
const smallerSteps = [1e-6, 1e-7, 1e-8];
/** Draws of random data before giving up on finding a finite one. */
const mostAttempts = 60;
/** Entries held against differences, at most: spread over all gradients, but at least two of each. */
const mostEntries = 160;
/** Members of a family at which its lines are evaluated, at most: the first, the last and some between. */
const mostPlaces = 24;
/** Programs with more members than this are slow to evaluate; fewer entries are then moved. */
const manyMembers = 500;
/** Entries that all the differences may evaluate, about; each member costs as much as so many more. */
const mostWork = 1e6;
const memberWork = 16;
/** Data on which a gradient is smaller than this would prove little. */
const telling = 1e-4;

const gap = (a: Values, b: Values): number => {
  let worst = 0;
  let size = 1e-6;
  a.forEach((x, i) => {
    const y = b[i] ?? b[0] ?? NaN;
    worst = Math.max(worst, Math.abs(x - y));
    size = Math.max(size, Math.abs(x), Math.abs(y));
  });
  return a.length === b.length && !Number.isNaN(worst) ? worst / size : Infinity;
};

const failed = (step: Step, what: string, program: Program): Problem =>
  new Problem('unproved-step', `a step of ${step.goal} does not hold (${step.kind} ${step.rule}): ${what}`, {
    fault: 'bug',
    expected: `${step.before === undefined ? step.goal : write(step.before, program.ops)} = ${write(step.after, program.ops)}`,
  });

interface Trial {
  readonly data: Sample;
  readonly run: Evaluation;
}

/** Data on which everything is finite and no gradient vanishes for smallness; failing the latter, the first finite. */
const finiteSample = (gradient: Program): Trial => {
  let fallback: Trial | undefined;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const data = sample(gradient, 20_261 + 977 * attempt, regionsFor(attempt));
    const run = evaluation(gradient, data.letters, data.given);
    const values = (b: Binding): readonly Values[] => places(gradient, b.name, data.letters).map((at) => run.value(b.name, at));
    const bindings = [...gradient.bindings.values()];
    if (!bindings.every((b) => values(b).every((v) => v.every((x) => Number.isFinite(x))))) continue;
    const trial = { data, run };
    fallback ??= trial;
    const adjoints = bindings.filter((b) => b.adjointOf !== undefined && gradient.bindings.get(b.adjointOf)?.role === 'param');
    if (adjoints.every((b) => values(b).some((v) => v.some((x) => Math.abs(x) > telling)))) return trial;
    if (attempt > 12) return fallback;
  }
  if (fallback !== undefined) return fallback;
  throw new Problem('no-finite-sample', `no random data were found on which ${gradient.objective} and its gradient are finite`, {
    fault: 'check',
    mend: 'check for logarithms or roots of values that can be negative',
  });
};

/**
 * Further draws, on which a law that holds on half of the domain would show itself: other values, and large ones of both
 * signs. Rounding may cost many digits there, and what is not finite there is passed over.
 */
const furtherTrials = (gradient: Program): readonly Trial[] =>
  [regionsFor(0), (): Region => ({ kind: 'wide', scale: 1 }), (): Region => ({ kind: 'far', scale: 1 })].map((region, i) => {
    const data = sample(gradient, 77_003 + i, region, undefined, i === 0 ? 'negative' : 'heavy');
    return { data, run: evaluation(gradient, data.letters, data.given) };
  });
const roughTolerance = 1e-4;

/** All of a short list; of a long one both ends and evenly spaced members between. */
const some = <T>(list: readonly T[], most = mostPlaces): readonly T[] =>
  list.length <= most ? list : most < 8 ? list.filter((_, i) => i === 0 || i === list.length - 1) : list.filter((_, i) => i < 2 || i >= list.length - 2 || i % Math.ceil(list.length / (most - 4)) === 0);

/** Evaluates every step of every line. */
const proveLines = (gradient: Program, lines: readonly Line[], { data, run }: Trial, rough = false): { steps: number; worstStep: number } => {
  let steps = 0;
  let worstStep = 0;
  const same = (step: Step, left: Values, right: Values): void => {
    if (rough && ![left, right].every((v) => v.every(Number.isFinite))) return;
    const d = gap(left, right);
    steps++;
    worstStep = Math.max(worstStep, d);
    if (!(d <= (rough ? roughTolerance : stepTolerance))) throw failed(step, `the sides differ by ${d.toExponential(1)}`, gradient);
  };
  for (const line of lines) {
    const binding = gradient.bindings.get(line.goal);
    if (binding === undefined) continue;
    for (const at of some(places(gradient, line.goal, data.letters))) {
      // At a base place the general formula does not apply.
      if (binding.base.some((b) => evaluateDim(b.at, data.letters) === at[at.length - 1])) continue;
      const indices = new Map(binding.over.map((index, i) => [index, at[i] ?? 1]));
      const truth = run.value(line.goal, at);
      for (const step of line.steps) {
        if (step.before !== undefined) same(step, truth, run.expr(step.before, indices));
        same(step, truth, run.expr(step.after, indices));
      }
    }
    const [first] = line.steps;
    const leading = new Map(binding.over.slice(0, -1).map((i) => [i, 1]));
    if (first !== undefined)
      for (const { raw, expr } of line.base) same({ ...first, before: raw, after: expr }, run.expr(raw, leading), run.expr(expr, leading));
  }
  return { steps, worstStep };
};

/** Is every formula that is not an adjoint finite? */
const hasValues = (gradient: Program, { data, run }: Trial): boolean =>
  [...gradient.bindings.values()].every((b) => b.adjointOf !== undefined || b.expr === undefined || places(gradient, b.name, data.letters).every((at) => run.value(b.name, at).every(Number.isFinite)));

/** Proves lines on their own, such as a lemma's. */
export const proveSteps = (gradient: Program, lines: readonly Line[]): void => {
  proveLines(gradient, lines, finiteSample(gradient));
  // A derivative may be finite where what is differentiated has no value: asech(-1/2). Nothing is claimed there.
  for (const trial of furtherTrials(gradient)) if (hasValues(gradient, trial)) proveLines(gradient, lines, trial, true);
};

interface Difference {
  readonly h: number;
  readonly numeric: number;
  readonly error: number;
}

/** One entry moved up and down. Differences lose digits to the size of the objective, so much smaller partials are compared with that. */
const compared = (entries: Values, i: number, h: number, exact: number, objective: () => number): Difference => {
  const own = entries[i] ?? 0;
  entries[i] = own + h;
  const up = objective();
  entries[i] = own - h;
  const down = objective();
  entries[i] = own;
  const numeric = (up - down) / (2 * h);
  return { h, numeric, error: Math.abs(numeric - exact) / Math.max(Math.abs(exact), 1e-3 * Math.max(1, Math.abs(up))) };
};

/** The entries that are moved: data as they are, and what is computed as if it were given with the value it has. */
const movable = ({ data, run }: Trial, program: Program, name: string, at: readonly number[]): { readonly entries: Values; readonly given: Given } => {
  if (program.bindings.get(name)?.expr === undefined) return { entries: data.entries(name, at), given: data.given };
  const entries = Float64Array.from(run.value(name, at));
  return { entries, given: (other, place) => (other === name && place.join() === at.join() ? entries : data.given(other, place)) };
};

export const prove = (derivation: Derivation): Proof => {
  const { program, gradient, lines } = derivation;
  const trial = finiteSample(gradient);
  const { data, run } = trial;
  const { steps, worstStep } = proveLines(gradient, lines, trial);
  const rough = furtherTrials(gradient).map((t) => proveLines(gradient, lines, t, true).steps);

  const sizes = [...program.bindings.values()].map((b) => ({ members: places(program, b.name, data.letters).length, entries: sizesOf(b.shape, data.letters).reduce((n, d) => n * d, 1) }));
  const members = sizes.reduce((sum, s) => sum + s.members, 0);
  const work = sizes.reduce((sum, s) => sum + s.members * (s.entries + memberWork), 0);
  const budget = Math.min(members > manyMembers ? mostEntries / 8 : mostEntries, Math.ceil(mostWork / work));
  const perGradient = Math.max(2, Math.floor(budget / Math.max(1, derivation.wanted.length)));
  let partials = 0;
  let worstPartial = 0;
  let shown: Proof['shown'];
  const held: Held<Values> = new Map();
  const objectiveOf = (e: Evaluation): number => e.value(program.objective)[0] ?? NaN;
  const standing = evaluation(program, data.letters, data.given, held);
  objectiveOf(standing);
  for (const [name, adjoint] of derivation.wanted) {
    for (const at of some(places(program, name, data.letters), Math.min(mostPlaces, Math.max(2, budget)))) {
      const { entries, given } = movable(trial, program, name, at);
      const moved = (): number => objectiveOf(standing.moved(name, given));
      const symbolic = adjoint === '' ? new Float64Array(entries.length) : run.value(adjoint, at);
      const stride = Math.max(1, Math.floor(entries.length / perGradient));
      for (let i = 0; i < entries.length; i += stride) {
        const exact = symbolic[i] ?? NaN;
        let difference = compared(entries, i, firstStep, exact, moved);
        for (const h of smallerSteps) if (!(difference.error <= partialTolerance)) difference = compared(entries, i, h, exact, moved);
        const { h, numeric, error } = difference;
        partials++;
        worstPartial = Math.max(worstPartial, error);
        if (!(error <= partialTolerance))
          throw new Problem('unproved-gradient', `the gradient of ${name} does not agree with central differences: ${String(exact)} against ${String(numeric)} at entry ${String(i + 1)}`, {
            fault: 'bug',
          });
        if (shown === undefined && Math.abs(exact) > 1e-3) {
          shown = { name, entry: entryOf(i, program, name, data), symbolic: exact, numeric, h };
        }
      }
    }
  }
  return { steps: rough.reduce((a, b) => a + b, steps), worstStep, partials, worstPartial, shown };
};

const entryOf = (i: number, program: Program, name: string, data: Sample): readonly number[] => {
  const shape = program.bindings.get(name)?.shape.dims ?? [];
  let rest = i;
  const out: number[] = [];
  for (const d of [...shape].reverse()) {
    const size = evaluateDim(d, data.letters);
    out.unshift((rest % size) + 1);
    rest = Math.floor(rest / size);
  }
  return out;
};
