/** The neutral document: what a handout says, before any format is chosen. Every printer consumes this and nothing else. */

import { bug } from '../core/problem.ts';

declare const branded: unique symbol;
/** TeX mathematics printed by us from checked names; never a user's raw text. */
export type Tex = string & { readonly [branded]: 'tex' };

export type Language = 'en' | 'zh';

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'math'; readonly tex: Tex }
  | { readonly kind: 'code'; readonly text: string }
  /** A reference to a numbered row; printed as its number, linked where the format can. */
  | { readonly kind: 'ref'; readonly to: string };
export type Prose = readonly Inline[];

/** One equality of a derivation and its reason. */
export interface Row {
  /** Left of the relation sign; absent on a row that continues the one above. */
  readonly left?: Tex;
  readonly right: Tex;
  readonly reason: Prose;
  /** Calculus and algebra are told apart by shape (filled and open dot), never by colour alone. */
  readonly move: 'given' | 'calculus' | 'algebra';
  /** The shape chip, such as `2 × 1`. */
  readonly shape?: string;
  /** Present on rows that may be referred to; numbers are given in document order by `numbering`. */
  readonly id?: string;
  readonly boxed?: boolean;
  /** How deep a row stands inside the derivation it serves, from 1; it is then one formula, set in. */
  readonly inset?: number;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly id: string; readonly text: Prose }
  | { readonly kind: 'paragraph'; readonly text: Prose }
  | { readonly kind: 'list'; readonly items: readonly Prose[] }
  /** A goal (or the forward pass): known and wanted, then aligned rows. */
  | {
      readonly kind: 'rows';
      readonly id: string;
      readonly known?: Prose;
      readonly wanted?: Prose;
      readonly rows: readonly Row[];
    }
  | {
      readonly kind: 'table';
      readonly caption: Prose;
      readonly head: readonly Prose[];
      readonly body: readonly (readonly Prose[])[];
    }
  /** An answer to "why?", set apart; a reader may skip it. */
  | { readonly kind: 'why'; readonly title: Prose; readonly body: readonly Block[] }
  | { readonly kind: 'code'; readonly text: string }
  /** `svg` is drawn by us; `alt` says the same in words. */
  | { readonly kind: 'figure'; readonly svg: string; readonly alt: string; readonly caption: Prose };

export interface Doc {
  readonly language: Language;
  /** How its formulas write adjoints; absent where there are none. */
  readonly adjoint?: 'bar' | 'delta' | 'partial';
  /** On paper it needs the wide side of the sheet. */
  readonly landscape?: true;
  readonly title: string;
  readonly subtitle: Prose;
  readonly blocks: readonly Block[];
}

/** Row ids to their printed numbers, in document order. */
export const numbering = (doc: Doc): ReadonlyMap<string, number> => {
  const numbers = new Map<string, number>();
  const visit = (blocks: readonly Block[]): void => {
    for (const b of blocks) {
      if (b.kind === 'rows') for (const r of b.rows) if (r.id !== undefined) numbers.set(r.id, numbers.size + 1);
      if (b.kind === 'why') visit(b.body);
    }
  };
  visit(doc.blocks);
  return numbers;
};

/** The number of a row that is referred to. */
export const numberOf = (id: string, { numbers }: { readonly numbers: ReadonlyMap<string, number> }): number => {
  const number = numbers.get(id);
  if (number === undefined) throw bug(`a reference to a row that is not there: ${id}`);
  return number;
};
