import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checks } from '../../src/cli/checks.ts';
import { folder, gradscribe, holding, json, saying, withPart } from './call.ts';

test('a whole installation works, and nothing is left behind', async () => {
  const cwd = folder();
  const { code, out, err } = await gradscribe(['doctor'], { cwd, env: { LANG: 'zh_CN.UTF-8' } });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const { name, kind } of checks) expect(out).toMatch(new RegExp(`^${name} +${kind === 'needed' ? 'ok ' : ''}`, 'mu'));
  expect(out).toMatch(/^language +zh/mu);
  expect(out).toMatch(/This installation works\.\n$/u);
  expect(readdirSync(join(cwd, 'out'))).toEqual([]);
});

test('what is needed and wrong ends with 4 and is named', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'out'), '');
  const { code, out } = await gradscribe(['doctor'], { cwd });
  expect(code).toBe(4);
  expect(out).toContain('This installation does not work: out/.');
});

test('what is only useful may be missing; it is said what it would be for', async () => {
  const cwd = folder();
  mkdirSync(join(cwd, 'bin'));
  writeFileSync(join(cwd, 'bin', 'xelatex'), '', { mode: 0o755 });
  const said = json(await gradscribe(['doctor', '--json'], { cwd, env: { PATH: join(cwd, 'bin') } }));
  expect(said).toMatchObject({ schemaVersion: 1, works: true });
  expect(said).toEqual(withPart({
    checks: holding({ name: 'xelatex', kind: 'useful', ok: true, found: saying(join(cwd, 'bin', 'xelatex')) }, { name: 'pdflatex', kind: 'useful', ok: false, found: saying(/^not found; it /u) }, withPart({ name: 'derivation', kind: 'needed', ok: true })),
  })); // prettier-ignore
});
