/** `gradscribe completion bash|zsh|fish`: the script that completes our commands, options and values in a shell. */
import type { Call, Command } from '../command.ts';
import { commands } from '../commands.ts';
import { bash } from '../completion/bash.ts';
import { fish } from '../completion/fish.ts';
import { completable, type Completable } from '../completion/spec.ts';
import { zsh } from '../completion/zsh.ts';
import type { Io } from '../io.ts';
import { topics } from '../topics.ts';

const shells: ReadonlyMap<string, (of: readonly Completable[]) => string> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
]);

const run = async (call: Call, io: Io): Promise<number> => {
  const [shell = ''] = call.words;
  io.out.write(shells.get(shell)?.(await completable(commands, topics)) ?? '');
  return 0;
};

export const completion: Command = {
  usage: 'completion bash|zsh|fish',
  about: `Prints the script; the shell reads it at its start. Commands, options, their choices, and files by their endings are
completed.`,
  examples: ['completion bash >> ~/.bashrc', 'completion zsh >> ~/.zshrc', 'completion fish > ~/.config/fish/completions/gradscribe.fish'],
  options: [],
  words: [1, 1],
  takes: [{ what: 'shell', choices: [...shells.keys()] }],
  run,
};
