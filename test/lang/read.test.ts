import { describe, expect, test } from 'vitest';
import { profileOf } from '../../src/core/profile.ts';
import { brackets, lines, problemOf, program } from './show.ts';

const refusal = (text: string): string => problemOf(() => program(text));

describe('a network is read as named, shaped formulas', () => {
  test('two inputs, two hidden units, one output', () => {
    const p = program(`
      x  = input(2)
      y  = target(1)
      W1 = param(2, 2);  b1 = param(2)
      W2 = param(1, 2);  b2 = param(1)

      z1 = W1 * x + b1
      h  = sigmoid(z1)
      z2 = W2 * h + b2
      o  = sigmoid(z2)
      L  = halfsquare(o, y)            # the last formula is the objective`);
    expect(lines(p)).toEqual([
      'input x [2]',
      'target y [1]',
      'param W1 [2, 2]',
      'param b1 [2]',
      'param W2 [1, 2]',
      'param b2 [1]',
      'value z1 [2] = W1 * x + b1',
      'value h [2] = sigmoid(z1)',
      'value z2 [1] = W2 * h + b2',
      'value o [1] = sigmoid(z2)',
      'objective L a scalar = halfsquare(o, y)',
    ]);
    expect(p.objective).toBe('L');
  });

  test('sizes may be letters, sums and products of letters; a line n = 3 binds one', () => {
    const p = program('X = input(N, d); W = param(d, 2*k, glorot); v = param(m+n)\nn = 3\nL = sum(X * W) / N + sum(v)');
    expect(lines(p).slice(0, 3)).toEqual(['input X [N, d]', 'param W [d, 2*k] glorot', 'param v [m + n]']);
    expect([...p.dims]).toEqual([
      ['N', undefined],
      ['d', undefined],
      ['k', undefined],
      ['m', undefined],
      ['n', 3],
    ]);
  });

  test('letters known from data are filled in', () => {
    const p = program('X = input(N, d)\nL = sum(X)', { letters: new Map([['N', 7], ['other', 1]]) });
    expect([...p.dims]).toEqual([
      ['N', 7],
      ['d', undefined],
    ]);
  });

  test('one number in constant(...) is its value, anything else its shape; a bare number is a constant', () => {
    expect(lines(program('a = constant(0.1); b = constant(2, 3); c = constant(n); d = constant(); s = param(); r = -2\nL = a * sum(b) + sum(c) + d * s^r')).slice(0, 6)).toEqual([
      'constant a a scalar 0.1',
      'constant b [2, 3]',
      'constant c [n]',
      'constant d a scalar',
      'param s a scalar',
      'constant r a scalar -2',
    ]);
  });

  test('the objective is the last formula, unless another is named', () => {
    const text = 'x = param()\nL = x^2\nM = x^3\nlam = 0.1';
    expect(program(text).objective).toBe('M');
    expect(lines(program(text, { objective: 'L' }))).toContain('objective L a scalar = x^2');
  });

  test('a file adds functions, lemmas and notations', () => {
    const p = program('swish(x) = x .* sigmoid(x)\nD(swish, x) = sigmoid(x) + swish(x) .* (1 - sigmoid(x))\ntex(swish, x) = "\\mathrm{swish}(x)"\nx = param(3)\nL = sum(swish(x))');
    expect(p.functions.get('swish')?.text).toBe('x .* sigmoid(x)');
    expect(p.lemmas.filter((l) => l.fn === 'swish').map((l) => `${l.kind} ${l.of}: ${brackets(l.formula)}`)).toEqual(['D x: (+ (sigmoid x) (.* (swish x) (- 1 (sigmoid x))))']);
    expect(p.notations.get('swish')).toMatchObject({ params: ['x'], tex: '\\mathrm{swish}(x)' });
  });

  test('a function of the prelude may be written out again, if it is the same', () => {
    expect(program('sigmoid(z) = 1 / (1 + exp(-z))\nx = param()\nL = sigmoid(x)').functions.get('sigmoid')?.place.file).toBe('prelude');
  });

  test('a function of the prelude that no other one calls may be defined anew; what was known of it goes', () => {
    const p = program('silu(x) = x .* sigmoid(2 * x)\nx = param()\nL = silu(x)');
    expect(p.functions.get('silu')?.text).toBe('x .* sigmoid(2 * x)');
    expect(p.lemmas.filter((l) => l.fn === 'silu')).toEqual([]);
  });

  test('a value may have the name of such a function where nothing calls it', () => {
    expect(lines(program('x = param()\nmse = x^2\nL = 3 * mse'))).toContain('value mse a scalar = x^2');
    expect(refusal('x = param()\nmse = x^2\nL = mse(x, mse)')).toContain('mse is a function, so it cannot name a value');
  });

  test('a derivative that the prelude knows may be stated in a form of its own', () => {
    const p = program('D(tan, x) = 1 + tan(x).^2\nx = param()\nL = tan(x)');
    expect(p.lemmas.filter((l) => l.fn === 'tan').map((l) => l.text)).toEqual(['1 + tan(x).^2']);
  });

  describe('a parameter with a value may be left out, or named', () => {
    const leak = 'leak(x, a=0.1, b=-2) = max(x, a .* x) + b\nx = param()\n';
    test.each([
      ['leak(x)', 'leak(x, 0.1, -2)'],
      ['leak(x, 3)', 'leak(x, 3, -2)'],
      ['leak(x, b=5)', 'leak(x, 0.1, 5)'],
      ['leak(x, x, x)', 'leak(x, x, x)'],
    ])('%s', (text, whole) => {
      expect(lines(program(`${leak}L = ${text}`))).toContain(`objective L a scalar = ${whole}`);
    });
    test.each([
      ['leak()', 'leak takes 1 to 3 arguments (x, a=0.1, b=-2), not 0'],
      ['leak(x, 1, 2, 3)', 'leak takes 1 to 3 arguments (x, a=0.1, b=-2), not 4'],
      ['leak(x, 1, a=2)', 'a is given twice'],
      ['leak(x, a=x)', 'a=... takes a number'],
      ['leak(x, c=1)', 'leak has no option c'],
    ])('%s is refused', (text, said) => {
      expect(refusal(`${leak}L = ${text}`)).toContain(said);
    });
    test.each(['f(x, a=) = x', 'f(x, a=y) = x', 'f(a=1, x) = x', 'f(x, a=1,) = x', 'f(x a) = x'])('%s is no definition', (text) => {
      expect(refusal(`${text}\nx = param()\nL = x`)).toMatch(/a number|left out|names between commas/u);
    });
  });

  test('a parameter stands for a size where a number or a size is passed for it', () => {
    const p = program('part(x, from, n) = x[from+1:from+n]\nlay(X, K, d) = conv(X, K, dilation=d, pad=d)\nx = input(11); X = input(2, 7); K = param(3, 2, 3)\na = part(x, 2, 5)\nb = part(x, 0, 3)\nc = lay(X, K, 2)\nL = sum(a) + sum(b) + sum(c)');
    expect(lines(p).slice(3, 6)).toEqual(['value a [5] = part(x, 2, 5)', 'value b [3] = part(x, 0, 3)', 'value c [3, 7] = lay(X, K, 2)']);
    expect(refusal('part(x, n) = x[1:n]\nx = input(7); k = input()\nL = sum(part(x, k))')).toContain('n is neither a size nor an index');
    expect(refusal('halves(x) = reshape(x, to=[n, 2])\nx = input(2*n)\nL = sum(halves(x))')).toContain('expected: a whole number, or a parameter of the function for which a whole number or a size is passed');
  });
  test('title, profile and assumptions are kept', () => {
    const p = program('title("权重 & #1")\nprofile(adjoint="delta")\ny = target(3)\nassume(sum(y) == 1)\nx = param(3)\nL = mse(x, y)');
    expect([p.titles.get('en'), p.profile, p.facts.map((f) => f.text)]).toEqual(['权重 & #1', profileOf(new Map([['adjoint', 'delta']])), ['sum(y) == 1']]);
  });

  test('names of any script, and names that JavaScript keeps for itself, are names', () => {
    const names = ['权重', 'x\u0302', 'δ', 'constructor', '__proto__', 'toString', 'valueOf', 'return', 'await', 'delete', 'let', 'true', 'Infinity', 'i', 'e', 'pi', 'end', 'mod'];
    const p = program(`${names.map((n) => `${n} = param()`).join('\n')}\nL = ${names.join(' + ')}`);
    expect([...p.bindings.keys()]).toEqual([...names.map((n) => n.normalize('NFC')), 'L']);
    expect(({} as Record<string, unknown>).L).toBeUndefined();
  });

  test('a formula over several lines stands in brackets', () => {
    expect(lines(program('x = param()\nL = (x\n  + x^2)')).at(-1)).toBe('objective L a scalar = x + x^2');
  });

  test('a file of 20,000 lines takes time in proportion to its length', () => {
    const text = `x0 = param()\n${Array.from({ length: 20_000 }, (_, i) => `x${String(i + 1)} = x${String(i)} + 1`).join('\n')}`;
    expect(program(text).objective).toBe('x20000');
  });

  test('100,000 terms in four statements of 25,000 are read', () => {
    const sum = Array.from({ length: 25_000 }, () => 'x').join('+');
    const p = program(`x = param()\na = ${sum}\nb = ${sum}\nc = ${sum}\nd = ${sum}\nL = a + b + c + d`);
    expect(p.bindings.size).toBe(6);
  });
});

