/** A program as a file in the language: reading the text gives the program again. */
import { addDims, type Dim, lettersOf, showDim, subtractDims } from '../core/dim.ts';
import { type Expr, nodesOf } from '../core/expr.ts';
import { settings, type Setting } from '../core/profile.ts';
import type { Base, Binding, Fn, Lemma, Program } from '../core/program.ts';
import { applier } from './apply.ts';
import { expandTo } from './broadcast.ts';
import { memberText, notationOf, textOf } from './write.ts';

/** What the prelude defines need not be said. */
export const isOwn = ({ place }: Pick<Fn | Lemma, 'place'>): boolean => place.file !== 'prelude';

/**
 * Zeros where adjoints read the members of `b` outside their range: there they are 0 by definition, and a file has to say so.
 */
export const zerosOutside = (b: Binding, readers: readonly Expr[], program: Program): readonly Base[] => {
  const own = b.over.at(-1);
  const size = own === undefined ? undefined : program.indices.get(own)?.size;
  if (own === undefined || size === undefined) return [];
  const shifts = readers
    .flatMap((e) => nodesOf(e))
    .flatMap((n) => {
      const d = n.kind === 'name' && n.name === b.name ? n.at.at(-1) : undefined;
      const letter = d === undefined ? undefined : lettersOf(d).find((l) => program.indices.get(l)?.size === size);
      const shift = d === undefined || letter === undefined ? 0 : subtractDims(d, letter);
      return typeof shift === 'number' ? [shift] : [];
    });
  const zero = expandTo(program.pool.number(0), b.shape, applier(program.pool, program.ops));
  const least = shifts.reduce((m, s) => Math.min(m, s), 0);
  const most = shifts.reduce((m, s) => Math.max(m, s), 0);
  const places: readonly Dim[] = [...Array.from({ length: -least }, (_, k) => -k), ...Array.from({ length: most }, (_, k) => addDims(size, k + 1))];
  return places.filter((at) => !b.base.some((x) => x.at === at)).map((at) => ({ at, expr: zero }));
};

/** What stands after = in a declaration. */
const declared = ({ role, shape, init, initOptions = new Map<string, number>(), value, index, mask }: Binding): string => {
  if (mask !== undefined) return `mask(${[...shape.dims.map(showDim), String(mask)].join(', ')})`;
  const options = [...[...initOptions].map(([name, number]) => `${name}=${String(number)}`), ...(index === undefined ? [] : [`index=${showDim(index)}`])];
  const args = [...(value === undefined ? shape.dims.map(showDim) : [String(value)]), ...(init === undefined ? [] : [init]), ...options];
  return `${role}(${args.join(', ')})`;
};

const functionText = ({ name, params, defaults, text }: Fn): string => `${name}(${params.map((p) => (defaults.has(p) ? `${p}=${String(defaults.get(p))}` : p)).join(', ')}) = ${text}`;
const lemmaText = ({ kind, fn, of, proof, text }: Lemma): string => `${kind}(${fn}, ${of}) = ${[...proof.map((l) => l.text), text].join('\n  = ')}`;

/** Never cut short: what is written is read again. */
const write = (e: Expr, ops: Program['ops']): string => textOf(notationOf(e, ops), Infinity);

/** Statements in order, first values before their families. */
const bindingText = (b: Binding, readers: readonly Expr[], program: Program): readonly string[] => {
  const head = memberText(b.name, b.over);
  const bases = [...b.base, ...zerosOutside(b, readers, program)];
  return [...bases.map(({ at, expr }) => `${memberText(b.name, [...b.over.slice(0, -1), showDim(at)])} = ${write(expr, program.ops)}`), `${head} = ${b.expr === undefined ? declared(b) : write(b.expr, program.ops)}`];
};

export const programText = (program: Program): string => {
  const [en, ...others] = [...program.titles].sort(([a], [b]) => Number(b === 'en') - Number(a === 'en'));
  const chosen = Object.keys(settings).filter((key): key is Setting => Object.hasOwn(settings, key)).filter((key) => program.profile[key] !== settings[key][0]);
  const readers = [...program.bindings.values()].flatMap((b) => [...(b.expr === undefined ? [] : [b.expr]), ...b.base.map((x) => x.expr)]);
  const lines = [
    ...(en === undefined ? [] : [`title(${[`"${en[1]}"`, ...others.map(([language, text]) => `${language}="${text}"`)].join(', ')})`]),
    ...(chosen.length === 0 ? [] : [`profile(${chosen.map((key) => `${key}="${program.profile[key]}"`).join(', ')})`]),
    ...[...program.functions.values()].filter(isOwn).map(functionText),
    ...program.lemmas.filter(isOwn).map(lemmaText),
    ...[...program.notations].filter(([, n]) => isOwn(n)).map(([fn, { params, tex }]) => `tex(${[fn, ...params].join(', ')}) = "${tex}"`),
    ...[...program.dims].flatMap(([letter, n]) => (n === undefined ? [] : [`${letter} = ${String(n)}`])),
    ...[...program.indices.values()].map(({ name, size }) => `${name} = index(${showDim(size)})`),
    ...[...program.bindings.values()].flatMap((b) => bindingText(b, readers, program)),
    ...program.facts.map((f) => `assume(${f.text})`),
  ];
  return `${lines.join('\n')}\n`;
};
