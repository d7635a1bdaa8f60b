import { describe, expect, test } from 'vitest';
import type { Notation } from '../../src/core/notation.ts';
import { formulas } from '../../src/render/formula/markup.ts';
import { type TexStyle, texOf } from '../../src/render/formula/tex.ts';
import { along, at, call, dim, name, neg, num, op, style, total, tr, when } from './notation.ts';

type Case = readonly [says: string, notation: Notation, printed: string];
const forms: Readonly<Record<string, readonly Case[]>> = {
  'a matrix product is written by juxtaposition': [
    ['names', op(op('W1', '*', 'x'), '+', 'b1'), 'W_{1} x + b_{1}'],
    ['a dot before a number', op('x', '*', 2), 'x \\cdot 2'],
    ['two numbers never run together', op(op(2, '*', 3, true), '*', 'x'), '2 \\cdot 3 x'],
    ['a thin space before a bracket that looks like a call', op('o', '*', op(1, '-', 'o'), true), 'o\\,(1 - o)'],
    ['a thin space beside a word', op('loss', '*', 'x'), '\\mathit{loss}\\,x'],
    ['a right-nested product keeps its brackets', op('A', '*', op('B', '*', 'C')), 'A\\,(B C)'],
    ['scalars multiply in any order', op('a', '*', op('b', '*', 'c', true), true), 'a b c'],
  ],
  'an elementwise product is never mixed with another product without brackets': [
    ['a chain', op(op('d_h', '.*', 'h'), '.*', op(1, '-', 'h')), '\\bar{h} \\odot h \\odot (1 - h)'],
    ['left', op(op(tr('W2'), '*', 'd_z2'), '.*', 'h'), '(W_{2}^{\\mathsf T}\\,\\bar{z}_{2}) \\odot h'],
    ['right', op('a', '*', op('b', '.*', 'c')), 'a\\,(b \\odot c)'],
    ['first', op(op('a', '.*', 'b'), '*', 'c'), '(a \\odot b) c'],
    ['under a sign', op(neg(op('a', '.*', 'b')), '*', 'c'), '(-a \\odot b) c'],
    ['a scaled factor is no mixture', op(op(2, '*', 'x'), '.*', 'y'), '2 x \\odot y'],
    ['division goes first', op(op('y', './', 'o'), '.*', 'h'), '(y \\oslash o) \\odot h'],
  ],
  'division is a fraction unless it is elementwise on arrays': [
    ['scalars', op(op(1, '/', 2, true), '*', op(op('o', '-', 'y'), '^', 2, true), true), '\\frac{1}{2} (o - y)^{2}'],
    ['an array over a scalar', op(op('P', '-', 'Y'), '/', dim('N')), '\\frac{P - Y}{N}'],
    ['elementwise', op('a', './', 'b'), 'a \\oslash b'],
    ['elementwise of scalars', op('a', './', 'b', true), '\\frac{a}{b}'],
    ['a fraction is fenced below a power', op(op('a', '/', 'b', true), '^', 2, true), '\\left(\\frac{a}{b}\\right)^{2}'],
  ],
  'arrays': [
    ['a vector is a row turned round', op('x', '-', { kind: 'array', rows: [[num(1), neg('s')]], flat: true }), 'x - (1,\\,-s)^{\\mathsf T}'],
    ['turned round again', tr({ kind: 'array', rows: [[num(1), num(2)]], flat: true }), '((1,\\,2)^{\\mathsf T})^{\\mathsf T}'],
    ['rows of a matrix', op({ kind: 'array', rows: [[num(1), name('s')], [num(3), num(4)]], flat: false }, '*', 'x'), '\\begin{pmatrix} 1 & s \\\\ 3 & 4 \\end{pmatrix} x'],
  ],
  'powers': [
    ['ordinary', op('x', '^', 2, true), 'x^{2}'],
    ['elementwise', op('h', '.^', 2), 'h^{\\odot 2}'],
    ['elementwise with a sign', op('x', '.^', neg(2)), 'x^{\\odot (-2)}'],
    ['elementwise of scalars', op('x', '.^', 2, true), 'x^{2}'],
    ['a fraction lies flat up there', op('x', '^', op(neg(1), '/', 2, true), true), 'x^{-1/2}'],
    ['of a power', op(op('x', '^', 2, true), '^', 3, true), '(x^{2})^{3}'],
    ['of a negative number', op(-2, '^', 2, true), '(-2)^{2}'],
    ['a minus before a power', neg(op('x', '^', 2, true)), '-x^{2}'],
  ],
  'transposes': [
    ['of a name', tr('W2'), 'W_{2}^{\\mathsf T}'],
    ['of a product', tr(op('A', '*', 'B')), '(A B)^{\\mathsf T}'],
    ['of a transpose', tr(tr('A')), '(A^{\\mathsf T})^{\\mathsf T}'],
    ['of a call', tr(call('sigmoid', 'z')), '\\sigma(z)^{\\mathsf T}'],
  ],
  'minus signs never meet another sign': [
    ['after plus', op('x', '+', -2), 'x + (-2)'],
    ['after minus', op('x', '-', neg('z')), 'x - (-z)'],
    ['in a product', op('x', '*', neg('z')), 'x\\,(-z)'],
    ['twice', neg(neg('x')), '-(-x)'],
    ['before a sum', neg(op('a', '+', 'b')), '-(a + b)'],
    ['a nested difference', op('a', '-', op('b', '-', 'c')), 'a - (b - c)'],
    ['in front', op(neg('a'), '+', 'b'), '-a + b'],
  ],
  'conditions': [
    ['a comparison inside a formula is an indicator', op('x', '.*', op('z', '>', 0)), 'x \\odot [z > 0]'],
    ['at the top it is a statement', op(along('sum', '0', 'y'), '==', 1), '\\operatorname{sum}_{\\text{axis}\\;0}(y) = 1'],
    ['cases state both conditions', when(op('z', '>=', 0), 'z', 0), '\\begin{cases} z & z \\ge 0 \\\\ 0 & z < 0 \\end{cases}'],
    ['a mask is compared with zero', when('m', 'x', 0), '\\begin{cases} x & m \\ne 0 \\\\ 0 & m = 0 \\end{cases}'],
  ],
  'sums over an index': [
    ['a product inside needs no brackets', total('t', 'T', op(name('d_h', 't'), '*', tr(name('h', 't-1')))), '\\sum_{t=1}^{T} \\bar{h}_{t} h_{t-1}^{\\mathsf T}'],
    ['a sum inside does', total('t', 'T', op('a', '+', 'b')), '\\sum_{t=1}^{T} (a + b)'],
    ['nothing after it is swallowed', op(total('t', 'T', 'a'), '+', 'b'), '\\left(\\sum_{t=1}^{T} a\\right) + b'],
    ['it may stand last', op('b', '+', total('t', 'T', 'a')), 'b + \\sum_{t=1}^{T} a'],
  ],
  'calls': [
    ['a known head', call('tanh', 'z1'), '\\tanh(z_{1})'],
    ['what stands behind an argument without brackets is not of it', op({ kind: 'call', fn: 'tanh', args: [num(2)], options: [], scalar: true }, '*', 'x', true), '\\tanh 2 \\cdot x'],
    ['a notation', call('sigmoid', op('a', '+', 'b')), '\\sigma(a + b)'],
    ['spelled out', call('softmax', op(op('W', '*', 'x'), '+', 'b')), '\\operatorname{softmax}(W x + b)'],
    ['tall arguments get growing brackets', call('tanh', op('a', '/', 'b', true)), '\\tanh\\!\\left(\\frac{a}{b}\\right)'],
    ['a letter', call('f', 'x', 'y'), 'f(x, y)'],
    ['a Greek letter', call('phi2', 'x'), '\\varphi_{2}(x)'],
    ['an underscore', call('my_act', 'x'), '\\operatorname{my\\_act}(x)'],
    ['a root', call('sqrt', op('v', '+', 1e-8)), '\\sqrt{v + 10^{-8}}'],
    ['a modulus', call('abs', neg('x')), '\\lvert -x \\rvert'],
    ['an axis', along('sum', '0', 'X'), '\\operatorname{sum}_{\\text{axis}\\;0}(X)'],
    ['an array of ones', call('ones', dim('m'), dim('n')), '\\mathbf{1}_{m \\times n}'],
  ],
  'numbers and dimensions': [
    ['a decimal', num(0.5), '0.5'],
    ['a power of ten', op(1.2e-8, '*', 'x'), '1.2 \\times 10^{-8} x'],
    ['a power of ten that is written out', num(-0.00001), '-10^{-5}'],
    ['infinity', num(-Infinity), '-\\infty'],
    ['a product of letters', op(op(1, '/', dim('m*n'), true), '*', 'x'), '\\frac{1}{m n} x'],
    ['a sum of letters', op(dim('m+n'), '*', 'x'), '(m+n) x'],
  ],
  'subscripts': [
    ['of an array', at('X', '1', '2:3'), 'X_{1,2{:}3}'],
    ['of a name that has one', at('W2', 'k', 'j'), '(W_{2})_{k,j}'],
    ['of a formula', at(op('A', '*', 'x'), 'i'), '(A x)_{i}'],
  ],
};

