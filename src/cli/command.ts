/** The contract of one command, and how the words after its name are read. */
import { parseArgs } from 'node:util';
import { Problem } from '../core/problem.ts';
import { nearest } from '../lang/text/names.ts';
import type { Io } from './io.ts';

/** What an option's value or a word may be: for help, for completion, and for refusing anything else. */
export interface Expected {
  /** Nothing else is taken. */
  readonly choices?: readonly string[];
  /** Several choices with commas between them. */
  readonly many?: true;
  /** A file, by the endings that are offered; any file where there are none. */
  readonly file?: readonly string[];
}
export interface Word extends Expected {
  /** What a choice is called in messages: there is no `what` ... */
  readonly what: string;
  /** For what is none of the choices: what to write instead. */
  readonly instead?: (word: string) => string | undefined;
}

export interface Option extends Expected {
  readonly name: string;
  readonly short?: string;
  /** What its value is called in help; the choices unless given. An option with neither is a switch. */
  readonly value?: string;
  /** May be given more than once; every further word that matches is one more value: `--at x=1 x=2`. */
  readonly repeated?: RegExp;
  readonly about: string;
}

export interface Command {
  /** What follows `gradscribe`. */
  readonly usage: string;
  readonly about: string;
  readonly examples: readonly string[];
  readonly options: readonly Option[];
  /** How many words without a dash it takes. */
  readonly words: readonly [least: number, most: number];
  /** What they are, in order; the last one stands for all that follow. */
  readonly takes?: readonly Word[];
  /** Words may be formulas, which may begin with a minus. */
  readonly formulas?: boolean;
  /** Returns the exit code. */
  readonly run: (call: Call, io: Io) => number | Promise<number>;
}

/** One row of the table of commands; loaded when it is called. */
export interface Row {
  readonly name: string;
  /** One line. */
  readonly purpose: string;
  readonly load: () => Promise<Command>;
}

export interface Call {
  readonly words: readonly string[];
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
  readonly all: (name: string) => readonly string[];
  /** Several in one, such as `W1,b1`. */
  readonly list: (name: string) => readonly string[] | undefined;
  readonly number: (name: string, kind?: 'whole' | 'positive') => number | undefined;
  /** One of `among`, which are the option's choices. */
  readonly choice: <T extends string>(name: string, among: readonly T[]) => T | undefined;
}

export const common: readonly Option[] = [
  { name: 'quiet', short: 'q', about: 'no notes and no progress' },
  { name: 'no-color', about: 'no colours (as does NO_COLOR)' },
  { name: 'debug', about: 'a stack trace with every error' },
  { name: 'help', short: 'h', about: 'this text' },
];

export const usage = (code: string, message: string, mend?: string, expected?: string): Problem =>
  new Problem(code, message, { fault: 'usage', ...(mend === undefined ? {} : { mend }), ...(expected === undefined ? {} : { expected }) });

/** Its value in help; nothing for a switch. */
export const valueOf = ({ value, choices, many }: Option): string | undefined => value ?? choices?.join(many === true ? ',' : '|');

const didYouMean = (word: string, known: readonly string[], written: (name: string) => string): string | undefined => {
  const near = nearest(word, known) ?? known.find((k) => word.length > 1 && k.startsWith(word));
  return near === undefined ? undefined : `did you mean ${written(near)}?`;
};
export const unknownWord = (what: string, word: string, known: readonly string[], written = (name: string): string => name, other?: string): Problem =>
  usage(`unknown-${what}`, `there is no ${what} ${written(word)}`, other ?? didYouMean(word, known, written), known.length > 60 ? undefined : known.map(written).join(', '));

/** Refuses a value that is none of the choices. */
const checkChoice = (written: string, given: string, { choices, many }: Expected): void => {
  if (choices === undefined) return;
  const parts = many === true ? partsOf(given) : [given];
  if (parts.length === 0) throw usage('unknown-choice', `${written} is empty`, undefined, choices.join(', '));
  for (const one of parts)
    if (!choices.includes(one)) throw usage('unknown-choice', `${written} is never ${one}`, didYouMean(one, choices, (n) => n), choices.join(', '));
};
const partsOf = (list: string): readonly string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Before a word that begins with a minus and is none of our options. */
const mark = '\u0001';
const unmarked = (word: string): string => (word.startsWith(mark) ? word.slice(1) : word);

