import { describe, expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { safeTex } from '../../src/render/formula/template.ts';
import { texOf } from '../../src/render/formula/tex.ts';
import { call, neg, op, style, tr } from './notation.ts';

const printed = (text: string, params: readonly string[], ...args: Parameters<typeof call>[1][]): string =>
  texOf(call('f', ...args), { ...style, templates: new Map([['f', safeTex(text, params)]]) });

describe('a notation of the user', () => {
  test('places its arguments', () => {
    expect(printed('\\sigma(x)', ['x'], op('a', '+', 'b'))).toBe('\\sigma(a + b)');
    expect(printed('\\langle u, v \\rangle', ['u', 'v'], 'a', 'b')).toBe('\\langle a, b \\rangle');
    expect(printed('e^{x}', ['x'], neg('z'))).toBe('e^{-z}');
    expect(printed('\\lVert x \\rVert_2', ['x'], op('a', '-', 'b'))).toBe('\\lVert a - b \\rVert_2');
  });
  test('brackets an argument that it does not fence', () => {
    expect(printed('x^2', ['x'], op('a', '+', 'b'))).toBe('(a + b)^2');
    expect(printed('\\Phi x', ['x'], 'z')).toBe('\\Phi z');
  });
  test('is bracketed by its surroundings where it binds loosely', () => {
    const loose = { ...style, templates: new Map([['f', safeTex('1 - x', ['x'])]]) };
    expect(texOf(op('a', '*', call('f', 'b')), loose)).toBe('a\\,(1 - b)');
    expect(texOf(tr(call('f', 'b')), loose)).toBe('(1 - b)^{\\mathsf T}');
  });
  test('is left aside where options would be lost', () => {
    const s = { ...style, templates: new Map([['f', safeTex('\\sigma(x)', ['x'])]]) };
    expect(texOf({ kind: 'call', fn: 'f', args: [{ kind: 'number', value: 1 }], options: [['axis', '1']] }, s)).toBe(
      'f_{\\text{axis}\\;1}(1)',
    );
  });
});

test.each([
  '\\input{x}',
  '\\write18{ls}',
  '\\def\\a{b}',
  '\\href{javascript:alert(1)}{x}',
  '\\htmlData{a=b}{x}',
  '\\includegraphics{x}',
  '\\newcommand{\\x}{y}',
  '$x$',
  'x # y',
  'x % y',
  'x & y',
  '~',
  '"',
  '|x|',
  '`',
  'x\u0000',
  '权',
  '\\\\',
  'x'.repeat(201),
])('the notation %j is refused by name', (text) => {
  expect(() => safeTex(text, ['x'])).toThrow(expect.objectContaining({ code: 'notation-not-allowed' }) as Problem);
});

test.each(['\\frac{x}', '{x', 'x}', '\\left(x', 'x^', 'x__y', '\\sqrt'])('the incomplete notation %j is refused', (text) => {
  expect(() => safeTex(text, ['x'])).toThrow(expect.objectContaining({ code: 'notation-not-tex' }) as Problem);
});
