/**
 * What PyTorch has for the networks of a course (pytorch.py, which wrote torch.json), and what the same networks have here, as
 * someone writes them who has read the pages in docs/: the loss, every gradient, and the loss after 1 and after 10 steps of
 * gradient descent on all parameters.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bindValues, compile, differentiate, ops, read } from '../../src/index.ts';
import { prelude } from '../prelude.ts';
import { agree, flat, type Nested } from './agree.ts';

interface Value {
  readonly name: string;
  readonly value: Nested;
}
interface Network {
  readonly id: string;
  readonly title: string;
  readonly inputs: readonly Value[];
  readonly parameters: readonly Value[];
  readonly lr: number;
  readonly loss: number;
  readonly gradient: Readonly<Record<string, Nested>>;
  readonly loss_after_1: number;
  readonly loss_after_10: number;
}
const { entries } = JSON.parse(readFileSync(new URL('torch.json', import.meta.url), 'utf8')) as { readonly entries: readonly Network[] };
const library = { names: ['layers'], find: () => ({ file: 'layers.grad', text: readFileSync('templates/library/layers.grad', 'utf8') }) };
const textOf = (id: string): string => readFileSync(new URL(`torch/${id}.grad`, import.meta.url), 'utf8');

test('every network has a text, and every text a network', () => {
  expect(readdirSync(new URL('torch', import.meta.url)).sort()).toEqual(entries.map((e) => `${e.id}.grad`).sort());
});

test.each(entries.map((e) => [e.id, e.title, e] as const))('%s: %s', (id, _title, e) => {
  const program = read(textOf(id), { file: `${id}.grad`, ops, prelude, library });
  const bound = bindValues(program, Object.fromEntries([...e.inputs, ...e.parameters].map((v) => [v.name, v.value])));
  const { gradient, wanted } = differentiate(bound.program);
  expect(wanted.map(([name]) => name).sort()).toEqual(Object.keys(e.gradient).sort());
  const evaluator = compile(gradient, { dims: bound.dims });
  for (const [name, value] of bound.values) evaluator.set(name, value);
  const parameters = wanted.map(([name, adjoint = '']) => ({ name, adjoint, now: evaluator.read(name).slice() }));

  const losses: number[] = [];
  const largest = Math.max(...Object.values(e.gradient).flatMap(flat).map(Math.abs));
  for (let step = 0; step <= 10; step++) {
    evaluator.run();
    losses.push(...evaluator.read(program.objective));
    for (const { name, adjoint, now } of parameters) {
      const slope = evaluator.read(adjoint);
      if (step === 0) agree(slope, flat(e.gradient[name] ?? []), largest);
      evaluator.write(name, now.map((p, i) => (now[i] = p - e.lr * (slope[i] ?? NaN))));
    }
  }
  for (const [step, want] of [[0, e.loss], [1, e.loss_after_1], [10, e.loss_after_10]] as const) agree([losses[step] ?? NaN], [want]);
});

describe('the page on PyTorch', () => {
  const page = readFileSync('docs/pytorch.md', 'utf8');
  const oneLine = (text: string): string => text.replace(/\s+/gu, ' ');
  const asked = oneLine(readFileSync(new URL('pytorch.py', import.meta.url), 'utf8'));
  const codes = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/gu)].map(([, code = '']) => code);
  const rows = [...page.matchAll(/^\| (.+) \| (.+) \| \[([\w-]+)\]\(\.\.\/test\/oracle\/torch\/\3\.grad\) \|$/gmu)].map(([, theirs = '', ours = '', id = '']) => [codes(theirs).at(-1) ?? '', codes(ours), id] as const);
  test('has a row for each call', () => {
    expect(rows.length).toBeGreaterThan(60);
  });
  test.each(rows)('%s', (theirs, ours, id) => {
    expect(entries.map((e) => e.id)).toContain(id);
    expect(asked.includes(theirs), theirs).toBe(true);
    expect(ours.length).toBeGreaterThan(0);
    for (const formula of ours) expect(textOf(id).includes(formula), formula).toBe(true);
  });
  test('shows networks as they are', () => {
    const shown = [...page.matchAll(/^```grad ([\w-]+)\.grad\n([\s\S]*?)^```$/gmu)].filter(([, id]) => entries.some((e) => e.id === id));
    expect(shown.map(([, id]) => id)).toEqual(['lstm', 'attention-causal']);
    for (const [, id = '', text] of shown) expect(text).toBe(textOf(id));
  });
});