/** Lines before the one that is refused, that line, and what is said. */
const d = 'x = param(); A = param(2, 3); B = param(2, 2); v = param(3)\n';
test.each<readonly [text: string, ...said: string[]]>([
  ['L = foo(x)', 'net.grad:2:5: there is no function foo', '  L = foo(x)', '      ^^^^^^', 'try: define it: foo(x) = ...'],
  ['L = sigmiod(x)', 'net.grad:2:5: there is no function sigmiod', '  L = sigmiod(x)', '      ^^^^^^^^^^', 'try: did you mean sigmoid?'],
  ['L = х^2', 'net.grad:2:5: there is no х: its х is CYRILLIC SMALL LETTER HA (U+0445), not the Latin x', '  L = х^2', '      ^', 'try: x'],
  ['L = ln(x)', 'net.grad:2:5: there is no function ln', '  L = ln(x)', '      ^^^^^', 'try: log(x), which is the natural logarithm'],
  ['L = sum(leaky_relu(v))', 'net.grad:2:9: there is no function leaky_relu', '  L = sum(leaky_relu(v))', '          ^^^^^^^^^^^^^', 'try: leakyrelu(x, 0.01)'],
  ['L = sinn(x)', 'net.grad:2:5: there is no function sinn', '  L = sinn(x)', '      ^^^^^^^', 'try: did you mean sin?'],
  ['L = sum(Av)', 'net.grad:2:9: there is no Av here', '  L = sum(Av)', '          ^^', 'try: a product needs its sign: A * v'],
  ['L = A[3, 1]', 'net.grad:2:7: the axis has 2 entries, counted from 1', '  L = A[3, 1]', '        ^', 'expected: 1 or 2'],
  ['g(z, q) = z', 'net.grad:2:1: line 2 only defines a function', '  g(z, q) = z', '  ^', 'try: add L = g(z, q)'],
  ['L = x + vv', 'net.grad:2:9: there is no vv here', '  L = x + vv', '          ^^', 'try: did you mean v?'],
  ['L = B (x + 1)', 'net.grad:2:5: B is not a function', '  L = B (x + 1)', '      ^^^^^^^^^', 'try: write B * (x + 1)'],
  ['L = sin', 'net.grad:2:5: sin is a function and needs its brackets', '  L = sin', '      ^^^', 'try: sin(x)'],
  ['sin = 3', 'net.grad:2:1: sin is a function, so it cannot name a value', '  sin = 3', '  ^^^', 'try: another name, such as sin_1'],
  ['sigmoid = mean(v.^2)', 'net.grad:2:1: sigmoid is a function, so it cannot name a value', '  sigmoid = mean(v.^2)', '  ^^^^^^^', 'try: another name, such as sigmoid_1'],
  ['L = x^2; L = x^3', 'net.grad:2:10: L is defined twice, first in line 2', '  L = x^2; L = x^3', '           ^', 'try: give one of them another name'],
  ['L = x + z; z = x', 'net.grad:2:9: z is used before its definition in line 2', '  L = x + z; z = x', '          ^', 'try: move that line above this one'],
  ['a = b + 1; b = a * 2', 'net.grad:2:5: a is defined by itself: a -> b -> a', '  a = b + 1; b = a * 2', '      ^', 'try: a recurrence reads earlier members of a family: h[t] = ... h[t-1] ...'],
  ['f(z) = f(z - 1)', 'net.grad:2:8: f is defined by itself: f -> f', '  f(z) = f(z - 1)', '         ^^^^^^^^', 'try: a recurrence is a family: h[t] = ... h[t-1] ...'],
  ['f(z) = q(z); q(z) = f(z)', 'net.grad:2:21: f is defined by itself: f -> q -> f', '  f(z) = q(z); q(z) = f(z)', '                      ^^^^', 'try: a recurrence is a family: h[t] = ... h[t-1] ...'],
  ['f(z) = z * x', 'net.grad:2:12: x is not a parameter of f; a function sees only its parameters', '  f(z) = z * x', '             ^', 'try: f(z, x) = ...'],
  ['f(z, z) = z', 'net.grad:2:6: z is a parameter twice', '  f(z, z) = z', '       ^'],
  ['exp(z) = z', 'net.grad:2:1: exp is a function of the language', '  exp(z) = z', '  ^^^', 'try: another name, such as myexp'],
  ['sigmoid(z) = z', 'net.grad:2:1: sigmoid is already a function: sigmoid(x) = 1 ./ (1 + exp(-x))', '  sigmoid(z) = z', '  ^^^^^^^', 'try: use it, or take another name, such as mysigmoid'],
  ['D(relu, q) = 1', 'net.grad:2:9: q is not a parameter of relu(x)', '  D(relu, q) = 1', '          ^', 'try: D(relu, x) = ...'],
  ['x + 1 = v', 'net.grad:2:1: the left side of = is not a name', '  x + 1 = v', '  ^^^^^', 'expected: a name, f(x) to define a function, or h[t] for a family'],
  ['L =', 'net.grad:2:3: the right side of = is missing', '  L =', '    ^', 'expected: a formula', 'try: write a formula after ='],
  ['L = M = x', 'net.grad:2:7: a statement has one =', '  L = M = x', '        ^', 'try: write == to compare'],
  ['x + 1', 'net.grad:2:1: this formula has no name', '  x + 1', '  ^^^^^', 'try: give it one: L = ...'],
  ['L = A * B', 'net.grad:2:5: the inner sizes of [2, 3] * [2, 2] differ: 3 and 2', '  L = A * B', '      ^^^^^', 'expected: as many columns on the left as rows on the right', "try: transpose one side with ', or use .* for the entry by entry product"],
  ['L = mse(v, B)', "net.grad:2:5: inside mse(o, y): the sides are [3] and [2, 2]", '  L = mse(v, B)', '      ^^^^^^^^^', 'expected: one shape, a scalar, or sizes that differ only where one of them is 1', 'try: check the declared sizes, or transpose one side'],
  ['L = B * A', 'net.grad:2:1: the objective L is [2, 3]', '  L = B * A', '  ^', 'expected: one number', 'try: sum(...) or mean(...) of it'],
  ['L = sum(v - sum([v, v], axis=1))', 'net.grad:2:17: the entries of an array are scalars, not [3]', '  L = sum(v - sum([v, v], axis=1))', '                  ^^^^^^', 'try: concat(A, B, axis=0) joins arrays along an axis, stack(a, b) along a new one'],
  ["L = sum(v - sum(A', axis=1))", 'net.grad:2:9: the sides are [3] and [3, 1]', "  L = sum(v - sum(A', axis=1))", '          ^^^^^^^^^^^^^^^^^^^', 'expected: one shape, a scalar, or sizes that differ only where one of them is 1', 'try: with keep=false a sum or a maximum leaves no axis behind; X[:, 1] is a column as a vector'],
  ['L = sum(pad(A, axis=0, by=[1, 2, 3]))', 'net.grad:2:27: by has 3 numbers for 1 axis', '  L = sum(pad(A, axis=0, by=[1, 2, 3]))', '                            ^^^^^^^^^', 'expected: one number, one for each axis, or of one axis those before and after, by=[1, 0]'],
  ['L = x / 0', 'net.grad:2:5: this divides by 0', '  L = x / 0', '      ^^^^^'],
  ['L = x^(9^9^9)', 'net.grad:2:8: this is too large for a number', '  L = x^(9^9^9)', '         ^^^^^'],
  ['L = x + input(2)', 'net.grad:2:9: input(...) stands alone after =', '  L = x + input(2)', '          ^^^^^^^^', 'try: x = input(2)'],
  ['P = param(2.5, 3)', 'net.grad:2:11: 2.5 is not a size', '  P = param(2.5, 3)', '            ^^^', 'expected: a whole number from 1, or a letter'],
  ['P = param(0, 3)', 'net.grad:2:11: 0 is not a size', '  P = param(0, 3)', '            ^', 'expected: a whole number from 1, or a letter'],
  ['P = param(3, glorott)', 'net.grad:2:14: there is no way to start a parameter called glorott', '  P = param(3, glorott)', '               ^^^^^^^', 'expected: zeros, ones, constant, uniform, normal, glorot, glorotnormal, he, henormal, lecun, lecunnormal, orthogonal, identity', 'try: did you mean glorot?'],
  ['P = param(3, xavier)', 'net.grad:2:14: xavier is called glorot here', '  P = param(3, xavier)', '               ^^^^^^', 'try: glorot'],
  ['P = param(2, n); n = 2.5', 'net.grad:2:22: n is a size, and 2.5 is none', '  P = param(2, n); n = 2.5', '                       ^^^', 'expected: a whole number from 1'],
  ['P = param(2, n); n = x', 'net.grad:2:18: n is a size in line 2, so it cannot be a value too', '  P = param(2, n); n = x', '                   ^', 'try: give one of them another name'],
  ['profile(adjoint="delt")', 'net.grad:2:17: adjoint is never delt', '  profile(adjoint="delt")', '                  ^^^^^^', 'expected: "bar" or "delta" or "partial"'],
  ['assume(x)', 'net.grad:2:1: an assumption is an equation, a bound, or symmetric(A)', '  assume(x)', '  ^^^^^^', 'expected: sum(y) == 1, symmetric(A), or bounds such as x > 0', 'try: assume(sum(y) == 1)'],
  ['use("other")', 'net.grad:2:1: there is no file other.grad to use', '  use("other")', '  ^^^'],
  ['use("../other")', 'net.grad:2:1: "../other" is not the name of a file beside this one', '  use("../other")', '  ^^^', 'expected: letters, digits, _ and -, without folder or ending'],
])('%s', (text, ...said) => {
  const more = text.startsWith('L') ? '' : text.startsWith('assume') || text.startsWith('profile') ? '\nL = x' : '';
  expect(refusal(d + text + more).split('\n')).toEqual(said);
});

