/** Mistakes seeded into the tables: rules of rows, their attributes, their index text, and the prelude's lemmas. */
import type { Dim } from '../../src/core/dim.ts';
import type { Attr, Attrs } from '../../src/core/expr.ts';
import type { Op, OpTable, Rule } from '../../src/core/op.ts';
import { Problem } from '../../src/core/problem.ts';
import type { Fn, Lemma, Program } from '../../src/core/program.ts';
import { type Shape, tensor } from '../../src/core/shape.ts';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { proveLemma } from '../../src/calculus/lemma.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { parse } from '../../src/lang/parse.ts';
import { ops } from '../../src/ops/index.ts';
import { program } from '../calculus/handout.ts';
import { casesFor } from '../ops/check.ts';
import { verdict } from '../ops/verdict.ts';
import { mutantsOf, writeSyntax } from './formulas.ts';

export interface Seeded {
  readonly table: 'rules' | 'attributes of rules' | 'index texts' | 'lemmas';
  /** The row or lemma, and what became of it. */
  readonly where: string;
  readonly mistake: string;
  /** What the tests say about it; undefined where they say nothing. */
  readonly noticed: () => string | undefined;
}

/** What a refusal says; anything that is not ours to throw is thrown on. */
const refusal = (attempt: () => unknown): string | undefined => {
  try {
    attempt();
    return undefined;
  } catch (problem) {
    if (problem instanceof Problem || problem instanceof RangeError || problem instanceof TypeError) return problem.message;
    throw problem;
  }
};
/** Ties, which random data never have: neither side of a largest or smallest gets anything, and a quotient by 0 is 0. */
const atTies = (row: Op, table: OpTable): string | undefined => {
  if (row.name === 'ratio') {
    const value = evaluation(program('x = param(); y = param()\nL = ratio(x, y)', { ops: table }), new Map(), (name) => (name === 'L' ? undefined : Float64Array.of(name === 'x' ? 2 : 0))).value('L')[0];
    return value === 0 ? undefined : `${String(value)} for a quotient by 0`;
  }
  if (row.name !== 'max' && row.name !== 'min') return undefined;
  const { gradient, wanted } = differentiate(program(`x = param(); y = param()\nL = ${row.name}(x, y)`, { ops: table }));
  const run = evaluation(gradient, new Map(), () => Float64Array.of(2));
  const found = wanted.map(([, adjoint]) => (adjoint === undefined ? 0 : run.value(adjoint)[0]));
  return found.every((v) => v === 0) ? undefined : `${found.join(' and ')} at a tie`;
};
const rowNoticed = (row: Op) => (): string | undefined => {
  const table: OpTable = new Map([...ops, [row.name, row]]);
  let failure: string | undefined;
  return refusal(() => (failure = verdict(row, table).failure ?? atTies(row, table))) ?? failure;
};

const rows = [...ops.values()];
const withRule = (row: Op, i: number, rule: Rule): Op => ({ ...row, rules: row.rules.map((r, k) => (k === i ? rule : r)) });
const operands = ['a', 'b', 'c'];

const rules: readonly Seeded[] = rows.flatMap((row) =>
  row.rules.flatMap((rule, i) => {
    const seeded = (mistake: string, wrong: Rule): Seeded => ({ table: 'rules', where: `${row.name}, operand ${String(i + 1)}: ${wrong.flow} ${wrong.formula} for ${rule.flow} ${rule.formula}`, mistake, noticed: rowNoticed(withRule(row, i, wrong)) });
    if (rule.flow === 'stop') return [seeded('something flows', { ...rule, flow: 'local', formula: '1' }), seeded('something flows', { ...rule, flow: 'pull', formula: 'g' })];
    const names = [...operands.slice(0, row.arity), 'y', 'g'];
    return [
      ...mutantsOf(parse(rule.formula, 'rule'), names).map(({ mistake, formula }) => seeded(mistake, { ...rule, formula: writeSyntax(formula) })),
      seeded('nothing flows', { ...rule, flow: 'stop', formula: '0' }),
      seeded('local for pull, or pull for local', { ...rule, flow: rule.flow === 'local' ? 'pull' : 'local' }),
    ];
  }),
);

