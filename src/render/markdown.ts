/** Doc to Markdown as GitHub renders it: formulas in math fences, their reasons in a list right below. */
import { closed } from './closed.ts';
import type { Block, Doc, Prose, Row } from './doc.ts';
import { numbering, numberOf } from './doc.ts';
import type { PageWords } from './html.ts';
import { linesOf } from './formula/lines.ts';

/** Where the caller puts figures: the address of the n-th one (from 1), or nothing if it is only told in words. */
export type FigureFile = (n: number) => string | undefined;

/** What the printing of blocks shares. */
interface Page {
  readonly words: PageWords;
  readonly numbers: ReadonlyMap<string, number>;
  readonly next: (kind: 'figure' | 'table') => number;
  readonly file: FigureFile;
}

export const markdownOf = (doc: Doc, words: PageWords, file: FigureFile = () => undefined): string => {
  const counts = { figure: 0, table: 0 };
  const page: Page = { words, numbers: numbering(doc), next: (kind) => (counts[kind] += 1), file };
  const legend = hasMoves(doc.blocks) ? [`● ${escapeMarkdown(words.calculus)}${doc.language === 'zh' ? '，' : ', '}○ ${escapeMarkdown(words.algebra)}`] : [];
  const parts = [`# ${escapeMarkdown(doc.title)}`, prose(doc.subtitle, page), ...legend, ...doc.blocks.map((b) => block(b, page))];
  return `${parts.filter((p) => p !== '').join('\n\n')}\n`;
};

const hasMoves = (blocks: readonly Block[]): boolean =>
  blocks.some((b) => (b.kind === 'rows' ? b.rows.some((r) => r.move !== 'given') : b.kind === 'why' && hasMoves(b.body)));

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  // A backslash does not keep a dollar sign from opening mathematics.
  ['$', '<span>$</span>'],
]);

/** The one escaper for prose; also safe at the start of a line and in a table's cell. */
export const escapeMarkdown = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/gu, ' ')
    .replace(/[&<>$]|[\\`*_[\]|~#]/gu, (c) => entities.get(c) ?? `\\${c}`)
    .replace(/^(\s*)([-+=:])/u, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/u, '$1\\$2');

/** A code span; its fence is longer than any run of backticks inside. */
const codeSpan = (text: string): string => {
  const flat = text.replace(/\s+/gu, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || /^ .* $/u.test(flat) || flat.trim() === '' ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
};

const fenced = (language: string, text: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/u, '')}\n${fence}`;
};

/** Asterisks next to punctuation do not open or close in text without spaces, so such words are tagged. */
const strong = (text: string): string =>
  /^[\p{L}\p{N}].*[\p{L}\p{N}]$|^[\p{L}\p{N}]$/u.test(text) ? `**${escapeMarkdown(text)}**` : `<strong>${escapeMarkdown(text)}</strong>`;

const prose = (text: Prose, page: Page): string =>
  text
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return escapeMarkdown(part.text);
        case 'strong':
          return strong(part.text);
        case 'math':
          return `$\`${accepted(part.tex)}\`$`;
        case 'code':
          return codeSpan(part.text);
        case 'ref':
          return `(${String(numberOf(part.to, page))})`;
      }
    })
    .join('');

/** The mathematics of GitHub refuses `\\operatorname`. */
const accepted = (of: string): string => of.replaceAll('\\operatorname{', '\\mathrm{');

const block = (b: Block, page: Page): string => {
  switch (b.kind) {
    case 'heading':
      return `${'#'.repeat(b.level)} ${prose(b.text, page)}`;
    case 'paragraph':
      return prose(b.text, page);
    case 'list':
      return b.items.map((item) => `- ${prose(item, page)}`).join('\n');
    case 'rows':
      return rows(b, page);
    case 'table': {
      const line = (cells: readonly Prose[]): string => `| ${cells.map((c) => cell(c, page)).join(' | ')} |`;
      const caption = `**${escapeMarkdown(page.words.table)} ${String(page.next('table'))}** ${prose(b.caption, page)}`;
      return [caption, '', line(b.head), `|${' --- |'.repeat(b.head.length)}`, ...b.body.map(line)].join('\n');
    }
    case 'why': {
      const body = [`**${prose(b.title, page).replaceAll('**', '')}**`, ...b.body.map((inner) => block(inner, page))].join('\n\n');
      return body.replace(/^/gmu, '> ').replace(/^> $/gmu, '>');
    }
    case 'code':
      return fenced('', b.text);
    case 'figure': {
      const n = page.next('figure');
      const file = page.file(n);
      const caption = `**${escapeMarkdown(page.words.figure)} ${String(n)}** ${prose(b.caption, page)}`;
      const alt = escapeMarkdown(b.alt);
      return file === undefined ? `${caption}\n\n*${alt}*` : `![${alt}](<${encodeURI(file)}>)\n\n${caption}`;
    }
  }
};

/** Code spans keep their pipes, which a table would take for the end of a cell. */
const cell = (text: Prose, page: Page): string =>
  text.map((part) => (part.kind === 'code' ? codeSpan(part.text).replaceAll('|', '\\|') : prose([part], page))).join('');

const marks: Readonly<Record<Row['move'], string>> = { given: '', calculus: '● ', algebra: '○ ' };
const texMarks: Readonly<Record<Row['move'], string>> = { given: '', calculus: '\\bullet', algebra: '\\circ' };

const rows = (b: Extract<Block, { kind: 'rows' }>, page: Page): string => {
  const aims = [
    ...(b.known === undefined ? [] : [`**${escapeMarkdown(page.words.known)}** ${prose(b.known, page)}`]),
    ...(b.wanted === undefined ? [] : [`**${escapeMarkdown(page.words.wanted)}** ${prose(b.wanted, page)}`]),
  ];
  const lines = closed(b.rows).map((r) => row(r, page));
  const display = fenced('math', `\\begin{aligned}\n${accepted(lines.join(' \\\\\n'))}\n\\end{aligned}`);
  const reasons = b.rows.map((r) => reason(r, page)).filter((text) => text !== '');
  return [aims.join('  \n'), display, reasons.join('\n')].filter((part) => part !== '').join('\n\n');
};

const row = (r: Row, page: Page): string => {
  const [first = '', ...more] = linesOf(r.right);
  const number = r.id === undefined ? '' : `(${String(numberOf(r.id, page))})`;
  const mark = [texMarks[r.move], number].filter((s) => s !== '').join('\\;');
  const right = r.boxed === true && more.length === 0 ? `\\boxed{${first}}` : first;
  const continued = more.map((line) => ` \\\\\n&\\qquad ${line}`).join('');
  if (r.inset !== undefined) return `&${'\\qquad'.repeat(r.inset)} ${r.left ?? '\\qquad {}'} = ${right}${mark === '' ? '' : ` && \\qquad ${mark}`}${continued}`;
  return `${r.left ?? ''} &= ${right}${mark === '' ? '' : ` && \\qquad ${mark}`}${continued}`;
};

const reason = (r: Row, page: Page): string => {
  const why = prose(r.reason, page);
  const shape = r.shape === undefined ? '' : ` \`[${r.shape.replaceAll('`', '')}]\``;
  if (why === '' && shape === '') return '';
  const number = r.id === undefined ? '' : `**(${String(numberOf(r.id, page))})** `;
  return `- ${number}${marks[r.move]}${why}${shape}`;
};
