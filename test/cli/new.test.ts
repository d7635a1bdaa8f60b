import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { starters } from '../../src/cli/starters.ts';
import { folder, gradscribe, json, someNumber } from './call.ts';

/** Words of a shell line, as it was printed. */
const words = (line: string): readonly string[] => [...line.matchAll(/'([^']*)'|(\S+)/gu)].map(([, a, b]) => a ?? b ?? '').slice(1);

describe.each(starters.map((s) => [s.name, s.reaches] as const))('the starter %s', (name, reaches) => {
  test('derives, proves, trains and predicts by the commands it prints', async () => {
    const cwd = folder();
    const made = await gradscribe(['new', 'my net', '--from', name], { cwd });
    expect(made).toMatchObject({ code: 0, err: 'written: my net.grad\nwritten: my net.csv\n' });
    const [derive = '', train = '', predict = ''] = made.out.trimEnd().split('\n').map((line) => line);
    expect(await gradscribe([...words(derive), '--format', 'text'], { cwd })).toMatchObject({ code: 0 });
    const trained = json(await gradscribe([...words(train), '--json'], { cwd })) as { losses: number[]; train: { loss: number; accuracy?: number } };
    expect(trained.losses.at(-1)).toBeLessThan(0.5 * (trained.losses[0] ?? 0));
    expect(trained.train.loss).toBeLessThanOrEqual(reaches.loss);
    expect(trained.train.accuracy ?? 0).toBeGreaterThanOrEqual(reaches.accuracy ?? 0);
    const said = await gradscribe(words(predict), { cwd });
    expect(said.code).toBe(0);
    expect(said.out.split('\n').length).toBe(readFileSync(join(cwd, 'my net.csv'), 'utf8').split('\n').length);
  }, 60_000);

  test('says where its data lie', async () => {
    const cwd = folder();
    await gradscribe(['new', 'a/first.grad', '--from', name], { cwd });
    const text = readFileSync(join(cwd, 'a', 'first.grad'), 'utf8');
    expect(text).toContain('first.csv');
    expect(text).not.toContain('templates/');
  });
});

test('without --from it is the one that explains the language', async () => {
  const cwd = folder();
  await gradscribe(['new', 'first'], { cwd });
  expect(readFileSync(join(cwd, 'first.grad'), 'utf8')).toContain('with the language explained');
});

test.each(['first.grad', 'first.csv'])('nothing is written when %s is there, and --force writes over it', async (there) => {
  const cwd = folder();
  writeFileSync(join(cwd, there), 'mine');
  const refused = await gradscribe(['new', 'first'], { cwd });
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toContain(`${there} is there already`);
  expect(readFileSync(join(cwd, there), 'utf8')).toBe('mine');
  expect(existsSync(join(cwd, there === 'first.csv' ? 'first.grad' : 'first.csv'))).toBe(false);
  expect(await gradscribe(['new', 'first', '--force'], { cwd })).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, there), 'utf8')).not.toBe('mine');
});

test.each([
  [['new'], 'the name is missing'],
  [['new', '-'], 'a network is written to a file'],
  [['new', '.grad'], 'no name for a file'],
  [['new', 'a/'], 'no name for a file'],
  [['new', '..'], 'no name for a file'],
  [['new', 'layers'], 'would find this file'],
  [['new', 'data.csv'], 'not the name of a network'],
  [['new', 'a', '--from', 'softmx'], 'did you mean softmax?'],
])('%j is refused', async (args, message) => {
  const { code, err } = await gradscribe(args, { cwd: folder() });
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('--list tells what there is', async () => {
  const { out } = await gradscribe(['new', '--list']);
  for (const { name, purpose } of starters) expect(out).toMatch(new RegExp(`^${name} +${purpose}`, 'mu'));
  expect(json(await gradscribe(['new', '--list', '--json']))).toMatchObject({ schemaVersion: someNumber, starters: starters.map(({ name }) => ({ name })) });
});
