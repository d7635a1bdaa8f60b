import { describe, expect, test } from 'vitest';
import { bindShapes, bindValues } from '../../src/engine/bind.ts';
import { compile } from '../../src/engine/compile.ts';
import { flatten, type Nested, nest, shapeOf } from '../../src/engine/values.ts';
import { problemOf } from '../lang/show.ts';
import { program } from './programs.ts';

describe('nested arrays', () => {
  test('go to flat numbers and back', () => {
    const value = [[[1, 2], [3, 4], [5, 6]]];
    expect(shapeOf(value, 'x')).toEqual([1, 3, 2]);
    expect(nest(flatten(value, 'x'), [1, 3, 2])).toEqual(value);
    expect(nest(flatten(7, 'x'), [])).toBe(7);
  });
  test.each<[Nested, string]>([
    [[[1, 2], [3]], 'W[2] has 1 entries, unlike the entry before it'],
    [[[1, 2], 3], 'W[2] is a single number, unlike the entry before it'],
    [[1, [2]], 'W[2] has 1 entries, unlike the entry before it'],
  ])('%j is ragged', (value, message) => {
    expect(() => shapeOf(value, 'W')).toThrow(message);
  });
});

describe('letters get their numbers from the shapes of values', () => {
  const linear = program('X = input(N, d); Y = target(N, m); W = param(d, m)\nL = mse(X * W, Y)');
  test('each axis says its letter', () => {
    const bound = bindValues(linear, { X: [[1, 2], [3, 4], [5, 6]], Y: [[1], [2], [3]] });
    expect(Object.fromEntries(bound.dims)).toEqual({ N: 3, d: 2, m: 1 });
    expect(bound.program).toBe(linear);
  });
  test('two values that disagree are both named', () => {
    expect(() => bindValues(linear, { X: [[1, 2]], Y: [[1], [2]] })).toThrow('X says N = 1, and Y says N = 2');
  });
  test('a size that the file fixes is named too', () => {
    const p = program('n = 3; x = input(n)\nL = sum(x)');
    expect(() => bindValues(p, { x: [1, 2] })).toThrow('the file says n = 3, and x says n = 2');
  });
  test('a number that is declared has to be met', () => {
    const p = program('x = input(3); W = param(2, 3)\nL = sum(W * x)');
    expect(() => bindValues(p, { x: [1, 2] })).toThrow('x is declared [3], and the value given for it is [2]');
    expect(() => bindValues(p, { W: [1, 2] })).toThrow('W is declared [2, 3], and the value given for it is [2]');
  });
  test('a transpose that fits is named, and so is the file', () => {
    const p = program('x = input(3); W = param(2, 3)\nL = sum(W * x)');
    const refused = problemOf(() => bindValues(p, { W: [[1, 2], [3, 4], [5, 6]] }, 'v.json'));
    expect(refused.split('\n')).toEqual(['W is declared [2, 3], and the value of it in v.json is [3, 2]', 'try: the transpose of W fits: give its columns as rows']);
  });
  test.each([
    ['h[5]', 'h[5] is not there: h runs from 1 to T, which is 3'],
    ['h[T+1]', undefined],
    ['h[4]', undefined],
    ['h[T]', undefined],
  ])('with T = 3, %s is read inside or at a value of its own, or refused', (read, message) => {
    const p = program(`t = index(T); x[t] = input(); h[T+1] = 0\nh[t] = x[t] + h[t+1]\nL = ${read}`);
    const bound = (): unknown => bindValues(p, { x: [1, 2, 3] });
    if (message === undefined) expect(bound).not.toThrow();
    else expect(bound).toThrow(message);
  });
  test('an array is read inside, too', () => {
    const p = program('x = input(n)\nL = x[5]');
    expect(() => bindValues(p, { x: [1, 2] })).toThrow('x[5] is not there: x runs from 1 to n, which is 2');
  });
  test('sums and products of letters are solved when one letter is left', () => {
    const p = program('A = param(m, n); x = input(m + n); y = input(2 * m)\nL = sum(A) + sum(x) + sum(y)');
    expect(Object.fromEntries(bindShapes(p, new Map([['x', [7]], ['y', [4]]])).dims)).toEqual({ m: 2, n: 5 });
    expect(() => bindShapes(p, new Map([['y', [5]]]))).toThrow('y has 5 where 2*m is declared, and no whole number m gives that');
  });
  test('a family says the size of its index', () => {
    const p = program('t = index(T); x[t] = input(2)\nL = sum(t, sum(x[t]))');
    const bound = bindValues(p, { x: [[1, 2], [3, 4], [5, 6]] });
    expect(bound.dims.get('T')).toBe(3);
  });
});

describe('one more leading axis than declared is an axis of samples', () => {
  const p = program('x = input(2); y = target(); w = param(2)\no = w\' * x\nL = halfsquare(o, y)');
  test('the program is lifted, and the objective becomes the mean', () => {
    const bound = bindValues(p, { x: [[1, 0], [0, 1], [1, 1]], y: [0, 0, 3], w: [1, 2] });
    expect(bound.lifted).toBe('N');
    const evaluator = compile(bound.program, { dims: bound.dims });
    for (const [name, value] of bound.values) evaluator.set(name, value);
    evaluator.run();
    expect(evaluator.get('o')).toEqual([1, 2, 3]);
    expect(evaluator.get('L')).toBeCloseTo((0.5 + 2 + 0) / 3, 12);
  });
  test('without it nothing is added', () => {
    expect(bindValues(p, { x: [1, 0], y: 1 }).program).toBe(p);
  });
  test('on one input and not on another it is refused, naming both', () => {
    expect(() => bindValues(p, { x: [[1, 0]], y: 1 })).toThrow('x is given with one more leading axis than declared, as for several samples, and y is not');
  });
});

describe('values that cannot be used are refused', () => {
  const p = program('x = input(2); w = param(2); c = constant(3)\nz = w .* x\nL = c * sum(z)');
  test.each<[unknown, string]>([
    [[1], 'the values are not an object'],
    [{ q: 1 }, 'there is no q in the file'],
    [{ z: [1, 2] }, 'z needs no value: the file itself says what it is'],
    [{ c: 1 }, 'c needs no value: it is the number 3'],
    [{ x: [1, 'two'] }, 'x[2] is the text "two"'],
    [{ x: [1, null] }, 'x[2] is null'],
    [{ x: { a: 1 } }, 'x is of type object'],
    [JSON.parse('{"__proto__": [1, 2]}'), 'there is no __proto__ in the file'],
  ])('%j', (json, message) => {
    expect(() => bindValues(p, json)).toThrow(message);
  });
});
