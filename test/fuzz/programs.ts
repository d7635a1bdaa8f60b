/**
 * Random programs, or random networks of the usual kinds: `npx tsx test/fuzz/programs.ts [COUNT] [SEED] [programs | networks]`.
 * Programs are read, written and read again, differentiated, compiled and tidied, and held against dual numbers and differences;
 * networks are also held against plain loops. A mismatch is shrunk, printed, and ends the run with 1.
 */
import process from 'node:process';
import fc from 'fast-check';
import { check, type Verdict } from '../property/checks.ts';
import { againstLoops, checkNetwork } from '../property/loops.ts';
import { networkOf } from '../property/networks.ts';
import { choices, programOf, textOf, type Written } from '../property/programs.ts';

const [count = '2000', first = '1', what = 'programs'] = process.argv.slice(2);

/** Tidying and proving take most of the time: every so many programs, and all while a failure is shrunk. */
const tidyEvery = 5;
/** Every network meets its loops; every so many all the rest, and of these every so many are tidied. */
const wholeEvery = 50;
interface Subject {
  readonly written: Written;
  readonly kind: string;
  readonly check: (seed: number, nth: number) => Verdict;
}
const subjectOf = (list: readonly number[]): Subject => {
  if (what === 'networks') {
    const written = networkOf(list);
    return { written, kind: written.kind, check: (seed, nth) => (nth % wholeEvery === 0 ? checkNetwork(written, seed, { tidy: (nth / wholeEvery) % tidyEvery === 0 }) : againstLoops(written, seed)) };
  }
  const written = programOf(list);
  return { written, kind: 'program', check: (seed, nth) => check(written, seed, { tidy: nth % tidyEvery === 0 }) };
};

let [checked, discarded, lines] = [0, 0, 0];
const kinds = new Map<string, number>();
const classes = new Map<string, number>();
const classOf = (why: string): string => why.split('\n')[0]?.replace(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gu, '#').slice(0, 60) ?? '';

/** Each lot has a seed of its own, so that a later failure is found again without all before it. */
const lot = 200;
/** Milliseconds for shrinking one failure; what is smallest by then is printed. */
const patience = 30_000;
for (let done = 0; done < Number(count); done += lot) {
  let failedAt = Infinity;
  const outcome = fc.check(
    fc.property(choices, (list) => {
      if (Date.now() - failedAt > patience) return true;
      const { written, kind, check } = subjectOf(list);
      const verdict = check(1 + (list[0] ?? 0), failedAt < Infinity ? 0 : checked);
      checked++;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (verdict === 'discarded') discarded++;
      lines += written.formulas.length;
      const right = verdict === undefined || verdict === 'discarded' || (classes.get(classOf(verdict)) ?? 0) > 2;
      if (!right) failedAt = Math.min(failedAt, Date.now());
      return right;
    }),
    { numRuns: Math.min(lot, Number(count) - done), seed: Number(first) + done, endOnFailure: false },
  );
  if (outcome.failed && outcome.counterexample !== null) {
    const [list] = outcome.counterexample;
    const { written, check } = subjectOf(list);
    const why = check(1 + (list[0] ?? 0), 0) ?? 'nothing is wrong with it now';
    classes.set(classOf(why), (classes.get(classOf(why)) ?? 0) + 1);
    process.stdout.write(`seed ${String(Number(first) + done)}, choices ${JSON.stringify(list)}:\n${why}\n${textOf(written)}\n\n`);
  }
  process.stderr.write(`${String(done + lot)} ${what}\n`);
}
const failures = [...classes.values()].reduce((a, b) => a + b, 0);
process.stdout.write(`${String(checked)} ${what} checked (${[...kinds].map(([kind, n]) => `${kind} ${String(n)}`).join(', ')}), shrunk ones included, of ${(lines / checked).toFixed(1)} formulas each; ${String(discarded)} discarded (${((100 * discarded) / checked).toFixed(1)} %); ${String(failures)} mismatches\n`);
for (const [key, times] of classes) process.stdout.write(`${String(times)} times: ${key}\n`);
process.exitCode = failures === 0 ? 0 : 1;
