/** Does every name and function that a formula mentions exist, and does every index run? Shapes come later. */
import type { Place, Problem } from '../../core/problem.ts';
import type { Syntax } from '../../core/syntax.ts';
import { isDeclaring } from './declarations.ts';
import { refuseInfinite } from './finite.ts';
import { type Mentions, mentionsOf } from './mentions.ts';
import { fail } from '../text/misread.ts';
import { recordInFormula } from './records.ts';
import { nearest, unknownFunction, unknownName } from '../text/names.ts';

const constants = ['e', 'pi'];

/** What the names of a file or a program stand for, as far as a mention has to know. */
export interface Known {
  readonly items: ReadonlyMap<string, { readonly over: readonly string[] }>;
  readonly dims: ReadonlyMap<string, unknown>;
  readonly indices: ReadonlyMap<string, unknown>;
  /** Functions that make records, which no formula may call. */
  readonly records: ReadonlyMap<string, unknown>;
}

/** `l1` where only `l1.W` has a value, or `l1.U`: what the record has. */
const unknownField = (name: string, place: Place, items: Known['items']): Problem | undefined => {
  const fields = [...items.keys()].filter((n) => n.startsWith(`${name}.`));
  const [first] = fields;
  if (first !== undefined) return fail('record-as-value', `${name} is a record, and a formula reads one of its fields`, place, fields.at(-1), fields.join(', '));
  const dot = name.lastIndexOf('.');
  if (dot < 0) return undefined;
  const record = name.slice(0, dot);
  const known = [...items.keys()].filter((n) => n.startsWith(`${record}.`));
  if (items.has(record)) return fail('member-access', `${record} is not a record, so it has no field ${name.slice(dot + 1)}`, place, 'use a name of its own, such as x_1');
  if (known.length === 0) return unknownField(record, place, items);
  const near = nearest(name, known);
  return fail('unknown-field', `${record} has no field ${name.slice(dot + 1)}`, place, near === undefined ? undefined : `did you mean ${near}?`, known.join(', '));
};

/** What a formula mentions, all of it known. `running` are the indices that run around it. */
export const checkMentions = (syntax: Syntax, running: readonly string[], table: Known, functionNames: ReadonlySet<string>): Mentions => {
  const { items, dims, indices, records } = table;
  const mentions = mentionsOf(syntax, (name) => indices.has(name), running);
  for (const { name, place, args } of mentions.calls) {
    if (functionNames.has(name)) continue;
    if (records.has(name)) throw recordInFormula(name, place);
    const inner = args.map((a) => a.place.text.slice(a.place.column - 1, a.place.column - 1 + a.place.length)).join(', ');
    if (items.has(name) || dims.has(name) || indices.has(name))
      throw fail('not-a-function', `${name} is not a function`, place, items.get(name)?.over.length ? `${name}[${inner}] for a member of the family` : `write ${name} * (${inner})`);
    if (isDeclaring(name)) throw fail('declaration-in-formula', `${name}(...) stands alone after =`, place, `x = ${name}(${inner})`);
    throw unknownFunction(name, [...functionNames, ...records.keys()], place);
  }
  for (const { name, place } of mentions.names) {
    if (items.has(name) || dims.has(name) || constants.includes(name)) continue;
    if (functionNames.has(name)) throw fail('function-as-value', `${name} is a function and needs its brackets`, place, `${name}(x)`);
    throw unknownField(name, place, items) ?? unknownName(name, [...items.keys(), ...dims.keys(), ...indices.keys(), ...constants], place);
  }
  for (const { index, under, place } of mentions.sums)
    if (under.includes(index)) throw fail('index-twice', `${index} already runs here`, place, `declare another index of the same size`);
  const [loose] = mentions.loose;
  if (loose !== undefined) throw fail('loose-index', `nothing makes ${loose.name} run here`, loose.place, `sum(${loose.name}, ...), or a family such as z[${loose.name}] = ...`);
  refuseInfinite(syntax);
  return mentions;
};
