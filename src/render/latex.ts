/** Doc to a LaTeX file that compiles as it is and is meant to be edited: pdflatex for English, xelatex with ctex for Chinese. */
import { closed } from './closed.ts';
import type { Block, Doc, Prose, Row, Tex } from './doc.ts';
import { tikzOf } from './figure/tikz.ts';
import { linesOf } from './formula/lines.ts';
import { type Macros, macros } from './formula/macros.ts';
import { marks as accents } from './formula/name.ts';
import { widthOf } from './formula/width.ts';
import type { PageWords } from './html.ts';
import { numbering, numberOf } from './doc.ts';

/** What the printing of blocks shares. */
interface Page {
  readonly words: PageWords;
  readonly macros: Macros;
  readonly numbers: ReadonlyMap<string, number>;
}

export const latexOf = (doc: Doc, words: PageWords): string => {
  const page: Page = { words, macros: macros(doc.adjoint), numbers: numbering(doc) };
  const body = [prose(doc.subtitle, page), ...doc.blocks.map((b) => block(b, page))].filter((part) => part !== '').join('\n\n');
  // The preamble comes last: it defines what the body used.
  const title = escapeLatex(doc.title);
  const whole = `\\begin{document}\n\\begin{center}\\LARGE\\bfseries ${title}\\end{center}\n\n${body}\n\n\\end{document}\n`;
  return `${preamble(doc, whole, page)}\n${whole}`;
};

/** Whether there is more than pdflatex sets from its T1 fonts. */
// eslint-disable-next-line no-control-regex
const needsXelatex = (text: string): boolean => /[^\u0000-\u007f\u00a1-\u017f\u2013\u2014\u2018-\u201e\u2020-\u2022]/u.test(text);

const preamble = (doc: Doc, whole: string, { macros, words }: Page): string => {
  const xelatex = doc.language === 'zh' || needsXelatex(whole);
  const setting = doc.language === 'zh' ? ['\\documentclass[UTF8,a4paper,11pt,fleqn]{ctexart}'] : xelatex ? ['\\documentclass[a4paper,11pt,fleqn]{article}', '\\usepackage[scheme=plain]{ctex}'] : ['\\documentclass[a4paper,11pt,fleqn]{article}', '\\usepackage[T1]{fontenc}', '\\usepackage{lmodern}'];
  return [
    `% !TeX program = ${xelatex ? 'xelatex' : 'pdflatex'}`,
    ...setting,
    '\\usepackage[margin=2.2cm]{geometry}',
    '\\usepackage{mathtools,amssymb}',
    '\\usepackage{array,booktabs,longtable,xcolor}',
    ...(whole.includes('\\begin{tikzpicture}') ? ['\\usepackage{tikz}'] : []),
    '\\usepackage[colorlinks,allcolors=blue!45!black]{hyperref}',
    '\\setlength{\\mathindent}{1em}\\setlength{\\parindent}{0pt}\\setlength{\\parskip}{.6em}',
    '\\allowdisplaybreaks\\renewcommand{\\arraystretch}{1.15}',
    '',
    '% The notation of the formulas: change it here.',
    ...macros.definitions(),
    '',
    '% Reasons: beside a short formula, below a long one. A filled dot is a step of calculus, an open one of algebra.',
    '\\newlength{\\room} % what a formula leaves for its reason',
    '\\newcommand{\\beside}[1]{\\parbox[t]{\\room}{\\raggedright\\small #1}}',
    '\\newcommand{\\below}[1]{\\parbox[t]{.75\\linewidth}{\\raggedright\\small #1}}',
    '\\newcommand{\\calculus}{\\textcolor{blue!60!black}{\\ensuremath{\\bullet}}~}',
    '\\newcommand{\\algebra}{\\textcolor{orange!70!black}{\\ensuremath{\\circ}}~}',
    '\\newcommand{\\shape}[1]{~{\\footnotesize\\textcolor{gray}{\\ensuremath{[#1]}}}}',
    `\\newcommand{\\known}{\\par\\textbf{${escapeLatex(words.known)}} }`,
    `\\newcommand{\\wanted}{\\par\\nopagebreak\\textbf{${escapeLatex(words.wanted)}} }`,
    '% An answer to "why?"; its title is the argument.',
    '\\newenvironment{why}[1]{\\begin{quote}\\small\\textbf{#1}\\par}{\\end{quote}}',
    '% Text as it was written.',
    '\\newenvironment{source}{\\par\\small\\ttfamily\\frenchspacing\\obeylines\\obeyspaces}{\\par}',
    '',
    `\\hypersetup{pdftitle={${escapeLatex(xelatex ? doc.title : doc.title.normalize('NFKD').replace(/[^\u0020-\u007e]/gu, ''))}}}`,
  ].join('\n');
};

