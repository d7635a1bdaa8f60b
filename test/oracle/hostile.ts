/** Entries of hostile.json and its kin, and the command lines that each of them is fed to. */
import { readFileSync } from 'node:fs';

export interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly where: string;
  readonly input?: string;
  readonly input_base64?: string;
  readonly recipe?: { readonly build: string };
  /** `x: 3x1, y: 4x1`; parameters x, y, w unless given. */
  readonly variables?: string;
  /** The name of the only parameter. */
  readonly parameter?: string;
  readonly expect: { readonly outcome: 'accept' | 'error' | 'accept_escaped' | 'accept_or_error'; readonly fault: string };
  /** What an error has to say, where entries of our own know. */
  readonly says?: string;
}

export const entriesOf = (name: string): readonly Entry[] => (JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as { readonly entries: readonly Entry[] }).entries;

/** `"L = " + "-"*10001 + "x"`, `"*".join(["x"]*5000)`, `name of 100000 letters a`. */
const built = (recipe: string): string => {
  const named = /^name of (\d+) letters (\w)$/u.exec(recipe);
  if (named !== null) return `L = ${(named[2] ?? '').repeat(Number(named[1]))}`;
  return [...recipe.matchAll(/("(?:[^"\\]|\\.)*")(?:\.join\(\[("(?:[^"\\]|\\.)*")\]\*(\d+)\)|\s*\*\s*(\d+))?(?: \+ |$)/gu)]
    .map(([, text = '""', joined, times, count = '1']) => {
      const [own, other] = [text, joined ?? '""'].map((quoted) => String(JSON.parse(quoted)));
      return joined === undefined ? (own ?? '').repeat(Number(count)) : Array.from({ length: Number(times) }, () => other).join(own);
    })
    .join('');
};
export const textOf = (e: Entry): string => e.input ?? (e.recipe === undefined ? '' : built(e.recipe.build));

/** One command line with the files that it finds. */
export interface Feed {
  readonly how: string;
  readonly args: readonly string[];
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

const declared = (e: Entry): string => {
  const { variables, parameter, expect } = e;
  if (parameter !== undefined) return `${parameter} = param()\n`;
  // Names of another script that a formula may use are parameters as well.
  const others = [...new Set(textOf(e).match(/[^\p{ASCII}]/gu))];
  if (variables === undefined && expect.outcome === 'accept' && others.length > 0) return others.map((name) => `${name} = param()\n`).join('');
  const list = variables?.split(/, (?=\S+:)/u) ?? ['x: ', 'y: ', 'w: '];
  return list.map((v) => v.split(/:\s*/u)).map(([name = '', sizes = '']) => `${name} = param(${sizes.split('x').join(', ')})\n`).join('');
};
const derived = (how: string, source: string): readonly Feed[] => [
  { how: `${how}, derive`, args: ['derive', 'net.grad', '--format', 'text,html,md', '--lang', 'both', '-o', 'out'], files: { 'net.grad': source } },
  { how: `${how}, derive --json`, args: ['derive', 'net.grad', '--json'], files: { 'net.grad': source } },
];
const table = 'x = input(2); y = target(); W = param(1, 2); b = param()\nL = (sum(W * x) + b - y)^2\n';

export const feedsOf = (e: Entry): readonly Feed[] => {
  const text = textOf(e);
  const source = declared(e) + text;
  switch (e.where) {
    case 'formula':
    case 'declaration':
    case 'parameter name':
      return derived('formula', source);
    case 'file':
      return derived('file', text);
    case 'parameter name and, separately, formula':
      return [
        ...derived('parameter', `${text} = param()\nL = x^2`),
        ...derived('formula', source),
        ...derived('right side', `${declared(e)}L = ${text}`),
        { how: 'diff', args: ['diff', text, 'x'], files: {} },
        { how: 'by', args: ['diff', 'x^2', text], files: {} },
      ];
    case 'title':
      return derived('title', `title("${text}")\nx = param()\nL = x^2`);
    case 'notation':
      return derived('notation', `f(v) = v^2\ntex(f, v) = "${text}"\nx = param()\nL = f(x)`);
    case 'diff':
      return [{ how: 'diff', args: ['diff', text, 'x'], files: {} }];
    case 'CSV':
      return [
        {
          how: 'CSV, train',
          args: ['train', 'net.grad', 'data.csv', '--bind', 'x=[a,b],y=y', '--epochs', '2', '--lr', '0.001', '-o', 'params.json'],
          files: { 'net.grad': table, 'data.csv': e.input_base64 === undefined ? text : Uint8Array.from(Buffer.from(e.input_base64, 'base64')) },
        },
      ];
    case 'values':
      return [
        {
          how: 'values, evaluate',
          args: ['evaluate', 'net.grad', '--values', 'values.json', '--gradients'],
          files: { 'net.grad': 'x = input(2); W = param(1, 2)\nL = sum(W * x)^2', 'values.json': e.input_base64 === undefined ? text : Uint8Array.from(Buffer.from(e.input_base64, 'base64')) },
        },
      ];
    default:
      throw new Error(`${e.id} is fed to ${e.where}, which nobody knows`);
  }
};
