/**
 * What the documents say a command prints is what it prints: every console block is run. Where a change is meant,
 * `UPDATE=1 npx vitest run test/documents.test.ts` writes what is printed now into the documents. DOCUMENTS names others,
 * such as docs/experiments.md, whose commands take a minute. A fence with a name, ```json values.json, is a file.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { gradscribe } from './cli/call.ts';

const updating = process.env.UPDATE === '1';
const usual = 'README.md,docs/adding-an-operator.md,docs/commands.md,docs/checking.md,docs/pytorch.md,docs/training.md';
const documents = (process.env.DOCUMENTS ?? usual).split(',').map((name) => ({ path: new URL(`../${name}`, import.meta.url), text: readFileSync(new URL(`../${name}`, import.meta.url), 'utf8') }));
const fences = [...documents.map((d) => d.text).join('\n').matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gmu)].map(([, kind = '', name, body = '']) => ({ kind, name, body }));
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
  const net = fences.find((f) => f.kind === 'grad' && f.name === undefined)?.body ?? '';
  writeFileSync(join(folder, 'two.grad'), net);
  writeFileSync(join(folder, 'typo.grad'), net.replace('W * x', 'W * X'));
  writeFileSync(join(folder, 'values.json'), fences.find((f) => f.kind === 'json' && f.name === undefined)?.body ?? '');

  for (const { name, body } of fences) if (name !== undefined) writeFileSync(join(folder, name), body);

  test('have a tour', () => {
    expect(commands.length).toBeGreaterThan(process.env.DOCUMENTS === undefined ? 6 : 0);
  });

  test.each(commands.map((c) => [c.line, c.output] as const))('$ %s', async (line, output) => {
    const [program, ...argv] = words(line);
    expect(program).toBe('gradscribe');
    const said = await gradscribe(argv, { cwd: folder });
    // A refused command speaks on the other stream.
    const printed = (said.out === '' ? said.err : said.out).trimEnd();
    prints.push(printed);
    if (!updating) expect(printed).toBe(output);
  }, 120_000);
});
