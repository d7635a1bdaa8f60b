/** The one adjoint rule, `d_f[s]` = the sum over all reads that hit s, on families of every kind, against differences. */
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { differentiate, parameters } from '../../src/calculus/differentiate.ts';
import { lift } from '../../src/calculus/lift.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { nodesOf } from '../../src/core/expr.ts';
import type { Program } from '../../src/core/program.ts';
import { write } from '../../src/lang/write.ts';
import { agreement, dataFor } from './differences.ts';
import { handout, linesOf, program } from './handout.ts';
import { problemOf } from '../lang/show.ts';

const small = 'x[t] = input(2); y[t] = target(3); W = param(3, 2); U = param(3, 3); V = param(3, 3)';
const sequences: readonly (readonly [name: string, network: string])[] = [
  ['one state', `t = index(T); ${small}\nh[0] = zeros(3)\nh[t] = tanh(W*x[t] + U*h[t-1])\nL = sum(t, halfsquare(V*h[t], y[t]))`],
  ['two states that read each other', `t = index(T); ${small}\nh[0] = zeros(3); c[0] = ones(3)\nc[t] = tanh(W*x[t] + U*h[t-1]) + c[t-1] / 2\nh[t] = tanh(V*c[t])\nL = sum(t, halfsquare(h[t], y[t]))`],
  ['lag two', `t = index(T); ${small}\nh[0] = zeros(3); h[-1] = ones(3)\nh[t] = tanh(W*x[t] + U*h[t-1] + V*h[t-2])\nL = sum(t, halfsquare(h[t], y[t]))`],
  ['lag two with learned starts', `t = index(T); ${small}; p = param(3); q = param(3)\nh[0] = p; h[-1] = tanh(q)\nh[t] = tanh(W*x[t] + U*h[t-1] + V*h[t-2])\nL = sum(t, halfsquare(h[t], y[t]))`],
  ['lag three alone', `t = index(T); ${small}; p = param(3)\nh[0] = p; h[-1] = 2*p; h[-2] = p.^2\nh[t] = tanh(W*x[t] + U*h[t-3])\nL = sum(t, halfsquare(V*h[t], y[t]))`],
  ['a loss at the last step', `t = index(T); x[t] = input(2); y = target(3); W = param(3, 2); U = param(3, 3)\nh[0] = zeros(3)\nh[t] = tanh(W*x[t] + U*h[t-1])\nL = halfsquare(h[T], y)`],
  ['a loss at the first step of a backward recurrence', `t = index(T); x[t] = input(2); y = target(3); W = param(3, 2); U = param(3, 3)\nh[T+1] = zeros(3)\nh[t] = tanh(W*x[t] + U*h[t+1])\nL = halfsquare(h[1], y)`],
  ['fixed reads at both ends', `t = index(T); ${small}\nh[0] = zeros(3)\nh[t] = tanh(W*x[t] + U*h[t-1])\nL = sum(h[1] .* (V*h[T])) + sum(t, halfsquare(h[t], y[t]))`],
  ['a fixed read in every step', `t = index(T); ${small}\nh[0] = zeros(3)\nh[t] = tanh(W*x[t] + U*h[t-1])\no[t] = V*h[T] + h[t]\nL = sum(t, halfsquare(o[t], y[t]))`],
  ['a reversed read of data', `t = index(T); ${small}\nh[0] = zeros(3)\nh[t] = tanh(W*x[T+1-t] + U*h[t-1])\nL = sum(t, halfsquare(V*h[t], y[t]))`],
  ['a reversed read of a value', `t = index(T); ${small}\nh[0] = zeros(3)\nh[t] = tanh(W*x[t] + U*h[t-1])\nL = sum(t, halfsquare(V*h[T+1-t], y[t]))`],
  ['both directions', `t = index(T); ${small}; R = param(3, 3)\nf[0] = zeros(3); b[T+1] = zeros(3)\nf[t] = tanh(W*x[t] + U*f[t-1])\nb[t] = tanh(W*x[t] + V*b[t+1])\nL = sum(t, halfsquare(f[t] + R*b[t], y[t]))`],
  ['the index value in a formula', `t = index(T); ${small}\nh[0] = zeros(3)\nh[t] = tanh(W*x[t] + U*h[t-1] / t)\nL = sum(t, t^2 * halfsquare(V*h[t], y[t]) / T)`],
  ['the index value alone in a sum', 't = index(T); w = param(2)\nL = sum(t, t * sum(w.^2)) + sum(t, sum(w))'],
  ['weights of each step', `t = index(T); x[t] = input(2); y[t] = target(3); W[t] = param(3, 2); U = param(3, 3)\nh[0] = zeros(3)\nh[t] = tanh(W[t]*x[t] + U*h[t-1])\nL = sum(t, halfsquare(h[t], y[t]))`],
  ['weights of each step read in reverse and at one place', `t = index(T); x[t] = input(2); y[t] = target(3); W[t] = param(3, 2)\nL = sum(t, halfsquare(W[T+1-t]*x[t] + W[1]*x[t], y[t]))`],
  ['weights of a neighbouring step', `t = index(T); x[t] = input(2); W[t] = param(3, 2); U[t] = param(3, 3); q = param(3)\nh[0] = q\nh[t] = tanh(W[t]*x[t] + U[t]*h[t-1])\nL = sum(t, sum(h[t].^2 .* h[t-1]))`],
  ['a value that two later families read', `t = index(T); ${small}\nz[t] = W*x[t]\nh[0] = zeros(3)\nh[t] = tanh(z[t] + U*h[t-1])\nL = sum(t, halfsquare(h[t] + V*z[t], y[t])) + sum(t, sum(z[t].^2))`],
  ['a sum that feeds every step', `t = index(T); ${small}\nm = sum(t, W*x[t]) / T\nh[0] = m\nh[t] = tanh(m + U*h[t-1])\nL = sum(t, halfsquare(V*h[t], y[t]))`],
  ['a quotient whose later value does not exist', `t = index(T); x[t] = input(2); W = param(3, 2); a[0] = ones(3)\na[t] = exp(W*x[t])\nL = sum(t, sum(a[t-1] ./ a[t]))`],
  ['every step with every step, over two indices', `t = index(T); u = index(T); ${small}\nh[0] = zeros(3)\nh[t] = tanh(W*x[t] + U*h[t-1])\nL = sum(t, sum(u, u * t * sum(h[t].^2 .* (V*h[u]))))`],
  ['attention of every step to every step', `t = index(T); s = index(T); x[t] = input(2); y[t] = target(2); Q = param(2, 2); K = param(2, 2); V = param(2, 2)\nq[t] = Q*x[t]\nk[t] = K*x[t]\nv[t] = V*x[t]\nE[t, s] = exp(q[t]' * k[s])\nZ[t] = sum(s, E[t, s])\no[t] = sum(s, E[t, s] * v[s]) / Z[t]\nL = sum(t, halfsquare(o[t], y[t]))`],
  ['attention whose sum nobody named', `t = index(T); s = index(T); x[t] = input(2); y[t] = target(2); Q = param(2, 2); K = param(2, 2)\nq[t] = Q*x[t]\nk[t] = K*x[t]\no[t] = sum(s, exp(q[t]' * k[s]) * k[s]) / sum(s, exp(q[t]' * k[s]))\nL = sum(t, halfsquare(o[t], y[t]))`],
  ['two indices read the other way round', 's = index(T); t = index(T); w[s, t] = param(2); x = input(2)\na[s, t] = tanh(w[s, t] .* x)\nL = sum(s, sum(t, s * sum(a[s, t] .* a[t, s])))'],
  ['two indices, one of them fixed', 's = index(3); t = index(T); w[s, t] = param(2)\na[s, t] = tanh(w[s, t])\nL = sum(s, sum(a[s, T] .* a[s, 1]))'],
  ['a consumer with a start value of its own beyond the read', `t = index(T); x[t] = input(2); p = param(2); q = param(2); w = param(2)\na[T+1] = p; b[0] = q\na[t] = tanh(w .* x[t])\nb[t] = a[t+1].^2\nL = sum(t, t * sum(b[t-1]))`],
  ['forward and backward recurrences that read each other', `t = index(T); x[t] = input(2); p = param(2); q = param(2); w = param(2)\nh[0] = p; g[T+1] = q\nh[t] = tanh(w .* x[t] + h[t-1])\ng[t] = tanh(h[t-1] + g[t+1])\nL = sum(t, t * sum(g[t+1] .* h[t-1]))`],
  ['a sum over steps inside a family of another index', `s = index(3); t = index(T); x[t] = input(2); w = param(2); p = param(2); q[s] = input(2)\nh[0] = p\nh[t] = w .* x[t]\nc[s] = q[s] .* sum(t, t * h[t-1])\nL = sum(s, s * sum(c[s].^2))`],
  ['a read in the middle', `t = index(5); ${small}\nh[0] = zeros(3)\nh[t] = tanh(W*x[t] + U*h[t-1])\nL = sum(h[3] .* (V*h[5])) + sum(h[3])`],
  ['a start value read by every step', `t = index(T); ${small}; q = param(3)\nh[0] = q\nh[t] = tanh(W*x[t] + U*h[t-1] + V*h[0])\nL = sum(h[T]) + sum(h[0].^2)`],
  ['a start value that comes from another', `t = index(T); ${small}\nh[0] = c[0].^2; c[0] = V * ones(3)\nc[t] = tanh(U*h[t-1])\nh[t] = tanh(W*x[t] + c[t])\nL = sum(t, halfsquare(h[t], y[t]))`],
  ['logarithms that do not exist past the end', `t = index(T); x[t] = input(2); W = param(3, 2); a[T+1] = ones(3)\na[t] = exp(W*x[t])\nL = sum(t, sum(log(a[t+1]) ./ a[t]))`],
  ['a recurrence through a quotient', `t = index(T); x[t] = input(2); W = param(3, 2); h[0] = ones(3)\nh[t] = exp(W*x[t]) ./ (1 + h[t-1].^2)\nL = sum(t, sum(1 ./ h[t]))`],
  ['an array read in reverse', 't = index(4); X = param(4, 3); U = param(3, 3)\nh[0] = zeros(3)\nh[t] = tanh(X[5-t] + U*h[t-1])\nL = sum(t, sum(h[t]))'],
  ['an array read at neighbouring places', 't = index(3); X = param(4, 3)\nL = sum(t, t * sum(X[t] .* X[t+1]))'],
  ['an array read slice by slice', 't = index(4); X = input(4, 3); W = param(2, 3); U = param(2, 2)\nh[0] = zeros(2)\nh[t] = tanh(W*X[t] + U*h[t-1])\nL = sum(t, sum(h[t].^2))'],
];

