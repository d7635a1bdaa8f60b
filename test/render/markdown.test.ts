import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block, Doc } from '../../src/render/doc.ts';
import { tex } from '../../src/render/formula/literal.ts';
import { escapeMarkdown, markdownOf } from '../../src/render/markdown.ts';
import { formulas } from '../../src/render/formula/markup.ts';
import { pageWords, sample } from './sample.ts';
import { told, words } from './told.ts';

const doc = (...blocks: readonly Block[]): Doc => ({ language: 'en', title: 'T', subtitle: [], blocks });
const print = (...blocks: readonly Block[]): string => markdownOf(doc(...blocks), pageWords.en).replace(/^# T\n\n/u, '');

test('a goal is one aligned display with its reasons right below', () => {
  const printed = print({
    kind: 'rows',
    id: 'g',
    known: [{ kind: 'text', text: 'the loss' }],
    rows: [
      { left: tex`\bar{o}`, right: tex`o - y`, move: 'calculus', reason: [{ kind: 'text', text: 'power rule' }], id: 'a', shape: '1' },
      { right: tex`-r`, move: 'algebra', reason: [{ kind: 'ref', to: 'a' }], boxed: true },
    ],
  });
  expect(printed).toBe(
    [
      '● calculus, ○ algebra',
      '',
      '**Known:** the loss',
      '',
      '```math',
      '\\begin{aligned}',
      '\\bar{o} &= o - y && \\qquad \\bullet\\;(1) \\\\',
      '\\bar{o} &= \\boxed{-r} && \\qquad \\circ',
      '\\end{aligned}',
      '```',
      '',
      '- **(1)** ● power rule `[1]`',
      '- ○ (1)',
      '',
    ].join('\n'),
  );
});

test('every display is TeX that a strict reader accepts', () => {
  const set = formulas();
  for (const language of ['en', 'zh'] as const) {
    const displays = [...markdownOf(sample(language), pageWords[language]).matchAll(/```math\n([^]*?)\n(?:> )?```/gu)];
    expect(displays.length).toBeGreaterThan(6);
    for (const [, body = ''] of displays) expect(body.replace(/^> /gmu, '')).toMatch(/^\\begin\{aligned\}[^`$]*\\end\{aligned\}$/u);
  }
  expect(set(tex`\begin{aligned} a &= \boxed{b} && \qquad \bullet\;(1) \end{aligned}`, true)).toContain('katex');
});

test.each([
  ['a_b*c', 'a\\_b\\*c'],
  ['<script>', '&lt;script&gt;'],
  ['a | b', 'a \\| b'],
  ['$x$', '<span>$</span>x<span>$</span>'],
  ['[x](y)', '\\[x\\](y)'],
  ['# no heading', '\\# no heading'],
  ['- no item', '\\- no item'],
  ['1. no item', '1\\. no item'],
  ['a\n\nb', 'a b'],
  ['`code`', '\\`code\\`'],
  ['&lt;', '&amp;lt;'],
  ['a\\', 'a\\\\'],
])('%j in prose becomes %j', (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

const hostile = Array.from(' \n\\`*_{}[]()<>#+-.!|$~&"\'');

test('no prose opens markup, mathematics, a cell or a line', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '1', ...hostile) }), (text) => {
      const bare = escapeMarkdown(text)
        .replaceAll('<span>$</span>', '')
        .replace(/\\[^]/gu, '');
      expect(bare).not.toMatch(/[`*_[\]<>|$~#\n]/u);
    }),
  );
});

test('a code span outlasts the backticks inside it, and a code block too', () => {
  expect(print({ kind: 'paragraph', text: [{ kind: 'code', text: 'a`b' }] })).toBe('`` a`b ``\n');
  expect(print({ kind: 'code', text: '```\nx\n' })).toBe('````\n```\nx\n````\n');
});

test('a table keeps a pipe inside a code span', () => {
  const printed = print({ kind: 'table', caption: [], head: [[{ kind: 'text', text: 'h' }]], body: [[[{ kind: 'code', text: 'a|b' }]]] });
  expect(printed).toContain('| `a\\|b` |');
});

test('a why box is a quotation from its first line to its last', () => {
  const printed = print({ kind: 'why', title: [{ kind: 'text', text: 'Why?' }], body: [{ kind: 'code', text: 'x' }] });
  expect(printed).toBe('> **Why?**\n>\n> ```\n> x\n> ```\n');
});

test('strong words beside punctuation are tagged, since asterisks would not close there', () => {
  const strong = (text: string): string => print({ kind: 'paragraph', text: [{ kind: 'strong', text }] });
  expect(strong('黑体')).toBe('**黑体**\n');
  expect(strong('（黑体）')).toBe('<strong>（黑体）</strong>\n');
});

test('a figure is shown where the caller put it, or told in words', () => {
  const figure: Block = { kind: 'figure', svg: '<svg></svg>', alt: 'h from z', caption: [{ kind: 'text', text: 'Graph.' }] };
  expect(print(figure)).toBe('**Figure 1** Graph.\n\n*h from z*\n');
  expect(markdownOf(doc(figure), pageWords.en, (n) => `net ${String(n)}.svg`)).toContain('![h from z](<net%201.svg>)');
});

test('where windows overlap, the sum says which places come to an entry', () => {
  const page = markdownOf(told('X = param(3, 5, 5)\nP = avgpool(X, 2, stride=1)\nL = sum(P.^2) / 2', 'en'), words.en.page);
  expect(page).toContain('\\sum_{p+u=k,q+v=l}');
  expect(page).not.toMatch(/u2[28]/u);
});
