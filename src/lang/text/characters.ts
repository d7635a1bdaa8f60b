/** Signs and characters that people write and the language does not have, each with what to write instead. */
import { Problem } from '../../core/problem.ts';
import type { Token } from './token.ts';
import { placeIn, type Source } from './source.ts';

/** Longest first. */
const signs: readonly (readonly [sign: string, meaning: string, mend: string])[] = [
  ['>>>', 'a shift of bits', 'multiply or divide by a power of 2'],
  ['...', 'an ellipsis', 'write every term, or sum(t, ...) over an index'],
  ['<<', 'a shift of bits', 'multiply by a power of 2'],
  ['>>', 'a shift of bits', 'divide by a power of 2'],
  ['**', 'a power in other languages', 'x^2, or x.^2 entry by entry'],
  ['//', 'a comment in other languages', 'a comment starts with #'],
  ['/*', 'a comment in other languages', 'a comment starts with #'],
  ['*/', 'a comment in other languages', 'a comment starts with #'],
  ['=>', 'an arrow', '>= to compare, f(x) = ... to define a function'],
  ['->', 'an arrow', 'f(x) = ... to define a function'],
  [':=', 'an assignment in other languages', '='],
  ['<>', 'a comparison in other languages', '!='],
  ['&&', 'a logical sign', 'multiply two comparisons: (x > 0) .* (x < 1)'],
  ['||', 'a logical sign', 'max(x > 0, y > 0)'],
  ['??', 'a choice of what is defined', 'condition ? value : other'],
  ['%', 'a percentage or a remainder', 'divide by 100'],
  ['!', 'a factorial', 'write the product out'],
  ['&', 'a bit operator', 'multiply two comparisons: (x > 0) .* (x < 1)'],
  ['|', 'a bar', 'abs(x)'],
  ['~', 'a bit operator', '1 - (x > 0)'],
  ['@', 'a matrix product in other languages', '*'],
  ['\\', 'a command of TeX', 'write the name without \\, such as sigma; for A \\ b, solve(A, b)'],
  ['$', 'a mark of TeX', 'leave it out'],
  ['`', 'a quote', 'text is written in double quotes'],
];

const lookalikes: ReadonlyMap<string, string> = new Map([
  ['×', '*'], ['·', '*'], ['∙', '*'], ['⋅', '*'], ['∗', '*'], ['÷', '/'], ['∕', '/'], ['−', '-'], ['–', '-'], ['—', '-'],
  ['≤', '<='], ['≥', '>='], ['≠', '!='], ['⊙', '.*'], ['∘', '.*'], ['⊤', "'"], ['ᵀ', "'"], ['√', 'sqrt(x)'],
  ['∑', 'sum(x), or sum(t, x) over an index'], ['∏', 'exp(sum(log(x)))'], ['∞', 'a number'],
  ['’', "'"], ['‘', "'"], ['′', "'"], ['“', '"'], ['”', '"'], ['（', '('], ['）', ')'], ['，', ','], ['；', ';'], ['：', ':'],
  ['＝', '='], ['＋', '+'], ['－', '-'], ['＊', '*'], ['／', '/'], ['【', '['], ['】', ']'], ['、', ','], ['。', '.'],
]); // prettier-ignore

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const subscripts = '₀₁₂₃₄₅₆₇₈₉';

const code = (c: string): string => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

const endsOperand = (t: Token | undefined): boolean => t !== undefined && (t.kind === 'name' || t.kind === 'number' || [')', ']', "'"].includes(t.text));

/** `||v||^2`, where no logical "or" can stand. */
const norm = (source: Source, at: number): Problem | undefined => {
  const [whole, inner = '', square] = /^\|\|([^|\r\n]+)\|\|(\s*\.?\^\s*2)?/u.exec(source.text.slice(at)) ?? [];
  if (whole === undefined) return undefined;
  const v = inner.trim();
  const sum = `sum(${/^[\p{L}\p{M}\p{N}_]+$/u.test(v) ? v : `(${v})`}.^2)`;
  return new Problem('unsupported-sign', '|| is no sign of a norm here', { place: placeIn(source, at, at + whole.length), mend: square === undefined ? `sqrt(${sum})` : sum });
};

