/** Which formula uses which, in what order do they stand, and is that allowed? */
import { checkMentions } from './check.ts';
import { measured } from './declarations.ts';
import type { Mentions } from './mentions.ts';
import { fail } from '../text/misread.ts';
import { cycleFrom, groupsOf } from './order.ts';
import type { Formula, Item, Table } from './table.ts';

export interface Uses {
  /** Names in an order in which each comes after what it reads; names that read each other stand in one group. */
  readonly groups: readonly (readonly string[])[];
  readonly readsOf: (name: string) => readonly string[];
  readonly mentioned: ReadonlyMap<Formula, Mentions['names']>;
  /** True for a recurrence: a group of several, or a family that reads itself. */
  readonly isCyclic: (group: readonly string[]) => boolean;
}

/** Names of a way round that are told. */
const longestCycle = 12;

export const usesOf = (table: Table, functionNames: ReadonlySet<string>): Uses => {
  const { items } = table;
  const formulasOf = (item: Item): readonly Formula[] => [...item.bases.map((b) => b.formula), ...(item.declaration === undefined ? [item.formula] : [])];
  const mentioned = new Map<Formula, Mentions['names']>();
  const reading = new Map<string, readonly string[]>();
  for (const item of items.values()) {
    for (const { formula, running } of [...item.bases, ...(item.declaration === undefined ? [{ formula: item.formula, running: item.over }] : [])]) mentioned.set(formula, checkMentions(formula.syntax, running, table, functionNames).names);
    // A declaration reads the names whose sizes it takes: param(n, size(x)).
    const { declaration: d } = item;
    if (d !== undefined && 'sizes' in d) mentioned.set(item.formula, d.sizes.flatMap(measured).flatMap((s) => checkMentions(s, [...table.indices.keys()], table, functionNames).names));
    reading.set(item.name, [...new Set([item.formula, ...formulasOf(item)].flatMap((f) => mentioned.get(f) ?? []).map((m) => m.name))]);
  }
  const readsOf = (name: string): readonly string[] => reading.get(name) ?? [];
  const groups = groupsOf([...items.keys()], readsOf);
  const groupOf = new Map(groups.flatMap((g) => g.map((name): [string, readonly string[]] => [name, g])));
  const isCyclic = (group: readonly string[]): boolean => group.length > 1 || group.some((n) => readsOf(n).includes(n));

  const refuseCycle = (item: Item): void => {
    const group = groupOf.get(item.name) ?? [];
    if (!isCyclic(group)) return;
    const inside = new Set(group);
    const families = group.every((n) => (items.get(n)?.over.length ?? 0) > 0);
    const steps = group.flatMap((n) => formulasOf(items.get(n) ?? item)).flatMap((f) => mentioned.get(f) ?? []).some((m) => m.shifted && inside.has(m.name));
    if (families && steps) return;
    const cycle = cycleFrom(item.name, group, readsOf);
    const read = mentioned.get(item.formula)?.find((m) => m.name === cycle[1]);
    throw fail('cyclic-definition', `${item.name} is defined by itself: ${(cycle.length > longestCycle ? [...cycle.slice(0, longestCycle - 2), '...', ...cycle.slice(-2)] : cycle).join(' -> ')}`, read?.place ?? item.formula.place, 'a recurrence reads earlier members of a family: h[t] = ... h[t-1] ...');
  };
  const refuseEarlyUse = (item: Item): void => {
    for (const formula of [item.formula, ...formulasOf(item)])
      for (const { name, place } of mentioned.get(formula) ?? []) {
        const other = items.get(name);
        if (other === undefined || other.formula.ordinal <= formula.ordinal || groupOf.get(name) === groupOf.get(item.name)) continue;
        throw fail('used-too-early', `${name} is used before its definition in line ${String(other.formula.place.line)}`, place, 'move that line above this one');
      }
  };
  for (const item of items.values()) refuseCycle(item);
  for (const item of items.values()) refuseEarlyUse(item);
  return { groups, readsOf, mentioned, isCyclic };
};
