/** Superscripts and subscripts as Unicode has them. It has few, so a script may not exist. */

/** Two rows of characters, one under the other. */
const paired = (plain: string, script: string): ReadonlyMap<string, string> => {
  const scripts = Array.from(script);
  return new Map(Array.from(plain, (c, i) => [c, scripts[i] ?? c] as const));
};
const above = paired('0123456789abcdefghijklmnoprstuvwxyz+-−()', '⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁺⁻⁻⁽⁾');
const below = paired('0123456789aehijklmnoprstuvx+-−', '₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₊₋₋');

const all = (text: string, table: ReadonlyMap<string, string>): string | undefined => {
  const made = Array.from(text, (c) => table.get(c));
  return made.every((c) => c !== undefined) ? made.join('') : undefined;
};

/** `2x` as ²ˣ; undefined where a character has no superscript. */
export const raised = (text: string): string | undefined => all(text, above);
export const lowered = (text: string): string | undefined => all(text, below);
