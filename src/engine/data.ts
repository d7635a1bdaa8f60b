/** Columns of a table to the inputs and targets of a program, one leading axis over the rows. */
import type { Dim } from '../core/dim.ts';
import { lettersOf } from '../core/dim.ts';
import { Problem } from '../core/problem.ts';
import type { Binding, Program } from '../core/program.ts';
import { type Bound, bindShapes, checkNumbers, declaredShape, isGiven } from './bind.ts';
import { byMap, byName, type Found } from './columns.ts';
import { type Column, readColumn, type Table } from './csv.ts';

export interface Data extends Bound {
  /** Rows of the table. */
  readonly count: number;
  /** The letter for the number of samples; absent where that is a plain number, which allows no smaller batches. */
  readonly samples: string | undefined;
  /** Which axis of the program's own that is; `last` where a matrix holds a sample in each column. */
  readonly axis: 'first' | 'last';
  /** Row after row, each row-major. */
  readonly values: ReadonlyMap<string, Float64Array>;
  /** What is the same for every row: constant arrays, and parameters where training starts from given ones. */
  readonly shared: ReadonlyMap<string, Float64Array>;
  /** The columns that each name was found in. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** What the entries of a one-hot vector stand for, in order. */
  readonly classes: ReadonlyMap<string, readonly string[]>;
  /** Where the rows stand. */
  readonly origin?: Origin;
}

/** The file of a table, with the number of each row and the line on which it ends, both counted from 1. */
export interface Origin {
  readonly file: string;
  readonly rows: readonly number[];
  readonly lines: readonly number[];
}
export interface DataOptions {
  /** Which columns hold which name; the others are looked for by name. */
  readonly columns?: ReadonlyMap<string, readonly string[]>;
  /** The inputs and targets to fill; all unless given. */
  readonly only?: ReadonlySet<string>;
  /** Classes as they were when training, by name; sorted ones unless given. */
  readonly classes?: ReadonlyMap<string, readonly string[]>;
  /** Over several samples: their mean unless given, or a value for each. */
  readonly objective?: 'mean' | 'each';
  /** Sizes known otherwise, such as those of trained parameters. */
  readonly shapes?: ReadonlyMap<string, readonly number[]>;
}

const someOf = (items: readonly string[]): string => `${items.slice(0, 6).join(', ')}${items.length > 6 ? ', ...' : ''}`;

/** Columns that make another shape than is declared: both are named, with the declaration that would fit. */
const checkFit = (table: Table, b: Binding, declared: readonly Dim[], { columns }: Found, { sizes, classes }: Filled): void => {
  if (declared.every((d, k) => typeof d !== 'number' || d === sizes[k])) return;
  const written = (dims: readonly Dim[]): string => `${b.role}(${dims.slice(b.over.length).join(', ')})`;
  const fitting = `${b.name}${b.over.length === 0 ? '' : `[${b.over.join(', ')}]`} = ${written(sizes)}`;
  const found = classes === undefined ? `${String(columns.length)} column${columns.length === 1 ? ' is' : 's are'} taken for it: ${someOf(columns)}` : `column ${someOf(columns)} has ${String(classes.length)} classes: ${someOf(classes)}`;
  throw new Problem('value-shape', `${b.name} is declared ${written(declared)}, and in ${table.file} ${found}`, {
    ...(b.place === undefined ? {} : { place: b.place }),
    mend: classes === undefined && columns.length === 1 ? `name all its columns, --bind '${b.name}=[${columns[0] ?? ''},second]', or declare ${fitting}` : `declare ${fitting}`,
  });
};

interface Filled {
  /** Per row. */
  readonly sizes: readonly number[];
  readonly values: Float64Array;
  readonly classes: readonly string[] | undefined;
}

/** Labels of so many classes that a column may hold as whole numbers from 0. */
const labelled = (column: Column, classes: Dim | undefined): Column => {
  if (column.kind === 'classes' || typeof classes !== 'number' || classes < 2 || !column.values.every((v) => Number.isInteger(v) && v >= 0 && v < classes)) return column;
  return { kind: 'classes', name: column.name, values: Int32Array.from(column.values), classes: Array.from({ length: classes }, (_, k) => String(k)) };
};

