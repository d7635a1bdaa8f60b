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

type Direction = 'before' | 'after' | 'same' | 'mixed';

/** Where an edge looks along an index, seen from the place being computed. */
const directionOf = (edge: Edge, index: string, sizes: Spans): Direction => {
  const axis = edge.to.over.indexOf(index);
  const place = edge.places[axis];
  if (axis < 0 || place === undefined) return 'mixed';
  const { from, to } = spanOf(plus(place, scaled(variable(index), -1)), new Map([...sizes, ...edge.from.spans]));
  return to < 0 ? 'before' : from > 0 ? 'after' : from === 0 && to === 0 ? 'same' : 'mixed';
};

interface Scan {
  readonly index: string;
  readonly down: boolean;
  readonly same: readonly Edge[];
}
const scanOf = (group: readonly Unit[], edges: readonly Edge[], open: ReadonlySet<string>, sizes: Spans): Scan => {
  const [first] = group;
  for (const index of first?.over ?? []) {
    if (open.has(index) || !group.every((u) => u.over.includes(index))) continue;
    const directions = edges.map((e) => directionOf(e, index, sizes));
    if (directions.includes('mixed')) continue;
    const back = directions.includes('before');
    const ahead = directions.includes('after');
    if (back !== ahead) return { index, down: ahead, same: edges.filter((_, k) => directions[k] === 'same') };
  }
  const names = [...new Set(group.map((u) => u.binding.name))].join(', ');
  const place = group.find((u) => u.binding.place !== undefined)?.binding.place;
  throw new Problem('circular-formulas', `${names} cannot be computed in any order: each value needs another one first`, {
    expected: 'reads that all go back along one index, such as h[t-1], or all ahead, such as h[t+1]',
    ...(place === undefined ? {} : { place }),
  });
};

/** Stretches of an index in which the same units run: `[from, to]` of each, with the units. */
const stretches = (units: readonly Unit[], index: string): readonly { readonly span: Span; readonly units: readonly Unit[] }[] => {
  const isHole = (u: Unit, at: number): boolean => u.over.at(-1) === index && u.holes.includes(at);
  const cuts = new Set<number>();
  for (const u of units) {
    const span = u.spans.get(index);
    if (span === undefined) continue;
    const holes = u.over.at(-1) === index ? u.holes : [];
    for (const cut of [span.from, span.to + 1, ...holes.flatMap((at) => [at, at + 1])]) cuts.add(cut);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(0, -1).flatMap((from, k) => {
    const to = (sorted[k + 1] ?? from) - 1;
    const active = units.filter((u) => {
      const span = u.spans.get(index);
      return span !== undefined && span.from <= from && to <= span.to && !isHole(u, from);
    });
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
    return groupsInOrder(members.length, (k) => targets[k] ?? []).flatMap((group): readonly Step[] => {
      const these = group.flatMap((k) => members[k] ?? []);
      const own = inside.filter((e) => these.includes(e.from) && these.includes(e.to));
      const [only] = these;
      if (own.length > 0) return scan(these, own, outer, narrowed);
      return only === undefined ? [] : alone(only, outer, narrowed);
    });
  };

  const alone = (unit: Unit, outer: ReadonlyMap<string, Affine>, narrowed: Spans): readonly Step[] => {
    const spans = new Map([...whole(unit), ...narrowed]);
    const last = unit.over.at(-1);
    if (unit.holes.length === 0 || last === undefined || outer.has(last)) return [lower(unit, spans, outer)];
    return stretches([unit], last).map(({ span }) => lower(unit, new Map([...spans, [last, span]]), outer));
  };

  const scan = (group: readonly Unit[], own: readonly Edge[], outer: ReadonlyMap<string, Affine>, narrowed: Spans): readonly Step[] => {
    const { index, down, same } = scanOf(group, own, new Set(outer.keys()), sizes);
    const parts = stretches(group, index).map(({ span, units: active }): Step => {
      const single = span.from === span.to;
      const steps = arrange(active, same, new Map([...outer, [index, single ? fixed(span.from) : variable(index)]]), new Map([...narrowed, [index, span]]));
      return single ? { kind: 'block', steps } : { kind: 'loop', variable: index, span, down, steps };
    });
    return down ? parts.reverse() : parts;
  };

  return arrange(units, edges, new Map(), new Map());
};
