/** How a formula is written, before any alphabet is chosen: text and TeX are both printed from this tree. */
import type { Dim } from './dim.ts';

export type InfixSign =
  | '+' | '-' // prettier-ignore
  /** matrix product, or a product with a scalar */
  | '*'
  | '.*'
  | '/'
  | './'
  | '^'
  | '.^'
  | '>'
  | '>='
  | '<'
  | '<='
  | '=='
  | '!=';

export type Notation =
  | { readonly kind: 'name'; readonly name: string; readonly at: readonly Dim[] }
  | { readonly kind: 'number'; readonly value: number }
  /** a dimension or an index standing for its value: `N`, `m*n` */
  | { readonly kind: 'dim'; readonly dim: Dim }
  /** `scalar` when both sides are; `matrices` for a product of matrices and vectors, none of them scaled. */
  | { readonly kind: 'infix'; readonly sign: InfixSign; readonly left: Notation; readonly right: Notation; readonly scalar: boolean; readonly matrices?: boolean }
  | { readonly kind: 'negate'; readonly of: Notation }
  | { readonly kind: 'transpose'; readonly of: Notation }
  /** `fn(args, key=text)`, or `fn(args, text)` where the key is empty: operators without a sign of their own, and functions; `scalar` when the value is one number */
  | { readonly kind: 'call'; readonly fn: string; readonly args: readonly Notation[]; readonly options: readonly (readonly [string, string])[]; readonly scalar?: boolean }
  /** `sum(t, of)` over an index */
  | { readonly kind: 'total'; readonly index: string; readonly to: Dim; readonly of: Notation }
  | { readonly kind: 'cases'; readonly when: Notation; readonly then: Notation; readonly otherwise: Notation }
  /** the derivative of `of`, still to be worked out; `partial` when `of` has other variables */
  | { readonly kind: 'derivative'; readonly of: Notation; readonly by: string; readonly partial: boolean }
  /** entry by entry: products of entries, summed over `sums`; `out` names the axes of the whole. Each place is a sum of indices. */
  | { readonly kind: 'entries'; readonly factors: readonly { readonly of: Notation; readonly at: readonly string[] }[]; readonly sums: readonly string[]; readonly out: readonly string[] }
  /** `[1, 2]`, or with several rows `[[1, 2], [3, 4]]`; `flat` where it is a vector */
  | { readonly kind: 'array'; readonly rows: readonly (readonly Notation[])[]; readonly flat: boolean }
  /** so many terms, factors or parts, left out of a line that is too long to read */
  | { readonly kind: 'omitted'; readonly count: number }
  /** `of[1, 2:3]` on an array; a notation where the entry is found by number, `E[id, :]` */
  | { readonly kind: 'subscript'; readonly of: Notation; readonly at: readonly (string | Notation)[] };

/** Binding strength of each form, loosest first; a printer brackets an operand that binds more loosely than its place. */
export const levels = { compare: 1, add: 2, multiply: 3, negate: 4, power: 5, postfix: 6, atom: 7 } as const;

export const levelOf = (n: Notation): number => {
  switch (n.kind) {
    case 'infix':
      return n.sign === '+' || n.sign === '-'
        ? levels.add
        : n.sign === '*' || n.sign === '.*' || n.sign === '/' || n.sign === './'
          ? levels.multiply
          : n.sign === '^' || n.sign === '.^'
            ? levels.power
            : levels.compare;
    case 'negate':
      return levels.negate;
    case 'number':
      return n.value < 0 || Object.is(n.value, -0) ? levels.negate : levels.atom;
    case 'dim':
      return typeof n.dim === 'string' && /[+-]/u.test(n.dim) ? levels.add : typeof n.dim === 'string' && n.dim.includes('*') ? levels.multiply : levels.atom;
    case 'transpose':
    case 'subscript':
      return levels.postfix;
    case 'cases':
      return levels.atom;
    default:
      return levels.atom;
  }
};

/** `ratio(x, norm(x))` as readers write it; what it is where the divisor is 0 is told apart. */
export const quotientOf = ({ args: [left, right], scalar = false }: Extract<Notation, { kind: 'call' }>): Notation => ({
  kind: 'infix',
  sign: right?.kind === 'call' && right.scalar === true ? '/' : './',
  left: left ?? { kind: 'number', value: 0 },
  right: right ?? { kind: 'number', value: 1 },
  scalar,
});
