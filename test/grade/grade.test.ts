/** A question on the left, answers with their verdicts on the right. */
import { describe, expect, test } from 'vitest';
import { examine, type Examiner, type Grade } from '../../src/grade/grade.ts';
import { program } from '../calculus/handout.ts';
import { problemOf } from '../lang/show.ts';

const network = `
x = input(3)
y = target(2)
W = param(2, 3)
b = param(2)
z = W * x + b
o = tanh(z)
L = halfsquare(o, y)`;

const said = ({ verdict, remarks }: Grade): string => [verdict, ...remarks.map((r) => r.id)].join(' ');
const judged = ({ grade }: Examiner, answers: readonly (readonly [answer: string, verdict: string])[]): void => {
  expect(answers.map(([answer]) => [answer, said(grade(answer))])).toEqual(answers);
};
/** One formula of single numbers, all of them parameters. */
const formula = (text: string, by: string, names = by): Examiner => examine(program(`${names.split(' ').map((n) => `${n} = param()`).join('\n')}\nf = ${text}`), by);

describe('a gradient in its own words', () => {
  const W = examine(program(network), 'W');
  test('through the adjoints of the handout or written out, it is the same', () => {
    judged(W, [
      ["d_z * x'", 'equal'],
      ["d_b * x'", 'equal'],
      ["((o - y) .* (1 - o.^2)) * x'", 'equal'],
      ["-((y - tanh(W*x + b)) .* (1 - tanh(W*x + b).^2)) * x'", 'equal'],
    ]);
  });
  test('a lost factor, a turned sign and a wrong derivative are different', () => {
    judged(W, [
      ["d_o * x'", 'different'],
      ["-d_z * x'", 'different'],
      ["((o - y) .* o .* (1 - o)) * x'", 'different'],
      ["2 * d_z * x'", 'different'],
      ["(1 + 1e-8) * d_z * x'", 'different'],
    ]);
  });
  test('the transpose has a name, and any other shape is told', () => {
    judged(W, [
      ["x * d_z'", 'different layout'],
      ['d_z', 'different shape'],
      ['0', 'different shape'],
    ]);
  });
  test('in a square matrix the transpose fits, and is still the transpose', () => {
    judged(examine(program("x = input(3)\nA = param(3, 3)\nc = input(3)\nf = c' * (A * x)"), 'A'), [
      ["c * x'", 'equal'],
      ["x * c'", 'different layout'],
    ]);
  });
  test('what is asked for, and what is made from it, is no answer', () => {
    expect(problemOf(() => W.grade('d_W'))).toMatch(/d_W is what is asked for/u);
    expect(problemOf(() => examine(program(network), 'z').grade('d_b'))).toMatch(/d_b is made from d_z, which is asked for/u);
  });
  test('a name that is not there is shown where it stands', () => {
    expect(problemOf(() => W.grade("d_q * x'"))).toBe("answer:1:1: there is no d_q here\n  d_q * x'\n  ^^^\ntry: did you mean d_o?");
  });
});

describe('what the file says holds', () => {
  test('a stated fact holds to the last digit where the answer is tried, and without it p - y is not the gradient', () => {
    const softmax = 'x = input(3)\ny = target(4)\nW = param(4, 3)\nz = W * x\np = softmax(z)\nL = crossentropy(p, y)';
    judged(examine(program(`${softmax}\nassume(sum(y) == 1)`), 'z'), [
      ['p - y', 'equal'],
      ['sum(y) * p - y', 'equal'],
      ['y - p', 'different'],
    ]);
    judged(examine(program(softmax), 'z'), [
      ['p - y', 'different'],
      ['sum(y) * p - y', 'equal'],
    ]);
  });
  test('rows found by number: only they have a gradient', () => {
    judged(examine(program('id = input(4, index=5)\nE = param(5, 3)\nw = input(3)\nL = sum((E[id, :] * w).^2)'), 'w'), [
      ["2 * E[id, :]' * (E[id, :] * w)", 'equal'],
      ["E[id, :]' * (E[id, :] * w)", 'different'],
    ]);
  });
});

describe('letters and families', () => {
  test('a size in letters is not one of the numbers it may be', () => {
    judged(examine(program('x = input(N, 2)\nw = param(2)\nL = mean((x * w).^2)'), 'w'), [
      ["2 / N * x' * (x * w)", 'equal'],
      ["2 / 3 * x' * (x * w)", 'different'],
      ["2 * x' * (x * w)", 'different'],
      ["x' * (x * w)", 'different'],
    ]);
  });
  const rnn = program(`
t = index(T)
x[t] = input(2)
y[t] = target(3)
U = param(3, 2)
V = param(3, 3)
h[0] = zeros(3)
h[t] = tanh(U * x[t] + V * h[t-1])
L = sum(t, halfsquare(h[t], y[t]))`);
  test('a recurrence is answered for its general member', () => {
    judged(examine(rnn, 'h'), [
      ["h[t] - y[t] + V' * (d_h[t+1] .* (1 - h[t+1].^2))", 'equal'],
      ["h[t] - y[t] + V * (d_h[t+1] .* (1 - h[t+1].^2))", 'different'],
      ['h[t] - y[t]', 'different'],
    ]);
  });
  test('a shared weight adds up over its uses', () => {
    judged(examine(rnn, 'V'), [
      ["sum(t, (d_h[t] .* (1 - h[t].^2)) * h[t-1]')", 'equal'],
      ["sum(t, (d_h[t] .* (1 - h[t].^2)) * h[t]')", 'different'],
      ["(d_h[T] .* (1 - h[T].^2)) * h[T-1]'", 'different'],
    ]);
  });
});

