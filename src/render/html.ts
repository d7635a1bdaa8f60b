/** Doc to one self-contained page: no request, no script, its fonts inside. */
import type { Block, Doc, Inline, Language, Prose, Row, Tex } from './doc.ts';
import { numbering, numberOf } from './doc.ts';
import { katexStyle } from './fonts.ts';
import { type Formula, formulas } from './formula/markup.ts';
import { linesOf } from './formula/lines.ts';
import { closed } from './closed.ts';
import { type Html, escapeHtml, figureHtml, html, joinHtml, numberHtml, styleHtml, tex } from './formula/literal.ts';
import { widthOf } from './formula/width.ts';

/** Texts a page is made with; whoever may touch files reads them. */
export interface HtmlAssets {
  /** The page's own style sheet. */
  readonly css: string;
  readonly katexCss: string;
  /** woff2 file names to base64. */
  readonly fonts: ReadonlyMap<string, string>;
}

/** The few words a page adds to its Doc; `known: 'Known:'` with its punctuation. */
export interface PageWords {
  readonly calculus: string;
  readonly algebra: string;
  readonly known: string;
  readonly wanted: string;
  readonly figure: string;
  readonly table: string;
  readonly shape: string;
}

const langs: Readonly<Record<Language, Html>> = { en: html`en`, zh: html`zh-Hans` };
const policy = html`default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:`;

/** What the printing of blocks shares. */
interface Page {
  readonly words: PageWords;
  readonly formula: Formula;
  readonly numbers: ReadonlyMap<string, number>;
  /** Counts anchors, figures and tables; ids are ours, never a user's text. */
  readonly next: (kind: 'section' | 'figure' | 'table') => Html;
}

export const htmlOf = (doc: Doc, words: PageWords, assets: HtmlAssets): string => {
  const counts = { section: 0, figure: 0, table: 0 };
  const next: Page['next'] = (kind) => numberHtml((counts[kind] += 1));
  const page: Page = { words, formula: formulas(), numbers: numbering(doc), next };
  const body = html`<main${doc.landscape === true ? html` class="landscape"` : html``}>
<header>
<h1>${escapeHtml(doc.title)}</h1>
<p class="subtitle">${prose(doc.subtitle, page)}</p>
${legend(doc, words)}</header>
${blocks(doc.blocks, page)}
</main>`;
  const style = `${katexStyle(body, assets.katexCss, assets.fonts)}\n${assets.css}`;
  return html`<!doctype html>
<html lang="${langs[doc.language]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(doc.title)}</title>
<style>
${styleHtml(style)}
</style>
</head>
<body>
${body}
</body>
</html>
`;
};

/** Says what the dots mean, once, if there are any. */
const legend = (doc: Doc, words: PageWords): Html => {
  const moves = new Set(movesOf(doc.blocks));
  if (!moves.has('calculus') && !moves.has('algebra')) return html``;
  const key = (move: Row['move'], word: string): Html =>
    html`<span class="${escapeHtml(move)}">${dot} ${escapeHtml(word)}</span>`;
  return html`<p class="legend">${key('calculus', words.calculus)} ${key('algebra', words.algebra)}</p>
`;
};
const movesOf = (all: readonly Block[]): readonly Row['move'][] =>
  all.flatMap((b) => (b.kind === 'rows' ? b.rows.map((r) => r.move) : b.kind === 'why' ? movesOf(b.body) : []));

const dot = html`<span class="dot" aria-hidden="true"></span>`;
const hidden = (text: string): Html => html`<span class="hidden">${escapeHtml(text)} </span>`;

const prose = (text: Prose, page: Page): Html => joinHtml(tied(text).map((parts) => (parts.length === 1 ? joinHtml(parts.map((p) => inline(p, page))) : html`<span class="tied">${joinHtml(parts.map((p) => inline(p, page)))}</span>`)));

/** Wider formulas must be free to break. */
const short = 12;

/** Groups of parts: a short formula keeps the punctuation after it on its line. */
const tied = (text: Prose): readonly Prose[] => {
  const groups: Prose[] = [];
  for (const part of text) {
    const last = groups.at(-1)?.at(-1);
    const [, mark = '', rest = ''] = part.kind === 'text' ? (/^([,.;:)\u3001\u3002\uff0c\uff1a\uff1b\uff09]+)([^]*)$/u.exec(part.text) ?? []) : [];
    if (mark === '' || last?.kind !== 'math' || widthOf(last.tex) > short) groups.push([part]);
    else {
      groups.splice(-1, 1, [last, { kind: 'text', text: mark }]);
      if (rest !== '') groups.push([{ kind: 'text', text: rest }]);
    }
  }
  return groups;
};

const inline = (part: Inline, page: Page): Html => {
  switch (part.kind) {
    case 'text':
      return escapeHtml(part.text);
    case 'strong':
      return html`<strong>${escapeHtml(part.text)}</strong>`;
    case 'math':
      return page.formula(part.tex, false);
    case 'code':
      return html`<code>${escapeHtml(part.text)}</code>`;
    case 'ref': {
      const number = numberHtml(numberOf(part.to, page));
      return html`<a href="#eq-${number}">(${number})</a>`;
    }
  }
};

const blocks = (all: readonly Block[], page: Page): Html => joinHtml(all.map((b) => block(b, page)), html`\n`);

