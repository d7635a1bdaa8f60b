/**
 * The mutation run over the tables: every mistake is seeded, one at a time, and the checks of the test-suite are asked about
 * it: `npx tsx test/mutation/run.ts [TABLE]`. Prints the share noticed by table and what was not; ends with 1 if any was not.
 */
import process from 'node:process';
import { equivalent } from './equivalent.ts';
import { seeded } from './tables.ts';

const [only] = process.argv.slice(2);
const shares = new Map<string, { seeded: number; noticed: number; equivalent: number }>();
let survivors = 0;
for (const s of seeded) {
  if (only !== undefined && s.table !== only) continue;
  const share = shares.get(s.table) ?? { seeded: 0, noticed: 0, equivalent: 0 };
  shares.set(s.table, share);
  share.seeded++;
  if (s.noticed() !== undefined) share.noticed++;
  else {
    const why = equivalent(s);
    if (why !== undefined) share.equivalent++;
    else survivors++;
    process.stdout.write(`${why === undefined ? 'NOT NOTICED' : `the same (${why})`}: ${s.table}, ${s.where}: ${s.mistake}\n`);
  }
}
for (const [table, { seeded: all, noticed, equivalent: same }] of shares) process.stdout.write(`${table}: ${String(all)} mistakes, ${String(noticed)} noticed, ${String(same)} the same, ${String(all - noticed - same)} not noticed (${((100 * noticed) / (all - same)).toFixed(1)} %)\n`);
process.exitCode = survivors === 0 ? 0 : 1;
