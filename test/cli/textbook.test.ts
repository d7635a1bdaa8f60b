/** Exercises of a first calculus course, worked as a textbook works them. What is frozen here was read beside textbooks. */
import { describe, expect, test } from 'vitest';
import { gradscribe } from './call.ts';

/** An exercise on the left, its worked answer below; the last line is the answer in the language. */
const exercise = (what: string, args: readonly string[], worked: string): void => {
  test(`${what}: ${args.join(', ')}`, async () => {
    const { code, out } = await gradscribe(['diff', ...args, '--steps', '--lang', 'en']);
    expect(code).toBe(0);
    expect(out.trimEnd()).toBe(worked.replace(/^\n/u, '').trimEnd());
  });
};

describe('exercises of a calculus course', () => {
  exercise(
    'a product',
    ['x^2 * sin(x)', 'x'],
    `
d/dx[x² sin x]
  = d/dx[x²] · sin x + x² · d/dx[sin x]  product rule
      d/dx[x²] = 2x                      power rule
      d/dx[sin x] = cos x                derivative of the sine
  = 2x sin x + x² cos x                  substitute

2 * x * sin(x) + x^2 * cos(x)`,
  );
  exercise(
    'a quotient',
    ['(3*x + 1) / (x^2 + 1)', 'x'],
    `
d/dx[(3x + 1)/(x² + 1)]
  = (d/dx[3x + 1] · (x² + 1) − (3x + 1) · d/dx[x² + 1])/(x² + 1)²  quotient rule
      d/dx[3x + 1] = 3                                        sum rule, constant multiple rule
      d/dx[x² + 1] = 2x                                       sum rule, power rule
  = (3(x² + 1) − (3x + 1) · 2x)/(x² + 1)²                     substitute
  = (3 − 2x − 3x²)/(x² + 1)²                                  multiply out and simplify

(3 - 2 * x - 3 * x^2) / (x^2 + 1)^2`,
  );
  exercise(
    'an exponential function of something',
    ['e^(x^2)', 'x'],
    `
d/dx[e^(x²)]
  = e^(x²) · d/dx[x²]  chain rule, derivative of the exponential function
      d/dx[x²] = 2x    power rule
  = 2x e^(x²)          substitute and simplify

2 * x * exp(x^2)`,
  );
  exercise(
    'a logarithm of something',
    ['log(x^2 + 1)', 'x'],
    `
d/dx[ln(x² + 1)]
  = d/dx[x² + 1]/(x² + 1)  chain rule, derivative of the logarithm
      d/dx[x² + 1] = 2x    sum rule, power rule
  = 2x/(x² + 1)            substitute

2 * x / (x^2 + 1)`,
  );
  exercise(
    'a power of something',
    ['(2*x + 1)^5', 'x'],
    `
d/dx[(2x + 1)⁵]
  = 5(2x + 1)⁴ · d/dx[2x + 1]  chain rule, power rule
      d/dx[2x + 1] = 2         sum rule, constant multiple rule
  = 10(2x + 1)⁴                substitute and simplify

10 * (2 * x + 1)^4`,
  );
  exercise(
    'a root',
    ['sqrt(1 - x^2)', 'x'],
    `
d/dx[√(1 − x²)]
  = d/dx[1 − x²]/(2√(1 − x²))  chain rule, derivative of the square root
      d/dx[1 − x²] = −2x       difference rule, power rule
  = −x/√(1 − x²)               substitute and simplify

-x / sqrt(1 - x^2)`,
  );
  exercise(
    'the variable in base and exponent',
    ['x^x', 'x'],
    `
d/dx[xˣ]
  = xˣ · d/dx[x ln x]            logarithmic differentiation
      d/dx[x ln x]
        = ln x + x · d/dx[ln x]  product rule
            d/dx[ln x] = 1/x     derivative of the logarithm
        = ln x + 1               substitute and simplify
  = xˣ(ln x + 1)                 substitute

x^x * (log(x) + 1)`,
  );
  exercise(
    'a product with a common factor',
    ['x * e^(-x)', 'x'],
    `
d/dx[x e⁻ˣ]
  = e⁻ˣ + x · d/dx[e⁻ˣ]  product rule
      d/dx[e⁻ˣ] = −e⁻ˣ   chain rule, derivative of the exponential function
  = e⁻ˣ + x(−e⁻ˣ)        substitute
  = (1 − x)e⁻ˣ           take out common factors

(1 - x) * exp(-x)`,
  );
  exercise(
    'a function of the table',
    ['tan(x)', 'x'],
    `
d/dx[tan x] = sec² x  derivative of tan

sec(x)^2`,
  );
  exercise(
    'another base',
    ['2^x', 'x'],
    `
d/dx[2ˣ] = 2ˣ ln 2  exponential rule

2^x * log(2)`,
  );
  exercise(
    'a chain of three',
    ['sin(cos(tan(x)))', 'x'],
    `
d/dx[sin(cos(tan x))]
  = cos(cos(tan x)) · d/dx[cos(tan x)]  chain rule, derivative of the sine
      d/dx[cos(tan x)]
        = −sin(tan x) · d/dx[tan x]     chain rule, derivative of the cosine
            d/dx[tan x] = sec² x        derivative of tan
        = −sin(tan x) sec² x            substitute
  = −sec² x sin(tan x) cos(cos(tan x))  substitute and simplify

-sec(x)^2 * sin(tan(x)) * cos(cos(tan(x)))`,
  );
  exercise(
    'a polynomial',
    ['5*x^4 - 3*x^2 + 7', 'x'],
    `
d/dx[5x⁴ − 3x² + 7]
  = 5 · d/dx[x⁴] − 3 · d/dx[x²]  sum rule, difference rule, constant multiple rule
      d/dx[x⁴] = 4x³             power rule
      d/dx[x²] = 2x              power rule
  = 20x³ − 6x                    substitute and simplify

20 * x^3 - 6 * x`,
  );
  exercise(
    'where sines and cosines meet',
    ['sin(x) / (1 + cos(x))', 'x'],
    `
d/dx[sin x / (1 + cos x)]
  = (d/dx[sin x] · (1 + cos x) − sin x · d/dx[1 + cos x])/(1 + cos x)²  quotient rule
      d/dx[sin x] = cos x                                     derivative of the sine
      d/dx[1 + cos x] = −sin x                                sum rule, derivative of the cosine
  = (cos x · (1 + cos x) − sin x · (−sin x))/(1 + cos x)²     substitute
  = (sin² x + cos x + cos² x)/(1 + cos x)²                    write as one fraction
  = 1/(1 + cos x)                                             sin² + cos² = 1

1 / (1 + cos(x))`,
  );
  exercise(
    'a root below',
    ['x / sqrt(1 + x^2)', 'x'],
    `
d/dx[x/√(1 + x²)]
  = (√(1 + x²) − x · d/dx[√(1 + x²)])/(√(1 + x²))²  quotient rule
      d/dx[√(1 + x²)]
        = d/dx[1 + x²]/(2√(1 + x²))                 chain rule, derivative of the square root
            d/dx[1 + x²] = 2x                       sum rule, power rule
        = x/√(1 + x²)                               substitute and simplify
  = (√(1 + x²) − x · x/√(1 + x²))/(√(1 + x²))²      substitute
  = 1/√(1 + x²) − x²/(1 + x²)^(3/2)                 multiply out and cancel
  = 1/(1 + x²)^(3/2)                                write as one fraction

1 / (1 + x^2)^(3 / 2)`,
  );
  exercise(
    'two powers',
    ['(x^2 + 1)^3 * (2*x - 1)^4', 'x'],
    `
d/dx[(x² + 1)³(2x − 1)⁴]
  = d/dx[(x² + 1)³] · (2x − 1)⁴ + (x² + 1)³ · d/dx[(2x − 1)⁴]  product rule
      d/dx[(x² + 1)³]
        = 3(x² + 1)² · d/dx[x² + 1]                           chain rule, power rule
            d/dx[x² + 1] = 2x                                 sum rule, power rule
        = 6x(x² + 1)²                                         substitute and simplify
      d/dx[(2x − 1)⁴] = 8(2x − 1)³                            chain rule, power rule
  = 6x(x² + 1)²(2x − 1)⁴ + (x² + 1)³ · 8(2x − 1)³             substitute
  = 2(2x − 1)³(x² + 1)²(10x² − 3x + 4)                        take out common factors

2 * (2 * x - 1)^3 * (x^2 + 1)^2 * (10 * x^2 - 3 * x + 4)`,
  );
  exercise(
    'a power that is a fraction',
    ['x^(1/3)', 'x'],
    `
d/dx[x^(1/3)]
  = 1/3 · x^(1/3 − 1)  power rule
  = 1/(3x^(2/3))       simplify

1 / (3 * x^(2 / 3))`,
  );
  exercise(
    'a mixed partial derivative',
    ['x^2*y + sin(x*y)', 'x', 'y'],
    `
∂/∂x[x²y + sin(xy)]
  = y · ∂/∂x[x²] + ∂/∂x[sin(xy)]  sum rule, constant multiple rule
      ∂/∂x[x²] = 2x               power rule
      ∂/∂x[sin(xy)] = y cos(xy)   chain rule, derivative of the sine
  = 2xy + y cos(xy)               substitute and simplify

∂/∂y[2xy + y cos(xy)]
  = 2x + ∂/∂y[y cos(xy)]                sum rule, constant multiple rule
      ∂/∂y[y cos(xy)]
        = cos(xy) + y · ∂/∂y[cos(xy)]   product rule
            ∂/∂y[cos(xy)] = −x sin(xy)  chain rule, derivative of the cosine
        = cos(xy) − xy sin(xy)          substitute and simplify
  = 2x + cos(xy) − xy sin(xy)           substitute and simplify

2 * x + cos(x * y) - x * y * sin(x * y)`,
  );
  exercise(
    'two cases',
    ['x > 0 ? x^2 : -x', 'x'],
    `
d/dx[{ x², x > 0; −x, x ≤ 0 }]
  = { d/dx[x²], x > 0; d/dx[−x], x ≤ 0 }  piece by piece
      d/dx[x²] = 2x                       power rule
      d/dx[−x] = −1                       constant multiple rule
  = { 2x, x > 0; −1, x ≤ 0 }              substitute

where(x > 0, 2 * x, -1)`,
  );
  exercise(
    'twice',
    ['1/x', 'x', 'x'],
    `
d/dx[1/x] = −1/x²  reciprocal rule

d/dx[−1/x²]
  = d/dx[x²]/(x²)²   reciprocal rule
      d/dx[x²] = 2x  power rule
  = 2/x³             substitute and simplify

2 / x^3`,
  );
});
