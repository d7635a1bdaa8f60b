/** `gradscribe compare NET.grad DATA.csv --vary ...`: the same training with one thing changed, several times over. */
import { percent } from '../../render/report/numbers.ts';
import { type Call, type Command, usage } from '../command.ts';
import { checkTarget, nameOf, writeText } from '../files.ts';
import { type Io, paint } from '../io.ts';
import { shellLine } from '../shell.ts';
import { shortNumber } from '../terminal/chart.ts';
import { readSource } from '../source.ts';
import { table as columns } from '../terminal/table.ts';
import { languages, languagesOf } from '../words.ts';
import { comparisonPage } from '../compare/page.ts';
import { accuracies, type Compared, compareAll, lossOf, normsOf, reachedBy, spreadOf, stepsOf } from '../compare/runs.ts';
import { train } from './train.ts';
import { variantsOf } from '../compare/variants.ts';

/** Options of training that say how, not where to. */
const training = train.options.filter((o) => !['out', 'plot', 'report', 'lang', 'json'].includes(o.name));

const showNumber = (v: number | undefined): string => (v === undefined ? '' : v === Infinity ? 'not finite' : shortNumber(v));
const share = (v: number | undefined): string => (v === undefined ? '' : percent(v));
const epochsSaid = (v: number | undefined): string => (v === undefined || v === Infinity ? 'never' : String(v));

/** A row for each variant; columns that no variant fills are left out. */
const scoreTable = (compared: readonly Compared[], level: number | undefined): readonly (readonly string[])[] => {
  const rows = compared.map(({ variant, runs }) => {
    const loss = spreadOf(runs.map(lossOf));
    const test = spreadOf(runs.flatMap((r) => r.test?.loss ?? []));
    const reached = level === undefined ? undefined : runs.map((r) => reachedBy(r, level));
    return [
      variant.label,
      showNumber(loss?.median),
      showNumber(loss?.least),
      showNumber(loss?.most),
      share(spreadOf(accuracies(runs, 'train'))?.median),
      showNumber(test?.median),
      share(spreadOf(accuracies(runs, 'test'))?.median),
      reached === undefined ? '' : `${epochsSaid(spreadOf(reached)?.median)} (${String(reached.filter(Number.isFinite).length)} of ${String(reached.length)})`,
    ];
  });
  const head = ['', 'loss', 'least', 'most', 'accuracy', 'test loss', 'test accuracy', `epochs to ${String(level ?? '')}`];
  const kept = head.map((_, k) => rows.some((row) => row[k] !== ''));
  return [head, ...rows].map((row) => row.filter((_, k) => kept[k]));
};

/** Tables of lengths, one row for each variant; variants with other names of matrices stand in tables of their own. */
const normTables = (compared: readonly Compared[], at: 0 | -1): readonly (readonly (readonly string[])[])[] => {
  const tables = new Map<string, string[][]>();
  for (const c of compared) {
    const norms = normsOf(c, at);
    const names = norms.map(([name]) => name);
    const rows = tables.get(names.join()) ?? [['', ...names]];
    rows.push([c.variant.label, ...norms.map(([, v]) => showNumber(v))]);
    tables.set(names.join(), rows);
  }
  return [...tables].flatMap(([names, rows]) => (names === '' ? [] : [rows]));
};

/** So many steps stand in a table at most, evenly spaced. */
const mostSteps = 7;
/** Lengths at some steps, one row for each state of each variant; recurrences of other lengths stand in tables of their own. */
const stepTables = (compared: readonly Compared[]): readonly (readonly (readonly string[])[])[] => {
  const tables = new Map<number, string[][]>();
  for (const c of compared)
    for (const [name, lengths] of stepsOf(c, 'first')) {
      const count = Math.min(mostSteps, lengths.length);
      const shown = Array.from({ length: count }, (_, k) => (count === 1 ? 0 : Math.round((k * (lengths.length - 1)) / (count - 1))));
      const rows = tables.get(lengths.length) ?? [['', ...shown.map((t) => `step ${String(t + 1)}`)]];
      rows.push([`${c.variant.label}, ${name}`, ...shown.map((t) => showNumber(lengths[t]))]);
      tables.set(lengths.length, rows);
    }
  return [...tables.values()];
};

const told = (compared: readonly Compared[], seeds: number, level: number | undefined, io: Io): string => {
  const { bold } = paint(io.out, io.env);
  const shown = (heading: string, rows: readonly (readonly string[])[]): string => `${bold(heading)}\n${columns(rows)}\n`;
  const over = seeds === 1 ? '' : `, medians over ${String(seeds)} seeds`;
  return [shown(`after training${over}`, scoreTable(compared, level)), ...normTables(compared, 0).map((t) => shown(`length of the gradient in epoch 1${over}`, t)), ...stepTables(compared).map((t) => shown(`length of the gradient by step, before training${over}`, t))].join('\n');
};

