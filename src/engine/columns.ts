/** Which columns of a table hold which name: found by their headers, or told. */
import type { Dim } from '../core/dim.ts';
import { Problem } from '../core/problem.ts';
import { nearest } from '../lang/text/names.ts';
import type { Table } from './csv.ts';

/** Columns for one name: in row-major order, with the sizes that their subscripts span. */
export interface Found {
  readonly columns: readonly string[];
  readonly sizes: readonly number[];
}

/** `x[3].2`, `x[3,2]`, `x3`, `x_3`: the subscripts, counted from 1. */
const subscripts = (header: string, name: string): readonly number[] | undefined => {
  if (!header.startsWith(name)) return undefined;
  const rest = header.slice(name.length);
  if (!/^(?:|_?\d+|(?:\[\d+(?:, ?\d+)*\]|\.\d+)+)$/u.test(rest)) return undefined;
  return (rest.match(/\d+/gu) ?? []).map(Number);
};

const lookedFor = (name: string, rank: number): string => {
  if (rank === 0) return name;
  if (rank === 1) return `${name}1, ${name}2, ... or ${name}[1], ${name}[2], ... or one column ${name} of classes`;
  return `${name}[1].1, ${name}[1].2, ..., ${name}[2].1, ...`;
};

export const byName = (table: Table, name: string, rank: number, others: ReadonlySet<string>): Found => {
  const hits = table.header.flatMap((header) => {
    const at = others.has(header) ? undefined : subscripts(header, name);
    return at === undefined ? [] : [{ header, at }];
  });
  const [first] = hits;
  if (first === undefined)
    throw new Problem('no-column', `${table.file} has no column for ${name}`, {
      expected: `${lookedFor(name, rank)}; the columns are ${table.header.join(', ')}`,
      mend: rank === 0 ? `say which column it is: --bind '${name}=${table.header[0] ?? 'column'}'` : `say which columns they are: --bind '${name}=[first,second,...]'`,
    });
  const odd = hits.find((h) => h.at.length !== first.at.length);
  if (odd !== undefined) throw new Problem('no-column', `the columns ${first.header} and ${odd.header} of ${table.file} number ${name} in two ways`);
  const sizes = first.at.map((_, axis) => Math.max(...hits.map((h) => h.at[axis] ?? 1)));
  const named = new Map(hits.map((h) => [h.at.join(), h.header]));
  const columns: string[] = [];
  const visit = (at: readonly number[]): void => {
    const size = sizes[at.length];
    if (size === undefined) {
      const header = named.get(at.join());
      if (header === undefined) {
        let next = 0;
        const spelt = name + first.header.slice(name.length).replace(/\d+/gu, () => String(at[next++] ?? 1));
        throw new Problem('no-column', `${table.file} has ${first.header} and more of ${name}, but no column ${spelt}`, { expected: `${String(sizes.reduce((a, b) => a * b, 1))} columns for ${name}` });
      }
      columns.push(header);
    } else for (let i = 1; i <= size; i++) visit([...at, i]);
  };
  visit([]);
  return { columns, sizes };
};

const meant = (column: string, header: readonly string[]): { readonly mend?: string } => {
  const near = nearest(column, header);
  return near === undefined ? {} : { mend: `did you mean ${near}?` };
};

export const byMap = (table: Table, name: string, columns: readonly string[], declared: readonly Dim[]): Found => {
  for (const column of columns)
    if (!table.header.includes(column))
      throw new Problem('no-column', `${table.file} has no column ${column}, named for ${name}`, { expected: table.header.join(', '), ...meant(column, table.header) });
  if (columns.length === 1) return { columns, sizes: [] };
  const sizes = declared.length === 1 ? [columns.length] : declared.map(Number);
  if (sizes.reduce((a, b) => a * b, 1) !== columns.length)
    throw new Problem('no-column', `${columns.length} columns are named for ${name}, which takes ${declared.length === 0 ? 'one' : declared.join(' times ')}: ${columns.join(', ')}`);
  return { columns, sizes };
};

/** `x = [sepal_length, sepal_width]; y = species`, as given beside a file. */
export const readColumnMap = (text: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    text
      .split(/[;\n]/u)
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const [, name, list, single] = /^\s*([^\s=]+)\s*=\s*(?:\[([^\]]*)\]|(.*?))\s*$/u.exec(part) ?? [];
        const columns = list === undefined ? [single ?? ''] : list.split(',').map((c) => c.trim());
        if (name === undefined || columns.includes(''))
          throw new Problem('bad-column-map', `"${part.trim()}" does not say which columns a name takes`, { fault: 'usage', expected: "--bind 'x=[first,second],y=third'" });
        return [name, columns] as const;
      }),
  );
