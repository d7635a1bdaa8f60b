/** Functions of matrices: diagonals, trace, inverse, determinant and linear systems. */
import { type Dim, subtractDims } from '../core/dim.ts';
import type { Notation } from '../core/notation.ts';
import type { Op, Procedure } from '../core/op.ts';
import { Problem } from '../core/problem.ts';
import { rank, scalar, type Shape, showShape, tensor } from '../core/shape.ts';
import { letters, list } from './axes.ts';
import { determinant, inverse, logDeterminant, solution } from './factorise.ts';
import { elementwise, local, pull, stop } from './rules.ts';

const square = (name: string, [a]: readonly Shape[]): Shape => {
  const [m, n] = a?.dims ?? [];
  if (a !== undefined && rank(a) === 2 && m === n) return a;
  throw new Problem('shape-mismatch', `${name} is about square matrices, and this is ${a === undefined ? 'nothing' : showShape(a)}`);
};
const procedure = (run: Procedure['run']): Procedure => ({ run });
const call =
  (fn: string) =>
  (args: readonly Notation[]): Notation => ({ kind: 'call', fn, args, options: [] });
const copies = (a: Shape | undefined): { readonly expand: { readonly dims: Shape['dims']; readonly axes: readonly number[]; readonly row: boolean } } => ({
  expand: { dims: a?.dims.slice(0, 1) ?? [], axes: [], row: false },
});

const dimIn = (d: unknown): Dim => (typeof d === 'number' ? d : String(d));
/** The axes of labels that stay: of a column of labels the last one becomes that of the classes. */
const labelledDims = (a: Shape): readonly Dim[] => (rank(a) > 1 && a.dims.at(-1) === 1 ? a.dims.slice(0, -1) : a.dims);

export const matrices: readonly Op[] = [
  {
    // A matrix with the entries of a vector on its diagonal.
    name: 'diag',
    arity: 1,
    shape: ([a]) => {
      const [n] = a?.dims ?? [];
      if (a === undefined || rank(a) !== 1 || n === undefined) throw new Problem('shape-mismatch', `a diagonal is made of a vector, not of ${a === undefined ? 'nothing' : showShape(a)}`);
      return tensor(n, n);
    },
    kernel: 'y[i,j] = i == j ? a[i] : 0',
    rules: [pull('diag', 'diag(g)', { forward: 'entry-by-entry' })],
    write: (args) => {
      const [of] = args;
      if (of?.kind === 'call' && of.fn === 'ones') return { kind: 'call', fn: 'identity', args: of.args, options: [] };
      return call('diag')(args);
    },
  },
  {
    // The diagonal of a square matrix.
    name: 'diagonal',
    arity: 1,
    shape: (operands) => tensor(square('a diagonal', operands).dims[0] ?? 1),
    kernel: 'y[i] = a[i,i]',
    rules: [pull('diagonal', 'diag(g)', { forward: 'entry-by-entry' })],
    write: call('diag'),
  },
  {
    name: 'trace',
    arity: 1,
    shape: (operands) => (square('a trace', operands), scalar),
    kernel: 'y = sum(i, a[i,i])',
    rules: [pull('trace', 'diag(expand(g))', { forward: 'sum-rule', attrs: (_attrs, [a]) => copies(a) })],
    tex: '\\operatorname{tr}',
  },
  {
    // The root of the sum of all squares: of a vector its length, of a matrix its Frobenius norm.
    name: 'norm',
    arity: 1,
    shape: () => scalar,
    kernel: (_attrs, [a]) => {
      const all = a?.dims.map((_, i) => `i${String(i)}`) ?? [];
      const entry = `a[${all.join()}]`;
      return `y = norm(${all.reduceRight((inner, i) => `sum(${i}, ${inner})`, `${entry} * ${entry}`)})`;
    },
    scalar: Math.sqrt,
    rules: [pull('norm', 'g * ratio(a, y)')],
    // Of a matrix that is no column and no row, mathjs asks for the Frobenius norm by name.
    write: (args, _attrs, [a]) => ({ kind: 'call', fn: 'norm', args, options: a !== undefined && rank(a) > 1 && !a.dims.includes(1) ? [['', '"fro"']] : [], scalar: true }),
    kink: 'norm',
  },
  {
    // A quotient that is 0 where its divisor is: x / norm(x) at 0.
    name: 'ratio',
    arity: 2,
    shape: elementwise,
    kernel: 'y = b == 0 ? 0 : a / b',
    rules: [local('ratio.left', 'ratio(1, b)'), local('ratio.right', '-ratio(y, b)')],
  },
  {
    // A row for each label, counted from 0 as data sets do: 1 at its column, else 0. Attributes: `classes`.
    name: 'onehot',
    arity: 1,
    shape: ([a = scalar], attrs) => tensor(...labelledDims(a), dimIn(attrs.classes)),
    // A label that no class has leaves no numbers, rather than a row that says nothing.
    kernel: (attrs, [a = scalar]) => {
      const own = letters(labelledDims(a).length);
      const label = rank(a) === 0 ? 'a' : `a${list(own.length < rank(a) ? [...own, '0'] : own)}`;
      return `y${list([...own, 'k'])} = k == ${label} ? 1 : ${label} < 0 ? 0 / 0 : ${label} > {${String(subtractDims(dimIn(attrs.classes), 1))}} ? 0 / 0 : 0`;
    },
    rules: [stop('onehot')],
    write: ([of], { classes }) => ({ kind: 'call', fn: 'onehot', args: of === undefined ? [] : [of], options: [['classes', String(classes)]] }),
  },
  {
    name: 'inv',
    arity: 1,
    shape: (operands) => square('an inverse', operands),
    kernel: procedure((field, [a = []], [[n = 0] = []]) => inverse(field, a, n)),
    rules: [pull('inv', "-(y' * g * y')")],
    partial: true,
  },
  {
    name: 'det',
    arity: 1,
    shape: (operands) => (square('a determinant', operands), scalar),
    kernel: procedure((field, [a = []], [[n = 0] = []]) => [determinant(field, a, n)]),
    rules: [pull('det', "g * y * inv(a)'")],
    tex: '\\det',
  },
  {
    name: 'logdet',
    arity: 1,
    shape: (operands) => (square('a determinant', operands), scalar),
    kernel: procedure((field, [a = []], [[n = 0] = []]) => [logDeterminant(field, a, n)]),
    rules: [pull('logdet', "g * inv(a)'")],
    partial: true,
  },
  {
    // x with A * x = b.
    name: 'solve',
    arity: 2,
    shape: (operands) => {
      const [n] = square('a linear system', operands).dims;
      const [a, b] = operands;
      if (a === undefined || b === undefined || rank(b) < 1 || rank(b) > 2 || b.row || b.dims[0] !== n)
        throw new Problem('shape-mismatch', `solve(A, b) has as many equations as unknowns, and the sides are ${[a, b].map((s) => (s === undefined ? 'nothing' : showShape(s))).join(' and ')}`, {
          expected: 'a square matrix and a vector or a matrix with as many rows',
        });
      return b;
    },
    kernel: procedure((field, [a = [], b = []], [[n = 0] = [], [, columns = 1] = []]) => solution(field, a, n, b, columns)),
    rules: [pull('solve.matrix', "-(solve(a', g) * y')"), pull('solve.side', "solve(a', g)")],
    partial: true,
  },
];
