/** Ctrl+C while training, on a real process. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { folder, xor } from './call.ts';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const data = resolve('templates/data/xor.csv');

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
}

/** Trains without end, and sends interrupts at the first sign of progress. */
const interrupted = (cwd: string, words: readonly string[], signals: 1 | 2): Promise<Ended> =>
  new Promise((done) => {
    const child = spawn(process.execPath, ['--import', tsx, resolve('src/cli/main.ts'), 'train', ...words, '--epochs', '1000000000', '-o', 'p.json'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.once('data', () => {
      for (let k = 0; k < signals; k++) setTimeout(() => child.kill('SIGINT'), 50 * k);
    });
    child.on('close', (code, signal) => done({ code, signal, out }));
  });

test('the first interrupt ends after the batch, saves what was learnt, and the exit code is 130', { timeout: 30_000 }, async () => {
  const cwd = folder();
  const { code, out } = await interrupted(cwd, [resolve(xor), data], 1);
  expect(code).toBe(130);
  expect(out).toMatch(/^trained for \d+ epochs, where it was interrupted\nfinal loss /u);
  expect(readdirSync(cwd).sort()).toEqual(['p.json', 'p.loss.svg']);
  const saved: unknown = JSON.parse(readFileSync(join(cwd, 'p.json'), 'utf8'));
  expect(saved).toHaveProperty('parameters.W1');
});

test('the second interrupt ends at once, and nothing is written', { timeout: 30_000 }, async () => {
  const cwd = folder();
  // A batch of some tenths of a second, in which both come.
  writeFileSync(join(cwd, 'slow.grad'), 'x = input(); y = target(); A = param(300, 300)\nL = halfsquare(x * sum(tanh(A * A * A)), y)\n');
  writeFileSync(join(cwd, 'slow.csv'), 'x,y\n1,0\n');
  const { code, signal, out } = await interrupted(cwd, ['slow.grad', 'slow.csv'], 2);
  expect(code ?? signal).toSatisfy((how) => how === 130 || how === 'SIGINT');
  expect(out).toBe('');
  expect(readdirSync(cwd).sort()).toEqual(['slow.csv', 'slow.grad']);
});
