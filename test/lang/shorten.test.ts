/** Long lines as readers get them: the first operands, how many are left out, the last one. */
import { describe, expect, test } from 'vitest';
import type { Expr } from '../../src/core/expr.ts';
import { writeShort } from '../../src/lang/write.ts';
import { ops } from '../../src/ops/index.ts';
import { typesetter } from '../../src/render/style.ts';
import { program } from './show.ts';

const list = (n: number, of: (i: number) => string): readonly string[] => Array.from({ length: n }, (_, i) => of(i + 1));
const declared = `x = param()\n${list(400, (i) => `p${String(i)} = param()`).join('\n')}\nL = `;
const formula = (text: string): Expr => {
  const { bindings } = program(declared + text);
  const e = bindings.get('L')?.expr;
  if (e === undefined) throw new Error('no formula');
  return e;
};
const short = (text: string): string => writeShort(formula(text), ops);
const leftOut = (text: string): number => Number(/\.\.\.\((\d+)\)\.\.\./u.exec(text)?.[1] ?? 0);

describe('a line of more than 150 names and numbers', () => {
  test.each([
    ['a sum', ' + '],
    ['a difference', ' - '],
    ['a product', ' * '],
  ])('is shortened if it is %s', (_what, sign) => {
    const text = short(list(400, (i) => `p${String(i)}`).join(sign));
    const shown = text.split(sign === ' * ' ? ' * ' : / [+-] /u);
    expect(text.startsWith(`p1${sign}p2${sign}p3`)).toBe(true);
    expect(shown.at(-1)).toBe('p400');
    expect(shown.length - 1 + leftOut(text)).toBe(400);
    expect(shown.length).toBeLessThan(50);
  });
  test('is left alone up to there', () => {
    const text = list(150, (i) => `p${String(i)}`).join(' + ');
    expect(short(text)).toBe(text);
  });
  test('keeps its head where the length is inside: a mean, a root, a quotient', () => {
    expect(short(`sqrt(${list(400, (i) => `p${String(i)}^2`).join(' + ')}) / 2`)).toMatch(/^sqrt\(p1\^2 \+ p2\^2 .* \+ \.\.\.\(\d+\)\.\.\. \+ p400\^2\) \/ 2$/u);
  });
  test('says so in TeX', () => {
    const p = program(declared + list(400, (i) => `p${String(i)}`).join(' + '));
    const tex = typesetter(p, {}).wide(p.bindings.get('L')?.expr ?? p.pool.number(0));
    expect(tex).toMatch(/ \+ \\underbrace\{\\cdots\}_\{\d+\}/u);
    expect(tex.length).toBeLessThan(1000);
  });
});

test('what lies very deep is left out, not overflowed: a quotient of ten thousand', () => {
  const text = short(`p1${' / p2'.repeat(10_000)}`);
  expect(text.length).toBeLessThan(2000);
  expect(text).toContain('...(');
});

test('a graph that would be a tree of 2^60 leaves is shortened like any other line', () => {
  const p = program('x = param()\nL = x');
  let e: Expr = p.pool.name('x', { dims: [], row: false });
  for (let k = 0; k < 60; k++) e = p.pool.apply('times', [e, p.pool.apply('exp', [e], {}, e.shape)], {}, e.shape);
  expect(writeShort(e, ops).length).toBeLessThan(2000);
});
