/** What keeps sums: scatter(u, id) + scatter(v, id) is scatter(u + v, id). Read off the index text; no list of such operators. */
import type { Kernel, KernelExpr } from '../../core/kernel.ts';
import type { Expr } from '../../core/expr.ts';
import { sameShape } from '../../core/shape.ts';
import { add, type Algebra, type Factor, mono, type Mono, multiply, type Poly, polyKey, single } from './poly.ts';

const reads = (k: KernelExpr, operand: number): boolean => {
  switch (k.kind) {
    case 'load':
      return k.operand === operand;
    case 'infix':
      return reads(k.left, operand) || reads(k.right, operand);
    case 'negate':
    case 'reduce':
      return reads(k.of, operand);
    case 'choose':
      return [k.when, k.then, k.otherwise].some((x) => reads(x, operand));
    case 'scalar':
      return k.args.some((x) => reads(x, operand));
    default:
      return false;
  }
};
const isLinear = (k: KernelExpr, operand: number): boolean => {
  switch (k.kind) {
    case 'number':
      return k.value === 0;
    case 'load':
      return k.operand === operand;
    case 'negate':
      return isLinear(k.of, operand);
    case 'reduce':
      return k.by === 'sum' && isLinear(k.of, operand);
    case 'choose':
      return !reads(k.when, operand) && isLinear(k.then, operand) && isLinear(k.otherwise, operand);
    case 'infix':
      if (k.sign === '+' || k.sign === '-') return isLinear(k.left, operand) && isLinear(k.right, operand);
      if (k.sign === '*' && isLinear(k.right, operand)) return !reads(k.left, operand);
      return (k.sign === '*' || k.sign === '/') && isLinear(k.left, operand) && !reads(k.right, operand);
    default:
      return false;
  }
};
/** The operands in which an operator is linear, the others held. */
export const linearIn = ({ body }: Kernel, operands: number): readonly number[] => Array.from({ length: operands }, (_, i) => i).filter((i) => isLinear(body, i));

/** The second entry of a vector of two and that of a vector of three are no sum. */
const sameOperands = (a: Expr, b: Expr): boolean => a.args.every((x, i) => sameShape(x.shape, b.args[i]?.shape ?? x.shape));

const isPlain = (f: Factor): boolean => f.slots.length === 0;

const joinPair = (a: Mono, b: Mono, algebra: Algebra): Poly | undefined => {
  for (const x of a.factors) {
    const { atom } = x;
    if (atom.kind !== 'opaque' || atom.linear === undefined || x.power !== 1) continue;
    for (const y of b.factors) {
      const other = y.atom;
      if (other.kind !== 'opaque' || y.power !== 1 || y.slots.join() !== x.slots.join() || other.op !== atom.op || JSON.stringify(other.attrs) !== JSON.stringify(atom.attrs) || !sameOperands(atom.like, other.like)) continue;
      const [own, beside] = [a, b].map((m, i) => mono([1, 1], m.factors.filter((f) => f !== (i === 0 ? x : y) && !isPlain(f))));
      if (own === undefined || own.key !== beside?.key) continue;
      const differing = atom.args.flatMap((p, i) => (polyKey(p) === polyKey(other.args[i] ?? []) ? [] : [i]));
      const [at] = differing;
      if (at === undefined || differing.length !== 1 || !atom.linear.includes(at)) continue;
      // Numbers beside the operator go inside.
      const inside = (m: Mono, p: Poly): Poly => multiply([mono(m.c, m.factors.filter(isPlain))], p);
      const args = atom.args.map((p, i) => (i === at ? add(inside(a, p), inside(b, other.args[at] ?? [])) : p));
      const key = opaqueKey(atom.op, atom.attrs, args, atom.rank);
      const joined = algebra.atom(key, (id) => ({ ...atom, id, key, args }));
      return multiply([own], single(joined, x.slots));
    }
  }
  return undefined;
};

export const opaqueKey = (op: string, attrs: unknown, args: readonly Poly[], rank: number): string => `${op}${JSON.stringify(attrs)}(${args.map(polyKey).join(';')})${String(rank)}`;

/** Terms that differ in one operand of something linear made one. */
export const joinLinear = (p: Poly, algebra: Algebra): Poly => {
  for (let i = 0; i < p.length; i++)
    for (let k = i + 1; k < p.length; k++) {
      const [a, b] = [p[i], p[k]];
      const made = a === undefined || b === undefined ? undefined : joinPair(a, b, algebra);
      if (made !== undefined) return joinLinear(add(made, p.filter((m) => m !== a && m !== b)), algebra);
    }
  return p;
};
