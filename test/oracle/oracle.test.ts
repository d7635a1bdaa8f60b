/**
 * Answers from elsewhere: SymPy and mpmath (50 digits, rounded) for scalar.json, NumPy and mpmath for matrix.json,
 * PyTorch in double precision for networks.json. What the present operators can say agrees to 1e-9 relative, through the
 * commands a user has; the rest is refused with a place. Never a wrong number.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtinNames } from '../../src/lang/meanings.ts';
import { read } from '../../src/lang/read.ts';
import { ops } from '../../src/ops/index.ts';
import { folder, gradscribe } from '../cli/call.ts';
import { prelude } from '../prelude.ts';
import { agree, flat, type Nested } from './agree.ts';

interface Value {
  readonly name: string;
  readonly shape: readonly number[];
  readonly value: Nested;
}
interface Scalar {
  readonly id: string;
  readonly expression: string;
  readonly wrt: readonly string[];
  readonly points: readonly Readonly<Record<string, number>>[];
  readonly values: readonly number[];
}
interface Matrix {
  readonly id: string;
  readonly expression: string;
  readonly wrt: readonly string[];
  readonly variables: readonly Value[];
  readonly gradient?: Readonly<Record<string, Nested>>;
  /** Entries of the expression by those of the variable, row-major. */
  readonly jacobian?: Readonly<Record<string, Nested>>;
  /** Over the entries of the variable. */
  readonly hessian?: Readonly<Record<string, Nested>>;
}
interface Network {
  readonly id: string;
  readonly title: string;
  readonly program: readonly string[];
  readonly inputs: readonly Value[];
  readonly parameters: readonly Value[];
  readonly lr: number;
  readonly loss: number;
  readonly gradient: Readonly<Record<string, Nested>>;
  /** After 1 and 10 steps of gradient descent on all parameters. */
  readonly loss_after_1: number;
  readonly loss_after_10: number;
}

const load = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));
const scalars = load('scalar') as { readonly entries: readonly Scalar[] };
const matrices = load('matrix') as { readonly entries: readonly Matrix[] };
const networks = load('networks') as { readonly entries: readonly Network[] };
const refused = (said: { readonly code: number; readonly err: string }): void => {
  expect(said.code).toBe(3);
  expect(said.err).toMatch(/:\d+:\d+: /u);
  expect(said.err).toContain('^');
  expect(said.err).not.toMatch(/\n\s+at /u);
};
/** Does the text call a function that no operator, built-in or prelude line says? Then it has to be refused. */
const { functions } = read('x = param()\nL = x', { file: 'none', ops, prelude });
const known = new Set([...builtinNames(ops), ...functions.keys(), 'input', 'param']);
const missing = (text: string): boolean => [...text.matchAll(/\b([A-Za-z]\w*)\(/gu)].some(([, fn = '']) => !known.has(fn));

test.each(scalars.entries.map((e) => [e.id, e.expression, e] as const))('%s: %s', async (_id, expression, e) => {
  const at = e.points.flatMap((p) => ['--at', Object.entries(p).map(([k, v]) => `${k}=${String(v)}`).join(',')]);
  const said = await gradscribe(['diff', expression, ...e.wrt, ...at, '--json']);
  if (missing(expression)) {
    refused(said);
    return;
  }
  expect(said.code, said.err).toBe(0);
  const { values } = JSON.parse(said.out) as { values: number[] };
  values.forEach((v, i) => {
    agree([v], e.values.slice(i, i + 1));
  });
  expect(values).toHaveLength(e.values.length);
});

test.each(matrices.entries.map((e) => [e.id, e.expression, e] as const))('%s: %s', async (_id, expression, e) => {
  const shapes = e.variables.map((v) => `${v.name}=${v.shape.join('x')}`).join(',');
  const file = join(folder(), 'at.json');
  writeFileSync(file, JSON.stringify(Object.fromEntries(e.variables.map((v) => [v.name, v.value]))));
  const asked = [
    ...Object.entries(e.gradient ?? {}).map(([name, want]) => [[name], want] as const),
    ...Object.entries(e.jacobian ?? {}).map(([name, want]) => [[name, '--jacobian'], want] as const),
    ...Object.entries(e.hessian ?? {}).map(([name, want]) => [[name, name, '--jacobian'], want] as const),
  ];
  expect(asked.length).toBeGreaterThan(0);
  for (const [words, want] of asked) {
    const said = await gradscribe(['diff', expression, ...words, '--shapes', shapes, '--at', file, '--json']);
    expect(said.code, said.err).toBe(0);
    const { values } = JSON.parse(said.out) as { values: Nested[] };
    agree(flat(values), flat(want));
  }
});

/** What the entries call otherwise. */
const spellings: readonly (readonly [RegExp, string])[] = [
  // A column that keeps its axis is written with a range.
  [/col\((\w+), (\d+)\)/gu, '$1[:, $2:$2]'],
  [/conv2d\((\w+), (\w+), (\w+), (\d+), (\d+)\)/gu, 'conv($1, $2, $3, stride=$4, pad=$5)'],
  [/(max|avg)pool\((\w+), (\d+), (\d+)\)/gu, '$1pool($2, $3, stride=$4)'],
  [/mean\((\w+), ([01])\)/gu, 'mean($1, axis=$2)'],
  [/var\((\w+), ([01])\)/gu, 'mean(($1 - mean($1, axis=$2)).^2, axis=$2)'],
];

test.each(networks.entries.map((e) => [e.id, e.title, e] as const))('%s: %s', async (_id, _title, e) => {
  const cwd = folder();
  const declared = (role: string, v: Value): string => `${v.name} = ${role}(${v.shape.join(', ')})`;
  const formulas = e.program.map((line) => spellings.reduce((text, [theirs, ours]) => text.replace(theirs, ours), line));
  const text = [...e.inputs.map((v) => declared('input', v)), ...e.parameters.map((v) => declared('param', v)), ...formulas].join('\n');
  writeFileSync(join(cwd, 'net.grad'), text);
  writeFileSync(join(cwd, 'values.json'), JSON.stringify(Object.fromEntries([...e.inputs, ...e.parameters].map((v) => [v.name, v.value]))));
  const said = await gradscribe(['evaluate', 'net.grad', '--values', 'values.json', '--gradients', '--json'], { cwd });
  if (missing(text)) {
    refused(said);
    return;
  }
  const { objective, gradients } = JSON.parse(said.out) as { objective: number; gradients: Record<string, Nested> };
  agree([objective], [e.loss]);
  for (const [name, want] of Object.entries(e.gradient)) agree(flat(gradients[name] ?? []), flat(want));
  for (const [epochs, want] of [[1, e.loss_after_1], [10, e.loss_after_10]] as const) {
    const trained = await gradscribe(['train', 'net.grad', 'values.json', '--lr', String(e.lr), '--epochs', String(epochs), '--json'], { cwd });
    expect(trained.code, trained.err).toBe(0);
    const { train } = JSON.parse(trained.out) as { train: { loss: number } };
    agree([train.loss], [want]);
  }
});
