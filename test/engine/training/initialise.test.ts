/** Where training starts: what each row draws, and how files say it. */
import { describe, expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.ts';
import { initialise, initialisers } from '../../../src/engine/training/initialise.ts';
import { createRandom } from '../../../src/engine/random.ts';
import { initialisers as named } from '../../../src/lang/file/initialisers.ts';
import { programText } from '../../../src/lang/program-text.ts';
import { program } from '../programs.ts';

const start = (text: string, name = 'W', seed = 1): Float64Array => {
  const p = program(text);
  const b = p.bindings.get(name);
  if (b === undefined) throw new Error(name);
  return initialise(p, b, new Map(), createRandom(seed));
};
/** W of a product W * x: 80 numbers are added up, and each goes into 50. */
const drawn = (init: string): Float64Array => start(`x = input(80); W = param(50, 80, ${init})\nL = sum(W * x)`);
const deviation = (values: Float64Array): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
const most = (values: Float64Array): number => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);

describe('initialisers', () => {
  // Of 4000 numbers the deviation is off by about one part in ninety (normal), or in a hundred and forty (even).
  test.each([
    ['uniform', 0.05 / Math.sqrt(3), 0.05],
    ['uniform, range=0.3', 0.3 / Math.sqrt(3), 0.3],
    ['normal', 0.05, Infinity],
    ['normal, std=2', 2, Infinity],
    ['glorot', Math.sqrt(2 / 130), Math.sqrt(6 / 130)],
    ['glorotnormal', Math.sqrt(2 / 130), Infinity],
    ['he', Math.sqrt(2 / 80), Math.sqrt(6 / 80)],
    ['henormal', Math.sqrt(2 / 80), Infinity],
    ['lecun', Math.sqrt(1 / 80), Math.sqrt(3 / 80)],
    ['lecunnormal', Math.sqrt(1 / 80), Infinity],
  ])('%s has the deviation and the limit that it promises', (init, wanted, limit) => {
    const W = drawn(init);
    expect(deviation(W) / wanted).toBeGreaterThan(0.96);
    expect(deviation(W) / wanted).toBeLessThan(1.04);
    expect(most(W)).toBeLessThanOrEqual(limit);
    if (limit < Infinity) expect(most(W)).toBeGreaterThan(0.99 * limit);
    else expect(most(W)).toBeGreaterThan(3 * wanted);
  });
  test.each([['zeros', 0], ['ones', 1], ['constant, value=-0.1', -0.1], ['constant', 0]])('%s', (init, value) => {
    expect(drawn(init)).toEqual(new Float64Array(4000).fill(value));
  });
  test.each([[3, 7], [7, 3], [5, 5]])('orthogonal: %d by %d, the fewer are orthonormal', (rows, columns) => {
    const W = start(`W = param(${String(rows)}, ${String(columns)}, orthogonal, gain=2)\nL = sum(W)`);
    const at = (i: number, j: number): number => (W[i * columns + j] ?? NaN) / 2;
    const few = Math.min(rows, columns);
    const dot = (a: number, b: number): number => Array.from({ length: Math.max(rows, columns) }, (_, k) => (rows <= columns ? at(a, k) * at(b, k) : at(k, a) * at(k, b))).reduce((x, y) => x + y, 0);
    for (let a = 0; a < few; a++) for (let b = 0; b < few; b++) expect(dot(a, b)).toBeCloseTo(Number(a === b), 14);
  });
  test('identity fills the diagonal, of matrices that are not square, too', () => {
    expect(start('W = param(2, 3, identity)\nL = sum(W)')).toEqual(Float64Array.of(1, 0, 0, 0, 1, 0));
    expect(start('W = param(2, 2, identity, gain=0.5)\nL = sum(W)')).toEqual(Float64Array.of(0.5, 0, 0, 0.5));
  });
  test('matrices start by glorot, vectors and scalars at zero', () => {
    const text = 'W = param(30, 20); b = param(5); s = param()\nL = sum(W) + sum(b) + s';
    expect(most(start(text))).toBeLessThanOrEqual(Math.sqrt(6 / 50));
    expect(most(start(text))).toBeGreaterThan(0.98 * Math.sqrt(6 / 50));
    expect(start(text, 'b')).toEqual(new Float64Array(5));
    expect(start(text, 's')).toEqual(new Float64Array(1));
  });
  test('he looks at the axis that is summed: the last in W * x, the first in X * W', () => {
    expect(most(start('x = input(6); W = param(600, 6, he)\nL = sum(W * x)'))).toBeCloseTo(1, 1);
    expect(most(start('X = input(3, 600); W = param(600, 6, he)\nL = sum(X * W)'))).toBeCloseTo(0.1, 2);
  });
  test.each(initialisers.map((r) => r.name))('%s is the same for the same seed', (name) => {
    const text = `W = param(7, 5, ${name})\nL = sum(W)`;
    expect(start(text)).toEqual(start(text));
    if (!['zeros', 'ones', 'constant', 'identity'].includes(name)) expect(start(text)).not.toEqual(start(text, 'W', 2));
  });
  test.each([['b = param(3, orthogonal)', 'b has 1 axis, and orthogonal starts matrices'], ['K = param(2, 3, 4, identity)', 'K has 3 axes, and identity starts matrices']])('%s is refused at its line', (text, message) => {
    const name = text.charAt(0);
    expect(() => start(`${text}\nL = sum(${name})`, name)).toThrow(message);
    try {
      start(`${text}\nL = sum(${name})`, name);
    } catch (problem) {
      expect(problem instanceof Problem && problem.place?.line).toBe(1);
    }
  });
});

describe('in a file', () => {
  test('every row may be named, with its numbers', () => {
    expect(initialisers.map((r) => [r.name, Object.keys(r.options)])).toEqual([...named].map(([name, options]) => [name, [...options]]));
  });
  test('what is written is read again', () => {
    const text = 'W = param(3, 2, constant, value=-0.5)\nV = param(2, uniform, range=0.25)\nL = sum(W) + sum(V)\n';
    expect(programText(program(text))).toBe(text);
  });
  test.each([
    ['W = param(2, 2, he_normal)', 'he_normal is called henormal here'],
    ['W = param(2, 2, xavier_uniform)', 'xavier_uniform is called glorot here'],
    ['W = param(2, 2, henormel)', 'there is no way to start a parameter called henormel'],
    ['W = param(2, 2, he, std=2)', 'he has no option std'],
    ['W = param(2, 2, value=2)', 'param has no option value'],
    ['W = param(2, 2, normal, std=0)', 'std is a number above 0'],
    ['W = param(2, 2, constant, value=c)', 'value is a number'],
  ])('%s is refused', (text, message) => {
    expect(() => program(`${text}\nL = sum(W)`)).toThrow(message);
  });
});
