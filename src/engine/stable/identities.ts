/**
 * Identities that the engine computes by: what stands on the left cancels or overflows for some numbers, what stands on the
 * right does not. Letters are any formulas. A later line may lean on the lines above it: its left side is met in the form
 * that these have given it.
 */
export const identities: readonly (readonly [left: string, right: string])[] = [
  // Logarithms and exponentials near 1.
  ['log(1 + x)', 'log1p(x)'],
  ['log(1 - x)', 'log1p(-x)'],
  ['exp(x) - 1', 'expm1(x)'],
  ['1 - exp(x)', '-expm1(x)'],
  ['log(-expm1(x))', 'log1mexp(x)'],
  ['log1p(-exp(x))', 'log1mexp(x)'],
  ['sqrt(1 + x) - 1', 'x ./ (sqrt(1 + x) + 1)'],

  // The logistic function and its logarithm.
  ['1 ./ (1 + exp(x))', 'logistic(-x)'],
  ['exp(x) ./ (1 + exp(x))', 'logistic(x)'],
  ['y ./ (1 + exp(x))', 'y .* logistic(-x)'],
  ['1 - logistic(x)', 'logistic(-x)'],
  ['logistic(x) - 1', '-logistic(-x)'],
  ['logistic(x) - logistic(-x)', 'tanh(x / 2)'],
  ['logistic(-x) - logistic(x)', '-tanh(x / 2)'],
  ['logistic(x) - logistic(y)', '-sign(x - y) .* expm1(-abs(x - y)) .* logistic(max(x, y)) .* logistic(-min(x, y))'],
  ['logistic(x) - y', 'surplus(x, y)'],
  ['y - logistic(x)', '-surplus(x, y)'],
  ['log1p(exp(x))', 'softplus(x)'],
  ['log1p(-logistic(x))', '-softplus(x)'],
  ['log(logistic(x))', '-softplus(-x)'],
  ['logistic(x) ./ logistic(-x)', 'exp(x)'],
  ['softplus(x) - x', 'softplus(-x)'],
  ['x - softplus(x)', '-softplus(-x)'],
  ['softplus(x) - softplus(-x)', 'x'],
  ['expm1(softplus(x))', 'exp(x)'],
  ['1 - 2 * logistic(x)', '-tanh(x / 2)'],
  ['2 * logistic(x) - 1', 'tanh(x / 2)'],
  ['expm1(x) .* logistic(-x)', 'tanh(x / 2)'],
  ['-expm1(x) .* logistic(-x)', '-tanh(x / 2)'],
  ['softplus(x) - y .* x', 'logisticloss(x, y)'],

  // Hyperbolic functions and their inverses.
  ['exp(x) - exp(-x)', '2 * sinh(x)'],
  ['exp(-x) - exp(x)', '-2 * sinh(x)'],
  ['exp(x) + exp(-x)', '2 * cosh(x)'],
  ['exp(x) - exp(y)', '-sign(x - y) .* expm1(-abs(x - y)) .* exp(max(x, y))'],
  ['exp(x) ./ (2 * cosh(x))', 'logistic(2 * x)'],
  ['exp(-x) ./ (2 * cosh(x))', 'logistic(-2 * x)'],
  ['sinh(x) ./ cosh(x)', 'tanh(x)'],
  ['2 * sinh(x) ./ (2 * cosh(x))', 'tanh(x)'],
  ['x ./ cosh(y) .* cosh(y)', 'x'],
  ['x ./ cosh(y) .* sinh(y)', 'x .* tanh(y)'],
  ['1 - tanh(x) .* tanh(x)', 'sech2(x)'],
  ['1 - tanh(x).^2', 'sech2(x)'],
  ['tanh(x).^2 - 1', '-sech2(x)'],
  ['1 - tanh(x)', '2 * logistic(-2 * x)'],
  ['1 + tanh(x)', '2 * logistic(2 * x)'],
  ['tanh(x) - 1', '-2 * logistic(-2 * x)'],
  ['1 - x.^2', '(1 - x) .* (1 + x)'],
  ['x.^2 - 1', '(x - 1) .* (x + 1)'],
  ['sign(x) .* log(abs(x) + sqrt(x.^2 + 1))', 'asinh(x)'],
  ['log(x + sqrt(x.^2 + 1))', 'asinh(x)'],
  ['sqrt(x.^2 + 1) - x', 'exp(-asinh(x))'],
  ['x + sqrt(x.^2 + 1)', 'exp(asinh(x))'],
  ['x ./ sqrt(x.^2 + 1) - 1', '-exp(-asinh(x)) ./ sqrt(x.^2 + 1)'],
  ['x ./ sqrt(x.^2 + 1) + 1', 'exp(asinh(x)) ./ sqrt(x.^2 + 1)'],
  ['sqrt(x.^2 + y.^2)', 'hypot(x, y)'],
  ['log(x + sqrt(x.^2 - 1))', 'acosh(x)'],
  ['log((1 + x) ./ (1 - x)) / 2', 'atanh(x)'],
  ['acosh(1 ./ x)', 'log1p((1 - x + sqrt((1 - x) .* (1 + x))) ./ x)'],
  ['atanh(1 ./ x)', 'sign(x) .* log1p(2 ./ (abs(x) - 1)) / 2'],

  // Angles.
  ['atan(x ./ sqrt(1 - x.^2))', 'asin(x)'],
  ['pi / 2 - asin(x)', 'acos(x)'],
  ['acos(1 ./ x)', 'where(x > 0, atan(sqrt((x - 1) .* (x + 1))), pi - atan(sqrt((x - 1) .* (x + 1))))'],
  ['1 - cos(x)', '2 * sin(x / 2).^2'],

  ['1 - erf(x)', 'erfc(x)'],
  ['1 + erf(x)', 'erfc(-x)'],

  // What a condition has taken out stays out, whatever it is multiplied by.
  ['where(c, a, 0) .* b', 'where(c, a .* b, 0)'],
  ['where(c, 0, a) .* b', 'where(c, 0, a .* b)'],
  ['where(c, a, 0) ./ b', 'where(c, a ./ b, 0)'],
  ['where(c, 0, a) ./ b', 'where(c, 0, a ./ b)'],
  ['-where(c, a, 0)', 'where(c, -a, 0)'],
  ['-where(c, 0, a)', 'where(c, 0, -a)'],
  ['(a > b) .* x', 'where(a > b, x, 0)'],
  ['(a >= b) .* x', 'where(a >= b, x, 0)'],
  ['(a < b) .* x', 'where(a < b, x, 0)'],
  ['(a <= b) .* x', 'where(a <= b, x, 0)'],
  ['(a == b) .* x', 'where(a == b, x, 0)'],
  ['(a != b) .* x', 'where(a != b, x, 0)'],
];

