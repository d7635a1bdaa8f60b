/** How series and classes are told apart: colours that hold on white and on near-black, each with a dash and a mark of its own. */
import { type Html, html } from '../formula/literal.ts';

const colours: readonly Html[] = [html`#3f7fbf`, html`#c9713a`, html`#4c9a6a`, html`#9a6bb3`, html`#a08a2c`, html`#6f7d8c`];
const dashes: readonly Html[] = [html`none`, html`7 4`, html`2 3`, html`9 3 2 3`, html`4 2`, html`12 3 2 3 2 3`];

export interface Look {
  readonly colour: Html;
  readonly dash: Html;
  /** Of a line. */
  readonly stroke: Html;
}

/** The i-th of thirty-six; beyond the colours, dashes move on. */
export const look = (i: number): Look => {
  const colour = colours[i % colours.length] ?? html`currentColor`;
  const dash = dashes[(i + Math.floor(i / colours.length)) % dashes.length] ?? html`none`;
  return { colour, dash, stroke: html`stroke="${colour}" stroke-dasharray="${dash}" stroke-width="1.75" stroke-linejoin="round"` };
};

/** Of an area behind lines. */
export const wash = (i: number): Html => html`fill="${look(i).colour}" fill-opacity="0.16" stroke="none"`;
