/** One change at one place, such as people make. Whether it changes the value is found out elsewhere. */
import type { Random } from '../../../src/engine/random.ts';
import { pick } from './scalar.ts';
import { apply, mul, name, neg, num, parts, replacedAt, type Tree } from './tree.ts';

type Change = (t: Tree, random: Random, names: readonly string[]) => Tree | undefined;

const others: Readonly<Record<string, readonly string[]>> = {
  sin: ['cos'],
  cos: ['sin'],
  tanh: ['sigmoid', 'atan'],
  sigmoid: ['tanh', 'softplus'],
  softplus: ['relu', 'sigmoid'],
  exp: ['sigmoid', 'log'],
  log: ['exp', 'sqrt'],
  sqrt: ['abs', 'log'],
  atan: ['tanh'],
  abs: ['relu'],
  relu: ['abs', 'softplus'],
  sign: ['abs'],
};
const isSum = (op: string): boolean => op === '+' || op === '-';
const isProduct = (op: string): boolean => op === '*' || op === '.*' || op === '/' || op === './';

export const changes: Readonly<Record<string, Change>> = {
  'sign turned': (t) => (t.kind === 'apply' && isSum(t.op) ? { ...t, op: t.op === '+' ? '-' : '+' } : t.kind === 'number' ? undefined : neg(t)),
  'factor added': (t, random) => (t.kind === 'number' ? undefined : mul(num(pick(random, [2, 3, 0.5])), t)),
  'term dropped': (t, random) => (t.kind === 'apply' && isSum(t.op) ? (t.op === '+' ? pick(random, t.args) : t.args[0]) : undefined),
  'factor dropped': (t, random) => (t.kind === 'apply' && isProduct(t.op) ? (t.op.includes('/') ? t.args[0] : pick(random, t.args)) : undefined),
  'operands swapped': (t) => {
    const [a, b] = t.kind === 'apply' ? t.args : [];
    return t.kind === 'apply' && a !== undefined && b !== undefined && t.op !== '+' && t.op !== '.*' ? apply(t.op, b, a) : undefined;
  },
  'exponent changed': (t, random) => {
    const [a, b] = t.kind === 'apply' ? t.args : [];
    return t.kind === 'apply' && t.op.includes('^') && a !== undefined && b?.kind === 'number' ? apply(t.op, a, num(b.value + pick(random, [-1, 1]))) : undefined;
  },
  'another function': (t, random) => (t.kind === 'apply' && others[t.op] !== undefined ? { ...t, op: pick(random, others[t.op] ?? [t.op]) } : undefined),
  'function dropped': (t) => (t.kind === 'apply' && others[t.op] !== undefined ? t.args[0] : undefined),
  'number changed': (t, random) => (t.kind === 'number' ? num(t.value + pick(random, [-1, 1, 0.5])) : undefined),
  'almost right': (t, random) => (t.kind === 'number' ? num(t.value === 0 ? 1e-7 : t.value * (1 + pick(random, [1e-5, 1e-7, -1e-8]))) : t.kind === 'name' ? mul(num(1 + pick(random, [1e-5, 1e-7, 1e-9])), t) : undefined),
  'another name': (t, random, names) => (t.kind === 'name' && names.length > 1 ? name(pick(random, names.filter((n) => n !== t.name))) : undefined),
  'transpose dropped': (t) => (t.kind === 'apply' && t.op === "'" ? t.args[0] : undefined),
  'transpose added': (t) => (t.kind === 'name' ? apply("'", t) : undefined),
  'product of another kind': (t) => (t.kind === 'apply' && (t.op === '*' || t.op === '.*') ? { ...t, op: t.op === '*' ? '.*' : '*' } : undefined),
};

/** The formula with the change somewhere; undefined where there is no place for it. */
export const changed = (t: Tree, kind: string, random: Random, names: readonly string[]): Tree | undefined => {
  const change = changes[kind];
  if (change === undefined) return undefined;
  const places = parts(t).filter(({ part }) => change(part, random, names) !== undefined);
  if (places.length === 0) return undefined;
  const { at, part } = pick(random, places);
  const by = change(part, random, names);
  return by === undefined ? undefined : replacedAt(t, at, by);
};
