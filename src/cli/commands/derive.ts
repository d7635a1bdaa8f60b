/** `gradscribe derive NET.grad`: the gradients of a network, derived, proved and handed out. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { derive as proveGradients, type Proved } from '../../calculus/derive.ts';
import { parameters } from '../../calculus/differentiate.ts';
import { isLeftAsMade, mostNodes } from '../../calculus/moves/length.ts';
import { Problem } from '../../core/problem.ts';
import type { Language } from '../../render/doc.ts';
import { story } from '../../render/story.ts';
import { type Call, type Command, usage } from '../command.ts';
import { documentFormats, printDocument } from '../documents.ts';
import { derivationJson } from './derivation.ts';
import { writeText } from '../files.ts';
import { type Io, paint } from '../io.ts';
import { type Network, profileOption, readNetwork, wantedOf } from '../network.ts';
import { readingOf } from '../terminal/reading.ts';
import { languageSets, languagesOf, wordsIn } from '../words.ts';

const formats = ['text', ...documentFormats, 'json'] as const;
type Format = (typeof formats)[number];

const formatsOf = (call: Call): readonly Format[] => {
  if (call.flag('json')) return ['json'];
  const asked = call.list('format') ?? ['text', 'html'];
  return formats.filter((f) => asked.includes(f));
};

/** English has the plain name, `xor.html`; another language says which, `xor.zh.html`. */
const fileName = (stem: string, language: Language, format: Format): string => `${stem}${language === 'en' || format === 'json' ? '' : `.${language}`}.${format === 'text' ? 'txt' : format}`;

export const noted = ({ steps, worstStep, partials, worstPartial }: Proved['proof']): string =>
  `proved: ${String(steps)} equalities (worst relative difference ${worstStep.toExponential(1)}), ${String(partials)} partial derivatives against central differences (worst ${worstPartial.toExponential(1)})\n`;

/** Derives and proves; says so. */
export const proveNetwork = (network: Network, wanted: readonly string[] | undefined, io: Io): Proved => {
  const names = wanted ?? parameters(network.program);
  if (names.length === 0) throw new Problem('no-parameter', `${network.path} has no parameter to differentiate by`, { mend: 'declare one, W = param(2, 2), or ask for an input with --wrt' });
  const made = proveGradients(network.program, names);
  io.err.write(noted(made.proof));
  for (const [name, adjoint] of made.derivation.wanted) if (adjoint === '') io.err.write(`note: the objective does not depend on ${name}; its gradient is zero\n`);
  const [untidied, ...others] = made.derivation.lines.filter(isLeftAsMade);
  if (untidied !== undefined)
    io.err.write(`note: ${untidied.goal}${others.length === 0 ? ' is' : ` and ${String(others.length)} more line${others.length === 1 ? '' : 's'} are`} too long to be tidied (over ${String(mostNodes)} parts): shown as differentiated; names for parts of the formula make it shorter\n`);
  return made;
};

/** One output as text. */
const printed = (made: Proved, network: Network, language: Language, format: Format, io: Io): string => {
  const words = wordsIn(language);
  switch (format) {
    case 'text':
      return readingOf(made, words, paint(io.out, io.env));
    case 'json':
      return `${JSON.stringify(derivationJson(made))}\n`;
    default:
      return printDocument(story(made, { words, title: network.stem }), format, words.page);
  }
};

/** Writes handouts into a folder; returns their paths. */
export const handOut = (made: Proved, network: Network, languages: readonly Language[], kinds: readonly Format[], folder: string, io: Io): readonly string[] =>
  kinds.flatMap((format) =>
    (format === 'json' ? languages.slice(0, 1) : languages).map((language) => {
      const path = join(folder, fileName(network.stem, language, format));
      writeText(path, printed(made, network, language, format, io), io, [network.path]);
      return path;
    }),
  );

const isFolder = (path: string, io: Io): boolean => path.endsWith('/') || !/\.[a-z]+$/u.test(path) || (statSync(resolve(io.cwd, path), { throwIfNoEntry: false })?.isDirectory() ?? false);

const run = (call: Call, io: Io): number => {
  const languages = languagesOf(call, io.env);
  const kinds = formatsOf(call);
  const output = call.text('out');
  const [path = '-'] = call.words;
  const network = readNetwork(path, io, call);
  const single = output !== undefined && output !== '-' && !isFolder(output, io);
  const only = kinds.length === 1 && languages.length === 1 ? kinds[0] : undefined;
  if ((single || output === '-') && only === undefined) throw usage('one-file', `${output} is one file, and more than one is asked for`, 'name a folder with -o, or one --format and one --lang');
  const made = proveNetwork(network, wantedOf(network.program, call), io);
  const [language = 'en'] = languages;
  if (only !== undefined && (output === '-' || (output === undefined && (only === 'json' || only === 'text')))) {
    io.out.write(printed(made, network, language, only, io));
    return 0;
  }
  if (only !== undefined && single) {
    writeText(output, printed(made, network, language, only, io), io, [path]);
    io.err.write(`written: ${output}\n`);
    return 0;
  }
  // Text goes to the terminal; a folder takes the rest.
  if (kinds.includes('text')) for (const l of languages) io.out.write(printed(made, network, l, 'text', io));
  for (const written of handOut(made, network, languages, kinds.filter((k) => k !== 'text'), output ?? 'out', io)) io.err.write(`written: ${written}\n`);
  return 0;
};

export const derive: Command = {
  usage: 'derive NET.grad [options]',
  about: `Prints every line of the derivation with its reason, and writes the handout as a page to out/. With one --format and
-o FILE that file is written; -o - prints it. json and text alone go to the standard output. Everything is proved by
numbers before it is printed or written.`,
  examples: ['derive templates/networks/xor.grad', 'derive net.grad --wrt W1,b1 --format html,md --lang both -o handouts/', 'derive net.grad --json'],
  options: [
    { name: 'wrt', value: 'W1,b1', about: 'by which names; every parameter unless given' },
    { name: 'of', value: 'L', about: 'the objective; the last formula unless given' },
    profileOption,
    { name: 'lang', choices: languageSets, about: 'language of the handout; the environment says unless given' },
    { name: 'format', choices: formats, many: true, about: 'what to make; text,html unless given' },
    { name: 'out', short: 'o', value: 'out/', file: [], about: 'a folder, a file, or - for the standard output' },
    { name: 'json', about: 'the same as --format json' },
  ],
  words: [1, 1],
  takes: [{ what: 'network', file: ['.grad'] }],
  run,
};
