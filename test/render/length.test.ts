/** The length of a sequence is a number in the handout and in the code, and nothing else there depends on it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { compile } from '../../src/engine/compile.ts';
import { htmlOf } from '../../src/render/html.ts';
import { markdownOf } from '../../src/render/markdown.ts';
import { program } from '../calculus/handout.ts';
import { retold, words } from './told.ts';

const layers = readFileSync(new URL('../../templates/library/layers.grad', import.meta.url), 'utf8');
const lstm = (length: number) =>
  program(
    `use("layers")\nT = ${String(length)}; t = index(T); x[t] = input(2); y[t] = target(5); V = param(5, 3); d = param(5)
s[0] = {h: zeros(3), c: zeros(3)}
s[t] = lstmcell(x[t], s[t-1], 3)
L = sum(t, halfsquare(V * s[t].h + d, y[t])) / T`,
    { library: { names: ['layers'], find: () => ({ file: 'layers.grad', text: layers }) } },
  );

test('an LSTM over 4 steps and over 400 has one handout, but for the number', () => {
  const [short, long] = [4, 400].map((length) => derive(lstm(length)));
  if (short === undefined || long === undefined) throw new Error('two were derived');
  for (const language of ['en', 'zh'] as const) {
    const [a, b] = [short, long].map((proved) => {
      const doc = retold(proved, language);
      return [markdownOf(doc, words[language].page), htmlOf(doc, words[language].page, { css: '', katexCss: '', fonts: new Map() })];
    });
    const differing = (b ?? []).flatMap((page, i) => page.split('\n').filter((line, k) => line.replace(/\b400\b/gu, '4') !== a?.[i]?.split('\n')[k]));
    expect(differing).toEqual([]);
    expect((b ?? []).map((page) => /\b400\b/u.test(page))).toEqual([true, true]);
  }
});

test('and one code, but for sizes and places in memory', () => {
  const [a = '', b = ''] = [4, 400].map((length) => compile(differentiate(lstm(length)).gradient, { dims: new Map() }).source);
  const shape = (code: string): string => code.replace(/\d+/gu, '0');
  expect(shape(b)).toBe(shape(a));
});
