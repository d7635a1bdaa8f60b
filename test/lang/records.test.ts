/** Records and layers: what their fields become, and what is said where one is misused. */
import { expect, test } from 'vitest';
import type { Library } from '../../src/lang/file/use.ts';
import { lines, problemOf, program } from './show.ts';

const refusal = (text: string): string => problemOf(() => program(text));

test('the fields of a record are formulas with dotted names, and later ones read earlier ones', () => {
  expect(lines(program('x = param(2)\nr = {u: x.^2, v: u + x}\nL = sum(r.v)'))).toEqual(['param x [2]', 'value r.u [2] = x.^2', 'value r.v [2] = r.u + x', 'objective L a scalar = sum(r.v)']);
});

test('a function that makes a record with parameters is a layer; sizes come from what it is given', () => {
  const layer = 'dense(x, n) = {\n  W: param(n, size(x), he),\n  b: param(n),\n  y: W * x + b\n}\n';
  expect(lines(program(`${layer}x = input(3)\nl1 = dense(x, 5)\nl2 = dense(l1.y, 2)\nL = sum(l2.y)`))).toEqual([
    'input x [3]',
    'param l1.W [5, 3] he',
    'param l1.b [5]',
    'value l1.y [5] = l1.W * x + l1.b',
    'param l2.W [2, 5]',
    'param l2.b [2]',
    'value l2.y [2] = l2.W * l1.y + l2.b',
    'objective L a scalar = sum(l2.y)',
  ].map((l) => (l.startsWith('param l2.W') ? `${l} he` : l)));
});

test('a cell is a family of records: its state is passed on whole, its parameters are shared by all members', () => {
  const cell = 'cell(x, s) = {U: param(2, 2), c: s.c + x, h: U * tanh(c) .* s.h}\n';
  const text = `${cell}t = index(T)\nx[t] = input(2)\ns[0] = {c: zeros(2), h: ones(2)}\ns[t] = cell(x[t], s[t-1])\nL = sum(t, sum(s[t].h)) + sum(s[T].c)`;
  expect(lines(program(text))).toEqual([
    'input x[t] [2]',
    'param s.U [2, 2]',
    'value s.c[t] [2] = s[t-1].c + x[t] from s.c[0]',
    'value s.h[t] [2] = (s.U * tanh(s[t].c)) .* s[t-1].h from s.h[0]',
    'objective L a scalar = sum(t, sum(s[t].h)) + sum(s[T].c)',
  ]);
});

test('a formula of records is the record of the formulas of the fields that are read', () => {
  const cell = 'cell(x, s) = {i: x .* s.h, c: s.c + i, h: tanh(c)}\nt = index(T)\nx[t] = input(2)\nm[t] = input()\n';
  const masked = `${cell}s[0] = {c: zeros(2), h: ones(2)}\nc[t] = cell(x[t], s[t-1])\ns[t] = where(m[t] > 0, c[t], s[t-1])\nL = sum(s[T].h)`;
  expect(lines(program(masked)).slice(2)).toEqual([
    'value c.i[t] [2] = x[t] .* s[t-1].h',
    'value c.c[t] [2] = s[t-1].c + c[t].i',
    'value c.h[t] [2] = tanh(c[t].c)',
    'value s.h[t] [2] = where(m[t] > 0, c[t].h, s[t-1].h) from s.h[0]',
    'value s.c[t] [2] = where(m[t] > 0, c[t].c, s[t-1].c) from s.c[0]',
    'objective L a scalar = sum(s[T].h)',
  ]);
});

