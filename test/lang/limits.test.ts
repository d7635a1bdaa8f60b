/** What is read and what is just too much: at each limit a file is read as ever, and one above it is refused at its place. */
import { expect, test } from 'vitest';
import { createPool } from '../../src/core/expr.ts';
import { scalar } from '../../src/core/shape.ts';
import { limits } from '../../src/lang/limits.ts';
import { problemOf, program } from './show.ts';

const said = (text: string): string => problemOf(() => program(text));
/** A comment that fills a file up to `size` characters. */
const filled = (text: string, size: number): string => {
  const line = `#${' '.repeat(62)}\n`;
  const whole = text + line.repeat((size - text.length) / line.length);
  return whole + '#'.repeat(size - whole.length);
};
const net = 'x = param()\nL = x^2\n';

test('a file has at most 8 Mi characters', () => {
  expect(program(filled(net, limits.file)).objective).toBe('L');
  expect(said(filled(net, limits.file + 1))).toBe('net.grad:1:1: this file has 8,388,609 characters\n  x = param()\n  ^\nexpected: at most 8,388,608\ntry: split the file in two');
});

test('a statement has at most 4 Mi characters, on one line or several', () => {
  const blanks = (n: number): string => ' '.repeat(n);
  const open = 'x = param()\nL = (x +\n';
  const own = 'L = (x +\nx)'.length;
  expect(program(`${open}${blanks(limits.statement - own)}x)`).objective).toBe('L');
  expect(said(`${open}${blanks(limits.statement - own + 1)}x)`)).toContain('net.grad:2:1: this statement has 4,194,305 characters');
  expect(said(`${net}M = x${blanks(limits.statement)}+ 1`)).toContain('net.grad:3:1: this line has more than 4,194,304 characters');
});

test('a file has at most two million names, numbers and signs', () => {
  const lines = (n: number): string => '\n'.repeat(n);
  const used = 'x = param ( ) \n L = x ^ 2 \n'.split(' ').length;
  expect(program(net + lines(limits.tokens - used)).objective).toBe('L');
  expect(said(`${net}${lines(limits.tokens - used)}M = L`)).toContain(`net.grad:${String(limits.tokens - used + 3)}:1: the names, numbers and signs up to here are 2,000,000`);
});

test('a pool holds as many parts as it was made for', () => {
  const pool = createPool(3);
  const x = pool.name('x', scalar);
  const square = pool.apply('times', [x, x], {}, scalar);
  pool.number(2);
  expect(pool.apply('times', [x, x], {}, scalar)).toBe(square);
  expect(problemOf(() => pool.number(3))).toBe('the formulas, with their derivatives, have more than 3 different parts\ntry: split the file in two');
});

test('thousands of formulas that read one another in a circle are told in one line', () => {
  const circle = Array.from({ length: 3000 }, (_, i) => `a${String(i)} = a${String((i + 1) % 3000)} + 1`).join('\n');
  expect(said(circle).split('\n')[0]).toBe('net.grad:1:6: a0 is defined by itself: a0 -> a1 -> a2 -> a3 -> a4 -> a5 -> a6 -> a7 -> a8 -> a9 -> ... -> a2999 -> a0');
});

test('an array and a call take two hundred thousand entries to the refusal of what is wrong with them', () => {
  const entries = Array.from({ length: 200_000 }, () => 'x').join();
  expect(said(`x = param()\nL = sum(${entries})`)).toContain('net.grad:2:5: sum takes 1 argument, not 200000');
});
