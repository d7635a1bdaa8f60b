/** Source text to tokens with exact offsets. Blanks and comments vanish; strings are taken raw, without escapes. */
import { Problem } from '../../core/problem.ts';
import { limits, shown } from '../limits.ts';
import { refusedSign, unexpectedCharacter } from './characters.ts';
import { placeIn, type Source } from './source.ts';
import type { Token } from './token.ts';

/** Letters of any script and `_`, then also ASCII digits and combining marks. */
const name = /[\p{Lu}\p{Ll}\p{Lt}\p{Lo}_][\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{Mn}_0-9]*/uy;
/** A dot that begins `.*`, `./` or `.^` belongs to the operator. */
const number = /(?:[0-9]+(?:\.(?![*/^])[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/uy;
const sign = /\.[*/^]|[=!<>]=|[-+*/^'()[\]{},;:?=<>]/uy;
/** `.W` of `l1.W`: a field of a record. `x.T` and `np.exp(x)` are habits of other languages, met elsewhere. */
const field = /\.(?!T(?![\p{L}\p{M}0-9_]))[\p{Lu}\p{Ll}\p{Lt}\p{Lo}_][\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{Mn}_0-9]*(?![\p{L}\p{M}0-9_]|\s*\()/uy;
const blank = /[\p{Zs}\t]+|#[^\r\n]*/uy;
const newline = /\r\n|\r|\n/uy;
const string = /"([^"\r\n]*)"/uy;

const endsOperand = (t: Token | undefined): boolean =>
  t !== undefined && (t.kind === 'name' || t.kind === 'number' || t.text === ')' || t.text === ']' || t.text === "'");

/** Before any work is done on it. */
const refuseLong = (source: Source): void => {
  const { text, lineStarts } = source;
  if (text.length > limits.file)
    throw new Problem('file-too-long', `this file has ${shown(text.length)} characters`, { place: placeIn(source, 0, 1), expected: `at most ${shown(limits.file)}`, mend: 'split the file in two' });
  const long = lineStarts.findIndex((start, i) => (lineStarts[i + 1] ?? text.length) - start > limits.statement + 2);
  const start = lineStarts[long];
  if (start !== undefined)
    throw new Problem('statement-too-long', `this line has more than ${shown(limits.statement)} characters`, { place: placeIn(source, start, start + 1), mend: 'give parts of it names of their own' });
};

export const tokensOf = (source: Source): readonly Token[] => {
  const { text } = source;
  const tokens: Token[] = [];
  let at = 0;

  const match = (pattern: RegExp, from = at): string | undefined => {
    pattern.lastIndex = from;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: Token['kind'], written: string, kept = written): void => {
    if (tokens.length === limits.tokens) throw refuse('too-many-tokens', `the names, numbers and signs up to here are ${shown(limits.tokens)}`, written.length, 'split the file in two');
    tokens.push({ kind, text: kept, start: at, end: at + written.length });
    at += written.length;
  };
  const refuse = (code: string, message: string, length: number, mend?: string): Problem =>
    new Problem(code, message, { place: placeIn(source, at, at + length), ...(mend === undefined ? {} : { mend }) });

  const readNumber = (written: string): void => {
    const value = Number(written);
    if (!Number.isFinite(value)) throw refuse('number-too-large', `${written} is too large for a number`, written.length);
    if (value === 0 && /[1-9]/u.test(written.replace(/[eE].*/u, '')))
      throw refuse('number-too-small', `${written} is too small for a number and would become 0`, written.length);
    push('number', written);
    const next = match(name);
    const whole = written + (next ?? '');
    const wrong = (why: string, mend?: string): Problem => {
      at -= written.length;
      return refuse('malformed-number', `${whole} ${why}`, whole.length, mend);
    };
    if (next === undefined) return;
    if (/^_[0-9]/u.test(next)) throw wrong('is not a number; digits are not grouped by _', whole.replaceAll('_', ''));
    if (/^[eE]$/u.test(next)) throw wrong('is a number with its exponent missing', `${written}e3 for a power of ten, ${written} * ${next} for a product`);
    if (written === '0' && /^[xXbBoO][0-9A-Fa-f]+$/u.test(next)) throw wrong('is not a decimal number', 'write the number in base ten');
  };
  const readName = (written: string): void => {
    const kept = written.normalize('NFC');
    if (kept.length > limits.name)
      throw refuse('name-too-long', `this name has ${String(kept.length)} characters`, written.length, `names have at most ${String(limits.name)} characters`);
    push('name', written, kept);
  };

  /** A name with the fields after it: `l1.W` is one name. */
  const withFields = (head: string): string => {
    let whole = head;
    for (let next = match(field, at + whole.length); next !== undefined; next = match(field, at + whole.length)) whole += next;
    return whole;
  };

  refuseLong(source);
  while (at < text.length) {
    const skipped = match(blank);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const found = match(newline);
    if (found !== undefined) {
      push('newline', found, '\n');
      continue;
    }
    const word = match(name);
    if (word !== undefined) {
      readName(withFields(word));
      continue;
    }
    const digits = match(number);
    if (digits !== undefined) {
      readNumber(digits);
      continue;
    }
    if (text[at] === '"') {
      const quoted = match(string);
      if (quoted === undefined) throw refuse('open-string', 'this string has no closing quote on its line', 1, 'end the string with "');
      const control = /\p{Cc}/u.exec(quoted);
      if (control !== null && control[0] !== '\t') {
        at += control.index;
        throw unexpectedCharacter(source, at, tokens.at(-1));
      }
      push('string', quoted, quoted.slice(1, -1));
      continue;
    }
    const before = tokens.at(-1);
    if (before?.text === ']' && before.end === at && match(field) !== undefined) {
      push('sign', '.');
      continue;
    }
    const refused = refusedSign(source, at, before);
    if (refused !== undefined) throw refused;
    const mark = match(sign);
    if (mark === undefined) throw unexpectedCharacter(source, at, tokens.at(-1));
    if (mark === "'" && !endsOperand(tokens.at(-1)))
      throw refuse('stray-quote', "a quote mark stands after what it transposes, as in W'", 1, 'text is written in double quotes');
    push('sign', mark);
  }
  return tokens;
};
