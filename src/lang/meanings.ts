/** What the signs and built-in functions of the language mean on shapes. */
import { type Dim, productOfDims } from '../core/dim.ts';
import type { Attrs, Expr } from '../core/expr.ts';
import type { Op, OpTable } from '../core/op.ts';
import { bug, Problem } from '../core/problem.ts';
import { isScalar, isSingle, rank, showShape, tensor } from '../core/shape.ts';
import type { Apply } from './apply.ts';
import { broadcast, expandTo } from './broadcast.ts';
import { axisOption } from './axis.ts';
import { type Applied, type Builtin, count, type Meaning, row, withOptions } from './meaning.ts';
import { matrices, sized } from './matrices.ts';
import { layouts } from './layouts.ts';
import { measures } from './measures.ts';
import { order } from './order.ts';
import { batched, divide, multiply, power } from './product.ts';
import { type Scope, toDim } from './scope.ts';
import { corrected, cumulative, inner } from './statistics.ts';
import { structural } from './structural.ts';
import { convolutions } from './windows.ts';

const elementwise =
  (op: string): Meaning =>
  (args, apply) =>
    apply(op, broadcast(args, apply));
const pair =
  (f: (a: Expr, b: Expr, apply: Apply) => Expr): Meaning =>
  ([a, b], apply) => {
    if (a === undefined || b === undefined) throw bug('a sign has two sides');
    return f(a, b, apply);
  };

export const signs: ReadonlyMap<string, Builtin> = new Map([
  row('+', elementwise('add'), 'a + b'),
  row('-', elementwise('subtract'), 'a - b'),
  row('.*', elementwise('times'), 'a .* b'),
  row('./', elementwise('divide'), 'a ./ b'),
  row('.^', elementwise('power'), 'a .^ b'),
  row('>', elementwise('larger'), 'a > b'),
  row('>=', elementwise('largerEq'), 'a >= b'),
  row('<', elementwise('smaller'), 'a < b'),
  row('<=', elementwise('smallerEq'), 'a <= b'),
  row('==', elementwise('equal'), 'a == b'),
  row('!=', elementwise('unequal'), 'a != b'),
  row('?:', elementwise('where'), 'c ? a : b'),
  row('neg', elementwise('negate'), '-a'),
  row("'", (args, apply) => transpose(args, apply), "A = param(m, n); A'"),
  row('*', pair(multiply), 'A = param(m, n); B = param(n, p); A * B', 'A = param(m, n); x = param(n); A * x', "a = param(n); b = param(n); a' * b", "a = param(m); b = param(n); a * b'"),
  row('/', pair(divide), 'A = param(m, n); A / b'),
  row('^', pair(power), 'a ^ b'),
]);

const transpose = ([a]: readonly Expr[], apply: Apply): Expr => {
  if (a === undefined) throw bug('a transpose has an operand');
  const [inner] = a.args;
  if (isScalar(a.shape)) return a;
  return a.kind === 'apply' && a.op === 'transpose' && inner !== undefined ? inner : apply('transpose', [a]);
};

/** Over an axis the axis stays with size one (in a vector: a single number is left); without one, all are reduced. */
const reduce =
  (op: string, more: (s: Applied, entries: Dim) => Attrs = () => ({})): Meaning =>
  ([a], apply, s) => {
    if (s.args.length === 2 && s.args[1]?.kind === 'number')
      throw new Problem('positional-axis', `an axis is named: ${s.fn}(..., axis=${String(s.args[1].value)})`, { place: s.args[1].place });
    count(s, 1);
    if (a === undefined) throw bug('a reduction has an operand');
    if (isScalar(a.shape) && (op === 'sum' || op === 'mean' || op === 'greatest')) return a;
    const axes = axisOption(s, a.shape);
    const option = s.options.get('keep');
    const dropped = option?.kind === 'name' && option.name === 'false';
    const reduced = (e: Expr, over: readonly number[]): Expr => apply(op, [e], { axes: over, keep: !dropped, row: false, ...more(s, productOfDims(over.map((axis) => a.shape.dims[axis] ?? 1))) });
    if (axes !== undefined && rank(a.shape) > 1)
      // The largest is found along one axis after another, the last first so that the others keep their numbers.
      return op === 'greatest' ? [...axes].sort((x, y) => y - x).reduce((e, axis) => reduced(e, [axis]), a) : reduced(a, axes);
    const all = a.shape.dims.map((_, i) => i);
    if (op !== 'greatest') return apply(op, [a], { axes: all, keep: false, row: false, ...more(s, productOfDims(a.shape.dims)) });
    return all.reduceRight<Expr>((e, axis) => apply(op, [e], { axes: [axis], keep: false, row: false }), a);
  };

const extreme =
  (two: string, over: Meaning): Meaning =>
  (args, apply, s, scope) => {
    if (args.length < 2) return over(args, apply, s, scope);
    return args.reduce((a, b) => apply(two, broadcast([a, b], apply)));
  };
const greatest = reduce('greatest');
const least: Meaning = ([a], apply, s, scope) =>
  apply('negate', [greatest(a === undefined ? [] : [apply('negate', [a])], apply, s, scope)]);

const filled =
  (value: number): Meaning =>
  (_args, apply, s, scope) => {
    const dims = s.args.map((d) => toDim(d, scope));
    return expandTo(scope.pool.number(value), tensor(...dims), apply);
  };
