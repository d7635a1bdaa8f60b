/** What does every name of a file stand for? A size, an index, a declared array, a formula, or a family of these. */
import { type Dim, lettersOf, showDim, subtractDims } from '../../core/dim.ts';
import { bug, type Place } from '../../core/problem.ts';
import type { Index } from '../../core/program.ts';
import type { Syntax } from '../../core/syntax.ts';
import { type Declaration, declarationOf } from './declarations.ts';
import { toDim } from '../scope.ts';
import { openParams } from './params.ts';
import type { ValueLine } from './open.ts';
import type { RecordFns } from './records.ts';
import { fail } from '../text/misread.ts';

/** A formula with the place of its line in the order of the file. */
export interface Formula {
  readonly syntax: Syntax;
  readonly ordinal: number;
  /** The name it defines. */
  readonly place: Place;
  /** The right side. */
  readonly whole: Place;
}
export interface Item {
  readonly name: string;
  readonly over: readonly string[];
  readonly declaration?: Declaration;
  readonly formula: Formula;
  readonly bases: readonly ItemBase[];
}
/** `h[n, 0] = ...`: the indices before the last run, the last stands still. */
export interface ItemBase {
  readonly running: readonly string[];
  readonly at: Dim;
  readonly formula: Formula;
}
export interface Table {
  readonly items: ReadonlyMap<string, Item>;
  readonly dims: ReadonlyMap<string, number | undefined>;
  readonly indices: ReadonlyMap<string, Index>;
  /** Functions that make records, which no formula may call. */
  readonly records: RecordFns;
}

interface Parsed {
  readonly line: ValueLine;
  readonly formula: Formula;
  readonly declaration: Declaration | undefined;
}
interface Draft {
  general?: Parsed & { readonly over: readonly string[] };
  readonly bases: ItemBase[];
}

