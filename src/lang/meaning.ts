/** The contract of what a sign or a function of the language means on shaped expressions. */
import type { Expr } from '../core/expr.ts';
import { Problem } from '../core/problem.ts';
import type { Syntax } from '../core/syntax.ts';
import type { Apply } from './apply.ts';
import type { Scope } from './scope.ts';

export type Applied = Extract<Syntax, { kind: 'apply' }>;
export type Meaning = (args: readonly Expr[], apply: Apply, s: Applied, scope: Scope) => Expr;
/**
 * A sign or function of the language. `shown` says how it is used, for the table of functions and its tests: declarations
 * and then the use, between semicolons. Names that are not declared are numbers.
 */
export interface Builtin {
  readonly meaning: Meaning;
  readonly shown: readonly string[];
  /** Named arguments it takes. */
  readonly options: readonly string[];
}
export const row = (name: string, meaning: Meaning, ...shown: readonly string[]): readonly [string, Builtin] => [name, { meaning, shown, options: [] }];
export const withOptions = (options: readonly string[], [name, builtin]: readonly [string, Builtin]): readonly [string, Builtin] => [name, { ...builtin, options }];

export const count = (s: Applied, ...allowed: readonly number[]): void => {
  if (allowed.includes(s.args.length)) return;
  throw new Problem('argument-count', `${s.fn} takes ${allowed.join(' or ')} argument${allowed[0] === 1 && allowed.length === 1 ? '' : 's'}, not ${String(s.args.length)}`, {
    place: s.place,
  });
};
