/** Changes that leave the value alone wherever the formula has one: what a right answer may look like. */
import type { Random } from '../../../src/engine/random.ts';
import { pick } from './scalar.ts';
import { add, apply, div, minus, mul, name, neg, num, parts, pow, replacedAt, type Tree } from './tree.ts';

type Law = (t: Tree, random: Random, names: readonly string[]) => Tree | undefined;

const on =
  (op: string, law: (a: Tree, b: Tree, random: Random, names: readonly string[]) => Tree | undefined): Law =>
  (t, random, names) => {
    const [a, b] = t.kind === 'apply' && t.op === op ? t.args : [];
    return a === undefined ? undefined : law(a, b ?? num(0), random, names);
  };
const argsOf = (t: Tree, op: string): readonly [Tree, Tree] | undefined => {
  const [a, b] = t.kind === 'apply' && t.op === op ? t.args : [];
  return a === undefined || b === undefined ? undefined : [a, b];
};
const one = num(1);
const twoOf = num(2);
const f = (op: string) => (a: Tree): Tree => apply(op, a);
const [exp, sin, cos, tanh, sigmoid, sqrt, log, abs] = [f('exp'), f('sin'), f('cos'), f('tanh'), f('sigmoid'), f('sqrt'), f('log'), f('abs')];
const isScalarName = (n: string): boolean => !/[A-Z]/u.test(n);

/** Something that is never 0, of the names at hand. */
const nonzero = (random: Random, names: readonly string[]): Tree => {
  const v = name(pick(random, names));
  return pick(random, [add(one, pow(v, twoOf)), exp(apply('sin', v)), num(3), add(twoOf, cos(v))]);
};

/** Laws for formulas of single numbers. */
export const scalarLaws: Readonly<Record<string, Law>> = {
  'commute a sum': on('+', (a, b) => add(b, a)),
  'commute a product': on('*', (a, b) => mul(b, a)),
  'associate a sum': on('+', (a, b) => {
    const inner = argsOf(a, '+');
    return inner === undefined ? undefined : add(inner[0], add(inner[1], b));
  }),
  'associate a product': on('*', (a, b) => {
    const inner = argsOf(a, '*');
    return inner === undefined ? undefined : mul(inner[0], mul(inner[1], b));
  }),
  distribute: on('*', (a, b) => {
    const sum = argsOf(b, '+');
    return sum === undefined ? undefined : add(mul(a, sum[0]), mul(a, sum[1]));
  }),
  'distribute a difference': on('*', (a, b) => {
    const sum = argsOf(a, '-');
    return sum === undefined ? undefined : minus(mul(sum[0], b), mul(sum[1], b));
  }),
  'factor out': on('+', (a, b, random, names) => {
    const u = nonzero(random, names);
    return mul(u, add(div(a, u), div(b, u)));
  }),
  'turn a difference': on('-', (a, b) => neg(minus(b, a))),
  'a difference as a sum': on('-', (a, b) => add(a, neg(b))),
  'turn signs of a quotient': on('/', (a, b) => div(neg(a), neg(b))),
  'a quotient as a product': on('/', (a, b) => mul(a, div(one, b))),
  'extend a fraction': on('/', (a, b, random, names) => {
    const u = nonzero(random, names);
    return div(mul(a, u), mul(b, u));
  }),
  'split a fraction': on('/', (a, b) => {
    const sum = argsOf(a, '+');
    return sum === undefined ? undefined : add(div(sum[0], b), div(sum[1], b));
  }),
  'common denominator': on('+', (a, b) => {
    const [l, r] = [argsOf(a, '/'), argsOf(b, '/')];
    return l === undefined && r === undefined ? undefined : div(add(mul(l?.[0] ?? a, r?.[1] ?? one), mul(r?.[0] ?? b, l?.[1] ?? one)), mul(l?.[1] ?? one, r?.[1] ?? one));
  }),
  'a square as a product': on('^', (a, b) => (b.kind === 'number' && b.value === 2 ? mul(a, a) : b.kind === 'number' && b.value === 3 ? mul(a, pow(a, twoOf)) : undefined)),
  'a square of a sum': on('^', (a, b) => {
    const sum = argsOf(a, '+');
    return sum === undefined || b.kind !== 'number' || b.value !== 2 ? undefined : add(add(pow(sum[0], twoOf), mul(twoOf, mul(sum[0], sum[1]))), pow(sum[1], twoOf));
  }),
  'add nothing': (t) => add(t, num(0)),
  'add and take away': (t, random, names) => {
    const v = name(pick(random, names));
    return minus(add(t, v), v);
  },
  'times one': (t, random, names) => {
    const u = nonzero(random, names);
    return div(mul(t, u), u);
  },
  'minus minus': (t) => neg(neg(t)),
  'one is a sum of squares': (t, random, names) => {
    const v = name(pick(random, names));
    return mul(t, add(pow(sin(v), twoOf), pow(cos(v), twoOf)));
  },
  'exp of a sum': on('exp', (a) => {
    const sum = argsOf(a, '+');
    return sum === undefined ? pow(exp(div(a, twoOf)), twoOf) : mul(exp(sum[0]), exp(sum[1]));
  }),
  'exp turned': on('exp', (a) => div(one, exp(neg(a)))),
  'log of a root': on('log', (a) => mul(twoOf, log(sqrt(a)))),
  'log of a multiple': on('log', (a) => minus(log(mul(num(3), a)), log(num(3)))),
  'log turned': on('log', (a) => neg(log(div(one, a)))),
  'double angle': on('sin', (a) => mul(twoOf, mul(sin(div(a, twoOf)), cos(div(a, twoOf))))),
  'half angle': on('cos', (a) => minus(one, mul(twoOf, pow(sin(div(a, twoOf)), twoOf)))),
  'a quarter turn': on('sin', (a) => cos(minus(a, div(apply('pi'), twoOf)))),
  'tanh by exponentials': on('tanh', (a) => div(minus(exp(a), exp(neg(a))), add(exp(a), exp(neg(a))))),
  'tanh by sigmoid': on('tanh', (a) => minus(mul(twoOf, sigmoid(mul(twoOf, a))), one)),
  'tanh by one exponential': on('tanh', (a) => minus(one, div(twoOf, add(exp(mul(twoOf, a)), one)))),
  'sigmoid opened': on('sigmoid', (a) => div(one, add(one, exp(neg(a))))),
  'sigmoid the other way': on('sigmoid', (a) => minus(one, sigmoid(neg(a)))),
  'sigmoid by tanh': on('sigmoid', (a) => div(add(one, tanh(div(a, twoOf))), twoOf)),
  'softplus opened': on('softplus', (a) => log(add(one, exp(a)))),
  'root as a power': on('sqrt', (a) => pow(a, num(0.5))),
  'root as a quotient': on('sqrt', (a) => div(a, sqrt(a))),
  'abs as a root': on('abs', (a) => sqrt(pow(a, twoOf))),
  'abs by its sign': on('abs', (a) => mul(a, apply('sign', a))),
  'relu by abs': on('relu', (a) => div(add(a, abs(a)), twoOf)),
};

