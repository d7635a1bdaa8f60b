/**
 * Recurrent networks of every kind, each a file of a few lines: derived and proved, and in loss, in every gradient and in the loss
 * after 1 and 10 steps of descent what PyTorch has for them (test/oracle/sequences.py says how).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { differentiate } from '../../src/calculus/differentiate.ts';
import type { Program } from '../../src/core/program.ts';
import { bindValues } from '../../src/engine/bind.ts';
import { compile } from '../../src/engine/compile.ts';
import type { Nested } from '../../src/engine/values.ts';
import { program } from './handout.ts';

interface Entry {
  readonly name: string;
  readonly data: Readonly<Record<string, Nested>>;
  readonly parameters: Readonly<Record<string, Nested>>;
  readonly loss: number;
  readonly gradient: Readonly<Record<string, Nested>>;
  readonly after1: number;
  readonly after10: number;
}
const oracle = JSON.parse(readFileSync(new URL('../oracle/sequences.json', import.meta.url), 'utf8')) as { readonly rate: number; readonly entries: readonly Entry[] };
const layers = readFileSync(new URL('../../templates/library/layers.grad', import.meta.url), 'utf8');
const library = { names: ['layers'], find: () => ({ file: 'layers.grad', text: layers }) };

const sequence = 't = index(T); x[t] = input(2); y[t] = target(5)';
const output = (from = 3): string => `V = param(5, ${String(from)}); d = param(5)`;
const mean = 'L = sum(t, halfsquare(V * s[t].h + d, y[t])) / T';
const samples = 't = index(T); n = index(N); x[n, t] = input(2)';

const networks: Readonly<Record<string, string>> = {
  lstm: `${sequence}; ${output()}
    s[0] = {h: zeros(3), c: zeros(3)}
    s[t] = lstmcell(x[t], s[t-1], 3)
    ${mean}`,
  peepholes: `${sequence}; ${output()}
    s[0] = {h: zeros(3), c: zeros(3)}
    s[t] = peepholecell(x[t], s[t-1], 3)
    ${mean}`,
  gru: `${sequence}; ${output()}
    s[0] = {h: zeros(3)}
    s[t] = grucell(x[t], s[t-1], 3)
    ${mean}`,
  gru2014: `${sequence}; ${output()}
    s[0] = {h: zeros(3)}
    s[t] = grucell2014(x[t], s[t-1], 3)
    ${mean}`,
  'both ways': `${sequence}; ${output(6)}
    f[0] = {h: zeros(3), c: zeros(3)}
    b[T+1] = {h: zeros(3), c: zeros(3)}
    f[t] = lstmcell(x[t], f[t-1], 3)
    b[t] = lstmcell(x[t], b[t+1], 3)
    h[t] = concat(f[t].h, b[t].h, axis=0)
    L = sum(t, halfsquare(V * h[t] + d, y[t])) / T`,
  'two layers': `${sequence}; ${output()}
    r[0] = {h: zeros(3), c: zeros(3)}
    s[0] = {h: zeros(3), c: zeros(3)}
    r[t] = lstmcell(x[t], r[t-1], 3)
    s[t] = lstmcell(r[t].h, s[t-1], 3)
    ${mean}`,
  'three layers': `${sequence}; ${output()}
    q[0] = {h: zeros(3)}; r[0] = {h: zeros(3)}; s[0] = {h: zeros(3)}
    q[t] = rnncell(x[t], q[t-1], 3)
    r[t] = rnncell(q[t].h, r[t-1], 3)
    s[t] = rnncell(r[t].h, s[t-1], 3)
    ${mean}`,
  'many to one': `t = index(T); x[t] = input(2); y = target(5); ${output()}
    s[0] = {h: zeros(3), c: zeros(3)}
    s[t] = lstmcell(x[t], s[t-1], 3)
    L = crossentropy(softmax(V * s[T].h + d), y)
    assume(sum(y) == 1)`,
  'encoder and decoder': `u = index(S); t = index(T); x[u] = input(2); y[t] = target(5); ${output()}
    e[0] = {h: zeros(3), c: zeros(3)}
    e[u] = lstmcell(x[u], e[u-1], 3)
    y[0] = zeros(5)
    s[0] = e[S]
    s[t] = lstmcell(y[t-1], s[t-1], 3)
    ${mean}`,
  'first states': `${sequence}; ${output()}; h0 = param(3); c0 = param(3)
    s[0] = {h: h0, c: c0}
    s[t] = lstmcell(x[t], s[t-1], 3)
    ${mean}`,
  lengths: `${samples}; y[n] = target(5); len[n] = input(index=T); ${output()}
    s[n, 0] = {h: zeros(3), c: zeros(3)}
    c[n, t] = lstmcell(x[n, t], s[n, t-1], 3)
    s[n, t] = where(t <= len[n], c[n, t], s[n, t-1])
    L = sum(n, halfsquare(V * s[n, T].h + d, y[n])) / N`,
  masks: `${samples}; y[n, t] = target(5); m[n, t] = input(); ${output()}
    s[n, 0] = {h: zeros(3)}
    c[n, t] = grucell(x[n, t], s[n, t-1], 3)
    s[n, t] = m[n, t] * c[n, t] + (1 - m[n, t]) * s[n, t-1]
    L = sum(n, sum(t, m[n, t] * halfsquare(V * s[n, t].h + d, y[n, t]))) / sum(n, sum(t, m[n, t]))`,
  truncated: `${sequence}; ${output()}; k = 3
    s[0] = {h: zeros(3), c: zeros(3)}
    p[t] = where(mod(t - 1, k) == 0, hold(s[t-1]), s[t-1])
    s[t] = lstmcell(x[t], p[t], 3)
    ${mean}`,
  batch: `${samples}; y[n, t] = target(5); ${output()}
    s[n, 0] = {h: zeros(3)}
    s[n, t] = grucell(x[n, t], s[n, t-1], 3)
    L = sum(n, sum(t, halfsquare(V * s[n, t].h + d, y[n, t]))) / N / T`,
  rows: `t = index(T); X = input(N, T, 2); Y = target(N, T, 5)
    W = param(2, 3); U = param(3, 3); b = param(3); V = param(3, 5); d = param(5)
    H[0] = zeros(N, 3)
    H[t] = tanh(X[:, t, :] * W + H[t-1] * U + b)
    L = sum(t, halfsquare(H[t] * V + d, Y[:, t, :])) / N`,
  words: `t = index(T); id[t] = input(index=11); y[t] = target(5); E = param(11, 2); ${output()}
    s[0] = {h: zeros(3)}
    s[t] = grucell(E[id[t], :], s[t-1], 3)
    ${mean}`,
};
/** The same network said otherwise has the same numbers. */
const otherwise: readonly (readonly [entry: string, said: string, network: string])[] = [
  ['batch', 'for one sample', `${sequence}; ${output()}\ns[0] = {h: zeros(3)}\ns[t] = grucell(x[t], s[t-1], 3)\n${mean}`],
  ['batch', 'with the data as arrays of rank 3', `t = index(T); n = index(N); x = input(N, T, 2); y = target(N, T, 5); ${output()}\ns[n, 0] = {h: zeros(3)}\ns[n, t] = grucell(x[n, t], s[n, t-1], 3)\nL = sum(n, sum(t, halfsquare(V * s[n, t].h + d, y[n, t]))) / N / T`],
  ['truncated', 'within the call', `${sequence}; ${output()}\ns[0] = {h: zeros(3), c: zeros(3)}\ns[t] = lstmcell(x[t], where(mod(t, 3) == 1, hold(s[t-1]), s[t-1]), 3)\n${mean}`],
];