test('an empty file, and a file without a formula, are refused', () => {
  expect(refusal('')).toContain('net.grad:1:1: there is nothing in this file');
  expect(refusal('x = param()')).toContain('net.grad:1:1: there is no formula in this file');
});

test('an unknown objective is a mistake of the command, with the name that was meant', () => {
  expect(problemOf(() => program('x = param()\nloss = x^2', { objective: 'los' }))).toBe('there is no formula los in net.grad\nexpected: the name of a formula\ntry: did you mean loss?');
});

test('functions that open into calls without end in sight are refused', () => {
  const chain = (n: number, body: (f: string) => string): string =>
    ['f0(x) = x .* x', ...Array.from({ length: n }, (_, i) => `f${String(i + 1)}(x) = ${body(`f${String(i)}(x)`)}`), 'x = param()', `L = f${String(n)}(x)`].join('\n');
  expect(refusal(chain(30, (f) => `${f} + ${f}`))).toContain('opens into more than 10000 calls');
  expect(refusal(chain(60, (f) => f))).toContain('opens into calls more than 50 deep');
  expect(program(chain(10, (f) => `${f} + ${f}`)).objective).toBe('L');
});

test('a value may have the name of a function of matrices where no other of them is called', () => {
  expect(program('x = param(3); ratio = sum(x); inv = 1 / ratio\nL = inv^2').bindings.get('inv')?.shape.dims).toEqual([]);
  expect(problemOf(() => program('x = param(3, 3); inv = sum(x)\nL = inv * det(x)'))).toContain('inv');
});
