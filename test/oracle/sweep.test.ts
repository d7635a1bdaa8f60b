/** A share of the sweep (`npx tsx test/oracle/sweep.ts` is the whole): every function on a few of its cases. */
import { expect, test } from 'vitest';
import { arrayCases } from './sweep-arrays.ts';
import { cases, run, shown, swept } from './sweep-of.ts';

const all = cases([1]);
/** Every so many, so that each function is met, on shapes that differ from one to the next. */
const stride = 83;

test('a share of all functions, shapes and samples agrees', () => {
  let checks = 0;
  const failures = all
    .filter((_, i) => i % stride === 11)
    .flatMap((c) => {
      const outcome = run(c);
      checks += outcome.checks;
      return outcome.failures.map((f) => `${shown(c)}: ${f}`);
    });
  expect(failures).toEqual([]);
  expect(checks).toBeGreaterThan(300);
});

test('functions of arrays agree under a share of their options, none of them refused', () => {
  let checks = 0;
  const share = arrayCases([2]).filter((_, i) => i % 13 === 5);
  const failures = share.flatMap((c) => {
    const outcome = run(c);
    checks += outcome.checks;
    return outcome.skipped ? [`${shown(c)}: not in the language`] : outcome.failures.map((f) => `${shown(c)}: ${f}`);
  });
  expect(failures).toEqual([]);
  expect(checks).toBeGreaterThan(1000);
});

test('every function of the language is swept', () => {
  expect(new Set(swept.map((s) => s.fn)).size).toBeGreaterThan(120);
});
