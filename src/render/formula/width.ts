/** How wide our own TeX comes out, in em: an estimate good enough to break lines and to give a row more room. */
import type { Tex } from '../doc.ts';

/** Widths of macros that draw something; all others draw nothing or a letter. */
const drawn: ReadonlyMap<string, number> = new Map([
  ['cdot', 0.75],
  ['odot', 1.25],
  ['oslash', 1.25],
  ['times', 1.25],
  ['le', 1.35],
  ['ge', 1.35],
  ['ne', 1.35],
  ['sum', 1.5],
  ['infty', 1],
  ['left', 0.1],
  ['right', 0.1],
  ['begin', 0.5],
  ['qquad', 2],
  ['quad', 1],
  ['partial', 0.55],
]);
const silent: ReadonlySet<string> = new Set([
  'mathit', 'mathrm', 'mathsf', 'mathbf', 'text', 'operatorname', 'displaystyle', 'end', 'bar', 'hat', 'tilde', 'overline',
  'widehat', 'widetilde', 'dot', 'ddot', 'vec', 'acute', 'grave', 'check', 'breve', 'mathring', 'lvert', 'rvert', 'boxed',
]); // prettier-ignore
const shrink = 0.72;

/** One token, or a braced group with what is inside. */
type Piece = string | readonly Piece[];

const pieces = (text: string): readonly Piece[] => {
  const stack: Piece[][] = [[]];
  for (const [token] of text.matchAll(/\\[A-Za-z]+|\\[^]|[^]/gu)) {
    const top = stack.at(-1) ?? [];
    if (token === '{') stack.push([]);
    else if (token === '}' && stack.length > 1) {
      stack.pop();
      stack.at(-1)?.push(top);
    } else top.push(token);
  }
  return stack[0] ?? [];
};

const glyph = (c: string): number => {
  if (/\s/u.test(c)) return 0;
  if (/[+\-=<>]/u.test(c)) return 1.3;
  if (/[()[\],.:/!]/u.test(c)) return 0.4;
  if (/[0-9]/u.test(c)) return 0.5;
  if (/[a-z]/u.test(c)) return 0.53;
  return c.charCodeAt(0) > 0x2e80 ? 1 : 0.78;
};

const macroWidth = (name: string): number =>
  silent.has(name) ? 0.05 : (drawn.get(name) ?? (name.length === 1 ? 0.2 : /^(?:tanh|sinh|cosh|exp|log|max|min|sin|cos|tan|ln)$/u.test(name) ? 0.5 * name.length + 0.15 : 0.6));

const measure = (list: readonly Piece[]): number => {
  let width = 0;
  /** Room already taken at this place by the other script or by a wide sum sign. */
  let script = 0;
  for (let i = 0; i < list.length; i++) {
    const piece = list[i] ?? '';
    if (piece === '^' || piece === '_') {
      const wide = shrink * measure([list[i + 1] ?? '']);
      width += Math.max(0, wide - script);
      script = Math.max(script, wide);
      i += 1;
      continue;
    }
    script = piece === '\\sum' ? 1.4 : 0;
    if (typeof piece !== 'string') width += measure(piece);
    else if (piece === '\\frac' || piece === '\\tfrac') {
      const parts = [list[i + 1] ?? '', list[i + 2] ?? ''].map((part) => measure([part]));
      width += Math.max(...parts) * (piece === '\\frac' ? 1 : shrink) + 0.3;
      i += 2;
    } else if (piece === '\\underbrace') {
      const [body, name] = [list[i + 1] ?? '', list[i + 2] === '_' ? (list[i + 3] ?? '') : ''];
      width += Math.max(measure([body]), shrink * measure([name]));
      i += name === '' ? 1 : 3;
    } else if (piece === '\\begin') {
      const end = endOf(list, i);
      width += grid(list.slice(i + 2, end));
      i = end + 1;
    } else width += piece.startsWith('\\') ? macroWidth(piece.slice(1)) : glyph(piece);
  }
  return width;
};

/** Where the environment that begins at `from` ends. */
const endOf = (list: readonly Piece[], from: number): number => {
  let depth = 0;
  for (let i = from; i < list.length; i++) {
    if (list[i] === '\\begin') depth += 1;
    if (list[i] === '\\end') depth -= 1;
    if (depth === 0) return i;
  }
  return list.length;
};

/** The inside of `cases`: the widest cell of each column, a brace and the gaps. */
const grid = (inside: readonly Piece[]): number => {
  const rows = split(inside, '\\\\').map((r) => split(r, '&').map(measure));
  const columns = Math.max(...rows.map((r) => r.length));
  return Array.from({ length: columns }, (_, c) => Math.max(...rows.map((r) => r[c] ?? 0))).reduce((sum, w) => sum + w + 1, 0.2);
};

const split = (list: readonly Piece[], at: string): readonly (readonly Piece[])[] => {
  const parts: Piece[][] = [[]];
  for (const piece of list) {
    if (piece === at) parts.push([]);
    else parts.at(-1)?.push(piece);
  }
  return parts;
};

/** Estimated width, in em of the mathematics around it. */
export const widthOf = (of: Tex): number => measure(pieces(of));
