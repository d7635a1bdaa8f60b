/** Functions, lemmas and notations: `f(x) = ...`, `D(f, x) = ...`, `pull(f, x) = ...`, `tex(f, x) = "..."`. */
import type { OpTable } from '../../core/op.ts';
import type { Place, Problem } from '../../core/problem.ts';
import type { Fn, Lemma, Program } from '../../core/program.ts';
import type { Range, Syntax } from '../../core/syntax.ts';
import { builtinNames } from '../meanings.ts';
import { type Line, textOf } from './heads.ts';
import { mentionsOf } from './mentions.ts';
import { isOwn } from '../program-text.ts';
import { isDeclaring } from './declarations.ts';
import { fieldsOf, formulasIn, isRecord, outerNames, recordInFormula, type RecordFn, type RecordFns } from './records.ts';
import { fail } from '../text/misread.ts';
import { unknownFunction } from '../text/names.ts';
import { parseStatement } from '../parse.ts';
import { placeIn } from '../text/source.ts';

type Definition = Extract<Line, { kind: 'definition' }>;
export interface Definitions extends Pick<Program, 'functions' | 'lemmas' | 'notations'> {
  readonly records: RecordFns;
}

/** Words that declare; no function can have their names. */
export const declaring = ['input', 'target', 'param', 'constant', 'index', 'title', 'profile', 'assume', 'use', 'D', 'pull', 'tex', 'neg'];

/**
 * A formula as text with parameters numbered, so that two definitions of one function can be compared. Where `/` has a
 * meaning it is that of `./`.
 */
const fingerprint = (fn: Fn): string => {
  const out: string[] = [];
  const waiting: (Syntax | Range | string)[] = [fn.body];
  for (let s = waiting.pop(); s !== undefined; s = waiting.pop()) {
    if (typeof s === 'string') out.push(s);
    else if (s.kind === 'number') out.push(String(s.value));
    else if (s.kind === 'name') out.push(fn.params.includes(s.name) ? `$${String(fn.params.indexOf(s.name))}` : s.name);
    else if (s.kind === 'apply') waiting.push(')', ...[...s.options].flatMap(([k, v]): (Syntax | string)[] => [v, `${k}=`]), ...s.args, `${s.fn === '/' ? './' : s.fn}(`);
    else if (s.kind === 'subscript') waiting.push(']', ...s.at, '[', s.of);
    else if (s.kind === 'array') waiting.push(']', ...s.rows.flatMap((r): (Syntax | string)[] => [';', ...r]), '[');
    else waiting.push(':');
  }
  return `${String(fn.params.length)} ${out.join(' ')}`;
};

const paramsOf = (d: Definition): readonly string[] => {
  const names = d.params.map((t) => t.text);
  names.forEach((name, i) => {
    const t = d.params[i];
    if (t !== undefined && names.indexOf(name) < i) throw fail('parameter-twice', `${name} is a parameter twice`, placeIn(d.right.source, t.start, t.end));
  });
  return names;
};

const reserved = (d: Definition): Problem => fail('reserved-function', `${d.name}(...) has a meaning of its own and cannot be a function`, d.place, `another name, such as ${d.name}_1`);
const notAParameter = (d: Definition, params: readonly string[], name: string, place: Place): Problem =>
  params.includes(name.split('.')[0] ?? name)
    ? fail('not-a-parameter', `${name} reads a field, and a record is passed on only to functions that return one`, place, `${d.name}(${params.join(', ')}) = {y: ...}, or the fields as parameters of their own`)
    :
  fail('not-a-parameter', `${name} is not a parameter of ${d.name}; a function sees only its parameters`, place, `${d.name}(${[...params, name].join(', ')}) = ...`);

/** Worked out when it is first asked for, and once: a file uses few of the formulas of the prelude. */
const onDemand = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

const readFunction = (d: Definition): Fn => {
  if (declaring.includes(d.name)) throw reserved(d);
  const body = onDemand(() => parseStatement(d.right));
  return {
    name: d.name,
    params: paramsOf(d),
    defaults: d.defaults,
    get body() {
      return body();
    },
    text: textOf(d.right),
    place: d.place,
  };
};
const checkParameters = (d: Definition, { params, body }: Fn): void => {
  for (const { name, place } of mentionsOf(body).names)
    if (!params.includes(name) && name !== 'e' && name !== 'pi') throw notAParameter(d, params, name, place);
};

const readRecord = (d: Definition): RecordFn => {
  if (declaring.includes(d.name)) throw reserved(d);
  const params = paramsOf(d);
  const fields = fieldsOf(d.right);
  for (const { name, place } of outerNames(fields))
    if (!params.includes(name.split('.')[0] ?? name) && name !== 'e' && name !== 'pi') throw notAParameter(d, params, name, place);
  return { name: d.name, params, defaults: d.defaults, fields, place: d.place };
};

