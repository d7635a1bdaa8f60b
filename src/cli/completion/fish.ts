/** Completion for fish: one line for each command, option and kind of word. */
import type { Expected } from '../command.ts';
import { type Completable, plainChoices } from './spec.ts';

const said = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** What is offered, as the value of `-a`. */
const offered = (expected: Expected): string | undefined => {
  const choices = plainChoices(expected);
  if (choices !== undefined) return expected.many === true ? `'(__gradscribe_list ${choices.join(' ')})'` : `'${choices.join(' ')}'`;
  if (expected.file === undefined) return undefined;
  return expected.file.length === 0 ? `'(__fish_complete_path)'` : `'${expected.file.map((ending) => `(__fish_complete_suffix ${ending})`).join(' ')}'`;
};

const linesOf = ({ name, options, takes }: Completable): readonly string[] => {
  const here = `complete -c gradscribe -n '__gradscribe_in ${name}'`;
  return [
    ...options.map((o) => {
      const values = offered(o);
      return `${here} -l ${o.name}${o.short === undefined ? '' : ` -s ${o.short}`}${o.takesValue ? ` -x${values === undefined ? '' : ` -a ${values}`}` : ''} -d ${said(o.about)}`;
    }),
    ...takes.flatMap((t, k) => {
      const values = offered(t);
      const last = k === takes.length - 1;
      return values === undefined ? [] : [`complete -c gradscribe -n '__gradscribe_word ${name} ${String(k)}${last ? ' or more' : ''}' -k -a ${values}`];
    }),
  ];
};

/** Options that take a value, by command, so that words can be counted. */
const valued = (commands: readonly Completable[]): string =>
  commands
    .flatMap((c) => c.options.filter((o) => o.takesValue).flatMap((o) => [`'${c.name} --${o.name}'`, ...(o.short === undefined ? [] : [`'${c.name} -${o.short}'`])]))
    .join(' ');

export const fish = (commands: readonly Completable[]): string => `# gradscribe: completion for fish. Put this into ~/.config/fish/completions/gradscribe.fish:  gradscribe completion fish > FILE
set -g __gradscribe_valued ${valued(commands)}
function __gradscribe_in
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
end
function __gradscribe_word
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]; or return 1
    set -l number 0
    set -l skip 0
    for word in $words[3..-1]
        if test $skip = 1
            set skip 0
        else if contains -- "$argv[1] $word" $__gradscribe_valued
            set skip 1
        else if not string match -q -- '-?*' $word
            set number (math $number + 1)
        end
    end
    test $number -eq $argv[2]; or test (count $argv) -gt 2 -a $number -gt $argv[2]
end
function __gradscribe_list
    set -l done (string match -r -- '^.*,' (commandline -ct | string replace -r -- '^--\\w+=' ''))
    for choice in $argv
        echo $done$choice
    end
end
complete -c gradscribe -f
complete -c gradscribe -n '__fish_use_subcommand' -l help -s h -d 'lists the commands'
complete -c gradscribe -n '__fish_use_subcommand' -l version -s V -d 'which version this is'
${commands.map((c) => `complete -c gradscribe -n '__fish_use_subcommand' -a ${c.name} -d ${said(c.purpose)}`).join('\n')}
${commands.flatMap(linesOf).join('\n')}
`;
