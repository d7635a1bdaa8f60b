/** `gradscribe start`: the whole way on the three networks that come with it, through the functions of the commands. */
import { join } from 'node:path';
import { readTable, type Table } from '../../engine/csv.ts';
import type { Language } from '../../render/doc.ts';
import { chart } from '../terminal/chart.ts';
import { type Call, type Command, readCall } from '../command.ts';
import { handOut, proveNetwork } from './derive.ts';
import { readText, writeText } from '../files.ts';
import { hushed, type Io, type Paint, paint } from '../io.ts';
import { type Network, readNetwork, templatePath } from '../network.ts';
import { reportPage } from '../report/page.ts';
import { shellLine } from '../shell.ts';
import { readingOf } from '../terminal/reading.ts';
import { tableSource } from '../source.ts';
import { table as columns } from '../terminal/table.ts';
import { summary } from '../terminal/scores.ts';
import { settingsOf, train } from './train.ts';
import { lossCurve, parametersJson, type Session, trainOn } from './training.ts';
import { languages, languagesOf, wordsIn } from '../words.ts';

interface Lesson {
  readonly network: string;
  readonly data: string;
  /** Those of `train`, after the network and the table. */
  readonly options: readonly string[];
  /** Said after training. */
  readonly remark: string;
  readonly shows?: (session: Session, table: Table) => string;
}

/** Each row of the table with what the network answers. */
const answers = ({ train }: Session, { header, rows }: Table): string => {
  const said = [...(train.predictions ?? [])];
  return `${columns([[...header, 'answer'], ...rows.map((row, i) => [...row, (said[i] ?? NaN).toFixed(4)])].map((row) => ['', ...row]))}\n`;
};

const lessons: readonly Lesson[] = [
  {
    network: 'xor',
    data: 'xor',
    options: ['--epochs', '2000', '--lr', '2', '--optimizer', 'momentum', '--seed', '2'],
    remark: 'Two hidden units are the fewest that can do it, and from other seeds they can stick; see for yourself:\ngradscribe train templates/networks/xor.grad templates/data/xor.csv --epochs 2000 --lr 2 --optimizer momentum --seed 5',
    shows: answers,
  },
  {
    network: 'iris',
    data: 'iris',
    options: ['--bind', 'x=[sepal_length,sepal_width,petal_length,petal_width],y=species', '--test', '0.2'],
    remark: 'The test rows were drawn by the seed and never trained on.',
  },
  {
    network: 'rnn',
    data: 'delayed-echo',
    options: ['--test', '0.25'],
    remark: 'Each sequence is a row; the gradient above, in generic t, is what trained it.',
  },
];

const titled = (network: Network, language: string): string => network.program.titles.get(language) ?? network.program.titles.get('en') ?? network.stem;

/** Whether it went to its end. */
const trainLesson = async (lesson: Lesson, network: Network, folder: string, language: Language, io: Io, { bold }: Paint): Promise<boolean> => {
  const data = `templates/data/${lesson.data}.csv`;
  io.out.write(`\n${bold(`${titled(network, 'en')}, trained on ${data}`)}\n`);
  const table = readTable(readText(templatePath(`data/${lesson.data}.csv`), io), data);
  const call = readCall([`templates/networks/${lesson.network}.grad`, data, ...lesson.options], train);
  const settings = settingsOf(call);
  const session = await trainOn(network, tableSource(table), settings, io);
  const { losses } = session.trained;
  writeText(join(folder, `${network.stem}.params.json`), parametersJson(network, session, session.train.loss, settings), io);
  writeText(join(folder, `${network.stem}.loss.svg`), lossCurve(network, session.trained.history), io);
  writeText(join(folder, `${network.stem}.report.html`), reportPage({ network, data, run: session, settings, command: shellLine('train', call, train.options) }, language), io);
  io.out.write(chart(losses, Math.min(64, io.out.columns - 16)));
  io.out.write(summary(session));
  if (lesson.shows !== undefined) io.out.write(lesson.shows(session, table));
  io.out.write(`${lesson.remark}\n`);
  return session.trained.stopped !== 'interrupted';
};

const run = async (call: Call, io: Io): Promise<number> => {
  const began = performance.now();
  const folder = call.text('out') ?? 'out';
  const painted = paint(io.out, io.env);
  const [language = 'en'] = languagesOf(call, io.env);
  const networks = lessons.map((lesson) => ({ lesson, network: readNetwork(templatePath(`networks/${lesson.network}.grad`), io, { text: () => undefined }) }));
  const pages: string[] = [];
  for (const { network } of networks) {
    io.out.write(`${painted.bold(`${titled(network, language)}: every gradient, and why`)}\n`);
    const made = proveNetwork(network, undefined, hushed(io));
    io.out.write(readingOf(made, wordsIn(language), painted));
    const { steps, partials, worstPartial } = made.proof;
    io.out.write(painted.green(`checked: ${String(steps)} equalities by numbers, ${String(partials)} partial derivatives against finite differences, off by ${worstPartial.toExponential(1)} at most\n\n`));
    pages.push(...handOut(made, network, ['en', 'zh'], ['html', 'md'], folder, io));
  }
  for (const { lesson, network } of networks) if (!(await trainLesson(lesson, network, folder, language, io, painted))) return 130;

  const first = join(folder, `xor${language === 'en' ? '' : `.${language}`}.html`);
  io.out.write(`\n${painted.bold(`Open ${first} in a browser.`)} ${String(pages.length)} handouts (pages and Markdown, English and Chinese), reports of the trainings, parameters and loss curves are in ${folder}.\n`);
  io.out.write(`Then write a network of your own: gradscribe derive NET.grad, or in a checkout npm run -s gradscribe -- derive NET.grad (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
  return 0;
};

export const start: Command = {
  usage: 'start [options]',
  about: `Derives the gradients of XOR, Iris and a recurrent network, checks them against finite differences, writes handouts in
two languages, trains all three and shows what they have learnt.`,
  examples: ['start', 'start --lang zh', 'start --out tour'],
  options: [
    { name: 'out', short: 'o', value: 'out/', file: [], about: 'the folder for handouts, reports, parameters and loss curves' },
    { name: 'lang', choices: languages, about: 'language of reasons on the terminal and of reports; the environment says unless given' },
  ],
  words: [0, 0],
  run,
};
