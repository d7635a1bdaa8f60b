/**
 * Is an answer the truth? Three-valued. "Different" has a witness: a point where the two lie further apart than rounding can
 * explain. "Equal" needs agreement to many digits at many points, at which every variable of the truth is seen to matter, or
 * a proof. Anything else is "undecided", with the reason.
 */
import type { Expr } from '../core/expr.ts';
import { type Bounded, differ, isNone, isNumber } from './bounded.ts';
import { provedEqual } from './exact.ts';
import type { Exam } from './exam.ts';
import { isSharp, type Point, type Setting } from './points.ts';
import { lookAgain } from './second.ts';

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
  /** `elsewhere`: where the answer has a value, it is the true one. `tiny`: the relative difference, where doubles show none. */
  | { readonly verdict: 'different'; readonly witness: Witness; readonly elsewhere: boolean; readonly tiny?: number }
  | { readonly verdict: 'undecided'; readonly open: Open };

/** Sharp points that an equality needs, of 64; fewer where fewer are tried. */
const enough = 16;
/** Sharp values that each entry needs, and points at which each variable is seen to matter. */
const twice = 2;
/** A witness that convinces: further apart than this, relative. */
const plain = 0.01;

/** What an answer's value is beside the true one; `absent` where it has none. */
export type Outcome = 'agree' | 'differ' | 'open' | 'absent';

export const outcome = (a: Bounded, t: Bounded): Outcome => {
  if (isNone(a)) return 'absent';
  if (!isNumber(a) || !isNumber(t)) return 'open';
  if (differ(a, t)) return 'differ';
  return isSharp({ value: t.value, error: a.error + t.error }, a.value) ? 'agree' : 'open';
};

const gapOf = (a: number, t: number): number => Math.abs(a - t) / Math.max(Math.abs(a), Math.abs(t));

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
  const proved = (otherwise: Open): Comparison =>
    provedEqual(question.gradient, answer, question.reference.expr) ? { verdict: 'equal', by: 'algebra' } : { verdict: 'undecided', open: otherwise };
  if (open !== undefined) return proved(open);
  const look = exam.second === undefined ? undefined : lookAgain(question, exam.second, sharp, answer);
  if (look?.found === 'different') {
    const { point, setting, entry, gap } = look;
    const a = point.run.expr(answer, setting)[entry];
    const t = point.truth.find((x) => x.setting === setting)?.values[entry];
    return { verdict: 'different', witness: { point, setting, entry, answer: a?.value, truth: t?.value ?? NaN }, elsewhere: false, tiny: gap };
  }
  return look?.found === 'out of range' ? proved({ why: 'blurred' }) : { verdict: 'equal', by: 'numbers' };
};
