/** Side by side with peers in one run: `npm run bench`. Figures are medians; ratios are of medians. */
import { derivative, parse } from 'mathjs';
import { readFileSync } from 'node:fs';
import { differentiate, formulasOf } from '../src/calculus/differentiate.ts';
import { lift } from '../src/calculus/lift.ts';
import { nodesOf } from '../src/core/expr.ts';
import type { Program } from '../src/core/program.ts';
import { compile } from '../src/engine/compile.ts';
import { median, once, perCall, program, table } from './measure.ts';

/** All gradients of nested sigmoids, written out for mathjs, whose `derivative` makes one expression tree. */
const growth = (): void => {
  const rows = [3, 5, 10, 30, 100, 1000].map((n) => {
    const ours = `x = input(); w = param()\nz0 = w * x\n${Array.from({ length: n }, (_, i) => `z${String(i + 1)} = sigmoid(w * z${String(i)})`).join('\n')}`;
    const p = program(ours);
    const time = median(Array.from({ length: 5 }, () => once(() => differentiate(p))));
    const count = (q: Program): number => nodesOf(...[...q.bindings.values()].flatMap(formulasOf)).length;
    const { gradient } = differentiate(p);
    let theirs = 'w * x';
    for (let i = 0; i < n; i++) theirs = `1 / (1 + exp(-(w * (${theirs}))))`;
    // Beyond thirty levels the tree does not fit a stack.
    const peer = n > 30 ? undefined : (() => {
      const node = parse(theirs);
      let size = 0;
      const ms = median(Array.from({ length: 3 }, () => once(() => { size = derivative(node, 'w', { simplify: false }).filter(() => true).length; })));
      return { ms, size };
    })();
    return [String(n), String(count(p)), String(count(gradient)), time.toFixed(2), peer === undefined ? '-' : String(peer.size), peer === undefined ? '-' : peer.ms.toFixed(2)];
  });
  console.log('Gradient of nested sigmoids (nodes; mathjs without simplifying)');
  table(['levels', 'function', 'with gradient', 'ms', 'mathjs nodes', 'mathjs ms'], rows);
};

/** One pass forward and back of XOR with four samples, against the same loops written by hand. */
const xor = (): readonly string[] => {
  const { program: lifted, count } = lift(program(readFileSync(new URL('../templates/networks/xor.grad', import.meta.url), 'utf8')));
  const made = compile(differentiate(lifted).gradient, { dims: new Map([[count, 4]]) });
  const X = [[0, 0], [0, 1], [1, 0], [1, 1]];
  const Y = [[0], [1], [1], [0]];
  const w1 = Float64Array.of(0.5, -0.4, 0.7, 0.1);
  const b1 = Float64Array.of(0.1, -0.2);
  const w2 = Float64Array.of(0.6, -0.3);
  const b2 = Float64Array.of(0.05);
  const values = { x: X, y: Y, W1: [[0.5, -0.4], [0.7, 0.1]], b1: [0.1, -0.2], W2: [[0.6, -0.3]], b2: [0.05] };
  for (const [name, value] of Object.entries(values)) made.set(name, value);
  const x = Float64Array.from(X.flat());
  const y = Float64Array.from(Y.flat());
  const g = { w1: new Float64Array(4), b1: new Float64Array(2), w2: new Float64Array(2), b2: new Float64Array(1) };
  const h = new Float64Array(2);
  const at = (a: Float64Array, i: number): number => a[i] ?? 0;
  const byHand = (): void => {
    g.w1.fill(0); g.b1.fill(0); g.w2.fill(0); g.b2.fill(0);
    for (let n = 0; n < 4; n++) {
      let z = at(b2, 0);
      for (let i = 0; i < 2; i++) {
        h[i] = 1 / (1 + Math.exp(-(at(w1, 2 * i) * at(x, 2 * n) + at(w1, 2 * i + 1) * at(x, 2 * n + 1) + at(b1, i))));
        z += at(w2, i) * at(h, i);
      }
      const o = 1 / (1 + Math.exp(-z));
      const d = ((o - at(y, n)) * o * (1 - o)) / 4;
      g.b2[0] = at(g.b2, 0) + d;
      for (let i = 0; i < 2; i++) {
        const hi = at(h, i);
        g.w2[i] = at(g.w2, i) + d * hi;
        const e = d * at(w2, i) * hi * (1 - hi);
        g.b1[i] = at(g.b1, i) + e;
        g.w1[2 * i] = at(g.w1, 2 * i) + e * at(x, 2 * n);
        g.w1[2 * i + 1] = at(g.w1, 2 * i + 1) + e * at(x, 2 * n + 1);
      }
    }
  };
  made.run();
  byHand();
  const gap = Math.max(...[...made.read('d_W1')].map((v, i) => Math.abs(v - at(g.w1, i))));
  if (!(gap < 1e-15)) throw new Error(`the two disagree by ${String(gap)}`);
  const [plan, hand] = [perCall(made.run), perCall(byHand)];
  return ['XOR 2-2-1, 4 samples', plan.toFixed(2), hand.toFixed(2), (plan / hand).toFixed(2)];
};

growth();
console.log('Forward and backward pass, microseconds');
table(['case', 'compiled', 'by hand', 'ratio'], [xor()]);
