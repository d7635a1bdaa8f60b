import { expect, test } from 'vitest';
import { sourceOf } from '../../src/lang/text/source.ts';
import { statementsOf } from '../../src/lang/statements.ts';
import { problemOf } from './show.ts';

/** Each statement as its tokens with blanks between them, after its line. */
const split = (text: string): readonly string[] => {
  const source = sourceOf(text, 'net.grad');
  return statementsOf(source).map((s) => {
    const start = s.tokens[0]?.start ?? 0;
    return `${String(source.lineStarts.findLastIndex((from) => from <= start) + 1)}: ${s.tokens.map((t) => t.text).join(' ')}`;
  });
};

test('a statement is a line, or what stands between semicolons', () => {
  expect(split('a = 1; b = 2\n\n  ;c = 3;\n')).toEqual(['1: a = 1', '1: b = 2', '3: c = 3']);
});

test('a comment reaches to the end of its line; its text is not read', () => {
  expect(split('# a = "x\na = 1 # ; b = (\n#\nb = 2')).toEqual(['2: a = 1', '4: b = 2']);
});

test('inside brackets a statement goes on over lines, with comments and semicolons', () => {
  expect(split('z = (a # first\n   + b)\nM = [1, 2;\n     3, 4]')).toEqual(['1: z = ( a + b )', '3: M = [ 1 , 2 ; 3 , 4 ]']);
});

test('text in double quotes is taken as it is', () => {
  expect(split('title("a; # \\sigma (")')).toEqual(['1: title ( a; # \\sigma ( )']);
});

test('lines end as on any system, and a byte order mark is dropped', () => {
  expect(split('\uFEFFa = 1\r\nb = 2\rc = 3\n')).toEqual(['1: a = 1', '2: b = 2', '3: c = 3']);
});

test('blanks may be of any script', () => {
  expect(split('a\u00A0=\u3000 1\t')).toEqual(['1: a = 1']);
});

test('a line cannot begin with an operator', () => {
  expect(problemOf(() => split('z = a\n  + b'))).toBe(
    ['net.grad:2:3: a statement cannot start with +', '    + b', '    ^', 'try: to go on over several lines, put the whole formula in brackets'].join('\n'),
  );
});

test('a line cannot end with an operator', () => {
  expect(problemOf(() => split('z = a +\n  b'))).toBe(
    ['net.grad:1:7: the formula ends after +', '  z = a +', '        ^', 'expected: a value', 'try: to go on over several lines, put the whole formula in brackets'].join('\n'),
  );
});

test('an unclosed bracket is shown where it opens', () => {
  expect(problemOf(() => split('z = f(a, [b\nL = z'))).toBe(['net.grad:1:10: this [ is never closed', '  z = f(a, [b', '           ^', 'expected: ]'].join('\n'));
});

test('an unclosed string is shown where it opens', () => {
  expect(problemOf(() => split('title("a)\nL = 1'))).toBe(
    ['net.grad:1:7: this string has no closing quote on its line', '  title("a)', '        ^', 'try: end the string with "'].join('\n'),
  );
});