for (const [group, cases] of Object.entries(forms))
  describe(group, () => {
    test.each(cases)('%s', (_, notation, printed) => {
      expect(texOf(notation, style)).toBe(printed);
    });
  });

const styles: readonly TexStyle[] = [style, { ...style, adjoint: 'delta' }, { ...style, adjoint: 'partial' }];

test('KaTeX accepts every formula, alone and inside others, in every adjoint notation', () => {
  const set = formulas();
  const all = Object.values(forms).flatMap((cases) => cases.map(([, n]) => n));
  const inside = [neg, tr, (n: Notation) => op(n, '*', 'x'), (n: Notation) => op('x', '.*', n), (n: Notation) => op(n, '^', 2), (n: Notation) => op(1, '/', n), (n: Notation) => call('log', n), (n: Notation) => at(n, '1'), (n: Notation) => total('t', 'T', n)];
  for (const s of styles)
    for (const n of all)
      for (const m of [n, ...inside.map((wrap) => wrap(n))]) expect(set(texOf(m, s), true)).toContain('katex-html');
});

test('an adjoint is written in the style of the class', () => {
  const print = (n: Notation, adjoint: TexStyle['adjoint']): string => texOf(n, { ...style, adjoint });
  expect(print(op('d_z1', '*', tr('x')), 'bar')).toBe('\\bar{z}_{1} x^{\\mathsf T}');
  expect(print(op('d_z1', '*', tr('x')), 'delta')).toBe('\\delta_{z_{1}} x^{\\mathsf T}');
  expect(print(op('d_z1', '*', tr('x')), 'partial')).toBe('\\frac{\\partial L}{\\partial z_{1}} x^{\\mathsf T}');
  expect(print(tr('d_z1'), 'partial')).toBe('\\left(\\frac{\\partial L}{\\partial z_{1}}\\right)^{\\mathsf T}');
});

test('a sum of ten thousand terms is printed without exhausting the stack', () => {
  let long: Notation = name('x');
  for (let i = 0; i < 10_000; i++) long = op(long, '+', 'x');
  expect(texOf(long, style).match(/\+/gu)).toHaveLength(10_000);
});
