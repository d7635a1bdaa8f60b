/** The size of functions, and of a sum of two, as formulas. */

/** Functions whose size has a formula: of their argument x. */
export const sizes: Readonly<Record<string, readonly [shift: string, rest: string]>> = {
  logistic: ['min(x, 0)', '1 ./ (1 + exp(-abs(x)))'],
  sech2: ['-2 * abs(x)', '4 ./ (1 + exp(-2 * abs(x))).^2'],
  softplus: ['min(x, 0)', 'softplusShare(x)'],
  expm1: ['max(x, 0)', '-sign(x) .* expm1(-abs(x))'],
  sinh: ['abs(x)', '-sign(x) .* expm1(-2 * abs(x)) / 2'],
  cosh: ['abs(x)', '(1 + exp(-2 * abs(x))) / 2'],
  erfc: ['-max(x, 0).^2', 'x > 0 ? erfcx(x) : erfc(x)'],
};

/** Functions that are as their argument near zero, times this. */
export const slopes: Readonly<Record<string, number>> = { expm1: 1, sinh: 1, tanh: 1, asinh: 1, atanh: 1, sin: 1, asin: 1, atan: 1, log1p: 1, erf: 2 / Math.sqrt(Math.PI) };

/**
 * Of the sum of a and b, whose sizes are d apart: the size beside b's, and what a and b are multiplied by; where neither can be
 * zero, where a can, where b can, where both can.
 */
export const above = ['max(d, 0)', 'a == 0 ? 0 : max(d, 0)', 'b == 0 ? d : max(d, 0)', 'b == 0 ? d : a == 0 ? 0 : max(d, 0)'] as const;
export const ofLeft = ['exp(min(d, 0))', 'exp(min(d, 0))', 'b == 0 ? 1 : exp(min(d, 0))', 'b == 0 ? 1 : exp(min(d, 0))'] as const;
export const ofRight = ['exp(-max(d, 0))', 'a == 0 ? 1 : exp(-max(d, 0))', 'exp(-max(d, 0))', 'a == 0 ? 1 : exp(-max(d, 0))'] as const;
