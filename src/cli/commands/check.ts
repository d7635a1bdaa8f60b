/** `gradscribe check NET.grad --wrt W1 "d_z1 * x'"`: is this the gradient? Never says what it is, unless asked. */
import { derive } from '../../calculus/derive.ts';
import { isScalar, type Shape, showShape } from '../../core/shape.ts';
import type { Program } from '../../core/program.ts';
import { examine, type Grade, type Remark } from '../../grade/grade.ts';
import type { ReadingOptions } from '../../grade/answer.ts';
import type { Shown } from '../../grade/witness.ts';
import type { Nested } from '../../engine/values.ts';
import { write } from '../../lang/write.ts';
import type { Prose } from '../../render/doc.ts';
import { list, say, text, type Words } from '../../render/say.ts';
import { type Call, type Command, usage } from '../command.ts';
import { nameOf, readText } from '../files.ts';
import { type Io, paint } from '../io.ts';
import { profileOption, readNetwork } from '../network.ts';
import { memberName } from '../terminal/reading.ts';
import { showValue, table } from '../terminal/table.ts';
import { languagesOf, wordsIn } from '../words.ts';
import { programOf, readShapes } from './formula.ts';
import { isOneNumber, tidied } from './partial.ts';
import { finite } from './points.ts';
import { zeroOf } from './zero.ts';

interface Asked {
  readonly program: Program;
  readonly by: string;
  readonly answer: string;
  readonly reading: ReadingOptions;
  /** One formula of the command line, whose own name the user never gave. */
  readonly single: boolean;
}

const isNetwork = (word: string): boolean => word === '-' || word.endsWith('.grad');

/** `h[t]` asks for the same as `h`: the general member. */
const nameOnly = (word: string): string => word.replace(/\[[^\]]*\]$/u, '').trim();

const askedOf = (call: Call, io: Io): Asked => {
  const [about = '', word] = call.words;
  const wrt = call.list('wrt') ?? [];
  const [by] = wrt.map(nameOnly);
  const example = "gradscribe check net.grad --wrt W1 \"d_z1 * x'\"";
  if (by === undefined || wrt.length > 1) throw usage('missing-option', by === undefined ? 'nothing says by which name the gradient is meant' : 'an answer is one gradient, by one name', example);
  const file = call.text('answer');
  if (word === undefined && file === undefined) throw usage('missing-word', 'the answer is missing', example);
  if (word !== undefined && file !== undefined) throw usage('extra-word', `the answer is given twice, as ${word} and in ${file}`);
  const from = file ?? (word === '-' ? '-' : undefined);
  if (about === '-' && from === '-') throw usage('stdin-twice', 'only one of the two can come from the standard input');
  const answer = from === undefined ? (word ?? '') : readText(from, io);
  const reading = from === undefined ? {} : { file: nameOf(from) };
  if (isNetwork(about)) {
    for (const option of ['shapes', 'assume']) if (call.text(option) !== undefined) throw usage('bad-option', `--${option} is about one formula; a network says its own`);
    return { program: readNetwork(about, io, call).program, by, answer, reading, single: false };
  }
  if (call.text('of') !== undefined) throw usage('bad-option', '--of chooses a formula of a network, and here is only one', example);
  const program = programOf(about, [by], readShapes(call.text('shapes')), call.all('assume'));
  const shape = program.bindings.get(program.objective)?.shape;
  if (!isOneNumber(program)) throw usage('not-one-number', `the formula is ${shape === undefined ? 'an array' : showShape(shape)}, not one number`, 'ask for the gradient of sum(...) of it');
  const names = new Set([...program.bindings.keys()].filter((name) => name !== program.objective));
  return { program, by, answer, reading: { ...reading, names }, single: true };
};

const plain = (prose: Prose): string => prose.map((part) => (part.kind === 'math' ? part.tex : part.kind === 'ref' ? part.to : part.text)).join('');

const speaker = (words: Words) => {
  const sentence = (key: string, slots: Readonly<Record<string, string>> = {}): string =>
    plain(say(words, `check.${key}`, Object.fromEntries(Object.entries(slots).map(([k, v]) => [k, text(v)]))));
  const shape = (s: Shape): string => (isScalar(s) ? sentence('number') : showShape(s));
  const number = (v: number | null): string => (v === null ? sentence('none') : String(Number(v.toPrecision(7))));
  const names = (all: readonly string[]): string => plain(list(all.map(text), words));
  return { sentence, shape, number, names };
};
type Speaker = ReturnType<typeof speaker>;

const remarkText = (remark: Remark, by: string, { sentence, shape, number }: Speaker): string => {
  switch (remark.id) {
    case 'layout':
    case 'shape': {
      const [answer, truth] = [shape(remark.answer), shape(remark.truth)];
      return remark.id === 'layout' && answer === truth ? sentence('layout') : sentence(remark.id === 'layout' ? 'layout.shapes' : 'shapes', { answer, truth, name: by });
    }
    case 'tiny':
      return sentence('tiny', { gap: remark.gap.toExponential(0) });
    case 'undefined-at':
      return sentence('undefined-at', { place: `${remark.place.name} = ${String(remark.place.value)}`, truth: number(remark.place.truth) });
    case 'differs-at':
      return sentence('differs-at', { place: `${remark.place.name} = ${String(remark.place.value)}`, answer: number(remark.place.answer), truth: number(remark.place.truth) });
    default:
      return sentence(remark.id);
  }
};
const witnessJson = ({ given, computed, ...rest }: Shown): object => ({
  ...rest,
  values: Object.fromEntries([...given].map(([name, v]) => [name, finite(v)])),
  computed: Object.fromEntries([...computed].map(([name, v]) => [name, finite(v)])),
});

