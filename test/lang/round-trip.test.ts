/** Text to program to text, and through JSON: a program and its gradient say the same again. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { lift } from '../../src/calculus/lift.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { sample } from '../../src/calculus/proof/sample.ts';
import type { Program } from '../../src/core/program.ts';
import type { Library } from '../../src/lang/file/use.ts';
import { fromJson, toJson } from '../../src/lang/program-json.ts';
import { programText } from '../../src/lang/program-text.ts';
import { ops } from '../../src/ops/index.ts';
import { prelude, problemOf, program } from './show.ts';

const library: Library = { names: ['layers'], find: () => ({ file: 'layers.grad', text: readFileSync('templates/library/layers.grad', 'utf8') }) };
const again = (p: Program): Program => program(programText(p), { objective: p.objective, placesInside: true });
const through = (p: Program): Program => fromJson(JSON.parse(JSON.stringify(toJson(p))), { file: 'net.json', ops, prelude });

const inline: Readonly<Record<string, string>> = {
  everything: `title("Two \\things", zh="两件事")
    profile(adjoint="delta", half=true)
    swish(x) = x .* sigmoid(x)
    D(swish, x) = sigmoid(x) + x .* sigmoid(x) .* (1 - sigmoid(x)) = sigmoid(x) .* (1 + x .* (1 - sigmoid(x)))
    tex(swish, x) = "\\operatorname{sw}(x)"
    n = 3
    id = input(5, index=V); E = param(V, n, normal); c = constant(0.1); y = target(5, n)
    assume(y > -1)
    L = mse(swish(E[id, :]) + c, y)`,
  recurrence: `t = index(T)
    x[t] = input(2); U = param(3, 3); V = param(3, 2)
    h[0] = zeros(3)
    h[t] = tanh(U * h[t-1] + V * x[t])
    L = sum(h[T].^2) + sum(t, sum(h[t]) * x[t][1])`,
  channels: `past(X, K, steps) = conv(X, K, pad=steps, dilation=steps)[:, 1:size(X, axis=1)]
    X = input(3, 5); K = param(3, 3, 2); g = param(3, 1); Z = param(2, 3, 5); c = param(1, 5); D = param(2, 3, 1, 1); t = input(2, 3, index=5)
    L = sum(tanh(past(X, K, 2) .* g) .* (Z .* g + c)) + sum(pick(Z, t - 1)) + sum(sin(X .* D))`,
  shapes: `A = param(2, 3); B = param(3, 2); v = param(3); r = param(2)
    C = where(A > B', A, 2 * B') + v' .* A
    L = sum(max(C, axis=1)) + sum(C[:, 2:3]) + r' * A * v + mean(A[1, :]) + max(v) + sum([v[1], r[2]; 1, -2] .^ 2)`,
};
const files = readdirSync('templates/networks').map((f) => [f, program(readFileSync(`templates/networks/${f}`, 'utf8'), { library })] as const);
const programs = [...files, ...Object.entries(inline).map(([name, text]) => [name, program(text)] as const)];

describe.each(programs)('%s', (_name, p) => {
  test('reads back as it is written', () => {
    expect(programText(again(p))).toBe(programText(p));
    expect(toJson(through(p))).toEqual(toJson(p));
  });
  test('has a gradient that reads back, with the same values', () => {
    const { gradient } = derive(p).derivation;
    const other = again(gradient);
    expect(programText(other)).toBe(programText(gradient));
    expect(toJson(through(gradient))).toEqual(toJson(gradient));
    const data = sample(gradient, 5, () => ({ kind: 'mixed', scale: 1 }));
    const [one, two] = [gradient, other].map((q) => evaluation(q, data.letters, data.given));
    for (const b of gradient.bindings.values())
      if (b.expr !== undefined && b.over.length === 0) two?.value(b.name).forEach((v, i) => expect(v).toBeCloseTo(one?.value(b.name)[i] ?? NaN, 11));
  });
});

test('a program over samples keeps its index over samples in JSON', () => {
  const lifted = lift(files.find(([f]) => f === 'xor.grad')?.[1] ?? program('L = 1')).program;
  expect([...through(lifted).indices.values()].map((i) => i.role)).toEqual(['sample']);
});

test('JSON that is no program is refused', () => {
  const options = { file: 'net.json', ops, prelude };
  expect(problemOf(() => fromJson({ a: 1 }, options))).toContain('it has no schemaVersion 1');
  expect(problemOf(() => fromJson({ schemaVersion: 1, text: 'L = ' }, options))).toContain('are missing');
  expect(problemOf(() => fromJson({ ...toJson(program('x = param()\nL = x')), text: 'L = ) + 1' }, options))).toContain('net.json:1');
});

test('a value at a place may read another member of its recurrence', () => {
  const p = program('t = index(3)\nx[t] = input(2); u = param(2)\nh[0] = u\na[t] = u + h[t-1]\nh[t] = tanh(a[t])\nL = h[T]\' * h[T] + sum(x[1])\nT = 3'.replaceAll('T', '3').replace('3 = 3', ''));
  const { gradient } = derive(p).derivation;
  expect(programText(again(gradient))).toBe(programText(gradient));
});

test('an array is written as it is read; entries at places that are not all of one are not', () => {
  const written = (formula: string): string => programText(program(`w = param(2); s = param()\nL = ${formula}`)).trimEnd().split('\n').at(-1) ?? '';
  expect(written('sum([s, -1.5] .* w)')).toBe('L = sum([s, -1.5] .* w)');
  expect(written('sum([1, s, 3; 4, 5, s^2])')).toBe('L = sum([[1, s, 3], [4, 5, s^2]])');
  expect(written('sum([s])')).toBe('L = sum([s])');
  expect(written('sum(place(s, axis=0, at=2, whole=2) .* w)')).toBe('L = sum(place(s, axis=0, at=2, whole=2) .* w)');
  expect(written('sum((place(s, axis=0, at=2, whole=2) + place(s, axis=0, at=1, whole=2)) .* w)')).toContain('place(s, axis=0, at=1, whole=2)');
});