const specials: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['{', '\\{'],
  ['}', '\\}'],
  ['$', '\\$'],
  ['&', '\\&'],
  ['#', '\\#'],
  ['%', '\\%'],
  ['_', '\\_'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
  ["'", '\\textquotesingle{}'],
  ['"', '\\textquotedbl{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
  ['`', '\\textasciigrave{}'],
  ['-', '-{}'],
  [',', ',{}'],
  ['\u2212', '\\ensuremath{-}'],
  ['\u00d7', '\\ensuremath{\\times}'],
  ['\u00b7', '\\ensuremath{\\cdot}'],
  ['\u00b1', '\\ensuremath{\\pm}'],
  ['\u2192', '\\ensuremath{\\to}'],
  ['\u2264', '\\ensuremath{\\le}'],
  ['\u2265', '\\ensuremath{\\ge}'],
  ['\u221e', '\\ensuremath{\\infty}'],
  ['\u2260', '\\ensuremath{\\ne}'],
  ['\u221a', '\\ensuremath{\\surd}'],
  ['\u2202', '\\ensuremath{\\partial}'],
  ['\u2207', '\\ensuremath{\\nabla}'],
  ['\u2211', '\\ensuremath{\\sum}'],
  ['\u2299', '\\ensuremath{\\odot}'],
  ['\u2298', '\\ensuremath{\\oslash}'],
  ['\u2297', '\\ensuremath{\\otimes}'],
  ['\u2032', '\\ensuremath{^\\prime}'],
  ['\u2016', '\\ensuremath{\\Vert}'],
  ['\u2113', '\\ensuremath{\\ell}'],
  ['\u0131', '\\i{}'],
  ['\u2026', '\\ldots{}'],
]);
/** Signs that only ligatures of typewriter text need kept apart; in prose they stay as they are. */
const apart: ReadonlySet<string> = new Set(['-', ',']);

const greek = 'αalpha βbeta γgamma δdelta εvarepsilon ζzeta ηeta θtheta ικappa κkappa λlambda μmu νnu ξxi πpi ρrho σsigma τtau υupsilon φvarphi χchi ψpsi ωomega ΓGamma ΔDelta ΘTheta ΛLambda ΞXi ΠPi ΣSigma ΥUpsilon ΦPhi ΨPsi ΩOmega';
const greekLetters: ReadonlyMap<string, string> = new Map(greek.split(' ').map((word) => [word.charAt(0), `\\ensuremath{\\${word.slice(1)}}`]));

/** Raised and lowered characters, in runs. */
const raised = '[\u00b2\u00b3\u00b9\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d61\u1d9c-\u1dbf\u2070-\u207f]+';
const lowered = '[\u1d62-\u1d6a\u2080-\u209c]+';
const pieces = new RegExp(`${raised}|${lowered}|\\P{M}\\p{M}*`, 'gu');

