import { describe, expect, test } from 'vitest';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { lift } from '../../src/calculus/lift.ts';
import { createPool, type Expr } from '../../src/core/expr.ts';
import type { Binding, Program } from '../../src/core/program.ts';
import { profileOf } from '../../src/core/profile.ts';
import { scalar, tensor } from '../../src/core/shape.ts';
import { compile } from '../../src/engine/compile.ts';
import { ops } from '../../src/ops/index.ts';
import { agrees, fill, program } from './programs.ts';

const network = `x = input(5); y = target(3)
W1 = param(7, 5); b1 = param(7)
W2 = param(3, 7); b2 = param(3)
z1 = W1 * x + b1
h = sigmoid(z1)
o = softmax(W2 * h + b2)
L = crossentropy(o, y)`;
const batch = `X = input(N, 5); Y = target(N, 3)
W = param(5, 7); b = param(7); V = param(7, 3)
H = tanh(X * W + b)
P = softmax(H * V)
L = crossentropy(P, Y) + 1/N * sum(W.^2)`;
const recurrent = `t = index(T)
x[t] = input(3); y[t] = target(5)
Wx = param(7, 3); Wh = param(7, 7); b = param(7); Wy = param(5, 7); c = param(5); h0 = param(7)
h[0] = h0
h[t] = tanh(Wx * x[t] + Wh * h[t-1] + b)
L = sum(t, crossentropy(softmax(Wy * h[t] + c), y[t]))`;
const twoStates = `t = index(T)
x[t] = input(3); A = param(5, 3); B = param(5, 5); C = param(5, 5); v = param(5)
h[0] = zeros(5); c[0] = v
c[t] = sigmoid(A * x[t] + B * h[t-1]) .* c[t-1] + tanh(C * h[t-1])
h[t] = tanh(c[t]) .* sigmoid(A * x[t])
L = v' * h[T] + sum(c[1] .* h[2])`;
const lagTwo = `t = index(T)
x[t] = input(); a = param(); b = param()
h[-1] = 0.5; h[0] = 0.25
h[t] = tanh(a * h[t-1] + b * h[t-2] + x[t])
L = sum(t, h[t]^2 / (t + 1))`;
const bothWays = `t = index(T)
x[t] = input(3); F = param(5, 3); G = param(5, 5); v = param(5)
f[0] = zeros(5)
f[t] = tanh(F * x[t] + G * f[t-1])
r[0] = zeros(5)
r[t] = tanh(F * x[T+1-t] + G * r[t-1])
L = sum(t, v' * (f[t] .* r[T+1-t]))`;

describe('a plan computes what the index text says, forwards and in its gradient', () => {
  test.each([
    ['a dense network', network, {}],
    ['a batch with a letter for its rows', batch, { N: 11 }],
    ['a recurrence', recurrent, { T: 5 }],
    ['a recurrence of one step', recurrent, { T: 1 }],
    ['two states that read one another', twoStates, { T: 5 }],
    ['a lag of two', lagTwo, { T: 7 }],
    ['a sequence read from both ends', bothWays, { T: 5 }],
    ['products, powers and transposes', `A = input(5, 7); B = input(7, 5); v = input(5)\nC = A * B\nD = (C .* C') * v\nL = sum(D.^3 ./ (1 + D.^2)) + mean(A.^0.5) + v' * C' * v + sum((v + 1).^(-2))`, {}],
    ['maxima and comparisons', `A = input(5, 7); B = param(5, 7)\nM = max(A .* B, axis=1)\nR = max(A - B, 0) + min(A, B)\nL = sum(M) + sum(where(A > B, R, A .* R)) + sum(abs(A - B))`, {}],
    ['parts of arrays', `A = param(5, 7); v = param(7)\nB = A[2:4, :]\nr = A[3, :]\nL = sum(B * v) + sum(r .* v) + A[5, 7] + sum(v[2:6].^2)`, {}],
    ['a matrix read row by row', `t = index(5)\nX = param(5, 3); w = param(3)\nh[0] = 0.1\nh[t] = tanh(w' * X[t, :] + h[t-1])\nL = sum(t, h[t])`, {}],
    ['literal arrays', `w = param(3)\nA = [1, 2, 3; 4, 5, 6]\nL = sum((A * w).^2)`, {}],
    ['sums of copies, and sizes in formulas', `X = input(m, n); w = param(n); s = param()\nL = s * sum((X * w - sum(w) / (m * n)).^2) / m`, { m: 7, n: 3 }],
  ])('%s', (_, text, dims) => {
    const p = program(text);
    agrees(p, dims);
    agrees(differentiate(p).gradient, dims);
  });

  test.each([
    ['a dense network', network, { N: 3 }],
    ['a recurrence', recurrent, { N: 3, T: 5 }],
    ['two states that read one another', twoStates, { N: 3, T: 5 }],
    ['a sequence read from both ends', bothWays, { N: 2, T: 3 }],
  ])('over samples: %s', (_, text, dims) => {
    const { program: lifted } = lift(program(text));
    agrees(lifted, dims);
    agrees(differentiate(lifted).gradient, dims);
  });
});

