/** The contract of one row of the operator table: everything anyone needs to know about an operator. */
import type { Attrs } from './expr.ts';
import type { Dim } from './dim.ts';
import type { Field } from './field.ts';
import { type Kernel, readKernel } from './kernel.ts';
import type { Notation } from './notation.ts';
import { bug } from './problem.ts';
import type { Shape } from './shape.ts';

/**
 * How an adjoint passes one operand. `formula` is text in the language over the names `a b c` (operands), `y` (result)
 * and `g` (the adjoint of the result):
 * - `local`: `formula` is dy/da entry by entry; the walk multiplies by `g` and says "chain rule";
 * - `pull`: `formula` already is the whole adjoint of the operand;
 * - `stop`: the derivative is zero almost everywhere; nothing flows and a sentence says so;
 * - `hold`: nothing flows because the author says so.
 */
export interface Rule {
  /** Frozen once shipped; the key of its words. */
  readonly id: string;
  readonly flow: 'local' | 'pull' | 'stop' | 'hold';
  readonly formula: string;
  /** The key of its words on the way forward, where an id speaks of adjoints. */
  readonly forward?: string;
  /** Other ids, for operands that are written in other ways; `saidAs` picks one. */
  readonly variants?: readonly string[];
  readonly saidAs?: (attrs: Attrs, operands: readonly Shape[]) => string;
  /** Attributes for the structural operators (expand, sum, contract...) that `formula` applies, by operator name. */
  readonly attrs?: (attrs: Attrs, operands: readonly Shape[], result: Shape) => Readonly<Record<string, Attrs>>;
  /** Further names in `formula` that stand for dimensions, such as the count of a mean. */
  readonly dims?: (attrs: Attrs, operands: readonly Shape[]) => Readonly<Record<string, Dim>>;
}

/**
 * How a change of the operands reaches the result, as a calculus course words it. The transpose of the rules says the
 * same without words, and is what a row without a wording uses; a test holds the two equal.
 */
export interface Push {
  /** Frozen once shipped; the key of its words. */
  readonly id: string;
  /** The operands that vary, such as `ab`; all others are constant. */
  readonly varies: string;
  /** Over `a b c`, the result `y`, and `D(...)`, the derivative of a formula over these. */
  readonly formula: string;
  /** Sums and constant factors: several of these in a row make one line. */
  readonly linear?: true;
}

/**
 * A value worked out from whole operands, such as a factorisation, which no index text says. Written over a field, so that one
 * procedure serves plain numbers, numbers with a bound on their error, many digits and dual numbers.
 */
export interface Procedure {
  /** Entries of the result from those of the operands, all row-major; `sizes` of each operand. */
  readonly run: <N>(field: Field<N>, operands: readonly ArrayLike<N>[], sizes: readonly (readonly number[])[]) => readonly N[];
}

export interface Op {
  readonly name: string;
  readonly arity: number;
  /** Result shape; throws a Problem naming both sides when the operands do not fit. */
  readonly shape: (operands: readonly Shape[], attrs: Attrs) => Shape;
  /** Index text (see kernel.ts), or how to write it for given attributes and shapes, or a procedure where there is none. */
  readonly kernel: string | ((attrs: Attrs, operands: readonly Shape[], result: Shape) => string) | Procedure;
  /** The number function a kernel calls by the row's own name; plain `Math` where it has one. */
  readonly scalar?: (...args: number[]) => number;
  /** One rule for each operand. */
  readonly rules: readonly Rule[];
  /** Wordings of the forward rule; the one that names exactly the operands that vary is used. */
  readonly push?: readonly Push[];
  /** How an application is written; a call by name unless given. */
  readonly write?: (operands: readonly Notation[], attrs: Attrs, shapes: readonly Shape[]) => Notation;
  /** TeX head of a call, such as `\\tanh`. */
  readonly tex?: string;
  /** Not defined for all numbers: may be infinite or no number on finite operands. */
  readonly partial?: true;
  /** Value of the derivative where there is none, as a word key; shown in the handout. */
  readonly kink?: string;
}

export type OpTable = ReadonlyMap<string, Op>;

/** What works out the row's values where no index text says them. */
export const procedureOf = ({ kernel }: Op): Procedure | undefined => (typeof kernel === 'object' ? kernel : undefined);

/** The index text of one application; a row with a procedure has none. */
export const textOf = ({ name, kernel }: Op, attrs: Attrs, operands: readonly Shape[], result: Shape): string => {
  if (typeof kernel === 'object') throw bug(`${name} has no index text`);
  return typeof kernel === 'string' ? kernel : kernel(attrs, operands, result);
};

/** The index form of one application. */
export const kernelOf = (op: Op, attrs: Attrs, operands: readonly Shape[], result: Shape): Kernel => readKernel(textOf(op, attrs, operands, result), operands, result);
