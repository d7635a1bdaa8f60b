/** What `gradscribe help TOPIC` tells besides commands. */
import { exitCodes } from './exit-codes.ts';
import { columns } from './help.ts';

export interface Topic {
  readonly name: string;
  /** One line. */
  readonly purpose: string;
  readonly text: string;
}

export const topics: readonly Topic[] = [
  {
    name: 'exit-codes',
    purpose: 'what the exit code says',
    text: columns(exitCodes.map((e) => [String(e.code), e.meaning])),
  },
  {
    name: 'environment',
    purpose: 'variables that are read',
    text: columns([
      ['NO_COLOR', 'no colours, if it is set and not empty'],
      ['FORCE_COLOR', 'colours also where no terminal is; 0 turns them off'],
      ['TERM', 'dumb: no colours and no live progress'],
      ['LC_ALL, LC_MESSAGES, LANG', 'the first that is set gives the language of handouts: Chinese if it begins with zh, else English'],
    ]),
  },
  {
    name: 'files',
    purpose: 'what files hold, and how they are read and written',
    text: columns([
      ['NET.grad', 'a network: declarations and formulas, one a line; gradscribe new writes one to start from'],
      ['DATA.csv', 'a table with a header; a row for each sample'],
      ['VALUES.json', 'an object of numbers and nested arrays by name'],
      ['-', 'the standard input, or with -o the standard output; as an input it can be given once'],
      ['out/', 'where outputs go unless -o says otherwise; a file appears whole or not at all'],
    ]),
  },
];
