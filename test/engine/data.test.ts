import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { foreignFormat, readColumn, readTable } from '../../src/engine/csv.ts';
import { readColumnMap } from '../../src/engine/columns.ts';
import { bindData } from '../../src/engine/data.ts';
import { program } from './programs.ts';

const table = (text: string) => readTable(text, 'data.csv');
const starter = (name: string) => readTable(readFileSync(`templates/data/${name}`, 'utf8'), name);

describe('a file that is no table is refused', () => {
  test.each([
    ['', 'data.csv is empty'],
    ['\n\n', 'data.csv is empty'],
    ['a,b\n', 'data.csv has column names and no rows'],
    ['1,2\n3,4', 'the first line of data.csv holds numbers, not column names'],
    ['a,b,a\n1,2,3', 'two columns of data.csv are named a'],
    ['a,,b\n1,2,3', 'column 2 of data.csv has no name'],
    ['a,b\n1,2\n\n3', 'row 2 of data.csv (line 4) has 1 cells, and there are 2 columns'],
    ['a,b\n1,"2', 'data.csv is not CSV'],
    ['a,b\n1,5,2,5', 'row 1 of data.csv (line 2) has 4 cells, and there are 2 columns'],
  ])('%j', (text, message) => {
    expect(() => table(text)).toThrow(message);
  });
  test('by its first bytes', () => {
    expect(foreignFormat(Uint8Array.of(0xff, 0xfe, 0x61, 0))).toContain('UTF-16');
    expect(foreignFormat(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toContain('PNG');
    expect(foreignFormat(Uint8Array.of(0x50, 0x4b, 3, 4))).toContain('Excel');
    expect(foreignFormat(Uint8Array.of(0x61, 0, 0x62))).toContain('zero bytes');
    expect(foreignFormat(new TextEncoder().encode('x1,x2\n'))).toBeUndefined();
  });
});

describe('a column', () => {
  test('of numbers', () => {
    expect(readColumn(table('\ufeffa,b\r\n1, -2.5e3\r\n.5,+3\r\n'), 'b')).toEqual({ kind: 'numbers', name: 'b', values: Float64Array.of(-2500, 3) });
  });
  test.each([['a;b\n1;2', ';'], ['a\tb\n1\t2', 'a tab'], ['"a;a;a",b\n1,2', 'a comma'], ['"a\na";b\n1;2', 'a semicolon, with a line in a name'], ['sep=;\r\na,x;b\r\n1;2', 'what its first line says'], ['\ufeffa,b\r\n1,2\r\n', 'a comma, from another system'], ['a,b\r1,2\r', 'a comma, from an old one']])('%j is separated by %s', (text) => {
    expect(readColumn(table(text), 'b')).toMatchObject({ values: Float64Array.of(2) });
  });
  test('of classes, which are sorted', () => {
    expect(readColumn(table('a\npear\napple\npear'), 'a')).toEqual({ kind: 'classes', name: 'a', values: Int32Array.of(1, 0, 1), classes: ['apple', 'pear'] });
  });
  test.each([
    ['a,b\n1,2\n,3', 'row 2 of data.csv (line 3), column a: the value is missing'],
    ['a\n1\n2\nInfinity', 'row 3 of data.csv (line 4), column a: "Infinity" is not a finite number'],
    ['a\nNaN', 'row 1 of data.csv (line 2), column a: the value is missing: NaN'],
    ['a\n1\nNA\n?\nn/a', 'row 2 of data.csv (line 3), column a: the value is missing: NA'],
    ['a,b\nred,1\n,2', 'row 2 of data.csv (line 3), column a: the value is missing'],
    ['b,a\n"x\ny",1\n"z",-', 'row 2 of data.csv (line 4), column a: the value is missing: -'],
    ['a\n1\n2\n1e999', 'row 3 of data.csv (line 4), column a: "1e999" is not a finite number'],
    ['a;b\n1,5;2', 'row 1 of data.csv (line 2), column a: "1,5" is not a finite number'],
    ['a\n1\ntwo\n3', 'row 2 of data.csv (line 3), column a: "two" is not a finite number'],
    ['a\n1\n0x10\n3', 'row 2 of data.csv (line 3), column a: "0x10" is not a finite number'],
  ])('%j is refused', (text, message) => {
    expect(() => readColumn(table(text), 'a')).toThrow(message);
  });
});

describe('columns find their names', () => {
  const xor = program('x = input(2); y = target(1); w = param(2)\nL = sum((w\' * x - y).^2)');
  test('x1, x2 are the vector x, and one row is one sample', () => {
    const data = bindData(xor, starter('xor.csv'));
    expect(data.values.get('x')).toEqual(Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1));
    expect(data.values.get('y')).toEqual(Float64Array.of(0, 1, 1, 0));
    expect([data.count, data.samples, data.lifted, data.dims.get('N')]).toEqual([4, 'N', 'N', 4]);
  });
  test('a map names columns, and classes become one-hot vectors in sorted order', () => {
    const iris = program('x = input(4); y = target(3); W = param(3, 4)\nL = crossentropy(softmax(W * x), y)');
    const data = bindData(iris, starter('iris.csv'), { columns: readColumnMap('x = [sepal_length, sepal_width, petal_length, petal_width]; y = species') });
    expect(Array.from(data.values.get('x') ?? []).slice(0, 4)).toEqual([5.1, 3.5, 1.4, 0.2]);
    expect(data.classes.get('y')).toEqual(['setosa', 'versicolor', 'virginica']);
    expect(Array.from(data.values.get('y') ?? []).slice(149 * 3)).toEqual([0, 0, 1]);
  });
  test('whole numbers from 0 are the labels of so many classes, in the order of numbers', () => {
    const net = program('x = input(); y = target(12); w = param(12)\nL = crossentropy(softmax(w * x), y)');
    const data = bindData(net, table('x,y\n1,10\n2,9\n3,0\n'));
    expect(data.classes.get('y')?.slice(8)).toEqual(['8', '9', '10', '11']);
    expect([0, 1, 2].map((row) => data.values.get('y')?.subarray(12 * row, 12 * row + 12).indexOf(1))).toEqual([10, 9, 0]);
    expect(() => bindData(net, table('x,y\n1,12\n'))).toThrow('y is declared target(12)');
  });
  test('x[t].k is entry k of a sequence at t, one sequence a row', () => {
    const echo = program('t = index(T); x[t] = input(2); y[t] = target(1); w = param(2)\nL = sum(t, sum((w\' * x[t] - y[t]).^2))');
    const data = bindData(echo, starter('delayed-echo.csv'));
    expect(Object.fromEntries(data.dims)).toEqual({ T: 6, N: 40 });
    expect(Array.from(data.values.get('x') ?? []).slice(0, 12)).toEqual([0, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0]);
    expect(data.program.bindings.get('x')?.over).toEqual(['n', 't']);
  });
  test('a file that names its own sample axis is left as it is', () => {
    const p = program('X = input(N, 2); Y = target(N, 1); W = param(2, 1)\nL = mse(X * W, Y)');
    const data = bindData(p, starter('xor.csv'), { columns: readColumnMap('X = [x1, x2]; Y = y') });
    expect([data.program === p, data.lifted, data.samples, data.dims.get('N')]).toEqual([true, undefined, 'N', 4]);
  });
  test('a letter that a parameter has too is no sample axis', () => {
    const p = program('x = input(n); y = target(n); W = param(n, n)\nL = halfsquare(W * x, y)');
    const data = bindData(p, table('x1,x2,y1,y2\n1,2,3,4\n5,6,7,8\n9,1,2,3'));
    expect(Object.fromEntries(data.dims)).toEqual({ n: 2, N: 3 });
  });
  test('two classes for a single number are 0 and 1, in sorted order', () => {
    const p = program('x = input(); y = target(); w = param()\nL = bce(sigmoid(w * x), y)');
    const data = bindData(p, table('x,y\n1,yes\n2,no\n3,yes'));
    expect(data.values.get('y')).toEqual(Float64Array.of(1, 0, 1));
    expect(data.classes.get('y')).toEqual(['no', 'yes']);
  });
  test('classes of an earlier training are used again, and an unknown one is refused', () => {
    const p = program('x = input(); y = target(3); w = param(3)\nL = crossentropy(softmax(w * x), y)');
    const classes = new Map([['y', ['a', 'b', 'c']]]);
    expect(bindData(p, table('x,y\n1,c\n2,a'), { classes }).values.get('y')).toEqual(Float64Array.of(0, 0, 1, 1, 0, 0));
    expect(() => bindData(p, table('x,y\n1,d\n2,a'), { classes })).toThrow('column y of data.csv has the class d');
  });
  test('only what is asked for is looked for', () => {
    expect(bindData(xor, table('x1,x2\n0,1'), { only: new Set(['x']) }).values.has('y')).toBe(false);
  });

  test.each([
    ['a,b,y\n1,2,3', '', 'data.csv has no column for x'],
    ['x1,x3,y\n1,2,3', '', 'no column x2'],
    ['x1,x2,x3,y\n1,2,3,4', '', 'x is declared input(2), and in data.csv 3 columns are taken for it: x1, x2, x3'],
    ['x1,x2,y\n1,2,a\n1,2,b\n1,2,c', '', 'y is declared target(1), and in data.csv column y has 3 classes: a, b, c'],
    ['x1,x2,y\n1,2,3', 'x = x1', 'x is declared input(2), and in data.csv 1 column is taken for it: x1'],
    ['x1,x2,y\n1,2,3', 'x = [x1, x9]', 'data.csv has no column x9, named for x'],
    ['x1,x2,y\n1,2,3', 'z = y', 'z is no input or target'],
    ['x1,x2,y\n1,a,3\n2,b,4', '', 'x takes numbers from some columns and classes from others: x2 holds classes'],
  ])('%j with "%s" is refused', (text, map, message) => {
    expect(() => bindData(xor, table(text), { columns: readColumnMap(map) })).toThrow(message);
  });
});
