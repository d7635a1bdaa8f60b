/** Replacing indices: all at once, under sums, and never into the hands of a sum over the same letter. */
import { describe, expect, test } from 'vitest';
import type { Dim } from '../../src/core/dim.ts';
import type { Expr } from '../../src/core/expr.ts';
import { freeIndices, sparing, substituteIndices } from '../../src/calculus/indices.ts';
import { write } from '../../src/lang/write.ts';
import { ops } from '../../src/ops/index.ts';
import { program } from './handout.ts';

const p = program('s = index(T); t = index(T); u = index(4); h[t] = input(2); E[s, t] = input(); X = input(4, 2); A[t] = input()\nm[s] = sum(t, E[s, t] * sum(h[t]))\nq[s, t] = sum(u, E[s, t] * sum(X[u]))\nf[t] = h[T+1-t] .* h[t] .* t\ng[u] = X[u] .* u\nL = 1 + sum(t, A[t])');
const exprOf = (name: string): Expr => p.bindings.get(name)?.expr ?? expect.fail(`no ${name}`);
const replaced = (name: string, by: Readonly<Record<string, Dim>>): string => write(substituteIndices(exprOf(name), new Map(Object.entries(by)), sparing(p).spare), ops);

describe('replacing', () => {
  test.each([
    ['f', { t: 't+1' }, 'h[T-t] .* h[t+1] * (t + 1)'],
    ['f', { t: 3 }, 'h[T-2] .* h[3] * 3'],
    ['f', { t: 's' }, 'h[T-s+1] .* h[s] * s'],
    ['f', {}, 'h[T-t+1] .* h[t] * t'],
    ['g', { u: 'u-1' }, 'X[u - 1, :] * (u - 1)'],
    // Two at once: each sees the old formula.
    ['q', { s: 't', t: 's' }, 'sum(u, E[t, s] * sum(X[u, :]))'],
    ['q', { s: 't+1', t: 's-1' }, 'sum(u, E[t+1, s-1] * sum(X[u, :]))'],
    // The index of a sum is its own.
    ['m', { t: 5 }, 'sum(t, E[s, t] * sum(h[t]))'],
    ['m', { s: 2, t: 5 }, 'sum(t, E[2, t] * sum(h[t]))'],
    // A sum over t in the way of s -> t runs over a free letter instead.
    ['m', { s: 't' }, 'sum(s, E[t, s] * sum(h[s]))'],
    ['m', { s: 't-1' }, 'sum(s, E[t-1, s] * sum(h[s]))'],
    ['q', { s: 'u' }, 'sum(j, E[u, t] * sum(X[j, :]))'],
  ] as const)('%s with %j', (name, by, text) => expect(replaced(name, by)).toBe(text));

  test('a new letter is an index of its size', () => {
    const { spare, indices } = sparing(p);
    substituteIndices(exprOf('q'), new Map([['s', 'u']]), spare);
    expect(indices.get('j')).toEqual({ name: 'j', size: 4, role: 'sequence' });
    expect(spare('T', new Set(['s', 't']))).toBe('k');
    expect(spare('T', new Set(['s', 't', 'k']))).toBe('l');
    expect(p.indices.has('j')).toBe(false);
  });
});

test('free are the indices no sum binds', () => {
  expect([...freeIndices(exprOf('m'), p.indices)]).toEqual(['s']);
  expect([...freeIndices(exprOf('q'), p.indices)].sort()).toEqual(['s', 't']);
  expect([...freeIndices(exprOf('f'), p.indices)]).toEqual(['t']);
  expect([...freeIndices(exprOf('g'), p.indices)]).toEqual(['u']);
  expect([...freeIndices(exprOf('L'), p.indices)]).toEqual([]);
});
