/** Functions and layers of arrays against PyTorch's own numbers (test/oracle/arrays.py): the loss and every gradient. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { bindValues } from '../../src/engine/bind.ts';
import { compile } from '../../src/engine/compile.ts';
import { program } from '../calculus/handout.ts';
import { library } from '../property/checks.ts';

type Nested = number | readonly Nested[];
interface Entry {
  readonly name: string;
  readonly values: Readonly<Record<string, Nested>>;
  readonly loss: number;
  readonly gradient: Readonly<Record<string, Nested>>;
}
const { entries } = JSON.parse(readFileSync(new URL('arrays.json', import.meta.url), 'utf8')) as { readonly entries: readonly Entry[] };

const image = 'X = param(2, 6, 5, 3)';
/** What comes before the loss, and the result. */
const networks: Readonly<Record<string, readonly [declared: string, result: string]>> = {
  batchnorm: [`${image}; l = batchnorm(X)`, 'l.y'],
  'batchnorm of rows': ['X = param(7, 6); l = batchnorm(X)', 'l.y'],
  groupnorm: [`${image}; l = groupnorm(X, 3)`, 'l.y'],
  'groupnorm of sequences': ['X = param(2, 6, 5); l = groupnorm(X, 2)', 'l.y'],
  instancenorm: [`${image}; l = instancenorm(X)`, 'l.y'],
  layernorm: [`${image}; l = layernorm(X)`, 'l.y'],
  'layernorm of a vector': ['X = param(7); l = layernorm(X)', 'l.y'],
  convolution: ['X = param(2, 3, 7, 5); l = convolution(X, 4, 3, stride=2, pad=1)', 'l.y'],
  conv: ['X = param(2, 4, 7, 5); K = param(6, 2, 3, 2)', 'conv(X, K, stride=[2, 1], pad=[1, 2], dilation=[1, 2], groups=2)'],
  'conv of sequences': ['X = param(3, 11); K = param(5, 3, 3)', 'conv(X, K, stride=3, pad=2, dilation=2)'],
  convtranspose: ['X = param(2, 3, 3, 2); K = param(3, 4, 3, 2)', 'convtranspose(X, K, stride=[2, 3], dilation=[2, 1])'],
  maxpool: ['X = param(2, 3, 7, 5)', 'maxpool(X, [3, 2], stride=[2, 1])'],
  avgpool: ['X = param(2, 3, 7, 5)', 'avgpool(X, [3, 2], stride=[2, 1], pad=[1, 0])'],
  globalmaxpool: [`${image}; l = globalmaxpool(X)`, 'l.y'],
  globalavgpool: [`${image}; l = globalavgpool(X)`, 'l.y'],
  sort: ['X = param(3, 7, 2)', 'sort(X, axis=1)'],
  'sort descending': ['X = param(7, 3)', 'sort(X, axis=0, descending=true)'],
  topk: ['X = param(5, 7)', 'topk(X, 3)'],
  median: ['X = param(7, 3)', 'median(X, axis=0)'],
  flip: ['X = param(3, 5, 2)', 'flip(X, axis=[0, 2])'],
  steps: ['X = param(2, 7, 5)', 'X[:, 2:3:7, 1:2:5]'],
  matmul: ['A = param(2, 3, 5); B = param(2, 5, 7)', 'matmul(A, B)'],
  takealong: ['X = param(3, 5); id = input(3, 2, index=5)', 'takealong(X, id, axis=1)'],
};
const data: Readonly<Record<string, Readonly<Record<string, Nested>>>> = { takealong: { id: [[3, 1], [5, 5], [2, 4]] } };

const flat = (x: Nested): readonly number[] => (typeof x === 'number' ? [x] : x.flatMap(flat));
const sizesOf = (x: Nested): readonly number[] => (typeof x === 'number' ? [] : [x.length, ...sizesOf(x[0] ?? 0)]);

test.each(entries.map((e) => [e.name, e] as const))('%s', (name, { values, loss, gradient }) => {
  const [declared = '', result = ''] = networks[name] ?? [];
  const text = program(`use("layers")\n${declared}\nR = input(${sizesOf(values.R ?? 0).join(', ')})\nL = sum(${result} .* R)`, { library });
  const bound = bindValues(text, { ...values, ...data[name] });
  const names = Object.keys(gradient);
  const made = differentiate(bound.program, names);
  const computed = compile(made.gradient, { dims: bound.dims });
  for (const [own, value] of bound.values) computed.set(own, value);
  computed.run();
  const agree = (what: string, found: Iterable<number>, wanted: readonly number[]): void => {
    const got = [...found];
    const size = Math.max(1e-3, ...wanted.map(Math.abs));
    expect(got, what).toHaveLength(wanted.length);
    // Rounding of sums in another order, relative to the largest.
    wanted.forEach((w, i) => expect(Math.abs((got[i] ?? NaN) - w), `${what} ${String(i)}`).toBeLessThan(1e-11 * size));
  };
  agree('loss', computed.read('L'), [loss]);
  const adjoints = new Map(made.wanted);
  for (const own of names) agree(own, computed.read(adjoints.get(own) ?? ''), flat(gradient[own] ?? []));
});
