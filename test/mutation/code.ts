/**
 * The mutation run over the walk, the laws and the moves: a mistake is made in a copy of the source, and the networks of the
 * tests are derived with it until one comes out otherwise: `npx tsx test/mutation/code.ts [COUNT] [SEED] [FILE]`. What none
 * of them notices is given to the tests themselves. Prints the share noticed by file, and what was not.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { generator } from '../../src/calculus/proof/sample.ts';
import { handoutsOf, networks } from './handouts.ts';
import { codeMutants } from './source.ts';

const files = ['normal/laws', 'normal/sums', 'normal/rational', 'moves/tidy', 'moves/facts', 'moves/folds', 'moves/moves', 'gather', 'reverse', 'rules', 'lift'].map((name) => `src/calculus/${name}.ts`);
const tests = ['test/calculus', 'test/ops', 'test/engine', 'test/property'];
/** A mistake that makes a loop endless is noticed as well. */
const longest = 60_000;
const longestTests = 600_000;

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gradscribe-mutants-'));
for (const part of ['src', 'test', 'templates', 'package.json', 'tsconfig.json', 'vitest.config.ts', 'README.md', 'docs']) cpSync(join(root, part), join(folder, part), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));

const handouts = handoutsOf(networks(new URL('../calculus/', import.meta.url)));
writeFileSync(join(folder, 'handouts.json'), JSON.stringify(handouts));

const run = (args: readonly string[], timeout: number): boolean => spawnSync(process.execPath, args, { cwd: folder, timeout, killSignal: 'SIGKILL', stdio: 'ignore' }).status === 0;
const asBefore = (): boolean => run(['--import', 'tsx', join(folder, 'test/mutation/child.ts'), join(folder, 'handouts.json')], longest);
const testsPass = (): boolean => run([join(folder, 'node_modules/vitest/vitest.mjs'), 'run', '--bail=1', ...tests], longestTests);

const quick = process.argv.includes('--quick');
const [count = '100', seed = '1', only] = process.argv.slice(2).filter((a) => a !== '--quick');
const all = files.filter((path) => only === undefined || path.includes(only)).flatMap((path) => codeMutants(readFileSync(join(root, path), 'utf8')).map((m) => ({ path, ...m })));
const random = generator(Number(seed));
const chosen = all.map((m) => [random(), m] as const).sort(([a], [b]) => a - b).slice(0, Number(count)).map(([, m]) => m);
const shares = new Map<string, { made: number; noticed: number }>();
process.stderr.write(`${String(chosen.length)} of ${String(all.length)} mistakes, ${String(handouts.length)} handouts\n`);
for (const { path, line, mistake, text } of chosen) {
  const share = shares.get(path) ?? { made: 0, noticed: 0 };
  shares.set(path, share);
  share.made++;
  const target = join(folder, path);
  const before = readFileSync(target, 'utf8');
  writeFileSync(target, text);
  if (asBefore() && (quick || testsPass())) process.stdout.write(`NOT NOTICED: ${path}:${String(line)} ${mistake}\n`);
  else share.noticed++;
  writeFileSync(target, before);
  process.stderr.write(`${[...shares.values()].reduce((n, s) => n + s.made, 0).toString()} `);
}
if (!asBefore()) process.stdout.write('the source without a mistake does not come out as before\n');
rmSync(folder, { recursive: true, force: true });
for (const [path, { made, noticed }] of shares) process.stdout.write(`${path}: ${String(made)} mistakes, ${String(noticed)} noticed\n`);
const [made, noticed] = [...shares.values()].reduce(([m, n], s) => [m + s.made, n + s.noticed], [0, 0]);
process.stdout.write(`in all ${String(made)} mistakes, ${String(noticed)} noticed (${((100 * noticed) / made).toFixed(1)} %)\n`);
