/** A formula longer than anyone reads is cut: print shows no sharing, so a small graph may be a formula without end. */
import { type Expr } from '../../core/expr.ts';

/** Stands for what is left out; no name of the language can be spelt so. */
export const ellipsis = '…';

/** `e` down to the depth at which it has `most` parts written out, or to `deepest`; what lies deeper is left out. */
export const clipped = (e: Expr, most = 1500, deepest = 200): Expr => {
  /** For each depth, how often each node stands there. */
  const levels: Map<Expr, number>[] = [];
  let total = 0;
  for (let level = new Map([[e, 1]]); level.size > 0; ) {
    levels.push(level);
    for (const times of level.values()) total += times;
    if (total > most || levels.length > deepest) break;
    const next = new Map<Expr, number>();
    for (const [node, times] of level) for (const a of node.args) next.set(a, (next.get(a) ?? 0) + times);
    level = next;
  }
  if (total <= most && levels.length <= deepest) return e;
  let below = new Map<Expr, Expr>();
  for (const level of levels.reverse()) {
    const made = new Map<Expr, Expr>();
    for (const node of level.keys()) {
      const args = node.args.map((a) => below.get(a) ?? (a.args.length === 0 ? a : node.pool.name(ellipsis, a.shape)));
      made.set(node, node.kind === 'apply' && node.args.length > 0 ? node.pool.apply(node.op, args, node.attrs, node.shape) : node);
    }
    below = made;
  }
  return below.get(e) ?? e;
};
