/**
 * Records: `{i: ..., h: ...}`, and functions that return one. They are opened on reading: a field is a binding of its own
 * with a dotted name, `l1.W`, and nothing after this file knows of records. A field may be a declaration: then the record
 * is a layer, and its parameters are shared by all members of a family.
 */
import type { Place, Problem } from '../../core/problem.ts';
import type { Syntax } from '../../core/syntax.ts';
import { parseStatement } from '../parse.ts';
import { replaced } from '../replace.ts';
import { type Statement, statementOf } from '../statements.ts';
import { fail } from '../text/misread.ts';
import { placeIn } from '../text/source.ts';
import type { Token } from '../text/token.ts';
import { isDeclaring } from './declarations.ts';
import { initialisers } from './initialisers.ts';
import { type Line, placeOf } from './heads.ts';
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
  readonly fields: readonly Field[];
  readonly place: Place;
}
export type RecordFns = ReadonlyMap<string, RecordFn>;

/** A statement that gives one name a formula or a declaration. */
export interface ValueLine {
  readonly name: string;
  readonly at: readonly Syntax[];
  /** The name. */
  readonly place: Place;
  readonly syntax: Syntax;
  /** The right side. */
  readonly whole: Place;
  /** Its place in the order of the file. */
  readonly ordinal: number;
}

const isFields = (body: Field['body']): body is readonly Field[] => Array.isArray(body);
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
const headOf = (name: string): string => name.split('.')[0] ?? name;

/** Every formula of a record. */
export const formulasIn = (fields: readonly Field[]): readonly Syntax[] => fields.flatMap(({ body }) => (isFields(body) ? formulasIn(body) : [body]));

/** `of.field`, where `of` is a name or a member of a family. */
const fieldOf = (of: Syntax, path: string, place: Place): Syntax => {
  if (of.kind === 'name') return { ...of, name: `${of.name}.${path}`, place };
  if (of.kind === 'subscript' && of.of.kind === 'name') return { ...of, of: { ...of.of, name: `${of.of.name}.${path}` }, member: true, place };
  throw fail('member-access', 'only a name has fields', of.place, 'give this value a name of its own first');
};

export const recordInFormula = (name: string, place: Place): Problem =>
  fail('record-in-formula', `${name}(...) makes a record, which stands alone after =`, place, `r = ${name}(...), and in formulas its fields, such as r.h`);

const mostFields = 10_000;

/** Opens the records among the statements of a file. */
export const openRecords = (lines: readonly Line[], records: RecordFns): readonly ValueLine[] => {
  const out: ValueLine[] = [];
  /** Fields of families that are declared, so that all members share them. */
  const shared = new Set<string>();

  const open = (line: Omit<ValueLine, 'syntax' | 'ordinal'>, body: Syntax | readonly Field[], names: (name: string) => Syntax | undefined, path: readonly string[]): void => {
    if (out.length > mostFields + lines.length) throw fail('record-too-large', `${line.name} opens into more than ${String(mostFields)} fields`, line.whole);
    if (isFields(body)) {
      const own = new Map<string, Syntax>();
      const inside = (name: string): Syntax | undefined => {
        const head = headOf(name);
        const field = own.get(head);
        return field === undefined ? names(name) : head === name ? field : fieldOf(field, name.slice(head.length + 1), field.place);
      };
      for (const field of body) {
        const name = `${line.name}.${field.name}`;
        open({ ...line, name, place: line.place }, field.body, inside, path);
        const named: Syntax = { kind: 'name', name, place: field.place };
        own.set(field.name, line.at.length === 0 ? named : { kind: 'subscript', of: named, at: line.at, member: true, place: field.place });
      }
      return;
    }
    const syntax = replaced(body, (s) => (s.kind === 'name' ? names(s.name) : undefined));
    const record = syntax.kind === 'apply' ? records.get(syntax.fn) : undefined;
    if (syntax.kind !== 'apply' || record === undefined) {
      // A mask is no parameter: each member draws its own.
      const declared = syntax.kind === 'apply' && isDeclaring(syntax.fn) && syntax.fn !== 'mask' && line.name.includes('.') && path.length > 0;
      if (declared && line.at.length > 0) shared.add(line.name);
      out.push({ ...line, at: declared ? [] : line.at, syntax, ordinal: out.length });
      return;
    }
    if (path.includes(record.name)) throw fail('recursive-function', `${record.name} is defined by itself: ${[...path, record.name].join(' -> ')}`, record.place);
    const [option] = syntax.options.keys();
    if (option !== undefined) throw fail('unknown-option', `${record.name} has no option ${option}`, syntax.options.get(option)?.place ?? syntax.place);
    if (syntax.args.length !== record.params.length)
      throw fail('argument-count', `${record.name} takes ${String(record.params.length)} argument${record.params.length === 1 ? '' : 's'} (${record.params.join(', ')}), not ${String(syntax.args.length)}`, syntax.place);
    const args = new Map(record.params.map((p, i) => [p, syntax.args[i]]));
    const given = (name: string): Syntax | undefined => {
      const head = headOf(name);
      const arg = args.get(head);
      return arg === undefined || head === name ? arg : fieldOf(arg, name.slice(head.length + 1), arg.place);
    };
    open(line, record.fields, given, [...path, record.name]);
  };

  lines.forEach((line) => {
    if (line.kind !== 'value') return;
    const { name, at, place, right } = line;
    const whole = placeOf(right);
    const literal = isRecord(right);
    open({ name, at, place, whole }, literal ? fieldsOf(right) : parseStatement(right), () => undefined, literal ? ['{}'] : []);
  });
  if (shared.size === 0) return out;
  const unindexed = (s: Syntax): Syntax | undefined => (s.kind === 'subscript' && s.member === true && s.of.kind === 'name' && shared.has(s.of.name) ? { ...s.of, place: s.place } : undefined);
  return out.map((line) => ({ ...line, syntax: replaced(line.syntax, unindexed) }));
};
