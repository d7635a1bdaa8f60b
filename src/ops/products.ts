/** Contraction (matrix, outer and inner products are its printed patterns) and transposition. */
import type { Attrs } from '../core/expr.ts';
import type { Notation } from '../core/notation.ts';
import type { Op, Rule } from '../core/op.ts';
import { bug, Problem } from '../core/problem.ts';
import { rank, rowOf, type Shape, showShape, tensor } from '../core/shape.ts';
import { pull } from './rules.ts';

/** `ij,jk->ik`: one letter an axis; a letter missing on the right is summed. */
export interface Spec {
  readonly left: string;
  readonly right: string;
  readonly out: string;
}
export const readSpec = (attrs: Attrs): Spec => {
  const [, left = '', right = '', out = ''] = /^(\w*),(\w*)->(\w*)$/u.exec(String(attrs.spec)) ?? [];
  return { left, right, out };
};
export const writeSpec = ({ left, right, out }: Spec): string => `${left},${right}->${out}`;

const summed = ({ left, out }: Spec): string[] => [...left].filter((l) => !out.includes(l));

/** A transpose turns itself back, and the factors of a product round: (A * B)' is B' * A'. */
export const transposed = (n: Notation): Notation => {
  if (n.kind === 'transpose') return n.of;
  if (n.kind === 'infix' && n.sign === '*' && n.matrices === true) return { ...n, left: transposed(n.right), right: transposed(n.left) };
  return { kind: 'transpose', of: n };
};

/** The contraction as a product of matrices, columns and rows, where it is one. */
const asProduct = (a: Notation, b: Notation, spec: Spec, shapes: readonly Shape[], row: boolean): Notation | undefined => {
  const [sa, sb] = shapes;
  if (sa === undefined || sb === undefined || rank(sa) > 2 || rank(sb) > 2 || spec.out.length > 2) return undefined;
  const over = summed(spec);
  if (over.length > 1 || [...spec.left].some((l) => spec.right.includes(l) && spec.out.includes(l))) return undefined;
  const sides = [
    { n: sa.row ? transposed(a) : a, letters: spec.left },
    { n: sb.row ? transposed(b) : b, letters: spec.right },
  ];
  const [c = ''] = over;
  const [first = '', second = ''] = spec.out;
  const product = (left: Notation, right: Notation): Notation => ({ kind: 'infix', sign: '*', left, right, scalar: false, matrices: true });
  const holder = (letter: string) => sides.find((s) => s.letters.includes(letter));
  const other = (s: (typeof sides)[number]) => sides.find((o) => o !== s);
  /** The side turned so that `letters` is its order of axes, a vector being a column. */
  const turned = (s: (typeof sides)[number], letters: string): Notation =>
    s.letters.length < 2 || s.letters === letters ? s.n : transposed(s.n);
  if (spec.out === '') {
    const [left, right] = sides;
    return left === undefined || right === undefined || c === '' ? undefined : product(transposed(left.n), right.n);
  }
  const left = holder(first);
  const right = left === undefined ? undefined : other(left);
  if (left === undefined || right === undefined) return undefined;
  if (spec.out.length === 2) {
    if (!right.letters.includes(second)) return undefined;
    const r = right.letters.length < 2 ? transposed(right.n) : turned(right, c + second);
    return product(turned(left, first + c), r);
  }
  if (left.letters.length < 2) return undefined;
  return row
    ? product(transposed(right.n), turned(left, c + first))
    : product(turned(left, first + c), right.n);
};

/** Does an operand stand transposed in the product as it is written? Nothing where it is no product of matrices. */
const isTurned = (operand: 0 | 1, attrs: Attrs, shapes: readonly Shape[]): boolean | undefined => {
  const [a, b]: readonly [Notation, Notation] = [{ kind: 'name', name: 'a', at: [] }, { kind: 'name', name: 'b', at: [] }];
  const written = asProduct(a, b, readSpec(attrs), shapes, attrs.row === true);
  if (written?.kind !== 'infix') return undefined;
  const turned = [written.left, written.right].flatMap((n) => (n.kind === 'transpose' ? [n.of] : []));
  return turned.includes(operand === 0 ? a : b);
};

