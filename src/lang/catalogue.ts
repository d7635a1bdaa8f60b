/** Everything a formula may use, read from the tables: signs, functions of the language, operators and the prelude. */
import { type Apply, createPool, type Expr, nodesOf } from '../core/expr.ts';
import { Problem } from '../core/problem.ts';
import type { Fn, Program } from '../core/program.ts';
import { type Shape, tensor } from '../core/shape.ts';
import { elementwise } from '../ops/rules.ts';
import { substitute, unfold } from './elaborate.ts';
import { builtins, isFunction, signs } from './meanings.ts';

export interface Callable {
  readonly name: string;
  /** Which table it is a row of. */
  readonly table: 'sign' | 'language' | 'operator' | 'prelude';
  /** How it is used, as in `Builtin`. */
  readonly shown: readonly string[];
  /** Its definition, where it has one in the language. */
  readonly fn?: Fn;
}

type Definitions = Pick<Program, 'ops' | 'functions'>;

const shapes: ReadonlyMap<string, Shape> = new Map([
  ['', tensor()],
  ['n', tensor('n')],
  ['m', tensor('m')],
  ['m, n', tensor('m', 'n')],
]);

/** All lists with one of each `choices`, the first choices first. */
const combinations = (choices: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  choices.reduce<readonly (readonly string[])[]>((lists, of) => lists.flatMap((l) => of.map((c) => [...l, c])), [[]]);

/** Operators that are applied when a formula is computed, all functions opened. */
export const opened = (e: Expr, { ops, functions }: Definitions): readonly Apply[] => {
  const found = new Map<number, Apply>();
  const waiting: Expr[] = [e];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const node of nodesOf(next)) {
      if (node.kind !== 'apply' || found.has(node.id)) continue;
      found.set(node.id, node);
      if (node.op === 'call') waiting.push(unfold(node, { pool: node.pool, ops, functions }));
    }
  return [...found.values()].filter((node) => node.op !== 'call');
};

/** Functions of arrays whose sizes have to be numbers. */
const ofNumbers: ReadonlyMap<string, string> = new Map([
  ['cross', 'a = param(3); b = param(3); cross(a, b)'],
  ['vec', 'X = param(3, 5); vec(X)'],
  ['kron', 'A = param(3, 2); B = param(2, 5); kron(A, B)'],
  ['causal', 'causal(5)'],
  ['sinusoidal', 'sinusoidal(5, 7)'],
]);

/**
 * A function with no declarations of its own is shown on numbers where it works entry by entry. Elsewhere capitals are
 * matrices, and other parameters the first of vector and number that its body accepts.
 */
const shownOf = (fn: Fn, { ops, functions }: Definitions): string => {
  const call = `${fn.name}(${fn.params.join(', ')})`;
  const known = ofNumbers.get(fn.name);
  if (known !== undefined) return known;
  const choices = fn.params.map((p) => (fn.defaults.has(p) ? [''] : /^\p{Lu}/u.test(p) ? ['m, n'] : ['n', 'm', '']));
  for (const given of combinations(choices)) {
    const pool = createPool();
    const names = new Map(fn.params.map((p, i) => [p, pool.name(p, shapes.get(given[i] ?? '') ?? tensor())]));
    try {
      const body = substitute(fn.body, names, { pool, ops, functions });
      const rows = opened(body, { ops, functions }).map((node) => ops.get(node.op));
      if (rows.every((row) => row?.shape === elementwise || row?.name === 'expand' || row?.arity === 0)) return call;
      return [...fn.params.map((p, i) => `${p} = param(${given[i] ?? ''})`), call].join('; ');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
  return call;
};

export const catalogue = (given: Definitions): readonly Callable[] => [
  ...[...signs].map(([name, { shown }]): Callable => ({ name, table: 'sign', shown })),
  ...[...builtins].map(([name, { shown }]): Callable => ({ name, table: 'language', shown })),
  ...[...given.ops.values()]
    .filter((row) => !builtins.has(row.name) && (isFunction(row) || (row.scalar !== undefined && row.arity === 0)))
    .map(({ name, arity }): Callable => ({ name, table: 'operator', shown: [arity === 0 ? name : `${name}(${arity === 1 ? 'x' : ['a', 'b', 'c', 'd'].slice(0, arity).join(', ')})`] })),
  ...[...given.functions.values()].map((fn): Callable => ({ name: fn.name, table: 'prelude', shown: [shownOf(fn, given)], fn })),
];