const fill = (table: Table, { name, index, role }: Binding, { columns, sizes }: Found, declared: readonly Dim[], known: readonly string[] | undefined): Filled => {
  const rank = declared.length;
  // An axis of a target more than the columns have is one of classes.
  const axis = role === 'target' && index === undefined && sizes.length === rank - 1 ? declared.at(-1) : undefined;
  const read = columns.map((c): Column => labelled(readColumn(table, c), axis));
  const rows = table.rows.length;
  const named = read.filter((c) => c.kind === 'classes');
  const short = sizes.length < rank ? [1] : [];
  if (named.length === 0) {
    const width = read.length;
    const values = new Float64Array(rows * width);
    read.forEach((c, k) => c.values.forEach((v, row) => (values[row * width + k] = v)));
    return { sizes: [...sizes, ...short], values, classes: undefined };
  }
  const [first] = named;
  if (named.length < read.length) throw new Problem('mixed-columns', `${name} takes numbers from some columns and classes from others: ${first?.name ?? ''} holds classes`);
  const words = [...new Set(named.flatMap((c) => c.classes))];
  const classes = known ?? (words.every((w) => /^\d+$/u.test(w)) ? words.sort((a, b) => Number(a) - Number(b)) : words.sort((a, b) => (a < b ? -1 : 1)));
  const places = new Map(classes.map((c, k) => [c, k]));
  const placeOf = (c: (typeof named)[number], v: number): number => {
    const label = c.classes[v] ?? '';
    const place = places.get(label);
    if (place === undefined) throw new Problem('unknown-class', `column ${c.name} of ${table.file} has the class ${label}`, { expected: classes.join(', ') });
    return place;
  };
  // Two classes for one number: the first is 0, the second 1.
  const numbered = index !== undefined;
  const single = numbered || sizes.length === rank;
  if (single && !numbered && classes.length > 2)
    throw new Problem('value-shape', `column ${first?.name ?? ''} of ${table.file} has ${classes.length} classes (${someOf(classes)}), and ${name} has no axis for them`, { expected: `an axis of ${classes.length} entries` });
  const width = single ? 1 : classes.length;
  const values = new Float64Array(rows * named.length * width);
  named.forEach((c, k) =>
    c.values.forEach((v, row) => {
      const start = (row * named.length + k) * width;
      // Entries found by number are counted from 1.
      if (single) values[start] = placeOf(c, v) + (numbered ? 1 : 0);
      else values[start + placeOf(c, v)] = 1;
    }),
  );
  return { sizes: numbered ? [...sizes, ...short] : single ? sizes : [...sizes, width], values, classes };
};

/**
 * The letter that is the first size (or, where samples are columns, the last) of every input and target, and of no
 * parameter and no constant array: the file names its own sample axis. (The leading axis of a family is its index: a sequence is one row.)
 */
const ownSamples = (program: Program, data: readonly Binding[], axis: Data['axis']): string | undefined => {
  if (data.some((b) => b.over.length > 0)) return undefined;
  const ends = new Set(data.map((b) => declaredShape(b, program).at(axis === 'last' ? -1 : 0)));
  const [end] = ends;
  if (ends.size !== 1 || typeof end !== 'string' || lettersOf(end)[0] !== end) return undefined;
  const ofOthers = [...program.bindings.values()].filter((b) => isGiven(b) && (b.role === 'param' || b.role === 'constant')).flatMap((b) => declaredShape(b, program).flatMap(lettersOf));
  return ofOthers.includes(end) ? undefined : end;
};

const givenOf = (program: Program): readonly Binding[] => [...program.bindings.values()].filter((b) => isGiven(b) && b.mask === undefined && (b.role === 'input' || b.role === 'target'));

/** The sample axis that a file names itself. */
export const ownAxis = (program: Program): Pick<Data, 'samples' | 'axis'> => {
  const all = givenOf(program);
  const columnar = program.profile.samples === 'columns' && all.some((b) => b.shape.dims.length > 1) ? ownSamples(program, all, 'last') : undefined;
  return columnar === undefined ? { samples: ownSamples(program, all, 'first'), axis: 'first' } : { samples: columnar, axis: 'last' };
};

export const bindData = (program: Program, table: Table, options: DataOptions = {}): Data => {
  const all = givenOf(program);
  const data = all.filter((b) => options.only?.has(b.name) ?? true);
  const { samples: own, axis } = ownAxis(program);
  for (const name of options.columns?.keys() ?? [])
    if (!all.some((b) => b.name === name)) throw new Problem('unknown-name', `${name} is no input or target`, { fault: 'usage', expected: all.map((b) => b.name).join(', ') });

  const rows = table.rows.length;
  const values = new Map<string, Float64Array>();
  const columns = new Map<string, readonly string[]>();
  const classes = new Map<string, readonly string[]>();
  const shapes = new Map(options.shapes);
  for (const b of data) {
    const whole = declaredShape(b, program);
    const declared = own === undefined ? whole : axis === 'last' ? whole.slice(0, -1) : whole.slice(1);
    const named = options.columns?.get(b.name);
    const others = new Set(all.map((o) => o.name).filter((name) => name !== b.name));
    const found = named === undefined ? byName(table, b.name, declared.length, others) : byMap(table, b.name, named, declared);
    if (found.sizes.length > declared.length || found.sizes.length < declared.length - 1)
      throw new Problem('value-shape', `the columns ${found.columns.slice(0, 3).join(', ')}... of ${table.file} have ${found.sizes.length} subscripts, and ${b.name} has ${declared.length} axes`);
    const filled = fill(table, b, found, declared, options.classes?.get(b.name));
    checkFit(table, b, declared, found, filled);
    values.set(b.name, filled.values);
    columns.set(b.name, found.columns);
    if (filled.classes !== undefined) classes.set(b.name, filled.classes);
    shapes.set(b.name, axis === 'last' ? [...filled.sizes, rows] : [rows, ...filled.sizes]);
  }
  const bound = bindShapes(program, shapes, options.objective === undefined ? {} : { objective: options.objective });
  for (const [name, numbers] of values) checkNumbers(bound, name, numbers);
  return { ...bound, count: rows, samples: bound.lifted ?? own, axis, values, shared: new Map(), columns, classes, origin: { file: table.file, rows: table.rows.map((_, i) => i + 1), lines: table.lines } };
};

/** For a program that takes nothing from outside. */
export const withoutData = (program: Program): Data => ({
  ...bindShapes(program, new Map()),
  count: 1,
  samples: undefined,
  axis: 'first',
  values: new Map(),
  shared: new Map(),
  columns: new Map(),
  classes: new Map(),
});
