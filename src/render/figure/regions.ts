/** Regions of the plane by the class that wins there, with the points of the data over them. */
import { type Html, escapeHtml, html, joinHtml, numberHtml } from '../formula/literal.ts';
import { type Axis, linear, tick } from './axes.ts';
import { legendRows, rowHeight } from './legend.ts';
import { look } from './looks.ts';
import { drawing, label, line } from './svg.ts';

export interface Side {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}
export interface Regions {
  readonly x: Side;
  readonly y: Side;
  /** Points of the grid along each side. */
  readonly size: number;
  /** For each class what speaks for it, at the points of the grid: x runs fastest, both from their least. */
  readonly fields: readonly Float64Array[];
  readonly classes: readonly string[];
  readonly points: readonly { readonly x: number; readonly y: number; readonly class: number; readonly wrong: boolean }[];
  readonly alt: string;
}

const frame = { width: 480, height: 390, left: 58, right: 14, top: 24, bottom: 46 } as const;
const right = frame.width - frame.right;
const bottom = frame.height - frame.bottom;

/** By how much a class leads the best of the others, at each point. */
const leads = (fields: readonly Float64Array[], k: number): Float64Array =>
  Float64Array.from(fields[k] ?? [], (own, i) => own - fields.reduce((most, f, j) => (j === k ? most : Math.max(most, f[i] ?? -Infinity)), -Infinity));

type Spot = readonly [x: number, y: number];
interface Corner {
  readonly at: Spot;
  readonly lead: number;
}

/** The part of a cell where the lead is not negative, and where its edge crosses zero (marching squares). */
const cellPart = (corners: readonly Corner[]): { readonly inside: readonly Spot[]; readonly crossings: readonly Spot[] } => {
  const [inside, crossings]: [Spot[], Spot[]] = [[], []];
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length] ?? a;
    if (a.lead >= 0) inside.push(a.at);
    if (a.lead >= 0 === b.lead >= 0) return;
    const share = a.lead / (a.lead - b.lead);
    const spot: Spot = [a.at[0] + share * (b.at[0] - a.at[0]), a.at[1] + share * (b.at[1] - a.at[1])];
    inside.push(spot);
    crossings.push(spot);
  });
  return { inside, crossings };
};

const polygon = (spots: readonly Spot[], closed: boolean): Html => html`M${joinHtml(spots.map(([x, y]) => html`${numberHtml(x)} ${numberHtml(y)}`), html`L`)}${closed ? html`Z` : html``}`;

/** Whole cells of a row in one piece. */
const outline = (lead: Float64Array, size: number, place: (column: number, row: number) => Spot): { readonly area: Html; readonly edge: Html } => {
  const [areas, edges]: [Html[], Html[]] = [[], []];
  const corner = (column: number, row: number): Corner => ({ at: place(column, row), lead: lead[row * size + column] ?? -1 });
  for (let row = 0; row + 1 < size; row++) {
    let begun: number | undefined;
    for (let column = 0; column < size; column++) {
      const corners = column + 1 < size ? [corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1)] : [];
      const whole = corners.length > 0 && corners.every((c) => c.lead >= 0);
      if (whole) begun ??= column;
      if (!whole && begun !== undefined) {
        areas.push(polygon([place(begun, row), place(column, row), place(column, row + 1), place(begun, row + 1)], true));
        begun = undefined;
      }
      if (whole || corners.length === 0) continue;
      const { inside, crossings } = cellPart(corners);
      if (inside.length > 2) areas.push(polygon(inside, true));
      for (let i = 0; i + 1 < crossings.length; i += 2) edges.push(polygon(crossings.slice(i, i + 2), false));
    }
  }
  return { area: joinHtml(areas), edge: joinHtml(edges) };
};

/** A mark of its own for every class. */
const mark = (k: number, x: number, y: number): Html => {
  const paint = html`fill="${look(k).colour}" stroke="currentColor" stroke-width="0.5"`;
  const shapes: readonly (readonly Spot[])[] = [[], [[-3, -3], [3, -3], [3, 3], [-3, 3]], [[0, -4.2], [3.8, 2.8], [-3.8, 2.8]], [[0, -4.4], [4.4, 0], [0, 4.4], [-4.4, 0]]];
  const shape = shapes[k % shapes.length] ?? [];
  if (shape.length === 0) return html`<circle cx="${numberHtml(x)}" cy="${numberHtml(y)}" r="3.4" ${paint}/>`;
  return html`<path d="${polygon(shape.map(([dx, dy]) => [x + dx, y + dy] as const), true)}" ${paint}/>`;
};

const scaled = ({ from, to }: Side, start: number, end: number): Axis => {
  const { ticks } = linear([from, to], start, end, 6, false);
  return { ticks, place: (v) => start + ((v - from) / (to - from)) * (end - start) };
};

export const regionsPlot = ({ x: xSide, y: ySide, size, fields, classes, points, alt }: Regions): string => {
  const [x, y] = [scaled(xSide, frame.left, right), scaled(ySide, bottom, frame.top)];
  const along = (side: Side, i: number): number => side.from + ((side.to - side.from) * i) / (size - 1);
  const place = (column: number, row: number): Spot => [x.place(along(xSide, column)), y.place(along(ySide, row))];
  const parts = classes.map((_, k) => outline(leads(fields, k), size, place));
  const thin = html`stroke="currentColor" stroke-opacity="0.6"`;
  const small = html`font-size="12"`;
  const legend = legendRows(classes, frame.left, right, frame.height + 6, (k, lx, ly) => html`<rect x="${numberHtml(lx)}" y="${numberHtml(ly - 7)}" width="28" height="14" fill="${look(k).colour}" fill-opacity="0.2"/>${mark(k, lx + 14, ly)}`);
  const body: Html[] = [
    // One opacity for the whole class, so that pieces that touch show no seam.
    ...parts.map(({ area }, k) => html`<g opacity="0.2"><path d="${area}" fill="${look(k).colour}" stroke="${look(k).colour}" stroke-width="0.5"/></g>`),
    ...(classes.length === 2 ? parts.slice(0, 1) : parts).map(({ edge }) => html`<path d="${edge}" stroke="currentColor" stroke-width="1.1"/>`),
    line(frame.left, bottom, right, bottom, thin),
    line(frame.left, frame.top, frame.left, bottom, thin),
    ...x.ticks.map((v) => line(x.place(v), bottom, x.place(v), bottom + 4, thin)),
    ...x.ticks.map((v) => label(x.place(v), bottom + 18, 'middle', tick(v, false), small)),
    ...y.ticks.map((v) => line(frame.left - 4, y.place(v), frame.left, y.place(v), thin)),
    ...y.ticks.map((v) => label(frame.left - 8, y.place(v) + 4, 'end', tick(v, false), small)),
    label((frame.left + right) / 2, frame.height - 8, 'middle', escapeHtml(xSide.name)),
    label(4, 14, 'start', escapeHtml(ySide.name)),
    ...points.map((p) => mark(p.class, x.place(p.x), y.place(p.y))),
    ...points.filter((p) => p.wrong).map((p) => html`<circle cx="${numberHtml(x.place(p.x))}" cy="${numberHtml(y.place(p.y))}" r="7" stroke="currentColor" stroke-width="1.1"/>`),
    ...legend.flat(),
  ];
  return drawing(frame.width, frame.height + rowHeight * legend.length, body, alt);
};
