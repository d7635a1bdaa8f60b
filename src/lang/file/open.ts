/**
 * Which formulas are the records of a file? A field is a binding of its own with a dotted name, `l1.W`, and nothing after
 * this file knows of records. A field may be a declaration: then the record is a layer, and its parameters are shared by
 * all members of a family. A formula of records, `where(m[t], c[t], s[t-1])`, is the record of the same formulas of their fields.
 */
import type { Place, Problem } from '../../core/problem.ts';
import type { Syntax } from '../../core/syntax.ts';
import { parseStatement } from '../parse.ts';
import { replaced } from '../replace.ts';
import { fail } from '../text/misread.ts';
import { optionPlace, unknownOption } from '../options.ts';
import { isDeclaring } from './declarations.ts';
import { type Line, placeOf } from './heads.ts';
import { mentionsOf } from './mentions.ts';
import { type Field, fieldsOf, formulasIn, headOf, isFields, isRecord, type RecordFn, type RecordFns } from './records.ts';

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
type Opened = Omit<ValueLine, 'ordinal'>;

/** `s[0] = ...`, not `s[t] = ...`. */
const isPlace = ({ at }: Pick<Opened, 'at'>): boolean => at.some((s) => s.kind !== 'name');
const firstDeclared = ({ name }: Pick<Opened, 'name'>, place: Place): Problem => {
  const own = `${name.slice(name.lastIndexOf('.') + 1)}_0`;
  const declaration = place.text.slice(place.column - 1, place.column - 1 + place.length);
  return fail('declaration-in-formula', `a first value is a formula, and ${declaration} declares`, place, `${own} = ${declaration} in a line of its own, and ${own} here`);
};

const mostFields = 10_000;

/** What a call gives each parameter: arguments in order, then what is named, then what holds unless given. */
const argumentsOf = ({ name, params, defaults }: RecordFn, s: Extract<Syntax, { kind: 'apply' }>): ReadonlyMap<string, Syntax> => {
  for (const [key, value] of s.options) {
    if (!defaults.has(key)) throw unknownOption(name, key, [...defaults.keys()], value.place);
    if (params.indexOf(key) < s.args.length) throw fail('argument-count', `${key} is given twice`, optionPlace(key, value.place));
  }
  const least = params.length - defaults.size;
  const shown = params.map((p) => (defaults.has(p) ? `${p}=${String(defaults.get(p))}` : p)).join(', ');
  if (s.args.length > params.length || s.args.length < least)
    throw fail('argument-count', `${name} takes ${least === params.length ? '' : `${String(least)} to `}${String(params.length)} argument${params.length === 1 ? '' : 's'} (${shown}), not ${String(s.args.length)}`, s.place);
  return new Map(params.map((p, i) => [p, s.args[i] ?? s.options.get(p) ?? { kind: 'number', value: defaults.get(p) ?? NaN, place: s.place }]));
};

/** `of.path`, where `of` is a name, a member of a family, or a formula of records that `isRecordName` knows. */
const fieldOf = (of: Syntax, path: string, place: Place, isRecordName: (name: string) => boolean): Syntax => {
  const bare = of.kind === 'subscript' ? of.of : of;
  const known = (name: string): boolean => isRecordName(name) || (bare.kind === 'name' && bare.name === name);
  const named = new Set<Syntax>();
  const made = replaced(of, (s) => {
    if (s.kind === 'name' && known(s.name)) {
      const field: Syntax = { ...s, name: `${s.name}.${path}`, ...(of === s ? { place } : {}) };
      named.add(field);
      return field;
    }
    return s.kind === 'subscript' && named.has(s.of) ? { ...s, member: true, ...(bare === of ? {} : { place }) } : undefined;
  });
  if (named.size === 0) throw fail('member-access', 'only a name has fields', of.place, 'give this value a name of its own first');
  return made;
};

/** Of every record, the fields that formulas read, and whether at a place of its own or at a distance, as in `s[t-1].h`. */
const readsOfFields = () => {
  const reads = new Map<string, Map<string, boolean>>();
  const isDotted = (name: string): boolean => name.includes('.');
  return {
    of: (record: string): ReadonlyMap<string, boolean> => reads.get(record) ?? new Map<string, boolean>(),
    add: (syntax: Syntax): void => {
      // What has no dot is no field, so it may count as an index.
      for (const { name, shifted } of mentionsOf(syntax, (n) => !isDotted(n)).names)
        for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
          const [record, path] = [name.slice(0, dot), name.slice(dot + 1)];
          const known = reads.get(record) ?? new Map<string, boolean>();
          reads.set(record, known.set(path, shifted || known.get(path) === true));
        }
    },
  };
};

/** Lines whose right sides are formulas of records, written out for the fields that others read; those of which nothing is read stay. */
const writtenOut = (lines: readonly Opened[], isRecordName: (name: string) => boolean): readonly Opened[] => {
  const isOfRecords = ({ syntax }: Opened): boolean => mentionsOf(syntax).names.some((m) => isRecordName(m.name));
  const reads = readsOfFields();
  const waiting = lines.filter(isOfRecords);
  if (waiting.length === 0) return lines;
  for (const line of lines) if (!waiting.includes(line)) reads.add(line.syntax);
  const made = new Map<Opened, Map<string, Opened>>(waiting.map((line) => [line, new Map<string, Opened>()]));
  for (let again = true; again; ) {
    again = false;
    for (const [line, fields] of made) {
      for (const [path, shifted] of [...reads.of(line.name)]) {
        if (fields.has(path) || (isPlace(line) && !shifted)) continue;
        const syntax = fieldOf(line.syntax, path, line.whole, isRecordName);
        fields.set(path, { ...line, name: `${line.name}.${path}`, syntax });
        reads.add(syntax);
        again = true;
      }
    }
  }
  return lines.flatMap((line) => {
    const fields = [...(made.get(line)?.values() ?? [])];
    return fields.length === 0 ? [line] : fields;
  });
};

