/** What stands in a record, `{i: ..., h: ...}`, and which functions return one? */
import type { Place, Problem } from '../../core/problem.ts';
import type { Syntax } from '../../core/syntax.ts';
import { parseStatement } from '../parse.ts';
import { type Statement, statementOf } from '../statements.ts';
import { fail } from '../text/misread.ts';
import { placeIn } from '../text/source.ts';
import type { Token } from '../text/token.ts';
import { initialisers } from './initialisers.ts';
import { placeOf } from './heads.ts';
import { mentionsOf } from './mentions.ts';

export interface Field {
  readonly name: string;
  readonly place: Place;
  readonly body: Syntax | readonly Field[];
}
/** `cell(x, h) = {a: ..., h: ...}`. */
export interface RecordFn {
  readonly name: string;
  readonly params: readonly string[];
  /** Numbers of the last parameters that hold unless a call says otherwise. */
  readonly defaults: ReadonlyMap<string, number>;
  readonly fields: readonly Field[];
  readonly place: Place;
}
export type RecordFns = ReadonlyMap<string, RecordFn>;

export const isFields = (body: Field['body']): body is readonly Field[] => Array.isArray(body);
const isSign = (t: Token | undefined, text: string): boolean => t?.kind === 'sign' && t.text === text;

/** Is the right side one pair of braces? */
export const isRecord = ({ tokens, partner }: Statement): boolean => isSign(tokens[0], '{') && partner.get(0) === tokens.length - 1;

/** Tokens between commas that lie outside brackets. */
const parts = ({ tokens, partner }: Statement): readonly (readonly Token[])[] => {
  const out: Token[][] = [[]];
  for (let i = 1; i < tokens.length - 1; i++) {
    const t = tokens[i];
    if (t === undefined) break;
    if (isSign(t, ',') || isSign(t, ';')) {
      out.push([]);
      continue;
    }
    const to = partner.get(i) ?? i;
    for (const inner of tokens.slice(i, to + 1)) out.at(-1)?.push(inner);
    if (to > i) i = to;
  }
  return out.at(-1)?.length === 0 && out.length > 1 ? out.slice(0, -1) : out;
};

export const fieldsOf = (record: Statement): readonly Field[] => {
  const seen = new Map<string, Place>();
  return parts(record).map((tokens): Field => {
    const [name, colon, ...body] = tokens;
    const whole = tokens.length === 0 ? placeOf(record) : placeIn(record.source, tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);
    if (name?.kind !== 'name' || !isSign(colon, ':') || body.length === 0)
      throw fail('bad-record', 'a field of a record is a name, a colon and a formula', whole, undefined, '{z: W * x + b, h: tanh(z)}');
    const place = placeIn(record.source, name.start, name.end);
    if (name.text.includes('.')) throw fail('bad-record', `${name.text} cannot name a field: its record gives the part before the dot`, place, name.text.slice(name.text.lastIndexOf('.') + 1));
    if (seen.has(name.text)) throw fail('defined-twice', `${name.text} is a field of this record already`, place, 'give one of them another name');
    seen.set(name.text, place);
    const right = statementOf(record.source, body);
    return { name: name.text, place, body: isRecord(right) ? fieldsOf(right) : parseStatement(right) };
  });
};

/** The names that fields read and that no earlier field of the record has. */
export const outerNames = (fields: readonly Field[]): readonly { readonly name: string; readonly place: Place }[] => {
  const own: string[] = [];
  return fields.flatMap(({ name, body }) => {
    const read = isFields(body) ? outerNames(body) : mentionsOf(body).names.filter((m) => !isInitialiser(body, m.name));
    const outer = read.filter((m) => !own.includes(m.name) && !own.includes(headOf(m.name)));
    own.push(name);
    return outer;
  });
};
/** `glorot` in `param(3, 2, glorot)` is no name of a value. */
const isInitialiser = (body: Syntax, name: string): boolean => body.kind === 'apply' && body.fn === 'param' && initialisers.has(name);
/** `l1` of `l1.W`. */
export const headOf = (name: string): string => name.split('.')[0] ?? name;

/** Every formula of a record. */
export const formulasIn = (fields: readonly Field[]): readonly Syntax[] => fields.flatMap(({ body }) => (isFields(body) ? formulasIn(body) : [body]));

export const recordInFormula = (name: string, place: Place): Problem =>
  fail('record-in-formula', `${name}(...) makes a record, which stands alone after =`, place, `r = ${name}(...), and in formulas its fields, such as r.h`);
