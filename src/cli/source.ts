/** Where the rows come from that a network is trained on: a table, or values by name. */
import type { Program } from '../core/program.ts';
import { readTable, type Table } from '../engine/csv.ts';
import { bindData, type Data } from '../engine/data.ts';
import { dataOf } from '../engine/given.ts';
import { usage } from './command.ts';
import { nameOf, readJson, readText } from './files.ts';
import type { Io } from './io.ts';

/** Rows for a program; `columns` says which columns of a table hold which name. */
export type Source = (program: Program, columns: ReadonlyMap<string, readonly string[]>) => Data;

export const tableSource =
  (table: Table): Source =>
  (program, columns) =>
    bindData(program, table, { columns });

export const readSource = (path: string, io: Io): Source => {
  if (!path.endsWith('.json')) return tableSource(readTable(readText(path, io), nameOf(path)));
  const json = readJson(path, io);
  return (program, columns) => {
    if (columns.size > 0) throw usage('no-columns', `--bind names columns of a table, and ${nameOf(path)} holds values by name`);
    return dataOf(program, json, nameOf(path));
  };
};
