/** Formulas over `x` and a label `y` whose textbook form overflows or cancels somewhere. */

/** Value and gradient have all their digits everywhere. */
export const sharp: readonly string[] = `
sigmoid(x)
1 - sigmoid(x)
sigmoid(x)^2
sigmoid(sigmoid(x))
sigmoid(2*x) / sigmoid(x)
1 / (1 + exp(-x))
exp(x) / (1 + exp(x))
log(sigmoid(x))
-log(1 - sigmoid(x))
log(sigmoid(x)) * sigmoid(x)
softplus(x)
log(1 + exp(x))
log(1 + exp(-x))
log(exp(x) + exp(2*x))
log(softplus(x))
log2(1 + exp(x))
softsign(x)
silu(x)
x / (1 + exp(-1.702 * x))
x * tanh(softplus(x))
x * tanh(log(1 + exp(x)))
x * (1 + tanh(0.79788456 * (x + 0.044715 * x^3))) / 2
relu(x)
max(log(abs(x)), 0)
tanh(x)
1 - tanh(x)^2
log(1 - tanh(x)^2)
(exp(x) - exp(-x)) / (exp(x) + exp(-x))
1 / (exp(x) + exp(-x))
sinh(x)
cosh(x)
sech(x)
csch(x)
coth(x)
log(cosh(x))
asinh(x)
acosh(x)
atanh(x)
acoth(x)
asech(x)
acsch(x)
asin(x)
acos(x)
asec(x)
acsc(x)
acot(x)
log1p(x)
log(1 + x)
expm1(x)
exp(x) - 1
1 - exp(-x)
log(1 - exp(-abs(x)))
1 - cos(x)
sqrt(1 + x^2) - 1
cbrt(x)
exp(-x^2)
y * exp(x)
sqrt(exp(x))
exp(x)^0.1
exp(x) * exp(-x)
exp(x) / exp(x)
exp(exp(-abs(x)))
where(x > 0, log(abs(x)), x)
where(x < 0, exp(x), 1 + x)
where(x > 0, x, exp(x) - 1)
bce(sigmoid(x), y)
-(y*log(sigmoid(x)) + (1-y)*log(1-sigmoid(x)))
-(y*log(1/(1+exp(-x))) + (1-y)*log(1-1/(1+exp(-x))))
log(1 + exp(-(2*y-1)*x))
o = sigmoid(x); L = bce(o, y)
o = sigmoid(x); L = -(y * log(o) + (1 - y) * log(1 - o))
u = exp(-x); o = 1 / (1 + u); L = -log(o)
h = sigmoid(x); o = sigmoid(3*h - 1); L = bce(o, y)
logsigmoid(x)
elu(x)
selu(x)
celu(x)
swish(x)
mish(x)
gelutanh(x)
hardswish(x)
bcelogits(x, y)
focal(sigmoid(x), y)
logcosh(x, y)
softmargin(x, 2*y - 1)
exp2(x)
hypot(x, 1)
logit(sigmoid(x))
logaddexp(x, 2*x)
gaussiannll(x, y, exp(x))
z = [x, 0, 1]; L = softmin(z)[2]
z = [x, 0, 1]; L = sum(logsumexp(z))
z = [x, 0, 1]; L = log(sum(exp(z)))
z = [x, 0, 1]; L = log(mean(exp(z)))
z = [x, 0, 1]; L = softmax(z)[2]
z = [x, 0, 1]; L = sum(bce(sigmoid(z), [y, 1, 0]))
z = [x, 0, 1]; o = sigmoid(z); L = sum((o - [y, 1, 0]).^2)
z = [x, 0, 1]; p = exp(z) / sum(exp(z)); L = -log(p[2])
`.trim().split('\n');

/**
 * Finite wherever they have a value, and exact to the rounding of the terms that a difference is made of: the gradient of a
 * softmax that is sure of the right answer is p - 1, and has no more digits than the 1.
 */
export const rounded: readonly string[] = `
z = [x, 0, 1]; L = crossentropy(softmax(z), [y, 1 - y, 0])
z = [x, 0, 1]; p = softmax(z); L = crossentropy(p, [y, 1 - y, 0])
z = [x, 0, 1]; L = -[y, 1 - y, 0]' * logsoftmax(z)
z = [x, 0, 1]; p = exp(z) / sum(exp(z)); L = -log(p[1])
z = [x, 0, 1]; e1 = exp(z); s = sum(e1); p = e1 / s; L = -sum([y, 1 - y, 0] .* log(p))
z = [x, 0, 1]; p = exp(z - max(z)) / sum(exp(z - max(z))); L = -sum([y, 1 - y, 0] .* log(p))
z = [x, 0, 1]; p = softmax(z); L = -sum(p .* log(p))
z = [x, 2*x]; p = softmax(z); q = softmax([0, x]); L = sum(p .* log(p ./ q))
Z = [x, -x; 0, 1]; P = softmax(Z); L = crossentropy(P, [1, 0; 0, 1])
z = [x, 0, 1]; L = crossentropylogits(z, [y, 1 - y, 0])
z = [x, 0, 1]; L = kl(softmax(z), [y, 1 - y, 0])
tanhshrink(x)
poissonnll(x, y)
sum(normalize([x, 1, 2]).^3)
max(x, 0) - x*y + log(1 + exp(-abs(x)))
(exp(2*x) - 1) / (exp(2*x) + 1)
sinh(x) / cosh(x)
exp(-x) / (1 + exp(-x))^2
log(x + sqrt(x^2 + 1))
x / sqrt(1 + x^2)
`.trim().split('\n');

/** A formula on its own is the objective; several are a file. */
export const sourceOf = (formula: string): string => {
  const lines = formula.includes('; L = ') ? formula.replace(/; (?=\w+ = )/gu, '\n') : `L = ${formula}`;
  return `x = param(); y = target()\n${lines}`;
};

/** With the error function, of which the truth is known near 0 only. */
export const normal: readonly string[] = ['gelu(x)', 'erfc(x)', 'normcdf(x)', 'log(normcdf(x))', '1 - normcdf(x)'];
