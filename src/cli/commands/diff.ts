/** `gradscribe diff 'x^2 * sin(x)' x`: the derivative of one formula, its steps and its values. */
import { join } from 'node:path';
import type { Program } from '../../core/program.ts';
import { write } from '../../lang/write.ts';
import type { Language } from '../../render/doc.ts';
import type { Words } from '../../render/say.ts';
import { derivativeStory } from '../../render/story/derivative.ts';
import { typesetter } from '../../render/style.ts';
import { type Call, type Command, usage } from '../command.ts';
import { documentFormats, isDocument, printDocument } from '../documents.ts';
import { readText, writeText } from '../files.ts';
import { programOf, readShapes } from './formula.ts';
import { type Io, type Paint, paint } from '../io.ts';
import type { Partial } from './partial.ts';
import { type Stages, stagesOf } from './stages.ts';
import { stepsJson } from './steps.ts';
import { type Point, readPoints, type Value, valuesAt } from './points.ts';
import { stepsText } from '../terminal/steps.ts';
import { languageSets, languagesOf, wordsIn } from '../words.ts';

/** By which names, in order: `x y` once each, `x --order 3` three times. */
const namesOf = (names: readonly string[], order: number | undefined): readonly string[] => {
  if (order === undefined) return names;
  const [only] = names;
  if (names.length === 1 && only !== undefined && order >= 1 && order <= 12) return Array.from({ length: order }, () => only);
  if (names.length === order) return names;
  throw usage('bad-order', names.length === 1 ? `--order is ${String(order)}` : `--order ${String(order)} and ${String(names.length)} names`, "gradscribe diff 'x^3' x --order 2", 'one name and an order from 1 to 12, or one name for each order');
};

const formats = ['text', ...documentFormats, 'json'] as const;
type Format = (typeof formats)[number];

const formatsOf = (call: Call): readonly Format[] => {
  if (call.flag('json')) return ['json'];
  const asked = call.list('format') ?? ['text'];
  return formats.filter((f) => asked.includes(f));
};

/** What is printed, once: the result, with steps and values as asked. */
interface Answer extends Stages {
  readonly program: Program;
  readonly derivative: string;
  readonly points: readonly Point[];
  readonly values: readonly Value[];
}

const asText = ({ stages, derivative, points, values }: Answer, steps: boolean, words: Words, painted: Paint): string => [
  ...(steps ? [`${stages.map((s) => stepsText(s, words, painted)).join('\n\n')}\n\n`] : []),
  `${painted.bold(derivative)}\n`,
  ...points.map((p, i) => `at ${p.label}: ${JSON.stringify(values[i] ?? null).replaceAll('null', 'not finite')}\n`),
].join('');

const asJson = ({ program, stages, final, derivative, values }: Answer): string => {
  const steps = stages.flatMap((s) => stepsJson(s, program));
  const tex = typesetter({ ...program, profile: { ...program.profile, adjoint: 'partial' } }, {}).expr(final.expr);
  return `${JSON.stringify({ schemaVersion: 1, derivative, tex, values, steps, proved: stages.every((s) => s.proof !== undefined) })}\n`;
};

const printed = (answer: Answer, format: Format, call: Call, language: Language, io: Io): string => {
  const words = wordsIn(language);
  switch (format) {
    case 'text':
      return asText(answer, call.flag('steps'), words, paint(io.out, io.env));
    case 'json':
      return asJson(answer);
    default:
      return printDocument(derivativeStory(answer.stages, words), format, words.page);
  }
};

const run = (call: Call, io: Io): number => {
  const languages = languagesOf(call, io.env);
  const kinds = formatsOf(call);
  const output = call.text('out');
  const pages = kinds.filter(isDocument).flatMap((format) => languages.map((language) => ({ format, language })));
  const single = output !== undefined && (output === '-' || /\.[a-z]+$/u.test(output));
  if (single && pages.length + kinds.filter((f) => f === 'text' || f === 'json').length !== 1)
    throw usage('one-file', `${output} is one file, and more than one is asked for`, 'name a folder with -o, or one --format and one --lang');
  const [formula = '', ...names] = call.words;
  const by = namesOf(names, call.number('order', 'whole'));
  const program = programOf(formula === '-' ? readText('-', io) : formula, by, readShapes(call.text('shapes')));
  if ([formula, ...call.all('at')].filter((word) => word === '-').length > 1) throw usage('stdin-twice', 'only one of these can come from the standard input');
  const points = readPoints(call.all('at'), io);

  const made = stagesOf(program, by, call.flag('jacobian'));
  const derivative = write(made.final.expr, program.ops);
  const values = points.map((p) => valuesAt(made.computed, p, made.upstream));
  const answer: Answer = { ...made, program, derivative, points, values };
  note(io, program, by, made.stages, derivative, points, values, made.upstream);
  const [language = 'en'] = languages;
  for (const format of kinds.filter((f) => f === 'text' || f === 'json')) {
    const text = printed(answer, format, call, language, io);
    if (single && output !== '-') writeText(output, text, io);
    else io.out.write(text);
  }
  for (const { format, language: own } of pages) {
    const text = printed(answer, format, call, own, io);
    const path = single ? output : join(output ?? 'out', `derivative${own === 'en' ? '' : `.${own}`}.${format}`);
    if (path === '-') io.out.write(text);
    else {
      writeText(path, text, io);
      io.err.write(`written: ${path}\n`);
    }
  }
  return 0;
};

