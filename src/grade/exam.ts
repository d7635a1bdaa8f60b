/** A question made ready for any number of answers: its points, and what is learnt about them on the way. */
import { generator, places, type Sample } from '../calculus/proof/sample.ts';
import { evaluateDim } from '../core/dim.ts';
import { differ } from './bounded.ts';
import { provedIdle } from './exact.ts';
import { most, type Point, pointsOf, runAt, truthAt } from './points.ts';
import type { Question } from './question.ts';
import { secondLook, type SecondLook } from './second.ts';

/** A change of the truth that is seen, relative. */
const visible = 1e-6;

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
      return u !== undefined && differ(t, u, visible);
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
  /** More digits; absent where a point is too many numbers for that. */
  readonly second: SecondLook | undefined;
}

export const prepare = (question: Question): Exam => {
  const { points, wanted } = pointsOf(question);
  const known = new Map<string, Map<Point, boolean>>(question.variables.map((name) => [name, new Map()]));
  const idle = new Map<string, boolean>();
  return {
    question,
    points,
    wanted,
    // Fewer points than most are wanted where each is much work.
    second: wanted < most ? undefined : secondLook(question),
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