/**
 * Signs, and sums of multiples of one thing, whose factors may cancel: in a formula as it is written, and not through names,
 * for what has a name is computed already.
 */
export const factorings: readonly (readonly [left: string, right: string])[] = [
  ['x + -y', 'x - y'],
  ['x + -1', 'x - 1'],
  ['-x - y', '-(x + y)'],
  ['x - -y', 'x + y'],
  ['x .* c + y .* c', '(x + y) .* c'],
  ['x .* c - y .* c', '(x - y) .* c'],
  ['c + y .* c', '(1 + y) .* c'],
  ['c - y .* c', '(1 - y) .* c'],
  ['y .* c - c', '(y - 1) .* c'],
  ['x ./ c + y ./ c', '(x + y) ./ c'],
  ['x ./ c - y ./ c', '(x - y) ./ c'],
  ['x ./ c + -(y ./ c) .* z', '(x - y .* z) ./ c'],
  ['1 ./ c .* x - y ./ c', '(x - y) ./ c'],
  ['a .* x.^2 ./ y.^2', 'a .* (x ./ y).^2'],
  ['a ./ x.^2', 'a ./ x ./ x'],
  ['2 * x / 2', 'x'],
  ['2 * x ./ (2 * y)', 'x ./ y'],
  ['1 ./ (2 * y) .* (2 * x)', 'x ./ y'],
  // One term of two.
  ['x + y - x', 'y'],
  ['1 - x ./ (x + y)', 'y ./ (x + y)'],
  ['x ./ (x + y) - 1', '-y ./ (x + y)'],
];
