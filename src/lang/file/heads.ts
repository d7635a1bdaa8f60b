/** What kind of statement is this? Splits it at its `=` and reads the left side. */
import type { Place } from '../../core/problem.ts';
import type { Syntax } from '../../core/syntax.ts';
import type { Token } from '../text/token.ts';
import { fail } from '../text/misread.ts';
import { parseStatement } from '../parse.ts';
import { placeIn } from '../text/source.ts';
import { type Statement, statementOf } from '../statements.ts';

interface Part {
  /** The left side's name. */
  readonly place: Place;
  readonly right: Statement;
}
export type Line =
  /** `name = ...` or `name[at, ...] = ...` */
  | (Part & { readonly kind: 'value'; readonly name: string; readonly at: readonly Syntax[] })
  /** `name(params) = ...`; of a lemma, `D(f, x) = ... = ...`, the last side is `right` and those before are its proof. */
  | (Part & { readonly kind: 'definition'; readonly name: string; readonly params: readonly Token[]; readonly defaults: ReadonlyMap<string, number>; readonly proof: readonly Statement[] })
  /** `title("...")`: the tokens between the brackets */
  | { readonly kind: 'directive'; readonly name: string; readonly inner: readonly Token[]; readonly statement: Statement; readonly place: Place };

export const directives = ['title', 'profile', 'assume', 'use'];

export const placeOf = (s: Statement, from = 0, to = s.tokens.length - 1): Place =>
  placeIn(s.source, s.tokens[from]?.start ?? 0, s.tokens[to]?.end ?? 0);
export const textOf = (s: Statement): string => s.source.text.slice(s.tokens[0]?.start, s.tokens.at(-1)?.end);

const isSign = (t: Token | undefined, text: string): boolean => t?.kind === 'sign' && t.text === text;

/** Positions of `=` outside brackets. */
const equals = (s: Statement): readonly number[] => {
  const out: number[] = [];
  for (let i = 0; i < s.tokens.length; i++) {
    const partner = s.partner.get(i);
    if (partner !== undefined && partner > i) i = partner;
    else if (isSign(s.tokens[i], '=')) out.push(i);
  }
  return out;
};

/** `x, y, a=0.01` between two positions. */
const parametersIn = (s: Statement, from: number, to: number): { readonly params: readonly Token[]; readonly defaults: ReadonlyMap<string, number> } => {
  const params: Token[] = [];
  const defaults = new Map<string, number>();
  for (let i = from; i < to; i++) {
    const [name, equal, ...rest] = s.tokens.slice(i, to);
    if (name?.kind !== 'name') throw fail('bad-parameters', 'the parameters of a function are names between commas', placeOf(s, from, to - 1), undefined, 'f(x, y) = ...');
    params.push(name);
    i++;
    if (isSign(equal, '=')) {
      const [first, second] = rest;
      const minus = isSign(first, '-');
      const value = minus ? second : first;
      if (value?.kind !== 'number') throw fail('bad-parameters', `the value that ${name.text} has unless given is a number`, placeOf(s, i, i), undefined, `f(x, ${name.text}=1) = ...`);
      defaults.set(name.text, minus ? -Number(value.text) : Number(value.text));
      i += minus ? 3 : 2;
    } else if (defaults.size > 0) throw fail('bad-parameters', `${name.text} comes after a parameter that may be left out`, placeIn(s.source, name.start, name.end), `${name.text} first, or ${name.text}=1`);
    if (i < to && (!isSign(s.tokens[i], ',') || i === to - 1)) throw fail('bad-parameters', 'the parameters of a function are names between commas', placeOf(s, from, to - 1), undefined, 'f(x, y) = ...');
  }
  return { params, defaults };
};

export const lineOf = (s: Statement): Line => {
  const { tokens, source } = s;
  const [first] = tokens;
  const [split, second] = equals(s);
  const closes = s.partner.get(1);
  if (split === undefined) {
    if (first?.kind === 'name' && isSign(tokens[1], '(') && closes === tokens.length - 1 && directives.includes(first.text))
      return { kind: 'directive', name: first.text, inner: tokens.slice(2, -1), statement: s, place: placeOf(s, 0, 0) };
    const comparison = tokens.findIndex((t) => isSign(t, '=='));
    if (comparison === 1) throw fail('bare-expression', '== compares and defines nothing', placeOf(s, 1, 1), '=');
    parseStatement(s);
    throw fail('bare-expression', 'this formula has no name', placeOf(s), 'give it one: L = ...');
  }
  const isLemma = (first?.text === 'D' || first?.text === 'pull') && isSign(tokens[1], '(') && closes === split - 1;
  if (second !== undefined && !isLemma) throw fail('second-equals', 'a statement has one =', placeOf(s, second, second), 'write == to compare');
  const sides = equals(s).map((at, i, all) => tokens.slice(at + 1, all[i + 1] ?? tokens.length));
  const rest = sides.at(-1) ?? [];
  if (sides.some((side) => side.length === 0)) throw fail('unexpected-end', 'the right side of = is missing', placeOf(s, split, split), 'write a formula after =', 'a formula');
  const right = statementOf(source, rest);
  const wrong = (from: number, to: number): never => {
    throw fail('bad-left-side', 'the left side of = is not a name', placeOf(s, from, Math.max(from, to)), undefined, 'a name, f(x) to define a function, or h[t] for a family');
  };
  if (first?.kind !== 'name') return wrong(0, split - 1);
  const place = placeOf(s, 0, 0);
  if (split === 1) return { kind: 'value', name: first.text, at: [], place, right };
  const field = closes === split - 3 && isSign(tokens[split - 2], '.') ? tokens[split - 1] : undefined;
  if (isSign(tokens[1], '[') && (closes === split - 1 || field?.kind === 'name')) {
    const whole = parseStatement(statementOf(source, tokens.slice(0, split)));
    if (whole.kind !== 'subscript') return wrong(0, split - 1);
    const at = whole.at.map((x) => {
      if (x.kind === 'range') throw fail('bad-left-side', 'a range cannot be defined', x.place, undefined, 'h[t], or h[0] for a first value');
      return x;
    });
    return { kind: 'value', name: field === undefined ? first.text : `${first.text}.${field.text}`, at, place, right };
  }
  if (isSign(tokens[1], '(') && closes === split - 1) {
    const { params, defaults } = parametersIn(s, 2, split - 1);
    return { kind: 'definition', name: first.text, params, defaults, place, right, proof: sides.slice(0, -1).map((side) => statementOf(source, side)) };
  }
  return wrong(0, split - 1);
};
