/** Is every member that a formula reads there? Ranges of families, their values outside 1..size, and recurrences. */
import { coefficientOf, type Dim, lettersOf, showDim, substituteDim, subtractDims } from '../../core/dim.ts';
import type { Place } from '../../core/problem.ts';
import type { Index } from '../../core/program.ts';
import { isScalar, type Shape } from '../../core/shape.ts';
import { fail } from '../text/misread.ts';
import { groupsOf } from './order.ts';

/** A read of a family: `reader` is the family whose general formula reads, or undefined for anything else. */
export interface Read {
  readonly name: string;
  readonly at: readonly Dim[];
  readonly place: Place;
  readonly reader: string | undefined;
}
/** What has members: a family, or an array read at a subscript that moves. */
export interface Members {
  /** How far each subscript runs, from 1. */
  readonly sizes: readonly Dim[];
  /** Positions of the last subscript that have a value of their own. */
  readonly base: readonly Dim[];
  readonly shape: Shape;
  /** No position outside can be given a value. */
  readonly fixed?: boolean;
}
export interface Family extends Members {
  readonly over: readonly string[];
}

const written = (name: string, ...at: readonly Dim[]): string => `${name}[${at.map(showDim).join(', ')}]`;
const firstValue = (name: string, at: readonly Dim[], shape: Shape): string =>
  `${written(name, ...at)} = ${isScalar(shape) ? '0' : `zeros(${shape.dims.map(showDim).join(', ')})`}`;

/** How far a position lies below 1 or above `size`; undefined where letters leave it open. */
const outside = (p: Dim, size: Dim): { readonly below: number; readonly above: number } | undefined => {
  if (typeof p === 'number' && p < 1) return { below: 1 - p, above: 0 };
  const over = subtractDims(p, size);
  if (typeof over === 'number') return { below: 0, above: Math.max(0, over) };
  return typeof p === 'number' ? { below: 0, above: 0 } : undefined;
};

/** Checks that the positions of one axis which a read meets while its index runs all have a value. */
const checkAxis = (read: Read, axis: number, family: Members, indices: ReadonlyMap<string, Index>): void => {
  const [d, size] = [read.at[axis], family.sizes[axis]];
  if (d === undefined || size === undefined) return;
  const isLast = axis === family.sizes.length - 1;
  const base = isLast ? family.base : [];
  const leading = read.at.slice(0, axis);
  const member = (at: Dim): string => written(read.name, ...leading, at, ...read.at.slice(axis + 1));
  const letters = lettersOf(d).filter((l) => indices.has(l));
  const [letter, other] = letters;
  if (other !== undefined) throw fail('subscript-not-affine', `the subscript ${showDim(d)} has more than one index`, read.place, undefined, 'one index with a number added, such as t-1');
  const index = letter === undefined ? undefined : indices.get(letter);
  const ends: readonly (readonly [p: Dim, when: string])[] =
    letter === undefined || index === undefined
      ? [[d, '']]
      : [
          [substituteDim(d, letter, 1), ` at ${letter} = 1`],
          [substituteDim(d, letter, index.size), ` at ${letter} = ${showDim(index.size)}`],
        ];
  if (letter !== undefined) coefficientOf(d, letter);
  for (const [p, when] of ends) {
    // A fixed read meets one position, a moving one all up to the farthest.
    if (letter === undefined && base.includes(p)) continue;
    const out = outside(p, size);
    const reach = when === '' ? member(d) : `${member(d)}${when} is ${member(p)}, which`;
    const own = `${read.name} runs from 1 to ${showDim(size)}`;
    if (out === undefined) throw fail('outside-range', `${reach} may lie outside: ${own}`, read.place);
    // The positions between the range and the farthest one must all be there; the nearest missing one is named.
    const needed = Math.min(Math.max(out.below, out.above), base.length + 1);
    for (let k = 1; k <= needed; k++) {
      const at: Dim = out.below > 0 ? 1 - k : addTo(size, k);
      if (base.includes(at)) continue;
      const mendable = isLast && leading.every((s) => typeof s === 'string' && indices.has(s)) && family.fixed !== true && k < 4 && when !== '';
      throw fail(
        'missing-base',
        `${reach} has no value: ${own}`,
        read.place,
        mendable ? firstValue(read.name, [...leading, at], family.shape) : undefined,
        `a subscript from 1 to ${showDim(size)}`,
      );
    }
  }
};
const addTo = (size: Dim, k: number): Dim => subtractDims(size, -k);

export const checkRead = (read: Read, members: Members, indices: ReadonlyMap<string, Index>): void => {
  members.sizes.forEach((_size, axis) => {
    checkAxis(read, axis, members, indices);
  });
};

/**
 * Families that read each other have the same indices and step along the last, all in one direction. Returns them so that,
 * within one step, each comes after what it reads.
 */
export const orderRecurrence = (group: readonly string[], families: ReadonlyMap<string, Family>, reads: readonly Read[]): readonly string[] => {
  const [first = ''] = group;
  const over = families.get(first)?.over ?? [];
  const index = over.at(-1) ?? '';
  const inside = new Set(group);
  const same = new Map<string, string[]>();
  const earlier = (name: string): string => `${name}[${[...over.slice(0, -1), `${index}-1`].join(', ')}]`;
  let direction = 0;
  for (const read of reads) {
    const { name, at, place, reader } = read;
    if (reader === undefined || !inside.has(name) || !inside.has(reader)) continue;
    const family = families.get(name);
    const d = at.at(-1);
    if (family === undefined || d === undefined) continue;
    if (family.over.join() !== over.join())
      throw fail('bad-recurrence', `${reader} and ${name} read each other, so they have the same indices in the same order`, place, undefined, written(name, ...over));
    const moved = at.slice(0, -1).findIndex((s, axis) => s !== over[axis]);
    if (moved >= 0) throw fail('bad-recurrence', `a recurrence steps along its last index, and this reads another ${over[moved] ?? ''}`, place, `${earlier(name)}; to step along ${over[moved] ?? ''}, write it last`);
    if (family.base.includes(d)) continue;
    const shift = subtractDims(d, index);
    if (typeof shift !== 'number') throw fail('bad-recurrence', `${written(name, ...at)} is not at a fixed distance from ${written(reader, ...over)}`, place, undefined, earlier(name));
    if (shift === 0) same.set(reader, [...(same.get(reader) ?? []), name]);
    else if (direction !== 0 && Math.sign(shift) !== direction)
      throw fail('bad-recurrence', 'a recurrence goes one way, and this one reads both earlier and later members of itself', place, 'use one family for each direction');
    else direction = Math.sign(shift);
  }
  const sameStep = (name: string): readonly string[] => same.get(name) ?? [];
  return groupsOf(group, sameStep).map((part) => {
    const [stuck = ''] = part;
    if (part.length === 1 && !sameStep(stuck).includes(stuck)) return stuck;
    const read = reads.find((r) => r.reader === stuck && part.includes(r.name) && r.at.at(-1) === index);
    throw fail('cyclic-definition', `${part.map((n) => written(n, ...over)).join(' and ')} need${part.length === 1 ? 's its own value' : ' each other'} at the same ${index}`, read?.place ?? placeless(reads), `read an earlier member, such as ${earlier(stuck)}`);
  });
};
const placeless = (reads: readonly Read[]): Place => reads[0]?.place ?? { file: '', line: 1, column: 1, length: 1, text: '' };
