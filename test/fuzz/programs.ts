/**
 * Random programs, each read, written and read again, differentiated, compiled and tidied, and held against dual numbers
 * and differences: `npx tsx test/fuzz/programs.ts [COUNT] [SEED]`. A mismatch is shrunk, printed, and ends the run with 1.
 */
import process from 'node:process';
import fc from 'fast-check';
import { check } from '../property/checks.ts';
import { choices, programOf, textOf } from '../property/programs.ts';

const [count = '2000', first = '1'] = process.argv.slice(2);
let [checked, discarded, lines] = [0, 0, 0];
const classes = new Map<string, number>();
const classOf = (why: string): string => why.split('\n')[0]?.replace(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gu, '#').slice(0, 60) ?? '';

/** Each lot has a seed of its own, so that a later failure is found again without all before it. */
const lot = 200;
/** Tidying and proving take most of the time: every so many programs, and all while a failure is shrunk. */
const tidyEvery = 5;
/** Milliseconds for shrinking one failure; what is smallest by then is printed. */
const patience = 30_000;
for (let done = 0; done < Number(count); done += lot) {
  let failedAt = Infinity;
  const outcome = fc.check(
    fc.property(choices, (list) => {
      if (Date.now() - failedAt > patience) return true;
      const written = programOf(list);
      const verdict = check(written, 1 + (list[0] ?? 0), { tidy: failedAt < Infinity || checked % tidyEvery === 0 });
      checked++;
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
    const written = programOf(list);
    const why = check(written, 1 + (list[0] ?? 0)) ?? 'nothing is wrong with it now';
    classes.set(classOf(why), (classes.get(classOf(why)) ?? 0) + 1);
    process.stdout.write(`seed ${String(Number(first) + done)}, choices ${JSON.stringify(list)}:\n${why}\n${textOf(written)}\n\n`);
  }
  process.stderr.write(`${String(done + lot)} programs\n`);
}
const failures = [...classes.values()].reduce((a, b) => a + b, 0);
process.stdout.write(`${String(checked)} programs checked, shrunk ones included, of ${(lines / checked).toFixed(1)} formulas each; ${String(discarded)} discarded (${((100 * discarded) / checked).toFixed(1)} %); ${String(failures)} mismatches\n`);
for (const [key, times] of classes) process.stdout.write(`${String(times)} times: ${key}\n`);
process.exitCode = failures === 0 ? 0 : 1;