const modules = ['np', 'numpy', 'jnp', 'torch', 'tf', 'math', 'Math', 'nn', 'F', 'jax'];

/** A dot that is no part of a number or an operator. */
const dot = (source: Source, at: number, before: Token | undefined): Problem => {
  const { text } = source;
  const start = before?.start ?? at;
  if (text[at + 1] === '.' || (before?.end === at && before.kind === 'number')) {
    const [, index = 't'] = /sum\s*\(\s*([\p{L}_][\p{L}\p{M}\p{N}_]*)\s*=[^=(]*$/u.exec(text.slice(0, at)) ?? [];
    return new Problem('range-in-formula', 'a range is not written with dots', { place: placeIn(source, start, at + (text[at + 1] === '.' ? 2 : 1)), mend: `sum(${index}, ...) over an index ${index} = index(T); v[1:3] for a part` });
  }
  const [, field = '', open] = /^([\p{L}_][\p{L}\p{M}\p{N}_]*)(\s*\()?/u.exec(text.slice(at + 1)) ?? [];
  const name = before?.kind === 'name' && before.end === at ? before.text : undefined;
  const is = (mend: string): Problem => new Problem('member-access', '. reads a field of a record, and there is none here', { place: placeIn(source, at, at + 1), mend });
  if (field === 'T' && open === undefined && endsOperand(before)) return is(`${name ?? '(...)'}' for the transpose`);
  if (open !== undefined && name !== undefined) return is(modules.includes(name) ? `${field}(...)` : `${field}(${name})`);
  const [comparison] = /^[<>=!]=?/u.exec(text.slice(at + 1)) ?? [];
  if (comparison !== undefined) return new Problem('unsupported-sign', `.${comparison} is no sign`, { place: placeIn(source, at, at + 1 + comparison.length), mend: `${comparison === '=' ? '==' : comparison}, which compares entry by entry` });
  return is('use a name of its own, such as x_1');
};

export const refusedSign = (source: Source, at: number, before: Token | undefined): Problem | undefined => {
  const normed = endsOperand(before) ? undefined : norm(source, at);
  if (normed !== undefined) return normed;
  for (const [sign, meaning, mend] of signs)
    if (source.text.startsWith(sign, at) && !(sign === '!' && source.text[at + 1] === '='))
      return new Problem('unsupported-sign', `${sign} is ${meaning}, which the language does not have`, {
        place: placeIn(source, at, at + sign.length),
        mend,
      });
  return undefined;
};

export const unexpectedCharacter = (source: Source, at: number, before: Token | undefined): Problem => {
  const c = String.fromCodePoint(source.text.codePointAt(at) ?? 0);
  const place = placeIn(source, at, at + c.length);
  const problem = (message: string, mend?: string): Problem =>
    new Problem('unexpected-character', message, { place, ...(mend === undefined ? {} : { mend }) });
  const stem = before?.end === at ? before.text : 'x';
  if (c === '.') return dot(source, at, before);
  if (c === '\0') return problem('there is a NUL character here', 'save the file as plain UTF-8 text');
  if (/\p{Cc}/u.test(c)) return problem(`there is a control character (${code(c)}) here`, 'remove it');
  if (/\p{Cf}/u.test(c)) return problem(`there is an invisible character (${code(c)}) here`, 'remove it');
  if (superscripts.includes(c)) return problem(`${c} is not read as a power`, `${stem}^${String(superscripts.indexOf(c))}, or ${stem}.^${String(superscripts.indexOf(c))} entry by entry`);
  if (subscripts.includes(c)) return problem(`${c} is not part of a name`, `${stem}_${String(subscripts.indexOf(c))}`);
  const meant = lookalikes.get(c);
  if (meant !== undefined) return problem(`${c} (${code(c)}) is not part of the language`, `write ${meant}`);
  if (/\p{Nd}/u.test(c)) return problem(`${c} (${code(c)}) is a digit of another script`, 'write numbers with 0 to 9');
  if (/\p{M}/u.test(c)) return problem(`a mark (${code(c)}) stands here without its letter`);
  return problem(`${c} (${code(c)}) is not part of the language`);
};
