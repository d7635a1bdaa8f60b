/** Greek letters by name and by character. */
import type { Tex } from '../doc.ts';
import { macro, tex } from './literal.ts';

/** Names of letters that have a macro, with their characters. */
const letters: readonly (readonly [name: string, character: string])[] = [
  ['alpha', 'α'],
  ['beta', 'β'],
  ['gamma', 'γ'],
  ['delta', 'δ'],
  ['epsilon', 'ε'],
  ['zeta', 'ζ'],
  ['eta', 'η'],
  ['theta', 'θ'],
  ['iota', 'ι'],
  ['kappa', 'κ'],
  ['lambda', 'λ'],
  ['mu', 'μ'],
  ['nu', 'ν'],
  ['xi', 'ξ'],
  ['pi', 'π'],
  ['rho', 'ρ'],
  ['sigma', 'σ'],
  ['tau', 'τ'],
  ['upsilon', 'υ'],
  ['phi', 'φ'],
  ['chi', 'χ'],
  ['psi', 'ψ'],
  ['omega', 'ω'],
  ['Gamma', 'Γ'],
  ['Delta', 'Δ'],
  ['Theta', 'Θ'],
  ['Lambda', 'Λ'],
  ['Xi', 'Ξ'],
  ['Pi', 'Π'],
  ['Sigma', 'Σ'],
  ['Upsilon', 'Υ'],
  ['Phi', 'Φ'],
  ['Psi', 'Ψ'],
  ['Omega', 'Ω'],
];
/** Textbooks prefer these forms. */
const variants: ReadonlyMap<string, Tex> = new Map([
  ['epsilon', tex`\varepsilon`],
  ['phi', tex`\varphi`],
]);

const byName: ReadonlyMap<string, string> = new Map(letters);
const byCharacter: ReadonlyMap<string, string> = new Map(letters.map(([name, character]) => [character, name]));

/** The macro of a letter given by name or as itself. */
export const greekOf = (text: string): Tex | undefined => {
  const name = byName.has(text) ? text : byCharacter.get(text);
  return name === undefined ? undefined : (variants.get(name) ?? macro(name));
};

/** The character of a letter given by name; any other text as it is. */
export const letterOf = (text: string): string => byName.get(text) ?? text;
