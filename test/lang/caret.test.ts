import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { showProblem } from '../../src/lang/caret.ts';

const at = (text: string, column: number, length: number): Problem =>
  new Problem('some-code', 'something is wrong', { place: { file: 'a.grad', line: 7, column, length, text }, expected: 'this', mend: 'that' });

test('a problem shows its line, a caret under the place, what was expected and how to mend it', () => {
  expect(showProblem(at('z = W x', 5, 3))).toBe(
    ['a.grad:7:5: something is wrong', '  z = W x', '      ^^^', 'expected: this', 'try: that'].join('\n'),
  );
});

test('the caret stands right under wide letters and after marks', () => {
  expect(showProblem(at('权重 * x', 6, 1)).split('\n')[2]).toBe('         ^');
  expect(showProblem(at('x\u0302 * y', 6, 1)).split('\n')[2]).toBe('      ^');
});

test('of a very long line only the part around the place is shown', () => {
  const [, line = '', caret = ''] = showProblem(at('x+'.repeat(1000) + '?' + '+x'.repeat(1000), 2001, 1)).split('\n');
  expect(line.length).toBeLessThan(120);
  expect(line[caret.indexOf('^')]).toBe('?');
});

test('control characters are shown as symbols, in the line and in the message', () => {
  expect(showProblem(new Problem('x', 'a\u001B[31mb'))).toBe('a\u241B[31mb');
});

test('a problem without a place is its message', () => {
  expect(showProblem(new Problem('x', 'no such file', { mend: 'name another' }))).toBe('no such file\ntry: name another');
});
