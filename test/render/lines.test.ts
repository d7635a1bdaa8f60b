import { expect, test } from 'vitest';
import type { Notation } from '../../src/core/notation.ts';
import { brokenTex, linesOf } from '../../src/render/formula/lines.ts';
import { formulas } from '../../src/render/formula/markup.ts';
import { texOf } from '../../src/render/formula/tex.ts';
import { widthOf } from '../../src/render/formula/width.ts';
import { call, name, neg, op, style, total, when } from './notation.ts';

const summand = (i: number): Notation => op(name('W', `k+${String(i)}`), '*', call('softmax', name(`z${String(i)}`)));
const long = Array.from({ length: 12 }, (_, i) => summand(i + 2)).reduce(
  (sum, term, i) => op(sum, i % 3 === 0 ? '-' : '+', term),
  summand(1),
);

test('a long sum is broken before its signs, and every line keeps within the limit', () => {
  const lines = linesOf(brokenTex(long, style, 30));
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(30);
  for (const line of lines.slice(1)) expect(line).toMatch(/^\{\}[+-] /u);
});

test('the lines say the same as the unbroken formula', () => {
  const joined = linesOf(brokenTex(long, style, 30)).map((line) => line.replace(/^\{\}/u, '')).join(' ');
  expect(joined).toBe(texOf(long, style));
});

test('a short formula and a formula without a sum stay in one line', () => {
  expect(linesOf(brokenTex(op('a', '+', 'b'), style, 30))).toEqual(['a + b']);
  expect(linesOf(brokenTex(neg(op('a', '.*', 'b')), style, 1))).toEqual(['-a \\odot b']);
});

test('every line is complete TeX, also around cases and sums', () => {
  const set = formulas();
  const n = op(op(when(op('z', '>', 0), 'z', 0), '+', total('t', 'T', name('h', 't'))), '-', when(op('z', '>', 0), 'z', 0));
  for (const line of linesOf(brokenTex(n, style, 2))) expect(set(line, true)).toContain('katex-html');
});

/** Measured in a browser, in em. */
test.each([
  [texOf(op(op('W1', '*', 'x'), '+', 'b1'), style), 3.97],
  [texOf(op(op('d_h', '.*', 'h'), '.*', op(1, '-', 'h')), style), 6.67],
  [texOf(call('softmax', op(op('W', '*', 'x'), '+', 'b')), style), 7.54],
  [texOf(op(op(1, '/', name('N'), true), '*', op(op('P', '-', 'Y'), '.*', call('log', 'P'))), style), 9.58],
])('the width of %s is estimated within a seventh', (printed, measured) => {
  expect(Math.abs(widthOf(printed) - measured)).toBeLessThan(measured / 7);
});