/** Wrong versions of one attribute. */
const wrongAttr = (key: string, value: Attr): readonly Attr[] => {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1, ...(value > 0 ? [value - 1] : [])];
  if (typeof value === 'string') {
    if (key !== 'spec') return [];
    const [left = '', right = '', out = ''] = value.split(/,|->/u);
    const back = (s: string): string => [...s].reverse().join('');
    return [`${back(left)},${right}->${out}`, `${left},${back(right)}->${out}`, `${left},${right}->${back(out)}`, `${right},${left}->${out}`].filter((s) => s !== value);
  }
  return [[...value].reverse(), value.slice(1), value.map((v) => (typeof v === 'number' ? v + 1 : v))].filter((v) => JSON.stringify(v) !== JSON.stringify(value));
};

/** The attributes that a rule makes in any of its row's cases, with the number of ways to spoil each. */
const attributesOf = (row: Op, attrs: NonNullable<Rule['attrs']>): readonly (readonly [op: string, key: string, ways: number])[] => {
  const found = new Map<string, number>();
  for (const { shapes, attrs: own } of casesFor(row))
    for (const [op, made] of Object.entries(attrs(own, shapes, row.shape(shapes, own))))
      for (const [key, value] of Object.entries(made)) {
        const name = JSON.stringify([op, key]);
        found.set(name, Math.max(found.get(name) ?? 0, wrongAttr(key, value).length));
      }
  return [...found].map(([name, ways]) => {
    const [op, key] = JSON.parse(name) as [string, string];
    return [op, key, ways] as const;
  });
};

/** An attribute is spoilt in the n-th way wherever the rule makes it; an application without that way stays right. */
const attributes: readonly Seeded[] = rows.flatMap((row) =>
  row.rules.flatMap((rule, i) => {
    const { attrs, dims } = rule;
    const spoilt = (op: string, key: string, way: number): Rule => ({
      ...rule,
      attrs: (own, shapes, result) =>
        Object.fromEntries(
          Object.entries(attrs?.(own, shapes, result) ?? {}).map(([name, made]): [string, Attrs] => {
            const value = made[key];
            const wrong = name === op && value !== undefined ? wrongAttr(key, value)[way] : undefined;
            return [name, wrong === undefined ? made : { ...made, [key]: wrong }];
          }),
        ),
    });
    const keys = attrs === undefined ? [] : attributesOf(row, attrs);
    return [
      ...keys.flatMap(([op, key, ways]) =>
        Array.from({ length: ways }, (_, way): Seeded => ({ table: 'attributes of rules', where: `${row.name}, operand ${String(i + 1)}`, mistake: `${key} of ${op}, way ${String(way + 1)}`, noticed: rowNoticed(withRule(row, i, spoilt(op, key, way))) })),
      ),
      ...(dims === undefined ? [] : [{ table: 'attributes of rules' as const, where: `${row.name}, operand ${String(i + 1)}`, mistake: 'a count one too large', noticed: rowNoticed(withRule(row, i, { ...rule, dims: (own, shapes) => Object.fromEntries(Object.entries(dims(own, shapes)).map(([k, d]): [string, Dim] => [k, typeof d === 'number' ? d + 1 : d])) })) }]),
    ];
  }),
);

/** Mistakes in an index text that depends on attributes: the same for all of them. */
const everyText: readonly (readonly [mistake: string, wrong: (text: string) => string])[] = [
  ['every entry doubled', (t) => t.replace(/ = (.*)$/u, ' = ($1) * 2')],
  ['every entry one larger', (t) => t.replace(/ = (.*)$/u, ' = ($1) + 1')],
  ['every entry negated', (t) => t.replace(/ = (.*)$/u, ' = -($1)')],
  ['sums are maxima', (t) => t.replace(/\bsum\(/gu, 'max(')],
  ['maxima are sums', (t) => t.replace(/\bmax\(/gu, 'sum(')],
  ['a part begins one later', (t) => t.replace(/\{(\d+)\}(?=[\],])/gu, (_, n: string) => `{${String(Number(n) + 1)}}`)],
  ['the axes of the operand reversed', (t) => t.replace(/a\[([^\]]+)\]/gu, (_, list: string) => `a[${list.split(',').reverse().join(',')}]`)],
  ['the axes of the result reversed', (t) => t.replace(/^y\[([^\]]+)\]/u, (_, list: string) => `y[${list.split(',').reverse().join(',')}]`)],
  ['a factor dropped', (t) => t.replace(/(a\[[^\]]*\]) \* b\[[^\]]*\]/u, '$1')],
  ['a divisor dropped', (t) => t.replace(/ \/ \{[^}]*\}/u, '')],
  ['a hit for a miss', (t) => t.replace('? 1 : 0', '? 0 : 1')],
];