const escaped = (text: string, verbatim: boolean): string =>
  [...text.normalize('NFC').matchAll(pieces)]
    .map(([whole]) => {
      const shift = new RegExp(`^${raised}$`, 'u').test(whole) ? '^' : new RegExp(`^${lowered}$`, 'u').test(whole) ? '_' : '';
      if (shift !== '') return `\\ensuremath{${shift}{${whole.normalize('NFKD').replaceAll('\u2212', '-')}}}`;
      const [c = '', ...marks] = whole;
      const worn = marks.map((m) => accents.get(m));
      // A letter with a mark that has no character of its own.
      if (marks.length > 0 && /^[A-Za-z]$/u.test(c) && worn.every((a) => a !== undefined)) return `\\ensuremath{${worn.reduce<string>((inner, a) => `\\${a}{${inner}}`, `\\mathit{${c}}`)}}`;
      if (marks.length > 0) return whole;
      if (!verbatim && apart.has(c)) return c;
      // Control characters have no look.
      if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(c)) return ' ';
      return specials.get(c) ?? greekLetters.get(c) ?? c;
    })
    .join('');

/** The one escaper for prose. A quotation mark or an apostrophe stays what it is in words. */
export const escapeLatex = (text: string): string => escaped(text, false).replaceAll('\\textquotesingle{}', "'");

const prose = (text: Prose, page: Page): string =>
  text
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return escapeLatex(part.text);
        case 'strong':
          return `\\textbf{${escapeLatex(part.text)}}`;
        case 'math':
          return `$${page.macros.with(part.tex)}$`;
        case 'code':
          return `\\texttt{${escaped(part.text, true)}}`;
        case 'ref':
          return `\\eqref{eq:${String(numberOf(part.to, page))}}`;
      }
    })
    .join('');

const block = (b: Block, page: Page): string => {
  switch (b.kind) {
    case 'heading':
      return `\\${b.level === 2 ? 'section' : 'subsection'}*{${inHeading(b.text, page)}}`;
    case 'paragraph':
      return prose(b.text, page);
    case 'list':
      return ['\\begin{itemize}', ...b.items.map((item) => `  \\item ${prose(item, page)}`), '\\end{itemize}'].join('\n');
    case 'rows':
      return rows(b, page);
    case 'table':
      return table(b, page);
    case 'why':
      return [`\\begin{why}{${prose(b.title, page)}}`, ...b.body.map((inner) => block(inner, page)), '\\end{why}'].join('\n');
    case 'code':
      return `\\begin{source}\n${escapedLines(b.text)}\n\\end{source}`;
    case 'figure':
      return ['\\begin{figure}[htbp]\\centering', `% ${escapeLatex(b.alt)}`, tikzOf(b.svg, escapeLatex), `\\caption{${prose(b.caption, page)}}`, '\\end{figure}'].join('\n');
  }
};

const escapedLines = (text: string): string =>
  text
    .replace(/\n$/u, '')
    .split('\n')
    .map((line) => (line.trim() === '' ? '\\strut' : escaped(line, true)))
    .join('\n');

/** Bookmarks take no mathematics and no typewriter: they get the plain words. */
const inHeading = (text: Prose, page: Page): string => {
  const plain = text.map((part) => ('text' in part ? part.text : '')).join('');
  return text.every((part) => part.kind === 'text') ? prose(text, page) : `\\texorpdfstring{${prose(text, page)}}{${escapeLatex(plain)}}`;
};

/** A formula wider than this leaves no room for its reason beside it, in em; a line of text has about 42. */
const roomy = 22;
const lineWidth = 42;
const widthIn = (r: Row): number => (r.left === undefined ? 0 : widthOf(r.left)) + Math.max(...linesOf(r.right).map(widthOf)) + 2 * (r.inset ?? 0);
const isBeside = (r: Row): boolean => widthIn(r) <= roomy && linesOf(r.right).length === 1;
const marks: Readonly<Record<Row['move'], string>> = { given: '', calculus: '\\calculus ', algebra: '\\algebra ' };

