/** Shared pieces of our drawings. Text takes the reader's colour, so that a figure follows light and dark pages. */
import type { Html } from '../formula/literal.ts';
import { escapeHtml, html, joinHtml, numberHtml } from '../formula/literal.ts';
import { letterOf } from '../formula/greek.ts';
import { splitName } from '../formula/name.ts';

/** Below this share of its size a drawing rather scrolls than shrinks further. */
const legible = 0.65;

/** An svg element of the given size in user units; it shrinks with its container. `alt` says what it shows. */
export const drawing = (width: number, height: number, body: readonly Html[], alt?: string): Html => {
  const [w, h] = [numberHtml(width), numberHtml(height)];
  const size = html`viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" style="min-width:${numberHtml(legible * width)}px"`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" ${size} fill="none" font-size="13">${alt === undefined ? html`` : html`<desc>${escapeHtml(alt)}</desc>`}${joinHtml(body)}</svg>`;
};

/** A drawing as a file of its own, which takes no colour from a page. */
export const svgFile = (svg: string): string =>
  svg.replace('>', '><style>svg{color:#222}@media (prefers-color-scheme:dark){svg{color:#ddd}}</style>');

export const line = (x1: number, y1: number, x2: number, y2: number, attributes: Html): Html =>
  html`<line x1="${numberHtml(x1)}" y1="${numberHtml(y1)}" x2="${numberHtml(x2)}" y2="${numberHtml(y2)}" ${attributes}/>`;

export type Anchor = 'start' | 'middle' | 'end';

export const label = (x: number, y: number, anchor: Anchor, content: Html, attributes: Html = html``): Html =>
  html`<text x="${numberHtml(x)}" y="${numberHtml(y)}" text-anchor="${escapeHtml(anchor)}" fill="currentColor" ${attributes}>${content}</text>`;

const overs: ReadonlyMap<string, string> = new Map([
  ['hat', '\u0302'],
  ['tilde', '\u0303'],
  ['bar', '\u0304'],
  ['dot', '\u0307'],
  ['ddot', '\u0308'],
  ['acute', '\u0301'],
  ['grave', '\u0300'],
  ['check', '\u030c'],
  ['breve', '\u0306'],
  ['mathring', '\u030a'],
  ['vec', '\u20d7'],
]);

/** A name drawn as in formulas: slanted letters, subscripts lowered. `barred` draws the adjoint of the name. */
export const nameSvg = (name: string, barred = false): Html => {
  const { base, accents, subs } = splitName(name);
  const worn = [...accents, ...(barred ? ['bar'] : [])].map((a) => overs.get(a) ?? '').join('');
  const [first = '', ...rest] = [...letterOf(base)];
  const slanted = /^\p{Script=Han}/u.test(base) ? html`` : html` font-style="italic"`;
  const nucleus = html`<tspan${slanted}>${escapeHtml(first + worn + rest.join(''))}</tspan>`;
  if (subs.length === 0) return nucleus;
  return html`${nucleus}<tspan font-size="70%" dy="0.35em">${escapeHtml(subs.map(letterOf).join(','))}</tspan>`;
};

/** Estimated width of `nameSvg` at `size`. */
export const nameWidth = (name: string, size: number): number => {
  const { base, subs } = splitName(name);
  const em = (text: string): number => [...letterOf(text)].reduce((w, c) => w + (c > '\u2e80' ? 1 : 0.58), 0);
  return size * (em(base) + 0.7 * em(subs.join(',')));
};
