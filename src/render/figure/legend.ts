/** The names of series below a plot, in as many rows as they need. */
import { type Html, escapeHtml, html } from '../formula/literal.ts';
import { label } from './svg.ts';

export const rowHeight = 19;
const sample = 28;
const gap = 20;

/** Estimated at 12 pixels. */
const widthOf = (text: string): number => [...text].reduce((w, c) => w + (c > '\u2e80' ? 12 : 6.4), 0);

/** `draw` shows what a name stands for, in 28 pixels from x on and around y. */
export const legendRows = (
  labels: readonly string[],
  left: number,
  right: number,
  top: number,
  draw: (i: number, x: number, y: number) => Html,
): readonly (readonly Html[])[] => {
  const rows: Html[][] = [];
  let x = Infinity;
  labels.forEach((text, i) => {
    const width = sample + 6 + widthOf(text);
    if (x + width > right) {
      rows.push([]);
      x = left;
    }
    const y = top + rowHeight * (rows.length - 1) + 5;
    rows.at(-1)?.push(draw(i, x, y), label(x + sample + 6, y + 4, 'start', escapeHtml(text), html`font-size="12"`));
    x += width + gap;
  });
  return rows;
};
