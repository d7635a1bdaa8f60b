/** Does every name and function that a formula mentions exist, and does every index run? Shapes come later. */
import type { Syntax } from '../../core/syntax.ts';
import { isDeclaring } from './declarations.ts';
import { refuseInfinite } from './finite.ts';
import { type Mentions, mentionsOf } from './mentions.ts';
import { fail } from '../text/misread.ts';
import { unknownFunction, unknownName } from '../text/names.ts';
import type { Table } from './table.ts';

const constants = ['e', 'pi'];

/** What a formula mentions, all of it known. `running` are the indices that run around it. */
export const checkMentions = (syntax: Syntax, running: readonly string[], table: Table, functionNames: ReadonlySet<string>): Mentions => {
  const { items, dims, indices } = table;
  const mentions = mentionsOf(syntax, (name) => indices.has(name), running);
  for (const { name, place, args } of mentions.calls) {
    if (functionNames.has(name)) continue;
    const inner = args.map((a) => a.place.text.slice(a.place.column - 1, a.place.column - 1 + a.place.length)).join(', ');
    if (items.has(name) || dims.has(name) || indices.has(name))
      throw fail('not-a-function', `${name} is not a function`, place, items.get(name)?.over.length ? `${name}[${inner}] for a member of the family` : `write ${name} * (${inner})`);
    if (isDeclaring(name)) throw fail('declaration-in-formula', `${name}(...) stands alone after =`, place, `x = ${name}(${inner})`);
    throw unknownFunction(name, [...functionNames], place);
  }
  for (const { name, place } of mentions.names) {
    if (items.has(name) || dims.has(name) || constants.includes(name)) continue;
    if (functionNames.has(name)) throw fail('function-as-value', `${name} is a function and needs its brackets`, place, `${name}(x)`);
    throw unknownName(name, [...items.keys(), ...dims.keys(), ...indices.keys(), ...constants], place);
  }
  for (const { index, under, place } of mentions.sums)
    if (under.includes(index)) throw fail('index-twice', `${index} already runs here`, place, `declare another index of the same size`);
  const [loose] = mentions.loose;
  if (loose !== undefined) throw fail('loose-index', `nothing makes ${loose.name} run here`, loose.place, `sum(${loose.name}, ...), or a family such as z[${loose.name}] = ...`);
  refuseInfinite(syntax);
  return mentions;
};
