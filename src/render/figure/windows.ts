/** One cell of an input and the windows that hold it: why the kernel comes back turned round. */
import { escapeHtml, type Html, html, joinHtml, numberHtml } from '../formula/literal.ts';
import { drawing, label } from './svg.ts';

export interface Windows {
  /** Cells of the input along one axis, and of the kernel. */
  readonly cells: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** The cell looked at, from 0. */
  readonly at: number;
}
/** A window over the cell: which one, and which entry of the kernel stands over the cell. */
export interface Cover {
  readonly window: number;
  readonly entry: number;
}

/** First windows first. */
export const coversOf = ({ cells, kernel, stride, dilation, at }: Windows): readonly Cover[] => {
  const count = Math.floor((cells - dilation * (kernel - 1) - 1) / stride) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, window) => ({ window, entry: (at - stride * window) / dilation })).filter(({ entry }) => Number.isInteger(entry) && entry >= 0 && entry < kernel);
};

const cell = 34;
const gap = 8;
const margin = 12;
const side = 42;

const box = (x: number, y: number, on: boolean): Html =>
  html`<rect x="${numberHtml(x)}" y="${numberHtml(y)}" width="${numberHtml(cell)}" height="${numberHtml(cell - 6)}" rx="2" stroke="currentColor" stroke-width="1" fill="currentColor" fill-opacity="${on ? html`0.18` : html`0`}"/>`;
const small = html`font-size="12"`;
const text = (x: number, y: number, content: string): Html => label(x + cell / 2, y + (cell - 6) / 2 + 4, 'middle', escapeHtml(content), small);

/** Rows are windows, the last one the input; the column of the cell is filled. */
export const windowsSvg = (w: Windows, alt: string): Html => {
  const rows = coversOf(w);
  const x = (i: number): number => margin + side + i * cell;
  const y = (row: number): number => margin + row * (cell - 6 + gap);
  const windows = rows.flatMap(({ window, entry }, row) => [
    label(margin, y(row) + (cell - 6) / 2 + 4, 'start', escapeHtml(`p = ${String(window + 1)}`), small),
    ...Array.from({ length: w.kernel }, (_, u) => {
      const place = w.stride * window + w.dilation * u;
      return joinHtml([box(x(place), y(row), u === entry), text(x(place), y(row), `k${String(u + 1)}`)]);
    }),
  ]);
  const input = Array.from({ length: w.cells }, (_, i) => joinHtml([box(x(i), y(rows.length), i === w.at), text(x(i), y(rows.length), `x${String(i + 1)}`)]));
  return drawing(x(w.cells) + margin, y(rows.length + 1) + margin, [...windows, ...input], alt);
};