describe('sequences of length five and one', () => {
  test.each(sequences)('%s', (_name, network) => {
    for (const T of [5, 1]) {
      const p = program(network);
      const { partials, wrong } = agreement(p, dataFor(p, { T }));
      expect(wrong).toEqual([]);
      expect(partials).toBeGreaterThan(1);
    }
  });
});

describe('what differences are taken of is the network itself', () => {
  test('a recurrence adds up what a loop in plain numbers adds up', () => {
    const p = program('t = index(T); x[t] = input(); w = param(); u = param()\nh[0] = 0\nh[t] = w*x[t] + u*h[t-1]\nL = sum(t, t * h[t]^2)');
    const data = dataFor(p, { T: 4 });
    const [w, u] = [data.entries('w')[0] ?? NaN, data.entries('u')[0] ?? NaN];
    const x = [1, 2, 3, 4].map((t) => data.entries('x', [t])[0] ?? NaN);
    let [h, dw, du, L, dLw, dLu] = [0, 0, 0, 0, 0, 0];
    // Forward slopes: dh/dw and dh/du go along with h.
    x.forEach((v, i) => {
      [h, dw, du] = [w * v + u * h, v + u * dw, h + u * du];
      L += (i + 1) * h ** 2;
      dLw += 2 * (i + 1) * h * dw;
      dLu += 2 * (i + 1) * h * du;
    });
    const run = data.run(differentiate(p).gradient);
    expect(run.value('L')[0]).toBeCloseTo(L, 12);
    expect(run.value('d_w')[0]).toBeCloseTo(dLw, 12);
    expect(run.value('d_u')[0]).toBeCloseTo(dLu, 12);
  });
});

