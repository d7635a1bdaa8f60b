/** Completion for zsh: `_arguments` for each command, with what every option is for. */
import type { Expected, Option } from '../command.ts';
import { valueOf } from '../command.ts';
import { type Completable, plainChoices } from './spec.ts';

/** Inside single quotes; brackets and colons separate the parts of a specification. */
const said = (text: string): string => text.replace(/[[\]:\\]/gu, (c) => `\\${c}`).replaceAll("'", "'\\''");

/** A lone ending in brackets would be read as a qualifier. */
const pattern = (endings: readonly string[]): string => (endings.length === 0 ? '' : endings.length === 1 ? ` -g "*${endings.join('')}"` : ` -g "*(${endings.join('|')})"`);

/** `message:action` of a value. */
const action = (expected: Expected, message: string): string => {
  const choices = plainChoices(expected);
  if (choices !== undefined) return expected.many === true ? `${said(message)}:_values -s , ${said(message)} ${choices.join(' ')}` : `${said(message)}:(${choices.join(' ')})`;
  if (expected.file !== undefined) return `${said(message)}:_files${pattern(expected.file)}`;
  return `${said(message)}: `;
};

const option = (o: Option): string => {
  const value = valueOf(o);
  const tail = `[${said(o.about)}]${value === undefined ? '' : `:${action(o, o.name)}`}`;
  const repeated = o.repeated === undefined ? '' : '*';
  return o.short === undefined ? `'${repeated}--${o.name}${tail}'` : `'(-${o.short} --${o.name})'{-${o.short},--${o.name}}'${tail}'`;
};

const argumentsOf = ({ options, takes }: Completable): string =>
  [...options.map(option), ...takes.map((t, k) => `'${k === takes.length - 1 ? '*' : String(k + 1)}:${action(t, 'word')}'`)].map((line) => `          ${line}`).join(' \\\n');

export const zsh = (commands: readonly Completable[]): string => `#compdef gradscribe
# gradscribe: completion for zsh. Put this into ~/.zshrc, after compinit:  source <(gradscribe completion zsh)
_gradscribe() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
${commands.map((c) => `    '${said(c.name)}:${said(c.purpose)}'`).join('\n')}
  )
  _arguments -C '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
${commands.map((c) => `        ${c.name})\n          _arguments \\\n${argumentsOf(c)} ;;`).join('\n')}
      esac ;;
  esac
}
compdef _gradscribe gradscribe
`;