/** A program put together by hand: for what the language does not say. */
const handmade = (size: number, build: (at: (...place: (number | string)[]) => Expr, number: (v: number) => Expr, apply: (op: string, ...args: Expr[]) => Expr) => Pick<Binding, 'expr' | 'base'>): Program => {
  const pool = createPool();
  const name = (...place: (number | string)[]): Expr => pool.name('h', scalar, place);
  const made = build(name, pool.number, (op, ...args) => pool.apply(op, args, {}, scalar));
  return {
    pool, ops, functions: new Map(), lemmas: [], notations: new Map(), facts: [], profile: profileOf(), titles: new Map(), objective: 'h',
    bindings: new Map([['h', { name: 'h', role: 'value', over: ['t'], shape: scalar, ...made }]]),
    dims: new Map([['T', size]]),
    indices: new Map([['t', { name: 't', size: 'T', role: 'sequence' }]]),
  };
};

describe('scans', () => {
  test('reads that go ahead run from the end, and what lies outside is zero', () => {
    const p = handmade(5, (h, n, f) => ({ expr: f('add', f('times', n(2), h('t+1')), n(1)), base: [] }));
    expect(agrees(p).get('h')).toEqual([31, 15, 7, 3, 1]);
  });

  test('a formula for one place stands in for the general one there', () => {
    const p = handmade(5, (h, n, f) => ({ expr: f('add', h('t+1'), n(1)), base: [{ at: 'T', expr: n(100) }] }));
    expect(agrees(p).get('h')).toEqual([104, 103, 102, 101, 100]);
  });

  test('also in the middle, and when it reads the family itself', () => {
    const p = handmade(7, (h, n, f) => ({ expr: f('add', h('t-1'), n(1)), base: [{ at: 4, expr: f('times', n(10), h(3)) }] }));
    expect(agrees(p).get('h')).toEqual([1, 2, 3, 30, 31, 32, 33]);
  });

  test('reads that go both back and ahead are refused, with the name', () => {
    const p = handmade(5, (h, _, f) => ({ expr: f('add', h('t-1'), h('t+1')), base: [] }));
    expect(() => compile(p, { dims: new Map() })).toThrow('h cannot be computed in any order');
  });

  test('a recurrence over two indices scans the one that all reads go back along, and the other inside', () => {
    const pool = createPool();
    const h = (...place: string[]): Expr => pool.name('h', scalar, place);
    const add = (a: Expr, b: Expr): Expr => pool.apply('add', [a, b], {}, scalar);
    const p: Program = {
      ...handmade(5, () => ({ base: [] })),
      pool,
      bindings: new Map([['h', { name: 'h', role: 'value', over: ['s', 't'], base: [], shape: scalar, expr: add(add(h('s-1', 't'), h('s', 't-1')), pool.number(1)) }]]),
      indices: new Map(['s', 't'].map((name) => [name, { name, size: 3, role: 'sequence' }])),
    };
    expect(agrees(p).get('h')).toEqual([[1, 2, 3], [2, 5, 9], [3, 9, 19]]);
  });
});

describe('sharing', () => {
  const chain = (levels: number, next: (e: Expr) => Expr): Program => {
    const p = handmade(1, () => ({ base: [] }));
    const x = p.pool.name('x', tensor(3, 3));
    let e: Expr = x;
    for (let k = 0; k < levels; k++) e = next(e);
    const binding = (name: string, expr?: Expr): [string, Binding] => [name, { name, role: expr ? 'value' : 'input', over: [], base: [], shape: tensor(3, 3), ...(expr ? { expr } : {}) }];
    return { ...p, bindings: new Map([binding('x'), binding('y', e)]), objective: 'y' };
  };
  const apply = (op: string, first: Expr, ...others: Expr[]): Expr => first.pool.apply(op, [first, ...others], {}, tensor(3, 3));

  test('forty doublings are forty operations, not a million million', () => {
    const p = chain(40, (e) => apply('times', e, e));
    expect(compile(p, { dims: new Map() }).source.length).toBeLessThan(40 * 60);
    agrees(chain(8, (e) => apply('times', e, e)));
  });

  test('also when every level is read turned over', () => {
    const turned = (e: Expr): Expr => apply('add', apply('times', e, e), apply('transpose', apply('sin', e)));
    expect(compile(chain(40, turned), { dims: new Map() }).source.length).toBeLessThan(40 * 400);
    agrees(chain(8, turned));
  });

  test('a formula of thousands of terms is cut into functions that stay small', () => {
    const evaluator = compile(program(`x = input(); L = ${Array.from({ length: 4000 }, (_, k) => `sin(${String(k)} * x)`).join(' + ')}`), { dims: new Map() });
    evaluator.set('x', 0.5);
    evaluator.run();
    expect(evaluator.get('L')).toBe(Array.from({ length: 4000 }, (_, k) => Math.sin(k * 0.5)).reduce((a, b) => a + b));
    for (const body of evaluator.source.split('function')) expect(body.split(';').length).toBeLessThan(1500);
  });
});

