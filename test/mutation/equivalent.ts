/** Mistakes that are none: what was seeded says the same as before. Each with its reason. */
import type { Seeded } from './tables.ts';

const known: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^rules, hold, .*for hold 0/u, 'nothing flows through hold; its formula is only shown'],
  [/^rules, (?:max|min), operand \d: local \(y [<>] [ab]\)/u, 'the result is greater than one side where the other side is'],
  [/^index texts, total/u, 'whoever reads it adds up over the index by itself'],
  [/^index texts, norm: the axes of the operand reversed/u, 'all entries are summed, in whatever order'],
  [/^attributes of rules, (?!greatest).*: row of /u, 'an adjoint of the other orientation is turned where it is put in'],
  [/\(mean\([xX], axis=[^ ]*\) - [xX]\) \.\^ 2.*sides swapped|abs\(\(y - o\)\).*sides swapped|\(\(y - o\) \.\^ 2\).*sides swapped|(?:hypot\(y, x\)|distance\(b, a\)|cosinesimilarity\(b, a\)).*sides swapped/u, 'the same either way round'],
  [/(?:delta|1) \.\/ sign/u, 'a sign divides as it multiplies'],
  [/huber, [oy]\) = .*\) < delta|smoothl1, [oy]\) = .*\) <= beta/u, 'both cases come to the same at the seam'],
  [/variance: a divisor dropped/u, 'distances from the mean add up to 0'],
  [/(?:gaussiannll|pinball).* entries\([ovyq]\)/u, 'both have one shape'],
  [/D\((?:leaky|p)relu, a\).*x >= 0/u, 'x is 0 there'],
  [/D\(celu, x\) = where\(\(x >= 0\)/u, 'there is no corner at 0'],
  [/ entries\(y\)\).* for .*entries\(o\)|entries\(o\)\).* for .*entries\(y\)|(?:samples|columns)\([pzl]\)\).* for .*(?:samples|columns)\(y\)/u, 'both have one shape'],
];

export const equivalent = ({ table, where, mistake }: Seeded): string | undefined => known.find(([pattern]) => pattern.test(`${table}, ${where}: ${mistake}`))?.[1];
