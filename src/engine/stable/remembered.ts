import type { Expr } from '../../core/expr.ts';
import { bug } from '../../core/problem.ts';

/**
 * Something about a node made from the same about other nodes, those that `needs` says: worked out once for each node, and by
 * loops, so depth does not matter.
 */
export const remembered = <T>(needs: (e: Expr) => readonly Expr[], make: (e: Expr, of: (e: Expr) => T) => T): ((e: Expr) => T) => {
  const known = new Map<Expr, T>();
  const of = (e: Expr): T => {
    const found = known.get(e);
    if (found === undefined) throw bug(`node ${String(e.id)} was asked for too early`);
    return found;
  };
  return (root) => {
    const waiting = known.has(root) ? [] : [root];
    for (let e = waiting.at(-1); e !== undefined; e = waiting.at(-1)) {
      const missing = known.has(e) ? [] : needs(e).filter((n) => !known.has(n));
      waiting.push(...missing);
      if (missing.length > 0) continue;
      if (!known.has(e)) known.set(e, make(e, of));
      waiting.pop();
    }
    return of(root);
  };
};
