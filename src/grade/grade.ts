/** The public verb: one answer to one question, judged. */
import type { Expr } from '../core/expr.ts';
import { Problem } from '../core/problem.ts';
import type { Program } from '../core/program.ts';
import { isScalar, isSingle, sameShape, type Shape } from '../core/shape.ts';
import { applier } from '../lang/apply.ts';
import { expandTo } from '../lang/broadcast.ts';
import { write } from '../lang/write.ts';
import { type ReadingOptions, readAnswer } from './answer.ts';
import { compare, type Open } from './equal.ts';
import { type Exam, prepare } from './exam.ts';
import { oddPlaces, type OddPlace } from './places.ts';
import { effortOf } from './points.ts';
import { ask } from './question.ts';
import { type Shown, shown } from './witness.ts';

export type Remark =
  /** The entries are right, and lie as in the transpose of the gradient. */
  | { readonly id: 'layout'; readonly answer: Shape; readonly truth: Shape }
  | { readonly id: 'shape'; readonly answer: Shape; readonly truth: Shape }
  /** The answer has no value on a part of the question's domain; where it has one, it is right. */
  | { readonly id: 'undefined' }
  /** At a single place, such as x = 0, a right answer has no value, or another than ours. */
  | { readonly id: 'undefined-at' | 'differs-at'; readonly place: OddPlace }
  /** Doubles show no difference; `gap` is what many digits show, relative. */
  | { readonly id: 'tiny'; readonly gap: number }
  /** The numbers left it open, and algebra proved it. */
  | { readonly id: 'algebra' };

export interface Grade {
  readonly verdict: 'equal' | 'different' | 'undecided';
  /** The answer as it was understood, written back. */
  readonly readAs: string;
  readonly remarks: readonly Remark[];
  /** With `different`, unless the shapes already differ. */
  readonly witness?: Shown;
  /** With `undecided`: why. */
  readonly open?: Open;
}

export interface Examiner {
  readonly exam: Exam;
  /** Throws a located `Problem` where the answer cannot be read. */
  readonly grade: (answer: string, options?: ReadingOptions) => Grade;
}

/** Prepares a question once, for any number of answers. */
export const examine = (program: Program, by: string): Examiner => {
  const exam = prepare(ask(program, by));
  return { exam, grade: (answer, options) => judged(exam, readAnswer(answer, exam.question, options)) };
};

/**
 * Is `answer`, a formula in the language, the gradient of the program's objective by `by`? The answer may read every formula
 * of the program, every adjoint that comes before the one asked for, letters and indices, and has the shape of `by`; for a
 * family it is the general formula, `d_h[t]`. The same answer to the same question gets the same verdict. Throws a `Problem`
 * where `by` is not a name of the program, or the answer cannot be read.
 */
export const grade = (program: Program, by: string, answer: string, options?: ReadingOptions): Grade => examine(program, by).grade(answer, options);

/** Entries that an answer may take to compute, and to hold in one array. */
const mostEffort = 3e6;
const mostEntries = 3e5;

/** Refuses an answer such as ones(100000, 100000), which would never be done. */
const checkEffort = ({ points }: Exam, answer: Expr): void => {
  for (const { data } of points.slice(0, 3)) {
    const { all, largest } = effortOf(answer, data.letters);
    if (all > mostEffort || largest > mostEntries)
      throw new Problem('answer-too-large', 'this answer takes too many numbers to compute', { expected: 'a formula of about the size of the gradient' });
  }
};

const judged = (exam: Exam, given: Expr): Grade => {
  const { question } = exam;
  const { gradient, reference } = question;
  const readAs = write(given, gradient.ops);
  checkEffort(exam, given);
  // A single number is one whatever its rank.
  const answer = isScalar(given.shape) && isSingle(reference.shape) ? expandTo(given, reference.shape, applier(gradient.pool, gradient.ops)) : given;
  const shapes = { answer: answer.shape, truth: reference.shape };
  const fits = sameShape(answer.shape, reference.shape);
  const turned = answer.shape.dims.length === 0 || answer.shape.dims.length > 2 ? undefined : applier(gradient.pool, gradient.ops)('transpose', [answer]);
  const isLayout = (): boolean => turned !== undefined && sameShape(turned.shape, reference.shape) && compare(exam, turned).verdict === 'equal';
  if (!fits) return { verdict: 'different', readAs, remarks: [{ id: isLayout() ? 'layout' : 'shape', ...shapes }] };

  const found = compare(exam, answer);
  switch (found.verdict) {
    case 'different': {
      const remarks: readonly Remark[] = found.elsewhere ? [{ id: 'undefined' }] : found.tiny !== undefined ? [{ id: 'tiny', gap: found.tiny }] : isLayout() ? [{ id: 'layout', ...shapes }] : [];
      return { verdict: 'different', readAs, remarks, witness: shown(question, answer, found.witness) };
    }
    case 'undecided':
      return { verdict: 'undecided', readAs, remarks: [], open: found.open };
    case 'equal': {
      const odd = oddPlaces(exam, answer).map(({ place, kind }): Remark => ({ id: kind, place }));
      return { verdict: 'equal', readAs, remarks: found.by === 'algebra' ? [{ id: 'algebra' }, ...odd] : odd };
    }
  }
};