describe('what a reader sees', () => {
  test('two states, in one line each', () => {
    expect(
      handout('t = index(T); x[t] = input(n); y[t] = target(k); W = param(k, n); U = param(k, k)\nh[0] = zeros(k); c[0] = zeros(k)\nz[t] = W*x[t] + U*h[t-1]\nc[t] = c[t-1] + tanh(z[t])\nh[t] = tanh(c[t])\nL = sum(t, halfsquare(h[t], y[t]))'),
    ).toEqual([
      "d_h[t] = h[t] - y[t] + U' * d_z[t+1]",
      'd_c[t] = d_h[t] .* (1 - h[t].^2) + d_c[t+1]',
      'd_z[t] = d_c[t] .* (1 - tanh(z[t]).^2)',
      "d_U = sum(t, d_z[t] * h[t-1]')",
      "d_W = sum(t, d_z[t] * x[t]')",
    ]);
  });
  test('weights with the index keep it, weights without are summed over it', () => {
    expect(handout('t = index(T); x[t] = input(n); y[t] = target(k); W[t] = param(k, n); b = param(k)\no[t] = W[t]*x[t] + b\nL = sum(t, halfsquare(o[t], y[t]))')).toEqual([
      'd_o[t] = o[t] - y[t]',
      'd_b = sum(t, d_o[t])',
      "d_W[t] = d_o[t] * x[t]'",
    ]);
  });
});