const readLemma = (d: Definition, kind: 'D' | 'pull', functions: ReadonlyMap<string, Fn>): Lemma => {
  const [head, variable] = d.params;
  const tokenPlace = (t: typeof head) => (t === undefined ? d.place : placeIn(d.right.source, t.start, t.end));
  if (head === undefined || variable === undefined || d.params.length !== 2)
    throw fail('bad-lemma', `${kind} takes a function and one of its parameters`, d.place, `${kind}(sigmoid, x) = ...`);
  const fn = functions.get(head.text);
  if (fn === undefined) throw unknownFunction(head.text, [...functions.keys()], tokenPlace(head));
  if (!fn.params.includes(variable.text))
    throw fail('not-a-parameter', `${variable.text} is not a parameter of ${fn.name}(${fn.params.join(', ')})`, tokenPlace(variable), `${kind}(${fn.name}, ${fn.params[0] ?? 'x'}) = ...`);
  if (kind === 'pull' && fn.params.includes('g')) throw fail('bad-lemma', 'g is the upstream adjoint in a pull, and here it is a parameter too', d.place, `rename the parameter g of ${fn.name}`);
  const formula = onDemand(() => parseStatement(d.right));
  const proof = onDemand(() => d.proof.map((s) => ({ formula: parseStatement(s), text: textOf(s) })));
  return {
    fn: fn.name,
    of: variable.text,
    kind,
    get formula() {
      return formula();
    },
    text: textOf(d.right),
    get proof() {
      return proof();
    },
    place: d.place,
  };
};
const checkNames = ({ fn, kind, formula, proof }: Lemma, params: readonly string[]): void => {
  const allowed = [...params, ...(kind === 'pull' ? ['g'] : []), 'e', 'pi'];
  for (const { name, place } of [...proof.map((l) => l.formula), formula].flatMap((f) => mentionsOf(f).names))
    if (!allowed.includes(name)) throw fail('not-a-parameter', `${name} is not a parameter of ${fn}`, place, undefined, allowed.slice(0, -2).join(', '));
};

/** Calls that one call of a function may open, all in all, and how deep they may go. */
const mostCalls = 10_000;
const deepestCalls = 50;

const tooLarge = (fn: Fn, what: string): Problem => fail('function-too-large', `${fn.name} opens into ${what}`, fn.place, 'give values in between names of their own');

/** A function that calls itself, directly or through others, is refused, and so is one that opens without end in sight. */
const refuseRecursion = (functions: ReadonlyMap<string, Fn>, known: ReadonlyMap<string, Fn>): void => {
  const finished = new Map<string, { readonly calls: number; readonly depth: number }>();
  const finish = (name: string): void => {
    const fn = functions.get(name);
    const inner = fn === undefined ? [] : mentionsOf(fn.body).calls.map((c) => finished.get(c.name) ?? { calls: 0, depth: 0 });
    const calls = inner.reduce((n, c) => n + c.calls, 1);
    const depth = inner.reduce((n, c) => Math.max(n, c.depth), 0) + 1;
    if (fn !== undefined && calls > mostCalls) throw tooLarge(fn, `more than ${String(mostCalls)} calls`);
    if (fn !== undefined && depth > deepestCalls) throw tooLarge(fn, `calls more than ${String(deepestCalls)} deep`);
    finished.set(name, { calls, depth });
  };
  for (const [root, own] of functions) {
    if (known.get(root) === own) continue;
    const path: { readonly name: string; readonly calls: { name: string; place: Fn['place'] }[] }[] = [];
    const enter = (name: string): void => {
      const fn = functions.get(name);
      if (fn !== undefined && !finished.has(name)) path.push({ name, calls: [...mentionsOf(fn.body).calls].reverse() });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.calls.pop();
      if (next === undefined) {
        finish(top.name);
        path.pop();
        continue;
      }
      const at = path.findIndex((p) => p.name === next.name);
      if (at >= 0)
        throw fail('recursive-function', `${next.name} is defined by itself: ${[...path.slice(at).map((p) => p.name), next.name].join(' -> ')}`, next.place, 'a recurrence is a family: h[t] = ... h[t-1] ...');
      enter(next.name);
      const fn = functions.get(root);
      if (fn !== undefined && path.length > deepestCalls) throw tooLarge(fn, `calls more than ${String(deepestCalls)} deep`);
    }
  }
};

/** Does anything else of the prelude call this function of it? */
export const isCalled = (name: string, { functions, lemmas }: Pick<Definitions, 'functions' | 'lemmas'>): boolean => {
  const call = new RegExp(`(?<![\\p{L}\\p{N}_])${name}\\(`, 'u');
  return [...functions.values()].some((f) => f.name !== name && call.test(f.text)) || lemmas.some((l) => l.fn !== name && call.test(l.text));
};

