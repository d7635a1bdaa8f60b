import { describe, expect, test } from 'vitest';
import { lines, problemOf, program } from './show.ts';

describe('sequences', () => {
  test('a recurrent network is one formula in t', () => {
    const p = program(`
      t    = index(T)
      x[t] = input(8);  y[t] = target(5)
      Wx = param(16, 8);  Wh = param(16, 16);  b = param(16);  Wy = param(5, 16);  c = param(5)
      h[0] = zeros(16)
      h[t] = tanh(Wx * x[t] + Wh * h[t-1] + b)
      L    = sum(t, crossentropy(softmax(Wy * h[t] + c), y[t]))`);
    expect(lines(p)).toEqual([
      'input x[t] [8]',
      'target y[t] [5]',
      'param Wx [16, 8]',
      'param Wh [16, 16]',
      'param b [16]',
      'param Wy [5, 16]',
      'param c [5]',
      'value h[t] [16] = tanh(Wx * x[t] + Wh * h[t-1] + b) from h[0]',
      'objective L a scalar = sum(t, crossentropy(softmax(Wy * h[t] + c), y[t]))',
    ]);
    expect([...p.indices.values()]).toEqual([{ name: 't', size: 'T', role: 'sequence' }]);
    expect([...p.dims]).toEqual([['T', undefined]]);
  });

  test('families that read each other stand together, each after what it reads in the same step', () => {
    const p = program(`
      t = index(T); x[t] = input(3); U = param(4, 3); V = param(4, 4)
      h[0] = zeros(4); c[0] = zeros(4)
      h[t] = i[t] .* tanh(c[t])
      c[t] = c[t-1] .* i[t]
      i[t] = sigmoid(r[t] + V * h[t-1])
      q[t] = 2 * i[t]
      r[t] = U * x[t] + sum(h[t-1])
      L = sum(h[T]) + sum(t, sum(q[t]))`);
    expect(lines(p).map((l) => l.split(' ')[1])).toEqual(['x[t]', 'U', 'V', 'r[t]', 'i[t]', 'c[t]', 'h[t]', 'q[t]', 'L']);
  });

  test('a recurrence may run backwards, and any subscript that stays inside is read', () => {
    expect(lines(program('t = index(T); x[t] = input(2); h[T+1] = zeros(2)\nh[t] = h[t+1] + x[T+1-t]\nL = sum(h[1])'))[1]).toBe('value h[t] [2] = h[t+1] + x[T-t+1] from h[T + 1]');
    expect(program('t = index(5); x[t] = input()\nL = x[1] + x[5]').objective).toBe('L');
    expect(program('t = index(T); X = input(T, 3)\nL = sum(t, sum(X[t]))').objective).toBe('L');
  });
});

describe('sequences over several indices', () => {
  const two = 't = index(T); n = index(N); x[n, t] = input(3); p[n] = input(3); ';
  test('a recurrence steps along the last; the others run in its first value too', () => {
    expect(lines(program(`${two}h[n, 0] = p[n]\nh[n, t] = tanh(x[n, t] + h[n, t-1])\nL = sum(n, sum(h[n, T]))`))[2]).toBe('value h[n, t] [3] = tanh(x[n, t] + h[n, t-1]) from h[0]');
    expect(lines(program(`${two}h[n, T+1] = p[n]\nh[n, t] = g[n, t] + h[n, t+1]\ng[n, t] = x[n, t] .* h[n, t+1]\nL = sum(n, sum(h[n, 1]))`)).map((l) => l.split(' = ')[0])).toContain('value g[n, t] [3]');
  });
  test.each<readonly [text: string, ...said: string[]]>([
    ['h[n, t] = h[n, t-1]', 'net.grad:2:11: h reads itself, and nothing says where it starts', '  h[n, t] = h[n, t-1]', '            ^', 'try: h[n, 0] = zeros(n), with the size of h[n, t]'],
    ['h[n, 0] = p[n]; h[n, t] = h[n, t-2]', 'net.grad:2:27: h[n, t - 2] at t = 1 is h[n, -1], which has no value: h runs from 1 to T', '  h[n, 0] = p[n]; h[n, t] = h[n, t-2]', '                            ^^^^^^^^^', 'expected: a subscript from 1 to T', 'try: h[n, -1] = zeros(3)'],
    ['h[0, n] = p[n]; h[t, n] = h[t-1, n]', 'net.grad:2:3: h has a value of its own only at places of its last index', '  h[0, n] = p[n]; h[t, n] = h[t-1, n]', '    ^', 'try: the index that a recurrence steps along stands last, as in h[n, 0]'],
    ['h[n, 0] = p[n]; h[n, t] = h[n, t-1] + h[n-1, t-1]', 'net.grad:2:39: a recurrence steps along its last index, and this reads another n', '  h[n, 0] = p[n]; h[n, t] = h[n, t-1] + h[n-1, t-1]', '                                        ^^^^^^^^^^^', 'try: h[n, t-1]; to step along n, write it last'],
    ['h[0] = zeros(3); h[n, t] = h[n, t-1]', 'net.grad:2:1: this value has other indices than h[n, t]', '  h[0] = zeros(3); h[n, t] = h[n, t-1]', '  ^', 'try: h[n, 0] = ...'],
    ['h[n, 0] = p[n]; c[0] = u; h[n, t] = h[n, t-1] * c[t]; c[t] = sum(n, sum(h[n, t-1]))', 'net.grad:2:49: h and c read each other, so they have the same indices in the same order', '  h[n, 0] = p[n]; c[0] = u; h[n, t] = h[n, t-1] * c[t]; c[t] = sum(n, sum(h[n, t-1]))', '                                                  ^^^^', 'expected: c[n, t]'],
    ['h[n, 0] = param(3); h[n, t] = h[n, t-1]', 'net.grad:2:11: a first value is a formula, and param(3) declares', '  h[n, 0] = param(3); h[n, t] = h[n, t-1]', '            ^^^^^^^^', 'try: h_0 = param(3) in a line of its own, and h_0 here'],
  ])('%s', (text, ...said) => {
    expect(problemOf(() => program(`${two}u = param()\n${text}\nL = sum(u)`)).split('\n')).toEqual(said);
  });
});

