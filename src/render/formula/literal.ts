/**
 * Text that already is in its format, told apart by type: `tex` and `html` literals take only text of their own kind,
 * so an unescaped string does not compile. The one file of this folder that brands.
 */
import { bug } from '../../core/problem.ts';
import type { Tex } from '../doc.ts';

declare const branded: unique symbol;
/** Markup whose text was escaped by `escapeHtml`; also SVG. */
export type Html = string & { readonly [branded]: 'html' };

const interleave = (strings: readonly string[], holes: readonly string[]): string =>
  strings.map((s, i) => s + (holes[i] ?? '')).join('');

/** `` tex`\frac{${a}}{${b}}` ``: backslashes as typed. */
export const tex = (strings: TemplateStringsArray, ...holes: readonly Tex[]): Tex => interleave(strings.raw, holes) as Tex;

/** `` html`<b>${text}</b>` ``. */
export const html = (strings: TemplateStringsArray, ...holes: readonly Html[]): Html =>
  interleave(strings, holes) as Html;

export const joinTex = (parts: readonly Tex[], between: Tex = tex``): Tex => parts.join(between) as Tex;
export const joinHtml = (parts: readonly Html[], between: Html = html``): Html => parts.join(between) as Html;

/** Undoes `joinTex`. */
export const splitTex = (of: Tex, between: Tex): readonly Tex[] => of.split(between).map((part) => part as Tex);

/** ASCII letters and digits are the only characters of a name that reach TeX as they are. */
export const plainTex = (text: string): Tex => {
  if (!/^[A-Za-z0-9]*$/u.test(text)) throw bug(`not plain letters: ${JSON.stringify(text)}`);
  return text as Tex;
};

/** A control word from its letters. */
export const macro = (name: string): Tex => `\\${plainTex(name)}` as Tex;

/** Letters beyond ASCII that every TeX we aim at can set inside `\text{}`: Latin, Cyrillic, kana, Han, Hangul. */
const lettered =
  /^[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0100-\u0233\u0410-\u044f\u0401\u0451\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3]$/u;

/** A word for the inside of `\text{}`; a character we cannot vouch for is spelled as its code point. */
export const wordTex = (text: string): Tex =>
  [...text.normalize('NFC')]
    .map((c) => (/^[A-Za-z0-9 ]$/u.test(c) || lettered.test(c) ? c : `u${(c.codePointAt(0) ?? 0).toString(16)}`))
    .join('') as Tex;

/** Below this a number's zeros say less than a power of ten. */
const small = 1e-4;

/** A number as TeX digits; `1e-8` becomes a power of ten, and so does 0.00001. */
export const numberTex = (value: number): Tex => {
  if (Number.isNaN(value)) return tex`\mathrm{NaN}`;
  if (!Number.isFinite(value)) return value > 0 ? tex`\infty` : tex`-\infty`;
  const [mantissa = '', exponent] = (value !== 0 && Math.abs(value) < small ? value.toExponential() : String(value)).split('e');
  const digits = (Object.is(value, -0) ? '-0' : mantissa) as Tex;
  if (exponent === undefined) return digits;
  const power = exponent.replace('+', '') as Tex;
  if (mantissa === '1') return tex`10^{${power}}`;
  return mantissa === '-1' ? tex`-10^{${power}}` : tex`${digits} \times 10^{${power}}`;
};

/** TeX checked elsewhere against a list of what is allowed (see template.ts). */
export const checkedTex = (text: string, allowed: (text: string) => boolean): Tex => {
  if (!allowed(text)) throw bug(`unchecked TeX: ${JSON.stringify(text)}`);
  return text as Tex;
};

/** Markup made by KaTeX, without the namespace addresses that HTML does not need. */
export const katexHtml = (markup: string): Html => withoutNamespaces(markup) as Html;
/** An SVG drawn by this folder. */
export const figureHtml = (svg: string): Html => withoutNamespaces(svg) as Html;
const withoutNamespaces = (markup: string): string =>
  markup.replace(/ xmlns="http:\/\/www\.w3\.org\/(?:2000\/svg|1998\/Math\/MathML)"/gu, '');

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** The one escaper for HTML and SVG, safe in text and in quoted attributes; control characters are dropped. */
export const escapeHtml = (text: string): Html =>
  text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu, '')
    .replace(/[&<>"']/gu, (c) => entities.get(c) ?? '') as Html;

/** A count, a coordinate or a size. */
export const numberHtml = (value: number): Html => String(Math.round(value * 100) / 100) as Html;

/** Style text for a `<style>` element; ours, and checked not to close it. */
export const styleHtml = (css: string): Html => {
  if (/<\/|<!--/u.test(css)) throw bug('a style sheet may not hold markup');
  return css as Html;
};
