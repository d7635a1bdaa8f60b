/** What names mean where a formula stands, and formulas that stand for sizes. */
import { addDims, type Dim, multiplyDims, subtractDims } from '../core/dim.ts';
import type { Attrs, Expr, Pool } from '../core/expr.ts';
import type { OpTable } from '../core/op.ts';
import { type Place, Problem } from '../core/problem.ts';
import type { Fn, Index } from '../core/program.ts';
import type { Shape } from '../core/shape.ts';
import type { Range, Syntax } from '../core/syntax.ts';

/** What names mean where a formula stands. */
export interface Scope {
  readonly pool: Pool;
  readonly ops: OpTable;
  readonly functions: ReadonlyMap<string, Fn>;
  /** The expression a plain name stands for (a binding, a parameter of a function, a letter); throws `unknown-name`. */
  readonly name: (name: string, place: Place) => Expr;
  /** Shape of one member when `name` is a family, else undefined. */
  readonly family: (name: string, place: Place) => { readonly shape: Shape; readonly over: readonly string[] } | undefined;
  readonly index: (name: string) => Index | undefined;
  /** True for dimension letters and indices: names that may stand in a subscript or a dimension. */
  readonly letter: (name: string) => boolean;
  /** In sizes: what `size(x)` and its kin come to; undefined for anything else. */
  readonly measure?: (s: Extract<Syntax, { kind: 'apply' }>) => Dim | undefined;
  /** In functions: the whole number or the size that is passed for a parameter. */
  readonly sized?: (name: string) => Dim | undefined;
  /** For a name that holds whole numbers from 1, up to which. Where it is not said, nothing is checked. */
  readonly numbers?: (name: string) => Dim | undefined;
  /** Called once for each family read, so a reader can check its range. */
  readonly onRead?: (name: string, at: readonly Dim[], place: Place) => void;
  /** Shapes of calls, by the function and what its result's shape depends on; filled on the way. */
  readonly calls?: Map<string, Shape> | undefined;
  /** In rule formulas: attributes of the structural operator `op`. */
  readonly attrs?: ((op: string) => Attrs | undefined) | undefined;
  /** In rule formulas: the last word on each node as it is built, such as dropping a factor 1. */
  readonly settle?: ((e: Expr) => Expr) | undefined;
}

/** Does a subscript hold data rather than a size or an index? `E[id, :]` takes the entries that the numbers in `id` say. */
export const isNumbers = (s: Syntax | Range, scope: Pick<Scope, 'letter' | 'measure' | 'sized'>): boolean => {
  if (s.kind === 'subscript') return true;
  if (s.kind === 'name') return !scope.letter(s.name) && scope.sized?.(s.name) === undefined;
  return s.kind === 'apply' && (scope.measure?.(s) === undefined ? s.args.some((x) => isNumbers(x, scope)) : false);
};

/** A formula read as a dimension or subscript: numbers, letters and indices under + - *. */
export const toDim = (s: Syntax | Range, scope: Pick<Scope, 'letter' | 'measure' | 'sized'>): Dim => {
  if (s.kind === 'number' && Number.isSafeInteger(s.value)) return s.value;
  if (s.kind === 'name' && scope.letter(s.name)) return s.name;
  const passed = s.kind === 'name' ? scope.sized?.(s.name) : undefined;
  if (passed !== undefined) return passed;
  if (s.kind === 'apply') {
    const known = scope.measure?.(s);
    if (known !== undefined) return known;
    const [a, b] = s.args.map((x) => toDim(x, scope));
    if (a !== undefined && b === undefined && s.fn === 'neg') return subtractDims(0, a);
    if (a !== undefined && b !== undefined) {
      if (s.fn === '+') return addDims(a, b);
      if (s.fn === '-') return subtractDims(a, b);
      if (s.fn === '*') return multiplyDims(a, b);
    }
  }
  throw new Problem('bad-dimension', s.kind === 'name' ? `${s.name} is neither a size nor an index` : 'this is not a size or a subscript', {
    place: s.place,
    expected: scope.sized === undefined ? 'a whole number, a letter, an index, or sums and products of these' : 'a whole number, or a parameter of the function for which a whole number or a size is passed',
  });
};

