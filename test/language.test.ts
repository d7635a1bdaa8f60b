/** The language reference and the page of networks hold: every block is read, its lines are those it names, its refusals are worded as it says. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derive } from '../src/calculus/derive.ts';
import { read } from '../src/calculus/read.ts';
import type { Library } from '../src/lang/file/use.ts';
import { write } from '../src/lang/write.ts';
import { ops } from '../src/ops/index.ts';
import { prelude, problemOf } from './lang/show.ts';

const reference = readFileSync(new URL('../docs/language.md', import.meta.url), 'utf8');
const networks = readFileSync(new URL('../docs/networks.md', import.meta.url), 'utf8');
const blocks = [...(reference + networks).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gmu)].map(([, kind = '', body = '']) => ({ kind, body }));
const library: Library = { names: ['layers'], find: () => ({ file: 'layers.grad', text: readFileSync(new URL('../templates/library/layers.grad', import.meta.url), 'utf8') }) };
const program = (text: string) => read(text, { file: 'net.grad', ops, prelude, library });
const named = (kind: string) => blocks.filter((b) => b.kind === kind).map(({ body }) => [body.split('\n')[0] ?? '', body] as const);

describe('the language reference', () => {
  test('has examples of what is read and of what is refused', () => {
    expect([named('grad').length, named('refused').length].map((n) => n > 8)).toEqual([true, true]);
  });
  test('names every function of the prelude, with what holds unless given', () => {
    const { functions } = program('x = param()\nL = x');
    for (const { name, params, defaults } of functions.values()) {
      expect(reference).toMatch(new RegExp(`(?<!\\w)${name}(?!\\w)`, 'u'));
      if (defaults.size > 0) expect(reference).toContain(`${name}(${params.map((p) => (defaults.has(p) ? `${p}=${String(defaults.get(p))}` : p)).join(', ')})`);
    }
  });
  test.each(named('grad'))('%s ...', (_first, body) => {
    const { derivation } = derive(program(body));
    const ends = new Map(derivation.lines.filter((l) => !l.passing).map((l) => [l.of, l.expr]));
    for (const [, name = '', said] of body.matchAll(/^# (?:gradient|adjoint) of (\S+): (.*)$/gmu)) {
      const expr = ends.get(name);
      expect(`${name}: ${expr === undefined ? '0' : write(expr, ops)}`).toBe(`${name}: ${said ?? ''}`);
    }
  });
  test.each(named('refused'))('%s ... is refused', (_first, body) => {
    const text = body.split('\n').filter((l) => !l.startsWith('! '));
    const said = body.split('\n').filter((l) => l.startsWith('! ')).map((l) => l.slice(2));
    const lines = problemOf(() => program(text.join('\n'))).split('\n').filter((l) => !l.startsWith('  '));
    expect(lines.map((l) => l.replace(/^net\.grad:\d+:\d+: /u, ''))).toEqual(said);
  });
});
