/**
 * What the documents say a command prints is what it prints: every console block is run. Where a change is meant,
 * `UPDATE=1 npx vitest run test/documents.test.ts` writes what is printed now into the documents.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { gradscribe } from './cli/call.ts';

const updating = process.env.UPDATE === '1';
const documents = ['README.md', 'docs/adding-an-operator.md', 'docs/commands.md', 'docs/checking.md'].map((name) => ({ path: new URL(`../${name}`, import.meta.url), text: readFileSync(new URL(`../${name}`, import.meta.url), 'utf8') }));
const fences = [...documents.map((d) => d.text).join('\n').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gmu)].map(([, kind = '', body = '']) => ({ kind, body }));
const folder = mkdtempSync(join(tmpdir(), 'readme-'));
/** What each command printed, in order. */
const prints: string[] = [];
afterAll(() => {
  rmSync(folder, { recursive: true });
  if (!updating) return;
  for (const { path, text } of documents)
    writeFileSync(
      path,
      text.replace(/^```console\n([\s\S]*?)^```$/gmu, (_all, body: string) => {
        const lines = body.split('\n').filter((line) => line.startsWith('$ '));
        return `\`\`\`console\n${lines.map((line) => [line, ...(prints.shift() ?? '').split('\n')].join('\n')).join('\n')}\n\`\`\``;
      }),
    );
});

/** Words of a shell line: quotes keep blanks. */
const words = (line: string): readonly string[] => [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/gu)].map(([, a, b, c]) => a ?? b ?? c ?? '');

/** A command with the output that follows it, up to the next one. */
const commands = fences
  .filter((f) => f.kind === 'console')
  .flatMap((f) => f.body.split(/^\$ /mu).filter((part) => part !== ''))
  .map((part) => {
    const [line = '', ...output] = part.trimEnd().split('\n');
    return { line, output: output.join('\n') };
  });

describe('the documents', () => {
  cpSync(new URL('../templates', import.meta.url), join(folder, 'templates'), { recursive: true });
  const net = fences.find((f) => f.kind === 'grad')?.body ?? '';
  writeFileSync(join(folder, 'two.grad'), net);
  writeFileSync(join(folder, 'typo.grad'), net.replace('W * x', 'W * X'));
  writeFileSync(join(folder, 'values.json'), fences.find((f) => f.kind === 'json')?.body ?? '');

  test('have a tour', () => {
    expect(commands.length).toBeGreaterThan(6);
  });

  test.each(commands.map((c) => [c.line, c.output] as const))('$ %s', async (line, output) => {
    const [program, ...argv] = words(line);
    expect(program).toBe('gradscribe');
    const said = await gradscribe(argv, { cwd: folder });
    // A refused command speaks on the other stream.
    const printed = (said.out === '' ? said.err : said.out).trimEnd();
    prints.push(printed);
    if (!updating) expect(printed).toBe(output);
  });
});
