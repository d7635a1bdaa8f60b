/** Expressions into normal form, by reading each operator's index text over normal forms instead of numbers. */
import { type Apply, type Expr, nodesOf } from '../../core/expr.ts';
import { bareIndex, isUnit, type Kernel, type KernelExpr } from '../../core/kernel.ts';
import { kernelOf, type OpTable, procedureOf } from '../../core/op.ts';
import { bug } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { rank } from '../../core/shape.ts';
import {
  add,
  type Algebra,
  asFactor,
  bracket,
  type Factor,
  isIndicator,
  mono,
  multiply,
  negative,
  number,
  place,
  type Poly,
  polyKey,
  rename,
  single,
  slotsOf,
  ZERO,
} from './poly.ts';
import { linearIn, opaqueKey } from './linear.ts';
import { determinantPoly, identityPoly, inversePoly, normPoly } from './matrices.ts';
import { fromNumber, minus, one } from './rational.ts';
import { dimPoly, sumOverIndex, sumOverSlot } from './sums.ts';

export type Enter = (e: Expr) => Poly;

/** Applies a function entry by entry. */
export const functionOf = (op: string, args: readonly Poly[], algebra: Algebra): Poly => {
  const [x] = args;
  // exp(-u) = 1/exp(u), so that both are one atom.
  if (op === 'exp' && x !== undefined && x.length > 0 && x.every((m) => m.c[0] < 0))
    return bracket(functionOf('exp', [negative(x)], algebra), -1, algebra);
  const slots = [...new Set(args.flatMap(slotsOf))].sort((a, b) => a - b);
  const middle = slots.map(() => algebra.fresh());
  const toMiddle = new Map(slots.map((s, i) => [s, middle[i] ?? 0]));
  const toLocal = new Map(middle.map((m, i) => [m, i]));
  const local = args.map((p) => rename(rename(p, toMiddle), toLocal));
  const key = `${op}(${local.map(polyKey).join(';')})`;
  const atom = algebra.atom(key, (id) => ({ id, key, kind: 'fn', op, args: local, rank: slots.length }));
  return single(atom, slots);
};

const comparisons = new Map([
  ['>', 'larger'],
  ['>=', 'largerEq'],
  ['<', 'smaller'],
  ['<=', 'smallerEq'],
  ['==', 'equal'],
  ['!=', 'unequal'],
]);

const turnedRound = new Map([
  ['>', '<'],
  ['>=', '<='],
  ['<', '>'],
  ['<=', '>='],
]);
/** 1 - w > 0 is w < 1: of a number and one term beside 0, the number goes to the other side. */
const compared = (sign: string, l: Poly, r: Poly, algebra: Algebra): Poly => {
  const plain = l.find((m) => m.factors.length === 0);
  const term = l.find((m) => m.factors.length > 0);
  const turned = turnedRound.get(sign);
  const below = term !== undefined && term.c[0] < 0;
  if (r.length > 0 || l.length !== 2 || plain === undefined || term === undefined || turned === undefined) return functionOf(comparisons.get(sign) ?? '', [l, r], algebra);
  const other: Poly = [mono(minus(plain.c), [])];
  return functionOf(comparisons.get(below ? turned : sign) ?? '', below ? [negative([term]), negative(other)] : [[term], other], algebra);
};

/** Whether a normal form has a value wherever its names have: nothing is divided by but letters, no roots, no logarithms. */
const finite = (p: Poly, ops: OpTable): boolean => p.every((m) => m.factors.every((f) => finiteFactor(f, ops)));
const finiteFactor = ({ atom, power }: Factor, ops: OpTable): boolean => {
  if (!Number.isInteger(power) || (power < 0 && atom.kind !== 'letter')) return false;
  if (atom.kind === 'bracket') return finite(atom.poly, ops);
  if (atom.kind === 'sum') return atom.inner.every((f) => finiteFactor(f, ops));
  if (atom.kind === 'fn') return ops.get(atom.op)?.partial !== true && atom.args.every((p) => finite(p, ops));
  return atom.kind !== 'opaque' || (ops.get(atom.op)?.partial !== true && atom.args.every((p) => finite(p, ops)));
};

