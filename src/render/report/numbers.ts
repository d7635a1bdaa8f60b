/** Numbers of a page: four digits that count, and powers of ten as they are written by hand. */
import type { Prose } from '../doc.ts';
import { numberTex, tex } from '../formula/literal.ts';
import { math, say, text, type Words } from '../say.ts';

const raised = (digits: string): string => digits.replace(/[-\d]/gu, (c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt('-0123456789'.indexOf(c)));

/** Rounded; very large and very small numbers as a factor of a power of ten. */
const rounded = (v: number): { readonly factor: string; readonly power?: number } => {
  const plain = v === 0 || (Math.abs(v) >= 1e-3 && Math.abs(v) < 1e5);
  const [factor = '', power] = (plain ? String(Number(v.toPrecision(4))) : v.toExponential(2)).split('e');
  return power === undefined ? { factor } : { factor, power: Number(power) };
};

/** As plain text, for what is read aloud. */
export const pageNumber = (v: number): string => {
  const { factor, power } = rounded(v);
  const digits = factor.replace('-', '\u2212');
  return power === undefined ? digits : `${digits}\u2009×\u200910${raised(String(power))}`;
};

/** As a page shows it: few fonts have raised digits that match, so powers are mathematics. */
export const numberSaid = (v: number, words: Words, otherwise: 'diff.infinite' | 'compare.infinite' = 'diff.infinite'): Prose => {
  if (!Number.isFinite(v)) return say(words, otherwise);
  const { factor, power } = rounded(v);
  return power === undefined ? text(pageNumber(v)) : math(tex`${numberTex(Number(factor))} \times 10^{${numberTex(power)}}`);
};

export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
