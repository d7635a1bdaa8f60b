/** `gradscribe train NET.grad DATA`: parameters from data. */
import { isNumber } from '../../engine/csv.ts';
import { readColumnMap } from '../../engine/columns.ts';
import { optimizerNamed, optimizers } from '../../engine/training/optimizers.ts';
import { schedules } from '../../engine/training/schedules.ts';
import type { Score } from '../../engine/training/score.ts';
import { type Call, type Command, usage } from '../command.ts';
import { chart } from '../terminal/chart.ts';
import { confusionOf, showUpdate, summary } from '../terminal/scores.ts';
import { entriesOf } from '../entries.ts';
import { checkTarget, nameOf, writeText } from '../files.ts';
import type { Io } from '../io.ts';
import { profileOption, readNetwork } from '../network.ts';
import { shellLine } from '../shell.ts';
import { readSource } from '../source.ts';
import { languages, languagesOf } from '../words.ts';
import { reportPage } from '../report/page.ts';
import { lossCurve, parametersJson, type Run, type Scores, type Session, type Settings, trainOn } from './training.ts';

/** `x=[a,b],y=species`. */
export const columnsOf = (call: Pick<Call, 'text'>): Settings['columns'] => readColumnMap(entriesOf(call.text('bind') ?? '').join(';'));

/** `beta1=0.8,gamma=0.5`. */
const numbersOf = (text: string): readonly (readonly [string, number])[] =>
  entriesOf(text).map((entry) => {
    const [, name, value] = /^\s*(\w+)\s*=\s*(\S+)\s*$/u.exec(entry) ?? [];
    if (name === undefined || value === undefined || !isNumber(value)) throw usage('bad-number', `--set ${entry} does not give a number`, "--set 'beta1=0.8,eps=1e-6'");
    return [name, Number(value)] as const;
  });

