/** The compiled plan against the proving evaluator, which reads the same index text one entry at a time. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { lift } from '../../src/calculus/lift.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { places, regionsFor, sample } from '../../src/calculus/proof/sample.ts';
import type { Program } from '../../src/core/program.ts';
import { compile } from '../../src/engine/compile.ts';
import { read } from '../../src/lang/read.ts';
import { ops } from '../../src/ops/index.ts';
import { prelude } from '../prelude.ts';

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const program = (source: string): Program => read(source, { file: 'net', ops, prelude });

const networks: Readonly<Record<string, string>> = {
  xor: text('templates/networks/xor.grad'),
  iris: text('templates/networks/iris.grad'),
  rnn: text('templates/networks/rnn.grad'),
  'rows with relu and a penalty': `X = input(N, 5); Y = target(N, 3)
    W = param(5, 7); b = param(7); V = param(7, 3); lambda = constant(0.1)
    P = softmax(relu(X * W + b) * V)
    L = crossentropy(P, Y) + lambda * sum(W.^2)`,
  'a layer norm and a largest entry': `x = input(5); g = param(5); W = param(3, 5)
    s = sqrt(mean((x - mean(x)).^2) + 0.001)
    z = W * (g .* (x - mean(x)) / s)
    L = max(z) + mse(z, x[1:3]) + mae(W * x + x[2:4], z)`,
  'a Gaussian with a system of each sample, and an inverse of what a step made': `x = input(3); A = input(3, 3); m = param(3); S = param(3, 3)
    t = index(T)
    M[0] = S
    M[t] = inv(M[t-1] + identity(3)) + A / 9
    L = (x - m)' * solve(S, x - m) + logdet(S) + det(M[T]) + norm(solve(A + 5 * identity(3), x))`,
  'a loss at the last step and a learned start': `t = index(T); x[t] = input(2); y = target(3)
    h0 = param(3); W = param(3, 2); U = param(3, 3)
    h[0] = h0
    h[t] = tanh(W * x[t] + U * h[t-1])
    L = halfsquare(h[T], y)`,
};

/** Same operations in another order: a few roundings of numbers near 1. */
const tolerance = 1e-12;

const agree = (source: Program): void => {
  const { gradient } = differentiate(source);
  const data = sample(gradient, 4711, regionsFor(0));
  const slow = evaluation(gradient, data.letters, data.given);
  const fast = compile(gradient, { dims: data.letters });
  for (const b of gradient.bindings.values())
    if (b.expr === undefined && b.value === undefined) fast.write(b.name, Float64Array.from(places(gradient, b.name, data.letters).flatMap((at) => [...data.entries(b.name, at)])));
  fast.run();
  let compared = 0;
  for (const b of gradient.bindings.values()) {
    const want = places(gradient, b.name, data.letters).flatMap((at) => [...slow.value(b.name, at)]);
    const got = fast.read(b.name);
    const size = Math.max(1, ...want.map(Math.abs));
    want.forEach((w, i) => {
      compared++;
      expect(Math.abs((got[i] ?? NaN) - w) / size, `${b.name}, entry ${String(i)}`).toBeLessThanOrEqual(tolerance);
    });
  }
  expect(compared).toBeGreaterThan(10);
};

test.each(Object.entries(networks))('%s: every value and every gradient', (_name, source) => {
  agree(program(source));
});
test.each(['xor', 'iris', 'rnn'])('%s over samples', (name) => {
  agree(lift(program(networks[name] ?? '')).program);
});
