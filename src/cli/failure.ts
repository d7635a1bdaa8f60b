/** What went wrong, as a message and an exit code. A stack trace only on demand. */
import { type Fault, Problem } from '../core/problem.ts';
import { showProblem } from '../lang/caret.ts';
import { exitCodes } from './exit-codes.ts';
import { type Io, paint } from './io.ts';

const codeOf = (fault: Fault): number => exitCodes.find((e) => e.fault === fault)?.code ?? 70;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** Depth that recursion could not follow is the input's, whichever walker met it first. */
const isTooDeep = (error: unknown): boolean => error instanceof RangeError && /call stack/iu.test(error.message);

export const fail = (error: unknown, io: Io, debug: boolean, help?: string): number => {
  const { bold, red } = paint(io.err, io.env);
  const say = (text: string): void => io.err.write(`${red(bold('gradscribe:'))} ${text}\n`);
  if (debug && error instanceof Error && error.stack !== undefined) io.err.write(`${error.stack}\n`);
  if (error instanceof Problem && error.fault !== 'bug') {
    say(showProblem(error));
    if (error.fault === 'usage' && help !== undefined) io.err.write(`${help}\n`);
    return codeOf(error.fault);
  }
  if (isTooDeep(error)) {
    say('this formula is nested too deeply');
    return codeOf('input');
  }
  say(`this is our mistake, not yours: ${error instanceof Problem ? showProblem(error) : messageOf(error)}`);
  io.err.write('please report it with the command and its input; --debug shows where it happened\n');
  return codeOf('bug');
};
