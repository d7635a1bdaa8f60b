/** A source file to a program: named, shaped formulas in order. */
import { createPool } from '../core/expr.ts';
import type { OpTable } from '../core/op.ts';
import { bug } from '../core/problem.ts';
import type { Base, Binding, Program } from '../core/program.ts';
import { factOf } from './file/facts.ts';
import { profileIn, titlesOf } from './file/directives.ts';
import { matrices } from './matrices.ts';
import { builtinNames, onlyCalled } from './meanings.ts';
import { isOwn } from './program-text.ts';
import { checkRead, type Family, orderRecurrence, type Read } from './file/families.ts';
import { isCalled, readDefinitions } from './file/functions.ts';
import type { Line } from './file/heads.ts';
import { type Library, linesOf, noLibrary, orUse, usedLines } from './file/use.ts';
import { limits } from './limits.ts';
import { fail } from './text/misread.ts';
import { objectiveOf } from './file/objective.ts';
import { preludeUnder } from './file/prelude.ts';
import { openRecords } from './file/open.ts';
import { shape, type Shaped } from './file/shaping.ts';
import { placeIn, sourceOf } from './text/source.ts';
import { type Item, type Table, tableOf } from './file/table.ts';
import { usesOf } from './file/uses.ts';

export interface ReadOptions {
  /** For messages. */
  readonly file: string;
  readonly ops: OpTable;
  /** The text of the prelude: functions, lemmas and notations. */
  readonly prelude: string;
  /** Where `use(...)` finds other files; nowhere unless given. */
  readonly library?: Library;
  /** A family may have a value of its own inside its range, as the adjoint of one that is read at h[T] has. */
  readonly placesInside?: boolean;
  /** Settings that win over those of the file, `half=true, adjoint=delta`. */
  readonly profile?: string;
  /** Name of the objective; the last formula unless given. */
  readonly objective?: string;
  /** Numbers for dimension letters, known from data or values. */
  readonly letters?: ReadonlyMap<string, number>;
}

const profileLines = (text: string | undefined) => (text === undefined ? [] : linesOf(sourceOf(`profile(${text})`, 'profile')).filter((l) => l.kind === 'directive'));

export const read = (text: string, options: ReadOptions): Program => {
  try {
    return readWhole(text, options);
  } catch (error) {
    throw orUse(error, options.library ?? noLibrary);
  }
};

const readWhole = (text: string, options: ReadOptions): Program => {
  const { file, ops } = options;
  const source = sourceOf(text, file);
  const lines = linesOf(source);
  if (lines.length === 0) throw fail('empty-file', 'there is nothing in this file', placeIn(source, 0, 1), undefined, 'declarations and formulas, one a line');
  const said = lines.filter((l) => l.kind === 'directive');
  const profile = profileIn(said, profileLines(options.profile));
  const prelude = preludeUnder(options.prelude, ops, profile);
  const known = usedLines(lines, options.library ?? noLibrary).reduce((before, used) => readDefinitions(used, ops, before), prelude);
  const { records, ...definitions } = readDefinitions(lines, ops, known);
  const { functions } = definitions;
  const functionNames = new Set([...builtinNames(ops), ...functions.keys()]);

  const spare = spareNames(lines, definitions);
  const taken = new Set([...functionNames, ...records.keys()].filter((name) => !spare.has(name)));
  const table = tableOf(openRecords(lines, records), records, taken, options.letters ?? new Map(), options.placesInside);
  const { items, dims, indices } = table;
  const uses = usesOf(table, functionNames);
  const pool = createPool(limits.nodes);
  const shaped = shape(table, uses, { pool, ops, functions });

  const families = familiesOf(table, shaped);
  const readsBy = new Map<string, Read[]>();
  for (const r of shaped.reads) {
    const known = readsBy.get(r.reader ?? '');
    if (known === undefined) readsBy.set(r.reader ?? '', [r]);
    else known.push(r);
  }
  const order = uses.groups.flatMap((g) => (uses.isCyclic(g) ? orderRecurrence(g, families, g.flatMap((name) => readsBy.get(name) ?? [])) : g));
  for (const r of shaped.reads) {
    const family = families.get(r.name);
    if (family !== undefined) checkRead(r, family, indices);
  }
  const objective = objectiveOf([...items.values()], options.objective, shaped.shapeOf, source, lines.at(-1));
  const bindings = new Map<string, Binding>();
  for (const name of order) {
    const item = items.get(name);
    if (item !== undefined) bindings.set(name, bindingOf(item, shaped, objective));
  }

  const facts = said.filter((d) => d.name === 'assume').map((d) => factOf(d, source, table, functionNames, shaped));
  return { pool, ops, bindings, ...definitions, dims, indices, facts, profile, titles: titlesOf(said), objective };
};

/** Names with a bracket behind them. */
const callsIn = (line: Line): readonly string[] => {
  const tokens = line.kind === 'directive' ? line.inner : line.right.tokens;
  return tokens.flatMap((t, i) => (t.kind === 'name' && tokens[i + 1]?.text === '(' ? [t.text] : []));
};

/** Values may have the names of functions that neither the file nor another function calls. */
const spareNames = (lines: readonly Line[], known: Pick<Program, 'functions' | 'lemmas'>): ReadonlySet<string> => {
  const spare = (name: string): boolean => {
    const fn = known.functions.get(name);
    return (fn === undefined ? onlyCalled.has(name) : !isOwn(fn)) && !isCalled(name, known);
  };
  const clashes = lines.flatMap((l) => (l.kind === 'value' && spare(l.name) ? [l.name] : []));
  if (clashes.length === 0) return new Set();
  const called = new Set(lines.flatMap(callsIn));
  // A derivation of one function of matrices may bring in another.
  const ofMatrices = matrices.some(([name]) => called.has(name));
  return new Set(clashes.filter((name) => !called.has(name) && !(ofMatrices && matrices.some(([own]) => own === name))));
};

const familiesOf = ({ items, indices }: Table, { shapeOf }: Shaped): ReadonlyMap<string, Family> =>
  new Map(
    [...items.values()]
      .filter((i) => i.over.length > 0)
      .map(({ name, over, bases }) => [
        name,
        { over, sizes: over.map((i) => indices.get(i)?.size ?? 1), base: bases.map((b) => b.at), shape: shapeOf(name) },
      ]),
  );

const bindingOf = (item: Item, { shapeOf, exprOf, indexOf }: Shaped, objective: string): Binding => {
  const { name, over, formula, declaration, bases } = item;
  const base = bases.map((b): Base => ({ at: b.at, expr: exprOf(b.formula), place: b.formula.place }));
  const common = { name, over, base, shape: shapeOf(name), place: formula.place };
  switch (declaration?.kind) {
    case undefined:
      return { ...common, role: name === objective ? 'objective' : 'value', expr: exprOf(formula) };
    case 'number':
      return { ...common, role: 'constant', value: declaration.value };
    case 'constant':
      return { ...common, role: 'constant', ...(declaration.value === undefined ? {} : { value: declaration.value }) };
    case 'param':
      return { ...common, role: 'param', ...(declaration.init === undefined ? {} : { init: declaration.init }), ...(declaration.initOptions === undefined ? {} : { initOptions: declaration.initOptions }) };
    case 'index':
      throw bug('an index is not a binding');
    default: {
      const index = indexOf(item);
      return { ...common, role: declaration?.kind ?? 'input', ...(index === undefined ? {} : { index }), ...(declaration?.mask === undefined ? {} : { mask: declaration.mask }) };
    }
  }
};
