/**
 * Normal forms back to formulas, as a book would print them: contractions become matrix products, vectors are
 * contracted first, factors and terms stand in book order.
 */
import type { Expr } from '../../core/expr.ts';
import { bug } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { isScalar, rank, sameShape, scalar as scalarShape, type Shape, tensor } from '../../core/shape.ts';
import { applier } from '../../lang/apply.ts';
import { write } from '../../lang/write.ts';
import { axisLetters } from './axis-letters.ts';
import { shapeFor } from './extent.ts';
import { type BookOrder, bookOrder } from './order.ts';
import { createPieces, live, orderedAs, type Piece, setKey, Unwritable } from './pieces.ts';
import { type Link, ringOf } from './ring.ts';
import { type Algebra, type Atom, type Factor, isIdentity, type Mono, negative, place, type Poly, slotsOf, ZERO } from './poly.ts';
import { minus, type Rational } from './rational.ts';
import { openSum } from './sums.ts';

export type Leave = (p: Poly, to: Shape) => Expr;

/** What is made of an atom, made once: nested brackets are each written both ways round, which would double at every depth. */
const perAtom = <A extends Atom, T>(make: (a: A) => T): ((a: A) => T) => {
  const known = new Map<Atom, { readonly made: T }>();
  return (a) => {
    const found = known.get(a) ?? { made: make(a) };
    known.set(a, found);
    return found.made;
  };
};

