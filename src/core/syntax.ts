/** A formula as read, before names have shapes: what functions, lemmas and rules are kept as. */
import type { Place } from './problem.ts';

export type Syntax =
  | { readonly kind: 'number'; readonly value: number; readonly place: Place }
  | { readonly kind: 'name'; readonly name: string; readonly place: Place }
  /** The value of an option, such as `spec="ij,jk->ik"`. */
  | { readonly kind: 'text'; readonly text: string; readonly place: Place }
  /**
   * An operator sign (`+ - * .* / ./ ^ .^ ' neg > >= < <= == != ?:`) or a function, applied. `options` are the named
   * arguments, as in `sum(X, axis=1)`.
   */
  | {
      readonly kind: 'apply';
      readonly fn: string;
      readonly args: readonly Syntax[];
      readonly options: ReadonlyMap<string, Syntax>;
      readonly place: Place;
    }
  /**
   * `of[at, ...]`; a `range` stands for `from:to` or `from:step:to`, or for a whole axis when both are absent. `member` where a field follows,
   * `s[t].h`: the subscripts say which member of a record's family is meant.
   */
  | { readonly kind: 'subscript'; readonly of: Syntax; readonly at: readonly (Syntax | Range)[]; readonly member?: true; readonly place: Place }
  /** `[1, 2; 3, 4]`: rows of entries; a flat list has one row. */
  | { readonly kind: 'array'; readonly rows: readonly (readonly Syntax[])[]; readonly flat: boolean; readonly place: Place };

export interface Range {
  readonly kind: 'range';
  readonly from?: Syntax;
  readonly step?: Syntax;
  readonly to?: Syntax;
  readonly place: Place;
}