const memberOf = (name: string, at: readonly Syntax[], place: Place): Syntax => {
  const named: Syntax = { kind: 'name', name, place };
  return at.length === 0 ? named : { kind: 'subscript', of: named, at, member: true, place };
};
/** Neither a name nor a member of a family, nor these transposed or with a sign. */
const isCompound = (s: Syntax): boolean =>
  s.kind === 'apply' ? s.args.some((a) => a.kind !== 'number') && !["'", 'neg'].includes(s.fn) : s.kind === 'subscript' && s.at.some((x) => x.kind === 'range' || x.kind === 'subscript');

/** Opens the records among the statements of a file. */
export const openRecords = (lines: readonly Line[], records: RecordFns): readonly ValueLine[] => {
  const out: Opened[] = [];
  /** Fields of families that are declared, so that all members share them. */
  const shared = new Set<string>();
  const known = new Set<string>();
  const isRecordName = (name: string): boolean => known.has(name);

  const open = (line: Omit<Opened, 'syntax'>, body: Syntax | readonly Field[], names: (name: string) => Syntax | undefined, path: readonly string[]): void => {
    if (out.length > mostFields + lines.length) throw fail('record-too-large', `${line.name} opens into more than ${String(mostFields)} fields`, line.whole);
    if (isFields(body)) {
      known.add(line.name);
      const own = new Map<string, Syntax>();
      const inside = (name: string): Syntax | undefined => {
        const head = headOf(name);
        const field = own.get(head);
        return field === undefined ? names(name) : head === name ? field : fieldOf(field, name.slice(head.length + 1), field.place, isRecordName);
      };
      for (const field of body) {
        const name = `${line.name}.${field.name}`;
        open({ ...line, name, place: line.place }, field.body, inside, path);
        own.set(field.name, memberOf(name, line.at, field.place));
      }
      return;
    }
    const syntax = replaced(body, (s) => (s.kind === 'name' ? names(s.name) : undefined));
    const record = syntax.kind === 'apply' ? records.get(syntax.fn) : undefined;
    if (syntax.kind !== 'apply' || record === undefined) {
      // A mask is no parameter: each member draws its own.
      const declared = syntax.kind === 'apply' && isDeclaring(syntax.fn) && syntax.fn !== 'mask' && line.name.includes('.') && path.length > 0;
      if (syntax.kind === 'apply' && isDeclaring(syntax.fn) && isPlace(line)) throw firstDeclared(line, syntax.place);
      if (declared && line.at.length > 0) shared.add(line.name);
      if (mentionsOf(syntax).names.some((m) => known.has(m.name))) known.add(line.name);
      out.push({ ...line, at: declared ? [] : line.at, syntax });
      return;
    }
    if (path.includes(record.name)) throw fail('recursive-function', `${record.name} is defined by itself: ${[...path, record.name].join(' -> ')}`, record.place);
    const args = new Map([...argumentsOf(record, syntax)].map(([p, arg]) => [p, namedArgument(p, arg, record.fields, line)]));
    const given = (name: string): Syntax | undefined => {
      const head = headOf(name);
      const arg = args.get(head);
      return arg === undefined || head === name ? arg : fieldOf(arg, name.slice(head.length + 1), arg.place, isRecordName);
    };
    open(line, record.fields, given, [...path, record.name]);
  };

  /** A formula that fields read more than once is a field itself: `s.x[t] = E[id[t], :]`. */
  const namedArgument = (param: string, arg: Syntax | undefined, fields: readonly Field[], line: Omit<Opened, 'syntax'>): Syntax | undefined => {
    if (arg === undefined || !isCompound(arg) || fields.some((f) => f.name === param) || mentionsOf(arg).names.some((m) => known.has(m.name))) return arg;
    const reads = formulasIn(fields).flatMap((f) => (f.kind === 'apply' && isDeclaring(f.fn) ? [] : mentionsOf(f).names.filter((m) => m.name === param)));
    if (reads.length < 2) return arg;
    const name = `${line.name}.${param}`;
    out.push({ ...line, name, syntax: arg });
    return memberOf(name, line.at, arg.place);
  };

  lines.forEach((line) => {
    if (line.kind !== 'value') return;
    const { name, at, place, right } = line;
    const whole = placeOf(right);
    const literal = isRecord(right);
    open({ name, at, place, whole }, literal ? fieldsOf(right) : parseStatement(right), () => undefined, literal ? ['{}'] : []);
  });
  const unindexed = (s: Syntax): Syntax | undefined => (s.kind === 'subscript' && s.member === true && s.of.kind === 'name' && shared.has(s.of.name) ? { ...s.of, place: s.place } : undefined);
  return writtenOut(out, isRecordName).map((line, ordinal) => ({ ...line, syntax: shared.size === 0 ? line.syntax : replaced(line.syntax, unindexed), ordinal }));
};