/** The options of training as settings. */
export const settingsOf = (call: Call): Settings => {
  const momentum = call.number('momentum');
  const [schedule, activations] = [call.text('schedule'), call.list('activations')];
  const optimizer = call.choice('optimizer', optimizers.map((o) => o.name)) ?? (momentum === undefined ? 'sgd' : 'momentum');
  const amended = { mu: momentum, lr: call.number('lr', 'positive'), decay: call.number('weight-decay'), clip: call.number('clip', 'positive'), bound: call.number('clip-value', 'positive') };
  const [batch, untilLoss, patience] = [call.number('batch', 'whole'), call.number('until-loss'), call.number('patience', 'whole')];
  if (momentum !== undefined && !Object.hasOwn(optimizerNamed(optimizer).hyperparameters, 'mu')) throw usage('no-momentum', `${optimizer} has no momentum`, '--optimizer momentum');
  return {
    epochs: call.number('epochs', 'whole') ?? 1000,
    seed: call.number('seed', 'whole') ?? 0,
    optimizer,
    ...(schedule === undefined ? {} : { schedule }),
    hyperparameters: Object.fromEntries([...numbersOf(call.text('set') ?? ''), ...Object.entries(amended)].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
    ...(batch === undefined ? {} : { batch }),
    ...(untilLoss === undefined ? {} : { untilLoss }),
    ...(patience === undefined ? {} : { patience }),
    columns: columnsOf(call),
    test: call.number('test') ?? 0,
    validation: call.number('validation') ?? 0,
    standardise: call.flag('standardise'),
    ...(activations === undefined ? {} : { activations }),
  };
};

const scoreJson = ({ rows, loss, accuracy, confusion, errors }: Score): object => ({ rows, loss, ...(accuracy === undefined ? {} : { accuracy: accuracy.right / accuracy.of, confusion }), ...errors });

const scoresJson = ({ train, validation, test }: Session): object => ({
  train: scoreJson(train),
  ...(validation === undefined ? {} : { validation: scoreJson(validation) }),
  ...(test === undefined ? {} : { test: scoreJson(test) }),
});

const run = async (call: Call, io: Io): Promise<number> => {
  const [path = '-', dataPath = '-'] = call.words;
  if (path === '-' && dataPath === '-') throw usage('stdin-twice', 'only one of the two can come from the standard input');
  const settings = settingsOf(call);
  const network = readNetwork(path, io, call);
  const source = readSource(dataPath, io);
  const output = call.text('out') ?? `out/${network.stem}.params.json`;
  const plot = call.text('plot') ?? (output === '-' ? undefined : `${output.replace(/(?:\.params)?\.json$/u, '')}.loss.svg`);
  const inputs = [path, dataPath];
  const report = call.text('report');
  const [language = 'en'] = languagesOf(call, io.env);
  for (const file of [output, plot, report]) if (file !== undefined && file !== '-') checkTarget(file, io, inputs);
  const command = shellLine('train', call, train.options, ['report', 'lang', 'json', 'out', 'plot']);
  /** Writes what comes of a run, and says which files these are. */
  const keep = (run: Run & Partial<Scores>, parameters: string | undefined, curve: string | undefined): readonly string[] => {
    if (parameters !== undefined) writeText(parameters, parametersJson(network, run, run.train?.loss, settings), io, inputs);
    if (curve !== undefined) writeText(curve, lossCurve(network, run.trained.history), io, inputs);
    if (report !== undefined) writeText(report, reportPage({ network, data: nameOf(dataPath), run, settings, command }, language), io, inputs);
    return [parameters, curve, report].filter((file) => file !== undefined);
  };
  const parametersFile = output === '-' ? undefined : output;

  // Of a run that broke, what was asked for by name is kept.
  const session = await trainOn(network, source, settings, io, undefined, (broken) => {
    for (const file of keep(broken, call.text('out') === undefined ? undefined : parametersFile, call.text('plot'))) io.err.write(`written: ${file}, from when all values were finite\n`);
  });
  const { best, history, losses, stopped, parameters, update } = session.trained;
  const files = keep(session, parametersFile, plot);

  if (losses.length > 1) io.err.write(chart(losses, Math.min(64, io.err.columns - 16)));
  io.err.write(`${showUpdate(session.trained.update)}${confusionOf(session)}`);
  if (output === '-') io.out.write(parametersJson(network, session, session.train.loss, settings));
  else if (call.flag('json'))
    io.out.write(
      `${JSON.stringify({ schemaVersion: 1, epochs: losses.length, stopped, ...(best === undefined ? {} : { best }), seed: settings.seed, update, ...scoresJson(session), losses, history, parameters })}\n`,
    );
  else io.out.write(summary(session));
  for (const file of files) io.err.write(`written: ${file}\n`);
  return stopped === 'interrupted' ? 130 : 0;
};

export const train: Command = {
  usage: 'train NET.grad DATA.csv|VALUES.json [options]',
  about: `Columns are found by name (x1, x2, ... or x[1], x[2], ... for x), or named with --bind. A column of words becomes a
one-hot vector. VALUES.json holds inputs and targets by name, as for evaluate, and parameters to start from. Accuracy
and how often each class was taken for which are reported where the target is a column of words, the loss is one for
classes, or the output is sigmoid(...) or softmax(...); else errors, where a number should equal the target. Parameters
go to out/NET.params.json and the loss curve to out/NET.loss.svg, or where -o says. The same seed gives the same
numbers, bit by bit. Ctrl+C ends after the batch and saves what was learnt; the exit code is then 130. A value that is
no longer finite ends with exit code 1; with -o the last parameters before it are saved, and --plot and --report show
what there was until then. docs/training.md says more.`,
  examples: [
    'train templates/networks/xor.grad templates/data/xor.csv --epochs 2000 --lr 2 --optimizer momentum --seed 2',
    "train templates/networks/iris.grad templates/data/iris.csv --bind 'x=[sepal_length,sepal_width,petal_length,petal_width],y=species' --test 0.2",
    'train net.grad data.csv --batch 16 --until-loss 0.01 -o params.json',
  ],
  options: [
    { name: 'epochs', value: 'N', about: 'how often all data are gone through; 1000 unless given' },
    { name: 'batch', value: 'N', about: 'samples in a step; all of them unless given' },
    { name: 'lr', value: 'RATE', about: 'learning rate; 0.1 unless given, 0.01 with adagrad and rmsprop, 0.001 with adam and adamw' },
    { name: 'optimizer', value: 'NAME', choices: optimizers.map((o) => o.name), about: `how parameters move: ${optimizers.map((o) => o.name).join(', ')}; sgd unless given` },
    { name: 'momentum', value: 'MU', about: 'share of the last move that is kept; 0.9 with momentum and nesterov' },
    { name: 'schedule', value: 'NAME', about: `how the rate changes: ${schedules.map((s) => s.name).join(', ')}; or a formula of lr0, t, epoch, steps, epochs` },
    { name: 'weight-decay', value: 'RATE', about: 'share of the parameters added to their gradient; with adamw, taken off them at each step, 0.01 unless given' },
    { name: 'clip', value: 'NORM', about: 'the gradient is shortened to this length where it is longer' },
    { name: 'clip-value', value: 'BOUND', about: 'each entry of the gradient is cut to this size' },
    { name: 'set', value: "'beta1=0.8'", about: 'other numbers of the optimizer or the schedule' },
    { name: 'until-loss', value: 'LOSS', about: 'stop below this loss' },
    { name: 'patience', value: 'N', about: 'stop after so many epochs without a lower loss; with --validation its loss counts, and the best parameters are kept' },
    { name: 'seed', value: 'N', about: 'where chance starts; 0 unless given' },
    { name: 'test', value: 'SHARE', about: 'hold out this share of the rows and report on it' },
    { name: 'validation', value: 'SHARE', about: 'hold out this share and score it after every epoch' },
    { name: 'standardise', about: 'inputs to mean 0 and deviation 1, by the training rows; predict does the same' },
    { name: 'activations', value: 'h,z', about: 'formulas whose values the history describes' },
    { name: 'bind', value: "'x=[a,b],y=c'", about: 'which columns a name takes' },
    { name: 'of', value: 'L', about: 'the objective; the last formula unless given' },
    profileOption,
    { name: 'out', short: 'o', value: 'FILE', file: ['.json'], about: 'where the parameters go; - prints them' },
    { name: 'plot', value: 'FILE.svg', file: ['.svg'], about: 'where the loss curve goes' },
    { name: 'report', value: 'FILE.html', file: ['.html'], about: 'a page: scores, boundary or fit, curves, gradients, those by step, values inside, the step, settings' },
    { name: 'lang', choices: languages, about: 'language of the page; the environment says unless given' },
    { name: 'json', about: 'one JSON object with scores, losses, the history by epoch, and parameters' },
  ],
  words: [2, 2],
  takes: [{ what: 'network', file: ['.grad'] }, { what: 'table, or values by name', file: ['.csv', '.json'] }],
  run,
};
