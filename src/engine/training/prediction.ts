/** Which formula predicts which target, and does it choose between classes? */
import { type Expr, nodesOf } from '../../core/expr.ts';
import type { Binding, Program } from '../../core/program.ts';
import { sameShape } from '../../core/shape.ts';

export interface Prediction {
  readonly target: string;
  /** The formula that is held against it. */
  readonly name: string;
  /** It chooses between classes: a loss of probabilities, or an output that is one. */
  readonly chooses: boolean;
  /** With a name for the prediction where the file gives none. */
  readonly program: Program;
}

const classLosses = ['bce', 'crossentropy'];
const probabilities = ['sigmoid', 'softmax'];
const calls = (e: Expr | undefined, among: readonly string[]): boolean => e?.kind === 'apply' && e.op === 'call' && among.includes(String(e.attrs.fn));

/** The first operand of whatever takes a prediction and a target of one shape together: a loss, or a difference. */
export const predictionOf = (program: Program): Prediction | undefined => {
  for (const target of program.bindings.values()) {
    if (target.role !== 'target') continue;
    for (const reader of program.bindings.values())
      for (const node of reader.expr === undefined ? [] : nodesOf(reader.expr)) {
        const read = node.args.find((a) => a.kind === 'name' && a.name === target.name);
        const other = node.args.find((a) => a !== read && a.kind !== 'number' && sameShape(a.shape, target.shape));
        if (node.kind !== 'apply' || node.args.length !== 2 || read === undefined || other === undefined) continue;
        const chooses = calls(node, classLosses) || calls(other.kind === 'name' ? program.bindings.get(other.name)?.expr : other, probabilities);
        if (other.kind === 'name') return { target: target.name, name: other.name, chooses, program };
        let name = `prediction_${target.name}`;
        while (program.bindings.has(name)) name += '_';
        const made: Binding = { name, role: 'value', over: target.over, base: [], shape: target.shape, expr: other };
        const bindings = [...program.bindings].flatMap(([n, b]) => (n === reader.name ? [[name, made] as const, [n, b] as const] : [[n, b] as const]));
        return { target: target.name, name, chooses, program: { ...program, bindings: new Map(bindings) } };
      }
  }
  return undefined;
};
