/** Where a function has no derivative: which rules lean on a convention there. */
import type { Program } from '../../core/program.ts';
import type { Syntax } from '../../core/syntax.ts';

/** What a formula calls, functions opened. */
const functionsIn = (s: Syntax, functions: Program['functions']): readonly string[] => {
  switch (s.kind) {
    case 'apply': {
      const inner = functions.get(s.fn);
      return [s.fn, ...(inner === undefined ? [] : functionsIn(inner.body, functions)), ...s.args.flatMap((a) => functionsIn(a, functions))];
    }
    case 'subscript':
      return functionsIn(s.of, functions);
    default:
      return [];
  }
};

/** The kink behind a rule such as `max.left`, an operator, or a lemma such as `lemma:relu`; a word key. */
export const kinkOf = (rule: string, program: Pick<Program, 'ops' | 'functions' | 'profile'>): string | undefined => {
  const { relu0 } = program.profile;
  if (relu0 !== '0' && (rule === 'lemma:relu' || rule === 'max')) return `relu0.${relu0}`;
  const fn = rule.startsWith('lemma:') ? program.functions.get(rule.slice('lemma:'.length)) : undefined;
  const named = fn === undefined ? [rule] : functionsIn(fn.body, program.functions);
  // The rules of cases say themselves which one holds.
  return [...program.ops.values()].find((op) => op.kink !== undefined && (named.includes(op.name) || (op.kink !== 'cases' && op.rules.some((r) => r.id === rule))))?.kink;
};
