/** `gradscribe doctor`: does this installation work, and what is there for more. */
import { type Check, checks } from '../checks.ts';
import type { Call, Command } from '../command.ts';
import { type Io, paint } from '../io.ts';
import { Problem } from '../../core/problem.ts';
import { table } from '../terminal/table.ts';

interface Finding extends Pick<Check, 'name' | 'kind'> {
  readonly ok: boolean;
  readonly found: string;
}

const examined = ({ name, kind, look, purpose }: Check, io: Io): Finding => {
  try {
    const found = look(io);
    return { name, kind, ok: found !== undefined, found: found ?? (purpose === undefined ? 'not found' : `not found; it ${purpose}`) };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { name, kind, ok: false, found: error instanceof Problem && error.mend !== undefined ? `${message}; ${error.mend}` : message };
  }
};

const run = (call: Call, io: Io): number => {
  const findings = checks.map((check) => examined(check, io));
  const failed = findings.filter((f) => f.kind === 'needed' && !f.ok);
  const code = failed.length === 0 ? 0 : 4;
  if (call.flag('json')) {
    io.out.write(`${JSON.stringify({ schemaVersion: 1, works: code === 0, checks: findings })}\n`);
    return code;
  }
  const { bold, green, red, dim } = paint(io.out, io.env);
  const mark = (f: Finding): string => (f.kind === 'fact' ? '     ' : f.ok ? `${green('ok')}   ` : f.kind === 'needed' ? red('wrong') : dim('none '));
  io.out.write(`${table(findings.map((f) => [f.name, mark(f), f.found]))}\n\n`);
  io.out.write(`${bold(code === 0 ? 'This installation works.' : `This installation does not work: ${failed.map((f) => f.name).join(', ')}.`)}\n`);
  return code;
};

export const doctor: Command = {
  usage: 'doctor [--json]',
  about: `Derives and proves a small network, trains it to known numbers, reads the files that come with the program, writes to
out/, and tells what it finds of this machine. What is only useful is none where it is missing; exit code 4 says that
something needed is wrong.`,
  examples: ['doctor', 'doctor --json'],
  options: [{ name: 'json', about: 'one JSON object' }],
  words: [0, 0],
  run,
};
