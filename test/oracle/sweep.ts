/** The whole sweep over functions, shapes and samples: `npx tsx test/oracle/sweep.ts [FUNCTION | arrays] [SEEDS]`. Ends with 1 if a check fails. */
import process from 'node:process';
import { arrayCases } from './sweep-arrays.ts';
import { cases, run, shown } from './sweep-of.ts';

const [only, seeds = '1'] = process.argv.slice(2);
const counts = new Map<string, { checks: number; cases: number; skipped: number }>();
let failed = 0;
const drawn = Array.from({ length: Number(seeds) }, (_, i) => i + 1);
const arrays = arrayCases(drawn);
for (const c of only === 'arrays' ? arrays : [...cases(drawn), ...arrays]) {
  if (only !== undefined && only !== 'all' && only !== 'arrays' && c.fn !== only) continue;
  const count = counts.get(c.fn) ?? { checks: 0, cases: 0, skipped: 0 };
  counts.set(c.fn, count);
  const { checks, skipped, failures } = run(c);
  count.checks += checks;
  count.cases++;
  if (skipped) count.skipped++;
  if (skipped && c.most !== undefined) process.stdout.write(`SKIPPED ${shown(c)}\n`);
  if (failures.length > 0) {
    failed++;
    process.stdout.write(`FAILED ${shown(c)}: ${failures.slice(0, 3).join('; ')}\n`);
  }
}
for (const [fn, { checks, cases: all, skipped }] of counts) process.stdout.write(`${fn.padEnd(20)} ${String(checks).padStart(7)} checks in ${String(all - skipped)} of ${String(all)} cases${checks === 0 ? '  NOTHING CHECKED' : ''}\n`);
process.stdout.write(`${String([...counts.values()].reduce((n, c) => n + c.checks, 0))} checks of ${String(counts.size)} functions, ${String(failed)} cases failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
