/**
 * In which order units run. Units that read one another are a scan: one loop over an index along which every read among
 * them goes back (or every read goes ahead), the same question being asked again inside for reads at the same place.
 */
import { Problem } from '../../core/problem.ts';
import { type Affine, affineOf, fixed, type Letters, plus, scaled, type Span, spanOf, variable } from './affine.ts';
import type { Unit } from './fuse.ts';
import { groupsInOrder } from './order.ts';
import type { Step } from './steps.ts';

/** `from` reads `to` at these subscripts. */
interface Edge {
  readonly from: Unit;
  readonly to: Unit;
  readonly places: readonly Affine[];
}
export type Spans = ReadonlyMap<string, Span>;
/** The steps of one unit, with some indices fixed by loops around it. */
export type Lower = (unit: Unit, spans: Spans, outer: ReadonlyMap<string, Affine>) => Step;

const meets = (a: Span, b: Span): boolean => a.from <= b.to && b.from <= a.to;

export const edgesOf = (units: readonly Unit[], letters: Letters, sizes: Spans): readonly Edge[] => {
  const fills = new Map<string, Unit[]>();
  for (const unit of units)
    if (unit.part === undefined) fills.set(unit.binding.name, [...(fills.get(unit.binding.name) ?? []), unit]);
  return units.flatMap((from) => {
    const spans = new Map([...sizes, ...from.spans]);
    const parts = [...new Set(from.parts)].map((to): Edge => ({ from, to, places: to.over.map(variable) }));
    const names = [...new Set(from.names)].flatMap((node) => {
      const places = node.at.map((d) => affineOf(d, letters));
      return (fills.get(node.name) ?? [])
        .filter((to) => to.over.every((index, k) => meets(spanOf(places[k] ?? fixed(1), spans), to.spans.get(index) ?? { from: 1, to: 0 })))
        .map((to): Edge => ({ from, to, places }));
    });
    return [...parts, ...names];
  });
};

/**
 * The places of an index at which each unit runs. One that does not run over the index runs where it is first needed:
 * the scan meets its readers from below, or from above when it runs down.
 */
const runsAt = (group: readonly Unit[], edges: readonly Edge[], index: string, down: boolean): ReadonlyMap<Unit, Span> => {
  const places = new Map<Unit, Span>();
  for (const unit of group) {
    const span = unit.spans.get(index);
    if (span !== undefined) places.set(unit, span);
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of edges) {
      const reader = places.get(from);
      if (to.over.includes(index) || reader === undefined) continue;
      const first = down ? reader.to : reader.from;
      const known = places.get(to);
      if (known !== undefined && (down ? known.to >= first : known.from <= first)) continue;
      places.set(to, { from: first, to: first });
      changed = true;
    }
  }
  return places;
};

interface Scan {
  readonly index: string;
  readonly down: boolean;
  readonly places: ReadonlyMap<Unit, Span>;
  /** Reads that may be at the place being computed. */
  readonly same: readonly Edge[];
}

/** The scan along `index` in which no read looks at a place that has not been computed, if there is one. */
const scanAlong = (group: readonly Unit[], edges: readonly Edge[], index: string, down: boolean, sizes: Spans): Scan | undefined => {
  const places = runsAt(group, edges, index, down);
  const same: Edge[] = [];
  let moves = false;
  for (const edge of edges) {
    const own = places.get(edge.from);
    const other = places.get(edge.to);
    if (own === undefined || other === undefined) return undefined;
    const axis = edge.to.over.indexOf(index);
    const place = axis < 0 ? fixed(other.from) : (edge.places[axis] ?? fixed(other.from));
    const { from, to } = spanOf(plus(place, scaled(variable(index), -1)), new Map([...sizes, ...edge.from.spans, [index, own]]));
    if (down ? from < 0 : to > 0) return undefined;
    if (from <= 0 && to >= 0) same.push(edge);
    if (from !== 0 || to !== 0) moves = true;
  }
  return moves ? { index, down, places, same } : undefined;
};

