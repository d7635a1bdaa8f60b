import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formulas } from '../../src/render/formula/markup.ts';
import { htmlOf } from '../../src/render/html.ts';
import { alike, dimTex, nameTex } from '../../src/render/formula/name.ts';
import { nameSvg } from '../../src/render/figure/svg.ts';
import { texOf } from '../../src/render/formula/tex.ts';
import { call, name, op, style } from './notation.ts';
import { pageWords } from './sample.ts';

test.each([
  ['z1', 'z_{1}'],
  ['z_1', 'z_{1}'],
  ['W_hh', 'W_{hh}'],
  ['Wx', 'W_{x}'],
  ['Whh', 'W_{hh}'],
  ['Uf1', 'U_{f,1}'],
  ['bh', 'b_{h}'],
  ['by', 'b_{y}'],
  ['be', 'b_{e}'],
  ['bar', '\\mathit{bar}'],
  ['Out', '\\mathit{Out}'],
  ['Loss', '\\mathit{Loss}'],
  ['Pi', '\\Pi'],
  ['W_h1', 'W_{h_{1}}'],
  ['W_alpha', 'W_{\\alpha}'],
  ['x_train', 'x_{\\mathrm{train}}'],
  ['alpha', '\\alpha'],
  ['beta1', '\\beta_{1}'],
  ['σ', '\\sigma'],
  ['loss', '\\mathit{loss}'],
  ['w2v', '\\mathit{w2v}'],
  ['x_hat', '\\hat{x}'],
  ['xhat', '\\hat{x}'],
  ['x̂', '\\hat{x}'],
  ['ŷ', '\\hat{y}'],
  ['what', '\\mathit{what}'],
  ['i_hat', '\\hat{\\imath}'],
  ['权重', '\\text{权重}'],
  ['权重1', '\\text{权重}_{1}'],
  ['l1.W', 'W_{l_{1}}'],
  ['d_model', 'd_{\\mathrm{model}}'],
  ['d_z1', '\\bar{z}_{1}'],
  ['d_loss', '\\overline{\\mathit{loss}}'],
  ['d_x_hat', '\\bar{\\hat{x}}'],
  ['d_权重', '\\overline{\\text{权重}}'],
  ['d_d_z1', '\\bar{\\bar{z}}_{1}'],
  ['x̄', 'x_{\\mathrm{bar}}'],
])('%s is printed %s', (text, printed) => {
  expect(nameTex(text, [], style)).toBe(printed);
});

test('members of families carry their subscripts after those of the name', () => {
  expect(nameTex('h', ['t-1'], style)).toBe('h_{t-1}');
  expect(nameTex('Whh', ['t-1'], style)).toBe('W_{hh,t-1}');
  expect(nameTex('h1', ['t'], style)).toBe('h_{1,t}');
  expect(nameTex('d_h', ['t+1'], style)).toBe('\\bar{h}_{t+1}');
  expect(nameTex('x', ['n', 't'], style)).toBe('x_{n,t}');
});

test('dimensions are polynomials in letters', () => {
  expect(dimTex('c*h*w')).toBe('c h w');
  expect(dimTex('2*n-1')).toBe('2 n-1');
  expect(dimTex(3)).toBe('3');
});

test('names that would print alike are found', () => {
  expect(alike(['z1', 'x', 'z_1', 'x_hat', 'x̂', 'h'], style)).toEqual([
    ['z1', 'z_1'],
    ['x_hat', 'x̂'],
  ]);
});

const hostile = [
  '\\input',
  '$',
  '</script>',
  '<img src=x>',
  'constructor',
  '__proto__',
  'toString',
  '%',
  '#1',
  '&',
  '{',
  '}',
  '~',
  '^',
  '_',
  '',
  '.',
  'a\\b',
  'x\u0000y',
  '\u202etxt',
  '\ud83d\ude00',
  'שלום',
  'x|y',
  '`',
  '"',
  "'",
  'http://a.b',
];

/** What our TeX may consist of: macros of letters, escaped underscores and spaces, letters, digits, signs, braces. */
const ours = /^(?:\\[A-Za-z]+|\\[_,! ]|[A-Za-z0-9{}_^,.()+\-= ?]|[\u00c0-\u024f\u0401-\u0451\u3041-\u30fa\u4e00-\u9fa5\uac00-\ud7a3])*$/u;
const set = formulas();

test.each(hostile)('the hostile name %j reaches no format unescaped', (text) => {
  const printed = texOf(op(name(text, 't'), '*', call(text, 'x')), style);
  expect(printed).toMatch(ours);
  expect(set(printed, true)).not.toMatch(/<(?:script|img)|\\input/iu);
  expect(nameSvg(text)).not.toMatch(/<(?!\/?tspan)/u);
});

test('any name at all gives TeX that KaTeX accepts, as a name, a function, a subscript and an option', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
      const printed = [
        texOf(name(text), style),
        texOf(call(text, 'x'), style),
        texOf({ kind: 'subscript', of: name('x'), at: [text] }, style),
        texOf({ kind: 'call', fn: 'f', args: [], options: [[text, text]] }, style),
      ];
      for (const p of printed) expect(set(p, false)).toContain('katex');
    }),
    { numRuns: 300, examples: [['toString'], ['__proto__']] },
  );
});

test('hostile titles and texts are inert on the page', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' })), (text) => {
      const page = htmlOf(
        {
          language: 'en',
          title: text,
          subtitle: [{ kind: 'strong', text }],
          blocks: [
            { kind: 'heading', level: 2, id: text, text: [{ kind: 'code', text }] },
            { kind: 'code', text },
            { kind: 'figure', svg: '', alt: text, caption: [] },
          ],
        },
        pageWords.en,
        { css: '', katexCss: '', fonts: new Map() },
      );
      const tags = [...page.matchAll(/<\/?([a-z0-9!]+)/giu)].map(([, tag]) => tag);
      expect(new Set(tags)).toEqual(
        new Set(['!doctype', 'html', 'head', 'meta', 'title', 'style', 'body', 'main', 'header', 'h1', 'p', 'strong', 'h2', 'code', 'pre', 'figure', 'div', 'figcaption']),
      );
    }),
    { numRuns: 100 },
  );
});
