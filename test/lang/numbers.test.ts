/** Entries found by number, E[id, :], and values that are held. */
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { compile } from '../../src/engine/compile.ts';
import { bindData } from '../../src/engine/data.ts';
import { bindValues } from '../../src/engine/bind.ts';
import { readTable } from '../../src/engine/csv.ts';
import { write } from '../../src/lang/write.ts';
import { lines, problemOf, program } from './show.ts';

const gradients = (text: string): readonly string[] => {
  const { derivation } = derive(program(text));
  return derivation.wanted.map(([name, adjoint]) => {
    const line = derivation.lines.find((l) => l.goal === adjoint);
    return `${name}: ${line === undefined ? '0' : write(line.expr, derivation.gradient.ops)}`;
  });
};

describe('entries found by number', () => {
  test('rows, columns and single entries of an array, over a vector of numbers or one', () => {
    const d = 'id = input(3, index=5)\nk = input(index=2)\nE = param(5, 2)\n';
    expect(lines(program(`${d}X = E[id, :]\nL = sum(X)`))).toContain('value X [3, 2] = E[id, :]');
    expect(lines(program(`${d}X = E[1:3, k]\nL = sum(X)`))).toContain('value X [3] = E[1:3, :][:, k]');
    expect(lines(program(`${d}X = E[id[2], :]\nL = sum(X)`))).toContain('value X [2] = E[id[2], :]');
  });
  test('what comes back is added up where entries were taken from', () => {
    expect(gradients('id = input(T, index=V)\nE = param(V, 3)\ny = input(T, 3)\nL = halfsquare(E[id, :], y)')).toEqual(['E: scatter(z_L - y, id, axis=0, whole=V)']);
  });
  test('an entry taken twice receives both contributions', () => {
    const p = program('id = input(3, index=2)\nE = param(2)\nL = sum(E[id].^2)');
    const { derivation } = derive(p);
    const bound = bindValues(derivation.gradient, { id: [2, 1, 2], E: [5, 7] });
    const evaluator = compile(bound.program, { dims: bound.dims });
    for (const [name, value] of bound.values) evaluator.set(name, value);
    evaluator.run();
    expect(evaluator.get(derivation.wanted[0]?.[1] ?? '')).toEqual([2 * 5, 2 * 2 * 7]);
  });
  test('words of a table become numbers from 1, in the order of their names', () => {
    const data = bindData(program('w = input(index=3)\nE = param(3)\ny = target()\nL = (E[w] - y)^2'), readTable('w,y\nsun,1\nmoon,2\nsun,3\nstar,4\n', 'd.csv'));
    expect([...(data.values.get('w') ?? [])]).toEqual([3, 1, 3, 2]);
    expect(data.classes.get('w')).toEqual(['moon', 'star', 'sun']);
  });
  test.each([
    ['x = input(3)\nE = param(5)\nL = sum(E[x])', 'net.grad:3:11: x is neither a size nor an index, nor whole numbers given as data'],
    ['x = input(3, index=4)\nE = param(5)\nL = sum(E[x])', 'net.grad:3:11: x runs to 4, and the axis has 5 entries'],
    ['x = input(3, index=0)\nL = 1', 'net.grad:1:20: 0 is not a size'],
    ['x = param(3, index=4)\nL = 1', 'net.grad:1:20: param has no option index'],
  ])('%s', (text, said) => {
    expect(problemOf(() => program(text)).split('\n')[0]).toBe(said);
  });
  test('ranks run no further than the axis that they are places of', () => {
    expect(problemOf(() => program('a = param(3)\nb = input(5)\nL = sum(takealong(a, ranks(b)))'))).toContain('these ranks run to 5, and the axis has 3 entries');
    expect(problemOf(() => program('a = param(5)\nb = input(5)\nL = sum(putalong(a, ranks(b), whole=3))'))).toContain('these ranks run to 5, and the axis has 3 entries');
    expect(problemOf(() => program('a = param(m)\nb = input(n)\nL = sum(takealong(a, ranks(b)))'))).toContain('these ranks run to n, and the axis has m entries');
    expect(program('a = param(7)\nb = input(5)\nL = sum(takealong(a, ranks(b)))').objective).toBe('L');
  });
  test('numbers that are given are held to their range', () => {
    const p = program('id = input(2, index=3)\nE = param(3)\nL = sum(E[id])');
    expect(problemOf(() => bindValues(p, { id: [0, 1], E: [1, 2, 3] }))).toContain('id holds 0, and entries are numbered from 1 to 3');
    expect(problemOf(() => bindValues(p, { id: [1.5, 1], E: [1, 2, 3] }))).toContain('id holds 1.5');
  });
});

describe('what is held', () => {
  test('is a constant to the gradient, and its value is still computed', () => {
    expect(gradients('x = param()\nL = (x - hold(x^2))^2')).toEqual(['x: 2 * (x - hold(x^2))']);
  });
  test('can cut a recurrence, so that nothing flows further back', () => {
    expect(gradients('t = index(T)\nx[t] = input()\nw = param()\nh[0] = 0\nh[t] = tanh(w * hold(h[t-1]) + x[t])\nL = h[T]')).toEqual(['w: sum(t, d_z_h[t] * hold(h[t-1]))']);
  });
});