const rows = (b: Extract<Block, { kind: 'rows' }>, page: Page): string => {
  const aims = [...(b.known === undefined ? [] : [`\\known ${prose(b.known, page)}`]), ...(b.wanted === undefined ? [] : [`\\wanted ${prose(b.wanted, page)}`])];
  const all = closed(b.rows);
  const lines = all.map((r, i) => row(r, page) + (i < all.length - 1 ? ' \\\\' : ''));
  // Between formula and number, with some air on both sides.
  const room = (lineWidth - 8 - Math.max(0, ...all.map((r) => (isBeside(r) || r.reason.length === 0 ? widthIn(r) : 0)))) / lineWidth;
  return [...aims, `\\setlength{\\room}{${Math.max(0.3, room).toFixed(2)}\\linewidth}`, '\\begin{alignat}{2}', ...lines, '\\end{alignat}'].join('\n');
};

const row = (r: Row, page: Page): string => {
  const formula = (of: Tex): string => page.macros.with(of);
  const [first = '', ...more] = linesOf(r.right).map(formula);
  const left = r.left === undefined ? '' : formula(r.left);
  const framed = r.boxed === true && more.length === 0;
  const equation = r.inset !== undefined ? `&${'\\quad'.repeat(r.inset)} ${left === '' ? '\\qquad {}' : left} = ${first}` : framed ? `\\Aboxed{${left} &= ${first}}` : `${left} &= ${first}`;
  const why = [prose(r.reason, page), r.shape === undefined ? '' : `\\shape{${shapeTex(r.shape)}}`].filter((s) => s !== '').join('');
  const reason = why === '' ? '' : `${marks[r.move]}${why}`;
  const label = r.id === undefined ? ' \\notag' : ` \\label{eq:${String(numberOf(r.id, page))}}`;
  const continued = more.map((line) => `&\\qquad ${line}`);
  const beside = reason !== '' && isBeside(r);
  const head = `${equation}${beside ? ` &\\qquad& \\beside{${reason}}` : ''}`;
  const tail = [...continued, ...(reason === '' || beside ? [] : [`&\\quad \\below{${reason}}`])];
  // The number stands on the last line of what it names.
  return [...[head, ...tail].slice(0, -1).map((line) => `${line} \\notag \\\\*`), `${tail.at(-1) ?? head}${label}`].join('\n');
};

/** `2 × n`, as mathematics. */
const shapeTex = (shape: string): string => escapeLatex(shape).replace(/\\ensuremath\{(\\times|\\cdot)\}/gu, '$1').replaceAll('\\ldots{}', '\\dots');

/** In characters: what a line of a table holds, and what a column may take without being broken into lines. */
const tableLine = 92;
const narrow = 14;
const lengthOf = (text: Prose): number => text.reduce((n, part) => n + (part.kind === 'math' ? 1.8 * widthOf(part.tex) : 'text' in part ? (part.kind === 'code' ? 1.2 : 1) * part.text.length : 4), 0);

/** Columns as wide as their text while it fits; else the wide ones share what the narrow ones leave. */
const columnsOf = (head: readonly Prose[], body: readonly (readonly Prose[])[]): string => {
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((cells) => lengthOf(cells[i] ?? []))));
  const total = widths.reduce((a, b) => a + b + 2, 0);
  if (total <= tableLine) return 'l'.repeat(head.length);
  const wide = widths.map((w) => (w > narrow ? Math.sqrt(w) : 0));
  const left = 0.96 - widths.reduce((sum, w) => sum + (w > narrow ? 2 : w + 2), 0) / tableLine;
  const all = wide.reduce((a, b) => a + b, 0);
  return wide.map((w) => (w === 0 ? 'l' : `>{\\raggedright\\arraybackslash}p{${((left * w) / all).toFixed(2)}\\linewidth}`)).join('');
};

const table = (b: Extract<Block, { kind: 'table' }>, page: Page): string => {
  const line = (cells: readonly Prose[]): string => `  ${cells.map((c) => prose(c, page)).join(' & ')} \\\\`;
  return [`\\begin{longtable}{@{}${columnsOf(b.head, b.body)}@{}}`, `  \\caption{${prose(b.caption, page)}} \\\\`, '  \\toprule', line(b.head), '  \\midrule \\endhead', ...b.body.map(line), '  \\bottomrule', '\\end{longtable}'].join('\n');
};
