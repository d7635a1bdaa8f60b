/** The letters by which a program's products of arrays call their axes, so that gradients call them the same. */
import { type Expr, nodesBelow } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import { rank, sameShape } from '../../core/shape.ts';
import { readSpec } from '../../ops/products.ts';

export const axisLetters = (program: Program): ((e: Expr) => string | undefined) => {
  const letters = new Map<string, string>();
  /** What works entry by entry has the axes of an operand of its own shape. */
  const of = (e: Expr): string | undefined => {
    if (e.kind === 'name') return letters.get(program.bindings.get(e.name)?.adjointOf ?? e.name);
    if (e.kind !== 'apply' || rank(e.shape) < 2) return undefined;
    if (e.op === 'contract') return [e, ...e.args].some((x) => rank(x.shape) > 2) ? readSpec(e.attrs).out : undefined;
    return e.args.filter((a) => sameShape(a.shape, e.shape)).map(of).find((l) => l !== undefined);
  };
  const call = (e: Expr | undefined, by: string): void => {
    if (e?.kind === 'name' && !letters.has(e.name) && rank(e.shape) === by.length) letters.set(e.name, by);
  };
  for (const b of program.bindings.values()) {
    if (b.expr === undefined || b.adjointOf !== undefined) continue;
    for (const node of nodesBelow([b.expr])) {
      if (node.kind !== 'apply' || node.op !== 'contract' || [node, ...node.args].every((x) => rank(x.shape) < 3)) continue;
      const { left, right } = readSpec(node.attrs);
      call(node.args[0], left);
      call(node.args[1], right);
    }
    const own = of(b.expr);
    if (own?.length === rank(b.shape) && !letters.has(b.name)) letters.set(b.name, own);
  }
  return of;
};