/** The slots of two indices that a condition compares. */
const equalIndices = (k: KernelExpr, at: ReadonlyMap<string, number>): readonly [number, number] | undefined => {
  if (k.kind !== 'infix' || k.sign !== '==' || k.left.kind !== 'index' || k.right.kind !== 'index') return undefined;
  const [i, j] = [at.get(k.left.index), at.get(k.right.index)];
  return i === undefined || j === undefined ? undefined : [i, j];
};

/** An operator without a polynomial index form; it then stays one opaque atom. */
class Opaque extends Error {}

export const createEnter = (program: Program, algebra: Algebra): Enter => {
  const known = new Map<number, Poly>();
  const operand = (e: Expr): Poly => {
    const p = known.get(e.id);
    if (p === undefined) throw bug('an operand has no normal form yet');
    return p;
  };

  const interpret = (node: Apply, kernel: Kernel, body: KernelExpr, slotOf: ReadonlyMap<string, number>): Poly => {
    const go = (k: KernelExpr, at: ReadonlyMap<string, number>): Poly => {
      switch (k.kind) {
        case 'number':
          return number(fromNumber(k.value));
        case 'dim':
          return dimPoly(k.dim, algebra);
        case 'load': {
          const e = node.args[k.operand];
          if (e === undefined) throw bug('a load of nothing');
          const slots = k.at.map((s) => {
            const index = bareIndex(s);
            if (index !== undefined) return at.get(index) ?? ZERO;
            if (isUnit(s)) return ZERO;
            throw new Opaque();
          });
          return place(operand(e), slots, algebra);
        }
        case 'negate':
          return negative(go(k.of, at));
        case 'infix': {
          const [l, r] = [go(k.left, at), go(k.right, at)];
          if (k.sign === '+') return add(l, r);
          if (k.sign === '-') return add(l, negative(r));
          if (k.sign === '*') return multiply(asFactor(l, algebra), asFactor(r, algebra));
          if (k.sign === '/') {
            if (r.length === 0) throw new Opaque();
            return multiply(asFactor(l, algebra), bracket(r, -1, algebra));
          }
          return compared(k.sign, l, r, algebra);
        }
        case 'choose': {
          const equal = equalIndices(k.when, at);
          if (equal !== undefined && k.otherwise.kind === 'number' && k.otherwise.value === 0)
            return multiply(identityPoly(node.shape.dims[0] ?? 1, equal, node, algebra), asFactor(go(k.then, at), algebra));
          if (node.op !== 'where' && k.then.kind === 'load') throw new Opaque();
          if (k.then.kind === 'number' && k.otherwise.kind === 'number') return go(k.when, at);
          // where(c, u, v) = [c] u + v - [c] v, where u and v are finite on both sides: 0 * log(0) is not 0.
          const when = go(node.op === 'where' && k.when.kind === 'infix' ? k.when.left : k.when, at);
          const [u, v] = [go(k.then, at), go(k.otherwise, at)];
          if (!finite(u, program.ops) || !finite(v, program.ops)) throw new Opaque();
          const [m] = when;
          if (u.length === 0 && v.length === 0) return [];
          if (when.length !== 1 || m?.factors.length !== 1 || m.factors[0] === undefined || !isIndicator(m.factors[0].atom)) throw new Opaque();
          return add(multiply(when, asFactor(u, algebra)), v, negative(multiply(when, asFactor(v, algebra))));
        }
        case 'scalar':
          return functionOf(node.op, k.args.map((a) => go(a, at)), algebra);
        case 'reduce': {
          if (k.by !== 'sum') throw new Opaque();
          const extent = kernel.extents.get(k.index) ?? 1;
          // Along an axis of size one there is nothing to add up.
          if (extent === 1 && node.op === 'sum') return go(k.of, new Map([...at, [k.index, ZERO]]));
          const slot = algebra.fresh();
          const inner = go(k.of, new Map([...at, [k.index, slot]]));
          return sumOverSlot(asFactor(inner, algebra), slot, extent, algebra);
        }
        case 'index':
          throw new Opaque();
      }
    };
    return go(body, slotOf);
  };

  const opaqueAtom = (node: Apply, kernel?: Kernel): Poly => {
    const args = node.args.map(operand);
    const slots = node.shape.dims.map((_, i) => i);
    const key = opaqueKey(node.op, node.attrs, args, slots.length);
    const linear = kernel === undefined ? [] : linearIn(kernel, args.length);
    return single(
      algebra.atom(key, (id) => ({ id, key, kind: 'opaque', op: node.op, attrs: node.attrs, args, like: node, rank: slots.length, ...(linear.length === 0 ? {} : { linear }) })),
      slots,
    );
  };

  /** solve(A, B) is inv(A) * B. */
  const ofMatrix = (node: Apply, a: Expr, b: Expr | undefined): Poly => {
    const [n = 1] = a.shape.dims;
    if (node.op === 'det' || node.op === 'logdet') return determinantPoly(operand(a), node, algebra);
    const inverse = inversePoly(operand(a), program.pool.apply('inv', [a], {}, a.shape), algebra);
    if (node.op === 'inv') return inverse;
    if (node.op !== 'solve' || b === undefined) return opaqueAtom(node);
    const slot = algebra.fresh();
    const product = multiply(asFactor(place(inverse, [0, slot], algebra), algebra), asFactor(place(operand(b), [slot, 1].slice(0, rank(b.shape)), algebra), algebra));
    return sumOverSlot(product, slot, n, algebra);
  };

  const enterNode = (node: Expr): Poly => {
    if (node.kind === 'number') return number(fromNumber(node.value));
    if (node.kind === 'name') {
      const key = `name ${node.name}@${node.at.join(',')}`;
      return single(
        algebra.atom(key, (id) => ({ id, key, kind: 'name', name: node.name, at: node.at, read: node, rank: rank(node.shape) })),
        node.shape.dims.map((_, i) => i),
      );
    }
    const [a, b] = node.args;
    if (node.op === 'total' && a !== undefined)
      return sumOverIndex(asFactor(operand(a), algebra), String(node.attrs.index), typeof node.attrs.to === 'number' ? node.attrs.to : String(node.attrs.to), algebra);
    if (node.op === 'power' && a !== undefined && b !== undefined) {
      const [m] = operand(b);
      if (operand(b).length === 0) return number(one);
      if (operand(b).length === 1 && m?.factors.length === 0) return bracket(operand(a), m.c[0] / m.c[1], algebra);
    }
    // ln 1 = 0, as in the derivative of 1^x.
    if (node.op === 'log' && a?.kind === 'number' && a.value === 1) return [];
    if (node.op === 'sqrt' && a !== undefined) return bracket(operand(a), 0.5, algebra);
    if (node.op === 'norm' && a !== undefined) return normPoly(operand(a), node, algebra);
    // x / norm(x), which is 0 at 0.
    if (node.op === 'ratio' && a !== undefined && b !== undefined && operand(b).length > 0) return multiply(asFactor(operand(a), algebra), bracket(operand(b), -1, algebra));
    const row = program.ops.get(node.op);
    if (row === undefined) return opaqueAtom(node);
    if (procedureOf(row) !== undefined) return a === undefined ? opaqueAtom(node) : ofMatrix(node, a, b);
    const kernel = kernelOf(
      row,
      node.attrs,
      node.args.map((x) => x.shape),
      node.shape,
    );
    const slotOf = new Map<string, number>();
    kernel.out.forEach((s, axis) => {
      const index = bareIndex(s);
      if (index !== undefined) slotOf.set(index, axis);
    });
    if (kernel.out.some((s) => bareIndex(s) === undefined && !isUnit(s))) return opaqueAtom(node, kernel);
    try {
      return interpret(node, kernel, kernel.body, slotOf);
    } catch (reason) {
      if (reason instanceof Opaque) return opaqueAtom(node, kernel);
      throw reason;
    }
  };

  return (e) => {
    const found = known.get(e.id);
    if (found !== undefined) return found;
    for (const node of nodesOf(e)) if (!known.has(node.id)) known.set(node.id, enterNode(node));
    return operand(e);
  };
};

