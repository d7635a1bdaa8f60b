/** Which parameters are weights. */
import { nodesOf } from '../core/expr.ts';
import type { Program } from '../core/program.ts';

/** The parameters that multiply, in the order in which formulas use them, which is that of their layers: no biases. */
export const weightsOf = ({ bindings }: Program): readonly string[] => {
  const multiplied = new Set(
    [...bindings.values()].flatMap((b) => (b.expr === undefined ? [] : nodesOf(b.expr)).flatMap((n) => (n.kind === 'apply' && n.op === 'contract' ? n.args.flatMap((a) => (a.kind === 'name' ? [a.name] : [])) : []))),
  );
  return [...multiplied].filter((name) => bindings.get(name)?.role === 'param');
};
