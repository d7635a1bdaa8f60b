/** `npm run quick`: the tests beside what was touched. A change in src/ops runs test/ops; a touched test runs itself. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

const touched = execFileSync('git', ['status', '--porcelain', '--no-renames'], { encoding: 'utf8' })
  .split('\n')
  .map((line) => line.slice(3).trim());
const beside = touched.flatMap((path) => {
  const [top, folder = ''] = path.split('/');
  if (top === 'test' && path.endsWith('.test.ts')) return [path];
  if (top === 'src' || top === 'test') return existsSync(`test/${folder}`) ? [`test/${folder}`] : [];
  if (top === 'templates') return ['test/render/words.test.ts', 'test/lang/prelude.test.ts'];
  return path.endsWith('.md') ? ['test/documents.test.ts'] : [];
});
const files = [...new Set(['test/imports.test.ts', ...beside])].filter((path) => existsSync(path));
process.exitCode = spawnSync('npx', ['vitest', 'run', ...files], { stdio: 'inherit' }).status ?? 1;