const scanOf = (group: readonly Unit[], edges: readonly Edge[], open: ReadonlySet<string>, sizes: Spans): Scan => {
  for (const index of new Set(group.flatMap((u) => u.over))) {
    if (open.has(index)) continue;
    const scan = scanAlong(group, edges, index, false, sizes) ?? scanAlong(group, edges, index, true, sizes);
    if (scan !== undefined) return scan;
  }
  const names = [...new Set(group.map((u) => u.binding.name))].join(', ');
  const place = group.find((u) => u.binding.place !== undefined)?.binding.place;
  throw new Problem('circular-formulas', `${names} cannot be computed in any order: each value needs another one first`, {
    expected: 'reads that all go back along one index, such as h[t-1], or all ahead, such as h[t+1]',
    ...(place === undefined ? {} : { place }),
  });
};

/** Stretches of an index in which the same units run, with these units. */
const stretches = (units: ReadonlyMap<Unit, Span>, index: string): readonly { readonly span: Span; readonly units: readonly Unit[] }[] => {
  const holesOf = (u: Unit): readonly number[] => (u.over.at(-1) === index ? u.holes : []);
  const cuts = new Set<number>();
  for (const [u, { from, to }] of units) for (const cut of [from, to + 1, ...holesOf(u).flatMap((at) => [at, at + 1])]) cuts.add(cut);
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(0, -1).flatMap((from, k) => {
    const to = (sorted[k + 1] ?? from) - 1;
    const active = [...units].filter(([u, span]) => span.from <= from && to <= span.to && !holesOf(u).includes(from)).map(([u]) => u);
    return active.length === 0 ? [] : [{ span: { from, to }, units: active }];
  });
};

export const schedule = (units: readonly Unit[], edges: readonly Edge[], sizes: Spans, lower: Lower): readonly Step[] => {
  const whole = (unit: Unit): Map<string, Span> => new Map([...sizes, ...unit.spans]);

  const arrange = (members: readonly Unit[], among: readonly Edge[], outer: ReadonlyMap<string, Affine>, narrowed: Spans): readonly Step[] => {
    const position = new Map(members.map((u, k) => [u, k]));
    const inside = among.filter((e) => position.has(e.from) && position.has(e.to));
    const targets = members.map((): number[] => []);
    for (const e of inside) targets[position.get(e.from) ?? 0]?.push(position.get(e.to) ?? 0);
    const groups = groupsInOrder(members.length, (k) => targets[k] ?? []);
    const groupOf = new Map(groups.flatMap((group, g) => group.map((k) => [members[k], g] as const)));
    const within = groups.map((): Edge[] => []);
    for (const e of inside) if (groupOf.get(e.from) === groupOf.get(e.to)) within[groupOf.get(e.from) ?? 0]?.push(e);
    return groups.flatMap((group, g): readonly Step[] => {
      const these = group.flatMap((k) => members[k] ?? []);
      const own = within[g] ?? [];
      const [only] = these;
      if (own.length > 0) return scan(these, own, outer, narrowed);
      return only === undefined ? [] : alone(only, outer, narrowed);
    });
  };

  const alone = (unit: Unit, outer: ReadonlyMap<string, Affine>, narrowed: Spans): readonly Step[] => {
    const spans = new Map([...whole(unit), ...narrowed]);
    const last = unit.over.at(-1);
    if (unit.holes.length === 0 || last === undefined || outer.has(last)) return [lower(unit, spans, outer)];
    return stretches(new Map([[unit, spans.get(last) ?? { from: 1, to: 0 }]]), last).map(({ span }) => lower(unit, new Map([...spans, [last, span]]), outer));
  };

  const scan = (group: readonly Unit[], own: readonly Edge[], outer: ReadonlyMap<string, Affine>, narrowed: Spans): readonly Step[] => {
    const { index, down, places, same } = scanOf(group, own, new Set(outer.keys()), sizes);
    const parts = stretches(places, index).map(({ span, units: active }): Step => {
      const single = span.from === span.to;
      const steps = arrange(active, same, new Map([...outer, [index, single ? fixed(span.from) : variable(index)]]), new Map([...narrowed, [index, span]]));
      return single ? { kind: 'block', steps } : { kind: 'loop', variable: index, span, down, only: undefined, steps };
    });
    return down ? parts.reverse() : parts;
  };

  return arrange(units, edges, new Map(), new Map());
};
