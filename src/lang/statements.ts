/** Tokens to statements: one a line or between semicolons; inside brackets a statement goes on over lines. */
import { Problem } from '../core/problem.ts';
import { limits, shown } from './limits.ts';
import { tokensOf } from './text/lexer.ts';
import type { Token } from './text/token.ts';
import { placeIn, type Source } from './text/source.ts';

export interface Statement {
  readonly source: Source;
  readonly tokens: readonly Token[];
  /** For each token that is a bracket, the position of its partner. */
  readonly partner: ReadonlyMap<number, number>;
}

const closing: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const closers = [...closing.values()];

const isSign = (t: Token | undefined, ...signs: readonly string[]): boolean => t?.kind === 'sign' && signs.includes(t.text);
const operators = ['+', '-', '*', '.*', '/', './', '^', '.^', '==', '!=', '<', '<=', '>', '>=', '=', '?', ':', ','];

/** Pairs the brackets of one statement; refuses what does not pair or lies too deep. */
const pairBrackets = (source: Source, tokens: readonly Token[]): ReadonlyMap<number, number> => {
  const partner = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach((t, i) => {
    if (t.kind !== 'sign') return;
    if (closing.has(t.text)) {
      open.push(i);
      if (open.length > limits.brackets)
        throw new Problem('too-deep', `brackets lie more than ${String(limits.brackets)} deep here`, {
          place: placeIn(source, t.start, t.end),
          mend: 'give inner parts names of their own',
        });
    } else if (closers.includes(t.text)) {
      const from = open.pop();
      const opener = from === undefined ? undefined : tokens[from];
      const place = placeIn(source, t.start, t.end);
      if (from === undefined || opener === undefined)
        throw new Problem('unbalanced-bracket', `this ${t.text} closes nothing`, { place, mend: 'remove it, or open it earlier' });
      const expected = closing.get(opener.text) ?? ')';
      if (expected !== t.text)
        throw new Problem('unbalanced-bracket', `this ${t.text} does not close the ${opener.text} before it`, { place, expected });
      partner.set(from, i);
      partner.set(i, from);
    }
  });
  const unclosed = tokens[open.at(-1) ?? -1];
  if (unclosed !== undefined)
    throw new Problem('unbalanced-bracket', `this ${unclosed.text} is never closed`, {
      place: placeIn(source, unclosed.start, unclosed.end),
      expected: closing.get(unclosed.text) ?? ')',
    });
  return partner;
};

/** Wraps tokens without newlines as one statement, within the bounds on size and depth. */
export const statementOf = (source: Source, tokens: readonly Token[]): Statement => {
  const first = tokens[0];
  const last = tokens.at(-1);
  const partner = pairBrackets(source, tokens);
  if (first !== undefined && last !== undefined && last.end - first.start > limits.statement)
    throw new Problem('statement-too-long', `this statement has ${shown(last.end - first.start)} characters`, {
      place: placeIn(source, first.start, first.end),
      expected: `at most ${shown(limits.statement)}`,
      mend: 'give parts of it names of their own',
    });
  return { source, tokens, partner };
};

/** `D(f, x) = ...` or `pull(f, x) = ...`. */
const isLemma = ([head, open]: readonly Token[]): boolean => head?.kind === 'name' && (head.text === 'D' || head.text === 'pull') && isSign(open, '(');

/** The statements of a source in order; empty ones are dropped. */
export const statementsOf = (source: Source): readonly Statement[] => {
  const out: Statement[] = [];
  let current: Token[] = [];
  let depth = 0;
  const finish = (): void => {
    const first = current[0];
    const last = current.at(-1);
    if (first === undefined || last === undefined) return;
    const place = placeIn(source, first.start, first.end);
    // A line that begins with = goes on with the proof of a lemma.
    const before = out.at(-1);
    if (isSign(first, '=') && before !== undefined && isLemma(before.tokens)) {
      out[out.length - 1] = statementOf(source, [...before.tokens, ...current]);
      current = [];
      return;
    }
    if (isSign(first, ...operators))
      throw new Problem('line-starts-with-operator', `a statement cannot start with ${first.text}`, {
        place,
        mend: 'to go on over several lines, put the whole formula in brackets',
      });
    const statement = statementOf(source, current);
    if (isSign(last, ...operators) && !(last.text === '=' && current.length === 1))
      throw new Problem('unexpected-end', last.text === '=' ? 'the right side of = is missing' : `the formula ends after ${last.text}`, {
        place: placeIn(source, last.start, last.end),
        expected: last.text === '=' ? 'a formula' : 'a value',
        mend: last.text === '=' ? 'write a formula after =' : 'to go on over several lines, put the whole formula in brackets',
      });
    out.push(statement);
    current = [];
  };
  for (const t of tokensOf(source)) {
    if (t.kind === 'newline') {
      if (depth === 0) finish();
      continue;
    }
    if (isSign(t, ';') && depth === 0) {
      finish();
      continue;
    }
    if (isSign(t, ...closing.keys())) depth++;
    if (isSign(t, ...closers) && depth > 0) depth--;
    current.push(t);
  }
  finish();
  return out;
};
