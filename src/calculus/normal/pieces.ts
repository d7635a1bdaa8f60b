/** Building blocks of a printed product: expressions whose axes carry slots, aligned, copied, multiplied, contracted. */
import type { Expr, Pool } from '../../core/expr.ts';
import { isScalar, sameShape, scalar as scalarShape, type Shape } from '../../core/shape.ts';
import type { Apply } from '../../lang/apply.ts';
import { ZERO } from './poly.ts';

/** An expression whose axes carry slots. */
export interface Piece {
  readonly e: Expr;
  readonly slots: readonly number[];
  readonly power: number;
  /** The same with its two axes changed over, where that needs no transpose. */
  readonly turned?: () => Expr;
  /** A matrix times a vector as a sum along rows or columns that keeps its axis, to stand beside a matrix. */
  readonly kept?: () => Piece;
}

/** No formula in matrix notation, or in the language at all, says this normal form. */
export class Unwritable extends Error {}

export const live = (p: Piece): readonly number[] => p.slots.filter((s) => s !== ZERO);
export const setKey = (p: Piece): string => [...live(p)].sort((a, b) => a - b).join();

/** Slots in the order they are wanted; those nobody asked for come last. */
export const orderedAs = (slots: readonly number[], order: readonly number[]): readonly number[] => {
  if (slots.includes(ZERO)) return slots;
  // In a chain that leads to the last of two, the others come before it.
  const position = (s: number): number => (order.includes(s) ? order.indexOf(s) : order.length === 2 && slots.length === 2 ? 0.5 : order.length);
  return [...slots].sort((a, b) => position(a) - position(b) || a - b);
};

