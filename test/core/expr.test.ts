/** The pool: equal expressions are one node, and a formula never swells into a tree. */
import { describe, expect, test } from 'vitest';
import { createPool, type Expr, nodesOf, rebuild } from '../../src/core/expr.ts';
import { rowOf, scalar, tensor } from '../../src/core/shape.ts';

describe('interning', () => {
  const pool = createPool();
  const x = pool.name('x', tensor(3));

  test('equal expressions are one node', () => {
    expect(pool.name('x', tensor(3))).toBe(x);
    expect(pool.number(2)).toBe(pool.number(2));
    expect(pool.apply('add', [x, x], {}, x.shape)).toBe(pool.apply('add', [x, x], {}, tensor(3)));
    expect(pool.apply('sum', [x], { axes: [0], keep: false }, scalar)).toBe(pool.apply('sum', [x], { keep: false, axes: [0] }, scalar));
  });
  test('what differs in name, place, shape, attribute, order or operator is another node', () => {
    const y = pool.name('y', tensor(3));
    const all: readonly Expr[] = [
      x,
      y,
      pool.name('x', rowOf(3)),
      pool.name('x', tensor(3), ['t']),
      pool.name('x', tensor(3), ['t-1']),
      pool.name('x', tensor(3), [1]),
      pool.number(0),
      pool.number(-0),
      pool.number(1),
      pool.apply('add', [x, y], {}, x.shape),
      pool.apply('add', [y, x], {}, x.shape),
      pool.apply('subtract', [x, y], {}, x.shape),
      pool.apply('sum', [x], { axes: [0] }, scalar),
      pool.apply('sum', [x], { axes: [1] }, scalar),
      pool.apply('call', [x], { fn: 'f' }, x.shape),
      pool.apply('call', [x], { fn: 'g' }, x.shape),
      pool.apply('neg', [x], {}, x.shape),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
  test('names that are words of the machine are names', () => {
    for (const word of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) expect(pool.name(word, scalar)).toMatchObject({ kind: 'name', name: word });
  });
  test('a node says what was built', () => {
    const e = pool.apply('times', [x, x], {}, x.shape);
    expect([e.kind, e.op, e.shape, e.args]).toEqual(['apply', 'times', tensor(3), [x, x]]);
    expect(Number.isNaN(pool.number(NaN).value)).toBe(true);
    expect(pool.number(NaN)).toBe(pool.number(NaN));
  });
});

describe('walks', () => {
  test('operands come before what uses them, each once', () => {
    const pool = createPool();
    let e: Expr = pool.name('x', scalar);
    // A tree of 2^60 leaves, a graph of 61 nodes.
    for (let k = 0; k < 60; k++) e = pool.apply('add', [e, e], {}, scalar);
    const nodes = nodesOf(e);
    expect(nodes).toHaveLength(61);
    nodes.forEach((node, i) => node.args.forEach((a) => expect(nodes.indexOf(a)).toBeLessThan(i)));
    expect(nodesOf()).toEqual([]);
  });
  test('rebuilding without a change gives the same node, and with one a new graph of the same size', () => {
    const pool = createPool();
    const [x, y] = [pool.name('x', scalar), pool.name('y', scalar)];
    let e: Expr = x;
    for (let k = 0; k < 40; k++) e = pool.apply('times', [e, pool.apply('exp', [e], {}, scalar)], {}, scalar);
    expect(rebuild(e, (node) => node)).toBe(e);
    const other = rebuild(e, (node) => (node === x ? y : node));
    expect(nodesOf(other)).toHaveLength(nodesOf(e).length);
    expect(nodesOf(other)).not.toContain(x);
  });
  test('a chain of a million nodes is built and walked', () => {
    const pool = createPool();
    let e: Expr = pool.name('x', scalar);
    const before = pool.size();
    for (let k = 0; k < 1_000_000; k++) e = pool.apply('tanh', [e], {}, scalar);
    expect(pool.size() - before).toBe(1_000_000);
    // Building the same chain again makes nothing.
    let again: Expr = pool.name('x', scalar);
    for (let k = 0; k < 1_000_000; k++) again = pool.apply('tanh', [again], {}, scalar);
    expect(again).toBe(e);
    expect(pool.size() - before).toBe(1_000_000);
    expect(nodesOf(e)).toHaveLength(1_000_001);
  });
});
