import { describe, expect, test } from 'vitest';
import { htmlAssets } from '../../src/cli/assets.ts';
import type { Doc } from '../../src/render/doc.ts';
import { fontFiles } from '../../src/render/fonts.ts';
import { htmlOf } from '../../src/render/html.ts';
import { tex } from '../../src/render/formula/literal.ts';
import { pageWords, sample } from './sample.ts';

const assets = htmlAssets();
const pages = (['en', 'zh'] as const).map((language) => [language, htmlOf(sample(language), pageWords[language], assets)] as const);
const bodyOf = (page: string): string => page.slice(page.indexOf('<body>'), page.indexOf('</html>'));
const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe.each(pages)('the page in %s', (language, page) => {
  test('makes no request and runs nothing', () => {
    expect(page).not.toMatch(/https?:\/\//u);
    expect(page).not.toMatch(/<script|<link|<iframe|<img|\bsrc=|\bon[a-z]+=|@import/iu);
    expect(count(page, /url\(/gu)).toBe(count(page, /url\(data:font\/woff2;base64,/gu));
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"`);
  });
  test('names its language', () => {
    expect(page).toContain(`<html lang="${language === 'zh' ? 'zh-Hans' : 'en'}">`);
  });
  test('carries the faces it uses and no other', () => {
    const files = fontFiles(bodyOf(page), assets.katexCss);
    expect(files).toEqual([
      'KaTeX_Main-Regular.woff2',
      'KaTeX_Math-Italic.woff2',
      'KaTeX_SansSerif-Regular.woff2',
      'KaTeX_Size2-Regular.woff2',
      'KaTeX_Size4-Regular.woff2',
    ]);
    expect(count(page, /@font-face/gu)).toBe(files.length);
    expect(page.length).toBeLessThan(260_000);
  });
  test('keeps the MathML of every formula, hidden from sight only', () => {
    expect(count(page, /<math/gu)).toBe(count(page, /class="katex-html" aria-hidden="true"/gu));
    expect(count(page, /<annotation encoding="application\/x-tex">/gu)).toBe(count(page, /<math/gu));
    expect(page).not.toMatch(/katex-mathml[^}]*display:\s*none/u);
  });
  test('numbers its rows in order and links every reference to one', () => {
    const anchors = [...page.matchAll(/<li class="row[^"]*" id="eq-(\d+)"><span class="number">\((\d+)\)/gu)];
    expect(anchors.map(([, id]) => Number(id))).toEqual(anchors.map((_, i) => i + 1));
    expect(anchors.every(([, id, shown]) => id === shown)).toBe(true);
    for (const [, to] of page.matchAll(/href="#eq-(\d+)"/gu)) expect(Number(to)).toBeLessThanOrEqual(anchors.length);
  });
  test('tells calculus from algebra by a dot and by a word', () => {
    const words = pageWords[language];
    expect(count(page, /class="row calculus/gu)).toBe(count(page, new RegExp(`"hidden">${words.calculus}:`, 'gu')));
    expect(count(page, /class="row algebra/gu)).toBe(count(page, new RegExp(`"hidden">${words.algebra}:`, 'gu')));
    expect(count(page, /class="row algebra/gu)).toBeGreaterThan(2);
  });
  test('shows code as text', () => {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
  test('opens and closes its elements in pairs', () => {
    const open: string[] = [];
    const body = bodyOf(page).replace(/<svg[^]*?<\/svg>|<math[^]*?<\/math>/gu, '');
    for (const [, slash, tag = ''] of body.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/gu))
      if (slash === '') open.push(tag);
      else expect(open.pop()).toBe(tag);
    expect(open).toEqual([]);
  });
});

const doc = (...rows: Extract<Doc['blocks'][number], { kind: 'rows' }>['rows']): Doc => ({
  language: 'en',
  title: 'T',
  subtitle: [],
  blocks: [{ kind: 'rows', id: 'g', rows }],
});

test('a boxed row that continues a goal repeats what it is about', () => {
  const page = htmlOf(
    doc(
      { left: tex`a`, right: tex`b`, move: 'calculus', reason: [] },
      { right: tex`c`, move: 'algebra', reason: [], boxed: true },
    ),
    pageWords.en,
    assets,
  );
  expect(count(page, /x-tex">a</gu)).toBe(1);
  expect(count(page, /x-tex">a = c</gu)).toBe(1);
});

test('a row too wide for its column keeps its reason beneath', () => {
  const wide = tex`a + b + c + d + e + f + g + h + i + j + k + l + m`;
  const page = htmlOf(doc({ left: tex`a`, right: wide, move: 'given', reason: [] }), pageWords.en, assets);
  expect(page).toContain('class="row given wide"');
  expect(page).not.toContain('class="legend"');
});

test('a reference to no row is our mistake, not a broken link', () => {
  const broken = doc({ left: tex`a`, right: tex`b`, move: 'given', reason: [{ kind: 'ref', to: 'nowhere' }] });
  expect(() => htmlOf(broken, pageWords.en, assets)).toThrow(/nowhere/u);
});

test('a page without a formula carries no font', () => {
  const page = htmlOf({ language: 'en', title: 'T', subtitle: [], blocks: [] }, pageWords.en, assets);
  expect(page).not.toContain('@font-face');
});

test('a reference lies on the wide side of the sheet, a handout on the narrow one', () => {
  const page = (landscape: boolean): string => htmlOf({ language: 'en', title: 'T', subtitle: [], blocks: [], ...(landscape ? { landscape: true } : {}) }, pageWords.en, assets);
  expect(page(true)).toContain('<main class="landscape">');
  expect(page(false)).toContain('<main>');
  expect(page(true)).toMatch(/@page landscape\s*\{\s*size: A4 landscape/u);
});
