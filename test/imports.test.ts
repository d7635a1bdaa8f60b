/** Who may import whom. The tables below are the arrows of the design; everything not listed is refused. */

import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** Folder of src -> the other folders of src it may import. `index` stands for the file src/index.ts. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ops: ['core'],
  lang: ['core', 'ops'],
  calculus: ['core', 'ops', 'lang'],
  engine: ['core', 'ops', 'lang', 'calculus'],
  render: ['core', 'ops', 'lang', 'calculus'],
  grade: ['core', 'ops', 'lang', 'calculus', 'engine'],
  index: ['core', 'ops', 'lang', 'calculus', 'engine', 'render', 'grade'],
  page: ['core', 'ops', 'lang', 'calculus', 'engine', 'render', 'grade', 'index'],
  cli: ['core', 'ops', 'lang', 'calculus', 'engine', 'render', 'grade', 'index'],
};

/** Package -> the folders that may import it. `node` stands for every module of Node itself. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  mathjs: ['lang'],
  katex: ['lang', 'render'],
  'csv-parse': ['engine', 'grade', 'cli'],
  node: ['cli'],
};

/** The folder of a path below src; the file src/index.ts is a folder of its own, anything else at the top is null. */
function folderOf(path: string): string | null {
  if (path === 'src/index.ts') return 'index';
  return /^src\/([^/]+)\/./.exec(path)?.[1] ?? null;
}

function packageOf(specifier: string): string {
  if (isBuiltin(specifier)) return 'node';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Every import, re-export, dynamic import and import type of one file that the tables refuse, one line of text each. */
function refused(file: string, source: string): string[] {
  const from = folderOf(file);
  if (from === null || !(from in ARROWS)) return [`${file}: belongs to no folder in the table of arrows`];
  return ts.preProcessFile(source, true, true).importedFiles.flatMap(({ fileName: specifier, pos }) => {
    const relative = specifier.startsWith('.');
    const to = relative ? folderOf(posix.join(posix.dirname(file), specifier)) : packageOf(specifier);
    const allowed = relative
      ? to === from || (to !== null && ARROWS[from]?.includes(to) === true)
      : to !== null && PACKAGES[to]?.includes(from) === true;
    const line = source.slice(0, pos).split('\n').length;
    return allowed ? [] : [`${file}:${line} imports '${specifier}', but ${from} -> ${to ?? 'outside src'} is not an arrow`];
  });
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => posix.join('src', name.replaceAll('\\', '/')))
  .filter((path) => path.endsWith('.ts'));

test('there are source files to read', () => {
  expect(files).toContain('src/core/expr.ts');
});

test('every import in src follows an arrow of the design', () => {
  expect(files.flatMap((file) => refused(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test('the arrows have no cycle: a folder imports only folders of earlier rows', () => {
  const order = Object.keys(ARROWS);
  for (const [from, allowed] of Object.entries(ARROWS)) {
    for (const to of allowed) expect(order.indexOf(to), `${from} -> ${to}`).toBeLessThan(order.indexOf(from));
  }
});

describe('the check refuses', () => {
  test.each([
    ['src/core/expr.ts', "import { table } from '../ops/table.ts';", 'core -> ops'],
    ['src/core/expr.ts', "import type { Op } from '../ops/table.ts';", 'core -> ops'],
    ['src/core/expr.ts', "export { story } from '../render/story.ts';", 'core -> render'],
    ['src/core/expr.ts', "export * from '../index.ts';", 'core -> index'],
    ['src/core/expr.ts', "type T = import('../lang/read.ts').T;", 'core -> lang'],
    ['src/ops/table.ts', "import { read } from '../lang/read.ts';", 'ops -> lang'],
    ['src/render/svg/plot.ts', "import { train } from '../../engine/train.ts';", 'render -> engine'],
    ['src/render/story.ts', "import { parse } from 'mathjs';", 'render -> mathjs'],
    ['src/grade/equal.ts', "const m = await import('mathjs/number');", 'grade -> mathjs'],
    ['src/engine/train.ts', "import '../cli/main.ts';", 'engine -> cli'],
    ['src/engine/data.ts', "import fs from 'node:fs';", 'engine -> node'],
    ['src/lang/use.ts', "import { readFile } from 'fs/promises';", 'lang -> node'],
    ['src/index.ts', "export { main } from './cli/main.ts';", 'index -> cli'],
    ['src/cli/main.ts', "import '../page/main.ts';", 'cli -> page'],
    ['src/cli/main.ts', "import chalk from 'chalk';", 'cli -> chalk'],
    ['src/cli/main.ts', "import words from '../../templates/words/en.json';", 'cli -> outside src'],
  ])('%s: %s', (file, bad, arrow) => {
    const source = `// first line\n${bad}\n`;
    const specifier = /'(.*)'/.exec(bad)?.[1] ?? '';
    expect(refused(file, source)).toEqual([`${file}:2 imports '${specifier}', but ${arrow} is not an arrow`]);
  });

  test('a folder that has no row', () => {
    expect(refused('src/utils/misc.ts', '')).toEqual(['src/utils/misc.ts: belongs to no folder in the table of arrows']);
    expect(refused('src/misc.ts', '')).toEqual(['src/misc.ts: belongs to no folder in the table of arrows']);
  });
});

test('the check accepts an arrow, a neighbour and a package of the folder, and ignores comments', () => {
  const source = [
    "import { table } from '../ops/table.ts';",
    "import { lex } from './lex.ts';",
    "import { create } from 'mathjs';",
    "// import fs from 'node:fs';",
  ];
  expect(refused('src/lang/read.ts', source.join('\n'))).toEqual([]);
});