/** Entries in a value; a page of them is no help on a terminal. */
const sizeOf = (v: Nested): number => (typeof v === 'number' ? 1 : v.reduce<number>((n, x) => n + sizeOf(x), 0));
const mostEntries = 60;

const witnessText = (witness: Shown, adjoint: string, { sentence, number }: Speaker): string => {
  const values = [...Object.entries(witness.letters), ...witness.given, ...witness.computed];
  const fitting = values.filter(([, v]) => sizeOf(v) <= mostEntries);
  const left = values.length - fitting.length;
  const member = memberName(adjoint, Object.values(witness.member));
  const entry = witness.entry.length === 0 ? member : `${member} [${witness.entry.join(', ')}]`;
  return [
    sentence('witness'),
    ...fitting.map(([name, v]) => showValue(`  ${name}`, finite(v)).trimEnd().replace(/\n/gu, '\n  ')),
    ...(left > 0 ? [`  ${sentence('more', { count: String(left) })}`] : []),
    table([
      ['', entry],
      [`  ${sentence('yours')}`, number(witness.answer)],
      [`  ${sentence('truth')}`, number(witness.truth)],
    ]),
  ].join('\n');
};

const rightAnswer = ({ program, by, single }: Asked): string => {
  const made = ((): Parameters<typeof write>[0] => {
    if (single) return tidied(program, by).expr;
    const { derivation } = derive(program, [by]);
    return derivation.lines.find((l) => l.of === by)?.expr ?? zeroOf(program, by);
  })();
  return write(made, program.ops);
};

const openText = (open: NonNullable<Grade['open']>, { sentence, names }: Speaker): string =>
  open.why === 'unmoved' ? sentence('open.unmoved', { names: names(open.names) }) : sentence(`open.${open.why}`);

const run = (call: Call, io: Io): number => {
  const asked = askedOf(call, io);
  const [language = 'en'] = languagesOf(call, io.env);
  const speak = speaker(wordsIn(language));
  const { exam, grade } = examine(asked.program, asked.by);
  const result = grade(asked.answer, asked.reading);
  const remarks = result.remarks.map((r) => ({ id: r.id, text: remarkText(r, asked.by, speak) }));
  const right = call.flag('show-answer') ? rightAnswer(asked) : undefined;
  const code = result.verdict === 'equal' ? 0 : 1;
  if (call.flag('json')) {
    const { verdict, readAs, witness, open } = result;
    io.out.write(
      `${JSON.stringify({
        schemaVersion: 1,
        verdict,
        readAs,
        remarks: [...remarks, ...(open === undefined ? [] : [{ id: open.why, text: openText(open, speak) }])],
        ...(witness === undefined ? {} : { witness: witnessJson(witness) }),
        mistakes: [],
        ...(right === undefined ? {} : { gradient: right }),
      })}\n`,
    );
    return code;
  }
  const { bold, green, red } = paint(io.out, io.env);
  const colour = result.verdict === 'equal' ? green : result.verdict === 'different' ? red : bold;
  const { sentence } = speak;
  const name = memberName(asked.by, exam.question.reference.over);
  const lines = [
    sentence('read', { answer: result.readAs }),
    colour(asked.single ? sentence(`formula.${result.verdict}`, { name }) : sentence(`network.${result.verdict}`, { name, objective: asked.program.objective })),
    ...remarks.map((r) => r.text),
    ...(result.open === undefined ? [] : [openText(result.open, speak)]),
    ...(result.witness === undefined ? [] : [witnessText(result.witness, asked.single ? sentence('entry', { name: asked.by }) : exam.question.adjoint, speak)]),
    ...(right === undefined ? [] : [sentence('right', { answer: right })]),
  ];
  io.out.write(`${lines.join('\n')}\n`);
  return code;
};

export const check: Command = {
  usage: 'check NET.grad --wrt NAME ANSWER [options]',
  about: `Is ANSWER the gradient of the network's objective by NAME? It may read the formulas of the network and the adjoints before
it, such as d_z1 for the adjoint of z1. In place of NET.grad there may be one formula, as for diff. The answer is tried at points
that depend on the question alone; exit code 0 means equal, 1 different or undecided.`,
  examples: ["check net.grad --wrt W1 \"d_z1 * x'\"", "check 'x^2 * sin(x)' --wrt x '2*x*sin(x) + x^2*cos(x)'", "check \"x' * A * x\" --shapes 'A=3x3,x=3' --wrt x \"(A + A') * x\"", 'check net.grad --wrt b1 --answer answer.txt --json'],
  options: [
    { name: 'wrt', value: 'NAME', about: 'by which name: a parameter, an input or a computed name' },
    { name: 'answer', value: 'FILE', file: [], about: 'read the answer from a file; - is the standard input' },
    { name: 'of', value: 'L', about: 'the objective; the last formula unless given' },
    profileOption,
    { name: 'shapes', value: "'A=3x2,x=2'", about: 'of one formula: which names are arrays' },
    { name: 'assume', value: "'sum(y) == 1'", repeated: /^$/u, about: 'of one formula: what is taken to hold; may be given again' },
    { name: 'show-answer', about: 'the right formula as well' },
    { name: 'lang', choices: ['en', 'zh'], about: 'language of the verdict; the environment says unless given' },
    { name: 'json', about: 'one JSON object' },
  ],
  words: [1, 2],
  takes: [{ what: 'network', file: ['.grad'] }, { what: 'answer' }],
  formulas: true,
  run,
};
