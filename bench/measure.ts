/** Times as medians, and tables of them. */
import { readFileSync } from 'node:fs';
import type { Program } from '../src/core/program.ts';
import { read } from '../src/lang/read.ts';
import { ops } from '../src/ops/index.ts';
import { prelude } from '../test/prelude.ts';

const layers = readFileSync(new URL('../templates/library/layers.grad', import.meta.url), 'utf8');
const library = { names: ['layers'], find: () => ({ file: 'layers.grad', text: layers }) };
export const program = (text: string): Program => read(text, { file: 'bench', ops, prelude, library });

export const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;
/** Milliseconds. */
export const once = (f: () => void): number => {
  const from = performance.now();
  f();
  return performance.now() - from;
};
/** Microseconds a call: the median of seven chunks, each long enough to be timed, after a warm-up long enough to compile. */
export const perCall = (f: () => void): number => {
  for (const from = performance.now(); performance.now() - from < 1000; ) f();
  let calls = 1;
  while (once(() => { for (let i = 0; i < calls; i++) f(); }) < 40) calls *= 2;
  return median(Array.from({ length: 7 }, () => (1000 * once(() => { for (let i = 0; i < calls; i++) f(); })) / calls));
};
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): void => {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((r) => (r[i] ?? '').length)));
  for (const row of all) console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '));
  console.log();
};
