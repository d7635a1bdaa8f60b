/** Which steps are told, and those of a forward walk grouped by what they derive, each with its reason: what every printer shares. */
import type { Expr } from '../core/expr.ts';
import type { Step } from '../core/step.ts';
import type { Prose } from './doc.ts';
import { list, say, text, type Words } from './say.ts';

/** The lines of one derivative. A line's parts stand before it: they are what it puts in. */
export interface Group {
  readonly goal: string;
  readonly lines: readonly { readonly step: Step; readonly parts: readonly Group[] }[];
}

export const groupsOf = (steps: readonly Step[]): readonly Group[] => {
  const groups: { goal: string; lines: { step: Step; parts: readonly Group[] }[] }[] = [];
  for (const step of steps) {
    const line = { step, parts: groupsOf(step.parts ?? []) };
    const last = groups.at(-1);
    if (last?.goal === step.goal) last.lines.push(line);
    else groups.push({ goal: step.goal, lines: [line] });
  }
  return groups;
};

/** The steps whose lines differ: algebra that only moves what is not printed, such as copies, needs no line. */
export const visibleSteps = (steps: readonly Step[], printed: (e: Expr) => string): readonly Step[] => {
  const kept: Step[] = [];
  let last: string | undefined;
  for (const step of steps) {
    const now = printed(step.after);
    if (step.kind !== 'law' || now !== last) kept.push(step);
    last = now;
  }
  return kept;
};

const ruleSaid = (rule: string, words: Words): Prose => {
  if (rule.startsWith('lemma:')) return say(words, 'reason.derivative', { fn: text(rule.slice('lemma:'.length)) });
  const said = words.rules[rule];
  return said === undefined ? [] : text(said);
};

/** Why a step of a forward walk holds: the rules by the names textbooks give them, outermost first. */
export const textbookReason = (step: Step, words: Words): Prose => {
  const rules = step.edges.flatMap((e) => e.rules);
  if (rules.length === 0) return say(words, `reason.${step.rule}`);
  return list(rules.map((r) => ruleSaid(r, words)).filter((r) => r.length > 0), words, 'list.comma');
};
