/** Completion, asked of the shells themselves. bash is everywhere; zsh and fish are asked where they are. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { folder, gradscribe } from './call.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];
const there = (shell: Shell): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

/** How each shell is made to complete its arguments, in a folder with the script; a line for each completed word. */
const ask: Readonly<Record<Shell, string>> = {
  bash: `source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gradscribe; printf '%s\n' "\${COMPREPLY[@]}"`,
  // zsh completes only where a line is edited: in a terminal of its own, whose line is read after a tab.
  zsh: String.raw`zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=; autoload -Uz compinit && compinit -u -D; source ./script; say() { print -r -- "<<$BUFFER>>"; exit }; zle -N say; bindkey "^X" say; print ready-now'
local out= chunk
zpty -r z chunk '*ready-now*ready-now*'
zpty -n -w z "$*"$'\t\C-x'
zpty -r z out '*>>*'
print -r -- "$out" | tr -d '\r' | sed -n 's/.*<<.* \(..*\)>>.*/\1/p; s/.*<<.* \(..*\) >>.*/\1/p' | sed 's/[, ]*$//' | head -1`,
  fish: `source ./script; complete -C "$argv" | string replace -r '\t.*' ''`,
};
const started: Readonly<Record<Shell, readonly string[]>> = { bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'] };

const completed = async (shell: Shell, ...words: readonly string[]): Promise<readonly string[]> => {
  const cwd = folder();
  writeFileSync(join(cwd, 'script'), (await gradscribe(['completion', shell])).out);
  for (const name of ['net.grad', 'data.csv', 'params.json', 'notes.txt']) writeFileSync(join(cwd, name), '');
  mkdirSync(join(cwd, 'nets'));
  const { stdout } = spawnSync(shell, [...started[shell], '-c', ask[shell], ...(shell === 'fish' ? [] : [shell]), ...words], { cwd, encoding: 'utf8', timeout: 15_000, env: { ...process.env, HOME: cwd } });
  return stdout.split('\n').map((line) => line.trim()).filter((line) => line !== '');
};

test.each(shells)('the script for %s is one the shell can read', async (shell) => {
  const { out, code } = await gradscribe(['completion', shell]);
  expect(code).toBe(0);
  for (const c of commands) expect(out).toContain(c.name);
  const script = join(folder(), 'script');
  writeFileSync(script, out);
  if (there(shell)) expect(spawnSync(shell, ['-n', script], { encoding: 'utf8' }).stderr).toBe('');
});

test('another shell is refused', async () => {
  expect(await gradscribe(['completion', 'bsh'])).toMatchObject({ code: 2, err: expect.stringContaining('did you mean bash?') as unknown });
});

describe.each(shells.filter(there))('%s', (shell) => {
  test('completes commands', async () => {
    expect(await completed(shell, 'gradscribe', 'de')).toEqual(['derive']);
    expect(await completed(shell, 'gradscribe', 'help', 'exi')).toEqual(['exit-codes']);
  });
  test('completes options of that command', async () => {
    expect(await completed(shell, 'gradscribe', 'train', 'a.grad', '--opt')).toEqual(['--optimizer']);
    // zsh leaves the line as it was.
    expect(await completed(shell, 'gradscribe', 'derive', '--opt')).toEqual(shell === 'zsh' ? ['--opt'] : []);
  });
  test('completes choices, and after a comma the next', async () => {
    expect(await completed(shell, 'gradscribe', 'train', '--optimizer', 's')).toEqual(['sgd']);
    expect(await completed(shell, 'gradscribe', 'derive', '--format', 'html,m')).toEqual(['html,md']);
  });
  test('completes files by their endings, each word its own', async () => {
    expect(await completed(shell, 'gradscribe', 'predict', 'net.')).toEqual(['net.grad']);
    expect(await completed(shell, 'gradscribe', 'predict', 'net.grad', '--of', 'h', 'p')).toEqual(['params.json']);
    expect(await completed(shell, 'gradscribe', 'train', 'net.grad', 'd')).toEqual(['data.csv']);
  });
});
