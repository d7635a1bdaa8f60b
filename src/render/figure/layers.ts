/** Places for the nodes of a graph: columns by longest path, few crossings, neighbours on one height where they can be. */

export interface Arrow {
  readonly from: string;
  readonly to: string;
}
/** A point of the layout: a node, or a place where a long arrow passes a column. */
export interface Spot {
  readonly id: string;
  readonly column: number;
  /** In units of one row; any real number. */
  readonly height: number;
}
export interface Layout {
  readonly spots: ReadonlyMap<string, Spot>;
  readonly columns: number;
  /** For each arrow that goes forward, the spots from its start to its end. */
  readonly routes: ReadonlyMap<Arrow, readonly string[]>;
  /** Arrows to the same or an earlier node: reads of a former time step. */
  readonly returns: readonly Arrow[];
}

/** `ids` come in an order in which every arrow but the returning ones goes forward. */
export const layoutOf = (ids: readonly string[], arrows: readonly Arrow[]): Layout => {
  const position = new Map(ids.map((id, i) => [id, i]));
  const place = (id: string): number => position.get(id) ?? -1;
  const known = arrows.filter((a) => position.has(a.from) && position.has(a.to));
  const forward = known.filter((a) => place(a.from) < place(a.to));
  const columnOf = columnsOf(ids, forward);
  const column = (id: string): number => columnOf.get(id) ?? 0;
  const count = Math.max(0, ...columnOf.values()) + 1;

  const routes = new Map<Arrow, readonly string[]>();
  const columns: string[][] = Array.from({ length: count }, () => []);
  for (const id of ids) columns[column(id)]?.push(id);
  const links: Arrow[] = [];
  for (const [i, arrow] of forward.entries()) {
    const between = Array.from({ length: column(arrow.to) - column(arrow.from) - 1 }, (_, k) => `${String(i)}/${String(k)}`);
    between.forEach((id, k) => columns[column(arrow.from) + 1 + k]?.push(id));
    const route = [arrow.from, ...between, arrow.to];
    routes.set(arrow, route);
    route.slice(1).forEach((to, k) => links.push({ from: route[k] ?? to, to }));
  }
  const heights = settle(untangle(columns, links), links);
  const spots = new Map(
    columns.flatMap((list, c) => list.map((id) => [id, { id, column: c, height: heights.get(id) ?? 0 }] as const)),
  );
  return { spots, columns: count, routes, returns: known.filter((a) => place(a.from) >= place(a.to)) };
};

/** Longest path from the sources; a source then moves next to its first reader. */
const columnsOf = (ids: readonly string[], arrows: readonly Arrow[]): ReadonlyMap<string, number> => {
  const column = new Map<string, number>();
  for (const id of ids)
    column.set(id, Math.max(-1, ...arrows.filter((a) => a.to === id).map((a) => column.get(a.from) ?? 0)) + 1);
  for (const id of ids) {
    if (arrows.some((a) => a.to === id)) continue;
    const readers = arrows.filter((a) => a.from === id).map((a) => column.get(a.to) ?? 1);
    column.set(id, readers.length === 0 ? 0 : Math.min(...readers) - 1);
  }
  return column;
};

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((s, v) => s + v, 0) / values.length;

/** What each spot is linked to, on the side asked for. */
const linked = (links: readonly Arrow[], side: 'before' | 'after' | 'both'): ((id: string) => readonly string[]) => {
  const found = new Map<string, string[]>();
  const add = (id: string, other: string): void => void found.set(id, [...(found.get(id) ?? []), other]);
  for (const { from, to } of links) {
    if (side !== 'after') add(to, from);
    if (side !== 'before') add(from, to);
  }
  return (id) => found.get(id) ?? [];
};

/** Orders every column by the mean place of its neighbours, to and fro. */
const untangle = (columns: string[][], links: readonly Arrow[]): readonly (readonly string[])[] => {
  const [before, after] = [linked(links, 'before'), linked(links, 'after')];
  for (let sweep = 0; sweep < 6; sweep++) {
    const down = sweep % 2 === 1;
    const near = down ? before : after;
    for (const list of down ? columns : [...columns].reverse()) {
      const place = new Map(columns.flatMap((c) => c.map((id, i) => [id, i - (c.length - 1) / 2] as const)));
      const wish = new Map(list.map((id) => [id, mean(near(id).map((n) => place.get(n) ?? 0)) ?? place.get(id) ?? 0]));
      list.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
    }
  }
  return columns;
};

/** Heights near those of the neighbours, a row apart at least. What is computed keeps its line; sources make room. */
const settle = (columns: readonly (readonly string[])[], links: readonly Arrow[]): ReadonlyMap<string, number> => {
  const near = linked(links, 'both');
  const computed = new Set(links.map((l) => l.to));
  const height = new Map(columns.flatMap((c) => c.map((id, i) => [id, i - (c.length - 1) / 2] as const)));
  const wish = (id: string): number => {
    const all = near(id);
    const lines = all.filter((n) => computed.has(n));
    return mean((lines.length === 0 ? all : lines).map((n) => height.get(n) ?? 0)) ?? height.get(id) ?? 0;
  };
  for (let sweep = 0; sweep < 24; sweep++)
    for (const list of sweep % 2 === 0 ? columns : [...columns].reverse())
      spaced(list.map((id) => ({ wish: wish(id), weight: computed.has(id) ? 10_000 : 1 }))).forEach((h, i) =>
        height.set(list[i] ?? '', h),
      );
  return height;
};

interface Wish {
  readonly wish: number;
  readonly weight: number;
}

/** The values nearest to the wishes that rise by one or more: neighbours that crowd are pooled to their mean. */
const spaced = (wishes: readonly Wish[]): readonly number[] => {
  const pools: { sum: number; weight: number; count: number }[] = [];
  for (const [i, { wish, weight }] of wishes.entries()) {
    let pool = { sum: (wish - i) * weight, weight, count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.sum / last.weight > pool.sum / pool.weight; last = pools.at(-1)) {
      pool = { sum: pool.sum + last.sum, weight: pool.weight + last.weight, count: pool.count + last.count };
      pools.pop();
    }
    pools.push(pool);
  }
  return pools.flatMap(({ sum, weight, count }) => Array.from({ length: count }, () => sum / weight)).map((v, i) => v + i);
};
