/** Questions over vectors and matrices, with gradients worked out by hand. */
import type { Syntax } from '../../../src/core/syntax.ts';
import { parse } from '../../../src/lang/parse.ts';
import { apply, name, num, type Tree } from './tree.ts';

export interface Network {
  readonly text: string;
  readonly by: string;
  /** Declared arrays with their sizes; a size may be a letter of `letters`. */
  readonly given: Readonly<Record<string, readonly (number | string)[]>>;
  readonly letters?: Readonly<Record<string, number>>;
  /** Computed names that an answer may read, in order. */
  readonly named: readonly (readonly [name: string, formula: string])[];
  readonly answer: string;
}

export const treeOf = (s: Syntax): Tree => {
  if (s.kind === 'number') return num(s.value);
  if (s.kind === 'name') return name(s.name);
  if (s.kind === 'apply') return apply(s.fn, ...s.args.map(treeOf));
  throw new RangeError(`no tree of a ${s.kind}`);
};
export const tree = (text: string): Tree => treeOf(parse(text));

const dense = (m: number, n: number, f: string): string => `x = input(${n})\ny = target(${m})\nW = param(${m}, ${n})\nb = param(${m})\nz = W * x + b\no = ${f}(z)\nL = halfsquare(o, y)`;
const denseGiven = (m: number, n: number): Network['given'] => ({ x: [n], y: [m], W: [m, n], b: [m] });
const byTanh = [['z', 'W * x + b'], ['o', 'tanh(z)'], ['d_o', 'o - y'], ['d_z', '(o - y) .* (1 - o.^2)']] as const;
const bySigmoid = [['z', 'W * x + b'], ['o', 'sigmoid(z)'], ['d_o', 'o - y'], ['d_z', '(o - y) .* (o .* (1 - o))']] as const;

const deep = (n: number): string => `x = input(${n})\ny = target(2)\nU = param(3, ${n})\nV = param(2, 3)\nz = U * x\nh = tanh(z)\nq = V * h\no = sigmoid(q)\nL = halfsquare(o, y)`;
const deepGiven = (n: number): Network['given'] => ({ x: [n], y: [2], U: [3, n], V: [2, 3] });
const deepNamed = [['z', 'U * x'], ['h', 'tanh(z)'], ['q', 'V * h'], ['o', 'sigmoid(q)'], ['d_q', '(o - y) .* (o .* (1 - o))'], ['d_h', "V' * d_q"], ['d_z', 'd_h .* (1 - h.^2)']] as const;

const batch = (n: number, m: number): string => `X = input(N, ${n})\nY = target(N, ${m})\nW = param(${n}, ${m})\nR = X * W - Y\nL = sum(R.^2) / N`;
const rectified = `x = input(3)\ny = target(3)\nU = param(3, 3)\nV = param(3, 3)\nz = U * x\nh = relu(z)\nq = V * h\nL = halfsquare(q, y)`;
const rectifiedGiven = { x: [3], y: [3], U: [3, 3], V: [3, 3] };
const rectifiedNamed = [['z', 'U * x'], ['h', 'relu(z)'], ['q', 'V * h'], ['d_q', 'q - y'], ['d_h', "V' * (q - y)"]] as const;

export const networks: readonly Network[] = [
  { text: dense(2, 3, 'tanh'), by: 'W', given: denseGiven(2, 3), named: byTanh, answer: "((o - y) .* (1 - o.^2)) * x'" },
  { text: dense(3, 3, 'tanh'), by: 'W', given: denseGiven(3, 3), named: byTanh, answer: "d_z * x'" },
  { text: dense(3, 3, 'sigmoid'), by: 'x', given: denseGiven(3, 3), named: bySigmoid, answer: "W' * (d_o .* (o .* (1 - o)))" },
  { text: dense(3, 3, 'sigmoid'), by: 'W', given: denseGiven(3, 3), named: bySigmoid, answer: "((sigmoid(W * x + b) - y) .* o .* (1 - o)) * x'" },
  { text: deep(2), by: 'U', given: deepGiven(2), named: deepNamed, answer: "((V' * d_q) .* (1 - h.^2)) * x'" },
  { text: deep(3), by: 'U', given: deepGiven(3), named: deepNamed, answer: "((V' * ((o - y) .* (o .* (1 - o)))) .* (1 - h.^2)) * x'" },
  { text: deep(3), by: 'V', given: deepGiven(3), named: deepNamed, answer: "((o - y) .* (o .* (1 - o))) * tanh(U * x)'" },
  { text: batch(3, 2), by: 'W', given: { X: ['N', 3], Y: ['N', 2], W: [3, 2] }, letters: { N: 5 }, named: [['R', 'X * W - Y']], answer: "(2 / N) * (X' * (X * W - Y))" },
  { text: batch(3, 3), by: 'W', given: { X: ['N', 3], Y: ['N', 3], W: [3, 3] }, letters: { N: 7 }, named: [['R', 'X * W - Y']], answer: "(2 * (X' * R)) / N" },
  {
    text: 'X = input(N, 3)\ny = target(N)\nw = param(3)\np = sigmoid(X * w)\nL = -sum(y .* log(p) + (1 - y) .* log(1 - p)) / N',
    by: 'w',
    given: { X: ['N', 3], y: ['N'], w: [3] },
    letters: { N: 5 },
    named: [['p', 'sigmoid(X * w)']],
    answer: "(X' * (p - y)) / N",
  },
  { text: "x = param(3)\nA = param(3, 3)\nL = x' * A * x", by: 'x', given: { x: [3], A: [3, 3] }, named: [], answer: "(A + A') * x" },
  { text: "x = param(3)\nA = param(3, 3)\nB = param(3, 3)\nL = x' * A * (B * x)", by: 'A', given: { x: [3], A: [3, 3], B: [3, 3] }, named: [], answer: "x * (B * x)'" },
  { text: "x = param(3)\nA = param(3, 3)\nB = param(3, 3)\nL = x' * A * (B * x)", by: 'x', given: { x: [3], A: [3, 3], B: [3, 3] }, named: [], answer: "A * (B * x) + B' * (A' * x)" },
  { text: "x = input(3)\ny = input(2)\nW = param(2, 3)\nz = W * x\nL = log(sum(exp(z))) - y' * z", by: 'W', given: { x: [3], y: [2], W: [2, 3] }, named: [['z', 'W * x']], answer: "(exp(z) / sum(exp(z)) - y) * x'" },
  { text: rectified, by: 'U', given: rectifiedGiven, named: rectifiedNamed, answer: "((V' * (q - y)) .* (z > 0)) * x'" },
  { text: rectified, by: 'V', given: rectifiedGiven, named: rectifiedNamed, answer: "(q - y) * relu(U * x)'" },
  { text: 'x = param(5)\nL = sqrt(sum(x.^2))', by: 'x', given: { x: [5] }, named: [], answer: 'x / sqrt(sum(x.^2))' },
  { text: `c = input()\n${dense(3, 2, 'tanh')} + c * sum(W.^2) / 2`, by: 'W', given: { ...denseGiven(3, 2), c: [] }, named: byTanh, answer: "((o - y) .* (1 - o.^2)) * x' + c * W" },
];
