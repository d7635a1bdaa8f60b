/** Reads what a page is made with: our style sheet, and KaTeX's with its fonts from the installed package. */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HtmlAssets } from '../render/html.ts';

/** `src/cli` in a checkout and `dist/cli` in the package both lie two folders below `templates`' parent. */
const templates = fileURLToPath(new URL('../../templates/', import.meta.url));

export const htmlAssets = (): HtmlAssets => {
  const katex = dirname(createRequire(import.meta.url).resolve('katex/dist/katex.min.css'));
  const folder = join(katex, 'fonts');
  const files = readdirSync(folder).filter((file) => file.endsWith('.woff2'));
  return {
    css: readFileSync(join(templates, 'page', 'handout.css'), 'utf8'),
    katexCss: readFileSync(join(katex, 'katex.min.css'), 'utf8'),
    fonts: new Map(files.map((file) => [file, readFileSync(join(folder, file)).toString('base64')])),
  };
};
