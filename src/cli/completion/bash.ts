/** Completion for bash 3.2 and later: one function that looks at the command, the option before, and the word's number. */
import type { Expected } from '../command.ts';
import { type Completable, plainChoices } from './spec.ts';

const quoted = (words: readonly string[]): string => `'${words.join(' ')}'`;

/** The shell command that fills COMPREPLY for one value. */
const fill = (expected: Expected): string => {
  const choices = plainChoices(expected);
  if (choices !== undefined) return `${expected.many === true ? '_gradscribe_list' : '_gradscribe_words'} ${quoted(choices)}`;
  if (expected.file !== undefined) return `_gradscribe_files ${quoted(expected.file)}`;
  return ':';
};

const optionCases = ({ name, options }: Completable): readonly string[] =>
  options
    .filter((o) => o.takesValue)
    .map((o) => `    ${[`'${name} --${o.name}'`, ...(o.short === undefined ? [] : [`'${name} -${o.short}'`])].join('|')}) ${fill(o)}; return ;;`);

const wordCases = ({ name, takes }: Completable): readonly string[] => takes.map((t, k) => `    '${name} '${k === takes.length - 1 ? '*' : String(k)}) ${fill(t)} ;;`);

export const bash = (commands: readonly Completable[]): string => `# gradscribe: completion for bash. Put this into ~/.bashrc:  source <(gradscribe completion bash)
_gradscribe_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_gradscribe_list() {
  local done=''
  [[ $cur == *,* ]] && done="\${cur%,*},"
  COMPREPLY=($(compgen -P "$done" -W "$1" -- "\${cur##*,}"))
}
_gradscribe_files() {
  local IFS=$'\\n' ending
  COMPREPLY=($(compgen -d -- "$cur"))
  compopt -o filenames 2>/dev/null
  if [[ -z $1 ]]; then COMPREPLY=($(compgen -f -- "$cur")); return; fi
  IFS=' '
  for ending in $1; do
    local IFS=$'\\n'
    COMPREPLY+=($(compgen -f -X "!*$ending" -- "$cur"))
  done
}
_gradscribe() {
  local cur=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} number=0 k word
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then _gradscribe_words ${quoted([...commands.map((c) => c.name), '--help', '--version'])}; return; fi
  case "$command $before" in
${commands.flatMap(optionCases).join('\n')}
  esac
  if [[ $cur == -* && $cur != - ]]; then
    case $command in
${commands.filter((c) => c.options.length > 0).map((c) => `      ${c.name}) _gradscribe_words ${quoted(c.options.map((o) => `--${o.name}`))} ;;`).join('\n')}
    esac
    return
  fi
  # Words before this one that are neither options nor their values.
  for ((k = 2; k < COMP_CWORD; k++)); do
    word=\${COMP_WORDS[k]}
    case "$command $word" in
${commands.map((c) => ({ c, valued: c.options.filter((o) => o.takesValue).flatMap((o) => [`'${c.name} --${o.name}'`, ...(o.short === undefined ? [] : [`'${c.name} -${o.short}'`])]) })).filter(({ valued }) => valued.length > 0).map(({ valued }) => `      ${valued.join('|')}) k=$((k + 1)) ;;`).join('\n')}
      *' -'?*) ;;
      *) number=$((number + 1)) ;;
    esac
  done
  case "$command $number" in
${commands.flatMap(wordCases).join('\n')}
  esac
}
complete -F _gradscribe gradscribe
`;
