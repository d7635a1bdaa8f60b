/** Mistakes that are none: what was seeded says the same as before. Each with its reason. */
import type { Seeded } from './tables.ts';

const known: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^rules, hold, .*for hold 0/u, 'nothing flows through hold; its formula is only shown'],
  [/^rules, (?:max|min), operand \d: local \(y [<>] [ab]\)/u, 'the result is greater than one side where the other side is'],
  [/^index texts, total/u, 'whoever reads it adds up over the index by itself'],
  [/^attributes of rules, (?!greatest).*: row of /u, 'an adjoint of the other orientation is turned where it is put in'],
  [/ entries\(y\)\).* for .*entries\(o\)|(?:samples|columns)\(p\)\).* for .*(?:samples|columns)\(y\)/u, 'both have one shape'],
];

export const equivalent = ({ table, where, mistake }: Seeded): string | undefined => known.find(([pattern]) => pattern.test(`${table}, ${where}: ${mistake}`))?.[1];
