/** The texts of `--help`. */
import { type Command, common, type Option, type Row } from './command.ts';
import type { Paint } from './io.ts';

const wide = (rows: readonly (readonly [string, string])[], indent = '  '): string => {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}`.trimEnd()).join('\n');
};

export const overview = (rows: readonly Row[], { bold }: Paint): string =>
  [
    'gradscribe: write a network as formulas; get its gradients derived, explained, checked and trained.',
    '',
    bold('Examples'),
    "  gradscribe diff 'x^2 * sin(x)' x",
    '  gradscribe derive templates/networks/xor.grad',
    '  gradscribe train templates/networks/iris.grad templates/data/iris.csv',
    '',
    bold('Commands'),
    wide(rows.map((r) => [r.name, r.purpose])),
    '',
    'Data goes to the standard output, notes and progress to the other; a file named - is the standard input.',
    'Exit codes: 0 done, 1 a check failed, 2 usage, 3 bad input, 4 a tool is missing, 70 our mistake, 130 interrupted.',
    'gradscribe help COMMAND says more about one; gradscribe --version says which this is.',
    '',
  ].join('\n');

const optionRow = (o: Option): readonly [string, string] => [
  `${o.short === undefined ? '' : `-${o.short}, `}--${o.name}${o.value === undefined ? '' : ` ${o.value}`}`,
  o.about,
];

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
    wide([...command.options, ...common].map(optionRow)),
    '',
  ].join('\n');
