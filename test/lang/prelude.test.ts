import { expect, test } from 'vitest';
import { prelude, program } from './show.ts';

const p = program('x = param()\nL = x');

test('the prelude defines functions, lemmas and notations, and nothing else', () => {
  expect([...p.bindings.keys()]).toEqual(['x', 'L']);
  expect([...p.functions.keys()]).toEqual([
    'sigmoid', 'relu', 'softplus', 'softsign', 'silu', 'softmax', 'logsoftmax', 'halfsquare', 'mse', 'mae', 'crossentropy', 'bce',
    'log2', 'log10', 'tan', 'sec', 'csc', 'cot', 'sinh', 'cosh', 'coth', 'sech', 'csch', 'asin', 'acos', 'acot', 'asec', 'acsc', 'asinh', 'acosh', 'atanh', 'acoth', 'asech', 'acsch', 'cbrt', 'log1p', 'expm1',
  ]); // prettier-ignore
});

test.each([...p.functions.values()].map((f) => [f.name, f] as const))('%s is elementwise in its first parameter, or a number, or a layer', (name, fn) => {
  const args = fn.params.map((param) => (param === 'W' ? 'W' : param === 'b' ? 'b' : param === 'y' ? 'y' : 'x'));
  for (const dims of ['3', 'N, 3']) {
    const q = program(`x = param(${dims}); y = target(${dims}); W = param(2, 3); b = param(2)\nz = ${name}(${args.join(', ')})\nL = sum(z)`);
    const shape = q.bindings.get('z')?.shape.dims;
    expect(shape).toEqual(fn.params.includes('y') ? [] : q.bindings.get('x')?.shape.dims);
  }
});

test.each(p.lemmas.map((l) => [`${l.kind}(${l.fn}, ${l.of})`, l] as const))('%s is a formula over the parameters of its function', (_head, lemma) => {
  expect(lemma.place.file).toBe('prelude');
  expect(p.functions.get(lemma.fn)?.params).toContain(lemma.of);
});

test('every lemma stands right behind its function, and every loss takes (prediction, target)', () => {
  const always = prelude.replace(/^profile\(\w[^]*?^profile\(\)$/gmu, '');
  const heads = [...always.matchAll(/^(?:(?:D|pull|tex)\((\w+), \w+\)|(\w+)\([\w, ]+\)) =/gmu)].map(([, lemma, fn]) => lemma ?? fn);
  expect(heads.filter((h, i) => i === 0 || h !== heads[i - 1])).toEqual([...p.functions.keys()]);
  for (const loss of ['halfsquare', 'mse', 'mae', 'crossentropy', 'bce']) expect(p.functions.get(loss)?.params[1]).toBe('y');
});
