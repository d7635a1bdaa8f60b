/**
 * A second look. Doubles cannot tell sigmoid(exp(4)) from 1, nor cos(1e-9 * x) from cos(0); a hundred digits can. It is taken
 * where all numbers agree, at points that doubles see sharply: rounding costs few digits there, so a difference that many
 * digits show is a difference.
 */
import type { Arithmetic } from '../calculus/proof/arithmetic.ts';
import { evaluationIn, type Evaluation } from '../calculus/proof/evaluate.ts';
import { places } from '../calculus/proof/sample.ts';
import { type Expr, nodesOf } from '../core/expr.ts';
import { holds } from '../core/field.ts';
import { constants, type Digits, divide, functions, isFaint, multiply, ofDecimal, ofDouble, ONE, toDouble, within } from './digits.ts';
import type { Point, Setting } from './points.ts';
import type { Question } from './question.ts';

/** A value may be out of range of its digits; or it stands on a function or a number of which no more digits are known. */
type Precise = Digits | 'out of range' | 'not known';

const isKnown = (a: Precise): a is Digits => typeof a === 'bigint';
const ranged = (a: Digits | undefined): Precise => a ?? 'out of range';
const missing = (args: readonly Precise[]): Precise | undefined =>
  args.includes('not known') ? 'not known' : args.includes('out of range') ? 'out of range' : undefined;
const onBoth = (a: Precise, b: Precise, f: (a: Digits, b: Digits) => Digits | undefined): Precise =>
  isKnown(a) && isKnown(b) ? ranged(f(a, b)) : (missing([a, b]) ?? 'not known');
const firstLargest = (items: readonly Digits[]): number => items.reduce((best, x, i) => (x > (items[best] ?? x) ? i : best), 0);

const precise: Arithmetic<Precise, Precise[]> = {
  exact: (x) => (Number.isFinite(x) ? (ofDecimal(x) ?? 'not known') : 'out of range'),
  zeros: (length) => Array.from({ length }, () => 0n),
  lift: (data) => Array.from(data, (x) => ranged(ofDouble(x))),
  infix: (sign, a, b) =>
    onBoth(a, b, (x, y) => {
      switch (sign) {
        case '+':
          return within(x + y);
        case '-':
          return within(x - y);
        case '*':
          return multiply(x, y);
        case '/':
          return divide(x, y);
      }
    }),
  compare: (sign, a, b) => onBoth(a, b, (x, y) => (holds(sign, x < y ? -1 : x > y ? 1 : 0, 0) ? ONE : 0n)),
  negate: (a) => (isKnown(a) ? -a : a),
  scalar: (f, args) => {
    if (args.length === 0) return constants.get(f()) ?? 'not known';
    const [a = 'not known', b = 0n] = args;
    const known = functions.get(f);
    return known === undefined ? 'not known' : onBoth(a, b, known);
  },
  choose: (when, then, otherwise) => (isKnown(when) ? (when !== 0n ? then() : otherwise()) : when),
  magnitude: (a) => (isKnown(a) ? Math.abs(toDouble(a)) : NaN),
  vanishes: (a) => a === 0n,
  max: (items) => {
    const known = items.filter(isKnown);
    return missing(items) ?? known[firstLargest(known)] ?? 'not known';
  },
  argmax: (items) => missing(items) ?? BigInt(firstLargest(items.filter(isKnown))) * ONE,
};

export type Look =
  | { readonly found: 'same' }
  | { readonly found: 'different'; readonly point: Point; readonly setting: Setting; readonly entry: number; readonly gap: number }
  /** Not even this many digits tell. */
  | { readonly found: 'out of range' }
  /** No more digits are known than the doubles had. */
  | { readonly found: 'not known' };

/** Relative; the digits reach to about 1e-130, and a sharp point costs at most nine of them. */
const apart = 1e-60;

export interface SecondLook {
  readonly at: (point: Point) => Evaluation<Precise[]> | undefined;
}

/** Values are kept, so that many answers share the truth. A point where a stated fact only nearly holds is no use. */
export const secondLook = (q: Question): SecondLook => {
  const known = new Map<Point, Evaluation<Precise[]> | undefined>();
  const holdsAt = (run: Evaluation<Precise[]>, point: Point): boolean =>
    q.gradient.facts.every(({ left, right }) => {
      const [name] = nodesOf(left).flatMap((n) => (n.kind === 'name' ? [n.name] : []));
      const over = q.gradient.bindings.get(name ?? '')?.over ?? [];
      return places(q.gradient, name ?? '', point.data.letters).every((at) => {
        const indices = new Map(over.map((index, i) => [index, at[i] ?? 1]));
        const wanted = run.expr(right, indices);
        return run.expr(left, indices).every((x, i) => x === (wanted[i] ?? wanted[0]));
      });
    });
  return {
    at: (point) => {
      if (known.has(point)) return known.get(point);
      const run = evaluationIn(precise, q.gradient, point.data.letters, point.data.given);
      const made = holdsAt(run, point) ? run : undefined;
      known.set(point, made);
      return made;
    },
  };
};

const relative = (a: Digits, t: Digits): number => {
  const size = Math.max(Math.abs(toDouble(a)), Math.abs(toDouble(t)));
  return a === t ? 0 : Math.abs(toDouble(a - t)) / size;
};

/** One point: every entry at every setting. */
const lookAt = (q: Question, run: Evaluation<Precise[]>, point: Point, answer: Expr): Look => {
  for (const { setting } of point.truth) {
    const own = run.expr(answer, setting);
    const truth = run.expr(q.reference.expr, setting);
    for (const [entry, t] of truth.entries()) {
      const a = own[entry] ?? 'not known';
      if (!isKnown(a) || !isKnown(t)) return { found: a === 'not known' || t === 'not known' ? 'not known' : 'out of range' };
      if (a === t) continue;
      if (isFaint(a) && isFaint(t)) return { found: 'out of range' };
      const gap = relative(a, t);
      if (gap > apart) return { found: 'different', point, setting, entry, gap };
    }
  }
  return { found: 'same' };
};

/** Points that are looked at again, and points that may be tried for it. */
const enough = 3;
const most = 24;

export const lookAgain = (q: Question, { at }: SecondLook, points: readonly Point[], answer: Expr): Look => {
  let same = 0;
  let outside = false;
  for (const point of points.slice(0, most)) {
    const run = at(point);
    const look: Look = run === undefined ? { found: 'not known' } : lookAt(q, run, point, answer);
    if (look.found === 'different') return look;
    // What is not known at one point is not known at another.
    if (look.found === 'not known') return look;
    if (look.found === 'out of range') outside = true;
    else if (++same >= enough) return { found: 'same' };
  }
  return { found: same > 0 || !outside ? 'same' : 'out of range' };
};
