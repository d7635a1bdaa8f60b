/** A line plot as SVG: thin axes in the text's colour, series told apart by dash as well as by colour. */
import { drawable, linear, logarithmic, tick, tiniest, type Axis } from './figure/axes.ts';
import { look, wash } from './figure/looks.ts';
import { legendRows, rowHeight } from './figure/legend.ts';
import { drawing, label, line } from './figure/svg.ts';
import { type Html, escapeHtml, html, joinHtml, numberHtml } from './formula/literal.ts';

export interface Series {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A range around the line, such as that of several runs. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[];
  /** Dots without a line between them. */
  readonly dots?: true;
}
export interface Plot {
  readonly title?: string;
  /** What the axes show. */
  readonly x: string;
  readonly y: string;
  /** A logarithmic axis leaves out what is not positive. */
  readonly scale: 'linear' | 'log';
  readonly series: readonly Series[];
  /** Marks of the horizontal axis with their names, where its values are no quantity; round numbers unless given. */
  readonly ticks?: readonly (readonly [at: number, name: string])[];
  /** A dot at every point: for points that are few. */
  readonly marked?: boolean;
  /** What the plot shows, in words. */
  readonly alt?: string;
}

const frame = { width: 520, height: 290, left: 58, right: 14, top: 22, bottom: 44 } as const;
const right = frame.width - frame.right;
const bottom = frame.height - frame.bottom;
const small = html`font-size="12"`;

export const linePlot = (plot: Plot): string => {
  const log = plot.scale === 'log';
  const shown = (y: number): boolean => drawable(y) && (!log || y > tiniest);
  const whole = (y: number): number => (Math.abs(y) < tiniest ? 0 : y);
  const series = plot.series.map((s) => ({
    ...s,
    points: s.points.filter(([x, y]) => drawable(x) && shown(y)).map(([x, y]) => [x, whole(y)] as const),
    band: (s.band ?? []).filter(([x, low, high]) => drawable(x) && shown(low) && shown(high)).map(([x, low, high]) => [x, whole(low), whole(high)] as const),
  }));
  const named = plot.ticks;
  const xs = [...series.flatMap((s) => s.points.map((p) => p[0])), ...(named ?? []).map(([at]) => at)];
  const ys = series.flatMap((s) => [...s.points.map((p) => p[1]), ...s.band.flatMap(([, low, high]) => [low, high])]);
  // Names need room on both sides.
  const inset = named === undefined ? 0 : 24;
  const x = linear(xs, frame.left + inset, right - inset, 8, false);
  const y = log ? logarithmic(ys, bottom, frame.top + 8) : linear(ys, bottom, frame.top + 8, 5, true);
  const marks = named?.map(([at, name]) => [at, escapeHtml(name)] as const) ?? x.ticks.map((v) => [v, tick(v, false)] as const);
  const legend = series.length > 1 ? legendRows(series.map((s) => s.label), frame.left, right, frame.height + 6, (i, lx, ly) => (series[i]?.dots === true ? dot(lx + 14, ly, i, true) : line(lx, ly, lx + 28, ly, look(i).stroke))) : [];
  const body: Html[] = [
    ...y.ticks.map((v) => line(frame.left, y.place(v), right, y.place(v), html`stroke="currentColor" stroke-opacity="0.14"`)),
    ...y.ticks.map((v) => label(frame.left - 8, y.place(v) + 4, 'end', tick(v, log), small)),
    ...marks.map(([v]) => line(x.place(v), bottom, x.place(v), bottom + 4, html`stroke="currentColor" stroke-opacity="0.6"`)),
    ...marks.map(([v, name]) => label(x.place(v), bottom + 18, 'middle', name, small)),
    line(frame.left, bottom, right, bottom, html`stroke="currentColor" stroke-opacity="0.6"`),
    label((frame.left + right) / 2, frame.height - 8, 'middle', escapeHtml(plot.x)),
    label(4, 12, 'start', escapeHtml(plot.y)),
    ...(plot.title === undefined
      ? []
      : [label((frame.left + right) / 2, 12, 'middle', escapeHtml(plot.title), html`font-weight="bold"`)]),
    ...series.map((s, i) => band(s.band, i, x, y)),
    ...series.flatMap((s, i) => (plot.marked === true || s.dots === true ? s.points.map(([px, py]) => dot(x.place(px), y.place(py), i, s.dots === true)) : [])),
    ...series.flatMap((s, i) => (s.dots === true ? [] : [curve(s, i, x, y)])),
    ...legend.flat(),
  ];
  return drawing(frame.width, frame.height + rowHeight * legend.length, body, plot.alt);
};

/** Dots of a cloud lie over one another. */
const dot = (cx: number, cy: number, i: number, cloud: boolean): Html => html`<circle cx="${numberHtml(cx)}" cy="${numberHtml(cy)}" r="2.75" fill="${look(i).colour}"${cloud ? html` fill-opacity="0.55"` : html``}/>`;

/** At most about one point a pixel is drawn; of more, the ends and the extremes of each stretch stay. */
const thinned = (points: Series['points'], most: number): Series['points'] => {
  if (points.length <= most) return points;
  const stretch = Math.ceil((4 * points.length) / most);
  const kept: (readonly [number, number])[] = [];
  for (let i = 0; i < points.length; i += stretch) {
    const part = points.slice(i, i + stretch);
    const byHeight = [...part].sort((a, b) => a[1] - b[1]);
    const chosen = new Set([part[0], byHeight[0], byHeight.at(-1), part.at(-1)]);
    kept.push(...part.filter((p) => chosen.has(p)));
  }
  return kept;
};

const spots = (points: Series['points'], x: Axis, y: Axis): Html => joinHtml(points.map(([px, py]) => html`${numberHtml(x.place(px))},${numberHtml(y.place(py))}`), html` `);

const curve = (s: Series, i: number, x: Axis, y: Axis): Html => html`<polyline points="${spots(thinned(s.points, 1000), x, y)}" ${look(i).stroke}/>`;

const band = (of: NonNullable<Series['band']>, i: number, x: Axis, y: Axis): Html => {
  if (of.length === 0) return html``;
  const [low, high] = [of.map(([at, l]) => [at, l] as const), of.map(([at, , h]) => [at, h] as const)].map((edge) => thinned(edge, 400));
  return html`<polygon points="${spots([...(low ?? []), ...[...(high ?? [])].reverse()], x, y)}" ${wash(i)}/>`;
};
