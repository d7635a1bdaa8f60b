/** Products that come back to where they began: the trace of a product, whichever factor it begins with. */
import type { Factor } from './poly.ts';

/** A factor met on the way round; `turned` where it is met at its second slot first. */
export interface Link {
  readonly of: Factor;
  readonly from: number;
  readonly to: number;
  readonly turned: boolean;
}

const linkFrom = (of: Factor, from: number): Link | undefined => {
  const [i, j] = of.slots;
  if (i === undefined || j === undefined) return undefined;
  return i === from ? { of, from, to: j, turned: false } : j === from ? { of, from, to: i, turned: true } : undefined;
};

/** Factors of two slots as one ring that begins with the first of them; undefined where they are none. */
export const ringOf = (factors: readonly Factor[]): readonly Link[] | undefined => {
  const [first] = factors;
  const start = first?.slots[0];
  if (start === undefined) return undefined;
  const waiting = [...factors];
  const links: Link[] = [];
  for (let at = start; ; ) {
    const k = waiting.findIndex((f) => linkFrom(f, at) !== undefined);
    const [next] = k < 0 ? [] : waiting.splice(k, 1);
    const link = next === undefined ? undefined : linkFrom(next, at);
    if (link === undefined) return undefined;
    links.push(link);
    at = link.to;
    if (at === start) return waiting.length === 0 ? links : undefined;
  }
};
