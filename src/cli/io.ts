/** What a command may touch of the machine besides files: its streams, its folder and its environment. */
import { readFileSync } from 'node:fs';

export interface Stream {
  readonly write: (text: string) => void;
  readonly tty: boolean;
  readonly columns: number;
}
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Data. */
  readonly out: Stream;
  /** Progress and notes. */
  readonly err: Stream;
  readonly stdin: () => Uint8Array;
  /** Calls once, at the first interrupt from the keyboard; the next one ends the process. Returns how to listen no more. */
  readonly onInterrupt: (call: () => void) => () => void;
}

const stream = (of: NodeJS.WriteStream): Stream => ({
  write: (text) => void of.write(text),
  tty: of.isTTY,
  columns: of.isTTY ? of.columns : 100,
});

export const processIo = (): Io => ({
  cwd: process.cwd(),
  env: process.env,
  out: stream(process.stdout),
  err: stream(process.stderr),
  stdin: () => readFileSync(0),
  onInterrupt(call) {
    let calls = 0;
    const listen = (): void => {
      calls++;
      if (calls > 1) process.exit(130);
      call();
      // Two that came together have both been heard by then; after it the system ends the process in the midst of computing.
      setImmediate(stop);
    };
    const stop = (): void => void process.off('SIGINT', listen);
    process.on('SIGINT', listen);
    return stop;
  },
});

/** Without its notes: for `--quiet`. */
export const hushed = (io: Io): Io => ({ ...io, err: { ...io.err, tty: false, write: () => undefined } });

export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
}

/** Colours where a person looks, unless NO_COLOR says no or FORCE_COLOR says yes (no-color.org, force-color.org). */
export const paint = (to: Stream, env: Io['env']): Paint => {
  const set = (name: string): boolean => env[name] !== undefined && env[name] !== '';
  const forced = set('FORCE_COLOR') && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  const coloured = set('NO_COLOR') ? false : forced || (to.tty && env.TERM !== 'dumb' && !set('FORCE_COLOR'));
  const wrap =
    (on: number, off: number) =>
    (text: string): string =>
      coloured ? `\u001b[${String(on)}m${text}\u001b[${String(off)}m` : text;
  return { bold: wrap(1, 22), dim: wrap(2, 22), red: wrap(31, 39), green: wrap(32, 39) };
};
