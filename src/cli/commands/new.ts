/** `gradscribe new NAME`: a network to start from, with its data, and what to run next. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Call, type Command, usage } from '../command.ts';
import { checkTarget, writeText } from '../files.ts';
import { type Io, paint } from '../io.ts';
import { shipped, templatePath } from '../network.ts';
import { shellOption, shellWord } from '../shell.ts';
import { type Starter, starters } from '../starters.ts';
import { table } from '../terminal/table.ts';

interface File {
  readonly path: string;
  readonly text: string;
}

/** NAME or NAME.grad, in the folder that NAME says; the data lie beside it. */
const filesOf = (name: string, starter: Starter): readonly [network: File, data: File] => {
  const stem = name.replace(/\.grad$/u, '');
  if (basename(stem) === '' || /(?:^|[\\/])\.{0,2}$/u.test(stem)) throw usage('bad-name', `${name} is no name for a file`, 'gradscribe new NAME');
  if (/\.(?:csv|json|html|md|txt)$/iu.test(stem)) throw usage('bad-name', `${name} is not the name of a network`, `gradscribe new ${stem.replace(/\.\w+$/u, '')}`, 'NAME or NAME.grad');
  if (shipped().includes(basename(stem))) throw usage('bad-name', `use("${basename(stem)}") would find this file instead of the one that comes with the program`, 'another name');
  const data = { path: `${stem}.csv`, text: readFileSync(templatePath(starter.data), 'utf8') };
  // The comments say where the data lie.
  const text = readFileSync(templatePath(starter.network), 'utf8').replaceAll(`templates/${starter.data}`, basename(data.path));
  return [{ path: `${stem}.grad`, text }, data];
};

const listed = (io: Io): string => {
  const { bold, dim } = paint(io.out, io.env);
  return `${table(starters.map((s) => [bold(s.name), s.purpose, dim(s.data)]))}\n`;
};

const run = (call: Call, io: Io): number => {
  if (call.flag('list')) {
    io.out.write(call.flag('json') ? `${JSON.stringify({ schemaVersion: 1, starters: starters.map(({ name, purpose, data }) => ({ name, purpose, data: basename(data) })) })}\n` : listed(io));
    return 0;
  }
  const [name] = call.words;
  if (name === undefined) throw usage('missing-word', 'the name is missing', 'gradscribe new NAME, or gradscribe new --list');
  if (name === '-') throw usage('bad-name', 'a network is written to a file', 'gradscribe new NAME');
  const from = call.text('from') ?? 'scratch';
  const starter = starters.find((s) => s.name === from);
  if (starter === undefined) throw usage('unknown-choice', `there is no ${from}`, 'gradscribe new --list');
  const files = filesOf(name, starter);
  const [network, data] = files;
  // Both are looked at before either is written.
  for (const { path } of files) {
    if (existsSync(resolve(io.cwd, path)) && !call.flag('force')) throw usage('file-exists', `${path} is there already and would be lost`, '--force writes over it; or take another name');
    checkTarget(path, io);
  }
  for (const { path, text } of files) {
    writeText(path, text, io);
    io.err.write(`written: ${path}\n`);
  }
  const [net, table_] = [shellWord(network.path), shellWord(data.path)];
  const parameters = shellWord(`out/${basename(network.path).replace(/\.grad$/u, '')}.params.json`);
  const commands = [`gradscribe derive ${net}`, `gradscribe train ${net} ${table_} ${starter.train.map(shellOption).join(' ')}`, ['gradscribe predict', net, parameters, table_, ...(starter.predict ?? [])].join(' ')];
  io.out.write(call.flag('json') ? `${JSON.stringify({ schemaVersion: 1, files: files.map((f) => f.path), commands })}\n` : `${commands.join('\n')}\n`);
  return 0;
};

export const create: Command = {
  usage: 'new NAME [--from STARTER]',
  about: `Writes NAME.grad and its data, NAME.csv, and prints the commands to go on with. Nothing is written over unless --force
says so.`,
  examples: ['new first', 'new nets/flowers --from softmax', 'new --list'],
  options: [
    { name: 'from', value: 'STARTER', choices: starters.map((s) => s.name), about: 'what to start from; scratch unless given' },
    { name: 'list', about: 'what there is to start from' },
    { name: 'force', about: 'write over files that are there' },
    { name: 'json', about: 'one JSON object with the files and the commands' },
  ],
  words: [0, 1],
  takes: [{ what: 'name', file: ['.grad'] }],
  run,
};