const comparedJson = (compared: readonly Compared[], level: number | undefined): string =>
  `${JSON.stringify({
    schemaVersion: 1,
    variants: compared.map(({ variant, runs }) => ({
      name: variant.label,
      runs: runs.map((r) => ({
        seed: r.seed,
        epochs: r.history.length,
        finite: r.train !== undefined,
        ...(r.train === undefined ? {} : { loss: r.train.loss, ...(r.train.accuracy === undefined ? {} : { accuracy: r.train.accuracy.right / r.train.accuracy.of }) }),
        ...(r.test === undefined ? {} : { testLoss: r.test.loss, ...(r.test.accuracy === undefined ? {} : { testAccuracy: r.test.accuracy.right / r.test.accuracy.of }) }),
        ...(level === undefined ? {} : { reached: Number.isFinite(reachedBy(r, level)) ? reachedBy(r, level) : null }),
        losses: r.history.map((e) => e.loss),
        ...(r.steps === undefined ? {} : { stepNorms: { first: Object.fromEntries(r.steps.first), last: Object.fromEntries(r.steps.last) } }),
        gradientNorms: { first: r.history[0]?.gradientNorms ?? {}, last: r.history.at(-1)?.gradientNorms ?? {} },
      })),
    })),
  })}\n`;

const run = async (call: Call, io: Io): Promise<number> => {
  const paths = call.words.slice(0, -1);
  const dataPath = call.words.at(-1) ?? '-';
  if (call.words.filter((w) => w === '-').length > 1) throw usage('stdin-twice', 'only one file can come from the standard input');
  const seeds = call.number('seeds', 'whole') ?? 5;
  if (seeds < 1) throw usage('bad-number', '--seeds is 0', undefined, 'a whole number from 1');
  const level = call.number('reach');
  const report = call.text('report');
  if (report !== undefined) checkTarget(report, io, call.words);
  const [language = 'en'] = languagesOf(call, io.env);
  const variants = variantsOf(paths, call, training, io);
  const source = readSource(dataPath, io);
  const first = call.number('seed', 'whole') ?? 0;
  const { compared, interrupted } = await compareAll(variants, source, Array.from({ length: seeds }, (_, k) => first + k), io, ({ label }, r) => {
    io.err.write(`${label}, seed ${String(r.seed)}: ${r.train === undefined ? `not finite after ${String(r.history.length)} epochs` : `loss ${shortNumber(r.train.loss)}`}\n`);
  });
  if (compared.length > 0) io.out.write(call.flag('json') ? comparedJson(compared, level) : told(compared, seeds, level, io));
  if (report !== undefined && compared.length > 0) {
    const command = shellLine('compare', call, compare.options, ['report', 'lang', 'json']);
    writeText(report, comparisonPage({ compared, data: nameOf(dataPath), seeds, level, command }, language), io, call.words);
    io.err.write(`written: ${report}\n`);
  }
  return interrupted ? 130 : 0;
};

export const compare: Command = {
  usage: 'compare NET.grad [NET.grad ...] DATA.csv|VALUES.json --vary NAME=VALUE,VALUE... [options]',
  about: `Trains every variant from several seeds and prints medians and ranges. --vary takes an option of training (lr, batch,
optimizer, ...), init for how weights start, or a name that the file defines, whose right side is then each value in turn:
a function f=tanh,sigmoid, a size n=4,16, a number lambda=0,0.1. Several --vary make all combinations. Numbers that grow
without bound are an outcome, not an error. Of the weights it shows how long their gradients are in epoch 1, layer by layer, and of recurrences how long they are step by step.`,
  examples: [
    'compare templates/networks/deep.grad templates/data/moons.csv --vary f=sigmoid,tanh,relu --epochs 300 --momentum 0.9',
    'compare templates/networks/mlp.grad templates/data/rings.csv --vary lr=0.01,0.1,1 --vary batch=1,all --seeds 3 --report out/compare.html',
    'compare first.grad second.grad data.csv --test 0.2',
  ],
  options: [
    { name: 'vary', value: 'NAME=A,B', repeated: /(?!)/u, about: 'what is changed, and to what; a batch may be all, a switch yes or no' },
    { name: 'seeds', value: 'N', about: 'how many seeds each is trained from; 5 unless given' },
    { name: 'reach', value: 'LOSS', about: 'count the epochs until the loss is below' },
    ...training.map((o) => (o.name === 'seed' ? { ...o, about: 'the first seed; 0 unless given' } : o)),
    { name: 'report', value: 'FILE.html', file: ['.html'], about: 'a page with curves, scores and gradients by depth and by step' },
    { name: 'lang', choices: languages, about: 'language of the page; the environment says unless given' },
    { name: 'json', about: 'one JSON object with every run' },
  ],
  words: [2, 25],
  takes: [{ what: 'network', file: ['.grad'] }, { what: 'file', file: ['.grad', '.csv', '.json'] }],
  run,
};