/** The ways to combine pieces, over one pool. `called` says by which letters an array's axes are known. */
export const createPieces = (pool: Pool, apply: Apply, called: (e: Expr) => string | undefined) => {
  const num = (v: number): Expr => pool.number(v);
  /** Thirds and the like are written as fractions. */
  const exponent = (k: number): Expr => {
    const below = [2, 3, 4, 5, 6, 7, 8, 9].find((q) => Math.abs(k * q - Math.round(k * q)) < 1e-12);
    return Number.isInteger(k) || below === undefined ? num(k) : apply('divide', [num(Math.round(k * below)), num(below)]);
  };
  const raised = (p: Piece): Piece => {
    const k = Math.abs(p.power);
    if (k === 1) return p;
    if (p.kept !== undefined) return raised({ e: p.e, slots: p.slots, power: p.power });
    if (k === 0.5) return { ...p, e: apply('sqrt', [p.e]) };
    // (1 + x^2)^(3/2) of one number; entry by entry a root beside a power is easier to read.
    if (Number.isInteger(k - 0.5) && !isScalar(p.e.shape)) {
      const whole = raised({ ...p, power: k - 0.5 }).e;
      return { ...p, e: apply('times', [whole, apply('sqrt', [p.e])]) };
    }
    return { ...p, e: apply('power', [p.e, spread(exponent(k), p.e.shape)]) };
  };

  const spread = (e: Expr, to: Shape): Expr => (sameShape(e.shape, to) ? e : isScalar(e.shape) ? apply('expand', [e], { dims: to.dims, axes: [], row: to.row }) : e);

  /** A piece with its axes in the order of `slots`, copied along those it lacks. */
  const aligned = (p: Piece, slots: readonly number[]): Piece => {
    if (p.slots.length === slots.length && p.slots.every((s, i) => s === slots[i])) return p;
    if (p.slots.length === 2 && slots.length === 2 && p.slots[0] === slots[1] && p.slots[1] === slots[0])
      return { ...p, e: p.turned?.() ?? apply('transpose', [p.e]), slots, turned: () => p.e };
    if (p.slots.length === slots.length && slots.length > 2 && new Set(slots).size === slots.length && slots.every((s) => p.slots.includes(s)))
      return { e: apply('permute', [p.e], { order: slots.map((s) => p.slots.indexOf(s)) }), slots, power: p.power };
    return p;
  };

  /** Copies of a piece so that its axes are exactly `slots` of shape `to`. */
  const copied = (p: Piece, slots: readonly number[], to: Shape): Expr => {
    if (isScalar(p.e.shape)) return spread(p.e, to);
    const a = aligned(p, slots);
    if (a.slots.length === slots.length && a.slots.every((s, i) => s === slots[i])) return a.e;
    // Axes of size one stay where they are and are stretched.
    if (a.slots.length === slots.length && a.slots.every((s, i) => s === ZERO || s === slots[i]))
      return apply('expand', [a.e], { dims: to.dims, axes: slots.map((_, i) => i), row: false });
    if (a.slots.length === slots.length && a.slots.length === 2 && [...a.slots].reverse().every((s, i) => s === ZERO || s === slots[i]))
      return apply('expand', [apply('transpose', [a.e])], { dims: to.dims, axes: slots.map((_, i) => i), row: false });
    const squeezed = withoutUnits(a);
    const axes = squeezed.slots.map((s) => slots.indexOf(s));
    if (axes.includes(-1)) throw new Unwritable();
    if (slots.length === 2 && axes.join() === '0' && p.kept !== undefined) return copied(p.kept(), slots, to);
    if (axes.some((x, i) => i > 0 && x < (axes[i - 1] ?? 0))) throw new Unwritable();
    return apply('expand', [squeezed.e], { dims: to.dims, axes, row: false });
  };
  const withoutUnits = (p: Piece): Piece => {
    const axis = p.slots.indexOf(ZERO);
    if (axis < 0) return p;
    const e = apply('sum', [p.e], { axes: [axis], keep: false, row: false });
    return withoutUnits({ ...p, e, slots: p.slots.filter((_, i) => i !== axis) });
  };

  const product = (es: readonly Expr[]): Expr | undefined =>
    es.length === 0 ? undefined : es.reduce((a, b) => apply('times', [spread(a, b.shape), spread(b, a.shape)]));

  /** Elementwise product of pieces over one list of slots; negative powers gather after one division. */
  const together = (pieces: readonly Piece[], slots: readonly number[], to: Shape): Expr => {
    const [vectors, scalars] = [pieces.filter((p) => p.slots.length > 0), pieces.filter((p) => p.slots.length === 0)];
    const side = (list: readonly Piece[], up: boolean): readonly Expr[] =>
      list.filter((p) => p.power > 0 === up).map((p) => raised(p)).map((p) => (p.slots.length === 0 ? p.e : copied(p, slots, to)));
    let e = product(side(vectors, true));
    const below = product(side(vectors, false));
    if (below !== undefined) e = apply('divide', [e ?? spread(num(1), below.shape), below]);
    const top = product(side(scalars, true));
    const bottom = product(side(scalars, false));
    if (top !== undefined) e = e === undefined ? top : apply('times', [spread(top, e.shape), e]);
    if (bottom !== undefined) e = apply('divide', [e ?? num(1), spread(bottom, e?.shape ?? scalarShape)]);
    return e ?? num(1);
  };

  /** A letter for each slot: one by which an array's axis is known, where no other has it yet. */
  const alphabetOf = (ps: readonly Piece[]): ReadonlyMap<number, string> => {
    const letters = new Map<number, string>();
    const free = (letter: string | undefined): letter is string => letter !== undefined && ![...letters.values()].includes(letter);
    for (const p of ps) {
      const own = called(p.e) ?? '';
      if (own.length === p.slots.length) p.slots.forEach((s, i) => !letters.has(s) && free(own[i]) && letters.set(s, own[i] ?? ''));
    }
    for (const s of ps.flatMap((p) => p.slots)) {
      if (letters.has(s)) continue;
      const letter = Array.from('ijklmnopqrstuvw').find(free);
      if (letter === undefined) throw new Unwritable();
      letters.set(s, letter);
    }
    return letters;
  };
  const contraction = (p: Piece, q: Piece, free: readonly number[]): Piece => {
    const out = free.filter((s) => s !== ZERO);
    const other = (x: Piece): Piece | undefined => (x.turned === undefined ? undefined : { ...x, e: x.turned(), slots: [...x.slots].reverse(), turned: () => x.e });
    // No transpose is written that can be spared: a free axis is first on the left, and last on the right, and a vector on the
    // right is a row.
    const met = (x: Piece): Piece => {
      const [own, ...more] = x.slots.filter((s) => out.includes(s));
      const spared = own !== undefined && more.length === 0 && (x.slots.length === 1 ? own === out[1] : (own === out[0]) !== (own === x.slots[0]));
      return spared ? (other(x) ?? x) : x;
    };
    const made = (a: Piece, b: Piece): Expr => {
      const alphabet = alphabetOf([a, b]);
      const letters = (slots: readonly number[]): string => slots.map((s) => alphabet.get(s) ?? '').join('');
      return apply('contract', [a.e, b.e], { spec: `${letters(a.slots)},${letters(b.slots)}->${letters(out)}`, row: false });
    };
    const [a, b] = [met(withoutUnits(raised(p))), met(withoutUnits(raised(q)))];
    const whole: Piece = { e: made(a, b), slots: out, power: 1 };
    // As a row a vector is written by the matrix the other way round: b' * S.
    const matrix = out.length === 1 ? [a, b].find((x) => x.slots.length === 2) : undefined;
    const turned = matrix === undefined ? undefined : other(matrix);
    return turned === undefined ? whole : { ...whole, turned: () => (matrix === a ? made(turned, b) : made(a, turned)) };
  };
  const sumOver = (p: Piece, slot: number, keep: boolean): Expr => {
    const r = raised(p);
    const axis = r.slots.indexOf(slot);
    return apply('sum', [r.e], { axes: [axis], keep, row: false });
  };
  /** A sum along one axis of a matrix; the axis is kept where the result stands beside a matrix. */
  const reducedPiece = (m: Piece, slot: number, order: readonly number[]): Piece => {
    const keep = order.length === 2 && m.slots.length === 2;
    return {
      e: sumOver(m, slot, keep),
      slots: keep ? m.slots.map((s) => (s === slot ? ZERO : s)) : m.slots.filter((s) => s !== slot),
      power: 1,
    };
  };
  /** An array with the axis `slot` scaled by a vector: the columns of M times v. */
  const scaled = (m: Piece, v: Piece, slot: number): Piece => {
    if (m.slots.length > 2) {
      const copies = apply('expand', [raised(withoutUnits(v)).e], { dims: m.e.shape.dims, axes: [m.slots.indexOf(slot)], row: false });
      return { e: apply('times', [raised(m).e, copies]), slots: m.slots, power: 1 };
    }
    const turned = m.slots[m.slots.length - 1] === slot ? m : aligned(m, [...m.slots].reverse());
    const copies = apply('expand', [raised(withoutUnits(v)).e], { dims: turned.e.shape.dims, axes: [turned.slots.length - 1], row: false });
    return { e: apply('times', [turned.e, copies]), slots: turned.slots, power: 1 };
  };

  /** (a / N) / 2 is written a / (2 * N). */
  const underNumber = (e: Expr, q: number): Expr => {
    const [top, bottom] = e.args;
    const below = bottom?.kind === 'apply' && bottom.op === 'expand' ? bottom.args[0] : bottom;
    if (e.kind === 'apply' && e.op === 'divide' && top !== undefined && below !== undefined && isScalar(below.shape))
      return apply('divide', [top, spread(inFront(num(q), below), top.shape)]);
    return apply('divide', [e, spread(num(q), e.shape)]);
  };
  /** 2 * (1 / s) is written 2 / s, and 2 * (a / N) is 2 * a / N. */
  const overNumber = (e: Expr, p: number): Expr => {
    const [top, bottom] = e.args;
    const unit = top?.kind === 'apply' && top.op === 'expand' ? top.args[0] : top;
    if (e.kind === 'apply' && e.op === 'divide' && unit?.kind === 'number' && unit.value === 1 && bottom !== undefined)
      return apply('divide', [spread(num(p), bottom.shape), bottom]);
    if (e.kind === 'apply' && e.op === 'divide' && top !== undefined && bottom !== undefined) return apply('divide', [inFront(num(p), top), bottom]);
    return inFront(num(p), e);
  };
  /** A number goes in front of a product without brackets: 4 * x * cos(x). */
  const inFront = (n: Expr, e: Expr): Expr => {
    const [first, second] = e.args;
    if (e.kind === 'apply' && e.op === 'expand' && first !== undefined && isScalar(first.shape)) return spread(inFront(n, first), e.shape);
    if (e.kind === 'apply' && e.op === 'times' && first !== undefined && second !== undefined) return apply('times', [inFront(n, first), second]);
    return apply('times', [spread(n, e.shape), e]);
  };
  return { aligned, contraction, copied, overNumber, raised, reducedPiece, scaled, spread, sumOver, together, underNumber, withoutUnits };
};