const block = (b: Block, page: Page): Html => {
  switch (b.kind) {
    case 'heading':
      return b.level === 2
        ? html`<h2 id="s-${page.next('section')}">${prose(b.text, page)}</h2>`
        : html`<h3 id="s-${page.next('section')}">${prose(b.text, page)}</h3>`;
    case 'paragraph':
      return html`<p>${prose(b.text, page)}</p>`;
    case 'list':
      return html`<ul>${joinHtml(b.items.map((item) => html`<li>${prose(item, page)}</li>`))}</ul>`;
    case 'rows':
      return html`<section class="${hasParts(b.rows) ? html`goal bare` : html`goal`}">
${aim(page.words.known, b.known, page)}${aim(page.words.wanted, b.wanted, page)}<ol class="rows">
${joinHtml(closed(b.rows).map((r) => row(r, hasParts(b.rows) ? roomier : roomy, page)))}</ol>
</section>`;
    case 'table':
      return table(b, page);
    case 'why':
      return html`<details class="why" open>
<summary>${prose(b.title, page)}</summary>
${blocks(b.body, page)}
</details>`;
    case 'code':
      return html`<pre><code>${escapeHtml(b.text)}</code></pre>`;
    case 'figure':
      return html`<figure>
<div class="drawing" role="img" aria-label="${escapeHtml(b.alt)}">${figureHtml(b.svg)}</div>
<figcaption>${label(page.words.figure, page.next('figure'))}${prose(b.caption, page)}</figcaption>
</figure>`;
  }
};

const label = (word: string, number: Html): Html => html`<strong>${escapeHtml(word)} ${number}</strong> `;

const aim = (word: string, text: Prose | undefined, page: Page): Html =>
  text === undefined
    ? html``
    : html`<p class="aim"><strong>${escapeHtml(word)}</strong> ${prose(text, page)}</p>
`;

/** A right side wider than this leaves no room for its reason beside it, in em of mathematics. */
const roomy = 20;
/** Where rows have neither numbers nor shapes, as in steps with parts set in. */
const roomier = 27;
const hasParts = (rows: readonly Row[]): boolean => rows.some((r) => r.inset !== undefined);

const row = (r: Row, room: number, page: Page): Html => {
  const lines = linesOf(r.right);
  const left = r.left === undefined ? 0 : widthOf(r.left);
  const wide = left + Math.max(...lines.map(widthOf)) + 2 * (r.inset ?? 0) > room;
  const classes = html`row ${escapeHtml(r.move)}${wide ? html` wide` : html``}${r.boxed === true ? html` boxed` : html``}`;
  const number = r.id === undefined ? undefined : numberHtml(numberOf(r.id, page));
  const id = number === undefined ? html`` : html` id="eq-${number}"`;
  const mark = number === undefined ? html`` : html`(${number})`;
  const shape =
    r.shape === undefined
      ? html``
      : html`<span class="shape">${hidden(page.words.shape)}[${sizes(r.shape)}]</span>`;
  const equation = r.inset !== undefined ? inset(r.inset, r.left, lines, page) : r.boxed === true ? boxed(r.left, lines, page) : sides(r.left, lines, page);
  return html`<li class="${classes}"${id}><span class="number">${mark}</span>${equation}${shape}<div class="reason">${reason(r, page)}</div></li>
`;
};

const sides = (left: Tex | undefined, lines: readonly Tex[], page: Page): Html => {
  const leftSide = left === undefined ? html`` : page.formula(left, true);
  const rightSide = joinHtml(lines.map((line, i) => page.formula(i === 0 ? tex`{}= ${line}` : line, true)));
  return html`<div class="left">${leftSide}</div>
<div class="right">${rightSide}</div>`;
};

/** A result is one formula, so that its frame can hug it. */
const boxed = (left: Tex | undefined, lines: readonly Tex[], page: Page): Html => {
  const whole = lines.map((line, i) => page.formula(i === 0 ? tex`${left ?? tex`{}`} = ${line}` : line, true));
  return html`<div class="whole"><div class="frame">${joinHtml(whole)}</div></div>`;
};

/** A row that serves the one below: both sides in one formula, with a line along it for each level. */
const inset = (depth: number, left: Tex | undefined, lines: readonly Tex[], page: Page): Html => {
  const whole = lines.map((line, i) => page.formula(i > 0 ? line : left === undefined ? tex`\qquad {}= ${line}` : tex`${left} = ${line}`, true));
  const levels = Array.from({ length: Math.min(depth, deepest) }).reduce<Html>((inner) => html`<div class="inset">${inner}</div>`, joinHtml(whole));
  return html`<div class="whole">${levels}</div>`;
};
/** Deeper rows are not set in further: a phone is narrow. */
const deepest = 4;

/** A shape with its letters slanted as in formulas. */
const sizes = (shape: string): Html => joinHtml(shape.split(/(\p{L}+)/u).map((part) => (/^\p{L}/u.test(part) ? html`<i>${escapeHtml(part)}</i>` : escapeHtml(part))));

const reason = (r: Row, page: Page): Html => {
  if (r.move === 'given') return prose(r.reason, page);
  return html`${dot}${hidden(`${page.words[r.move]}:`)}${prose(r.reason, page)}`;
};

const table = (b: Extract<Block, { kind: 'table' }>, page: Page): Html => {
  const head = joinHtml(b.head.map((cell) => html`<th scope="col">${prose(cell, page)}</th>`));
  const body = b.body.map((cells) => html`<tr>${joinHtml(cells.map((cell) => html`<td>${prose(cell, page)}</td>`))}</tr>\n`);
  return html`<div class="table"><table>
<caption>${label(page.words.table, page.next('table'))}${prose(b.caption, page)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${joinHtml(body)}</tbody>
</table></div>`;
};
