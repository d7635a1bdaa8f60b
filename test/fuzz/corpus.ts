/** What inputs are made from: everything in this project that is written in the language, and what was written against it. */
import { readdirSync, readFileSync } from 'node:fs';
import { entriesOf, textOf } from '../oracle/hostile.ts';
import { prelude } from '../prelude.ts';

const root = new URL('../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const inside = (folder: string, end: string): readonly string[] => readdirSync(new URL(folder, root)).filter((f) => f.endsWith(end)).map((f) => text(folder + f));

export type Kind = 'file' | 'formula' | 'csv' | 'json';
export interface Seed {
  readonly kind: Kind;
  readonly text: string;
}

export { prelude };

const hostile = ['hostile', 'hostile-own'].flatMap(entriesOf).filter((e) => e.recipe === undefined && e.input !== undefined);
const decoded = (base64: string): string => new TextDecoder().decode(Uint8Array.from(Buffer.from(base64, 'base64')));
const isTable = (e: { readonly where: string }): boolean => e.where === 'CSV';

/** Networks as they should be. */
export const sound: readonly Seed[] = [
  ...inside('templates/networks/', '.grad').map((t): Seed => ({ kind: 'file', text: t })),
  ...[...text('README.md').matchAll(/```grad\n([^]*?)```/gu)].map(([, t = '']): Seed => ({ kind: 'file', text: t })),
  // A piece of the prelude at a time, with a network that uses it.
  ...prelude.split('\n\n').map((t): Seed => ({ kind: 'file', text: `${t}\nx = param(3)\nL = sum(x)` })),
  ...[...text('README.md').matchAll(/`([^`\n]+)`/gu)].map(([, t = '']): Seed => ({ kind: 'file', text: `x = param(2, 3)\n${t}\nL = sum(x)` })),
  { kind: 'file', text: "t = index(T); T = 3; x[t] = input(2); W = param(3, 2); U = param(3, 3); h0 = param(3)\nh[0] = h0\nh[t] = tanh(W * x[t] + U * h[t-1])\nL = sum(t, sum(h[t].^2)) + h[T]' * h[T]" },
  { kind: 'file', text: 'X = input(N, 3); Y = target(N, 2); W = param(3, 2); b = param(2)\nP = softmax(X * W + b)\nassume(sum(Y, axis=1) == 1)\nL = crossentropy(P, Y)' },
  { kind: 'file', text: 'f(v, w) = v .* w\nD(f, v) = w\npull(f, w) = g .* v\ntex(f, v, w) = "v \\odot w"\nx = param(3); y = param(3)\nL = sum(f(x, y)[1:2])' },
];

export const corpus: readonly Seed[] = [
  ...sound,
  ...hostile.filter((e) => ['formula', 'declaration', 'parameter name', 'file', 'title', 'notation'].includes(e.where)).map((e): Seed => ({ kind: 'file', text: e.where === 'file' ? textOf(e) : `x = param()\ny = param()\nw = param()\n${e.where === 'title' ? `title("${textOf(e)}")\nL = x` : textOf(e)}` })),
  ...hostile.filter((e) => e.where !== 'CSV' && e.where !== 'values').map((e): Seed => ({ kind: 'formula', text: textOf(e) })),
  ...inside('templates/data/', '.csv').map((t): Seed => ({ kind: 'csv', text: t.split('\n').slice(0, 8).join('\n') })),
  ...['hostile', 'hostile-own'].flatMap(entriesOf).filter(isTable).map((e): Seed => ({ kind: 'csv', text: e.input_base64 === undefined ? textOf(e) : decoded(e.input_base64) })),
  ...hostile.filter((e) => e.where === 'values').map((e): Seed => ({ kind: 'json', text: textOf(e) })),
  { kind: 'json', text: '{"x": [1, 2], "W": [[1, 2]]}' },
  { kind: 'json', text: '{"x": [[1, 2], [3, 4]], "W": [[0.5, -1e-3]]}' },
];
