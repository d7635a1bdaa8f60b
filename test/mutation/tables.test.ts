/** A sample of the mutation run over the tables (`npx tsx test/mutation/run.ts` is the whole): each mistake is noticed. */
import { expect, test } from 'vitest';
import { equivalent } from './equivalent.ts';
import { seeded } from './tables.ts';

/** Every so many, from one that differs from table to table. */
const stride = 31;
const sample = seeded.filter((_, i) => i % stride === 5);

test.each(sample.map((s) => [`${s.table}, ${s.where}: ${s.mistake}`, s] as const))('%s', (_what, s) => {
  expect(s.noticed() ?? equivalent(s)).toBeDefined();
});
test('mistakes are seeded in every table', () => {
  const count = (table: string): number => seeded.filter((s) => s.table === table).length;
  expect(count('rules')).toBeGreaterThan(400);
  expect(count('attributes of rules')).toBeGreaterThan(40);
  expect(count('index texts')).toBeGreaterThan(100);
  expect(count('lemmas')).toBeGreaterThan(500);
});
