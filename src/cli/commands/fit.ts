/** How well predictions meet targets: which formula predicts which target, and how often it is right. */
import { type Expr, nodesOf } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import { sameShape } from '../../core/shape.ts';
import type { Data } from '../../engine/data.ts';
import { flatten, type Nested } from '../../engine/values.ts';

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
        const made = { name, role: 'value' as const, over: target.over, base: [], shape: target.shape, expr: other };
        const bindings = [...program.bindings].flatMap(([n, b]) => (n === reader.name ? [[name, made] as const, [n, b] as const] : [[n, b] as const]));
        return { target: target.name, name, chooses, program: { ...program, bindings: new Map(bindings) } };
      }
  }
  return undefined;
};

const largest = (row: Float64Array): number => row.reduce((best, v, k) => (v > (row[best] ?? -Infinity) ? k : best), 0);

/** How many entries stand together in the last axis of a target. */
const lastSize = (data: Data, target: string): number => {
  const dim = data.program.bindings.get(target)?.shape.dims.at(-1) ?? 1;
  return typeof dim === 'number' ? dim : (data.dims.get(dim) ?? 1);
};

/** Which entry of each group of `size` is the largest. */
export const choices = (values: Float64Array, size: number): readonly number[] =>
  Array.from({ length: values.length / size }, (_, i) => largest(values.subarray(i * size, (i + 1) * size)));

export interface Accuracy {
  readonly right: number;
  readonly of: number;
}

/** Where classes are chosen: of one-hot targets, by the largest entry; of targets that are 0 or 1, by the nearer of the two. */
export const accuracyOf = (data: Data, { target, chooses }: Prediction, predicted: Nested): Accuracy | undefined => {
  if (!chooses && !data.classes.has(target)) return undefined;
  const truth = data.values.get(target);
  const values = flatten(predicted, target);
  if (truth?.length !== values.length || !truth.every((v) => v === 0 || v === 1)) return undefined;
  const size = lastSize(data, target);
  const groups = Array.from({ length: truth.length / size }, (_, i) => truth.subarray(i * size, (i + 1) * size));
  if (size > 1 && groups.every((g) => g.reduce((a, b) => a + b, 0) === 1)) {
    const wanted = choices(truth, size);
    return { right: choices(values, size).filter((c, i) => c === wanted[i]).length, of: wanted.length };
  }
  return { right: values.reduce((n, v, i) => n + Number(v > 0.5 === (truth[i] === 1)), 0), of: values.length };
};

export const showAccuracy = ({ right, of }: Accuracy): string => `${((100 * right) / of).toFixed(1)}% (${String(right)} of ${String(of)})`;