describe('equal forms', () => {
  test.each([
    ['1/(1+exp(-x))', 'x', ['sigmoid(x)*sigmoid(-x)', '1/(1+exp(-x))*(1-1/(1+exp(-x)))', 'exp(-x)/(1+exp(-x))^2']],
    ['tanh(x)', 'x', ['4*exp(2*x)/(exp(2*x)+1)^2', '1-tanh(x)^2']],
    ['sin(x)', 'x', ['cos(x)', '1-2*sin(x/2)^2']],
    ['x^x', 'x', ['x^x*(1+log(x))']],
    ['abs(x)', 'x', ['x/sqrt(x^2)', 'sign(x)']],
    ['log(x - 20)', 'x', ['1/(x-20)', '-1/(20-x)']],
    ['(x + 2)^1', 'x', ['1', 'x/x']],
    ['log(x)', 'x', ['1/abs(x)', 'exp(-log(x))']],
    ['(x+1)*(x-1)', 'x', ['2*x', '(x+1)+(x-1)']],
  ])('of %s by %s', (text, by, answers) => {
    judged(formula(text, by), answers.map((a) => [a, expect.stringMatching(/^equal/u) as string]));
  });
});

describe('rounding', () => {
  test('bounds of errors far below one do not vanish', () => {
    judged(formula('g * sigmoid((y-x)-x)^4', 'g', 'g x y'), [['((sigmoid((y+(-x))-x)+x)-x)^4', expect.stringMatching(/^equal/u) as string]]);
  });
});

describe('near misses', () => {
  test.each([
    ['sin(x)', 'x', 'cos(x)*(1+1e-8)'],
    ['sqrt(x^2)', 'x', '1'],
    ['log(x^2)', 'x', '2/abs(x)'],
    ['max(0,x)', 'x', '1'],
    ['x^x', 'x', 'x^x*log(x)'],
    ['tanh(x)', 'x', '1-tanh(x)'],
    ['2^x', 'x', '2^x'],
  ])('of %s by %s', (text, by, answer) => {
    judged(formula(text, by), [[answer, 'different']]);
  });
});

describe('where the answer has no value', () => {
  test('a single place is remarked on, not counted', () => {
    judged(formula('x^2/2', 'x'), [['x^2/x', 'equal undefined-at']]);
    judged(formula('max(0, x)', 'x'), [
      ['(1 + sign(x))/2', 'equal differs-at'],
      ['x > 0', 'equal'],
    ]);
  });
  test('a place that is assumed away is no place', () => {
    judged(examine(program('x = param()\nassume(x > 0)\nf = sqrt(x^2)'), 'x'), [['1', 'equal']]);
  });
  test('a part of the domain counts: 2*log(x) is log(x^2) only for positive x', () => {
    judged(formula('x * log(x^2)', 'x'), [
      ['log(x^2) + 2', 'equal'],
      ['2*log(x) + 2', 'different undefined'],
    ]);
  });
  test('outside the domain of the question nothing is asked', () => {
    judged(formula('x * log(x)^2', 'x'), [['log(x)^2 + log(x^2)', 'equal']]);
  });
});

describe('hostile answers end soon', () => {
  const examiner = formula('(x + y + u + v)^3', 'x', 'x y u v');
  test.each([
    ['an array that fits nowhere', 'sum(ones(100000, 100000)) * x', /too many numbers/u],
    ['a page of text', `${'x * '.repeat(600)}x`, /2401 characters/u],
    ['a number that is none', '9^9^9^9', /too large/u],
    ['a name from elsewhere', '__proto__', /there is no __proto__/u],
    ['a definition', 'f(x) = x', /=/u],
  ])('%s', (_what, answer, message) => {
    expect(problemOf(() => examiner.grade(answer))).toMatch(message);
  });
  test('and powers are not multiplied out without end', () => {
    judged(examiner, [
      ['3 * (x + y + u + v)^2 + (x + y + u + v)^150 - (v + u + x + y)^150', expect.stringMatching(/equal|undecided/u) as string],
      ['3 * (v + u + y + x)^2', 'equal'],
    ]);
  });
});

test('an unknown name is answered with the names there are', () => {
  expect(problemOf(() => formula('x^2 * y', 'x', 'x y').grade('2*q*w'))).toBe('answer:1:3: there is no q here\n  2*q*w\n    ^\nexpected: x, y, f, d_y');
});

test('gradients of inverses and determinants are judged at determinants of both signs', () => {
  const X = examine(program("A = input(n, n); b = input(n); X = param(n, n)\nL = det(X) + b' * solve(X, b) + trace(A * X)"), 'X');
  judged(X, [
    ["det(X) * inv(X)' + A' - inv(X)' * b * b' * inv(X)'", 'equal'],
    ["det(X) * inv(X)' + A' - solve(X', b) * solve(X, b)'", 'equal'],
    ["abs(det(X)) * inv(X)' + A' - inv(X)' * b * b' * inv(X)'", 'different'],
    ["det(X) * inv(X)' + A - inv(X)' * b * b' * inv(X)'", 'different'],
  ]);
});
