/**
 * Notations of the user's own, `tex(sigmoid, x) = "\sigma(x)"`: read against a list of what is allowed, kept as parts.
 * Nothing else a user writes reaches TeX.
 */
import katex from 'katex';
import { Problem } from '../../core/problem.ts';
import type { Tex } from '../doc.ts';
import { checkedTex, joinTex, tex } from './literal.ts';

/** A place for an argument; `closed` when the template already fences it, so that it needs no brackets. */
export interface Hole {
  readonly argument: number;
  readonly closed: boolean;
}
export type Template = readonly (Tex | Hole)[];

const macros: ReadonlySet<string> = new Set(
  `alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau upsilon
  phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar imath jmath partial nabla
  infty top bot star ast dagger circ bullet prime cdot times odot oslash otimes oplus pm mp le ge ne lt gt approx sim
  propto in lvert rvert lVert rVert langle rangle lfloor rfloor lceil rceil left right
  operatorname mathrm mathit mathbf mathsf mathcal mathbb hat tilde bar vec dot ddot widehat widetilde overline frac tfrac
  sqrt sum prod max min arg exp log ln sin cos tan sinh cosh tanh arcsin arccos arctan det sup inf dim ker quad`.split(
    /\s+/u,
  ),
);
const spaces = ',:;! ';
const plain = /^[0-9+\-*/=()[\],.:;<>!'^_ ]$/u;
const opening = new Set(['(', '[', '{', ',', '\\lvert', '\\lVert', '\\langle', '\\lfloor', '\\lceil']);
const closing = new Set([')', ']', '}', ',', '\\rvert', '\\rVert', '\\rangle', '\\rfloor', '\\rceil']);

const refuse = (what: string, text: string): Problem =>
  new Problem('notation-not-allowed', `${what} is not allowed in the notation ${JSON.stringify(text)}`, {
    expected: 'letters, digits, common signs, and mathematical macros such as \\sigma or \\operatorname',
  });

const tokensOf = (text: string): readonly string[] =>
  [...text.matchAll(/\\[A-Za-z]+ ?|\\[^]|[A-Za-z]+|[^]/gu)].map(([token]) => token);

const allowed = (token: string): boolean =>
  /^[A-Za-z]+$/u.test(token) ||
  plain.test(token) ||
  token === '{' ||
  token === '}' ||
  (token.startsWith('\\') &&
    (macros.has(token.slice(1).trim()) || (token.length === 2 && (spaces + '{}').includes(token.slice(1)))));

/** The template of a notation, or a Problem that names what is not allowed; `params` are its argument names. */
export const safeTex = (text: string, params: readonly string[]): Template => {
  if (text.length > 200) throw refuse('more than 200 characters', text);
  const tokens = tokensOf(text);
  for (const token of tokens) if (!allowed(token)) throw refuse(JSON.stringify(token), text);
  const solid = (from: number, step: number): string => {
    let i = from;
    while (tokens[i] === ' ') i += step;
    return (tokens[i] ?? '').trim();
  };
  const parts = tokens.map((token, i): Tex | Hole => {
    const argument = params.indexOf(token);
    if (argument < 0) return checkedTex(token, allowed);
    return { argument, closed: opening.has(solid(i - 1, -1)) && closing.has(solid(i + 1, 1)) };
  });
  try {
    katex.renderToString(fill(parts, params.map(() => tex`x`)), { strict: 'error', trust: false, maxExpand: 1000 });
  } catch (error) {
    throw new Problem('notation-not-tex', `the notation ${JSON.stringify(text)} is not complete TeX`, {
      expected: error instanceof Error ? error.message : 'balanced braces',
    });
  }
  return parts;
};

/** The template with its holes filled; `fenced` says what an open hole receives. */
export const fill = (template: Template, args: readonly Tex[], fenced: readonly Tex[] = args): Tex =>
  joinTex(
    template.map((part, i) => {
      if (typeof part === 'string') return part;
      const argument = (part.closed ? args : fenced)[part.argument] ?? tex``;
      const before = template[i - 1];
      // A control word must not run into a letter.
      return typeof before === 'string' && /[A-Za-z]$/u.test(before) ? tex` ${argument}` : argument;
    }),
  );
