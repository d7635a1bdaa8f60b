/** After the compiler: the modules of texts, and declarations that name the files that are shipped. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { modules } from './texts.ts';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
for (const [file, text] of modules()) writeFileSync(`${dist}${file}`, text);

// The compiler rewrites './read.ts' to './read.js' in code, and leaves it in declarations.
for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'))) {
  const text = readFileSync(`${dist}${file}`, 'utf8');
  writeFileSync(`${dist}${file}`, text.replace(/((?:from|import\()\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/gu, '$1.js$2'));
}
