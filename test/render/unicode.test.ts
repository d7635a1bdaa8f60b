/** Formulas on the left, as they stand on a terminal on the right. */
import { expect, test } from 'vitest';
import { plainly } from '../../src/render/plain.ts';
import { program } from '../calculus/handout.ts';

const printed = (formula: string, declared = 'x = param(); y = param(); a = param(); b = param(); n = param(); x_1 = param(); W_hh = param(); W_bc = param(); theta = param(); rate = param()'): string => {
  const p = program(`${declared}\nL = ${formula}`);
  const e = p.bindings.get('L')?.expr;
  return e === undefined ? '' : plainly(p)(e);
};

test.each([
  ['2*x', '2x'],
  ['x*y', 'xy'],
  ['2*3*x', '2 · 3x'],
  ['x*2', 'x · 2'],
  ['rate*x', 'rate x'],
  ['x^2', 'x²'],
  ['x^n', 'xⁿ'],
  ['x^(n - 1)', 'xⁿ⁻¹'],
  ['2^(3*x)', '2³ˣ'],
  ['x^(1/3)', 'x^(1/3)'],
  ['exp(-x)', 'e⁻ˣ'],
  ['exp(x^2)', 'e^(x²)'],
  ['x*exp(x)', 'x eˣ'],
  ['(x^2)^3', '(x²)³'],
  ['(-x)^2', '(−x)²'],
  ['-x^2', '−x²'],
  ['x - (y - a)', 'x − (y − a)'],
  ['x - (-y)', 'x − (−y)'],
  ['x*(-y)', 'x(−y)'],
  ['sqrt(x)', '√x'],
  ['sqrt(2*x)', '√(2x)'],
  ['sqrt(x)*y', '√x · y'],
  ['abs(x)', '|x|'],
  ['1/x', '1/x'],
  ['x/(y*a)', 'x/(ya)'],
  ['x/y/a', '(x/y)/a'],
  ['x*(y/a)', 'x · y/a'],
  ['(x + 1)/(x - 1)', '(x + 1)/(x − 1)'],
  ['1/2*x', '1/2 · x'],
  ['cos(x)/x', 'cos x / x'],
  ['sin(x)', 'sin x'],
  ['sin(2*x)', 'sin 2x'],
  ['sin(x + 1)', 'sin(x + 1)'],
  ['sin(x)*cos(x)', 'sin x cos x'],
  ['sin(x)*y', 'sin x · y'],
  ['sin(x)*(1 + y)', 'sin x · (1 + y)'],
  ['sin(x)^2', 'sin² x'],
  ['sin(x)^(-1)', '(sin x)⁻¹'],
  ['log(2)*x', 'ln 2 · x'],
  ['atan(x)', 'arctan x'],
  ['sigmoid(x)', 'σ(x)'],
  ['max(x, 0)', 'max(x, 0)'],
  ['(x > 0) * y', '[x > 0] · y'],
  ['x > 0 ? x : -y', '{ x, x > 0; −y, x ≤ 0 }'],
  ['theta*x_1', 'θx₁'],
  ['W_hh*x', 'Wₕₕx'],
  ['W_bc*x', 'W_bc x'],
  ['2*pi*x', '2πx'],
  ['0.5*x', '0.5x'],
  ['1e-9*x', '10⁻⁹x'],
  ['2.5e30 + x', '2.5 · 10³⁰ + x'],
  ['x^2e-9', 'x^(2 · 10⁻⁹)'],
])('%s is %s', (formula, line) => {
  expect(printed(formula)).toBe(line);
});

const arrays = 'A = param(3, 3); v = param(3); w = param(3)';
test.each([
  ["v' * A * v", 'vᵀAv'],
  ["sum((A + A') * v)", 'sum((A + Aᵀ)v)'],
  ['sum(v .* w)', 'sum(v ⊙ w)'],
  ['sum(v ./ w)', 'sum(v ⊘ w)'],
  ['sum(v.^2)', 'sum(v^⊙2)'],
  ['v[2]', 'v[2]'],
])('%s is %s', (formula, line) => {
  expect(printed(formula, arrays)).toBe(line);
});
