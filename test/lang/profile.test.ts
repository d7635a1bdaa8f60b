/** What classes differ in, and what may be assumed. */
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { lift } from '../../src/calculus/lift.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { sample } from '../../src/calculus/proof/sample.ts';
import { bindValues } from '../../src/engine/bind.ts';
import { violations } from '../../src/engine/facts.ts';
import { flatten } from '../../src/engine/values.ts';
import { write } from '../../src/lang/write.ts';
import { gradscribe } from '../cli/call.ts';
import { problemOf, program } from './show.ts';

const gradient = (text: string, profile?: string): string => {
  const { derivation } = derive(program(text, profile === undefined ? {} : { profile }));
  const [line] = derivation.lines.filter((l) => l.goal === derivation.wanted[0]?.[1]);
  return line === undefined ? '0' : write(line.expr, derivation.gradient.ops);
};

describe('a profile', () => {
  const squares = 'o = param(5); y = target(5)\nL = mse(o, y)';
  test('puts 1/2 before squares', () => {
    expect(gradient(squares)).toBe('2 * (o - y) / 5');
    expect(gradient(`profile(half=true)\n${squares}`)).toBe('(o - y) / 5');
  });
  test('adds losses up over samples rather than averaging them', () => {
    const text = 'P = param(N, 3); Y = target(N, 3)\nL = crossentropy(P, Y)';
    expect(gradient(text)).toBe('-Y ./ P / N');
    expect(gradient(`profile(loss="sum")\n${text}`)).toBe('-Y ./ P');
    const one = 'w = param(); x = input(); y = target()\nL = (w * x - y)^2';
    expect(write(lift(program(one)).program.bindings.get('L')?.expr ?? program(one).pool.number(0), program(one).ops)).toBe('sum(n, (w * x[n] - y[n])^2) / N');
    const summed = program(`profile(loss=sum)\n${one}`);
    expect(write(lift(summed).program.bindings.get('L')?.expr ?? summed.pool.number(0), summed.ops)).toBe('sum(n, (w * x[n] - y[n])^2)');
  });
  test('keeps samples in columns: softmax works down them, and losses divide by their number', () => {
    const text = 'Z = param(3, N); Y = target(3, N)\nassume(sum(Y, axis=0) == 1)\nP = softmax(Z)\nL = crossentropy(P, Y)';
    expect(gradient(`profile(samples=columns)\n${text}`)).toBe('(P - Y) / N');
  });
  test('says what the derivative of ReLU at 0 is', () => {
    const text = 'x = param(3)\nL = sum(relu(x))';
    expect(gradient(text)).toBe('x > 0');
    expect(gradient(`profile(relu0=1)\n${text}`)).toBe('x >= 0');
    expect(gradient(`profile(relu0=0.5)\n${text}`)).toBe('((x > 0) + (x >= 0)) / 2');
  });
  test('given beside the file wins over the file', () => {
    expect(gradient(`profile(half=true)\n${squares}`, 'half=false')).toBe('2 * (o - y) / 5');
  });
  test('lays results out as numerators of Jacobians: a gradient is turned', async () => {
    const { out } = await gradscribe(['derive', 'templates/networks/iris.grad', '--format', 'text', '--profile', 'layout=numerator']);
    expect(out.trimEnd().split('\n').slice(-2)).toEqual(["dL/dW  = x * d_z'", "dL/db  = d_z'"]);
  });
  test.each([
    ['profile(halv=true)\nL = 1', 'net.grad:1:9: there is no setting halv'],
    ['profile(half=maybe)\nL = 1', 'net.grad:1:14: half is never maybe'],
    ['profile(half=true)\nprofile(half=false)\nL = 1', 'net.grad:2:9: half is set twice'],
  ])('%s', (text, said) => {
    expect(problemOf(() => program(text)).split('\n')[0]).toBe(said);
  });
});

describe('an assumption', () => {
  test('that a matrix is symmetric adds a product and its transpose together', () => {
    const text = "A = constant(n, n); x = param(n)\nL = x' * A * x";
    expect(gradient(text)).toBe("(A + A') * x");
    expect(gradient(`${text}\nassume(symmetric(A))`)).toBe('2 * A * x');
  });
  test('holds in the data that proofs are made with', () => {
    const p = program('A = param(3, 3); x = param(5); y = target(4); z = param(7)\nassume(symmetric(A)); assume(x > 2); assume(sum(y) == 3); assume(z >= -1); assume(z < 1)\nL = sum(A) + sum(x) + sum(y) + sum(z)');
    for (const seed of [1, 2, 3]) {
      const data = sample(p, seed, () => ({ kind: 'wide', scale: 1 }));
      const run = evaluation(p, data.letters, data.given);
      const a = run.value('A');
      for (const [i, k] of [[1, 3], [2, 6], [5, 7]] as const) expect(a[i]).toBe(a[k]);
      expect(Math.min(...run.value('x'))).toBeGreaterThan(2);
      expect(run.value('y').reduce((s, v) => s + v, 0)).toBeCloseTo(3, 12);
      for (const v of run.value('z')) expect(v >= -1 && v < 1).toBe(true);
    }
  });
  test('is held against values that are given, and what does not hold is said', () => {
    const p = program('A = param(2, 2); y = target(3)\nassume(symmetric(A)); assume(sum(y) == 1); assume(y >= 0)\nL = sum(A) + sum(y)');
    const said = (json: unknown): readonly string[] => {
      const bound = bindValues(p, json);
      return violations(bound.program, bound.dims, new Map([...bound.values].map(([name, v]) => [name, flatten(v, name)]))).map((v) => `${v.fact.text}: ${String(v.left)}, ${String(v.right)}`);
    };
    expect(said({ A: [[1, 2], [2, 5]], y: [0.25, 0.25, 0.5] })).toEqual([]);
    expect(said({ A: [[1, 2], [3, 5]], y: [0.5, -0.5, 0.5] })).toEqual(['symmetric(A): 2, 3', 'sum(y) == 1: 0.5, 1', 'y >= 0: -0.5, 0']);
  });
  test.each([
    ['x = param()\nL = x^2\nassume(L == 1)', 'net.grad:3:8: no data can be drawn for this assumption'],
    ['x = param()\nL = x^2\nassume(x == 1)', 'net.grad:3:8: no data can be drawn for this assumption'],
    ['A = param(2, 3)\nL = sum(A)\nassume(symmetric(A))', 'net.grad:3:8: only a square matrix is symmetric, and this is [2, 3]'],
  ])('%s', (text, said) => {
    expect(problemOf(() => program(text)).split('\n')[0]).toBe(said);
  });
});
