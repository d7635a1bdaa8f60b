/**
 * Normal forms back to formulas, as a book would print them: contractions become matrix products, vectors are
 * contracted first, factors and terms stand in book order.
 */
import type { Expr } from '../../core/expr.ts';
import { bug } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { isScalar, rank, sameShape, scalar as scalarShape, type Shape, tensor } from '../../core/shape.ts';
import type { Dim } from '../../core/dim.ts';
import { applier } from '../../lang/apply.ts';
import { type BookOrder, bookOrder } from './order.ts';
import { type Atom, type Factor, mono, type Mono, type Poly, slotsOf, ZERO } from './poly.ts';
import { minus, one, type Rational } from './rational.ts';

/** An expression whose axes carry slots. */
interface Piece {
  readonly e: Expr;
  readonly slots: readonly number[];
  readonly power: number;
}

/** No formula in matrix notation, or in the language at all, says this normal form. */
export class Unwritable extends Error {}

export type Leave = (p: Poly, to: Shape) => Expr;

export const createLeave = (program: Program, isAdjoint: (name: string) => boolean): Leave => {
  const { pool } = program;
  const apply = applier(pool, program.ops);
  const book: BookOrder = bookOrder(program, isAdjoint);
  const num = (v: number): Expr => pool.number(v);

  /** How far a slot runs: the size of the axis it addresses somewhere. */
  const extentIn = (a: Atom, position: number): Dim | undefined => {
    switch (a.kind) {
      case 'name':
        return a.read.shape.dims[position];
      case 'opaque':
        return a.like.shape.dims[position];
      case 'sum':
        return extentOf([mono(one, a.inner)], position);
      case 'bracket':
        return extentOf(a.poly, position);
      case 'fn':
        return a.args.map((p) => extentOf(p, position)).find((d) => d !== undefined);
      case 'letter':
        return undefined;
    }
  };
  const extentOf = (p: Poly, slot: number): Dim | undefined => {
    for (const m of p)
      for (const f of m.factors)
        for (let i = 0; i < f.slots.length; i++)
          if (f.slots[i] === slot) {
            const d = extentIn(f.atom, i);
            if (d !== undefined) return d;
          }
    return undefined;
  };
  const shapeFor = (ps: readonly Poly[], slots: readonly number[]): Shape =>
    tensor(
      ...slots.map((s) => {
        const d = ps.map((p) => extentOf(p, s)).find((x) => x !== undefined);
        if (d === undefined) throw new Unwritable();
        return d;
      }),
    );

  /** A vector made plain: rows are turned into columns, so that slots say everything. */
  const plain = (e: Expr): Expr => (e.shape.row ? apply('transpose', [e]) : e);

  /** Brackets and functions of two slots can be written either way round; the shorter is kept by whoever asks. */
  const atomExpr = (a: Atom): Expr => {
    switch (a.kind) {
      case 'name':
        return plain(a.read);
      case 'letter':
        return apply('dim', [], { dim: a.letter });
      case 'fn': {
        const shape = shapeFor(a.args, Array.from({ length: a.rank }, (_, i) => i));
        return apply(a.op, a.args.map((p) => toShape(p, shape)));
      }
      case 'bracket':
        return toShape(a.poly, shapeFor([a.poly], Array.from({ length: a.rank }, (_, i) => i)));
      case 'opaque':
        return plain(
          pool.apply(
            a.op,
            a.args.map((p, i) => {
              const like = a.like.args[i];
              if (like === undefined) throw bug('an opaque atom lost an operand');
              return toShape(p, like.shape);
            }),
            a.attrs,
            a.like.shape,
          ),
        );
      case 'sum':
        throw bug('a sum is written piece by piece');
    }
  };
  /** `order` is how the free slots of a sum are wanted by what stands around it. */
  const pieceOf = (f: Factor, order: readonly number[] = f.slots): Piece => {
    if (f.atom.kind !== 'sum') return { e: atomExpr(f.atom), slots: f.slots, power: f.power };
    const { inner, bound, indices } = f.atom;
    const named = inner.map((g) => ({ ...g, slots: g.slots.map((s) => (s >= 0 ? (f.slots[s] ?? s) : s)) }));
    let piece = contract(named, bound.map(([s]) => s), order);
    for (const [index, size] of indices) piece = { ...piece, e: apply('total', [piece.e], { index, to: size }) };
    return { ...piece, power: f.power };
  };

  const live = (p: Piece): readonly number[] => p.slots.filter((s) => s !== ZERO);
  const setKey = (p: Piece): string => [...live(p)].sort((a, b) => a - b).join();

  const raised = (p: Piece): Piece => {
    const k = Math.abs(p.power);
    if (k === 1) return p;
    if (k === 0.5) return { ...p, e: apply('sqrt', [p.e]) };
    if (Number.isInteger(k - 0.5)) {
      const whole = raised({ ...p, power: k - 0.5 }).e;
      return { ...p, e: apply('times', [whole, apply('sqrt', [p.e])]) };
    }
    return { ...p, e: apply('power', [p.e, spread(num(k), p.e.shape)]) };
  };

  const spread = (e: Expr, to: Shape): Expr => (sameShape(e.shape, to) ? e : isScalar(e.shape) ? apply('expand', [e], { dims: to.dims, axes: [], row: to.row }) : e);

  /** A piece with its axes in the order of `slots`, copied along those it lacks. */
  const aligned = (p: Piece, slots: readonly number[]): Piece => {
    if (p.slots.length === slots.length && p.slots.every((s, i) => s === slots[i])) return p;
    if (p.slots.length === 2 && slots.length === 2 && p.slots[0] === slots[1] && p.slots[1] === slots[0])
      return { ...p, e: apply('transpose', [p.e]), slots };
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

  const lettersFor = (slots: readonly number[], alphabet: Map<number, string>): string =>
    slots
      .map((s) => {
        const known = alphabet.get(s);
        if (known !== undefined) return known;
        const letter = 'ijklmnopqrstuvw'[alphabet.size] ?? '';
        if (letter === '') throw new Unwritable();
        alphabet.set(s, letter);
        return letter;
      })
      .join('');
  const contraction = (p: Piece, q: Piece, free: readonly number[]): Piece => {
    const out = free.filter((s) => s !== ZERO);
    const [a, b] = [withoutUnits(raised(p)), withoutUnits(raised(q))];
    const alphabet = new Map<number, string>();
    const left = lettersFor(a.slots, alphabet);
    const right = lettersFor(b.slots, alphabet);
    return { e: apply('contract', [a.e, b.e], { spec: `${left},${right}->${lettersFor(out, alphabet)}`, row: false }), slots: out, power: 1 };
  };

  const inOrder = (factors: readonly Factor[]): readonly Factor[] => [...factors].sort(book.factors);

  /** Factors summed over `bound`, the rest of their slots free. `order` is how the free slots are wanted. */
  const contract = (factors: readonly Factor[], bound: readonly number[], order: readonly number[]): Piece => {
    let pieces: Piece[] = inOrder(factors).map((f) => pieceOf(f));
    const merge = (): void => {
      const groups = new Map<string, Piece[]>();
      for (const p of pieces) groups.set(setKey(p), [...(groups.get(setKey(p)) ?? []), p]);
      pieces = [...groups.values()].map((group) => {
        const [first] = group;
        if (first === undefined) throw bug('an empty group of factors');
        if (group.length === 1 && first.power === 1) return first;
        const lead = group.find((p) => !p.slots.includes(ZERO)) ?? first;
        return { e: together(group, lead.slots, lead.e.shape), slots: lead.slots, power: 1 };
      });
    };
    const waiting = new Set(bound);
    while (waiting.size > 0) {
      merge();
      const about = [...waiting].map((slot) => {
        const touching = pieces.filter((p) => p.slots.includes(slot));
        const vectors = touching.filter((p) => live(p).length === 1);
        const matrices = touching.filter((p) => live(p).length > 1);
        const rankOf = matrices.length === 1 && vectors.length > 0 ? 0 : matrices.length === 0 ? 1 : matrices.length === 2 ? 2 : 3;
        return { slot, vectors, matrices, rankOf };
      });
      about.sort((a, b) => a.rankOf - b.rankOf);
      const [next] = about;
      if (next === undefined) break;
      const { slot, vectors, matrices } = next;
      const [vector] = vectors;
      const [m, k] = matrices;
      const rest = pieces.filter((p) => !vectors.includes(p) && !matrices.includes(p));
      const free = (...ps: readonly Piece[]): number[] => [...new Set(ps.flatMap(live))].filter((s) => s !== slot);
      if (m === undefined) {
        // The merge above leaves at most one vector of a slot.
        if (vector === undefined) throw new Unwritable();
        rest.push({ e: sumOver(vector, slot, false), slots: [], power: 1 });
      } else if (k === undefined) {
        if (vector === undefined) rest.push(reducedPiece(m, slot, order));
        else rest.push(contraction(m, vector, orderedAs(free(m, vector), order)));
      } else if (matrices.length === 2) {
        const shared = free(m).filter((s) => free(k).includes(s));
        if (shared.length > 0 && shared.some((s) => waiting.has(s))) throw new Unwritable();
        const left = vector === undefined ? m : scaled(m, vector, slot);
        rest.push(contraction(left, k, orderedAs(free(m, k), order)));
      } else throw new Unwritable();
      pieces = rest;
      waiting.delete(slot);
    }
    return assembled(pieces, order);
  };
  const orderedAs = (slots: readonly number[], order: readonly number[]): readonly number[] => {
    if (slots.includes(ZERO)) return slots;
    const position = (s: number): number => (order.includes(s) ? order.indexOf(s) : order.length);
    return [...slots].sort((a, b) => position(a) - position(b) || a - b);
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
  /** A matrix with the axis `slot` scaled by a vector: the columns of M times v. */
  const scaled = (m: Piece, v: Piece, slot: number): Piece => {
    const turned = m.slots[m.slots.length - 1] === slot ? m : aligned(m, [...m.slots].reverse());
    const copies = apply('expand', [raised(v).e], { dims: turned.e.shape.dims, axes: [turned.slots.length - 1], row: false });
    return { e: apply('times', [turned.e, copies]), slots: turned.slots, power: 1 };
  };

  /** Pieces with only free slots left, as one piece. */
  const assembled = (pieces: readonly Piece[], order: readonly number[]): Piece => {
    const [alone] = pieces;
    if (pieces.length === 1 && alone?.power === 1) return aligned(alone, orderedAs(alone.slots, order));
    const slots = orderedAs([...new Set(pieces.flatMap(live))], order);
    const scalars = pieces.filter((p) => live(p).length === 0).map((p) => withoutUnits(p));
    const others = pieces.filter((p) => live(p).length > 0);
    if (slots.length === 0) return { e: together(scalars, [], scalarShape), slots: [], power: 1 };
    const full = others.filter((p) => live(p).length === slots.length);
    const [model] = full;
    if (model !== undefined) {
      const natural = orderedAs(live(model), order);
      const turned = aligned(withoutUnitsUnless(model, natural), natural);
      return { e: together([...others, ...scalars], natural, shapeOfSlots(turned)), slots: natural, power: 1 };
    }
    // No piece has every slot: an outer product of what depends on the first and what depends on the others.
    const [first] = slots;
    if (first === undefined) throw new Unwritable();
    const left = others.filter((p) => live(p).includes(first));
    const right = others.filter((p) => !left.includes(p));
    const a = assembled(left, order);
    const b = assembled(right, order);
    const both = contraction(a, b, orderedAs([...a.slots, ...b.slots], order));
    return scalars.length === 0 ? both : { e: together([both, ...scalars], both.slots, both.e.shape), slots: both.slots, power: 1 };
  };
  const withoutUnitsUnless = (p: Piece, slots: readonly number[]): Piece => (p.slots.length === slots.length ? p : withoutUnits(p));
  const shapeOfSlots = (p: Piece): Shape => p.e.shape;

  const termOf = (m: Mono, to: Shape): Expr => {
    const [p, q]: Rational = m.c;
    const axes = to.dims.map((_, i) => i);
    const used = slotsOf([m]);
    let e: Expr;
    if (m.factors.length === 0) e = num(1);
    else {
      const order = to.dims.length === 2 && used.length < 2 ? axes : orderedAs(used, axes);
      const made = assembled(inOrder(m.factors).map((f) => pieceOf(f, f.atom.kind === 'sum' ? axes : f.slots)), order);
      e = fitted(made, axes, to);
    }
    const withTop = p === 1 ? e : e.kind === 'number' && e.value === 1 ? num(p) : overNumber(e, p);
    return q === 1 ? withTop : underNumber(withTop, q);
  };
  /** (a / N) / 2 is written a / (2 * N). */
  const underNumber = (e: Expr, q: number): Expr => {
    const [top, bottom] = e.args;
    const below = bottom?.kind === 'apply' && bottom.op === 'expand' ? bottom.args[0] : bottom;
    if (e.kind === 'apply' && e.op === 'divide' && top !== undefined && below !== undefined && isScalar(below.shape))
      return apply('divide', [top, spread(apply('times', [num(q), below]), top.shape)]);
    return apply('divide', [e, spread(num(q), e.shape)]);
  };
  /** 2 * (1 / s) is written 2 / s, and 2 * (a / N) is (2 * a) / N. */
  const overNumber = (e: Expr, p: number): Expr => {
    const [top, bottom] = e.args;
    const unit = top?.kind === 'apply' && top.op === 'expand' ? top.args[0] : top;
    if (e.kind === 'apply' && e.op === 'divide' && unit?.kind === 'number' && unit.value === 1 && bottom !== undefined)
      return apply('divide', [spread(num(p), bottom.shape), bottom]);
    if (e.kind === 'apply' && e.op === 'divide' && top !== undefined && bottom?.kind === 'apply' && bottom.op === 'expand' && isScalar(bottom.args[0]?.shape ?? e.shape))
      return apply('divide', [apply('times', [spread(num(p), top.shape), top]), bottom]);
    return inFront(num(p), e);
  };
  /** A number goes in front of a product without brackets: 4 * x * cos(x). */
  const inFront = (n: Expr, e: Expr): Expr => {
    const [first, second] = e.args;
    if (e.kind === 'apply' && e.op === 'times' && first !== undefined && second !== undefined) return apply('times', [inFront(n, first), second]);
    return apply('times', [spread(n, e.shape), e]);
  };
  /** The expression in its final shape: transposed, or with axes of size one put back. */
  const fitted = (p: Piece, axes: readonly number[], to: Shape): Expr => {
    if (sameShape(p.e.shape, to) && p.slots.every((s, i) => s === ZERO || s === axes[i])) return p.e;
    if (to.row && rank(p.e.shape) === 1) return apply('transpose', [p.e]);
    if (isScalar(p.e.shape)) return p.e;
    return copied(p, axes, to);
  };

  const toShape = (p: Poly, to: Shape): Expr => {
    if (p.length === 0) return spread(num(0), to);
    const ordered = [...p].sort(book.terms);
    let e: Expr | undefined;
    for (const m of ordered) {
      const below = m.c[0] < 0;
      const term = termOf(below ? { ...m, c: minus(m.c) } : m, to);
      if (e === undefined) e = below ? apply('negate', [term]) : term;
      else {
        const [a, b] = [spread(e, term.shape), spread(term, e.shape)];
        e = apply(below ? 'subtract' : 'add', [spread(a, b.shape), b]);
      }
    }
    return spread(e ?? num(0), to);
  };

  return (p, to) => toShape(book.signed(p), to);
};