/** `taken` are the names of functions, which nothing else can have; `inside` lets a family have values of its own in its range. */
export const tableOf = (lines: readonly ValueLine[], records: RecordFns, taken: ReadonlySet<string>, numbers: ReadonlyMap<string, number>, inside = false): Table => {
  const parsed = lines.map((line): Parsed => ({ line, formula: line, declaration: declarationOf(line.syntax) }));

  const indices = new Map<string, Index>();
  const letters = new Map<string, Place>();
  for (const { line, declaration } of parsed) {
    if (declaration?.kind === 'index') {
      if (line.at.length > 0) throw fail('bad-index', 'an index has no index itself', line.place);
      if (indices.has(line.name)) throw fail('defined-twice', `${line.name} is an index already`, line.place);
      indices.set(line.name, { name: line.name, size: declaration.size, role: 'sequence' });
    }
    for (const { name, place } of declaration?.letters ?? []) if (!letters.has(name)) letters.set(name, place);
  }
  for (const [name, place] of letters) {
    if (indices.has(name)) throw fail('index-as-size', `${name} is an index, not a size`, place, undefined, 'a number or a letter');
    if (taken.has(name)) throw fail('name-taken', `${name} is a function, so it cannot name a size`, place, 'another letter');
  }

  const dims = new Map<string, number | undefined>([...letters.keys()].map((l) => [l, numbers.get(l)]));
  const bound = new Map<string, Place>();
  const drafts = new Map<string, Draft>();
  const add = (p: Parsed): void => {
    const { line, formula, declaration } = p;
    const { name, place, at } = line;
    const twice = (first: Place): never => {
      throw fail('defined-twice', `${name} is defined twice, first in line ${String(first.line)}`, place, 'give one of them another name');
    };
    if (taken.has(name)) throw fail('name-taken', `${name} is a function, so it cannot name a value`, place, `another name, such as ${name}_1`);
    if (declaration?.kind === 'index') return;
    if (indices.has(name)) throw fail('defined-twice', `${name} is an index already`, place, 'give one of them another name');
    const letter = letters.get(name);
    if (letter !== undefined) {
      const before = bound.get(name);
      if (before !== undefined) twice(before);
      if (declaration?.kind !== 'number' || at.length > 0)
        throw fail('size-as-value', `${name} is a size in line ${String(letter.line)}, so it cannot be a value too`, place, 'give one of them another name');
      if (!Number.isSafeInteger(declaration.value) || declaration.value < 1)
        throw fail('bad-dimension', `${name} is a size, and ${String(declaration.value)} is none`, formula.whole, undefined, 'a whole number from 1');
      const given = numbers.get(name);
      if (given !== undefined && given !== declaration.value)
        throw fail('size-mismatch', `${name} is ${String(declaration.value)} here and ${String(given)} in the data`, place);
      bound.set(name, place);
      dims.set(name, declaration.value);
      return;
    }
    const draft = drafts.get(name) ?? { bases: [] };
    drafts.set(name, draft);
    const over = at.map((s) => (s.kind === 'name' && indices.has(s.name) ? s.name : undefined)).filter((s) => s !== undefined);
    const first = draft.general?.formula.place ?? (at.length === 0 ? draft.bases[0]?.formula.place : undefined);
    if (over.length === at.length) {
      if (first !== undefined) twice(first);
      if (new Set(over).size < over.length) throw fail('index-twice', 'an index stands here twice', place);
      draft.general = { ...p, over };
      return;
    }
    if (draft.general?.over.length === 0 && first !== undefined) twice(first);
    const base = { ...positionOf(line), formula };
    const same = draft.bases.find((b) => b.at === base.at);
    if (same !== undefined) twice(same.formula.place);
    draft.bases.push(base);
  };
  const positionOf = ({ name, at }: ValueLine): Omit<ItemBase, 'formula'> => {
    const running = at.slice(0, -1).map((s) => {
      if (s.kind === 'name' && indices.has(s.name)) return s.name;
      throw fail('bad-left-side', `${name} has a value of its own only at places of its last index`, s.place, `the index that a recurrence steps along stands last, as in ${name}[n, 0]`);
    });
    const s = at.at(-1);
    if (s === undefined) throw bug(`${name} has no subscript`);
    const before = running.map((index) => `${index}, `).join('');
    if (s.kind === 'name' && !letters.has(s.name)) throw fail('unknown-index', `${s.name} is not an index`, s.place, `declare it first: ${s.name} = index(T)`);
    const position = toDim(s, { letter: (l) => letters.has(l) || indices.has(l) });
    const moving = lettersOf(position).find((l) => indices.has(l));
    if (moving !== undefined) throw fail('bad-left-side', `a formula is given for ${name}[${moving}]`, s.place, `${name}[${before}${moving}] = ..., reading ${name}[${before}${moving}-1] on the right`);
    return { running, at: position };
  };
  parsed.forEach(add);

  const items = new Map<string, Item>();
  for (const [name, { general, bases }] of drafts) {
    if (general === undefined) {
      const [only] = bases;
      const record = [...drafts].some(([other, draft]) => other.startsWith(`${name}.`) && draft.general !== undefined);
      if (only !== undefined && record) throw fail('missing-formula', `${name} is a record, and its first value is not`, only.formula.place, `a record of the fields that the next step reads, as in ${name}[0] = {h: zeros(n)}`);
      if (only !== undefined) throw fail('missing-formula', `${name} has a first value but no formula`, only.formula.place, `${name}[t] = ... with t = index(T)`);
      continue;
    }
    const { over, formula, declaration } = general;
    const size = over.map((i) => indices.get(i)?.size ?? 1).at(-1) ?? 1;
    const leading = over.slice(0, -1);
    for (const b of bases) {
      if (b.running.join() !== leading.join()) throw fail('bad-left-side', `this value has other indices than ${name}[${over.join(', ')}]`, b.formula.place, `${name}[${[...leading, showDim(b.at)].join(', ')}] = ...`);
      const past = subtractDims(b.at, size);
      if (!inside && !(typeof b.at === 'number' ? b.at < 1 : typeof past === 'number' && past > 0) && !(typeof b.at === 'number' && typeof size === 'number' && b.at > size))
        throw fail('base-inside', `the formula for ${name}[${over.join(', ')}] already gives this value`, b.formula.place, `${name}[${[...leading, '0'].join(', ')}] = ...`, 'a subscript of 0 or below, or above the size of the index');
    }
    items.set(name, { name, over, formula, bases, ...(declaration === undefined ? {} : { declaration }) });
  }
  const sorted = [...items.values()].sort((a, b) => a.formula.ordinal - b.formula.ordinal);
  return { items: new Map(openParams(sorted).map((item) => [item.name, item])), dims, indices, records };
};
