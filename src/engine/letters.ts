/** Has every dimension letter a number? */
import { type Dim, lettersOf } from '../core/dim.ts';
import { type Expr, nodesBelow } from '../core/expr.ts';
import { type Place, Problem } from '../core/problem.ts';
import type { Binding, Program } from '../core/program.ts';

type Known = Pick<ReadonlyMap<string, number>, 'has'>;

/** Where `word` stands in the line of `place`, else `place` itself. */
export const wordIn = (place: Place, word: string): Place => {
  const escaped = word.replace(/[^\p{L}\p{M}\p{N}_]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
  const at = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])${escaped}(?![\\p{L}\\p{M}\\p{N}_])`, 'u').exec(place.text.slice(place.column - 1));
  return at === null ? place : { ...place, column: place.column + at.index, length: word.length };
};

/** The letters that a binding's sizes mention; those of its formulas, too, but for the parts that were looked at before. */
const lettersFor = (b: Binding, { indices }: Program, seen?: Set<Expr>): readonly string[] => {
  const dims: Dim[] = [...b.over.map((i): Dim => indices.get(i)?.size ?? 1), ...b.shape.dims];
  const roots = [...(b.expr === undefined ? [] : [b.expr]), ...b.base.map((x) => x.expr)];
  for (const node of nodesBelow(roots, seen)) {
    dims.push(...node.shape.dims);
    if (node.kind === 'apply' && node.op === 'dim' && typeof node.attrs.dim === 'string') dims.push(node.attrs.dim);
  }
  return dims.flatMap(lettersOf).filter((letter) => !indices.has(letter));
};

export const unboundLetter = (program: Program, letter: string): Problem => {
  const declared = [...program.bindings.values()].find((b) => b.place !== undefined && lettersFor({ ...b, base: [] }, program).includes(letter));
  return new Problem('unbound-size', `nothing says how large ${letter} is`, {
    ...(declared?.place === undefined ? {} : { place: wordIn(declared.place, letter) }),
    expected: `a value whose shape says ${letter}, or its number in the file`,
    mend: `add a line ${letter} = 4`,
  });
};

/** Of the bindings that are looked at; located at the first declaration that has the letter. */
export const requireLetters = (program: Program, bindings: Iterable<Binding>, known: Known): void => {
  const seen = new Set<Expr>();
  for (const b of bindings) for (const letter of lettersFor(b, program, seen)) if (!known.has(letter)) throw unboundLetter(program, letter);
};
