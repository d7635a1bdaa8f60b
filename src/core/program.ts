/** The one currency: named, shaped formulas in order, with all that is needed to read, derive, compute and print them. */
import type { Dim } from './dim.ts';
import type { Expr, Pool } from './expr.ts';
import type { OpTable } from './op.ts';
import type { Place } from './problem.ts';
import type { Profile } from './profile.ts';
import type { Shape } from './shape.ts';
import type { Syntax } from './syntax.ts';

export type Role = 'input' | 'target' | 'param' | 'constant' | 'value' | 'objective';

/** An index of families: `t = index(T)` runs over 1..T. A sample index is added by lifting (calculus/lift). */
export interface Index {
  readonly name: string;
  readonly size: Dim;
  readonly role: 'sequence' | 'sample';
}

/** A family's value at one place outside the general formula: `h[0] = zeros(16)`. `at` is 0 or below, or past the end. */
export interface Base {
  readonly at: Dim;
  readonly expr: Expr;
  readonly place?: Place;
}

/**
 * One named formula. A family (`over` not empty) has one value for each setting of its indices, its general formula
 * holding for 1..size of each; `shape` is the shape of one member. Declarations have no `expr`.
 */
export interface Binding {
  readonly name: string;
  readonly role: Role;
  readonly over: readonly string[];
  readonly base: readonly Base[];
  readonly shape: Shape;
  readonly expr?: Expr;
  /** `param(3, 2, glorot)`: the initialiser's name; absent means the default. `constant(0.1)`: its value. */
  readonly init?: string;
  /** `param(3, 2, constant, value=0.1)`: numbers that the initialiser takes. */
  readonly initOptions?: ReadonlyMap<string, number>;
  readonly value?: number;
  /**
   * `mask(16, 0.8)`, an input that nobody has to give: training draws each entry anew for every sample and step, 1 with
   * this chance, else 0; elsewhere it is its mean, this number.
   */
  readonly mask?: number;
  /** An input of whole numbers from 1 up to this: `input(T, index=V)`. */
  readonly index?: Dim;
  readonly place?: Place;
  /** From `grad(L, x)`: the formula and the name whose gradient this is. */
  readonly gradientOf?: { readonly of: string; readonly by: string };
  /** In a gradient: the binding this one is the adjoint of. */
  readonly adjointOf?: string;
}

/** A function of the prelude or the user; shapes are worked out anew at each call. */
export interface Fn {
  readonly name: string;
  readonly params: readonly string[];
  /** Numbers for parameters at the end that a call may leave out or name: `f(x, a=0.01)`. */
  readonly defaults: ReadonlyMap<string, number>;
  readonly body: Syntax;
  /** The body as written. */
  readonly text: string;
  readonly place: Place;
}

/** `D(f, x) = ...` is df/dx entry by entry; `pull(f, x) = ...` is the whole adjoint of x given the upstream `g`. */
export interface Lemma {
  readonly fn: string;
  readonly of: string;
  readonly kind: 'D' | 'pull';
  readonly formula: Syntax;
  readonly text: string;
  /** Lines between what the derivation arrives at and the formula, each equal to the one before. */
  readonly proof: readonly { readonly formula: Syntax; readonly text: string }[];
  readonly place: Place;
}

/** `assume(left == right)`, or a bound; `symmetric(A)` is A == A'. `left` is a declared name or a sum of one. */
export interface Fact {
  readonly text: string;
  readonly relation: '==' | '>' | '>=' | '<' | '<=';
  readonly left: Expr;
  readonly right: Expr;
  readonly place: Place;
}

export interface Program {
  readonly pool: Pool;
  readonly ops: OpTable;
  /** In order: every formula after what it reads (members of one recurrence count as one). */
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly functions: ReadonlyMap<string, Fn>;
  readonly lemmas: readonly Lemma[];
  /** `tex(sigmoid, x) = "\sigma(x)"`. */
  readonly notations: ReadonlyMap<string, { readonly params: readonly string[]; readonly tex: string; readonly place: Place }>;
  /** Letters used as dimensions; a number where a line `n = 3` binds one. */
  readonly dims: ReadonlyMap<string, number | undefined>;
  readonly indices: ReadonlyMap<string, Index>;
  readonly facts: readonly Fact[];
  readonly profile: Profile;
  /** By language code; `en` unless the file says otherwise. */
  readonly titles: ReadonlyMap<string, string>;
  /** Name of the objective: the last formula unless chosen otherwise. */
  readonly objective: string;
}
