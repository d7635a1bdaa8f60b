/** How far the slots of a normal form run: the size of an axis that a slot addresses. */
import type { Dim } from '../../core/dim.ts';
import { type Shape, tensor } from '../../core/shape.ts';
import { Unwritable } from './pieces.ts';
import { type Atom, mono, type Poly } from './poly.ts';
import { one } from './rational.ts';

/** How far a slot runs: the size of the axis it addresses somewhere. */
const extentIn = (a: Atom, position: number): Dim | undefined => {
  switch (a.kind) {
    case 'name':
      return a.read.shape.dims[position];
    case 'opaque':
      return a.like.shape.dims[position];
    case 'sum':
      return extentOf([mono(one, a.inner)], position);
    case 'bracket':
      return extentOf(a.poly, position);
    case 'fn':
      return a.args.map((p) => extentOf(p, position)).find((d) => d !== undefined);
    case 'letter':
      return undefined;
  }
};
export const extentOf = (p: Poly, slot: number): Dim | undefined => {
  for (const m of p)
    for (const f of m.factors)
      for (let i = 0; i < f.slots.length; i++)
        if (f.slots[i] === slot) {
          const d = extentIn(f.atom, i);
          if (d !== undefined) return d;
        }
  return undefined;
};
export const shapeFor = (ps: readonly Poly[], slots: readonly number[]): Shape =>
  tensor(
    ...slots.map((s) => {
      const d = ps.map((p) => extentOf(p, s)).find((x) => x !== undefined);
      if (d === undefined) throw new Unwritable();
      return d;
    }),
  );
