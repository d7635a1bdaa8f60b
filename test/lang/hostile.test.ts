import { afterEach, expect, test } from 'vitest';
import { problemOf, program } from './show.ts';

/** Formulas that must be refused where they stand; x, y and w are declared scalars. */
const declared = 'x = param(); y = param(); w = param()\n';
test.each<readonly [text: string, said: string]>([
  ['L = x +', 'net.grad:2:7: the formula ends after +'],
  ['L = sin(', 'net.grad:2:8: this ( is never closed'],
  ['L = x y z)', 'net.grad:2:10: this ) closes nothing'],
  ['L = 1e', 'net.grad:2:5: 1e is a number with its exponent missing'],
  ['L =', 'net.grad:2:3: the right side of = is missing'],
  ['x + 1 = y', 'net.grad:2:1: the left side of = is not a name'],
  ['L = x ? 1', 'net.grad:2:5: this choice has no other half'],
  ['L = x % ', 'net.grad:2:7: % is a percentage or a remainder, which the language does not have'],
  ['L = x << 2', 'net.grad:2:7: << is a shift of bits, which the language does not have'],
  ['', 'net.grad:1:1: there is no formula in this file'],
  ['L = foo(x)', 'net.grad:2:5: there is no function foo'],
  ['L = sigmiod(x)', 'net.grad:2:5: there is no function sigmiod'],
  ['L = import({}, {})', 'net.grad:2:12: { is a brace: it belongs to a record, which stands alone after ='],
  ['L = parse("x")', 'net.grad:2:5: there is no function parse'],
  ['L = sin("x")', 'net.grad:2:9: text has no place in a formula'],
  ['a = b + 1\nb = a*2\nL = a', 'net.grad:2:5: a is defined by itself: a -> b -> a'],
  ['f(x) = f(x - 1)\nL = f(3)', 'net.grad:2:8: f is defined by itself: f -> f'],
  ['sin = 3\nL = sin*x', 'net.grad:2:1: sin is a function, so it cannot name a value'],
  ['L = x^2\nL = x^3', 'net.grad:3:1: L is defined twice, first in line 2'],
  ['x);process.exit()//', 'net.grad:2:11: . reads a field of a record, and there is none here'],
  ["x'+process.exit()+'", 'net.grad:2:11: . reads a field of a record, and there is none here'],
  ['*/process.exit()/*', 'net.grad:2:1: */ is a comment in other languages, which the language does not have'],
  ['${process.env}', 'net.grad:2:1: $ is a mark of TeX, which the language does not have'],
  ['x=>process.exit()', 'net.grad:2:2: => is an arrow, which the language does not have'],
  ['L = x.constructor.prototype', 'net.grad:2:5: x is not a record, so it has no field constructor'],
  ['L = cos.constructor("return process")()', 'net.grad:2:8: . reads a field of a record, and there is none here'],
  ['L = x^(9^9^9)', 'net.grad:2:8: this is too large for a number'],
  ['L = x*0/0', 'net.grad:2:5: this divides by 0'],
  ['L = x\u0000^2', 'net.grad:2:6: there is a NUL character here'],
  ['L = х^2', 'net.grad:2:5: there is no х: its х is CYRILLIC SMALL LETTER HA (U+0445), not the Latin x'],
  ['L = x²', 'net.grad:2:6: ² is not read as a power'],
  ['L = ∑ x', 'net.grad:2:5: ∑ (U+2211) is not part of the language'],
  ['A = param(2.5, 3)\nL = sum(A)', 'net.grad:2:11: 2.5 is not a size'],
  ['A = param(3, )\nL = sum(A)', 'net.grad:2:12: a value is expected between , and )'],
])('%j', (text, said) => {
  expect(problemOf(() => program(declared + text)).split('\n')[0]).toBe(said);
});

test.each<readonly [shapes: string, formula: string, said: string]>([
  ['x = param(3, 1); y = param(4, 1)', 'L = sum((x - y).^2)', 'net.grad:2:10: the sides are [3, 1] and [4, 1]'],
  ['X = param(4, 3); W = param(3, 2)', 'L = X*W', 'net.grad:2:1: the objective L is [4, 2]'],
  ['A = param(2, 2); B = param(2, 3)', 'L = sum(A.*B)', 'net.grad:2:9: the sides are [2, 2] and [2, 3]'],
])('%s; %s', (shapes, formula, said) => {
  expect(problemOf(() => program(`${shapes}\n${formula}`)).split('\n')[0]).toBe(said);
});

test.each(['return', 'await', 'delete', 'true', 'Infinity', 'let', 'toString', 'valueOf', 'δ', 'θ'])('%s is a name like any other', (name) => {
  expect(program(`${name} = param()\nL = ${name}^2`).bindings.get(name)?.role).toBe('param');
});

test.each(['<script>alert(1)</script>', '\\href{javascript:alert(1)}{click}', '100% & #1 _under_ ^hat ~tilde {brace} \\', '](javascript:alert(1))'])('the title %s is kept as it is', (title) => {
  expect(program(`title("${title}")\nx = param()\nL = x`).titles.get('en')).toBe(title);
});

test.each<readonly [what: string, formula: string]>([
  ['200,001 minus signs', `L = ${'-'.repeat(200_001)}x`],
  ['a name of 100,000 letters', `L = ${'a'.repeat(100_000)}`],
  ['400 brackets', `L = ${'('.repeat(400)}x${')'.repeat(400)}`],
  ['5 MB on one line', `L = ${'x+'.repeat(2_500_000)}x`],
])('%s are refused with a place, not by overflowing', (_what, formula) => {
  expect(problemOf(() => program(declared + formula))).toMatch(/^net\.grad:2:\d+: /u);
});

test('a product of 5,000 factors is read', () => {
  expect(program(`${declared}L = ${Array.from({ length: 5000 }, () => 'x').join('*')}`).objective).toBe('L');
});

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('pwned' in globalThis).toBe(false);
});