/** Mistakes in index text. */
type Written = Extract<Op['kernel'], (...args: never) => unknown>;
const texts: readonly Seeded[] = rows.flatMap((row) => {
  const wrongs = (text: string): readonly string[] => {
    const out = new Set<string>();
    const swap = (pattern: RegExp, by: (found: string) => string): void => {
      for (const found of text.matchAll(pattern)) out.add(text.slice(0, found.index) + by(found[0]) + text.slice(found.index + found[0].length));
    };
    swap(/ [+] /gu, () => ' - ');
    swap(/ - /gu, () => ' + ');
    swap(/ \* /gu, () => ' + ');
    swap(/ \/ /gu, () => ' * ');
    swap(/ > /gu, () => ' < ');
    swap(/ < /gu, () => ' > ');
    swap(/>=|<=/gu, (sign) => (sign === '>=' ? '<=' : '>='));
    swap(/[!=]= (?!0|argmax)/gu, (sign) => (sign.startsWith('!') ? '== ' : '!= '));
    swap(/(?<== )-/gu, () => '');
    swap(/\bsum\(/gu, () => 'max(');
    swap(/\bmax\(/gu, () => 'sum(');
    swap(/\? (\S+) : (\S+)$/gu, (choice) => choice.replace(/\? (\S+) : (\S+)$/u, '? $2 : $1'));
    swap(/\ba\b(?!\])/gu, () => (row.arity > 1 ? 'b' : '(a + 1)'));
    swap(/\bb\b/gu, () => 'a');
    swap(/\(a, b\)/gu, () => '(b, a)');
    out.delete(text);
    return [...out];
  };
  const { kernel } = row;
  const seeded = (mistake: string, wrong: Op['kernel']): Seeded => ({ table: 'index texts', where: row.name, mistake, noticed: rowNoticed({ ...row, kernel: wrong }) });
  if (row.arity === 0 || typeof kernel === 'object') return [];
  if (typeof kernel === 'string') return wrongs(kernel).map((text) => seeded(`${text} for ${kernel}`, text));
  const all = (wrong: (text: string) => string): readonly boolean[] => casesFor(row).map(({ shapes, attrs }) => { const text = kernel(attrs, shapes, row.shape(shapes, attrs)); return wrong(text) !== text; });
  return everyText.filter(([, wrong]) => all(wrong).includes(true)).map(([mistake, wrong]) => seeded(mistake, (...from: Parameters<Written>) => wrong(kernel(...from))));
});

/** Settings under which lemmas differ. */
const profiles = ['', 'half=true', 'loss=sum', 'relu0=1', 'relu0=0.5', 'samples=columns', 'samples=columns, loss=sum'];
const shipped: readonly (readonly [setting: string, p: Program])[] = profiles.map((s) => [s, program(`${s === '' ? '' : `profile(${s})\n`}x = param()\nL = x`)] as const);

const proved = (p: Program, lemma: Lemma): unknown => proveLemma(p, lemma, shapesOf(p.functions.get(lemma.fn)));
/** What may be left out is a number. */
const shapesOf = (fn: Fn | undefined): readonly Shape[] => (fn?.params ?? []).map((param) => (fn?.defaults.has(param) === true ? tensor() : fn?.name === 'cross' ? tensor(3) : tensor('m', 'n')));

/** At kinks random data are silent: what a lemma says there is held against what the profile says. */
const atKinks = (p: Program, lemma: Lemma): string | undefined => {
  const own: Program = { ...p, lemmas: p.lemmas.map((l) => (l.fn === lemma.fn && l.of === lemma.of ? lemma : l)) };
  const wanted: Readonly<Record<string, number>> = { relu: Number(p.profile.relu0), abs: 0, mae: 0 };
  const slope = wanted[lemma.fn];
  if (slope === undefined) return undefined;
  const { pool } = own;
  const x = pool.name('x', { dims: [], row: false });
  const call = pool.apply('call', lemma.fn === 'mae' ? [x, pool.number(0)] : [x], { fn: lemma.fn }, x.shape);
  const bindings = new Map([...own.bindings].map(([name, b]) => [name, name === 'L' ? { ...b, expr: call } : b]));
  const { gradient, wanted: made } = differentiate({ ...own, bindings });
  const adjoint = made[0]?.[1];
  const found = adjoint === undefined ? 0 : evaluation(gradient, new Map(), (name) => (name === 'x' ? Float64Array.of(0) : undefined)).value(adjoint)[0];
  return found === slope ? undefined : `${String(found)} at the kink for ${String(slope)}`;
};

/** Seams and what lies beyond them, where random data seldom are: there a lemma says what the definition comes to. */
const grid = [-7, -3, -1, -0.5, 0, 0.5, 1, 2, 3, 6, 7];
const onGrid = (p: Program, lemma: Lemma): string | undefined => {
  const fn = p.functions.get(lemma.fn);
  if (fn === undefined || fn.name === 'relu') return undefined;
  const { pool } = p;
  const x = pool.name('x', { dims: [], row: false });
  const call = pool.apply('call', fn.params.map((param, i) => (param === lemma.of ? x : pool.number([0.5, 0.5, 2, 0.3][i] ?? 1))), { fn: fn.name }, x.shape);
  const bindings = new Map([...p.bindings].map(([name, b]) => [name, name === 'L' ? { ...b, expr: call } : b]));
  const slopes = (own: readonly Lemma[]): readonly (number | undefined)[] => {
    const { gradient, wanted } = differentiate({ ...p, bindings, lemmas: own });
    return grid.map((at) => evaluation(gradient, new Map(), (name) => (name === 'x' ? Float64Array.of(at) : undefined)).value(wanted[0]?.[1] ?? '')[0]);
  };
  const others = p.lemmas.filter((l) => l.fn !== lemma.fn);
  const [claimed, opened] = [slopes([...others, lemma]), slopes(others)];
  const off = grid.findIndex((_, i) => Number.isFinite(opened[i]) && !(Math.abs((claimed[i] ?? NaN) - (opened[i] ?? NaN)) <= 1e-9 * (1 + Math.abs(opened[i] ?? NaN))));
  return off < 0 ? undefined : `${String(claimed[off])} at ${String(grid[off])} for ${String(opened[off])}`;
};

const lemmas: readonly Seeded[] = shipped.flatMap(([setting, p], k) =>
  p.lemmas
    .filter((l) => !shipped.slice(0, k).some(([, before]) => before.lemmas.some((o) => o.text === l.text && o.fn === l.fn && o.of === l.of)))
    .flatMap((lemma) => {
      const names = [...(p.functions.get(lemma.fn)?.params ?? []), ...(lemma.kind === 'pull' ? ['g'] : [])];
      return mutantsOf(lemma.formula, names).map(
        ({ mistake, formula }): Seeded => ({
          table: 'lemmas',
          where: `${setting === '' ? '' : `${setting}: `}${lemma.kind}(${lemma.fn}, ${lemma.of}) = ${writeSyntax(formula)} for ${lemma.text}`,
          mistake,
          noticed: () => {
            const wrong: Lemma = { ...lemma, formula };
            return refusal(() => proved(p, wrong)) ?? atKinks(p, wrong) ?? onGrid(p, wrong);
          },
        }),
      );
    }),
);

export const seeded: readonly Seeded[] = [...rules, ...attributes, ...texts, ...lemmas];
