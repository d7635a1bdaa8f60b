import { expect, test } from 'vitest';
import { builtins } from '../../src/lang/meanings.ts';
import { prelude, program } from './show.ts';

const p = program('x = param()\nL = x');

test('the prelude defines functions, lemmas and notations, and nothing else', () => {
  expect([...p.bindings.keys()]).toEqual(['x', 'L']);
});

/** Functions of arrays, with arguments and the shape of the result beside a matrix of N rows and 3 columns. */
const ofArrays: Readonly<Record<string, readonly [args: string, dims: readonly (string | number)[]]>> = {
  logsumexp: ['x', ['N', 1]],
  maxout: ['x', ['N', 1]],
  deviation: ['x', ['N', 1]],
  rootmeansquare: ['x', ['N', 1]],
  batchdeviation: ['x', [1, 3]],
  cosinesimilarity: ['x, y', ['N', 1]],
  distance: ['x, y', ['N', 1]],
  bilinear: ['v, A, w', []],
  pow: ['s, 3', []],
  outer: ['v, w', [5, 7]],
  causal: ['5', [5, 5]],
  sinusoidal: ['5, 7', [5, 7]],
  cross: ['u, u', [3]],
  vec: ['A', [35]],
  kron: ['A, A', [25, 49]],
};
const numbers = new Set(['mse', 'mae', 'halfsquare', 'crossentropy', 'bce', 'crossentropylogits', 'bcelogits', 'nll', 'kl', 'focal', 'huber', 'smoothl1', 'logcosh', 'pinball', 'hinge', 'squaredhinge', 'softmargin', 'poissonnll', 'gaussiannll', 'cosine', 'triplet', 'l1penalty', 'l2penalty']);

test.each([...p.functions.values()].map((f) => [f.name, f] as const))('%s is entry by entry, or a number, or as listed', (name, fn) => {
  const [args = fn.params.flatMap((param, i) => (fn.defaults.has(param) ? [] : [i === 0 ? 'x' : 'y'])).join(', '), dims] = ofArrays[name] ?? [];
  const q = program(`x = param(N, 3); y = target(N, 3); u = param(3); v = param(5); A = param(5, 7); w = param(7); s = param()\nz = ${name}(${args})\nL = sum(z)`);
  expect(q.bindings.get('z')?.shape.dims).toEqual(dims ?? (numbers.has(name) ? [] : ['N', 3]));
});

test.each(p.lemmas.map((l) => [`${l.kind}(${l.fn}, ${l.of})`, l] as const))('%s is a formula over the parameters of its function', (_head, lemma) => {
  expect(lemma.place.file).toBe('prelude');
  expect(p.functions.get(lemma.fn)?.params).toContain(lemma.of);
});

test('every lemma stands right behind its function, and every loss takes (prediction, target)', () => {
  const always = prelude.replace(/^profile\(\w[^]*?^profile\(\)$/gmu, '');
  const heads = [...always.matchAll(/^(?:(?:D|pull|tex)\((\w+), [\w, ]+\)|(\w+)\([^)]+\)) =/gmu)].map(([, lemma, fn]) => lemma ?? fn);
  expect(heads.filter((h) => p.functions.has(h ?? '') || !builtins.has(h ?? '')).filter((h, i, own) => i === 0 || h !== own[i - 1])).toEqual([...p.functions.keys()]);
  for (const loss of numbers) if (loss !== 'triplet' && !loss.endsWith('penalty')) expect(p.functions.get(loss)?.params[1]).toBe('y');
});
