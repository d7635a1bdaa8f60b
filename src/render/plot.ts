/** A line plot as SVG: thin axes in the text's colour, series told apart by dash as well as by colour. */
import { type Html, escapeHtml, html, joinHtml, numberHtml } from './formula/literal.ts';
import { drawing, label, line } from './figure/svg.ts';

export interface Series {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}
export interface Plot {
  readonly title?: string;
  /** What the axes show. */
  readonly x: string;
  readonly y: string;
  /** A logarithmic axis leaves out what is not positive. */
  readonly scale: 'linear' | 'log';
  readonly series: readonly Series[];
}

/** Colours that hold on white and on near-black, each with a dash of its own. */
const looks: readonly (readonly [colour: Html, dash: Html])[] = [
  [html`#3f7fbf`, html`none`],
  [html`#c9713a`, html`7 4`],
  [html`#4c9a6a`, html`2 3`],
  [html`#9a6bb3`, html`9 3 2 3`],
  [html`#a08a2c`, html`4 2`],
  [html`#6f7d8c`, html`1 4`],
];

const frame = { width: 500, height: 290, left: 54, right: 14, top: 22, bottom: 44 } as const;

interface Axis {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

export const linePlot = (plot: Plot): string => {
  const log = plot.scale === 'log';
  const series = plot.series.map((s) => ({
    ...s,
    points: s.points
      .filter(([x, y]) => drawable(x) && drawable(y) && (!log || y > tiniest))
      .map(([x, y]) => [x, Math.abs(y) < tiniest ? 0 : y] as const),
  }));
  const points = series.flatMap((s) => s.points);
  const right = frame.width - frame.right;
  const bottom = frame.height - frame.bottom;
  const x = linear(points.map((p) => p[0]), frame.left, right, 8, false);
  const ys = points.map((p) => p[1]);
  const y = log ? logarithmic(ys, bottom, frame.top + 8) : linear(ys, bottom, frame.top + 8, 5, true);
  const small = html`font-size="12"`;
  const body: Html[] = [
    ...y.ticks.map((v) => line(frame.left, y.place(v), right, y.place(v), html`stroke="currentColor" stroke-opacity="0.14"`)),
    ...y.ticks.map((v) => label(frame.left - 8, y.place(v) + 4, 'end', tick(v, log), small)),
    ...x.ticks.map((v) => line(x.place(v), bottom, x.place(v), bottom + 4, html`stroke="currentColor" stroke-opacity="0.6"`)),
    ...x.ticks.map((v) => label(x.place(v), bottom + 18, 'middle', tick(v, false), small)),
    line(frame.left, bottom, right, bottom, html`stroke="currentColor" stroke-opacity="0.6"`),
    label((frame.left + right) / 2, frame.height - 8, 'middle', escapeHtml(plot.x)),
    label(4, 12, 'start', escapeHtml(plot.y)),
    ...(plot.title === undefined
      ? []
      : [label((frame.left + right) / 2, 12, 'middle', escapeHtml(plot.title), html`font-weight="bold"`)]),
    ...series.map((s, i) => curve(s, i, x, y)),
    ...(series.length > 1 ? legend(series, right) : []),
  ];
  return drawing(frame.width, frame.height, body);
};

/** Beyond these a difference or a power of ten no longer is a number. */
const tiniest = 1e-300;
const drawable = (value: number): boolean => Math.abs(value) < 1e300;

const look = (i: number): readonly [Html, Html] => looks[i % looks.length] ?? [html`currentColor`, html`none`];
const stroke = (i: number): Html => {
  const [colour, dash] = look(i);
  return html`stroke="${colour}" stroke-dasharray="${dash}" stroke-width="1.75" stroke-linejoin="round"`;
};

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

const curve = (s: Series, i: number, x: Axis, y: Axis): Html => {
  const path = thinned(s.points, 1000).map(([px, py]) => html`${numberHtml(x.place(px))},${numberHtml(y.place(py))}`);
  return html`<polyline points="${joinHtml(path, html` `)}" ${stroke(i)}/>`;
};

const legend = (series: readonly Series[], right: number): readonly Html[] =>
  series.flatMap((s, i) => {
    const y = frame.top + 14 + 18 * i;
    return [line(right - 34, y, right - 4, y, stroke(i)), label(right - 40, y + 4, 'end', escapeHtml(s.label), html`font-size="12"`)];
  });

const linear = (values: readonly number[], from: number, to: number, wanted: number, padded: boolean): Axis => {
  const [low, high] = apart(extent(values));
  const step = niceStep((high - low) / wanted);
  const bottom = padded ? Math.floor(low / step) * step : low;
  const top = padded ? Math.ceil(high / step) * step : high;
  const first = Math.ceil(bottom / step - 1e-9);
  const count = Math.floor(top / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { ticks, place: (v) => from + ((v - bottom) / (top - bottom)) * (to - from) };
};

const logarithmic = (values: readonly number[], from: number, to: number): Axis => {
  const [low, high] = extent(values.map((v) => Math.log10(v)));
  const [bottom, top] = [Math.floor(low), Math.max(Math.ceil(high), Math.floor(low) + 1)];
  const step = Math.ceil((top - bottom) / 6);
  const ticks = Array.from({ length: Math.floor((top - bottom) / step) + 1 }, (_, i) => Number(`1e${String(bottom + i * step)}`));
  return { ticks, place: (v) => from + ((Math.log10(v) - bottom) / (top - bottom)) * (to - from) };
};

/** Widened if it is a point or as good as one, so that a scale exists. */
const apart = ([low, high]: readonly [number, number]): readonly [number, number] => {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const flat = size === 0 ? 0.5 : size / 2;
  return high - low > 1e-9 * size ? [low, high] : [low - flat, high + flat];
};

const extent = (values: readonly number[]): readonly [number, number] => {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (low > high) return [0, 1];
  return [low, high];
};

/** 1, 2 or 5 times a power of ten, not below `least`. */
const niceStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((m) => m * power >= least * (1 - 1e-9)) ?? 10) * power;
};

const tick = (value: number, log: boolean): Html => {
  const power = Math.round(Math.log10(Math.abs(value)));
  if (log && Math.abs(power) > 3)
    return html`10<tspan font-size="75%" dy="-0.45em">${escapeHtml(String(power).replace('-', '\u2212'))}</tspan>`;
  const digits = Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4) ? value.toExponential() : String(value);
  return escapeHtml(digits.replace(/-/gu, '\u2212'));
};
