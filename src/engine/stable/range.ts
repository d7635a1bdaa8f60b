/**
 * What is known of the size of a value before any number is: data and parameters are of moderate size, and only what grows
 * or vanishes as fast as an exponential leaves the range of doubles.
 */
import type { Expr } from '../../core/expr.ts';
import { moves, places } from './moves.ts';
import { remembered } from './remembered.ts';
import { axesOf, uniform } from './terms.ts';
import type { Look } from './match.ts';

export interface Range {
  /** May be too large for a double. */
  readonly over: boolean;
  /** May be so small that it is rounded to zero. */
  readonly under: boolean;
  readonly nonneg: boolean;
  readonly nonpos: boolean;
  /** Never zero itself, whatever it is rounded to. */
  readonly nonzero: boolean;
}

const unknown: Range = { over: false, under: false, nonneg: false, nonpos: false, nonzero: false };
const positive: Range = { ...unknown, nonneg: true, nonzero: true };

const ofNumber = (v: number): Range => ({ ...unknown, nonneg: v >= 0, nonpos: v <= 0, nonzero: v !== 0 });
const negated = (r: Range): Range => ({ ...r, nonneg: r.nonpos, nonpos: r.nonneg });
const product = (a: Range, b: Range): Pick<Range, 'nonneg' | 'nonpos' | 'nonzero'> => ({
  nonneg: (a.nonneg && b.nonneg) || (a.nonpos && b.nonpos),
  nonpos: (a.nonneg && b.nonpos) || (a.nonpos && b.nonneg),
  nonzero: a.nonzero && b.nonzero,
});
const added = (a: Range, b: Range): Range => {
  const [nonneg, nonpos] = [a.nonneg && b.nonneg, a.nonpos && b.nonpos];
  const oneSided = nonneg || nonpos;
  return { over: a.over || b.over, under: (a.under || !a.nonzero) && (b.under || !b.nonzero) && (a.under || b.under), nonneg, nonpos, nonzero: oneSided && (a.nonzero || b.nonzero) };
};
const either = (a: Range, b: Range): Range => ({
  over: a.over || b.over,
  under: a.under || b.under,
  nonneg: a.nonneg && b.nonneg,
  nonpos: a.nonpos && b.nonpos,
  nonzero: a.nonzero && b.nonzero,
});
export const inRange = (r: Range): boolean => !r.over && !r.under;

/** `x - max(x, axis)` over the axis; the axis, if `e` is that. */
const belowItsLargest = (e: Expr): number | undefined => {
  const [x, copies] = e.args;
  const [largest] = copies?.args ?? [];
  if (e.kind !== 'apply' || e.op !== 'subtract' || copies?.kind !== 'apply' || copies.op !== 'expand' || largest?.kind !== 'apply' || largest.op !== 'greatest' || largest.args[0] !== x) return undefined;
  const axis = Array.isArray(largest.attrs.axes) ? Number(largest.attrs.axes[0]) : NaN;
  const axes: readonly unknown[] = Array.isArray(copies.attrs.axes) ? copies.attrs.axes : [];
  const kept = largest.attrs.keep === true ? axes.every((to, i) => to === i) : axes.every((to, i) => to === (i < axis ? i : i + 1));
  return kept ? axis : undefined;
};

const sumRange = (e: Expr, a: Range, of: Expr): Range => {
  const axes: readonly unknown[] = e.kind === 'apply' && Array.isArray(e.attrs.axes) ? e.attrs.axes : [];
  // One of the terms is exp(0).
  const inner = of.kind === 'apply' && of.op === 'exp' ? of.args[0] : undefined;
  const full = inner !== undefined && axes.includes(belowItsLargest(inner));
  return full ? positive : { ...a, nonzero: a.nonzero && (a.nonneg || a.nonpos) };
};

/**
 * `look` shows what a name stands for; `told` is known beforehand.
 */