const start = 't = index(T); s = index(S); x[t] = input(3); X = input(T, 3); u = param()\n';
test.each<readonly [text: string, ...said: string[]]>([
  ['h[t] = u * h[t-1]\nL = h[T]', 'net.grad:2:12: h reads itself, and nothing says where it starts', '  h[t] = u * h[t-1]', '             ^', 'try: h[0] = zeros(n), with the size of h[t]'],
  ['h[0] = 0; h[t] = h[t-1] + h[t-2]\nL = h[T]', 'net.grad:2:27: h[t - 2] at t = 1 is h[-1], which has no value: h runs from 1 to T', '  h[0] = 0; h[t] = h[t-1] + h[t-2]', '                            ^^^^^^', 'expected: a subscript from 1 to T', 'try: h[-1] = 0'],
  ['h[0] = 0; h[t] = u * h[t+1]\nL = h[T]', 'net.grad:2:22: h[t + 1] at t = T is h[T + 1], which has no value: h runs from 1 to T', '  h[0] = 0; h[t] = u * h[t+1]', '                       ^^^^^^', 'expected: a subscript from 1 to T', 'try: h[T + 1] = 0'],
  ['L = sum(x[T+2])', 'net.grad:2:9: x[T + 2] has no value: x runs from 1 to T', '  L = sum(x[T+2])', '          ^^^^^^', 'expected: a subscript from 1 to T'],
  ['L = sum(x[0])', 'net.grad:2:9: x[0] has no value: x runs from 1 to T', '  L = sum(x[0])', '          ^^^^', 'expected: a subscript from 1 to T'],
  ['L = sum(t, sum(x[t-1]))', 'net.grad:2:16: x[t - 1] at t = 1 is x[0], which has no value: x runs from 1 to T', '  L = sum(t, sum(x[t-1]))', '                 ^^^^^^', 'expected: a subscript from 1 to T', 'try: x[0] = zeros(3)'],
  ['L = sum(s, sum(x[s]))', 'net.grad:2:16: x[s] at s = S is x[S], which may lie outside: x runs from 1 to T', '  L = sum(s, sum(x[s]))', '                 ^^^^'],
  ['L = sum(t, sum(X[t+1]))', 'net.grad:2:5: X[t + 1] at t = T is X[T + 1], which has no value: X runs from 1 to T', '  L = sum(t, sum(X[t+1]))', '      ^^^^^^^^^^^^^^^^^^^', 'expected: a subscript from 1 to T'],
  ['L = sum(x)', 'net.grad:2:9: x is a family, and nothing says which member is meant', '  L = sum(x)', '          ^', 'try: x[t] where t runs, as in sum(t, ...)'],
  ['L = sum(x[t])', 'net.grad:2:11: nothing makes t run here', '  L = sum(x[t])', '            ^', 'try: sum(t, ...), or a family such as z[t] = ...'],
  ['L = sum(t, sum(t, u))', 'net.grad:2:16: t already runs here', '  L = sum(t, sum(t, u))', '                 ^', 'try: declare another index of the same size'],
  ['L = x(T)', 'net.grad:2:5: x is not a function', '  L = x(T)', '      ^^^^', 'try: x[T] for a member of the family'],
  ['h[k] = u\nL = u', 'net.grad:2:3: k is not an index', '  h[k] = u', '    ^', 'try: declare it first: k = index(T)'],
  ['h[t+1] = h[t]\nL = u', 'net.grad:2:3: a formula is given for h[t]', '  h[t+1] = h[t]', '    ^^^', 'try: h[t] = ..., reading h[t-1] on the right'],
  ['h[1] = u; h[t] = u * h[t-1]\nL = h[T]', 'net.grad:2:1: the formula for h[t] already gives this value', '  h[1] = u; h[t] = u * h[t-1]', '  ^', 'expected: a subscript of 0 or below, or above the size of the index', 'try: h[0] = ...'],
  ['h[0] = u\nL = u', 'net.grad:2:1: h has a first value but no formula', '  h[0] = u', '  ^', 'try: h[t] = ... with t = index(T)'],
  ['q[0] = u\nq[t] = {h: x[t]}\nL = u', 'net.grad:2:1: q is a record, and its first value is not', '  q[0] = u', '  ^', 'try: a record of the fields that the next step reads, as in q[0] = {h: zeros(n)}'],
  ['q[t] = {a: x[t] + q[t-1].h, h: 2 * a}\nL = u', 'net.grad:2:19: q reads itself, and nothing says where its h starts', '  q[t] = {a: x[t] + q[t-1].h, h: 2 * a}', '                    ^', 'try: h: zeros(n) in q[0] = {...}, with the size of q[t].h'],
  ['q[t] = {c: q[t-1].h + x[t], h: q[t-1].c}\nL = u', 'net.grad:2:12: q reads itself, and nothing says where its c and h start', '  q[t] = {c: q[t-1].h + x[t], h: q[t-1].c}', '             ^', 'try: c: zeros(n), h: zeros(n) in q[0] = {...}, with the sizes of q[t].c and q[t].h'],
  ['h[0] = zeros(2); h[t] = x[t] + h[t-1]\nL = u', 'net.grad:2:25: the sides are [3] and [2]', '  h[0] = zeros(2); h[t] = x[t] + h[t-1]', '                          ^^^^^^^^^^^^^', 'expected: one shape, a scalar, or sizes that differ only where one of them is 1', 'try: check the declared sizes, or transpose one side'],
  ['h[0] = zeros(2); h[t] = x[t] * sum(h[t-1])\nL = u', 'net.grad:2:25: h[t] is [3], and other members of h are [2]', '  h[0] = zeros(2); h[t] = x[t] * sum(h[t-1])', '                          ^^^^^^^^^^^^^^^^^^', 'expected: one shape for all members of a family'],
  ['a[t] = b[t]; b[t] = a[t]\nL = u', 'net.grad:2:8: a is defined by itself: a -> b -> a', '  a[t] = b[t]; b[t] = a[t]', '         ^', 'try: a recurrence reads earlier members of a family: h[t] = ... h[t-1] ...'],
  ['h[0] = 0; q[0] = 0; h[t] = q[t] + h[t-1]; q[t] = h[t]\nL = u', 'net.grad:2:28: h[t] and q[t] need each other at the same t', '  h[0] = 0; q[0] = 0; h[t] = q[t] + h[t-1]; q[t] = h[t]', '                             ^^^^', 'try: read an earlier member, such as h[t-1]'],
  ['h[0] = 0; h[T+1] = 0; h[t] = h[t-1] + h[t+1]\nL = u', 'net.grad:2:39: a recurrence goes one way, and this one reads both earlier and later members of itself', '  h[0] = 0; h[T+1] = 0; h[t] = h[t-1] + h[t+1]', '                                        ^^^^^^', 'try: use one family for each direction'],
  ['h[0] = 0; h[t] = h[T+1-t]\nL = u', 'net.grad:2:18: h[T - t + 1] is not at a fixed distance from h[t]', '  h[0] = 0; h[t] = h[T+1-t]', '                   ^^^^^^^^', 'expected: h[t-1]'],
  ['h[t] = x[t]\nL = u\nM = x[t]', 'net.grad:4:7: nothing makes t run here', '  M = x[t]', '        ^', 'try: sum(t, ...), or a family such as z[t] = ...'],
  ['L[t] = x[t]', 'net.grad:2:1: the objective L is a family', '  L[t] = x[t]', '  ^', 'expected: one number', 'try: L = sum(t, L[t])'],
  ['t = 3\nL = u', 'net.grad:2:1: t is an index already', '  t = 3', '  ^', 'try: give one of them another name'],
  ['P = param(t)\nL = u', 'net.grad:2:11: t is an index, not a size', '  P = param(t)', '            ^', 'expected: a number or a letter'],
])('%s', (text, ...said) => {
  expect(problemOf(() => program(start + text)).split('\n')).toEqual(said);
});
