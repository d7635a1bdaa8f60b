/** Fan-in: an adjoint that gathers several uses, each summand with the name of the use it comes from. */
import { formulasOf } from '../../calculus/differentiate.ts';
import { readsOf } from '../../calculus/indices.ts';
import { type Dim, lettersOf } from '../../core/dim.ts';
import type { Expr } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import type { Line, Step } from '../../core/step.ts';
import type { Tex } from '../doc.ts';
import { tex, wordTex } from '../formula/literal.ts';
import type { Words } from '../say.ts';
import type { Typesetter } from '../style.ts';

/** A read at one fixed place, such as h[T]: it adds to the value there and not to the general formula. */
const fixed = (by: string, of: string, program: Program): boolean => {
  const consumer = program.bindings.get(by);
  const reads = consumer === undefined ? [] : formulasOf(consumer).flatMap((e) => readsOf(e).filter((n) => n.name === of && n.at.length > 0));
  return reads.length > 0 && reads.every((n) => !lettersOf(n.at[n.at.length - 1] ?? 0).some((l) => program.indices.has(l)));
};

/** The step with the uses that make up the general formula; those at a fixed place have rows of their own. */
export const generalStep = (step: Step, line: Line, gradient: Program): Step => {
  const consumers = new Set(step.edges.map((e) => e.consumer));
  const there = new Set([...consumers].filter((name) => fixed(name, line.of, gradient)));
  const edges = step.edges.filter((e) => !there.has(e.consumer));
  if (step.kind !== 'gather' || edges.length === step.edges.length || edges.length === 0) return step;
  return { ...step, edges, kind: edges.length === 1 ? 'flow' : 'gather' };
};

/** Who reads the value at a place where the general formula does not hold, told by the adjoints in the formula there. */
export const usersIn = (e: Expr, gradient: Program): readonly { readonly name: string; readonly at: readonly Dim[] }[] =>
  readsOf(e).flatMap((n) => {
    const name = gradient.bindings.get(n.name)?.adjointOf;
    return name === undefined ? [] : [{ name, at: n.at }];
  });

/** The `count` terms of a sum that was added up from the left. */
const termsOf = (e: Expr, count: number): readonly Expr[] | undefined => {
  const terms: Expr[] = [];
  let rest = e;
  while (terms.length < count - 1) {
    const [left, right] = rest.kind === 'apply' && rest.op === 'add' ? rest.args : [];
    if (left === undefined || right === undefined) return undefined;
    terms.unshift(right);
    rest = left;
  }
  return [rest, ...terms];
};

/** Braces under more summands than this tell nobody anything. */
const mostTerms = 24;

/** The first row of a gathered adjoint, or nothing where the summands cannot be told apart. */
export const fanIn = (step: Step, line: Line, gradient: Program, t: Typesetter, words: Words): Tex | undefined => {
  if (step.kind !== 'gather') return undefined;
  const { edges } = generalStep(step, line, gradient);
  const terms = edges.length < 2 || edges.length > mostTerms ? undefined : termsOf(step.after, edges.length);
  if (terms === undefined) return undefined;
  const braced = terms.map((expr, i) => {
    const consumer = edges[i]?.consumer ?? '';
    // The term reads the consumer's adjoint where the consumer made its use: at t+1, say.
    const read = readsOf(expr).find((n) => gradient.bindings.get(n.name)?.adjointOf === consumer);
    return { expr, name: tex`\text{${wordTex(words.say['fan.from'] ?? '')}}\;${t.name(consumer, read?.at)}` };
  });
  // Names that are all the same tell no term from another.
  return new Set(braced.map(({ name }) => name)).size === 1 ? undefined : t.braced(braced);
};
