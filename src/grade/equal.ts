/**
 * Is an answer the truth? Three-valued. "Different" has a witness: a point where the two lie further apart than rounding can
 * explain. "Equal" needs agreement to many digits at many points, at which every variable of the truth is seen to matter, or
 * a proof. Anything else is "undecided", with the reason.
 */
import { generator, places, type Sample } from '../calculus/proof/sample.ts';
import { evaluateDim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { type Bounded, isNone, isNumber } from './bounded.ts';
import { provedEqual, provedIdle } from './exact.ts';
import { isSharp, type Point, pointsOf, runAt, type Setting, truthAt } from './points.ts';
import type { Question } from './question.ts';

/** Where the two differ. `answer` is absent where the answer has no value. */
export interface Witness {
  readonly point: Point;
  readonly setting: Setting;
  /** Position in row-major order. */
  readonly entry: number;
  readonly answer: number | undefined;
  readonly truth: number;
}
export type Open =
  | { readonly why: 'no-points' }
  /** Too few points, or entries, at which rounding leaves enough digits. */
  | { readonly why: 'blurred' }
  /** Names that the truth mentions and that changed nothing. */
  | { readonly why: 'unmoved'; readonly names: readonly string[] };
export type Comparison =
  | { readonly verdict: 'equal'; readonly by: 'numbers' | 'algebra' }
  /** `elsewhere`: where the answer has a value, it is the true one. */
  | { readonly verdict: 'different'; readonly witness: Witness; readonly elsewhere: boolean }
  | { readonly verdict: 'undecided'; readonly open: Open };

/** Bounds are of first order; a difference has to exceed them by this much. */
const margin = 4;
/** Sharp points that an equality needs, of 64; fewer where fewer are tried. */
const enough = 16;
/** Sharp values that each entry needs, and points at which each variable is seen to matter. */
const twice = 2;
/** A change of the truth that is seen, relative. */
const visible = 1e-6;
/** A witness that convinces: further apart than this, relative. */
const plain = 0.01;

type Outcome = 'agree' | 'differ' | 'open' | 'absent';

const outcome = (a: Bounded, t: Bounded): Outcome => {
  if (isNone(a)) return 'absent';
  if (!isNumber(a) || !isNumber(t)) return 'open';
  const error = a.error + t.error;
  const gap = Math.abs(a.value - t.value);
  if (gap > margin * error) return 'differ';
  return isSharp({ value: t.value, error }, a.value) ? 'agree' : 'open';
};

const gapOf = (a: number, t: number): number => Math.abs(a - t) / Math.max(Math.abs(a), Math.abs(t));

/** The same data with one name's values moved: by a little, or to the other sign, where a kink would show; whole numbers to the next. */
const moved = (q: Question, { data }: Point, name: string, seed: number, sign: number): Pick<Sample, 'letters' | 'given'> => {
  const random = generator(seed);
  const index = q.gradient.bindings.get(name)?.index;
  const numbers = index === undefined ? undefined : evaluateDim(index, data.letters);
  const other = (x: number): number => (numbers === undefined ? sign * x * (0.6 + 0.7 * random()) : 1 + (x % numbers));
  const values = new Map(places(q.gradient, name, data.letters).map((at) => [at.join(), data.entries(name, at).map(other)] as const));
  return { letters: data.letters, given: (read, at) => (read === name ? values.get(at.join()) : data.given(read, at)) };
};

const seen = (before: Point['truth'], after: Point['truth']): boolean =>
  before.some(({ values }, k) =>
    values.some((t, i) => {
      const u = after[k]?.values[i];
      return u !== undefined && Math.abs(t.value - u.value) > visible * Math.max(Math.abs(t.value), Math.abs(u.value)) + margin * (t.error + u.error);
    }),
  );

/** A question with its points; what is learnt about them is kept, so that many answers cost little more than one. */
export interface Exam {
  readonly question: Question;
  readonly points: readonly Point[];
  readonly wanted: number;
  /** Does the truth at this point change when the variable does? */
  readonly matters: (name: string, point: Point) => boolean;
  /** Does the truth provably not depend on the variable, though it mentions it? */
  readonly isIdle: (name: string) => boolean;
}

export const prepare = (question: Question): Exam => {
  const { points, wanted } = pointsOf(question);
  const known = new Map<string, Map<Point, boolean>>(question.variables.map((name) => [name, new Map()]));
  const idle = new Map<string, boolean>();
  return {
    question,
    points,
    wanted,
    matters: (name, point) => {
      const found = known.get(name)?.get(point);
      if (found !== undefined) return found;
      const made = [1, -1].some((sign) => {
        const data = moved(question, point, name, question.seed + points.indexOf(point), sign);
        const truth = truthAt(question, data, runAt(question, data));
        return truth !== undefined && seen(point.truth, truth);
      });
      known.get(name)?.set(point, made);
      return made;
    },
    isIdle: (name) => {
      const made = idle.get(name) ?? provedIdle(question.gradient, question.reference.expr, name);
      idle.set(name, made);
      return made;
    },
  };
};

/** Are there `twice` points among these at which the variable matters? */
const isMoved = ({ matters }: Exam, name: string, points: readonly Point[]): boolean => {
  let count = 0;
  return points.some((point) => matters(name, point) && ++count >= twice);
};

/** Holds an answer, a formula over the names of the question in the shape of the truth, against the truth. */
export const compare = (exam: Exam, answer: Expr): Comparison => {
  const { question, points, wanted } = exam;
  const sharp: Point[] = [];
  const sharpEntries: number[] = [];
  let absent: Witness | undefined;
  let best: Witness | undefined;
  let agreed = 0;
  for (const point of points) {
    let open = false;
    for (const { setting, values } of point.truth) {
      const own = point.run.expr(answer, setting);
      for (const [entry, t] of values.entries()) {
        const a = own[entry];
        const found = a === undefined ? 'open' : outcome(a, t);
        if (found === 'agree') {
          agreed++;
          sharpEntries[entry] = (sharpEntries[entry] ?? 0) + 1;
        } else if (found === 'open') open = true;
        else {
          const witness: Witness = { point, setting, entry, answer: found === 'absent' ? undefined : a?.value, truth: t.value };
          if (found === 'absent') absent ??= witness;
          else if (best === undefined || gapOf(best.answer ?? NaN, best.truth) < gapOf(witness.answer ?? NaN, t.value)) best = witness;
        }
      }
    }
    if (!open) sharp.push(point);
    if (best !== undefined && gapOf(best.answer ?? NaN, best.truth) > plain) break;
  }
  if (best !== undefined) return { verdict: 'different', witness: best, elsewhere: false };
  if (absent !== undefined) return { verdict: 'different', witness: absent, elsewhere: agreed > 0 };
  // Letters differ from point to point, and with them the number of entries: those of the smallest are asked.
  const entries = Math.min(...points.map((p) => p.truth[0]?.values.length ?? 0));
  const each = Array.from({ length: points.length === 0 ? 0 : entries }, (_, i) => sharpEntries[i] ?? 0);
  const idle = question.variables.filter((name) => !isMoved(exam, name, sharp) && !exam.isIdle(name));
  const open: Open | undefined =
    points.length === 0
      ? { why: 'no-points' }
      : sharp.length < Math.min(enough, wanted / 2) || each.some((n) => n < twice)
        ? { why: 'blurred' }
        : idle.length > 0
          ? { why: 'unmoved', names: idle }
          : undefined;
  if (open === undefined) return { verdict: 'equal', by: 'numbers' };
  return provedEqual(question.gradient, answer, question.reference.expr) ? { verdict: 'equal', by: 'algebra' } : { verdict: 'undecided', open };
};
