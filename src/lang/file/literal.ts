/** A number with its sign, as syntax. */
import type { Syntax } from '../../core/syntax.ts';

/** Undefined for anything else. */
export const literal = (s: Syntax | undefined): number | undefined => {
  if (s?.kind === 'number') return s.value;
  const inner = s?.kind === 'apply' && s.fn === 'neg' ? s.args[0] : undefined;
  return inner?.kind === 'number' ? -inner.value : undefined;
};
