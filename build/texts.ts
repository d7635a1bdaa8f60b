/** The texts of `templates/` as modules, so that the library needs no file: what `npm run build` adds to `dist`. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const text = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const inFolder = (folder: string): readonly (readonly [name: string, text: string])[] =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.grad'))
    .sort()
    .map((file) => [file.slice(0, -'.grad'.length), text(folder, file)] as const);
const literal = (value: unknown): string => JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** Every .grad file of the prelude in one, what `use(...)` finds, and the words of handouts. */
const texts = (): string => `const files = new Map(${literal(inFolder('templates/library').map(([name, own]) => [name, { file: `library/${name}.grad`, text: own }]))});
export const prelude = ${literal(inFolder('templates/prelude').map(([, own]) => own).join('\n'))};
export const library = { names: [...files.keys()], find: (name) => files.get(name) };
export const words = { en: ${literal(JSON.parse(text('templates/words/en.json')))}, zh: ${literal(JSON.parse(text('templates/words/zh.json')))} };
`;
const textTypes = `import type { Library } from './lang/file/use.js';
import type { Language } from './render/doc.js';
import type { Words } from './render/say.js';
/** The functions every file can use: what \`read\` is given as \`prelude\`. */
export declare const prelude: string;
/** What \`use("layers")\` finds: what \`read\` is given as \`library\`. */
export declare const library: Library;
/** The sentences of handouts, by language. */
export declare const words: Readonly<Record<Language, Words>>;
`;

/** Style sheets and fonts of a page; about 400 kB, so in a module of their own. */
const page = (): string => {
  const katex = dirname(createRequire(import.meta.url).resolve('katex/dist/katex.min.css'));
  const fonts = readdirSync(join(katex, 'fonts'))
    .filter((file) => file.endsWith('.woff2'))
    .map((file) => [file, readFileSync(join(katex, 'fonts', file)).toString('base64')]);
  return `export const assets = { css: ${literal(text('templates/page/handout.css'))}, katexCss: ${literal(readFileSync(join(katex, 'katex.min.css'), 'utf8'))}, fonts: new Map(${literal(fonts)}) };
`;
};
const pageTypes = `import type { HtmlAssets } from './render/html.js';
/** What \`htmlOf\` makes a self-contained page with: style sheets and fonts. */
export declare const assets: HtmlAssets;
`;

const whole = `export * from './index.js';
export * from './texts.js';
`;

/** File names in \`dist\` to what they hold. */
export const modules = (): ReadonlyMap<string, string> =>
  new Map([
    ['gradscribe.js', whole],
    ['gradscribe.d.ts', whole],
    ['texts.js', texts()],
    ['texts.d.ts', textTypes],
    ['page.js', page()],
    ['page.d.ts', pageTypes],
  ]);
