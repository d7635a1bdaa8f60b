/** What stands after `=` in a declaration: `input(2)`, `param(3, n, glorot)`, `mask(16, 0.8)`, `constant(0.1)`, `index(T)`, or a plain number. */
import { type Dim, lettersOf } from '../../core/dim.ts';
import type { Place } from '../../core/problem.ts';
import type { Syntax } from '../../core/syntax.ts';
import { measures } from '../measures.ts';
import { type Scope, toDim } from '../scope.ts';
import { fail } from '../text/misread.ts';
import { initialiserOf, initialiserOptions } from './initialisers.ts';
import { literal } from './literal.ts';

export type Declaration =
  | (Sized & { readonly kind: 'input' | 'target' | 'param'; readonly init?: string; readonly initOptions?: ReadonlyMap<string, number>; readonly index?: Syntax; readonly mask?: number })
  /** With a value, or with a shape whose values are given later. */
  | (Sized & { readonly kind: 'constant'; readonly value?: number })
  | { readonly kind: 'index'; readonly size: Dim; readonly letters: readonly Letter[] }
  /** `n = 3`: binds a letter where `n` is one, else a constant. */
  | { readonly kind: 'number'; readonly value: number; readonly letters: readonly Letter[] };

/** What sizes are written; their values may wait for the shapes of other names: `param(n, size(x))`. */
interface Sized {
  readonly sizes: readonly Syntax[];
  readonly letters: readonly Letter[];
}

/** A dimension letter and where it stands. */
export interface Letter {
  readonly name: string;
  readonly place: Place;
}

const words = ['input', 'target', 'param', 'constant', 'index', 'mask'] as const;
const wordOf = (fn: string): (typeof words)[number] | undefined => words.find((w) => w === fn);
export const isDeclaring = (fn: string): boolean => wordOf(fn) !== undefined;

type Measure = NonNullable<Scope['measure']>;
/** Before shapes are known, a size of something stands for any. */
const anySize: Measure = (s) => (measures.has(s.fn) ? 1 : undefined);

/** A size: a whole number above zero, or letters under + and *. */
export const sizeOf = (s: Syntax, measure: Measure = anySize): Dim => {
  const value = literal(s);
  if (value !== undefined && (!Number.isSafeInteger(value) || value < 1))
    throw fail('bad-dimension', `${String(value)} is not a size`, s.place, undefined, 'a whole number from 1, or a letter');
  const dim = toDim(s, { letter: () => true, measure });
  if (typeof dim === 'number' && dim < 1) throw fail('bad-dimension', `${String(dim)} is not a size`, s.place, undefined, 'a whole number from 1, or a letter');
  return dim;
};

const lettersIn = (sizes: readonly Syntax[]): readonly Letter[] =>
  sizes.flatMap((s) => lettersOf(toDim(s, { letter: () => true, measure: anySize })).map((name) => ({ name, place: s.place })));

/** The parts of sizes that wait for shapes: `size(x)`. */
export const measured = (s: Syntax): readonly Syntax[] => (s.kind !== 'apply' ? [] : measures.has(s.fn) ? [s] : s.args.flatMap(measured));

/** The declaration that a right side is, or undefined for a formula. */
export const declarationOf = (right: Syntax): Declaration | undefined => {
  const number = literal(right);
  if (number !== undefined) return { kind: 'number', value: number, letters: [] };
  const kind = right.kind === 'apply' ? wordOf(right.fn) : undefined;
  if (right.kind !== 'apply' || kind === undefined) return undefined;
  const index = kind === 'input' ? right.options.get('index') : undefined;
  const { args } = right;
  const init = kind === 'param' ? initialiserOf(args.at(-1)) : undefined;
  const initOptions = kind === 'param' ? initialiserOptions(init, right.options) : new Map<string, number>();
  for (const [option, value] of right.options)
    if (value !== index && kind !== 'param') throw fail('bad-option', `${kind} has no option ${option}`, value.place, undefined, kind === 'input' ? 'index=V for whole numbers from 1 to V' : undefined);
  const [first] = args;
  if (kind === 'index') {
    if (first === undefined || args.length !== 1) throw fail('bad-index', 'an index has one size', right.place, 't = index(T)');
    return { kind, size: sizeOf(first), letters: lettersIn(args) };
  }
  if (kind === 'mask') {
    const chance = literal(args.at(-1));
    if (chance === undefined || !(chance > 0 && chance <= 1)) throw fail('bad-mask', 'a mask ends with the chance of a 1', args.at(-1)?.place ?? right.place, 'm = mask(16, 0.8)', 'a number above 0 and at most 1');
    const sizes = args.slice(0, -1);
    sizes.forEach((s) => sizeOf(s));
    return { kind: 'input', sizes, letters: lettersIn(sizes), mask: chance };
  }
  const value = args.length === 1 ? literal(first) : undefined;
  if (kind === 'constant' && value !== undefined) return { kind, sizes: [], letters: [], value };
  const sizes = init === undefined ? args : args.slice(0, -1);
  [...sizes, ...(index === undefined ? [] : [index])].forEach((s) => sizeOf(s));
  const letters = lettersIn(index === undefined ? sizes : [...sizes, index]);
  if (kind === 'constant') return { kind, sizes, letters };
  return { kind, sizes, letters, ...(init === undefined ? {} : { init }), ...(initOptions.size === 0 ? {} : { initOptions }), ...(index === undefined ? {} : { index }) };
};