/**
 * `known` are the definitions of the prelude, to which a file adds its own. A function of the prelude that no other one
 * needs may be defined anew; what was known of it then goes. The formulas of the prelude itself are read when they are used.
 */
export const readDefinitions = (lines: readonly Line[], ops: OpTable, known?: Definitions): Definitions => {
  const functions = new Map(known?.functions);
  let lemmas = [...(known?.lemmas ?? [])];
  const notations = new Map(known?.notations);
  const records = new Map(known?.records);
  const definitions = lines.filter((l) => l.kind === 'definition');
  const builtins = new Set(builtinNames(ops));

  for (const d of definitions) {
    if (d.name === 'D' || d.name === 'pull' || d.name === 'tex') continue;
    if (builtins.has(d.name)) throw fail('defined-twice', `${d.name} is a function of the language`, d.place, `another name, such as my${d.name}`);
    const shipped = functions.get(d.name);
    const spare = shipped !== undefined && !isOwn(shipped) && !isCalled(d.name, { functions, lemmas });
    const forget = (): void => {
      functions.delete(d.name);
      lemmas = lemmas.filter((l) => l.fn !== d.name);
      notations.delete(d.name);
    };
    if (spare && isRecord(d.right)) forget();
    const taken = records.get(d.name) ?? (isRecord(d.right) ? functions.get(d.name) : undefined);
    if (taken !== undefined) throw fail('defined-twice', `${d.name} is defined twice, first in line ${String(taken.place.line)} of ${taken.place.file}`, d.place, 'give one of them another name');
    if (isRecord(d.right)) {
      records.set(d.name, readRecord(d));
      continue;
    }
    const fn = readFunction(d);
    const before = functions.get(fn.name);
    if (before !== undefined) {
      if (known?.functions.get(fn.name) === before && fingerprint(before) === fingerprint(fn)) continue;
      if (spare) forget();
      else if (known?.functions.get(fn.name) === before)
        throw fail('defined-twice', `${fn.name} is already a function: ${fn.name}(${before.params.join(', ')}) = ${before.text}`, d.place, `use it, or take another name, such as my${fn.name}`);
      else throw fail('defined-twice', `${fn.name} is defined twice, first in line ${String(before.place.line)}`, d.place);
    }
    if (known !== undefined) checkParameters(d, fn);
    functions.set(fn.name, fn);
  }
  const callable = [...builtins, ...functions.keys()];
  const callables = new Set(callable);
  const checkCalls = (s: Syntax): void => {
    for (const { name, place } of mentionsOf(s).calls) if (!callables.has(name)) throw records.has(name) ? recordInFormula(name, place) : unknownFunction(name, callable, place);
  };
  for (const fn of functions.values()) if (known !== undefined && known.functions.get(fn.name) !== fn) checkCalls(fn.body);
  for (const record of records.values())
    if (known?.records.get(record.name) !== record)
      for (const s of formulasIn(record.fields)) if (s.kind === 'apply' && (records.has(s.fn) || isDeclaring(s.fn))) s.args.forEach(checkCalls);
        else checkCalls(s);
  refuseRecursion(functions, known?.functions ?? functions);

  for (const d of definitions) {
    if (d.name === 'D' || d.name === 'pull') {
      const lemma = readLemma(d, d.name, functions);
      if (known !== undefined) {
        checkNames(lemma, functions.get(lemma.fn)?.params ?? []);
        for (const l of [lemma, ...lemma.proof]) checkCalls(l.formula);
        // A file may say in its own way what is known already; it is proved like any other.
        lemmas = lemmas.filter((l) => isOwn(l) || l.fn !== lemma.fn || l.of !== lemma.of);
      }
      const before = lemmas.find((l) => l.fn === lemma.fn && l.of === lemma.of);
      if (before !== undefined) throw fail('defined-twice', `the derivative of ${lemma.fn} by ${lemma.of} is given twice, first in line ${String(before.place.line)} of ${before.place.file}`, d.place);
      lemmas.push(lemma);
    }
    if (d.name !== 'tex') continue;
    const [fn, ...params] = d.params.map((t) => t.text);
    const [text] = d.right.tokens;
    if (fn === undefined || text?.kind !== 'string' || d.right.tokens.length !== 1) throw fail('bad-notation', 'tex takes a function with its parameters, and text', d.place, 'tex(sigmoid, x) = "\\sigma(x)"');
    if (!callables.has(fn)) throw unknownFunction(fn, callable, d.place);
    notations.set(fn, { params, tex: text.text, place: d.place });
  }
  return { functions, lemmas, notations, records };
};
