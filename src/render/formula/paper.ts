/**
 * Sums along an axis and copies as they stand on paper: products with a column of ones. `X W + b` with a bias for
 * every row is no equality of matrices; `X W + 1 b^T` is one.
 */
import type { Dim } from '../../core/dim.ts';
import { type Apply, type Attrs, type Expr, rebuild } from '../../core/expr.ts';
import type { Notation } from '../../core/notation.ts';
import type { Op, OpTable } from '../../core/op.ts';
import { isSingle, rank, type Shape } from '../../core/shape.ts';
import { dimsOf } from '../../ops/axes.ts';
import { transposed } from '../../ops/products.ts';
import { type Axis, readAxes, writeAxes } from '../../ops/windows.ts';

type Write = NonNullable<Op['write']>;

/** What is written entry by entry where it is no product of matrices. */
const specified: readonly string[] = ['contract', 'correlate', 'windows'];
/** Copies of an array; reading leaves these out of the text, paper does not. */
const copies = 'copies';

const ones = (...dims: readonly Dim[]): Notation => ({ kind: 'call', fn: 'ones', args: dims.map((dim) => ({ kind: 'dim', dim })), options: [] });
const product = (left: Notation, right: Notation): Notation => ({ kind: 'infix', sign: '*', left, right, scalar: false, matrices: true });
const scaled = (left: Notation, right: Notation): Notation => ({ kind: 'infix', sign: '*', left, right, scalar: false });
const axesOf = (attrs: Attrs): readonly number[] => (Array.isArray(attrs.axes) ? attrs.axes.map(Number) : []);

const sumOn = (attrs: Attrs, of: Notation, a: Shape): Notation | undefined => {
  const axes = axesOf(attrs);
  if (axes.length === rank(a)) return { kind: 'call', fn: 'sum', args: [of], options: [] };
  const [m = 1, n = 1] = a.dims;
  if (rank(a) !== 2) return undefined;
  if (axes[0] === 1) return attrs.row === true ? product(transposed(ones(n)), transposed(of)) : product(of, ones(n));
  return attrs.keep === true || attrs.row === true ? product(transposed(ones(m)), of) : product(transposed(of), ones(m));
};

const copiesOn = (attrs: Attrs, of: Notation, a: Shape): Notation | undefined => {
  const [m = 1, n = 1] = dimsOf(attrs);
  const to = dimsOf(attrs).length;
  const [first] = axesOf(attrs);
  if (isSingle(a) && to === 1) return scaled(of, ones(m));
  if (isSingle(a)) return scaled(of, ones(...dimsOf(attrs)));
  // Beyond matrices the copies have no sign.
  if (to !== 2) return of;
  if (rank(a) === 1 && a.row) return first === 1 ? product(ones(m), of) : undefined;
  if (rank(a) === 1) return first === 1 ? product(ones(m), transposed(of)) : product(of, transposed(ones(n)));
  return a.dims[0] === 1 ? product(ones(m), of) : product(of, transposed(ones(n)));
};

/** The row's own way of writing, without the options that only the language needs. */
const otherwise = (op: Op | undefined, ...[operands, attrs, shapes]: Parameters<Write>): Notation => {
  const plain = op?.write?.(operands, attrs, shapes) ?? { kind: 'call', fn: op?.name ?? '?', args: operands, options: [] };
  return plain.kind === 'call' ? { ...plain, options: plain.options.filter(([key]) => key !== 'keep') } : plain;
};

/** A contraction that is no product of matrices, entry by entry. */
const entriesOn =
  (op: Op, axesIn: (text: string) => readonly Axis[] | undefined): Write =>
  (operands, attrs, shapes) => {
    const plain = otherwise(op, operands, attrs, shapes);
    if (plain.kind !== 'call' || plain.fn !== op.name) return plain;
    const [left = '', out = ''] = String(attrs.spec).split('->');
    const sides = left.split(',').map((text) => axesIn(text) ?? []);
    const own = axesIn(out) ?? [];
    const named = (axis: Axis): string => axis.map(([l, k]) => (k === 1 ? l : `${String(k)}*${l}`)).join('+');
    const used = [...new Set(sides.flatMap((side) => side.flatMap((axis) => axis.map(([l]) => l))))];
    // Where windows meet in the result, its place gets a letter, and the sum runs over all that come to it.
    const spare = ['k', 'l', 'm', 'x', 'y', 'z'].filter((l) => !used.includes(l));
    const places = own.map((axis) => (axis.length === 1 && axis[0]?.[1] === 1 ? { at: named(axis), meets: [] } : { at: spare.shift() ?? '', meets: axis }));
    const met = places.flatMap((place) => place.meets.map(([l]) => l));
    return {
      kind: 'entries',
      factors: operands.map((of, i) => ({ of, at: (sides[i] ?? []).map(named) })),
      sums: [...used.filter((l) => !met.includes(l) && !places.some((place) => place.at === l)), ...places.filter((place) => place.meets.length > 0).map((place) => `${named(place.meets)}=${place.at}`)],
      out: places.map((place) => place.at),
    };
  };

/** The operator table with the written forms of paper. */
export const paperOps = (ops: OpTable): OpTable => {
  const [sum, expand] = [ops.get('sum'), ops.get('expand')];
  const writer =
    (on: typeof sumOn, op: Op | undefined): Write =>
    (operands, attrs, shapes) => {
      const [of, a] = [operands[0], shapes[0]];
      const number = op === expand && of?.kind === 'number' && (of.value === 0 || of.value === 1);
      return (of === undefined || a === undefined || number ? undefined : on(attrs, of, a)) ?? otherwise(op, operands, attrs, shapes);
    };
  const added = new Map(ops);
  if (sum !== undefined) added.set('sum', { ...sum, write: writer(sumOn, sum) });
  if (expand !== undefined) {
    added.set('expand', { ...expand, write: writer(copiesOn, expand) });
    added.set(copies, { ...expand, name: copies, write: writer(copiesOn, expand) });
  }
  for (const name of specified) {
    const op = ops.get(name);
    if (op !== undefined) added.set(name, { ...op, write: entriesOn(op, readAxes) });
  }
  return added;
};

/** Copies beyond matrices, which have no sign. */
const isCopy = (e: Expr | undefined): e is Apply => e?.kind === 'apply' && e.op === copies && rank(e.shape) > 2;

/** Entries of copies are entries of what is copied: those of its own axes. */
const uncopied = (node: Apply): Expr => {
  const [left = '', out = ''] = String(node.attrs.spec).split('->');
  const sides = left.split(',').map((text, i) => {
    const arg = node.args[i];
    const axes = readAxes(text);
    return !isCopy(arg) || axes === undefined ? text : writeAxes(axesOf(arg.attrs).map((k) => axes[k] ?? []));
  });
  const args = node.args.map((arg) => (isCopy(arg) ? (arg.args[0] ?? arg) : arg));
  return node.pool.apply(node.op, args, { ...node.attrs, spec: `${sides.join(',')}->${out}` }, node.shape);
};

/** A formula in which copies of arrays are not left out. Copies of one number stay as silent as they are read. */
export const onPaper = (e: Expr): Expr =>
  rebuild(e, (node) => {
    if (node.kind !== 'apply') return node;
    if (node.op === 'expand' && node.args.some((a) => !isSingle(a.shape))) return node.pool.apply(copies, node.args, node.attrs, node.shape);
    return specified.includes(node.op) && node.args.some(isCopy) ? uncopied(node) : node;
  });
