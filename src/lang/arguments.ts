/** Arguments of functions of the language that say sizes, whole numbers, or yes and no. */
import type { Dim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { bug, Problem } from '../core/problem.ts';
import type { Syntax } from '../core/syntax.ts';
import type { Applied } from './meaning.ts';
import { type Scope, toDim } from './scope.ts';

export const one = (args: readonly Expr[]): Expr => {
  const [a] = args;
  if (a === undefined) throw bug('an operand is missing');
  return a;
};

export const entriesOf = (s: Syntax): readonly Syntax[] => (s.kind === 'array' ? s.rows.flat() : [s]);
export const dimsIn = (s: Syntax, scope: Scope): readonly Dim[] => entriesOf(s).map((d) => toDim(d, scope));

/** By name, or at its place. */
export const option = (s: Applied, key: string, at: number, example: string): Syntax => {
  const given = s.options.get(key) ?? s.args[at];
  if (given === undefined) throw new Problem('missing-option', `${s.fn} needs ${key}`, { place: s.place, mend: example });
  return given;
};

export const saysTrue = (s: Applied, key: string): boolean => {
  const given = s.options.get(key);
  return given?.kind === 'name' && given.name === 'true';
};

/** A whole number, or one for each of `n` axes. */
export const wholes = (given: Syntax | undefined, n: number, otherwise: number, least: number, scope: Scope): readonly number[] => {
  if (given === undefined) return Array.from({ length: n }, () => otherwise);
  const values = dimsIn(given, scope).map((d) => {
    if (typeof d !== 'number' || d < least) throw new Problem('bad-option', `this is a whole number from ${String(least)}`, { place: given.place });
    return d;
  });
  if (values.length === 1) return Array.from({ length: n }, () => values[0] ?? otherwise);
  if (values.length !== n) throw new Problem('bad-option', `one number, or ${String(n)}: one for each moving axis`, { place: given.place });
  return values;
};