const transposed = (t: Tree): Tree => apply("'", t);
/** Laws for matrices and vectors, where `*` is the matrix product and `.*` goes entry by entry. */
export const matrixLaws: Readonly<Record<string, Law>> = {
  'commute a sum': on('+', (a, b) => add(b, a)),
  'commute an elementwise product': on('.*', (a, b) => apply('.*', b, a)),
  'associate an elementwise product': on('.*', (a, b) => {
    const inner = argsOf(a, '.*');
    return inner === undefined ? undefined : apply('.*', inner[0], apply('.*', inner[1], b));
  }),
  'transpose a product': on("'", (a) => {
    const inner = argsOf(a, '*');
    return inner === undefined ? undefined : mul(transposed(inner[1]), transposed(inner[0]));
  }),
  'transpose twice': (t) => (t.kind === 'name' && !isScalarName(t.name) ? transposed(transposed(t)) : undefined),
  'a product as a transpose': on('*', (a, b) => transposed(mul(transposed(b), transposed(a)))),
  'associate a product': on('*', (a, b) => {
    const inner = argsOf(a, '*');
    return inner === undefined ? undefined : mul(inner[0], mul(inner[1], b));
  }),
  distribute: on('*', (a, b) => {
    const [left, right] = [argsOf(a, '-'), argsOf(b, '-')];
    return left !== undefined ? minus(mul(left[0], b), mul(left[1], b)) : right === undefined ? undefined : minus(mul(a, right[0]), mul(a, right[1]));
  }),
  'distribute entry by entry': on('.*', (a, b) => {
    const sum = argsOf(a, '-') ?? argsOf(b, '-');
    const other = argsOf(a, '-') === undefined ? a : b;
    return sum === undefined ? undefined : minus(apply('.*', sum[0], other), apply('.*', sum[1], other));
  }),
  'turn a difference': on('-', (a, b) => neg(minus(b, a))),
  'minus minus': (t) => (t.kind === 'number' ? undefined : neg(neg(t))),
  'a factor and its inverse': (t) => (t.kind === 'number' ? undefined : div(mul(num(3), t), num(3))),
  'a difference of squares': on('-', (a, b) => {
    const square = argsOf(b, '.^');
    return a.kind === 'number' && a.value === 1 && square !== undefined ? apply('.*', minus(one, square[0]), add(one, square[0])) : undefined;
  }),
  'an elementwise square': on('.^', (a) => apply('.*', a, a)),
  'tanh by sigmoid': on('tanh', (a) => minus(mul(twoOf, sigmoid(mul(twoOf, a))), one)),
  'sigmoid opened': on('sigmoid', (a) => apply('./', one, add(one, exp(neg(a))))),
  'sigmoid the other way': on('sigmoid', (a) => minus(one, sigmoid(neg(a)))),
};

/** One law, each as likely as another that has a place, at one of its places. */
export const rewritten = (t: Tree, laws: Readonly<Record<string, Law>>, random: Random, names: readonly string[]): { readonly tree: Tree; readonly law: string } | undefined => {
  const all = parts(t);
  for (let tries = 0; tries < 40; tries++) {
    const [law, use] = pick(random, Object.entries(laws));
    const places = all.filter(({ part }) => use(part, random, names) !== undefined);
    if (places.length === 0) continue;
    const { at, part } = pick(random, places);
    const by = use(part, random, names);
    if (by !== undefined) return { tree: replacedAt(t, at, by), law };
  }
  return undefined;
};