test('what does not depend on an index is computed outside its loop', () => {
  const p = program(`t = index(1000)\nx[t] = input(); W = input(3, 3); v = input(3)\ny[t] = sum(sin(W * v)) * x[t]\nL = sum(t, y[t])`);
  const { source } = compile(p, { dims: new Map() });
  const long = source.indexOf('<=1000');
  expect(long).toBeGreaterThan(0);
  // The sine stands before the long loop, not in it.
  const call = /v\d+=(v\d+)\(/.exec(source);
  expect(call).not.toBeNull();
  expect(call?.index).toBeLessThan(long);
});

test('of several largest entries the first one counts', () => {
  const p = program(`X = input(2, 3)\nM = max(X, axis=1)\nL = sum(M)\nW = param(2, 3)\nQ = sum(max(X .* W, axis=1))`);
  const { gradient } = differentiate(p);
  const evaluator = compile(gradient, { dims: new Map() });
  evaluator.set('X', [[1, 1, 1], [1, 2, 2]]);
  evaluator.set('W', [[1, 1, 1], [1, 1, 1]]);
  evaluator.run();
  expect(evaluator.get('M')).toEqual([[1], [2]]);
  expect(evaluator.get('d_W')).toEqual([[1, 0, 0], [0, 2, 0]]);
});

test('a value that is not a number is not lost in a maximum', () => {
  const p = program(`x = input(3)\nL = max(log(x))`);
  const evaluator = compile(p, { dims: new Map() });
  evaluator.set('x', [1, -1, 2]);
  evaluator.run();
  expect(evaluator.get('L')).toBeNaN();
});

describe('the generated source', () => {
  test('holds nothing of the user: no name, no number with a point', () => {
    const p = program(`alert = input(3); постоянная = constant(0.1)\nL = постоянная * sum(exp(alert)) + 2.5`);
    expect(compile(p, { dims: new Map() }).source).not.toMatch(/alert|п|\d\.\d|exp/);
  });

  test('has no general power where the exponent is a plain number', () => {
    const p = program(`x = input(3)\nL = sum(x.^3 + x.^0.5 + x.^(-2) + x.^7)`);
    const { source } = agrees(p);
    // One function is passed in: the square root.
    expect(new Set([...source.matchAll(/(v\d+)\(/g)].map((m) => m[1])).size).toBe(1);
  });
});

describe('what is refused', () => {
  const p = program(`x = input(n); W = param(3, n)\nL = sum(W * x)`);
  test('a size without a value', () => {
    expect(() => compile(p, { dims: new Map() })).toThrow('nothing says how large n is');
  });
  test('a value of another shape, naming both', () => {
    const evaluator = compile(p, { dims: new Map([['n', 2]]) });
    expect(() => evaluator.set('W', [1, 2, 3])).toThrow('W is [3, 2], and the value given for it is [3]');
  });
  test('a value that is not finite, saying which', () => {
    const evaluator = compile(p, { dims: new Map([['n', 2]]) });
    expect(() => evaluator.set('x', [1, Infinity])).toThrow('x[2] is Infinity');
  });
  test('a run before everything is given', () => {
    const evaluator = compile(p, { dims: new Map([['n', 2]]) });
    evaluator.set('x', [1, 2]);
    expect(() => evaluator.run()).toThrow('W has no value');
  });
  test('a part of an array that is not there', () => {
    const q = program(`X = input(n, 3)\ny = sum(X[5, :])`);
    expect(() => compile(q, { dims: new Map([['n', 4]]) })).toThrow('y reads entry 5 of an axis that has 4');
  });
});

test('only what is wanted is computed, and a value it does not need may be missing', () => {
  const evaluator = compile(program(network), { dims: new Map(), want: ['o'] });
  expect(evaluator.plan.given.map((b) => b.name)).not.toContain('y');
  fill(evaluator);
  evaluator.run();
  expect(() => evaluator.get('L')).toThrow('L is not among the values computed here');
});

test('entries are found by number, and added to, without a search', () => {
  const text = 'id = input(4, index=5); E = param(5, 2); L = sum(E[id, :].^2) / 2';
  const made = compile(differentiate(program(text)).gradient, { dims: new Map() });
  made.set('E', [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]);
  made.set('id', [2, 5, 2, 1]);
  made.run();
  expect(made.get('d_E')).toEqual([[1, 2], [6, 8], [0, 0], [0, 0], [9, 10]]);
  expect(made.source).not.toMatch(/<=4;|<5;/u);
});