export const createLeave = (program: Program, algebra: Algebra, isAdjoint: (name: string) => boolean): Leave => {
  const { pool } = program;
  const apply = applier(pool, program.ops);
  const book: BookOrder = bookOrder(program, isAdjoint);
  const num = (v: number): Expr => pool.number(v);
  const { aligned, contraction, copied, overNumber, reducedPiece, scaled, spread, sumOver, together, underNumber, withoutUnits } = createPieces(pool, apply, axisLetters(program));

  /** A vector made plain: rows are turned into columns, so that slots say everything. */
  const plain = (e: Expr): Expr => (e.shape.row ? apply('transpose', [e]) : e);

  /** An atom as an expression, its axes in the order of its slots. */
  const atomExpr = perAtom((a: Atom): Expr => {
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
  });
  /** A sum with its two axes changed over, where that is no longer than a transpose. */
  const turnedRound = perAtom((a: Extract<Atom, { kind: 'bracket' }>): Expr | undefined => {
    const own = atomExpr(a);
    const [m, n] = own.shape.dims;
    const other = toShape(place(a.poly, [1, 0], algebra), tensor(n ?? 1, m ?? 1));
    return write(other, program.ops).length <= write(own, program.ops).length + 1 ? other : undefined;
  });
  /** A symmetric matrix reads the same both ways. */
  const turnable = (p: Piece, a: Atom): Piece => {
    if (p.slots.length !== 2 || p.power !== 1) return p;
    if (a.symmetric === true) return { ...p, turned: () => p.e };
    if (a.kind !== 'bracket') return p;
    const other = turnedRound(a);
    return other === undefined ? p : { ...p, turned: () => other };
  };
  /** `order` is how the free slots of a sum are wanted by what stands around it. */
  const pieceOf = (f: Factor, order: readonly number[] = f.slots): Piece => {
    // 1 / exp(u) is written exp(-u).
    if (f.atom.kind === 'fn' && f.atom.op === 'exp' && f.power < 0)
      return { e: atomExpr({ ...f.atom, args: f.atom.args.map(negative) }), slots: f.slots, power: -f.power };
    if (f.atom.kind !== 'sum') {
      const [i, j] = f.slots;
      // One slot twice: the diagonal.
      if (f.slots.length === 2 && i !== undefined && i === j && i !== ZERO) return { e: apply('diagonal', [atomExpr(f.atom)]), slots: [i], power: f.power };
      return turnable({ e: atomExpr(f.atom), slots: f.slots, power: f.power }, f.atom);
    }
    const { indices } = f.atom;
    const { inner: named, bound } = openSum(f, algebra);
    let piece = contract(named, bound.map(([s]) => s), f.atom.rank === 0 ? [] : order);
    for (const [index, size] of indices) piece = { ...piece, e: apply('total', [piece.e], { index, to: size }) };
    return turnable({ ...piece, power: f.power }, f.atom);
  };

  const inOrder = (factors: readonly Factor[]): readonly Factor[] => [...factors].sort(book.factors);

  /** A parameter times a vector is w' * x; sums of other products, such as sum(g .* y), stay sums. */
  const innerProduct = (factors: readonly Factor[], bound: readonly number[]): Piece | undefined => {
    const plainVector = (f: Factor): boolean => f.atom.kind === 'name' && f.power === 1 && f.slots.length === 1;
    const isParam = (f: Factor): boolean => f.atom.kind === 'name' && program.bindings.get(f.atom.name)?.role === 'param';
    const weight = factors.find(isParam);
    const other = factors.find((f) => f !== weight);
    if (bound.length !== 1 || factors.length !== 2 || weight === undefined || other === undefined || !factors.every(plainVector)) return undefined;
    return contraction(pieceOf(weight), pieceOf(other), []);
  };

  /** Matrices in a ring, all of them summed: the trace of their product. Two over the same axes are summed entry by entry. */
  const traced = (factors: readonly Factor[], bound: readonly number[]): Piece | undefined => {
    const ring = factors.length === bound.length && factors.every((f) => f.power === 1 && f.slots.length === 2 && f.slots.every((s) => bound.includes(s))) ? ringOf(factors) : undefined;
    const [first, ...others] = ring ?? [];
    if (first === undefined || (ring?.length === 2 && ring.some((l) => l.turned))) return undefined;
    const written = (l: Link): Piece => {
      const { e, power } = pieceOf({ ...l.of, slots: [0, 1] });
      return { e, slots: l.turned ? [l.to, l.from] : [l.from, l.to], power };
    };
    // The last one leads back to the first, by a slot that no other has.
    const [start, end] = [first.from, -2000];
    const pieces = [first, ...others].map((l, i) => {
      const p = written(l);
      return i === others.length ? { ...p, slots: p.slots.map((s, k) => (k === (l.turned ? 0 : 1) ? end : s)) } : p;
    });
    const product = pieces.reduce((a, b) => contraction(a, b, [start, b.slots.find((s) => !a.slots.includes(s)) ?? end]));
    return { e: apply('trace', [product.slots[0] === start ? product.e : apply('transpose', [product.e])]), slots: [], power: 1 };
  };

  /** Factors summed over `bound`, the rest of their slots free. `order` is how the free slots are wanted. */
  const contract = (factors: readonly Factor[], bound: readonly number[], order: readonly number[]): Piece => {
    const inner = innerProduct(factors, bound) ?? traced(inOrder(factors), bound);
    if (inner !== undefined) return inner;
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
      // One array summed over all its axes.
      const [alone] = pieces;
      if (pieces.length === 1 && alone !== undefined && alone.slots.length === alone.e.shape.dims.length && alone.slots.length > 1 && alone.slots.every((s) => waiting.has(s)))
        return { e: apply('sum', [alone.e], { axes: alone.slots.map((_, i) => i), keep: false, row: false }), slots: [], power: 1 };
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
        rest.push({ e: sumOver(withoutUnits(vector), slot, false), slots: [], power: 1 });
      } else if (k === undefined) {
        if (vector === undefined) rest.push(reducedPiece(m, slot, order));
        else rest.push({ ...contraction(m, vector, orderedAs(free(m, vector), order)), kept: () => reducedPiece(scaled(m, vector, slot), slot, order) });
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
    // Where two axes are wanted, an axis of size one is kept if every piece has it or can.
    const flat = full.find((p) => p.slots.includes(ZERO));
    if (flat !== undefined && order.length === 2 && others.every((p) => p.slots.includes(ZERO) || p.kept !== undefined))
      return { e: together([...others, ...scalars], flat.slots, flat.e.shape), slots: flat.slots, power: 1 };
    if (model !== undefined) {
      const natural = orderedAs(live(model), order);
      const turned = aligned(model.slots.length === natural.length ? model : withoutUnits(model), natural);
      return { e: together([...others, ...scalars], natural, turned.e.shape), slots: natural, power: 1 };
    }
    // No piece has every slot: an outer product of what depends on the first and what depends on the others.
    const [first] = slots;
    if (first === undefined) throw new Unwritable();
    const having = others.filter((p) => live(p).includes(first));
    // All may have the first, and each another one besides: then one after another.
    const left = having.length < others.length ? having : others.slice(0, 1);
    const right = others.filter((p) => !left.includes(p));
    const a = assembled(left, order);
    const b = assembled(right, order);
    const both = contraction(a, b, orderedAs([...a.slots, ...b.slots], order));
    return scalars.length === 0 ? both : { e: together([both, ...scalars], both.slots, both.e.shape), slots: both.slots, power: 1 };
  };

  /** What stands beside an identity is on the diagonal. */
  const onDiagonal = (factors: readonly Factor[], piecesOf: (of: readonly Factor[]) => readonly Piece[]): readonly Piece[] => {
    const equal = factors.find((f) => isIdentity(f.atom));
    const beside = factors.filter((f) => f !== equal && f.slots.some((s) => equal?.slots.includes(s) === true));
    if (equal === undefined || beside.length === 0) return piecesOf(factors);
    const vector = assembled(piecesOf(beside), equal.slots.slice(0, 1));
    if (vector.slots.length !== 1) throw new Unwritable();
    return [...piecesOf(factors.filter((f) => f !== equal && !beside.includes(f))), { e: apply('diag', [vector.e]), slots: equal.slots, power: 1 }];
  };

  /** 1/3 stays a fraction; 1/1000 is written 0.001. */
  const shown = ([p, q]: Rational): Rational => (q > 16 && String(p / q).length < 10 ? [p / q, 1] : [p, q]);
  const termOf = (m: Mono, to: Shape): Expr => {
    const [p, q] = shown(m.c);
    const axes = to.dims.map((_, i) => i);
    const used = slotsOf([m]);
    let e: Expr;
    if (m.factors.length === 0) e = num(1);
    else {
      const order = to.dims.length === 2 && used.length < 2 ? axes : orderedAs(used, axes);
      const piecesOf = (factors: readonly Factor[]): readonly Piece[] => inOrder(factors).map((f) => pieceOf(f, f.atom.kind === 'sum' ? axes : f.slots));
      const made = assembled(onDiagonal(m.factors, piecesOf), order);
      e = fitted(made, axes, to);
    }
    const withTop = p === 1 ? e : e.kind === 'number' && e.value === 1 ? num(p) : overNumber(e, p);
    return q === 1 ? withTop : underNumber(withTop, q);
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
    const ordered = book.sorted(p);
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
