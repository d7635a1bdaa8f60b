/** Sums of all terms but one: of every term along axes or an index, what the others come to. */
import type { Apply, Attrs, Expr } from '../../core/expr.ts';
import type { Range } from './range.ts';
import { axesOf, type Builder } from './terms.ts';

/** The largest member of a family along an index. */
export const largestMember = ({ apply }: Builder, x: Expr, attrs: Attrs): Expr => apply('total', [apply('hold', [x])], { ...attrs, by: 'max' });

/** The largest and the sum along axes or an index, each copied back beside what it is of. */
const reductions = (builder: Builder, reduction: Apply): Readonly<Record<'largest' | 'sum', (x: Expr) => Expr>> => {
  const { apply, to } = builder;
  const { attrs } = reduction;
  if (attrs.index !== undefined) return { largest: (x) => largestMember(builder, x, attrs), sum: (x) => apply('total', [x], attrs) };
  const axes = axesOf(reduction);
  return {
    largest: (x) => to([...axes].sort((a, b) => b - a).reduce((e, axis) => apply('greatest', [e], { axes: [axis], keep: true, row: false }), x), x.shape),
    sum: (x) => to(apply('sum', [x], { axes, keep: true, row: false }), x.shape),
  };
};

/** What is small is taken from the small terms, and what is largest from those. */
export const sumOfOthers = (builder: Builder, range: (e: Expr) => Range, x: Expr, along: Apply): Expr => {
  const { largest, sum } = reductions(builder, along);
  const a = range(x).nonneg ? x : builder.apply('abs', [x]);
  const parts = { a, x, u: largest(a) };
  const [b, m] = ['a < u ? x : 0', 'a < u ? 0 : x'].map((term) => sum(builder.text(term, parts)));
  return b === undefined || m === undefined ? x : builder.text('a < u ? (b - x) + m : b + (m - x)', { ...parts, b, m });
};

/**
 * The same of terms whose size is exp(x), the largest being exp(u); `term(s)` is a term beside exp(s). What
 * comes out stands beside `exp(u + gap)`, where the gap is 0 but for a term that is larger than all others, if there are any.
 */
export const sumOfOthersApart = (builder: Builder, range: (e: Expr) => Range, { x, u, along }: { readonly x: Expr; readonly u: Expr; readonly along: Apply }, term: (size: Expr) => Expr) => {
  const { text } = builder;
  const { largest, sum } = reductions(builder, along);
  const second = largest(text('x < u ? x : u - 1e308', { x, u }));
  const alone = text('(x == u) .* (n == 1)', { x, u, n: sum(text('x == u', { x, u })) });
  const below = sum(text('x < u ? v : 0', { x, u, v: term(second) }));
  return {
    gap: text('c .* (s > u - 1e300) ? min(s - u, 0) : 0', { c: alone, s: second, u }),
    rest: text('c ? b : w', { c: alone, b: below, w: sumOfOthers(builder, range, term(u), along) }),
  };
};
