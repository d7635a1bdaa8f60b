/** An answer as text, read over the names of a question: its formulas, their adjoints, letters and indices. */
import { lettersOf } from '../core/dim.ts';
import { type Expr, nodesOf } from '../core/expr.ts';
import { Problem } from '../core/problem.ts';
import type { Binding } from '../core/program.ts';
import { scalar } from '../core/shape.ts';
import { constant, elaborate } from '../lang/elaborate.ts';
import { checkMentions } from '../lang/file/check.ts';
import { checkRead } from '../lang/file/families.ts';
import { builtinNames } from '../lang/meanings.ts';
import { parse } from '../lang/parse.ts';
import { fail } from '../lang/text/misread.ts';
import { unknownName } from '../lang/text/names.ts';
import type { Question } from './question.ts';

/** An answer is a line, not a program. */
const longest = 2000;

export interface ReadingOptions {
  /** For messages. */
  readonly file?: string;
  /** The names an answer may read, if not all. */
  readonly names?: ReadonlySet<string>;
}

const mostShown = 20;
/** An answer cannot declare what is missing, as a file can: it is told what there is. */
const withoutDeclaring = (problem: Problem, names: readonly string[]): Problem => {
  const { code, message, fault, place, mend } = problem;
  if (code !== 'unknown-name' || place === undefined || mend?.startsWith('declare it first') !== true) return problem;
  return new Problem(code, message, { fault, place, expected: `${names.slice(0, mostShown).join(', ')}${names.length > mostShown ? ' ...' : ''}` });
};

/** Throws a located `Problem` where a name, a sign or a shape does not fit. */
export const readAnswer = (text: string, { gradient, adjoint, reference, by, circular }: Question, { file = 'answer', names }: ReadingOptions = {}): Expr => {
  if (text.length > longest) throw new Problem('answer-too-long', `the answer has ${String(text.length)} characters`, { expected: `at most ${String(longest)}` });
  const { pool, ops, functions, dims, indices } = gradient;
  const known = (name: string): Binding | undefined => (names === undefined || names.has(name) ? gradient.bindings.get(name) : undefined);
  const items = new Map([...gradient.bindings].filter(([name]) => known(name) !== undefined));
  const syntax = parse(text, file);
  try {
    checkMentions(syntax, reference.over, { items, dims, indices, records: new Map() }, new Set([...builtinNames(ops), ...functions.keys()]));
  } catch (problem) {
    throw problem instanceof Problem ? withoutDeclaring(problem, [...items.keys(), ...dims.keys(), ...indices.keys()].filter((n) => !circular.has(n))) : problem;
  }
  const answer = elaborate(syntax, {
    pool,
    ops,
    functions,
    name: (name, place) => {
      const b = known(name);
      if (b !== undefined && b.over.length > 0) throw fail('missing-subscript', `${name} is a family, and nothing says which member is meant`, place, `${name}[${b.over.join(', ')}]`);
      if (b !== undefined) return pool.name(name, b.shape);
      if (dims.has(name) || indices.has(name)) return pool.apply('dim', [], { dim: name }, scalar);
      const value = constant(name, pool);
      if (value === undefined) throw unknownName(name, [...items.keys(), ...dims.keys()], place);
      return value;
    },
    family: (name) => {
      const b = known(name);
      return b === undefined || b.over.length === 0 ? undefined : b;
    },
    index: (name) => indices.get(name),
    letter: (name) => dims.has(name) || indices.has(name),
    onRead: (name, at, place) => {
      const b = known(name);
      // Adjoints are zero outside their range, and a neighbour such as h[t+1] stands beside its own adjoint.
      if (b === undefined || b.adjointOf !== undefined || at.some((d) => lettersOf(d).some((l) => reference.over.includes(l)))) return;
      const sizes = b.over.map((index) => indices.get(index)?.size ?? 1);
      checkRead({ name, at, place, reader: undefined }, { sizes, base: b.base.map((x) => x.at), shape: b.shape }, indices);
    },
  });
  for (const node of nodesOf(answer))
    if (node.kind === 'name' && (circular.has(node.name) || (node.name === adjoint && node.at.join() === reference.over.join())))
      throw new Problem('circular-answer', node.name === adjoint ? `${adjoint} is what is asked for` : `${node.name} is made from ${adjoint}, which is asked for`, {
        expected: `a formula for the gradient by ${by} in names that come before it`,
      });
  return answer;
};