/** What a size of something comes to, as a size. */
export const measureOf = (s: Applied, of: Expr): Dim => {
  count(s, 1);
  // A number is one entry, along whatever axis.
  const [axis] = (rank(of.shape) === 0 ? undefined : axisOption(s, of.shape)) ?? [];
  const measure = measures.get(s.fn);
  if (measure === undefined) throw bug(`${s.fn} measures nothing`);
  return measure(of.shape, axis);
};
const measured: Meaning = ([a], apply, s) => {
  if (a === undefined) throw bug('a size of nothing');
  const d = measureOf(s, a);
  return typeof d === 'number' ? a.pool.number(d) : apply('dim', [], { dim: d });
};

/** Opened by calculus before anyone computes or prints it. */
const gradient: Meaning = ([of, by], _apply, s) => {
  count(s, 2);
  if (of?.kind !== 'name' || by?.kind !== 'name') throw new Problem('bad-grad', 'grad takes the name of a formula and the name of what it is differentiated by', { mend: 'give the formula a name of its own: u = ..., then grad(u, x)' });
  if (!isSingle(of.shape)) throw new Problem('bad-grad', `${of.name} is ${showShape(of.shape)}, and only one number has a gradient`, { mend: `grad(u, ${by.name}) with u = sum(${of.name})` });
  return of.pool.apply('grad', [of, by], {}, by.shape);
};

/** Functions of the language that a handout names without showing what they are. */
export const namedOnly: ReadonlySet<string> = new Set([...structural, ...order, ...layouts, ...convolutions].map(({ name }) => name));

export const builtins: ReadonlyMap<string, Builtin> = new Map([
  withOptions(['axis', 'but', 'keep'], row('sum', reduce('sum'), 'X = param(m, n); sum(X)', 'X = param(m, n); sum(X, axis=1)', 't = index(T); x[t] = param(); sum(t, x[t])')),
  withOptions(['axis', 'but', 'keep'], row('mean', reduce('mean'), 'X = param(m, n); mean(X)', 'X = param(m, n); mean(X, axis=1)')),
  withOptions(['axis', 'but', 'keep'], row('max', extreme('max', greatest), 'max(a, b)', 'x = param(n); max(x)', 'X = param(m, n); max(X, axis=1)')),
  withOptions(['axis', 'but', 'keep'], row('min', extreme('min', least), 'min(a, b)', 'x = param(n); min(x)', 'X = param(m, n); min(X, axis=1)')),
  withOptions(['axis', 'but', 'keep', 'correction'], row('variance', reduce('variance', corrected), 'x = param(n); variance(x)', 'X = param(m, n); variance(X, axis=1)')),
  withOptions(['axis', 'but', 'keep', 'correction'], row('std', (args, apply, s, scope) => apply('sqrt', [reduce('variance', corrected)(args, apply, s, scope)]), 'x = param(n); std(x)', 'X = param(m, n); std(X, axis=1)')),
  withOptions(['axis', 'reverse'], row('cumsum', cumulative, 'x = param(n); cumsum(x)', 'X = param(m, n); cumsum(X, axis=1)')),
  row('matmul', (args, apply, s, scope) => (count(s, 2), pair(batched)(args, apply, s, scope)), 'A = param(5, 2, 3); B = param(5, 3, 7); matmul(A, B)', 'A = param(5, 2, 3); B = param(3, 7); matmul(A, B)'),
  row('dot', inner, 'a = param(n); b = param(n); dot(a, b)'),
  row('where', (args, apply, s) => (count(s, 3), apply('where', broadcast(args, apply))), 'where(c, a, b)'),
  row('transpose', (args, apply, s) => (count(s, 1), transpose(args, apply)), 'A = param(m, n); transpose(A)'),
  row('zeros', filled(0), 'zeros(2, 3)'),
  row('ones', filled(1), 'ones(2, 3)'),
  row('grad', gradient, 'x = param(n); u = sum(x.^3); sum(grad(u, x))'),
  withOptions(['axis'], row('size', measured, 'x = param(n); size(x)', 'X = param(m, n); size(X, axis=1)')),
  row('samples', measured, 'X = param(N, d); samples(X)'),
  row('columns', measured, 'X = param(d, N); columns(X)'),
  row('entries', measured, 'X = param(m, n); entries(X)'),
  row(
    'log',
    ([a, base], apply, s) => {
      count(s, 1, 2);
      if (a === undefined) throw bug('log of nothing');
      const top = apply('log', [a]);
      return base === undefined ? top : apply('divide', broadcast([top, apply('log', [base])], apply));
    },
    'log(x)',
    'log(x, b)',
  ),
  ...matrices,
  ...[...structural, ...order, ...layouts, ...convolutions].map(({ name, meaning, options, shown }) => withOptions(options, row(name, meaning, shown))),
]);

/** Functions whose arguments are sizes, not expressions. */
export const takesDims = new Set(['zeros', 'ones', ...sized]);

/** A row that is called by its name with arguments. */
export const isFunction = (row: Op | undefined): boolean => row?.scalar !== undefined && row.arity > 0 && row.name !== 'power';

/** Functions that no derivation brings in of itself: where a file does not call them, values may have their names. */
export const onlyCalled: ReadonlySet<string> = new Set(['mod', 'ceil', 'fix', 'round', 'variance', 'std', 'cumsum', 'dot', 'sort', 'topk', 'flip', 'median', 'matmul', ...matrices.map(([name]) => name)]);

/** Names a formula may call: operators with function notation, built-ins, and `functions`. */
export const callable = (name: string, scope: Pick<Scope, 'ops' | 'functions'>): boolean =>
  builtins.has(name) || scope.functions.has(name) || isFunction(scope.ops.get(name));
export const builtinNames = (opTable: OpTable): readonly string[] => [
  ...builtins.keys(),
  ...[...opTable.values()].filter(isFunction).map((o) => o.name),
];
