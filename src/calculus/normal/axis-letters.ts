/** The letters by which a program's products of arrays call their axes, so that gradients call them the same. */
import { type Expr, nodesBelow } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import { rank } from '../../core/shape.ts';
import { readSpec } from '../../ops/products.ts';

/** What is only divided or multiplied by numbers keeps its axes. */
const core = (e: Expr): Expr => {
  const [first, second] = e.args;
  if (e.kind !== 'apply' || (e.op !== 'divide' && e.op !== 'times') || first === undefined) return e;
  const other = first.kind === 'apply' && first.op === 'expand' ? second : first;
  return other === undefined ? e : core(other);
};

export const axisLetters = (program: Program): ((e: Expr) => string | undefined) => {
  const letters = new Map<string, string>();
  const call = (e: Expr | undefined, by: string): void => {
    if (e?.kind === 'name' && !letters.has(e.name) && rank(e.shape) === by.length) letters.set(e.name, by);
  };
  for (const b of program.bindings.values()) {
    if (b.expr === undefined || b.adjointOf !== undefined) continue;
    for (const node of nodesBelow([b.expr])) {
      if (node.kind !== 'apply' || node.op !== 'contract' || [node, ...node.args].every((x) => rank(x.shape) < 3)) continue;
      const { left, right, out } = readSpec(node.attrs);
      call(node.args[0], left);
      call(node.args[1], right);
      if (core(b.expr) === node && !letters.has(b.name)) letters.set(b.name, out);
    }
  }
  return (e) => {
    if (e.kind === 'name') return letters.get(program.bindings.get(e.name)?.adjointOf ?? e.name);
    const inner = core(e);
    return inner.kind === 'apply' && inner.op === 'contract' ? readSpec(inner.attrs).out : undefined;
  };
};
