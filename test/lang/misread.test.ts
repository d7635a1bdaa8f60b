import { expect, test } from 'vitest';
import { parse } from '../../src/lang/parse.ts';
import { problemOf } from './show.ts';

/** Text, then what is said about it: message, caret line (under the text), what was expected, what to write. */
type Row = readonly [text: string, column: number, message: string, caret: string, ...more: string[]];
const refused: readonly Row[] = [
  ['x y', 1, 'a product needs its sign (only a number may stand before a name)', '^^^', 'try: x * y'],
  ['2 (x + 1)', 1, 'a product needs its sign (only a number may stand before a name)', '^^^^^^^^^', 'try: 2 * (x + 1)'],
  ['a + (b)(c)', 5, 'a product needs its sign (only a number may stand before a name)', '    ^^^^^^', 'try: (b) * (c)'],
  ['2 x y', 1, 'a product needs its sign (only a number may stand before a name)', '^^^^^', 'try: 2 x * y'],
  ['1/2 x', 1, 'this can be read in two ways', '^^^^^', 'try: (1 / 2) * x, or 1 / (2 * x)'],
  ['a / 2 x', 1, 'this can be read in two ways', '^^^^^^^', 'try: (a / 2) * x, or a / (2 * x)'],
  ['sin x', 1, 'sin x is not read as a call', '^^^^^', 'try: sin(x)'],
  ['1 + sin^2(x)', 5, "sin^2(x) is not read as a power of a function's value", '    ^^^^^^^^', 'try: sin(x)^2'],
  ["sigma'(z)^2", 1, "sigma' is the transpose of sigma, not its derivative", '^^^^^^', "try: define a function for the derivative, such as dsigma(x) = ..., or write the transpose as (sigma') * (...)"],
  ['W^T * x', 1, 'W^T is the power with exponent T, not the transpose', '^^^', "try: W' for the transpose, W^(T) for the power"],
  ["x.^2'", 4, 'a number has no transpose', '   ^^', "try: put the power in brackets before the quote, as in (x.^2)'"],
  ["x.^n'", 1, "the ' belongs to the exponent n here", '^^^^^', "try: (x.^n)' for the transpose of the power"],
  ['a < b < c', 1, 'comparisons are not chained', '^^^^^^^^^', 'try: (a < b) .* (b < c)'],
  ['x and y', 1, 'and is not an operator here', '^^^^^', 'try: (a) .* (b) for two comparisons a and b'],
  ['5 mod 3', 1, 'mod is not an operator here', '^^^^^^^', 'try: a formula without remainders'],
  ['x % 2', 3, '% is a percentage or a remainder, which the language does not have', '  ^', 'try: divide by 100'],
  ['x << 2', 3, '<< is a shift of bits, which the language does not have', '  ^^', 'try: multiply by a power of 2'],
  ['a & b', 3, '& is a bit operator, which the language does not have', '  ^', 'try: multiply two comparisons: (x > 0) .* (x < 1)'],
  ['|x|', 1, '| is a bar, which the language does not have', '^', 'try: abs(x)'],
  ['x!', 2, '! is a factorial, which the language does not have', ' ^', 'try: write the product out'],
  ['a ** 2', 3, '** is a power in other languages, which the language does not have', '  ^^', 'try: x^2, or x.^2 entry by entry'],
  ['\\sigma', 1, '\\ is a command of TeX, which the language does not have', '^', 'try: write the name without \\, such as sigma'],
  ['{a: 1}', 1, '{ is a brace, which the language does not have', '^', 'try: ( ) around a part of a formula'],
  ['2e', 1, '2e is a number with its exponent missing', '^^', 'try: 2e3 for a power of ten, 2 * e for a product'],
  ['3 + 1_000', 5, '1_000 is not a number; digits are not grouped by _', '    ^^^^^', 'try: 1000'],
  ['0x1F', 1, '0x1F is not a decimal number', '^^^^', 'try: write the number in base ten'],
  ['x * 1e400', 5, '1e400 is too large for a number', '    ^^^^^'],
  ['1e-400', 1, '1e-400 is too small for a number and would become 0', '^^^^^^'],
  ['1.2.3', 4, 'a sign is missing before .3', '   ^^'],
  ['x₁ + 1', 2, '₁ is not part of a name', ' ^', 'try: x_1'],
  ['x²', 2, '² is not read as a power', ' ^', 'try: x^2'],
  ['a × b', 3, '× (U+00D7) is not part of the language', '  ^', 'try: write *'],
  ['∑ x', 1, '∑ (U+2211) is not part of the language', '^', 'try: write sum(x), or sum(t, x) over an index'],
  ['f（x）', 2, '（ (U+FF08) is not part of the language', ' ^^', 'try: write ('],
  ['x٣', 2, '٣ (U+0663) is a digit of another script', ' ^', 'try: write numbers with 0 to 9'],
  ['x\u200Bb', 2, 'there is an invisible character (U+200B) here', ' ^', 'try: remove it'],
  ['x\u0007', 2, 'there is a control character (U+0007) here', ' ^', 'try: remove it'],
  ['a.b', 2, '. reads a field of a record, and there are no records here', ' ^', 'try: use a name of its own, such as x_1'],
  ['"text"', 1, 'text has no place in a formula', '^^^^^^', 'try: text is for title("...") and tex(f, x) = "..."'],
  ["'text'", 1, "a quote mark stands after what it transposes, as in W'", '^', 'try: text is written in double quotes'],
  ['(x; y)', 3, '; is not expected here', '  ^'],
  ['f(1:3)', 1, 'a range stands in a subscript', '^^^^^^', 'try: X[1:3, :]'],
  ['X[1:2:5]', 3, 'a range has no step', '  ^^^^^', 'try: X[1:3]'],
  ['f(a=1, a=2)', 8, 'a is given twice', '       ^^^'],
  ['x = 3', 1, '= stands between a name and its formula, once', '^^^^^', 'try: write == to compare'],
  ['[1, 2; 3]', 1, 'the rows of an array differ in length', '^^^^^^^^^'],
  ['[]', 1, 'there is nothing between these brackets', '^^'],
  ['f(x,)', 4, 'a value is expected between , and )', '   ^^'],
  ['x +', 3, 'the formula ends after +', '  ^', 'expected: a value'],
  ['x * / y', 5, 'a value is expected before /', '    ^'],
  ['x ? 1', 1, 'this choice has no other half', '^^^^^', 'try: condition ? value : other'],
  ['(x', 1, 'this ( is never closed', '^', 'expected: )'],
  ['x)', 2, 'this ) closes nothing', ' ^', 'try: remove it, or open it earlier'],
  ['(a]', 3, 'this ] does not close the ( before it', '  ^', 'expected: )'],
  ['', 1, 'there is no formula', '^', 'expected: a formula'],
  ['x(1)(2)', 1, 'a product needs its sign (only a number may stand before a name)', '^^^^^^^', 'try: x(1) * (2)'],
  ['x[1](2)', 1, 'only a name can be called', '^^^^', 'try: write * for a product'],
  ['neg(x)', 1, 'neg is not called by name', '^^^', 'try: -x'],
];

test.each(refused.map((row) => [row[0], row] as const))('%s', (_text, [text, column, message, caret, ...more]) => {
  const shown = text.replace('\u0007', '\u2407');
  const expected = [`formula:1:${String(column)}: ${message}`, `  ${shown}`, `  ${caret}`, ...more];
  expect(problemOf(() => parse(text)).split('\n')).toEqual(expected);
});
