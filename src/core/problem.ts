/** What went wrong, where, what was expected and how to mend it: the one error a user ever meets. */

/** A stretch of one source line. `line` and `column` count from 1; `text` is the whole line. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly text: string;
}

/** Who has to act: the caller of the command, the author of the input, the machine's owner, or us. */
export type Fault = 'usage' | 'input' | 'check' | 'tool' | 'bug';

export interface ProblemDetails {
  readonly fault?: Fault;
  readonly place?: Place;
  readonly expected?: string;
  readonly mend?: string;
}

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly fault: Fault;
  readonly place: Place | undefined;
  readonly expected: string | undefined;
  readonly mend: string | undefined;

  /** `code` is a stable key such as `unknown-name`; `message` is one sentence without a final stop. */
  constructor(
    readonly code: string,
    message: string,
    details: ProblemDetails = {},
  ) {
    super(message);
    this.fault = details.fault ?? 'input';
    this.place = details.place;
    this.expected = details.expected;
    this.mend = details.mend;
  }

  /** The same problem at a place, unless it already knows a nearer one. */
  at(place: Place): Problem {
    if (this.place !== undefined) return this;
    const { fault, expected, mend } = this;
    return new Problem(this.code, this.message, {
      fault,
      place,
      ...(expected === undefined ? {} : { expected }),
      ...(mend === undefined ? {} : { mend }),
    });
  }
}

/** A broken invariant of ours, never the user's doing. */
export const bug = (message: string): Problem => new Problem('bug', message, { fault: 'bug' });
