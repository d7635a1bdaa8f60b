/** What a plan does, before any printer: loops, named numbers, reductions and stores over one buffer of doubles. */
import type { KernelSign } from '../../core/kernel.ts';
import type { Affine, Span } from './affine.ts';

/** Only taken inside: `of` is at least 0 and below `extent`. */
export interface Guard {
  readonly of: Affine;
  readonly extent: number;
}

export type Scalar =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'register'; readonly register: number }
  /** Zero where a guard fails. */
  | { readonly kind: 'load'; readonly at: Affine; readonly guards: readonly Guard[] }
  /** A whole number made of loop variables, as a number. */
  | { readonly kind: 'whole'; readonly of: Affine }
  | { readonly kind: 'infix'; readonly sign: KernelSign; readonly left: Scalar; readonly right: Scalar }
  | { readonly kind: 'negate'; readonly of: Scalar }
  | { readonly kind: 'choose'; readonly when: Scalar; readonly then: Scalar; readonly otherwise: Scalar }
  /** The number function of an operator, by the operator's name. */
  | { readonly kind: 'call'; readonly fn: string; readonly args: readonly Scalar[] };

/** A number is written, added to what is there, or written where it is larger. */
export type Store = 'set' | 'add' | 'largest';

export type Step =
  /** A scope: registers within are unknown outside. */
  | { readonly kind: 'block'; readonly steps: readonly Step[] }
  /** With `only`, run at most once: at that place, if it is a whole number within the span. */
  | { readonly kind: 'loop'; readonly variable: string; readonly span: Span; readonly down: boolean; readonly only: Scalar | undefined; readonly steps: readonly Step[] }
  | { readonly kind: 'let'; readonly register: number; readonly value: Scalar }
  /** `register` becomes the sum, the largest value or the place (from 0) of the first largest value. */
  | {
      readonly kind: 'fold';
      readonly register: number;
      readonly by: 'sum' | 'max' | 'argmax';
      readonly variable: string;
      readonly extent: number;
      readonly only: Scalar | undefined;
      readonly steps: readonly Step[];
      readonly value: Scalar;
    }
  /** Nothing happens where a guard fails. */
  | { readonly kind: 'store'; readonly at: Affine; readonly guards: readonly Guard[]; readonly value: Scalar; readonly as: Store }
  | { readonly kind: 'clear'; readonly at: Affine; readonly size: number; readonly value: number }
  /** The procedure of an operator, from whole operands that lie entry after entry. */
  | { readonly kind: 'run'; readonly op: string; readonly at: Affine; readonly size: number; readonly operands: readonly Lying[] };

/** A whole array in the buffer, row-major. */
export interface Lying {
  readonly at: Affine;
  readonly sizes: readonly number[];
}
