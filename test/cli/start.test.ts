import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, gradscribe } from './call.ts';

test('the tour derives, checks, trains and writes everything it promises', async () => {
  const out = folder();
  const said = await gradscribe(['start', '--out', out]);
  expect(said.code).toBe(0);
  const handouts = ['iris', 'rnn', 'xor'].flatMap((n) => [`${n}.html`, `${n}.loss.svg`, `${n}.md`, `${n}.params.json`, `${n}.report.html`, `${n}.zh.html`, `${n}.zh.md`]);
  expect(readdirSync(out).sort()).toEqual(handouts.sort());
  for (const file of handouts) expect(readFileSync(join(out, file), 'utf8').length).toBeGreaterThan(200);

  // The line that a report prints is one of the three that were run.
  expect(readFileSync(join(out, 'rnn.report.html'), 'utf8')).toContain('gradscribe train templates/networks/rnn.grad templates/data/delayed-echo.csv --test 0.25');

  // Every gradient, proved.
  for (const gradient of ["d_W1  = d_z1 * x'", "d_W2  = d_z2 * h'", "d_W  = d_z * x'", "d_Wx  = sum(t, d_a[t] * x[t]')"]) expect(said.out).toContain(gradient);
  expect(said.out.match(/checked: \d+ equalities by numbers, \d+ partial derivatives against finite differences, off by \d\.\de-\d+ at most/gu)).toHaveLength(3);

  // Training: XOR's four answers, and flowers that were held out.
  const answers = [...said.out.matchAll(/^ +([01]) +([01]) +([01]) +(0\.\d+)$/gmu)].map(([, , , y, answer]) => Math.round(Number(answer)) === Number(y));
  expect(answers).toEqual([true, true, true, true]);
  const test = /test {2}loss \S+ accuracy (\d+\.\d)% \(\d+ of 30\)/u.exec(said.out);
  expect(Number(test?.[1])).toBeGreaterThan(90);
  expect(said.err).toContain('xor epoch 2000 of 2000');
  expect(said.out).toContain(`Open ${join(out, 'xor.html')} in a browser.`);
});
