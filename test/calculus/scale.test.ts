/** Long formulas and many of them: what is counted grows with the length, and nothing overflows. */
import { describe, expect, test } from 'vitest';
import { differentiate, formulasOf } from '../../src/calculus/differentiate.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { nodesBelow } from '../../src/core/expr.ts';
import { compile } from '../../src/engine/compile.ts';
import { openGradients } from '../../src/calculus/gradients.ts';
import { program } from './handout.ts';

const list = (n: number, of: (i: number) => string, between: string): string => Array.from({ length: n }, (_, i) => of(i + 1)).join(between);
const shapes: readonly (readonly [name: string, text: (n: number) => string])[] = [
  ['formulas in a chain', (n) => `w = param()\nz0 = w\n${list(n, (i) => `z${String(i)} = sin(w * z${String(i - 1)})`, '\n')}`],
  ['factors', (n) => `x = param(); y = param()\nL = ${list(n, (i) => (i % 2 === 0 ? 'x' : 'cos(y)'), ' * ')}`],
  ['terms', (n) => `x = param(); y = param()\nL = ${list(n, (i) => `${String(i)}*sin(x)*y`, ' + ')}`],
  ['parameters in one product', (n) => `${list(n, (i) => `p${String(i)} = param()`, '\n')}\nL = ${list(n, (i) => `p${String(i)}`, ' * ')}`],
];

describe('as many more items, as many more parts of the gradient program, and as much code', () => {
  test.each(shapes)('%s', (_name, text) => {
    const [a, b, c] = [100, 200, 300].map((n) => {
      const { gradient } = differentiate(program(text(n)));
      return { nodes: nodesBelow([...gradient.bindings.values()].flatMap(formulasOf)).length, code: compile(gradient, { dims: new Map() }).source.length };
    });
    if (a === undefined || b === undefined || c === undefined) throw new Error('three were counted');
    expect(b.nodes).toBeGreaterThan(a.nodes);
    expect(c.nodes - b.nodes).toBe(b.nodes - a.nodes);
    // Names in the code grow longer with their number, and 300 nodes are the most for one nest of loops.
    expect(c.code).toBeLessThan(4 * a.code);
  });
});

test('the rules on the way through a long product are told once', () => {
  const { adjoints } = differentiate(program(`x = param(); y = param()\nL = ${list(500, (i) => (i % 2 === 0 ? 'x' : 'y'), ' * ')}`));
  for (const { rules } of adjoints.flatMap((a) => a.uses)) expect(new Set(rules).size).toBe(rules.length);
});

test('the gradient of a product of 20,000 factors is the closed form', () => {
  const { gradient } = differentiate(program(`x = param(); y = param()\nL = ${list(20_000, (i) => (i % 2 === 0 ? 'x' : 'y'), ' * ')}`));
  const computed = compile(gradient, { dims: new Map() });
  const [x, y] = [1.0002, 0.9999];
  computed.set('x', x);
  computed.set('y', y);
  computed.run();
  // 20,000 roundings of 1.1e-16 each, and as many in the power it is held against.
  expect(Math.abs((computed.read('d_y')[0] ?? 0) / (10_000 * x ** 10_000 * y ** 9999) - 1)).toBeLessThan(1e-10);
  expect(Math.abs((computed.read('d_x')[0] ?? 0) / (10_000 * x ** 9999 * y ** 10_000) - 1)).toBeLessThan(1e-10);
});

test('the proving evaluator follows 10,000 formulas that read one another', () => {
  const p = openGradients(program(`w = param()\nz0 = w\n${list(10_000, (i) => `z${String(i)} = sin(z${String(i - 1)})`, '\n')}`));
  let by = 0.9;
  for (let i = 0; i < 10_000; i++) by = Math.sin(by);
  expect(evaluation(p, new Map(), (name) => (name === 'w' ? Float64Array.of(0.9) : undefined)).value('z10000')[0]).toBe(by);
});
