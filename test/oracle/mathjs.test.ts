/**
 * What mathjs's own tests differentiate (test/unit-tests/function/algebra/derivative.test.js: the expression and the
 * variable are taken from there), through the command a user has, with the derivative that mathjs finds evaluated beside it.
 * What is no formula of one number is refused with a reason.
 */
import { all, create, type MathNode } from 'mathjs';
import { describe, expect, test } from 'vitest';
import { gradscribe } from '../cli/call.ts';

const math = create(all ?? {});
const numbers = { x: 1.37, y: 0.83, z: 2.1 };
/** Inside (0, 1/2) once doubled, where the function asks for it. */
const small = { ...numbers, x: 0.31 };

const expressions: readonly string[] = [
  '1', '10000000', 'x', '(1)', '(x)', '2x', 'sin(2x)', '5x + x + 2', '5 + 2', '5y + 2',
  '1 + 2', '-100^2 + 3*3/2 - 12', '-4x', '+4x', '5x - x - 2', 'x * sin(x) * 5x', '2*(x + x)', '(x + x)*2', '5x*3x', '7x / 2', '5 / (3x)', '(2x) / (3x + 2)',
  '1^(2^x + x^3 + 2)', '10^(2x + 2)', '(x^x^x^x)^0', '(x+2)^1', '2x^2', '2x^-2', '(x^3 + x)^(5x + 2)', '-x', '1 - (-x)',
  'cbrt(6x)', 'sqrt(6x)', 'nthRoot(6x)', 'nthRoot(6x, 3)', 'log((6*x))', 'log10((6x))', 'log((6x), 10)', 'log((2x), (3x))', 'log(x)',
  'sin(2x)', 'cos(2x)', 'tan(2x)', 'sec(2x)', 'csc(2x)', 'cot((2x))', 'atan((2x))', 'acot((2x))', 'sinh(2x)', 'cosh(2x)', 'tanh(2x)', 'sech(2x)', 'csch(2x)', 'coth(2x)',
  'asinh((2x))', 'acsch((2x))', 'asec((2x))', 'acsc((2x))', 'acosh((2x))', 'acoth((2x))', 'abs(2x)',
  'pow(1, 2^x + x^3 + 2)', 'pow(10, 2x + 2)', 'pow(x^x^x^x, 0)', 'pow(x + 2, 1)', '2 * pow(x, 2)', '2 * pow(x, -2)', 'pow(x^3 + x, 5x + 2)', 'exp(2x)',
  'x + y', 'x + log(y)*y', 'x + y + z', 'x + log(y)*z', 'x + log(y)*x', 'x^2 + x*y + y^2', '2x^3', 'x^2', 'x*y',
  // From its documentation and its other functions of numbers.
  'x^2 + x', 'sin(x)^2 + cos(x)^2', 'log1p(x)', 'expm1(x)', 'log2(x)', 'square(x)', 'cube(x)', 'hypot(x, y)', 'atan2(x, y)', 'atan2(y, x)', 'nthRoot(x, 4)', 'sign(x) * x', 'erf(x)', 'x^y', 'y^x', 'e^x', 'x > 1 ? x^2 : x^3', 'max(x, y)', 'min(x, y, 2)', 'sqrt(x^2 + y^2 + z^2)',
]; // prettier-ignore
const within: readonly string[] = ['asin((2x))', 'acos((2x))', 'atanh((2x))', 'asech((2x))', 'asin(x) * acos(x)'];

/** By central differences at two steps and extrapolation: about 1e-9 of the scale of the value. */
const slope = (node: MathNode, at: Readonly<Record<string, number>>): number => {
  const f = (x: number): number => Number(node.evaluate({ ...at, x }));
  const x = at.x ?? NaN;
  const d = (h: number): number => (f(x + h) - f(x - h)) / (2 * h);
  return (4 * d(5e-4) - d(1e-3)) / 3;
};

test.each([...expressions.map((e) => [e, numbers] as const), ...within.map((e) => [e, small] as const)])('%s', async (expression, at) => {
  const said = await gradscribe(['diff', expression, 'x', '--at', Object.entries(at).map(([k, v]) => `${k}=${String(v)}`).join(','), '--json']);
  expect(said.code, said.err).toBe(0);
  const found = Number((JSON.parse(said.out) as { values: number[] }).values[0]);
  const numeric = slope(math.parse(expression), at);
  expect(Math.abs(found - numeric)).toBeLessThanOrEqual(1e-7 * (1 + Math.abs(numeric)));
  // Where mathjs has a rule, the two symbolic derivatives agree to rounding.
  let theirs: number | undefined;
  try {
    theirs = Number(math.derivative(expression, 'x').evaluate(at));
  } catch {
    theirs = undefined;
  }
  // Its derivative of acoth has the wrong sign (Abramowitz and Stegun, 4.6.39).
  if (expression.startsWith('acoth')) theirs = undefined;
  if (theirs !== undefined && Number.isFinite(theirs)) expect(Math.abs(found - theirs)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(theirs)));
});

describe('what is no formula of numbers is refused with a reason', () => {
  test.each([
    ['x << 2', /<</u],
    ['subset(x)', /there is no function subset/u],
    ['sqrt()', /sqrt takes 1 argument/u],
    ['sqrt(12, 2x)', /sqrt takes 1 argument/u],
    ['x!', /!/u],
    ['gamma(x)', /gamma/u],
    ['[1, 2; 3, 4]', /not one number/u],
    ['x % 3', /%/u],
    ['x mod 3', /mod/u],
    ['x^2 cm', /./u],
    ['sin x', /sin\(x\)/u],
    ['derivative(x^2, x)', /derivative/u],
    ['arcsin(x)', /asin\(x\)/u],
    ['ln(x)', /log\(x\)/u],
    ['2 x y', /product needs its sign/u],
    ['2(x + x)', /product needs its sign/u],
    ['(x + 1)(x - 1)', /product needs its sign/u],
    ['x and y', /./u],
    ['"x"', /text/u],
    ['x = 2', /./u],
    ['nthRoot(x, 2, 3)', /nthRoot takes 1 to 2 arguments/u],
    ['log(x, 2, 3)', /log takes 1 or 2/u],
    ['x to y', /./u],
    ['f(x) = x + 2', /./u],
  ])('%s', async (expression, reason) => {
    const said = await gradscribe(['diff', expression, 'x']);
    expect([2, 3]).toContain(said.code);
    expect(said.err).toMatch(reason);
    expect(said.err).not.toMatch(/our mistake|\n\s+at /u);
  });
});
