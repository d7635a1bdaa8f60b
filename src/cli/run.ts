/** A command line to an exit code. Everything it touches is given, so that tests run it in their own process. */
import { readFileSync } from 'node:fs';
import { common, readCall, unknownWord, usage } from './command.ts';
import { commands } from './commands.ts';
import { fail } from './failure.ts';
import { helpOf, overview, topicText } from './help.ts';
import { hushed, type Io, paint } from './io.ts';
import { topics } from './topics.ts';

const version = (): string => {
  const json: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof json === 'object' && json !== null && 'version' in json ? String(json.version) : 'unknown';
};

/** `help` may also be about a topic. */
const rowNamed = (name: string, help: boolean): (typeof commands)[number] => {
  const row = commands.find((c) => c.name === name);
  if (row !== undefined) return row;
  const problem = unknownWord(help ? 'command or topic' : 'command', name, [...commands, ...(help ? topics : []), ...(help ? [] : [{ name: 'help' }])].map((c) => c.name));
  throw name.startsWith('-') ? usage('unknown-option', `there is no option ${name} before a command`, undefined, common.map((o) => `--${o.name}`).join(', ')) : problem;
};

const dispatch = async (argv: readonly string[], io: Io): Promise<number> => {
  const [name, ...rest] = argv;
  const painted = paint(io.out, io.env);
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    io.out.write(overview(commands, topics, painted));
    return 0;
  }
  if (name === '--version' || name === '-V') {
    io.out.write(`${version()}\n`);
    return 0;
  }
  const topic = name === 'help' ? topics.find((t) => t.name === rest[0]) : undefined;
  if (topic !== undefined) {
    io.out.write(topicText(topic));
    return 0;
  }
  const row = rowNamed(name === 'help' ? (rest[0] ?? '') : name, name === 'help');
  const command = await row.load();
  const call = name === 'help' ? undefined : readCall(rest, command);
  if (call === undefined || call.flag('help')) {
    io.out.write(helpOf(row, command, painted));
    return 0;
  }
  return command.run(call, call.flag('quiet') ? hushed(io) : io);
};

export const run = async (argv: readonly string[], io: Io): Promise<number> => {
  const own = argv.includes('--no-color') ? { ...io, env: { ...io.env, NO_COLOR: '1' } } : io;
  try {
    return await dispatch(argv, own);
  } catch (error) {
    const [name = ''] = argv;
    const known = commands.some((c) => c.name === name);
    return fail(error, own, argv.includes('--debug'), known ? `gradscribe help ${name} says more` : 'gradscribe --help lists the commands');
  }
};
