/** Which formula predicts which target, and does it choose between classes? */
import { type Expr, nodesOf } from '../../core/expr.ts';
import type { Binding, Program } from '../../core/program.ts';
import { sameShape } from '../../core/shape.ts';

export interface Prediction {
  readonly target: string;
  /** The formula that is held against it. */
  readonly name: string;
  /** Where it chooses between classes: a single entry above this means yes. */
  readonly yes?: number;
  /** It is meant to equal the target, so that their difference is an error. */
  readonly equals: boolean;
  /** With a name for the prediction where the file gives none. */
  readonly program: Program;
}

/** Of a probability. */
export const half = 0.5;

/** Losses that choose between classes, and what means yes to them: of probabilities, of their logarithms, of scores. */
const losses: ReadonlyMap<string, number> = new Map([
  ...['bce', 'crossentropy', 'focal', 'kl'].map((name) => [name, half] as const),
  ['nll', Math.log(half)],
  ...['bcelogits', 'crossentropylogits', 'hinge', 'squaredhinge', 'softmargin'].map((name) => [name, 0] as const),
]);
const outputs: ReadonlyMap<string, number> = new Map([['sigmoid', half], ['softmax', half], ['logsoftmax', Math.log(half)]]);
const calledOf = (e: Expr | undefined, among: ReadonlyMap<string, number>): number | undefined => (e?.kind === 'apply' && e.op === 'call' ? among.get(String(e.attrs.fn)) : undefined);

/** Losses of a number and what it should be. */
const distances: ReadonlySet<string> = new Set(['halfsquare', 'mse', 'mae', 'huber', 'smoothl1', 'logcosh', 'pinball', 'gaussiannll']);
const isDistance = (e: Expr): boolean => e.kind === 'apply' && (e.op === 'subtract' || (e.op === 'call' && distances.has(String(e.attrs.fn))));

/** The first operand of whatever takes a prediction and a target of one shape together: a loss, or a difference. */
export const predictionOf = (program: Program): Prediction | undefined => {
  for (const target of program.bindings.values()) {
    if (target.role !== 'target') continue;
    for (const reader of program.bindings.values())
      for (const node of reader.expr === undefined ? [] : nodesOf(reader.expr)) {
        const operands = node.args.slice(0, 2);
        const read = operands.find((a) => a.kind === 'name' && a.name === target.name);
        const other = operands.find((a) => a !== read && a.kind !== 'number' && sameShape(a.shape, target.shape));
        if (node.kind !== 'apply' || (node.args.length !== 2 && node.op !== 'call') || read === undefined || other === undefined) continue;
        const yes = calledOf(node, losses) ?? calledOf(other.kind === 'name' ? program.bindings.get(other.name)?.expr : other, outputs);
        const chooses = { ...(yes === undefined ? {} : { yes }), equals: isDistance(node) };
        if (other.kind === 'name') return { target: target.name, name: other.name, ...chooses, program };
        let name = `prediction_${target.name}`;
        while (program.bindings.has(name)) name += '_';
        const made: Binding = { name, role: 'value', over: target.over, base: [], shape: target.shape, expr: other };
        const bindings = [...program.bindings].flatMap(([n, b]) => (n === reader.name ? [[name, made] as const, [n, b] as const] : [[n, b] as const]));
        return { target: target.name, name, ...chooses, program: { ...program, bindings: new Map(bindings) } };
      }
  }
  return undefined;
};