describe('an index in the way of another', () => {
  test('h[t] with h[u]: each hears from the sum over the other, under the name that is free', () => {
    expect(handout("t = index(T); u = index(T); x[t] = input(k); V = param(k, k)\nh[t] = V*x[t]\nL = sum(t, sum(u, t * (h[t]' * h[u])))")).toEqual([
      'd_h[t] = sum(u, u * h[u]) + sum(u, t * h[u])',
      "d_V = sum(t, d_h[t] * x[t]')",
    ]);
  });
  test('where no index is free a new one is made, and it is one of the gradient', () => {
    const p = program('t = index(T); u = index(T); w[t] = param(2); x[t] = input(2)\nz = sum(t, tanh(w[t]))\na[t] = sum(u, w[u] .* x[t] .* z)\nL = sum(t, sum(u, sum(a[t].^2 .* a[u] .* w[t])))');
    const { gradient } = differentiate(p);
    for (const b of gradient.bindings.values())
      for (const node of b.expr === undefined ? [] : nodesOf(b.expr)) if (node.kind === 'apply' && node.op === 'total') expect([...gradient.indices.keys()]).toContain(node.attrs.index);
    expect(agreement(p, dataFor(p, { T: 3 })).wrong).toEqual([]);
  });
});

describe('samples', () => {
  const perSample: readonly (readonly [name: string, network: string])[] = [
    ['a 2-2-1 network', 'x = input(2); y = target(1); W1 = param(2, 2); b1 = param(2); W2 = param(1, 2)\nh = sigmoid(W1*x + b1)\no = sigmoid(W2*h)\nL = halfsquare(o, y)'],
    ['a softmax', 'x = input(3); y = target(4); W = param(4, 3); b = param(4)\np = softmax(W*x + b)\nL = crossentropy(p, y.^2)'],
    ['a sequence in each sample', 't = index(3); x[t] = input(2); y[t] = target(2); W = param(2, 2); U = param(2, 2)\nh[0] = zeros(2)\nh[t] = tanh(W*x[t] + U*h[t-1])\nL = sum(t, halfsquare(h[t], y[t]))'],
    ['a sequence in each sample, read at its end, with a learned start', 't = index(3); x[t] = input(2); y = target(2); W = param(2, 2); U = param(2, 2); q = param(2)\nh[0] = q\nh[t] = tanh(W*x[t] + U*h[t-1])\nL = halfsquare(h[3], y)'],
  ];
  const N = 3;
  /** The same program with the data of one sample. */
  const alone = (p: Program, lifted: Program, index: string, batch: ReturnType<typeof dataFor>, n: number) => (name: string, at: readonly number[]) =>
    batch.entries(name, (lifted.bindings.get(name)?.over ?? []).includes(index) ? [n, ...at] : at).length === 0 || p.bindings.get(name)?.expr !== undefined
      ? undefined
      : batch.entries(name, (lifted.bindings.get(name)?.over ?? []).includes(index) ? [n, ...at] : at);

  test.each(perSample)('%s: the gradient over a batch is the mean of the gradients of the samples', (_name, network) => {
    const p = program(network);
    const { program: lifted, index, count } = lift(p);
    const batch = dataFor(lifted, { [count]: N });
    const { gradient, wanted } = differentiate(lifted);
    const run = batch.run(gradient);
    const each = differentiate(p);
    for (const [name, adjoint] of wanted) {
      const found = Array.from(run.value(adjoint ?? ''));
      const mean = found.map(() => 0);
      for (let n = 1; n <= N; n++) {
        const own = evaluation(each.gradient, new Map(), alone(p, lifted, index, batch, n)).value(`d_${name}`);
        own.forEach((v, i) => (mean[i] = (mean[i] ?? 0) + v / N));
      }
      found.forEach((v, i) => expect(v).toBeCloseTo(mean[i] ?? NaN, 12));
      expect(found.some((v) => Math.abs(v) > 1e-6)).toBe(true);
    }
    const { wrong } = agreement(lifted, batch);
    expect(wrong).toEqual([]);
  });

  test('a penalty stands outside the mean', () => {
    const p = program('x = input(2); y = target(1); W = param(1, 2); lambda = constant(0.5)\nL = halfsquare(W*x, y) + lambda * sum(W.^2)');
    const { program: lifted, count } = lift(p);
    const objective = lifted.bindings.get('L')?.expr;
    expect(objective === undefined ? '' : write(objective, lifted.ops)).toBe('sum(n, halfsquare(W * x[n], y[n])) / N + lambda * sum(W.^2)');
    const one = dataFor(lifted, { [count]: 1 }, 4);
    const four = dataFor(lifted, { [count]: 4 }, 4);
    const penalty = (data: typeof one): readonly number[] => Array.from(data.entries('W')).map((w) => 2 * 0.5 * w);
    for (const data of [one, four]) {
      const n = data.letters.get(count) ?? NaN;
      const found = Array.from(data.run(differentiate(lifted).gradient).value('d_W'));
      const w = data.entries('W');
      const expected = penalty(data).map((own, k) => {
        let sum = 0;
        for (let s = 1; s <= n; s++) {
          const x = data.entries('x', [s]);
          const o = x.reduce((z, v, i) => z + v * (w[i] ?? NaN), 0);
          sum += (o - (data.entries('y', [s])[0] ?? NaN)) * (x[k] ?? NaN);
        }
        return own + sum / n;
      });
      found.forEach((v, i) => expect(v).toBeCloseTo(expected[i] ?? NaN, 12));
    }
  });

  test('the handout of a lifted network has a sum over samples and one over N', () => {
    const { program: lifted } = lift(program('x = input(n); y = target(m); W = param(m, n); b = param(m)\no = W*x + b\nL = halfsquare(o, y)'));
    expect(linesOf(derive(lifted))).toEqual(['d_o[n_] = (o[n_] - y[n_]) / N', 'd_b = sum(n_, d_o[n_])', "d_W = sum(n_, d_o[n_] * x[n_]')"]);
  });

  test('samples and time together: two indices, one rule', () => {
    const { program: lifted } = lift(program('t = index(T); x[t] = input(k); y[t] = target(k); U = param(k, k)\nh[0] = zeros(k)\na[t] = x[t] + U*h[t-1]\nh[t] = tanh(a[t])\nL = sum(t, halfsquare(h[t], y[t]))'));
    expect(linesOf(derive(lifted))).toEqual([
      "d_h[n, t] = U' * d_a[n, t+1] + (h[n, t] - y[n, t]) / N",
      'd_a[n, t] = d_h[n, t] .* (1 - h[n, t].^2)',
      "d_U = sum(n, sum(t, d_a[n, t] * h[n, t-1]'))",
    ]);
  });
});

describe('what cannot be solved for one index is refused', () => {
  test.each([
    ['a stride', 't = index(3); x[t] = param(2)\nu = index(1)\nL = sum(u, sum(x[2*u]))', 'solved'],
    ['a diagonal', 's = index(3); t = index(3); x[s, t] = param(2)\nL = sum(t, sum(x[t, t]))', 'solved'],
  ])('%s', (_name, network, said) => {
    const p = program(network);
    expect(problemOf(() => differentiate(p, parameters(p)))).toContain(said);
  });
});
