/** The program in this process, on streams and a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { run } from '../../src/cli/run.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
export interface Around {
  readonly stdin?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
}

export const gradscribe = async (args: readonly string[], { stdin = '', cwd = process.cwd(), env = {}, tty = false }: Around = {}): Promise<Said> => {
  const said = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({ tty, columns: 100, write: (text: string): void => void (said[name] += text) });
  const bytes = typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin;
  const code = await run(args, { cwd, env, out: stream('out'), err: stream('err'), stdin: () => bytes, onInterrupt: () => () => undefined });
  return { code, ...said };
};

export const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'gradscribe-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

export const json = ({ out }: Said): unknown => JSON.parse(out);

export const xor = 'templates/networks/xor.grad';
export const iris = 'templates/networks/iris.grad';
export const rnn = 'templates/networks/rnn.grad';

/** What an expected object may hold in place of a value. */
export const near = (value: number): unknown => expect.closeTo(value, 14);
export const someNumber: unknown = expect.any(Number);
export const someString: unknown = expect.any(String);
export const someArray: unknown = expect.any(Array);
export const holding = (...items: readonly unknown[]): unknown => expect.arrayContaining([...items]);
export const withPart = (part: object): unknown => expect.objectContaining(part);
export const saying = (text: string | RegExp): unknown => (typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text));
