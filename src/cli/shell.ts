/** Words as a shell reads them back, and a call as the line that makes it again. */
import type { Call, Option } from './command.ts';
import { valueOf } from './command.ts';

/** One word, quoted where it has to be. */
export const shellWord = (word: string): string => (/^[\w./,=:@%+-]+$/u.test(word) && !word.startsWith('-') ? word : `'${word.replaceAll("'", "'\\''")}'`);
export const shellOption = (word: string): string => (/^--?[\w-]+$/u.test(word) ? word : shellWord(word));

/** Longer lines are continued, an option or two a line. */
const widest = 96;

/** `omit` names options that do not belong to what is done again. */
export const shellLine = (command: string, call: Pick<Call, 'words' | 'all' | 'flag'>, options: readonly Option[], omit: readonly string[] = []): string => {
  const given = options
    .filter((o) => !omit.includes(o.name))
    .flatMap((o) => (valueOf(o) === undefined ? (call.flag(o.name) ? [`--${o.name}`] : []) : call.all(o.name).map((v) => `--${o.name} ${shellWord(v)}`)));
  const lines = [''];
  for (const part of [`gradscribe ${command}`, ...call.words.map(shellWord), ...given]) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + part.length > widest) lines.push(`  ${part}`);
    else lines[lines.length - 1] = last === '' ? part : `${last} ${part}`;
  }
  return lines.join(' \\\n');
};