export const createRanges = (look: Look, told: ReadonlyMap<Expr, Range>): ((e: Expr) => Range) => {
  const make = (e: Expr, of: (e: Expr) => Range): Range => {
    if (e.kind === 'number') return ofNumber(e.value);
    const before = told.get(e);
    if (before !== undefined) return before;
    const seen = look(e);
    if (seen !== e) return of(seen);
    if (e.kind !== 'apply') return unknown;
    const [a = unknown, b = unknown, c = unknown] = e.args.map(of);
    switch (e.op) {
      case 'exp':
        return { ...positive, over: !a.nonpos, under: !a.nonneg };
      case 'logistic':
      case 'sech2':
        return { ...positive, under: true };
      case 'softplus':
        return { ...positive, under: !a.nonneg };
      case 'erfc':
        return { ...positive, under: true };
      case 'expm1':
        return { ...a, over: !a.nonpos, nonzero: a.nonzero };
      case 'sinh':
        return { ...a, over: true };
      case 'cosh':
        return { ...positive, over: true };
      case 'hypot':
        return { ...unknown, over: a.over || b.over, under: a.under && b.under, nonneg: true, nonzero: a.nonzero || b.nonzero };
      case 'pi':
      case 'e':
      case 'dim':
        return positive;
      case 'add':
        return added(a, b);
      case 'subtract':
        return { ...added(a, negated(b)), ...(belowItsLargest(e) === undefined ? {} : { nonpos: true }) };
      case 'negate':
        return negated(a);
      case 'abs':
        return { ...a, nonneg: true, nonpos: false };
      case 'times':
        return { ...product(a, b), ...(e.args[0] === e.args[1] ? { nonneg: true, nonpos: false } : {}), over: a.over || b.over, under: a.under || b.under };
      case 'divide':
        return { ...product(a, b), over: a.over || b.under, under: a.under || b.over };
      // Nothing by nothing is nothing.
      case 'ratio':
        return { ...product(a, b), over: a.over || b.under, under: a.under || b.over, nonzero: a.nonzero && b.nonzero };
      case 'power': {
        const k = e.args[1] === undefined ? undefined : uniform(e.args[1]);
        if (k === undefined && (uniform(e.args[0] ?? e) ?? 0) > 0) return { ...positive, over: true, under: true };
        if (k === undefined) return { ...unknown, over: a.over || a.under, under: a.over || a.under, nonneg: a.nonneg };
        return { over: k < 0 ? a.under : a.over, under: k < 0 ? a.over : a.under, nonneg: a.nonneg || k % 2 === 0, nonpos: false, nonzero: a.nonzero };
      }
      case 'sqrt':
        return { ...a, nonneg: true };
      case 'tanh':
      case 'asinh':
      case 'atan':
      case 'log1p':
      case 'erf':
        return { ...a, over: false };
      case 'sin':
      case 'asin':
      case 'atanh':
        return { ...unknown, under: a.under };
      case 'max':
        return { ...either(a, b), nonneg: a.nonneg || b.nonneg };
      case 'min':
        return { ...either(a, b), nonpos: a.nonpos || b.nonpos };
      case 'where':
        return either(b, c);
      case 'larger':
      case 'largerEq':
      case 'smaller':
      case 'smallerEq':
      case 'equal':
      case 'unequal':
      case 'hit':
      case 'ranks':
        return { ...unknown, nonneg: true };
      case 'sum':
      case 'mean':
      case 'total':
        return sumRange(e, a, e.args[0] === undefined ? e : look(e.args[0]));
      case 'others': {
        const oneSided = a.nonneg || a.nonpos;
        return { ...a, under: a.under && oneSided, nonzero: a.nonzero && oneSided && (e.attrs.index !== undefined || axesOf(e).some((axis) => e.shape.dims[axis] !== 1)) };
      }
      case 'norm':
        return { ...unknown, over: a.over, under: a.under, nonneg: true, nonzero: a.nonzero };
      case 'greatest':
        return a;
      // Nothing stands where a number is none of those of the entries.
      case 'gather':
      case 'takealong':
        return { ...a, nonzero: false };
      case 'contract':
        return { ...unknown, over: a.over || b.over };
      case 'scatter':
      case 'putalong':
        return { ...unknown, over: a.over, under: a.under };
      default:
        return moves.has(e.op) ? a : places.has(e.op) ? { ...a, nonzero: false } : unknown;
    }
  };
  return remembered((e) => (told.has(e) ? [] : look(e) === e ? e.args : [look(e)]), make);
};
