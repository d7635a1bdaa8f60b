/**
 * The library as others use it: bundled for browsers and run in a context with no Node and no page. What runs there are
 * the examples of src/index.ts and docs/library.md, each file one program; `EXPRESSION; // => VALUE` and
 * `// prints: LINE` are what they promise.
 */
import { build, type Plugin } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { modules } from '../build/texts.ts';

const blocks = (text: string): string => [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gmu)].map(([, body = '']) => body).join('\n');
const sources: Readonly<Record<string, string>> = {
  'src/index.ts': blocks(readFileSync('src/index.ts', 'utf8').replace(/^ \* ?/gmu, '')),
  'docs/library.md': blocks(readFileSync('docs/library.md', 'utf8')),
};

const promise = /^(.*?);? \/\/ => (.*)$/u;
interface Promised {
  readonly example: string;
  readonly value: string;
}
const promised = (source: string): readonly Promised[] => source.split('\n').flatMap((line) => { const [, example, value] = promise.exec(line) ?? []; return example === undefined || value === undefined ? [] : [{ example, value }]; }); // prettier-ignore
const printed = (source: string): readonly string[] => [...source.matchAll(/^\/\/ prints: (.*)$/gmu)].map(([, line = '']) => line);

/** Promises become calls that hand over what was found. */
const asked = (name: string): string => {
  const lines = (sources[name] ?? '').split('\n').map((line) => { const [, example] = promise.exec(line) ?? []; return example === undefined ? line : `found(${JSON.stringify(name)}, ${example});`; }); // prettier-ignore
  return lines.join('\n').replaceAll('console.log(', `print(${JSON.stringify(name)}, `);
};

/** 'gradscribe' is the source with the texts that a build adds. */
const gradscribe: Plugin = {
  name: 'gradscribe',
  setup(set) {
    set.onResolve({ filter: /\.(?:ts|md)$/, namespace: 'file' }, ({ path }) => (path in sources ? { path, namespace: 'examples' } : undefined));
    set.onLoad({ filter: /.*/, namespace: 'examples' }, ({ path }) => ({ contents: asked(path), resolveDir: process.cwd(), loader: 'ts' }));
    set.onResolve({ filter: /^gradscribe(?:\/page)?$/ }, ({ path }) => ({ path, namespace: 'gradscribe' }));
    set.onLoad({ filter: /.*/, namespace: 'gradscribe' }, ({ path }) => ({ contents: path === 'gradscribe' ? `export * from './src/index.ts';\n${modules().get('texts.js') ?? ''}` : (modules().get('page.js') ?? ''), resolveDir: process.cwd() }));
  },
};

/** One bundle and one context for all examples. */
const verbs: string[] = [];
const run = async (): Promise<(name: string) => { readonly found: readonly unknown[]; readonly lines: readonly string[] }> => {
  const contents = `import * as all from 'gradscribe';\nverbs(Object.keys(all));\n` + Object.keys(sources).map((name) => `import ${JSON.stringify(name)};`).join('\n');
  const made = await build({ stdin: { contents, resolveDir: process.cwd(), sourcefile: 'examples.js' }, bundle: true, write: false, format: 'iife', platform: 'browser', target: 'es2022', plugins: [gradscribe], logLevel: 'silent' });
  const found: (readonly [name: string, value: unknown])[] = [];
  const lines: (readonly [name: string, line: string])[] = [];
  // What browsers and workers have besides the language itself.
  const around = { TextEncoder, TextDecoder, performance, structuredClone };
  const context = createContext({ ...around, verbs: (names: readonly string[]) => verbs.push(...names), found: (name: string, value: unknown) => found.push([name, value]), print: (name: string, text: string) => lines.push(...text.split('\n').map((line) => [name, line] as const)) });
  new Script(made.outputFiles[0]?.text ?? '').runInContext(context);
  const of = <T>(name: string, all: readonly (readonly [string, T])[]): readonly T[] => all.filter(([from]) => from === name).map(([, value]) => value);
  return (name) => ({ found: of(name, found), lines: of(name, lines) });
};
const ran = await run();

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

describe.each(Object.entries(sources))('%s', (name, source) => {
  test('runs where there is no Node, and comes to what it says', () => {
    const { found, lines } = ran(name);
    expect(promised(source).map(({ example }, i) => `${example} => ${shown(found[i])}`)).toEqual(promised(source).map(({ example, value }) => `${example} => ${value}`));
    expect(lines).toEqual(printed(source));
    expect(found.length + lines.length).toBeGreaterThan(10);
  });
});

test('every verb of the library has an example', () => {
  const mentioned = sources['src/index.ts'] ?? '';
  expect(verbs).toContain('derive');
  for (const name of verbs) expect(mentioned.split('\n').slice(4).join('\n'), name).toMatch(new RegExp(`\\b${name}\\b`, 'u'));
});

test('the package exports what is built', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Readonly<Record<string, { readonly default?: string; readonly types?: string }>> };
  const names = [...modules().keys()].map((file) => `./dist/${file}`);
  for (const entry of [exports['.'], exports['./page']]) for (const file of [entry?.default, entry?.types]) expect(names).toContain(file);
});
