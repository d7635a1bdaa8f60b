/** Random formulas of single numbers, and their derivatives: right ones, and ones with the usual slip at one place. */
import type { Random } from '../../../src/engine/random.ts';
import { add, apply, div, minus, mul, name, neg, num, pow, type Tree } from './tree.ts';

export const pick = <T>(random: Random, list: readonly T[]): T => {
  const found = list[random.below(list.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
};

const smooth = ['exp', 'sin', 'cos', 'tanh', 'sigmoid', 'softplus', 'atan'];
const partial = ['log', 'sqrt'];
const kinked = ['abs', 'relu'];

export const randomTree = (random: Random, names: readonly string[], depth: number): Tree => {
  const inner = (): Tree => randomTree(random, names, depth - 1);
  const draw = random.uniform();
  if (depth === 0 || draw < 0.12) return random.uniform() < 0.8 ? name(pick(random, names)) : num(pick(random, [2, 3, 5, 7, 0.5, 1.5, 4]));
  if (draw < 0.3) return add(inner(), inner());
  if (draw < 0.42) return minus(inner(), inner());
  if (draw < 0.6) return mul(inner(), inner());
  if (draw < 0.7) return div(inner(), inner());
  if (draw < 0.78) return pow(inner(), num(pick(random, [2, 2, 3, 4])));
  if (draw < 0.81) return neg(inner());
  if (draw < 0.95) return apply(pick(random, smooth), inner());
  return apply(pick(random, draw < 0.98 ? partial : kinked), inner());
};

const isNumber = (t: Tree, value: number): boolean => t.kind === 'number' && t.value === value;
const plus = (a: Tree, b: Tree): Tree => (isNumber(a, 0) ? b : isNumber(b, 0) ? a : add(a, b));
const less = (a: Tree, b: Tree): Tree => (isNumber(b, 0) ? a : isNumber(a, 0) ? neg(b) : minus(a, b));
const product = (a: Tree, b: Tree): Tree => (isNumber(a, 0) || isNumber(b, 0) ? num(0) : isNumber(a, 1) ? b : isNumber(b, 1) ? a : mul(a, b));

/** Outer derivative at `u`. */
const outer: Readonly<Record<string, (u: Tree) => Tree>> = {
  exp: (u) => apply('exp', u),
  log: (u) => div(num(1), u),
  sin: (u) => apply('cos', u),
  cos: (u) => neg(apply('sin', u)),
  sqrt: (u) => div(num(1), mul(num(2), apply('sqrt', u))),
  tanh: (u) => minus(num(1), pow(apply('tanh', u), num(2))),
  sigmoid: (u) => mul(apply('sigmoid', u), minus(num(1), apply('sigmoid', u))),
  softplus: (u) => apply('sigmoid', u),
  atan: (u) => div(num(1), add(num(1), pow(u, num(2)))),
  abs: (u) => apply('sign', u),
  relu: (u) => apply('>', u, num(0)),
};
const wrongOuter: Readonly<Record<string, (u: Tree) => Tree>> = {
  exp: (u) => u,
  log: (u) => apply('log', u),
  sin: (u) => neg(apply('cos', u)),
  cos: (u) => apply('sin', u),
  sqrt: (u) => div(num(1), apply('sqrt', u)),
  tanh: (u) => mul(apply('tanh', u), minus(num(1), apply('tanh', u))),
  sigmoid: (u) => mul(u, minus(num(1), u)),
  softplus: (u) => apply('softplus', u),
  atan: (u) => div(num(1), minus(num(1), pow(u, num(2)))),
  abs: () => num(1),
  relu: () => num(1),
};

export const slips = ['inner derivative missing', 'outer derivative wrong', 'product of derivatives', 'one product term', 'quotient order', 'quotient not squared', 'exponent not lowered'] as const;
export type Slip = (typeof slips)[number];

/** By `x`; at one part, the slip in place of the rule. Undefined where the slip has nothing to change there. */
export const derivative = (t: Tree, x: string, slip?: { readonly part: Tree; readonly kind: Slip }): Tree => {
  const go = (e: Tree): Tree => {
    if (e.kind === 'number') return num(0);
    if (e.kind === 'name') return num(e.name === x ? 1 : 0);
    const [u = num(0), v = num(0)] = e.args;
    const kind = slip?.part === e ? slip.kind : undefined;
    switch (e.op) {
      case '+':
        return plus(go(u), go(v));
      case '-':
        return less(go(u), go(v));
      case 'neg':
        return neg(go(u));
      case '*':
        if (kind === 'product of derivatives') return product(go(u), go(v));
        if (kind === 'one product term') return product(go(u), v);
        return plus(product(go(u), v), product(u, go(v)));
      case '/': {
        const [left, right] = [product(go(u), v), product(u, go(v))];
        return div(kind === 'quotient order' ? less(right, left) : less(left, right), kind === 'quotient not squared' ? v : pow(v, num(2)));
      }
      case '^': {
        const n = v.kind === 'number' ? v.value : 1;
        return product(product(num(n), kind === 'exponent not lowered' ? pow(u, num(n)) : n === 2 ? u : pow(u, num(n - 1))), kind === 'inner derivative missing' ? num(1) : go(u));
      }
      default: {
        const of = (kind === 'outer derivative wrong' ? wrongOuter : outer)[e.op];
        if (of === undefined) throw new RangeError(`no derivative of ${e.op}`);
        return product(of(u), kind === 'inner derivative missing' ? num(1) : go(u));
      }
    }
  };
  return go(t);
};