test('a state starts from the last of another; what nobody reads of it earlier is left out', () => {
  const cell = 'cell(x, s) = {i: x .* s.h, h: tanh(i)}\nt = index(T); u = index(S)\nx[u] = input(2); y[t] = input(2)\n';
  expect(lines(program(`${cell}e[0] = {h: ones(2)}\ne[u] = cell(x[u], e[u-1])\ns[0] = e[S]\ns[t] = cell(y[t], s[t-1])\nL = sum(s[T].h)`)).slice(2)).toEqual([
    'value e.i[u] [2] = x[u] .* e[u-1].h',
    'value e.h[u] [2] = tanh(e[u].i) from e.h[0]',
    'value s.i[t] [2] = y[t] .* s[t-1].h',
    'value s.h[t] [2] = tanh(s[t].i) from s.h[0]',
    'objective L a scalar = sum(s[T].h)',
  ]);
});

test('a formula that a layer reads more than once is a field with the name of the parameter', () => {
  const layer = 'layer(x) = {W: param(3, size(x)), U: param(3, size(x)), y: W * x + U * x}\nE = param(7, 2); id = input(index=7)\n';
  expect(lines(program(`${layer}l = layer(E[id, :])\nL = sum(l.y)`)).slice(2)).toEqual(['value l.x [2] = E[id, :]', 'param l.W [3, 2]', 'param l.U [3, 2]', 'value l.y [3] = l.W * l.x + l.U * l.x', 'objective L a scalar = sum(l.y)']);
});

test('records nest, and a layer may be made of layers', () => {
  const text = 'two(x, n) = {a: one(x, n), b: one(a.y, 3)}\none(x, n) = {W: param(n, size(x)), y: relu(W * x)}\nx = input(7)\nm = two(x, 5)\nL = sum(m.b.y)';
  expect(lines(program(text)).slice(1)).toEqual([
    'param m.a.W [5, 7]',
    'value m.a.y [5] = relu(m.a.W * x)',
    'param m.b.W [3, 5]',
    'value m.b.y [3] = relu(m.b.W * m.a.y)',
    'objective L a scalar = sum(m.b.y)',
  ]);
});

test('a field can be given by itself, also a first value', () => {
  const text = 't = index(3)\ns[0].h = zeros(2)\ns[t] = {h: s[t-1].h + 1}\nw.k = param(2)\nL = sum(w.k .* s[3].h)';
  expect(lines(program(text))).toEqual(['value s.h[t] [2] = s[t-1].h + 1 from s.h[0]', 'param w.k [2]', 'objective L a scalar = sum(w.k .* s[3].h)']);
});

test('a sum over parameters is written out, over those of one rank or all of them', () => {
  const text = 'W = param(2, 3)\nV = param(3, 2)\nb = param(3)\nx = input(3)\n';
  expect(lines(program(`${text}L = sum(p, params(2), sum(p.^2))`)).at(-1)).toBe('objective L a scalar = sum(W.^2) + sum(V.^2)');
  expect(lines(program(`${text}L = sum(p, params(), sum(abs(p)))`)).at(-1)).toBe('objective L a scalar = sum(abs(W)) + sum(abs(V)) + sum(abs(b))');
});

