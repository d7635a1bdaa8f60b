/**
 * One macro for each notation, so that whoever edits a `.tex` changes how adjoints, transposes or products look in one
 * line. Formulas are ours (see literal.ts), so their phrases are known.
 */
import type { Tex } from '../doc.ts';

/** How an adjoint is drawn by the profile of the document. */
export type AdjointSign = 'bar' | 'delta' | 'partial';

interface Notation {
  /** A phrase of ours without arguments. */
  readonly phrase: string;
  readonly macro: string;
  readonly means: string;
}
/** Phrases that end in a letter are followed by something that is none. */
const notations: readonly Notation[] = [
  { phrase: '\\mathsf T', macro: '\\T', means: 'the transpose' },
  { phrase: '\\odot', macro: '\\had', means: 'product entry by entry' },
  { phrase: '\\oslash', macro: '\\hdiv', means: 'quotient entry by entry' },
  { phrase: '\\mathrm d', macro: '\\dd', means: 'the d of a derivative' },
  { phrase: '\\mathrm e', macro: '\\ee', means: "Euler's number" },
  { phrase: '\\mathbf{0}', macro: '\\zeros', means: 'an array of zeros' },
  { phrase: '\\mathbf{1}', macro: '\\ones', means: 'an array of ones' },
];

/** Capital control words that LaTeX, amsmath and amssymb have; an operator of that name keeps its long form. */
const taken: ReadonlySet<string> = new Set(
  `Alph Arrowvert Bbbk Big Bigg Biggl Biggm Biggr Bigl Bigm Bigr Box Bumpeq Cap Cup Delta Diamond Doteq Downarrow Finv Game Gamma
  Huge Join LARGE LaTeX Lambda Large Leftarrow Leftrightarrow Lleftarrow Longleftarrow Longleftrightarrow Longrightarrow Lsh
  Omega Phi Psi Pi Re Im Pr Rightarrow Roman Rrightarrow Rsh Sigma Subset Supset TeX Theta Uparrow Updownarrow Upsilon Vdash
  Vert Vvdash Xi Aboxed Alpha Beta Chi Epsilon Eta Iota Kappa Mu Nu Omicron Rho Tau Zeta`.split(/\s+/u),
);

/** Where the group that opens at `at` ends, after its closing brace. */
const groupEnd = (text: string, at: number): number => {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i + 1;
  }
  return text.length;
};

const partial = '\\frac{\\partial ';

export interface Macros {
  /** A formula with macros in place of phrases. */
  readonly with: (of: Tex) => string;
  /** Definitions of the macros used so far, with a comment each. */
  readonly definitions: () => readonly string[];
}

export const macros = (adjoint: AdjointSign | undefined): Macros => {
  const used = new Map<string, string>();
  const use = (macro: string, definition: string): string => {
    used.set(macro, definition);
    return macro;
  };
  const command = (macro: string, meaning: string, args: number, body: string): string => use(macro, `\\newcommand{${macro}}${args === 0 ? '' : `[${String(args)}]`}{${body}} % ${meaning}`);

  /** `\frac{\partial L}{\partial x}`, wherever both parts are single groups. */
  const partials = (text: string): string => {
    let out = '';
    let rest = text;
    for (let at = rest.indexOf(partial); at >= 0; at = rest.indexOf(partial)) {
      const over = groupEnd(rest, at + '\\frac'.length);
      const below = groupEnd(rest, over);
      const [top, bottom] = [rest.slice(at + partial.length, over - 1), rest.slice(over, below)];
      out += rest.slice(0, at);
      if (/^\{\\partial [^]*\}$/u.test(bottom) && !bottom.slice(1).includes('\\partial ', 9)) {
        out += `${command('\\pd', 'a partial derivative', 2, '\\frac{\\partial #1}{\\partial #2}')}{${partials(top)}}{${partials(bottom.slice('{\\partial '.length, -1))}}`;
        rest = rest.slice(below);
      } else {
        out += rest.slice(at, at + partial.length);
        rest = rest.slice(at + partial.length);
      }
    }
    return out + rest;
  };

  const operators = (text: string): string =>
    text.replace(/\\operatorname\{([A-Za-z]{3,})\}(?=([A-Za-z])?)/gu, (whole, name: string, next: string | undefined) => {
      const macro = name.charAt(0).toUpperCase() + name.slice(1);
      if (taken.has(macro)) return whole;
      const known = used.get(`\\${macro}`);
      const definition = `\\DeclareMathOperator{\\${macro}}{${name}}`;
      if (known !== undefined && known !== definition) return whole;
      return `${use(`\\${macro}`, definition)}${next === undefined ? '' : ' '}`;
    });

  const adjoints = (text: string): string => {
    if (adjoint === 'bar')
      return text
        .replaceAll('\\bar{', () => `${command('\\adj', 'the adjoint of a letter', 1, '\\bar{#1}')}{`)
        .replaceAll('\\overline{', () => `${command('\\wideadj', 'the adjoint of a word', 1, '\\overline{#1}')}{`);
    if (adjoint === 'delta') return text.replaceAll('\\delta_{', () => `${command('\\adj', 'the adjoint', 1, '\\delta_{#1}')}{`);
    return text;
  };

  return {
    with: (of) => {
      let text: string = operators(adjoints(partials(of)));
      for (const { phrase, macro, means } of notations)
        text = text.replace(new RegExp(`${phrase.replace(/[\\{}]/gu, '\\$&')}(?![A-Za-z])`, 'gu'), () => command(macro, means, 0, phrase));
      return text;
    },
    definitions: () => [...used.values()],
  };
};