const networkOf = (text: string): Program => program(`use("layers")\n${text}`, { library });
const flat = (x: Nested): readonly number[] => (typeof x === 'number' ? [x] : x.flatMap(flat));
/** 1e-9 relative; entries far below the largest are held against a thousandth of it. */
const agree = (name: string, got: Iterable<number>, want: readonly number[]): void => {
  const found = [...got];
  const size = Math.max(...want.map(Math.abs));
  expect(found, name).toHaveLength(want.length);
  want.forEach((w, i) => expect(Math.abs((found[i] ?? NaN) - w) / Math.max(Math.abs(w), 1e-3 * size), `${name} ${String(i)}`).toBeLessThan(1e-9));
};

const check = (text: Program, { data, parameters, loss, gradient, after1, after10 }: Entry): void => {
  const names = Object.keys(parameters);
  const bound = bindValues(text, { ...data, ...parameters });
  const made = differentiate(bound.program, names);
  const adjoints = new Map(made.wanted);
  const computed = compile(made.gradient, { dims: bound.dims });
  for (const [name, value] of bound.values) computed.set(name, value);
  const gradientOf = (name: string): Float64Array => computed.read(adjoints.get(name) ?? '');
  const losses = Array.from({ length: 11 }, (_, step) => {
    computed.run();
    if (step === 0) for (const name of names) agree(name, gradientOf(name), flat(gradient[name] ?? []));
    for (const name of names) computed.write(name, computed.read(name).map((v, i) => v - oracle.rate * (gradientOf(name)[i] ?? NaN)));
    return computed.read('L')[0] ?? NaN;
  });
  agree('loss', losses.filter((_, step) => [0, 1, 10].includes(step)), [loss, after1, after10]);
};

describe('derived, proved, and equal to PyTorch in loss, gradients and descent', () => {
  test.each(oracle.entries.map((e) => [e.name, e] as const))('%s', (name, entry) => {
    const network = networkOf(networks[name] ?? '');
    derive(network, Object.keys(entry.parameters));
    check(network, entry);
  });
  test.each(otherwise)('%s, %s', (name, _said, network) => {
    const entry = oracle.entries.find((e) => e.name === name);
    if (entry === undefined) throw new Error(`no entry ${name}`);
    check(networkOf(network), entry);
  });
});
