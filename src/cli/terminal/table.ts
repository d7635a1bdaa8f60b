/** Lines for a terminal: columns that meet, wide scripts counted as two. */

const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;
export const columnsOf = (text: string): number => {
  let n = 0;
  for (const c of text) n += /\p{Mn}|\p{Cf}/u.test(c) ? 0 : wide.test(c) ? 2 : 1;
  return n;
};

const padded = (text: string, to: number): string => text + ' '.repeat(Math.max(0, to - columnsOf(text)));

/** Cells under one another; a cell wider than `most` pushes only its own line. */
export const table = (rows: readonly (readonly string[])[], most = 60): string => {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, k) => (widths[k] = Math.max(widths[k] ?? 0, Math.min(columnsOf(cell), most))));
  return rows.map((row) => row.map((cell, k) => (k === row.length - 1 ? cell : padded(cell, widths[k] ?? 0))).join('  ').trimEnd()).join('\n');
};

type Value = number | null | readonly Value[];

const short = (v: number | null): string => (v === null ? 'not finite' : String(Number(v.toPrecision(7))));

/** Rows of the last axis on lines of their own, named on the first. */
export const showValue = (name: string, value: Value): string => {
  const vector = (v: readonly Value[]): string => `[${v.map((x) => (typeof x === 'object' && x !== null ? vector(x) : short(x))).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return `${name} = ${short(value)}\n`;
  const nested = value.some((v) => typeof v === 'object' && v !== null);
  if (!nested || value.length <= 1) return `${name} = ${vector(value)}\n`;
  return `${name} =\n${value.map((v) => `  ${typeof v === 'object' && v !== null ? vector(v) : short(v)}\n`).join('')}`;
};
