/** Bringing operands to one shape. Copies are made by `expand`, here and nowhere else, so no rule needs to know of them. */
import type { Dim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { Problem } from '../core/problem.ts';
import { isScalar, rank, rowOf, sameShape, type Shape, showShape, tensor } from '../core/shape.ts';
import type { Apply } from './apply.ts';

const differ = (a: Shape, b: Shape, mend: string): Problem =>
  new Problem('shape-mismatch', `the sides are ${showShape(a)} and ${showShape(b)}`, {
    expected: 'one shape, a scalar, or sizes that differ only where one of them is 1',
    mend,
  });

/** What has fewer axes goes along the last ones, stretched where its size is 1; a vector is refused where another reading is as good. */
const alongLast = (low: Shape, high: Shape): readonly number[] => {
  const lead = rank(high) - rank(low);
  const fits = low.dims.every((d, i) => d === 1 || d === high.dims[lead + i]);
  const first = low.dims[0];
  if (!fits)
    throw differ(
      low,
      high,
      first !== undefined && rank(low) === 1 && first === high.dims[0] && rank(high) === 2 && high.dims[1] === 1
        ? 'with keep=false a sum or a maximum leaves no axis behind; X[:, 1] is a column as a vector'
        : first !== undefined && rank(low) === 1 && first === high.dims[0]
        ? 'a vector beside a matrix is copied along its last axis; give it the shape of a column, (n, 1), to copy it along the first'
        : 'check the declared sizes, or transpose one side',
    );
  if (rank(low) === 1 && !low.row && first !== 1 && high.dims.slice(0, -1).includes(first ?? 1))
    throw new Problem('ambiguous-copy', `a vector ${showShape(low)} fits more than one axis of ${showShape(high)}`, {
      mend: "write b' to add it to every row, or b * ones(1, n) to add it to every column",
    });
  return low.dims.map((_, i) => lead + i);
};

/** The shape both operands can be brought to. */
const common = (a: Shape, b: Shape): Shape => {
  if (isScalar(a) || sameShape(a, b)) return b;
  if (isScalar(b)) return a;
  if (rank(a) !== rank(b)) {
    const [low, high] = rank(a) < rank(b) ? [a, b] : [b, a];
    const lead = rank(high) - rank(low);
    // A vector never stretches what it stands beside: a column [n, 1] and a vector [n] are no table.
    if (rank(low) === 1 || !low.dims.every((d, i) => d === 1 || high.dims[lead + i] === 1 || d === high.dims[lead + i])) {
      alongLast(low, high);
      return high;
    }
    return tensor(...high.dims.map((d, i): Dim => (d === 1 ? (low.dims[i - lead] ?? 1) : d)));
  }
  if (a.row !== b.row) throw differ(a, b, "one side is a column and the other a row: transpose one of them with '");
  const dims = a.dims.map((d, i): Dim => {
    const e = b.dims[i] ?? 1;
    if (d !== e && d !== 1 && e !== 1) throw differ(a, b, 'check the declared sizes, or transpose one side');
    return d === 1 ? e : d;
  });
  const [n] = dims;
  return a.row && n !== undefined ? rowOf(n) : tensor(...dims);
};

/** `e` copied to `to`; the identity when it has that shape. */
export const expandTo = (e: Expr, to: Shape, apply: Apply): Expr => {
  if (sameShape(e.shape, to)) return e;
  const own = e.shape;
  const axes = isScalar(own) ? [] : rank(own) === rank(to) ? own.dims.map((_, i) => i) : alongLast(own, to);
  // One expand adds axes or stretches those of size 1, so what needs both is stretched first.
  const tail = axes.map((axis) => to.dims[axis] ?? 1);
  const stretched = axes.length < rank(to) && own.dims.some((d, i) => d !== tail[i]) ? expandTo(e, own.row ? rowOf(tail[0] ?? 1) : tensor(...tail), apply) : e;
  return apply('expand', [stretched], { dims: to.dims, axes, row: to.row });
};

export const broadcast = (operands: readonly Expr[], apply: Apply): readonly Expr[] => {
  if (operands.every((o) => isScalar(o.shape))) return operands;
  const to = operands.map((o) => o.shape).reduce(common);
  return operands.map((o) => expandTo(o, to, apply));
};
