/** The texts of `--help`. */
import { type Command, common, type Option, type Row, valueOf } from './command.ts';
import type { Paint } from './io.ts';
import type { Topic } from './topics.ts';

/** Two columns. */
export const columns = (rows: readonly (readonly [string, string])[], indent = '  '): string => {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}`.trimEnd()).join('\n');
};

export const overview = (rows: readonly Row[], topics: readonly Topic[], { bold }: Paint): string =>
  [
    'gradscribe: write a network as formulas; get its gradients derived, explained, checked and trained.',
    '',
    bold('Examples'),
    "  gradscribe diff 'x^2 * sin(x)' x",
    '  gradscribe derive templates/networks/xor.grad',
    '  gradscribe train templates/networks/iris.grad templates/data/iris.csv',
    '',
    bold('Commands'),
    columns(rows.map((r) => [r.name, r.purpose])),
    '',
    bold('Further'),
    columns(topics.map((t) => [`help ${t.name}`, t.purpose])),
    '',
    'Data goes to the standard output, notes and progress to the other; a file named - is the standard input.',
    'gradscribe help COMMAND says more about one; gradscribe --version says which this is.',
    '',
  ].join('\n');

const optionRow = (o: Option): readonly [string, string] => {
  const value = valueOf(o);
  return [`${o.short === undefined ? '' : `-${o.short}, `}--${o.name}${value === undefined ? '' : ` ${value}`}`, o.about];
};

export const topicText = ({ name, purpose, text }: Topic): string => `gradscribe help ${name}: ${purpose}\n\n${text}\n`;

export const helpOf = (row: Row, command: Command, { bold }: Paint): string =>
  [
    `gradscribe ${row.name}: ${row.purpose}`,
    '',
    `  gradscribe ${command.usage}`,
    '',
    bold('Examples'),
    ...command.examples.map((e) => `  gradscribe ${e}`),
    '',
    ...(command.about === '' ? [] : [command.about, '']),
    bold('Options'),
    columns([...command.options, ...common].map(optionRow)),
    '',
  ].join('\n');