const note = (io: Io, program: Program, by: readonly string[], stages: readonly Partial[], derivative: string, points: readonly Point[], values: readonly unknown[], upstream: string | undefined): void => {
  const own = program.bindings.get(program.objective)?.expr;
  const text = own === undefined ? '' : write(own, program.ops);
  for (const name of new Set(by)) if (!new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'u').test(text)) io.err.write(`note: ${name} does not occur in the formula\n`);
  const given = new Set([...program.bindings.values()].filter((b) => b.expr === undefined).map((b) => b.name));
  for (const name of new Set(points.flatMap((p) => [...p.values.keys()]))) if (!given.has(name)) io.err.write(`note: ${name} is given a value and does not occur in the formula\n`);
  const proved = stages.filter((s) => s.proof !== undefined);
  const count = (of: 'steps' | 'partials'): string => String(proved.reduce((n, s) => n + (s.proof?.[of] ?? 0), 0));
  if (proved.length > 0) io.err.write(`proved: ${count('steps')} equalities, ${count('partials')} partial derivatives\n`);
  if (proved.length < stages.length) io.err.write('note: not checked by numbers: no random data were found where the formula is finite\n');
  if (upstream !== undefined && new RegExp(`(?<![\\p{L}\\p{N}_])${upstream}(?![\\p{L}\\p{N}_])`, 'u').test(derivative)) io.err.write(`note: no matrix says this Jacobian; shown is what it makes of ${upstream}, the adjoint of the formula\n`);
  if (derivative.endsWith(' ...')) io.err.write('note: the derivative is too long to be shown whole; gradscribe derive names its parts\n');
  values.forEach((v, i) => {
    if (JSON.stringify(v).includes('null')) io.err.write(`note: at point ${String(i + 1)} the derivative is not a finite number\n`);
  });
};

export const diff: Command = {
  usage: 'diff FORMULA NAME [NAME ...] [options]',
  about: `Several names are differentiated by one after another: x y is the mixed second derivative. Names are numbers unless
--shapes says otherwise; by an array, the gradient has the array's shape. Values come from the compiled derivative.
FORMULA - is read from the standard input. A handout, derivative.html or derivative.md, goes to out/ unless -o says
otherwise.`,
  examples: ["diff 'x^2 * sin(x)' x --at 'x=1.5'", "diff 'a * x^3' x --order 2 --steps", "diff \"x' * A * x\" x --shapes 'A=3x3,x=3'", "diff 'A * x' x --shapes 'A=2x3,x=3' --jacobian --at point.json"],
  options: [
    { name: 'order', value: 'N', about: 'differentiate N times by the one name' },
    { name: 'shapes', value: "'A=3x2,x=2'", about: 'which names are arrays' },
    { name: 'at', value: "'x=1,y=2' | FILE.json", file: ['.json'], repeated: /=|^\{|\.json$/u, about: 'a point to compute the derivative at; may be given again' },
    { name: 'jacobian', about: 'of a formula with several entries: values are its entries by those of NAME, row-major' },
    { name: 'steps', about: 'every step with its rule' },
    { name: 'format', choices: formats, many: true, about: 'what to make; text unless given; html, md and tex are handouts with every step' },
    { name: 'out', short: 'o', value: 'out/', about: 'a folder or a file for handouts, or - for the standard output' },
    { name: 'lang', choices: languageSets, about: 'language of the rules; the environment says unless given' },
    { name: 'json', about: 'one JSON object; the same as --format json' },
  ],
  words: [2, 40],
  formulas: true,
  run,
};
