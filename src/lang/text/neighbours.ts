/** What neighbouring tokens tell that the tree no longer shows, and what a parser that stopped at one of them means. */
import type { Problem } from '../../core/problem.ts';
import { fail, primeOfFunction } from './misread.ts';
import { placeIn } from './source.ts';
import type { Token } from './token.ts';
import type { Statement } from '../statements.ts';

const isOperand = (t: Token | undefined): boolean => t !== undefined && (t.kind !== 'sign' || [')', ']', "'"].includes(t.text));

/** `if c then a else b`, `a if c else b`, `return L`: words of other languages, where no name can stand. */
const checkWords = ({ source, tokens }: Statement): void => {
  const [first, second] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return;
  const opens = (t: Token | undefined): boolean => t !== undefined && (t.kind !== 'sign' || t.text === '(');
  if (first.text === 'return' && second !== undefined && second.kind !== 'sign') {
    const rest = source.text.slice(second.start, last.end);
    throw fail('word-return', 'the last formula is the objective; nothing is returned', placeIn(source, first.start, first.end), tokens.length === 2 ? `leave the line out, or make it ${rest} = ...` : `L = ${rest}`);
  }
  const word = tokens.find((t, i) => t.kind === 'name' && ['if', 'then', 'else', 'elif'].includes(t.text) && ((isOperand(tokens[i - 1]) && opens(tokens[i + 1])) || (t.text === 'if' && tokens[i + 1]?.kind === 'name')));
  const ranged = tokens.findIndex((t, i) => t.text === 'sum' && ['(', '', '=', '', ':'].every((text, k) => text === '' || tokens[i + 1 + k]?.text === text));
  const index = tokens[ranged + 2];
  if (ranged >= 0 && index !== undefined)
    throw fail('range-in-sum', 'a sum runs over an index, which knows its size', placeIn(source, index.start, tokens[ranged + 6]?.end ?? index.end), `sum(${index.text}, ...) with ${index.text} = index(T)`);
  if (word !== undefined) throw fail('word-choice', `${word.text} is not a word of the language`, placeIn(source, word.start, word.end), 'condition ? value : other');
};

export const checkTokens = (statement: Statement): void => {
  checkWords(statement);
  const { source, tokens } = statement;
  tokens.forEach((t, i) => {
    const next = tokens[i + 1];
    const both = () => placeIn(source, t.start, next?.end ?? t.end);
    if (t.text === '{' || t.text === '}') throw fail('unsupported-sign', `${t.text} is a brace: it belongs to a record, which stands alone after =`, placeIn(source, t.start, t.end), '( ) around a part of a formula');
    const option = tokens[i - 1]?.text === '=' && tokens[i - 2]?.kind === 'name';
    // As in norm(X, "fro"); and whoever calls einsum("ij,jk->ik", A, B) is told of the function, not of the text.
    const argument = (tokens[i - 1]?.text === ',' && next?.text === ')') || (tokens[i - 1]?.text === '(' && tokens[i - 2]?.kind === 'name');
    if (t.kind === 'string' && !option && !argument) throw fail('string-in-formula', 'text has no place in a formula', placeIn(source, t.start, t.end), 'text is for title("...") and tex(f, x) = "..."');
    if (t.kind === 'name' && next?.text === "'" && tokens[i + 2]?.text === '(') throw primeOfFunction(t.text, both());
    if (t.kind !== 'sign' || next?.kind !== 'sign') return;
    if (t.text === '[' && next.text === ']') throw fail('empty-array', 'there is nothing between these brackets', both());
    if ((t.text === ',' || t.text === ';') && (next.text === ')' || next.text === ']'))
      throw fail('value-expected', `a value is expected between ${t.text} and ${next.text}`, both());
  });
};

/** `at` is the position of the token where mathjs stopped: one past the last where it wanted more. */
export const stopped = ({ source, tokens }: Statement, error: Error, at: number): Problem | Error => {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return error;
  const says = (start: string): boolean => error.message.startsWith(start);
  const whole = placeIn(source, first.start, last.end);
  if (error instanceof RangeError)
    return fail('too-deep', 'this formula is nested too deeply', placeIn(source, first.start, first.end), 'give inner parts names of their own');
  if (says('False part')) return fail('unfinished-choice', 'this choice has no other half', whole, 'condition ? value : other');
  if (says('Column dimensions')) return fail('ragged-array', 'the rows of an array differ in length', whole);
  const token = tokens[at];
  if (token === undefined) return fail('unexpected-end', `the formula ends after ${last.text}`, placeIn(source, last.start, last.end), undefined, 'a value');
  const place = placeIn(source, token.start, token.end);
  if (says('Value expected')) return fail('value-expected', `a value is expected before ${token.text}`, place, token.text === ':' ? 'x[1:2:9] from 1 to 9 by steps of 2, flip(x) for all entries backwards' : undefined);
  if (token.kind !== 'sign') return fail('missing-sign', `a sign is missing before ${token.text}`, place);
  return fail('unexpected-sign', `${token.text} is not expected here`, place);
};
