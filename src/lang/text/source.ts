/** A text with a name and lines: turns offsets into places. */
import type { Place } from '../../core/problem.ts';

export interface Source {
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
  readonly lines: readonly string[];
}

/** A byte order mark at the start is dropped; `\r\n` and `\r` end lines as `\n` does. */
export const sourceOf = (text: string, file: string): Source => {
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lineStarts = [0];
  for (const end of clean.matchAll(/\r\n|\r|\n/gu)) lineStarts.push(end.index + end[0].length);
  return { file, text: clean, lineStarts, lines: clean.split(/\r\n|\r|\n/u) };
};

/** Position of the last line that starts at or before an offset. */
const lineAt = (source: Source, offset: number): number => {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** The stretch from `start` up to `end`, cut at the end of its first line. */
export const placeIn = (source: Source, start: number, end: number): Place => {
  const line = lineAt(source, start);
  const from = source.lineStarts[line] ?? 0;
  const text = source.lines[line] ?? '';
  const length = Math.max(1, Math.min(end, from + text.length) - start);
  return { file: source.file, line: line + 1, column: start - from + 1, length, text };
};
