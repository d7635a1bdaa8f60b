/** A printed formula with what its neighbours must know to stand beside it. */
import { levels } from '../../core/notation.ts';
import type { Tex } from '../doc.ts';
import { tex } from './literal.ts';

/** What a formula begins or ends with, as far as spacing cares. */
export type Edge = 'digit' | 'letter' | 'word' | 'fence' | 'call' | 'spoken' | 'fraction' | 'raised';

export interface Printed {
  readonly tex: Tex;
  /** Binding strength, from `levels`. */
  readonly level: number;
  /** How its factors hang together, if it is a product: a scaled one may stand beside an elementwise sign. */
  readonly glue: 'none' | 'scaled' | 'juxtaposed' | 'entrywise' | 'divided';
  /** Begins with a minus sign. */
  readonly minus: boolean;
  /** Would swallow what follows, as a sum over an index does. */
  readonly open: boolean;
  /** Needs growing brackets. */
  readonly tall: boolean;
  /** Already carries a superscript. */
  readonly raised: boolean;
  readonly first: Edge;
  readonly last: Edge;
}

export const atomLevel = levels.atom;
/** A fraction fences itself, but not against a superscript. */
export const fractionLevel = levels.negate + 0.5;

export const atom = (printed: Tex, edge: Edge): Printed => ({
  tex: printed,
  level: atomLevel,
  glue: 'none',
  minus: false,
  open: false,
  tall: false,
  raised: false,
  first: edge,
  last: edge,
});

export const bracket = (of: Printed): Printed => ({
  ...atom(of.tall ? tex`\left(${of.tex}\right)` : tex`(${of.tex})`, 'fence'),
  tall: of.tall,
});

/** A product without a sign: a dot between numbers, a thin space where factors would run together. */
export const juxtapose = (left: Printed, right: Printed): Tex => {
  // Without a sign ln 2 x would be the logarithm of 2 x.
  if (right.first === 'digit' || (left.last === 'spoken' && right.first !== 'call')) return tex`${left.tex} \cdot ${right.tex}`;
  const fractions = left.last === 'fraction' && right.first === 'fraction';
  const fenced = right.first === 'fence' && left.last === 'letter';
  const wordy = left.last === 'word' || right.first === 'word';
  const apart = fractions || fenced || wordy || left.last === 'call' || left.last === 'spoken' || left.last === 'raised' || right.first === 'call';
  return apart ? tex`${left.tex}\,${right.tex}` : tex`${left.tex} ${right.tex}`;
};
