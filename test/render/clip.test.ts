/** What is too long to be read is cut, whatever shape the graph has; what is short is printed whole. */
import { expect, test } from 'vitest';
import { nodesOf } from '../../src/core/expr.ts';
import { clipped } from '../../src/render/formula/clip.ts';
import { write } from '../../src/lang/write.ts';
import { program } from '../calculus/handout.ts';

const cut = (text: string, most?: number, deepest?: number): string => {
  const p = program(text);
  const e = p.bindings.get(p.objective)?.expr;
  return e === undefined ? '' : write(clipped(e, most, deepest), p.ops);
};
const chain = (n: number, step: (before: string, i: number) => string): string => `x = param()\nv0 = x\n${Array.from({ length: n }, (_, i) => `v${String(i + 1)} = ${step(`v${String(i)}`, i)}`).join('\n')}\nL = v${String(n)}`;

test('a formula of ordinary size is the same node', () => {
  const p = program('x = param(3); W = param(5, 3)\nL = sum(tanh(W * x))^2');
  const e = p.bindings.get('L')?.expr;
  expect(e === undefined ? undefined : clipped(e)).toBe(e);
});
test('a long sum keeps its last terms', () => {
  expect(cut(`x = param()\nL = ${'x + '.repeat(3000)}x`)).toMatch(/^…(?: \+ x){1500,1501}$/u);
});
test('a deep formula keeps its outside', () => {
  expect(cut('x = param()\nL = sin(cos(exp(tanh(x))))', 100, 2)).toBe('sin(cos(…))');
});
test('a graph that doubles at every step stays short', () => {
  const p = program(chain(40, (v) => `${v} * ${v}`));
  // The whole tree in one formula: 2^40 factors.
  let e = p.pool.name('x', { dims: [], row: false }) as Parameters<typeof clipped>[0];
  for (let i = 0; i < 40; i++) e = p.pool.apply('times', [e, e], {}, e.shape);
  const short = write(clipped(e), p.ops);
  expect(short.length).toBeLessThan(8000);
  expect(short).toContain('…');
  expect(nodesOf(clipped(e)).length).toBeLessThan(500);
});
