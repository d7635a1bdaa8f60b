/** Affine forms in loop variables: where an entry lies, and between which bounds that stays. */
import { coefficientOf, type Dim, lettersOf, substituteDim } from '../../core/dim.ts';
import { bug } from '../../core/problem.ts';

/** `constant + sum of coefficient * variable`; variables sorted, no coefficient zero. */
export interface Affine {
  readonly constant: number;
  readonly terms: readonly (readonly [variable: string, coefficient: number])[];
}
/** Both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
export type Letters = ReadonlyMap<string, number>;

const noTerms: Affine['terms'] = [];
export const fixed = (constant: number): Affine => ({ constant, terms: noTerms });
export const variable = (name: string): Affine => ({ constant: 0, terms: [[name, 1]] });

const collected = (constant: number, terms: readonly (readonly [string, number])[]): Affine => {
  const sums = new Map<string, number>();
  for (const [v, c] of terms) sums.set(v, (sums.get(v) ?? 0) + c);
  return { constant, terms: [...sums].filter(([, c]) => c !== 0).sort(([a], [b]) => (a < b ? -1 : 1)) };
};

export const scaled = (a: Affine, by: number): Affine =>
  by === 1 ? a : collected(a.constant * by, a.terms.map(([v, c]) => [v, c * by] as const));

export const plus = (a: Affine, b: Affine): Affine =>
  a.terms.length === 0 || b.terms.length === 0
    ? { constant: a.constant + b.constant, terms: a.terms.length === 0 ? b.terms : a.terms }
    : collected(a.constant + b.constant, [...a.terms, ...b.terms]);

/** Variables without an entry stay. */
export const substituted = (a: Affine, by: ReadonlyMap<string, Affine>): Affine =>
  a.terms.length === 0 ? a : a.terms.reduce((sum, [v, c]) => plus(sum, scaled(by.get(v) ?? variable(v), c)), fixed(a.constant));

export const affineKey = (a: Affine): string =>
  a.terms.length === 0 ? String(a.constant) : `${String(a.constant)}${a.terms.map(([v, c]) => `+${String(c)}*${v}`).join('')}`;

export const sameAffine = (a: Affine, b: Affine): boolean => affineKey(a) === affineKey(b);

/** The one variable that `a` is, with nothing added. */
export const bareVariable = (a: Affine): string | undefined => {
  const [first] = a.terms;
  return a.terms.length === 1 && a.constant === 0 && first?.[1] === 1 ? first[0] : undefined;
};

export const spanOf = (a: Affine, spans: ReadonlyMap<string, Span>): Span => {
  let from = a.constant;
  let to = a.constant;
  for (const [v, c] of a.terms) {
    const span = spans.get(v);
    if (span === undefined) throw bug(`nothing says how far ${v} runs`);
    from += c * (c > 0 ? span.from : span.to);
    to += c * (c > 0 ? span.to : span.from);
  }
  return { from, to };
};

/** A subscript with its letters in place; what is left are indices. */
export const affineOf = (d: Dim, letters: Letters): Affine => {
  if (typeof d === 'number') return fixed(d);
  let rest: Dim = d;
  for (const letter of lettersOf(d)) {
    const value = letters.get(letter);
    if (value !== undefined) rest = substituteDim(rest, letter, value);
  }
  const indices = lettersOf(rest);
  const terms = indices.map((index) => [index, coefficientOf(rest, index)] as const);
  const constant = indices.reduce((left, index) => substituteDim(left, index, 0), rest);
  return collected(Number(constant), terms);
};