/** Makes formulas and numbers that begin with a minus words, and spells out what follows a repeated option. */
const prepared = (argv: readonly string[], options: readonly Option[], formulas: boolean): string[] => {
  const shorts = new Set(options.map((o) => `-${o.short ?? ''}`));
  const out: string[] = [];
  let repeated: Option | undefined;
  let ended = false;
  for (const word of argv) {
    const option = options.find((o) => word === `--${o.name}`);
    if (ended) out.push(word);
    else if (word === '--') {
      ended = true;
      out.push(word);
    } else if (option !== undefined) {
      out.push(word);
      repeated = option.repeated === undefined ? undefined : option;
    } else if (/^-[\d.(]/u.test(word) || (formulas && /^-[^-]/u.test(word) && !shorts.has(word))) out.push(mark + word);
    else if (repeated?.repeated?.test(word) === true && out.at(-1) !== `--${repeated.name}`) out.push(`--${repeated.name}`, word);
    else out.push(word);
  }
  return out;
};

export const readCall = (argv: readonly string[], command: Pick<Command, 'options' | 'words' | 'takes' | 'formulas' | 'usage'>): Call => {
  const options = [...command.options, ...common];
  const { tokens } = parseArgs({
    args: prepared(argv, options, command.formulas ?? false),
    options: Object.fromEntries(
      options.map((o) => [o.name, { type: valueOf(o) === undefined ? ('boolean' as const) : ('string' as const), multiple: true, ...(o.short === undefined ? {} : { short: o.short }) }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(unmarked(token.value));
    if (token.kind !== 'option') continue;
    const option = options.find((o) => o.name === token.name);
    if (option === undefined)
      throw token.rawName.startsWith('--')
        ? unknownWord('option', token.name, options.map((o) => o.name), (name) => `--${name}`)
        : usage('unknown-option', `there is no option ${token.rawName}`, undefined, options.map((o) => `--${o.name}`).join(', '));
    const { value } = token;
    const expected = valueOf(option);
    if (expected === undefined) {
      if (value !== undefined) throw usage('option-value', `--${option.name} takes no value`);
    } else if (value === undefined || (value.startsWith('-') && value !== '-' && !token.inlineValue))
      throw usage('option-value', `--${option.name} needs a value`, `--${option.name} ${expected}`);
    else checkChoice(`--${option.name}`, value, option);
    const list = values.get(option.name) ?? [];
    if (list.length > 0 && expected !== undefined && option.repeated === undefined) throw usage('option-twice', `--${option.name} is given twice`);
    values.set(option.name, [...list, unmarked(value ?? '')]);
  }
  if (!values.has('help')) {
    const [least, most] = command.words;
    if (words.length < least) throw usage('missing-word', words.length === 0 ? 'something is missing' : `something is missing after ${words.at(-1) ?? ''}`, `gradscribe ${command.usage}`);
    if (words.length > most) throw usage('extra-word', `nothing is done with ${words[most] ?? ''}`, `gradscribe ${command.usage}`);
    for (const [k, word] of words.entries()) {
      const expected = command.takes?.[k] ?? command.takes?.at(-1);
      if (expected?.choices?.includes(word) === false) throw unknownWord(expected.what, word, expected.choices, undefined, expected.instead?.(word));
    }
  }
  return callOf(words, values);
};

/** A call as it was read: its words, and the values of its options by name. */
export const callOf = (words: readonly string[], values: ReadonlyMap<string, readonly string[]>): Call => {
  const text = (name: string): string | undefined => values.get(name)?.[0];
  return {
    words,
    flag: (name) => values.has(name),
    text,
    all: (name) => values.get(name) ?? [],
    list: (name) => {
      const given = text(name);
      return given === undefined ? undefined : partsOf(given);
    },
    number: (name, kind) => {
      const given = text(name);
      if (given === undefined) return undefined;
      const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(given.trim()) ? Number(given) : NaN;
      const fits = Number.isFinite(value) && (kind === undefined || (kind === 'whole' ? Number.isSafeInteger(value) && value >= 0 : value > 0));
      if (!fits) throw usage('bad-number', `--${name} is ${given}`, undefined, kind === 'whole' ? 'a whole number from 0' : kind === 'positive' ? 'a number above 0' : 'a number');
      return value;
    },
    choice: (name, among) => {
      const given = text(name);
      if (given === undefined) return undefined;
      const found = among.find((a) => a === given);
      if (found === undefined) checkChoice(`--${name}`, given, { choices: among });
      return found;
    },
  };
};
