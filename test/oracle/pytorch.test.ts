/** docs/pytorch.md against PyTorch's own numbers for its network. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, gradscribe, json } from '../cli/call.ts';

interface Entry {
  readonly id: string;
  readonly loss: number;
  readonly gradient: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly loss_after_1: number;
}
const { entries } = JSON.parse(readFileSync('test/oracle/networks.json', 'utf8')) as { entries: readonly Entry[] };
const page = readFileSync('docs/pytorch.md', 'utf8');

test('the page on PyTorch computes what PyTorch computed: loss, gradients in the layout of nn.Linear, and the loss after a step', async () => {
  const cwd = folder();
  for (const [, name = '', body = ''] of page.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gmu)) writeFileSync(join(cwd, name), body);
  const evaluated = async (...args: readonly string[]) => json(await gradscribe(['evaluate', ...args, '--values', 'xor.json', '--json'], { cwd })) as { values: Record<string, number>; gradients: Record<string, readonly (readonly number[])[]> };
  const truth = entries.find((e) => e.id === 'n02');
  if (truth === undefined) throw new Error('no entry n02');
  const layers = await evaluated('layers2.grad', '--gradients');
  const step = await evaluated('step.grad');
  // Double precision on both sides, in another order of adding.
  expect(layers.values.L).toBeCloseTo(truth.loss, 14);
  expect(step.values.L1).toBeCloseTo(truth.loss_after_1, 14);
  const { W1 = [], W2 = [], b1 = [], b2 = [] } = truth.gradient;
  const turned = (m: readonly (readonly number[])[]): readonly (readonly number[])[] => (m[0] ?? []).map((_, j) => m.map((row) => row[j] ?? NaN));
  for (const [name, wanted] of Object.entries({ A1: turned(W1), A2: turned(W2), b1: b1[0] ?? [], b2: b2[0] ?? [] })) {
    const found = layers.gradients[name]?.flat() ?? [];
    expect(found).toHaveLength(wanted.flat().length);
    wanted.flat().forEach((v, i) => expect(found[i], name).toBeCloseTo(v, 14));
  }
  for (const quoted of [truth.loss, truth.loss_after_1, ...W1.flat(), ...(b2[0] ?? [])]) expect(page).toContain(String(quoted));
});
