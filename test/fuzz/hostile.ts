/**
 * Mutated inputs, as many as asked for, each read (and, every so often, derived) in a child process that is restarted
 * where it hangs or dies: `npx tsx test/fuzz/hostile.ts [COUNT] [FIRST SEED]`. Failures are printed with their seed,
 * made smaller, and end the run with 1.
 */
import { fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { feed, type Verdict } from './feed.ts';
import { type Input, inputOf } from './mutate.ts';

/** An input of at most 4,000 characters that takes a second is a hang; what the machine does meanwhile may add to it. */
const slow = 1000;
const hung = 30_000;
/** Every so many inputs, a network that can be read is derived and proved as well. */
const deepEvery = 10;

const failureOf = (v: Verdict): string | undefined => (v.kind === 'failed' ? v.why : undefined);
const classOf = (why: string): string => why.split('\n')[0]?.replace(/\d+/gu, '#').replace(/"[^"]*"|\S*[^\x20-\x7e]\S*/gu, '_').slice(0, 80) ?? '';

/** Stretches are taken out while it fails in the same way. */
const smaller = (input: Input, deep: boolean, why: string): Input => {
  let { text } = input;
  const fails = (t: string): boolean => classOf(failureOf(feed({ ...input, text: t }, deep, slow)) ?? '') === classOf(why);
  for (let size = text.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at + size <= text.length; ) {
      const shorter = text.slice(0, at) + text.slice(at + size);
      if (fails(shorter)) text = shorter;
      else at += size;
    }
  return { ...input, text };
};

const deepAt = (seed: number): boolean => seed % deepEvery === 0;

const child = (first: number, count: number, log: string): void => {
  const state = openSync(`${log}.at`, 'w+');
  const counts = { read: 0, derived: 0, refused: 0, failed: 0 };
  const cell = new Float64Array(5);
  for (let seed = first; seed < first + count; seed++) {
    cell.set([seed, counts.read, counts.derived, counts.refused, counts.failed]);
    writeSync(state, new Uint8Array(cell.buffer), 0, 40, 0);
    const input = inputOf(seed);
    let verdict = feed(input, deepAt(seed), slow);
    // Slow once may be the machine; slow twice is us.
    if (verdict.kind === 'failed' && verdict.why.includes(' after ')) verdict = feed(input, deepAt(seed), slow);
    counts[verdict.kind]++;
    if (verdict.kind === 'failed') {
      const timed = verdict.why.includes(' after ');
      process.send?.({ seed, why: verdict.why, input: timed ? input : smaller(input, deepAt(seed), verdict.why) });
    }
  }
  cell.set([first + count, counts.read, counts.derived, counts.refused, counts.failed]);
  writeSync(state, new Uint8Array(cell.buffer), 0, 40, 0);
  closeSync(state);
};

interface Failure {
  readonly seed: number;
  readonly why: string;
  readonly input: Input;
}

const parent = async (count: number, first: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'gradscribe-fuzz-'));
  const log = join(folder, 'run');
  const totals = { read: 0, derived: 0, refused: 0, failed: 0 };
  const classes = new Map<string, { times: number; first: Failure }>();
  const note = (f: Failure): void => {
    const key = classOf(f.why);
    const known = classes.get(key);
    if (known !== undefined) known.times++;
    else {
      classes.set(key, { times: 1, first: f });
      process.stdout.write(`seed ${String(f.seed)} (${f.input.kind}): ${f.why}\n${JSON.stringify(f.input.text)}\n\n`);
    }
  };
  const state = (): readonly number[] => {
    const bytes = new Uint8Array(40);
    const handle = openSync(`${log}.at`, 'r');
    readSync(handle, bytes, 0, 40, 0);
    closeSync(handle);
    return [...new Float64Array(bytes.buffer)];
  };
  const start = Date.now();
  for (let seed = first; seed < first + count && totals.failed < 1000; ) {
    const from = seed;
    writeFileSync(`${log}.at`, new Uint8Array(new Float64Array([from, 0, 0, 0, 0]).buffer));
    const worker = fork(fileURLToPath(import.meta.url), ['--child', String(from), String(first + count - from), log], { execArgv: [...process.execArgv, '--max-old-space-size=1024'] });
    worker.on('message', (f: Failure) => {
      note(f);
    });
    let before = -1;
    const stuck = new Set<number>();
    const watch = setInterval(() => {
      const [at = 0] = state();
      if (at === before) {
        stuck.add(at);
        worker.kill('SIGKILL');
      }
      before = at;
    }, hung);
    const status = await new Promise<number | null>((resolve) => worker.on('exit', resolve));
    clearInterval(watch);
    const [at = from, read = 0, derived = 0, refused = 0, failed = 0] = state();
    totals.read += read;
    totals.derived += derived;
    totals.refused += refused;
    totals.failed += failed;
    seed = at;
    if (status !== 0) {
      totals.failed++;
      note({ seed: at, why: stuck.has(at) ? `no answer in ${String(hung / 1000)} s` : `the process died (${String(status)})`, input: inputOf(at) });
      seed = at + 1;
    }
    process.stderr.write(`${String(seed - first)} inputs, ${String(Math.round((Date.now() - start) / 1000))} s: ${JSON.stringify(totals)}\n`);
  }
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`${String(count)} inputs from seed ${String(first)}: ${String(totals.read)} read, ${String(totals.derived)} derived and proved, ${String(totals.refused)} refused, ${String(totals.failed)} failed\n`);
  for (const [key, { times }] of classes) process.stdout.write(`${String(times)} times: ${key}\n`);
  return totals.failed === 0 ? 0 : 1;
};

const [command = '100000', from = '1', count = '0', log = ''] = process.argv.slice(2);
if (command === '--child') child(Number(from), Number(count), log);
else if (command === '--show') process.stdout.write(`${JSON.stringify(inputOf(Number(from)))}\n${JSON.stringify(feed(inputOf(Number(from)), true, slow))}\n`);
else process.exitCode = await parent(Number(command), Number(from));
