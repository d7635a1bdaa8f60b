/** What the program's exit code says. */
import type { Fault } from '../core/problem.ts';

export interface ExitCode {
  readonly code: number;
  readonly meaning: string;
  /** The faults of a `Problem` that end with it. */
  readonly fault?: Fault;
}

export const exitCodes: readonly ExitCode[] = [
  { code: 0, meaning: 'done; or checked, and right' },
  { code: 1, meaning: 'ran, and the answer is wrong or undecided, or a check failed', fault: 'check' },
  { code: 2, meaning: 'the command was not used as it can be: an unknown option, a missing word', fault: 'usage' },
  { code: 3, meaning: 'the input cannot be used: a formula, a file, data that do not fit', fault: 'input' },
  { code: 4, meaning: 'something that is needed is missing from this machine', fault: 'tool' },
  { code: 70, meaning: 'our mistake; please report it', fault: 'bug' },
  { code: 130, meaning: 'interrupted from the keyboard' },
];
