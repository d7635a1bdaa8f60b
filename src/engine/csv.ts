/** The text of a CSV file to named columns of cells. */
import { parse } from 'csv-parse/browser/esm/sync';
import { Problem } from '../core/problem.ts';

export interface Table {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The line of the file on which each row ends. */
  readonly lines: readonly number[];
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/u;
export const isNumber = (cell: string): boolean => number.test(cell);

/** What a file is, by its first bytes, when it is not plain text; undefined where it may be. */
export const foreignFormat = (bytes: Uint8Array): string | undefined => {
  const starts = (...signature: readonly number[]): boolean => signature.every((b, i) => bytes[i] === b);
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) return 'UTF-16 text; save it as UTF-8';
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'a PNG picture';
  if (starts(0x50, 0x4b, 0x03, 0x04)) return 'a zip archive, such as an Excel workbook; export it as CSV';
  if (starts(0x1f, 0x8b)) return 'gzip data; unpack it first';
  if (starts(0x25, 0x50, 0x44, 0x46)) return 'a PDF';
  return bytes.subarray(0, 4096).includes(0) ? 'not plain text: it has zero bytes' : undefined;
};

const separators = [',', ';', '\t'] as const;

/** A first line `sep=;`, as spreadsheets write and read it. */
const announced = /^\ufeff?sep=([,;\t])\r?\n/iu;

/** What stands between the names of the first line, outside quotes and brackets: the commonest of the three. */
const separatorOf = (text: string): string => {
  const line = (/(?:"[^"]*"|[^"\r\n])*[^"\s](?:"[^"]*"|[^"\r\n])*|"[^"]*"(?:"[^"]*"|[^"\r\n])*/u.exec(text)?.[0] ?? '').replace(/"[^"]*"|\[[^\]]*\]/gu, '');
  const counts = separators.map((s) => line.split(s).length);
  return separators[counts.indexOf(Math.max(...counts))] ?? ',';
};

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Cells between commas, semicolons or tabs. Refuses an empty file, a file without a header, and rows of another length than the header. */
export const readTable = (text: string, file: string): Table => {
  const said = announced.exec(text)?.[1];
  let records: readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  try {
    // With `info` each row comes with its line, which the types of csv-parse do not say.
    records = parse(text, { bom: true, delimiter: said ?? separatorOf(text), from_line: said === undefined ? 1 : 2, trim: true, skip_empty_lines: true, relax_column_count: true, info: true }) as unknown as typeof records;
  } catch (error) {
    throw new Problem('bad-csv', `${file} is not CSV: ${message(error)}`);
  }
  const [first, ...rest] = records;
  if (first === undefined) throw new Problem('empty-data', `${file} is empty`, { expected: 'a line of column names, then a line of values for each sample' });
  const header = first.record;
  if (header.every(isNumber))
    throw new Problem('no-header', `the first line of ${file} holds numbers, not column names`, { expected: 'a first line such as x1,x2,y' });
  header.forEach((name, k) => {
    if (name === '') throw new Problem('unnamed-column', `column ${k + 1} of ${file} has no name`);
    if (header.indexOf(name) !== k) throw new Problem('repeated-column', `two columns of ${file} are named ${name}`);
  });
  if (rest.length === 0) throw new Problem('empty-data', `${file} has column names and no rows`);
  rest.forEach(({ record, info }, k) => {
    if (record.length !== header.length)
      throw new Problem('ragged-row', `row ${k + 1} of ${file} (line ${info.lines}) has ${record.length} cells, and there are ${header.length} columns`, {
        // Twice the cells, all of digits: each number was cut at its decimal comma.
        ...(record.length === 2 * header.length && record.every((cell) => /^[+-]?\d+$/u.test(cell)) ? { mend: 'write numbers with a point, as 1.5' } : {}),
      });
  });
  return { file, header, rows: rest.map((r) => r.record), lines: rest.map((r) => r.info.lines) };
};

/** One column: numbers, or the names of classes. */
export type Column =
  | { readonly kind: 'numbers'; readonly name: string; readonly values: Float64Array }
  /** `values` are places in `classes`, which are sorted. */
  | { readonly kind: 'classes'; readonly name: string; readonly values: Int32Array; readonly classes: readonly string[] };

/** How tables say that a number is not known. */
const missing = /^(?:na|n\/a|nan|null|none|nil|\?|-|\.)$/iu;
const decimalComma = /^[+-]?\d+,\d+$/u;

/** A column in which most cells are numbers has to hold numbers throughout. */
export const readColumn = (table: Table, name: string): Column => {
  const at = table.header.indexOf(name);
  const cells = table.rows.map((r) => r[at] ?? '');
  const where = (row: number): string => `row ${row + 1} of ${table.file} (line ${table.lines[row] ?? 0}), column ${name}`;
  cells.forEach((cell, row) => {
    if (cell === '') throw new Problem('missing-cell', `${where(row)}: the value is missing`, { mend: 'leave the row out, or give a value' });
  });
  const known = cells.filter((c) => !missing.test(c));
  const numbers = known.filter((c) => isNumber(c) || decimalComma.test(c)).length;
  if (known.length > 0 && numbers * 2 < known.length && !cells.some((c) => /^[+-]?(?:inf|infinity)$/iu.test(c))) {
    const classes = [...new Set(cells)].sort((a, b) => (a < b ? -1 : 1));
    const places = new Map(classes.map((c, k) => [c, k]));
    return { kind: 'classes', name, values: Int32Array.from(cells, (c) => places.get(c) ?? 0), classes };
  }
  const values = Float64Array.from(cells, (cell, row) => {
    if (missing.test(cell)) throw new Problem('missing-cell', `${where(row)}: the value is missing: ${cell}`, { mend: 'leave the row out, or give a value' });
    const value = isNumber(cell) ? Number(cell) : NaN;
    if (!Number.isFinite(value))
      throw new Problem('bad-cell', `${where(row)}: "${cell}" is not a finite number`, decimalComma.test(cell) ? { mend: `write it with a point, ${cell.replace(',', '.')}${/,\d{3}$/u.test(cell) ? `, or if the comma marks thousands, without it, ${cell.replace(',', '')}` : ''}` } : {});
    return value;
  });
  return { kind: 'numbers', name, values };
};
