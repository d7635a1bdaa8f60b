/** One pass forward and back of networks with layers, beside PyTorch where `PYTHON` (python3 unless set) has it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { differentiate } from '../src/calculus/differentiate.ts';
import type { Binding, Program } from '../src/core/program.ts';
import { compile } from '../src/engine/compile.ts';
import { nest } from '../src/engine/values.ts';
import { perCall, program, table } from './measure.ts';

const networks: Readonly<Record<string, string>> = {
  'two convolutions, 8 images of 12 by 12': `
    X = input(8, 1, 12, 12); Y = target(8, 10); K1 = param(4, 1, 3, 3); K2 = param(8, 4, 3, 3); W = param(72, 10)
    P = maxpool(relu(conv(X, K1)), 2)
    L = halfsquare(reshape(relu(conv(P, K2)), to=[8, 72]) * W, Y)`,
  'two convolutions, 32 images of 28 by 28': `
    X = input(32, 1, 28, 28); Y = target(32, 10); K1 = param(8, 1, 3, 3); K2 = param(16, 8, 3, 3); W = param(1936, 10)
    P = maxpool(relu(conv(X, K1)), 2)
    L = halfsquare(reshape(relu(conv(P, K2)), to=[32, 1936]) * W, Y)`,
  'embedding, 32 of 1000 words': `
    id = input(32, index=1000); t = input(32, index=50); E = param(1000, 16); W = param(16, 50)
    L = -mean(pick(logsoftmax(E[id, :] * W), t - 1))`,
  'LSTM of 16 units, 20 steps': `
    use("layers"); t = index(20); x[t] = input(3)
    s[0] = {h: zeros(16), c: zeros(16)}
    s[t] = lstmcell(x[t], s[t-1], 16)
    L = sum(s[20].h.^2)`,
  'transformer block, 16 rows of 16': `
    use("layers"); X = input(16, 16); W1 = param(16, 32); W2 = param(32, 16)
    a = multihead(X, 2, 8)
    n1 = layernorm(X + a.y)
    n2 = layernorm(n1.y + relu(n1.y * W1) * W2)
    L = sum(n2.y.^3)`,
};

const sizesOf = (b: Binding, p: Program): readonly number[] => [...b.over.map((index) => p.indices.get(index)?.size ?? 1), ...b.shape.dims].map(Number);

/** Microseconds a pass. */
const ours = (text: string): number => {
  const p = program(text);
  const made = compile(differentiate(p).gradient, { dims: new Map() });
  for (const b of p.bindings.values()) {
    if (b.expr !== undefined || b.base.length > 0) continue;
    const sizes = sizesOf(b, p);
    const count = sizes.reduce((m, n) => m * n, 1);
    made.set(b.name, nest(Array.from({ length: count }, (_, i) => (b.index === undefined ? 0.3 * Math.sin(1.7 * i + b.name.length) : 1 + ((7 * i) % 50))), sizes));
  }
  return perCall(made.run);
};

const peer = spawnSync(process.env.PYTHON ?? 'python3', [fileURLToPath(new URL('networks.py', import.meta.url))], { encoding: 'utf8' });
const theirs = (peer.status === 0 ? JSON.parse(peer.stdout) : {}) as Readonly<Record<string, number>>;
if (peer.status !== 0) console.log('PyTorch is not to be had here: PYTHON names a Python that has it.\n');
console.log('Forward and backward pass, microseconds, double precision, one thread');
table(
  ['network', 'compiled', 'PyTorch', 'ratio'],
  Object.entries(networks).map(([name, text]) => {
    const us = ours(text);
    const them = theirs[name];
    return [name, us.toFixed(0), them === undefined ? '-' : them.toFixed(0), them === undefined ? '-' : (us / them).toFixed(2)];
  }),
);
