/** A formula longer than anyone reads is cut: print shows no sharing, so a small graph may be a formula without end. */
import type { Expr } from '../../core/expr.ts';

/** Stands for what is left out; no name of the language can be spelt so. */
export const ellipsis = '…';

/** Long sums and products are no deeper than their terms. */
const spine = (e: Expr): Expr | undefined => (e.kind === 'apply' && ['add', 'subtract', 'times'].includes(e.op) ? e.args[0] : undefined);

/** `e` as far down as it has `most` parts written out, and no more than `deepest` levels; what lies deeper is left out. */
export const clipped = (e: Expr, most = 1500, deepest = 40): Expr => {
  const levels: (readonly Expr[])[] = [];
  let total = 0;
  for (let counts = new Map([[e, 1]]); counts.size > 0; ) {
    if (levels.length === deepest || total > most) {
      total = Infinity;
      break;
    }
    // Entries added on the way are met as well.
    const own = new Map(counts);
    for (const node of own.keys()) {
      const along = spine(node);
      if (along !== undefined && !own.has(along)) own.set(along, 0);
    }
    // Whoever uses a node has a greater id, so its count is complete when it is met.
    const level = [...own.keys()].sort((a, b) => b.id - a.id);
    const next = new Map<Expr, number>();
    const met: Expr[] = [];
    for (const node of level) {
      if (total > most) break;
      met.push(node);
      const times = own.get(node) ?? 0;
      total += times;
      node.args.forEach((a, i) => {
        const to = i === 0 && spine(node) === a ? own : next;
        to.set(a, (to.get(a) ?? 0) + times);
      });
    }
    levels.push(met);
    counts = next;
  }
  if (total <= most) return e;
  let below = new Map<Expr, Expr>();
  for (const level of levels.reverse()) {
    const made = new Map<Expr, Expr>();
    for (const node of [...level].reverse()) {
      const args = node.args.map((a, i) => (i === 0 && spine(node) === a ? made : below).get(a) ?? (a.args.length === 0 ? a : node.pool.name(ellipsis, a.shape)));
      made.set(node, node.kind === 'apply' && args.length > 0 ? node.pool.apply(node.op, args, node.attrs, node.shape) : node);
    }
    below = made;
  }
  return below.get(e) ?? e;
};
