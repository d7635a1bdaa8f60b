/** What one application computes, entry by entry, in the names of its operands: `y[i, k] = sum(j, A[i, j] * B[j, k])`. */
import type { Expr } from '../core/expr.ts';
import { type OpTable, procedureOf, textOf } from '../core/op.ts';

/** Letters for indices, as books use them, and of operands in index text. */
const indices = ['i', 'j', 'k', 'l'];
const letters = ['a', 'b', 'c'];

/** Entries count from 1 here, as everywhere in the language. Absent for a function that its own name says best. */
export const indexForm = (e: Expr, ops: OpTable): string | undefined => {
  const row = e.kind === 'apply' ? ops.get(e.op) : undefined;
  if (e.kind !== 'apply' || row === undefined || row.arity === 0 || procedureOf(row) !== undefined) return undefined;
  const names = e.args.flatMap((a) => (a.kind === 'name' ? [a.name] : []));
  if (names.length < e.args.length) return undefined;
  const text = textOf(row, e.attrs, e.args.map((a) => a.shape), e.shape);
  // The function of numbers that the row carries, by the name it is known by: a norm is a root.
  const known = [...ops.values()].find((o) => o.scalar === row.scalar)?.name ?? row.name;
  if (text === 'y = a' || text.includes(`${row.name}(a`)) return undefined;
  const operands = new Map(names.map((name, i) => [letters[i] ?? '', name]));
  const renamed = new Map<string, string>();
  const letter = (name: string): string => {
    const known = renamed.get(name) ?? indices[renamed.size] ?? name;
    renamed.set(name, known);
    return known;
  };
  // Letters go to the operands' axes in order, so that a product sums over j.
  for (const [, at = ''] of text.matchAll(/\b[abc]\[([^\]]*)\]/gu)) for (const [index] of at.matchAll(/\b(?:i\w+|[ijk])\b/gu)) letter(index);
  return text
    .replace(/(?<=[[,])0(?=[\],])/gu, '1')
    .replace(/\{(\w+)\}/gu, '$1')
    .replace(/\{([^}]*)\}/gu, '($1)')
    .replace(/\b[a-z]\w*\b(?!\()/gu, (word) => operands.get(word) ?? (/^(?:i\w+|[ijk])$/u.test(word) ? letter(word) : word))
    .replace(/\[([^\]]*)\]/gu, (_all, at: string) => `[${at.replace(/,\s*/gu, ', ')}]`)
    .replace(/^y(?:\[\])? = /u, '')
    .replaceAll(`${row.name}(`, `${known}(`);
};
