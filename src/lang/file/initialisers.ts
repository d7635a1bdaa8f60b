/** How a parameter starts: `param(3, 2, henormal)`, `param(3, 2, constant, value=0.1)`. The engine draws what is named here. */
import type { Syntax } from '../../core/syntax.ts';
import { fail } from '../text/misread.ts';
import { nearest } from '../text/names.ts';
import { literal } from './literal.ts';

/** By name, the numbers that may be given. */
export const initialisers: ReadonlyMap<string, readonly string[]> = new Map([
  ['zeros', []],
  ['ones', []],
  ['constant', ['value']],
  ['uniform', ['range']],
  ['normal', ['std']],
  ['glorot', []],
  ['glorotnormal', []],
  ['he', []],
  ['henormal', []],
  ['lecun', []],
  ['lecunnormal', []],
  ['orthogonal', ['gain']],
  ['identity', ['gain']],
]);
const names = [...initialisers.keys()];

const otherwiseCalled: ReadonlyMap<string, string> = new Map([
  ['xavier', 'glorot'],
  ['kaiming', 'he'],
  ['random', 'uniform'],
  ['gaussian', 'normal'],
  ['zero', 'zeros'],
  ['one', 'ones'],
  ['eye', 'identity'],
  ['full', 'constant'],
  ...['glorot', 'he', 'lecun', 'xavier', 'kaiming'].flatMap((name): readonly (readonly [string, string])[] => {
    const own = name === 'xavier' ? 'glorot' : name === 'kaiming' ? 'he' : name;
    return [[`${name}_uniform`, own], [`${name}uniform`, own], [`${name}_normal`, `${own}normal`], ...(own === name ? [] : [[`${name}normal`, `${own}normal`] as const])];
  }),
]);

/** Must be above zero. */
const positive = new Set(['range', 'std', 'gain']);

/** What the last argument says, where it names a way to start and no size. */
export const initialiserOf = (last: Syntax | undefined): string | undefined => {
  if (last?.kind !== 'name') return undefined;
  if (initialisers.has(last.name)) return last.name;
  const other = otherwiseCalled.get(last.name);
  if (other !== undefined) throw fail('unknown-initialiser', `${last.name} is called ${other} here`, last.place, other);
  const near = last.name.length >= 4 ? nearest(last.name, names.filter((i) => i.length >= 4)) : undefined;
  if (near !== undefined) throw fail('unknown-initialiser', `there is no way to start a parameter called ${last.name}`, last.place, `did you mean ${near}?`, names.join(', '));
  return undefined;
};

/** The numbers given with it. */
export const initialiserOptions = (init: string | undefined, options: ReadonlyMap<string, Syntax>): ReadonlyMap<string, number> =>
  new Map(
    [...options].map(([option, given]) => {
      const known = init === undefined ? [] : (initialisers.get(init) ?? []);
      const owner = names.find((name) => initialisers.get(name)?.includes(option) === true);
      if (!known.includes(option))
        throw fail('bad-option', init === undefined ? `param has no option ${option}` : `${init} has no option ${option}`, given.place, owner === undefined ? undefined : `param(3, 2, ${owner}, ${option}=0.1)`, known.length === 0 ? undefined : known.join(', '));
      const value = literal(given);
      if (value === undefined || !Number.isFinite(value) || (positive.has(option) && value <= 0)) throw fail('bad-option', `${option} is a number${positive.has(option) ? ' above 0' : ''}`, given.place, `${option}=0.1`);
      return [option, value] as const;
    }),
  );
