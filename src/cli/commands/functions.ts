/** `gradscribe functions [NAME ...]`: everything a formula may use, each with its derivative. */
import { type Callable, catalogue } from '../../lang/catalogue.ts';
import { read } from '../../lang/read.ts';
import { elsewhere } from '../../lang/text/elsewhere.ts';
import { write } from '../../lang/write.ts';
import { ops } from '../../ops/index.ts';
import type { Language, Prose } from '../../render/doc.ts';
import { aboutOf, type Explained, groups, reference, sourceOf, type Usage } from '../../render/reference.ts';
import type { Words } from '../../render/say.ts';
import { typesetter } from '../../render/style.ts';
import { type Call, type Command } from '../command.ts';
import { documentFormats, isDocument, printDocument } from '../documents.ts';
import { writeText } from '../files.ts';
import { type Io, paint, type Paint } from '../io.ts';
import { prelude, shipped, shippedText } from '../network.ts';
import { table } from '../terminal/table.ts';
import { languages, languagesOf, wordsIn } from '../words.ts';
import { explain } from './explain.ts';

const plain = (prose: Prose): string => prose.map((part) => (part.kind === 'text' || part.kind === 'code' ? part.text : '')).join('').replace(/\s+/gu, ' ').trim();

/** `d/dx = ...`, or the adjoint of an operand over that of the result. */
const derivativesOf = ({ derivatives, upstream }: Usage): readonly string[] => derivatives.map((d) => `${upstream === undefined ? 'd/d' : 'd_'}${d.by} = ${write(d.expr, ops)}`);

/** One line for each use. */
const overview = (functions: readonly Explained[], words: Words, { bold, dim }: Paint): string =>
  groups
    .map((group) => ({ group, members: functions.filter((f) => f.group === group) }))
    .filter(({ members }) => members.length > 0)
    .map(({ group, members }) => {
      const rows = members.flatMap((f) => f.usages.map((u, i) => [u.call, derivativesOf(u).join(', '), dim(i === 0 ? (aboutOf(f.name, words) ?? '') : '')]));
      return `${bold(words.say[`functions.${group}`] ?? '')}\n${table(rows, 44)}\n`;
    })
    .join('\n');

/** All there is to say about a few. */
const details = (functions: readonly Explained[], words: Words, { bold, dim }: Paint): string =>
  functions
    .map((f) => {
      const about = aboutOf(f.name, words);
      const head = `${bold(f.name)}${about === undefined ? '' : `  ${about}`}  ${dim(plain(sourceOf(f, words)))}`;
      const uses = f.usages.map((u) => {
        const given = u.given.length === 0 ? '' : `  ${dim(`${words.say['functions.given'] ?? ''} ${u.given.join(', ')}`)}`;
        const kinks = u.kinks.map((key) => `    ${words.kinks[key] ?? key}`);
        return [`  ${u.call}${u.definition === undefined ? '' : `  ${u.definition.startsWith('y[') ? '' : '= '}${u.definition}`}${given}`, ...derivativesOf(u).map((d) => `    ${d}`), ...kinks].join('\n');
      });
      return `${[head, ...uses].join('\n')}\n`;
    })
    .join('\n');

const json = (functions: readonly Explained[], words: Words): object => ({
  schemaVersion: 1,
  functions: functions.map((f) => ({
    name: f.name,
    about: aboutOf(f.name, words) ?? null,
    source: { table: f.table },
    uses: f.usages.map((u) => {
      const t = typesetter(u.program, {});
      return {
        given: u.given,
        call: u.call,
        definition: u.definition ?? null,
        upstream: u.upstream ?? null,
        derivatives: u.derivatives.map((d) => ({ by: d.by, formula: write(d.expr, ops), tex: t.expr(d.expr) })),
        kinks: u.kinks.map((key) => words.kinks[key] ?? key),
      };
    }),
  })),
});

const formats = ['text', ...documentFormats, 'json'] as const;

const printed = (functions: readonly Explained[], format: (typeof formats)[number], words: Words, named: boolean, io: Io): string => {
  switch (format) {
    case 'text':
      return (named ? details : overview)(functions, words, paint(io.out, io.env));
    case 'json':
      return `${JSON.stringify(json(functions, words))}\n`;
    default:
      return printDocument(reference(functions, words), format, words.page);
  }
};

const all = (text: string): readonly Callable[] => catalogue(read('x = param()\nL = x', { file: 'functions', ops, prelude: text }));

const run = (call: Call, io: Io): number => {
  const text = prelude();
  const asked = call.words.length > 0;
  const [language = 'en']: readonly Language[] = languagesOf(call, io.env);
  const format = call.flag('json') ? 'json' : (call.choice('format', formats) ?? 'text');
  const functions = all(text).filter((c) => !asked || call.words.includes(c.name)).map((c) => explain(c, text));
  const page = printed(functions, format, wordsIn(language), asked, io);
  const output = call.text('out') ?? (isDocument(format) ? `out/functions${language === 'en' ? '' : `.${language}`}.${format}` : '-');
  if (output === '-') {
    io.out.write(page);
    return 0;
  }
  writeText(output, page, io);
  io.err.write(`written: ${output}\n`);
  return 0;
};

/** Layers are no functions of the language, but of a file that one can use. */
const layerNamed = (name: string): string | undefined => {
  const file = shipped().find((f) => shippedText(f).split('\n').some((line) => line.startsWith(`${name}(`)));
  return file === undefined ? undefined : `use("${file}") in a file: it defines ${name}`;
};

export const functions: Command = {
  usage: 'functions [NAME ...] [options]',
  about: `Signs, functions of the language and of the prelude. With names, everything about these. Derivatives are worked out by the
engine and checked with numbers as they are printed. d/dx stands where the result is one number; elsewhere d_X is the
adjoint of X and g that of the result.`,
  examples: ['functions', 'functions softmax crossentropy', 'functions --format html -o functions.html', 'functions tanh --json'],
  options: [
    { name: 'format', choices: formats, about: 'text unless given' },
    { name: 'lang', choices: languages, about: 'language of the words; the environment says unless given' },
    { name: 'out', short: 'o', value: 'FILE', file: documentFormats.map((f) => `.${f}`), about: 'a file, or - for the standard output; pages go to out/functions.html unless given' },
    { name: 'json', about: 'the same as --format json' },
  ],
  words: [0, 100],
  takes: [{ what: 'function', choices: all(prelude()).map((c) => c.name), instead: (word) => elsewhere.get(word.toLowerCase()) ?? layerNamed(word) }],
  formulas: true,
  run,
};
