/** Why one step of a derivation holds, in words: the rule first, then where it comes from. */
import { readsOf } from '../calculus/indices.ts';
import type { Dim } from '../core/dim.ts';
import type { Edge, Line, Step } from '../core/step.ts';
import type { Prose, Tex } from './doc.ts';
import { list, math, ref, say, text, type Words } from './say.ts';

export interface ReasonContext {
  readonly words: Words;
  readonly name: (name: string, at?: readonly Dim[]) => Tex;
  /** Which binding an adjoint is of. */
  readonly adjointOf: (name: string) => string | undefined;
  /** Row ids: of a forward formula, of a finished adjoint, of a lemma. */
  readonly forward: (name: string, place?: Dim) => string | undefined;
  readonly finished: (goal: string) => string | undefined;
  readonly lemma: (fn: string) => string | undefined;
  /** The word key of the kink a rule leans on; a note names it on the row. */
  readonly kink?: (rule: string) => string | undefined;
  /** An assumption, by its text. */
  readonly fact?: (text: string) => Tex | undefined;
}

const isLemma = (rule: string): boolean => rule.startsWith('lemma:');

/** The rules of one passage, each named once; sums and copies go without saying when something else is named. */
const rulesSaid = (edge: Edge, c: ReasonContext): Prose => {
  const silent = new Set(['add', 'total', 'negate', 'sum']);
  const told = [...new Set(edge.rules)];
  const loud = told.filter((r) => !silent.has(r));
  const named = (loud.length === 0 ? told : loud).flatMap((rule): Prose[] => {
    if (isLemma(rule)) {
      const fn = rule.slice('lemma:'.length);
      const row = c.lemma(fn);
      return [say(c.words, 'reason.lemma', { fn: text(fn), ref: row === undefined ? [] : ref(row) })];
    }
    const words = c.words.rules[rule];
    return words === undefined ? [] : [text(words)];
  });
  const kinks = [...new Set(told.flatMap((rule) => c.kink?.(rule) ?? []))];
  const said = list([...new Map(named.map((n) => [JSON.stringify(n), n])).values()], c.words);
  return [...said, ...kinks.flatMap((kink) => say(c.words, `kink.${kink}`))];
};

const passage = (edge: Edge, c: ReasonContext): Prose => {
  const row = c.forward(edge.consumer, edge.place);
  const where = row === undefined ? math(c.name(edge.consumer)) : ref(row);
  const rules = rulesSaid(edge, c);
  return rules.length === 0 ? say(c.words, 'reason.through', { where }) : say(c.words, 'reason.through.by', { where, rules });
};

export const reasonOf = (step: Step, line: Line, c: ReasonContext): Prose => {
  const { words } = c;
  switch (step.kind) {
    case 'gather': {
      const consumers = [...new Set(step.edges.map((e) => e.consumer))];
      const where = list(
        consumers.flatMap((name): readonly Prose[] => {
          const row = c.forward(name);
          // The line reads a consumer's adjoint where the consumer made its use: at t+1, say.
          const places = readsOf(step.after).filter((n) => c.adjointOf(n.name) === name);
          const named = new Set((places.length === 0 ? [undefined] : places).map((n) => c.name(name, n?.at)));
          return [...named].map((n) => (row === undefined ? math(n) : [...math(n), ...text(' '), ...ref(row)]));
        }),
        words,
      );
      const rules = [...new Map(step.edges.map((e) => rulesSaid(e, c)).filter((r) => r.length > 0).map((r) => [JSON.stringify(r), r])).values()];
      const uses = say(words, consumers.length === 1 && step.edges.length > 1 ? 'reason.gather.again' : 'reason.gather', { name: math(c.name(line.of)), where });
      // Each use has rules of its own, told apart by more than a comma.
      const each = rules.flatMap((r, i) => (i === 0 ? r : [...text(words.say['list.semicolon'] ?? '; '), ...r]));
      return rules.length === 0 ? uses : [...uses, ...say(words, 'reason.gather.by', { rules: each })];
    }
    case 'flow': {
      const [edge] = step.edges;
      return edge === undefined ? [] : passage(edge, c);
    }
    case 'inline':
      return say(words, 'reason.put-in', {
        names: list(
          step.uses.map((name) => {
            const row = c.finished(name);
            return row === undefined ? math(c.name(name)) : [...math(c.name(name)), ...text(' '), ...ref(row)];
          }),
          words,
        ),
      });
    case 'fact': {
      const [about = ''] = step.uses;
      const fact = c.fact?.(about);
      return step.rule === 'fact.assumed'
        ? say(words, 'reason.fact.assumed', { fact: fact === undefined ? [{ kind: 'code', text: about }] : math(fact) })
        : say(words, 'reason.fact.proved', { name: math(c.name(about)) });
    }
    case 'fold':
      return say(words, 'reason.fold', { name: math(c.name(step.uses[0] ?? '')) });
    default:
      return say(words, `reason.${step.rule}`);
  }
};