/** The ids of a product's rule: for a factor as it is, for one that stands transposed, and for a product of entries. */
const worded = (id: string, operand: 0 | 1): Required<Pick<Rule, 'variants' | 'saidAs'>> => {
  const [turned, entries] = [`${id}.turned`, `${id}.entries`];
  return {
    variants: [turned, entries],
    saidAs: (attrs, shapes) => {
      const transposedThere = isTurned(operand, attrs, shapes);
      return transposedThere === undefined ? entries : transposedThere ? turned : id;
    },
  };
};

const specShape = ([a, b]: readonly Shape[], attrs: Attrs): Shape => {
  if (a === undefined || b === undefined) throw bug('a contraction has two operands');
  const { left, right, out } = readSpec(attrs);
  const dims = [...out].map((letter) => {
    const d = a.dims[left.indexOf(letter)] ?? b.dims[right.indexOf(letter)];
    if (d === undefined) throw bug(`contraction ${left},${right}->${out} of ${showShape(a)} and ${showShape(b)}`);
    return d;
  });
  for (const letter of left)
    if (right.includes(letter) && a.dims[left.indexOf(letter)] !== b.dims[right.indexOf(letter)])
      throw new Problem('shape-mismatch', `the inner sizes of ${showShape(a)} and ${showShape(b)} differ`);
  const [n] = dims;
  return attrs.row === true && n !== undefined ? rowOf(n) : tensor(...dims);
};

export const products: readonly Op[] = [
  {
    name: 'contract',
    arity: 2,
    shape: specShape,
    kernel: (attrs) => {
      const spec = readSpec(attrs);
      // Letters of the spec become indices that no operand uses.
      const index = (letters: string): string => [...letters].map((l) => `i${l}`).join(',');
      const body = `a[${index(spec.left)}] * b[${index(spec.right)}]`;
      return `y[${index(spec.out)}] = ${summed(spec).reduce((inner, l) => `sum(i${l}, ${inner})`, body)}`;
    },
    rules: [
      pull('contract.left', 'contract(g, b)', {
        forward: 'product-rule',
        ...worded('contract.left', 0),
        attrs: (attrs, [a]) => {
          const { left, right, out } = readSpec(attrs);
          return { contract: { spec: writeSpec({ left: out, right, out: left }), row: a?.row === true } };
        },
      }),
      pull('contract.right', 'contract(a, g)', {
        forward: 'product-rule',
        ...worded('contract.right', 1),
        attrs: (attrs, [, b]) => {
          const { left, right, out } = readSpec(attrs);
          return { contract: { spec: writeSpec({ left, right: out, out: right }), row: b?.row === true } };
        },
      }),
    ],
    write: ([a, b], attrs, shapes) => {
      if (a === undefined || b === undefined) throw bug('a contraction has two operands');
      const spec = readSpec(attrs);
      return (
        asProduct(a, b, spec, shapes, attrs.row === true) ??
        (attrs.row === true ? transposed : (n: Notation) => n)({ kind: 'call', fn: 'contract', args: [a, b], options: [['spec', `"${writeSpec(spec)}"`]] })
      );
    },
  },
  {
    // A matrix is turned over; a vector becomes a row and a row a vector.
    name: 'transpose',
    arity: 1,
    shape: ([a]) => {
      if (a === undefined || rank(a) > 2) throw new Problem('shape-mismatch', 'only vectors and matrices have a transpose');
      const [m, n] = a.dims;
      if (m === undefined) return a;
      return n === undefined ? { dims: [m], row: !a.row } : tensor(n, m);
    },
    kernel: (_attrs, [a]) => (a?.dims.length === 2 ? 'y[i,j] = a[j,i]' : 'y = a'),
    rules: [pull('transpose', "g'", { forward: 'entry-by-entry' })],
    write: ([of]) => transposed(of ?? { kind: 'number', value: 0 }),
  },
];