const d = 'x = param(2)\nr = {u: x.^2, v: u + x}\nf(x) = {y: x}\n';
test.each<readonly [text: string, ...said: string[]]>([
  ['L = sum(r)', 'net.grad:4:9: r is a record, and a formula reads one of its fields', '  L = sum(r)', '          ^', 'expected: r.u, r.v', 'try: r.v'],
  ['L = sum(r.w)', 'net.grad:4:9: r has no field w', '  L = sum(r.w)', '          ^^^', 'expected: r.u, r.v', 'try: did you mean r.u?'],
  ['L = sum(x.w)', 'net.grad:4:9: x is not a record, so it has no field w', '  L = sum(x.w)', '          ^^^', 'try: use a name of its own, such as x_1'],
  ['L = sum(f(x))', 'net.grad:4:9: f(...) makes a record, which stands alone after =', '  L = sum(f(x))', '          ^^^^', 'try: r = f(...), and in formulas its fields, such as r.h'],
  ['q = {u: 1, u: 2}', 'net.grad:4:12: u is a field of this record already', '  q = {u: 1, u: 2}', '             ^', 'try: give one of them another name'],
  ['q = {u 1}', 'net.grad:4:6: a field of a record is a name, a colon and a formula', '  q = {u 1}', '       ^^^', 'expected: {z: W * x + b, h: tanh(z)}'],
  ['q = {}', 'net.grad:4:5: a field of a record is a name, a colon and a formula', '  q = {}', '      ^^', 'expected: {z: W * x + b, h: tanh(z)}'],
  ['q = f(x, x)', 'net.grad:4:5: f takes 1 argument (x), not 2', '  q = f(x, x)', '      ^^^^^^^'],
  ['q = {__proto__: x}', 'net.grad:4:1: the objective q.__proto__ is [2]', '  q = {__proto__: x}', '  ^', 'expected: one number', 'try: sum(...) or mean(...) of it'],
  ['g(z) = {y: z + x}', 'net.grad:4:16: x is not a parameter of g; a function sees only its parameters', '  g(z) = {y: z + x}', '                 ^', 'try: g(z, x) = ...'],
  ['g(z) = {y: g(z)}\nq = g(x)', 'net.grad:4:1: g is defined by itself: g -> g', '  g(z) = {y: g(z)}', '  ^'],
  ['L = sum(p, params(3), sum(p))', 'net.grad:4:12: there is no parameter of rank 3 above this line', '  L = sum(p, params(3), sum(p))', '             ^^^^^^^^^', 'expected: a param(...) to add up over'],
])('%s', (text, ...said) => {
  expect(refusal(d + text).split('\n')).toEqual(said);
});

const library = (files: Readonly<Record<string, string>>): Library => ({
  names: Object.keys(files),
  find: (name) => (Object.hasOwn(files, name) ? { file: `${name}.grad`, text: files[name] ?? '' } : undefined),
});
const used = (text: string, files: Readonly<Record<string, string>>) => program(text, { library: library(files) });

test('a used file defines functions, layers and lemmas, and may use others', () => {
  const files = { a: 'use("b")\ntwice(x) = 2 * half(x)', b: 'half(x) = x / 2\nlayer(x) = {b: param(size(x)), y: x + b}' };
  expect(lines(used('use("a")\nx = param(3)\nl = layer(twice(x))\nL = sum(l.y)', files))).toEqual(['param x [3]', 'param l.b [3]', 'value l.y [3] = twice(x) + l.b', 'objective L a scalar = sum(l.y)']);
});

test('a used file that is not there, or does more than define, is refused', () => {
  expect(problemOf(() => used('use("layer")\nL = 1', { layers: '' })).split('\n').at(-1)).toBe('try: did you mean layers?');
  expect(problemOf(() => used('use("a")\nx = param(3)\nl = Dense(x)\nL = sum(l.y)', { a: 'dense(x) = {b: param(size(x)), y: x + b}' })).split('\n').at(-1)).toBe('try: did you mean dense?');
  expect(problemOf(() => used('use("a")\nx = param()\nL = x', { a: 'y = 1' })).split('\n')[0]).toBe('a.grad:1:1: a used file only defines functions, and here is a value, y');
});

test('what is wrong inside a layer of another file is shown where it is called', () => {
  expect(problemOf(() => used('use("a")\nX = input(3, 2)\nl = layer(X)\nL = 1', { a: 'layer(x) = {\n  b: param(size(x)),\n  y: x + b\n}' })).split('\n')).toEqual([
    'net.grad:3:5: inside b: param(size(x)): [3, 2] has more than one size',
    '  l = layer(X)',
    '      ^^^^^^^^',
    'try: size(X, axis=0), or entries(X) for all',
  ]);
});

test('a plain function does not take a record, and says what does', () => {
  expect(refusal('f(l, x) = l.W * x\nL = 1').split('\n')).toEqual([
    'net.grad:1:11: l.W reads a field, and a record is passed on only to functions that return one',
    '  f(l, x) = l.W * x',
    '            ^^^',
    'try: f(l, x) = {y: ...}, or the fields as parameters of their own',
  ]);
});
