/** From syntax to shaped expressions: what every sign and function of the language means on shapes. */
import { addDims, type Dim, multiplyDims, productOfDims, subtractDims } from '../core/dim.ts';
import type { Apply as ApplyNode, Attrs, Expr, Pool } from '../core/expr.ts';
import type { OpTable } from '../core/op.ts';
import { bug, type Place, Problem } from '../core/problem.ts';
import type { Fn, Index } from '../core/program.ts';
import { isScalar, rank, type Shape, showShape, tensor } from '../core/shape.ts';
import type { Range, Syntax } from '../core/syntax.ts';
import { applier, type Apply } from './apply.ts';
import { broadcast, expandTo } from './broadcast.ts';
import { divide, multiply, power } from './product.ts';

/** What names mean where a formula stands. */
export interface Scope {
  readonly pool: Pool;
  readonly ops: OpTable;
  readonly functions: ReadonlyMap<string, Fn>;
  /** The expression a plain name stands for (a binding, a parameter of a function, a letter); throws `unknown-name`. */
  readonly name: (name: string, place: Place) => Expr;
  /** Shape of one member when `name` is a family, else undefined. */
  readonly family: (name: string, place: Place) => { readonly shape: Shape; readonly over: readonly string[] } | undefined;
  readonly index: (name: string) => Index | undefined;
  /** True for dimension letters and indices: names that may stand in a subscript or a dimension. */
  readonly letter: (name: string) => boolean;
  /** Called once for each family read, so a reader can check its range. */
  readonly onRead?: (name: string, at: readonly Dim[], place: Place) => void;
  /** In rule formulas: attributes of the structural operator `op`. */
  readonly attrs?: (op: string) => Attrs | undefined;
  /** In rule formulas: the last word on each node as it is built, such as dropping a factor 1. */
  readonly settle?: (e: Expr) => Expr;
}

/** A formula read as a dimension or subscript: numbers, letters and indices under + - *. */
export const toDim = (s: Syntax | Range, scope: Pick<Scope, 'letter'>): Dim => {
  if (s.kind === 'number' && Number.isSafeInteger(s.value)) return s.value;
  if (s.kind === 'name' && scope.letter(s.name)) return s.name;
  if (s.kind === 'apply') {
    const [a, b] = s.args.map((x) => toDim(x, scope));
    if (a !== undefined && b === undefined && s.fn === 'neg') return subtractDims(0, a);
    if (a !== undefined && b !== undefined) {
      if (s.fn === '+') return addDims(a, b);
      if (s.fn === '-') return subtractDims(a, b);
      if (s.fn === '*') return multiplyDims(a, b);
    }
  }
  throw new Problem('bad-dimension', s.kind === 'name' ? `${s.name} is neither a size nor an index` : 'this is not a size or a subscript', {
    place: s.place,
    expected: 'a whole number, a letter, an index, or sums and products of these',
  });
};

type Applied = Extract<Syntax, { kind: 'apply' }>;
type Meaning = (args: readonly Expr[], apply: Apply, s: Applied, scope: Scope) => Expr;

const count = (s: Applied, ...allowed: readonly number[]): void => {
  if (allowed.includes(s.args.length)) return;
  throw new Problem('argument-count', `${s.fn} takes ${allowed.join(' or ')} argument${allowed[0] === 1 && allowed.length === 1 ? '' : 's'}, not ${String(s.args.length)}`, {
    place: s.place,
  });
};
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

const signs: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['+', elementwise('add')],
  ['-', elementwise('subtract')],
  ['.*', elementwise('times')],
  ['./', elementwise('divide')],
  ['.^', elementwise('power')],
  ['>', elementwise('larger')],
  ['>=', elementwise('largerEq')],
  ['<', elementwise('smaller')],
  ['<=', elementwise('smallerEq')],
  ['==', elementwise('equal')],
  ['!=', elementwise('unequal')],
  ['?:', elementwise('where')],
  ['neg', elementwise('negate')],
  ["'", (args, apply) => transpose(args, apply)],
  ['*', pair(multiply)],
  ['/', pair(divide)],
  ['^', pair(power)],
]);

const transpose = ([a]: readonly Expr[], apply: Apply): Expr => {
  if (a === undefined) throw bug('a transpose has an operand');
  const [inner] = a.args;
  if (isScalar(a.shape)) return a;
  return a.kind === 'apply' && a.op === 'transpose' && inner !== undefined ? inner : apply('transpose', [a]);
};

/** The axis named by `axis=1`, counted from 0; negative ones from the end. Absent: every axis. */
const axisOption = (s: Applied, shape: Shape): readonly number[] | undefined => {
  const given = s.options.get('axis');
  if (given === undefined) return undefined;
  const axis = given.kind === 'apply' && given.fn === 'neg' && given.args[0]?.kind === 'number' ? -given.args[0].value : given.kind === 'number' ? given.value : NaN;
  const n = rank(shape);
  const counted = axis < 0 ? n + axis : axis;
  if (!Number.isInteger(counted) || counted < 0 || counted >= n)
    throw new Problem('no-such-axis', `${showShape(shape)} has no such axis`, {
      place: given.place,
      expected: n === 0 ? 'no axis: a scalar has none' : `a whole number from 0 to ${String(n - 1)}`,
    });
  return [counted];
};

/** Over an axis the axis stays with size one (in a vector: a single number is left); without one, all are reduced. */
const reduce =
  (op: string): Meaning =>
  ([a], apply, s) => {
    if (s.args.length === 2 && s.args[1]?.kind === 'number')
      throw new Problem('positional-axis', `an axis is named: ${s.fn}(..., axis=${String(s.args[1].value)})`, { place: s.args[1].place });
    count(s, 1);
    if (a === undefined) throw bug('a reduction has an operand');
    if (isScalar(a.shape)) return a;
    const axes = axisOption(s, a.shape);
    const option = s.options.get('keep');
    const dropped = option?.kind === 'name' && option.name === 'false';
    if (axes !== undefined && rank(a.shape) > 1) return apply(op, [a], { axes, keep: !dropped, row: false });
    const all = a.shape.dims.map((_, i) => i);
    if (op !== 'greatest') return apply(op, [a], { axes: all, keep: false, row: false });
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
/** Number of samples: the product of all axes but the last; one for a scalar or a vector. */
const samples: Meaning = ([a], apply) => {
  const dims = a?.shape.dims ?? [];
  return dimExpr(productOfDims(dims.slice(0, -1)), apply, a?.pool);
};
const dimExpr = (d: Dim, apply: Apply, pool: Pool | undefined): Expr => {
  if (pool === undefined) throw bug('a size of nothing');
  return typeof d === 'number' ? pool.number(d) : apply('dim', [], { dim: d });
};

const builtins: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['sum', reduce('sum')],
  ['mean', reduce('mean')],
  ['max', extreme('max', greatest)],
  ['min', extreme('min', least)],
  ['where', (args, apply, s) => (count(s, 3), apply('where', broadcast(args, apply)))],
  ['transpose', (args, apply, s) => (count(s, 1), transpose(args, apply))],
  ['zeros', filled(0)],
  ['ones', filled(1)],
  ['samples', samples],
  [
    'log',
    ([a, base], apply, s) => {
      count(s, 1, 2);
      if (a === undefined) throw bug('log of nothing');
      const top = apply('log', [a]);
      return base === undefined ? top : apply('divide', broadcast([top, apply('log', [base])], apply));
    },
  ],
]);

/** Functions whose arguments are sizes, not expressions. */
const takesDims = new Set(['zeros', 'ones']);
const structural = new Set(['contract', 'expand', 'hit', 'slice', 'place']);

/** Names a formula may call: operators with function notation, built-ins, and `functions`. */
export const callable = (name: string, scope: Pick<Scope, 'ops' | 'functions'>): boolean =>
  builtins.has(name) || scope.functions.has(name) || (scope.ops.get(name)?.scalar !== undefined && name !== 'power');
export const builtinNames = (opTable: OpTable): readonly string[] => [
  ...builtins.keys(),
  ...[...opTable.values()].filter((o) => o.scalar !== undefined && o.name !== 'power').map((o) => o.name),
];

/** The body of a function with its arguments in place. */
export const unfold = (call: ApplyNode, scope: Pick<Scope, 'pool' | 'ops' | 'functions'>): Expr => {
  const fn = scope.functions.get(String(call.attrs.fn));
  if (fn === undefined) throw bug(`no function ${String(call.attrs.fn)}`);
  return substitute(fn.body, new Map(fn.params.map((p, i) => [p, call.args[i]])), scope);
};

/** A formula over given names only: function bodies, lemmas and rules. */
export const substitute = (
  body: Syntax,
  names: ReadonlyMap<string, Expr | undefined>,
  scope: Pick<Scope, 'pool' | 'ops' | 'functions' | 'attrs' | 'settle'>,
): Expr =>
  elaborate(body, {
    ...scope,
    name: (name, place) => {
      const value = names.get(name) ?? constant(name, scope.pool);
      if (value === undefined) throw new Problem('unknown-name', `there is no ${name} here`, { place });
      return value;
    },
    family: () => undefined,
    index: () => undefined,
    letter: () => false,
  });

/** `e` and `pi`, where nothing of the user's has the name. */
export const constant = (name: string, pool: Pool): Expr | undefined =>
  name === 'pi' ? pool.number(Math.PI) : name === 'e' ? pool.number(Math.E) : undefined;

const callFunction = (fn: Fn, args: readonly Expr[], s: Applied, scope: Scope): Expr => {
  if (args.length !== fn.params.length)
    throw new Problem('argument-count', `${fn.name} takes ${String(fn.params.length)} argument${fn.params.length === 1 ? '' : 's'} (${fn.params.join(', ')}), not ${String(args.length)}`, {
      place: s.place,
    });
  const made = substitute(fn.body, new Map(fn.params.map((p, i) => [p, args[i]])), scope);
  return scope.pool.apply('call', args, { fn: fn.name }, made.shape);
};

const applied = (s: Applied, args: readonly Expr[], apply: Apply, scope: Scope): Expr => {
  const sign = signs.get(s.fn);
  const [first, second] = args;
  // "/ samples(y)" says nothing where there is one sample.
  if (s.fn === '/' && s.args[1]?.kind === 'apply' && s.args[1].fn === 'samples' && second?.kind === 'number' && second.value === 1 && first !== undefined)
    return first;
  if (sign !== undefined) return sign(args, apply, s, scope);
  const attrs = structural.has(s.fn) || s.fn === 'sum' ? scope.attrs?.(s.fn) : undefined;
  if (attrs !== undefined) return apply(s.fn, args, attrs);
  const index = s.args[0]?.kind === 'name' ? scope.index(s.args[0].name) : undefined;
  const [inner] = args;
  if (s.fn === 'sum' && s.args.length === 2 && index !== undefined && inner !== undefined)
    return apply('total', [inner], { index: index.name, to: index.size });
  const fn = scope.functions.get(s.fn);
  if (fn !== undefined) return callFunction(fn, args, s, scope);
  const builtin = builtins.get(s.fn);
  if (builtin !== undefined) return builtin(args, apply, s, scope);
  const row = scope.ops.get(s.fn);
  if (row?.scalar === undefined) throw new Problem('unknown-function', `there is no function ${s.fn}`, { place: s.place });
  count(s, row.arity);
  return apply(s.fn, broadcast(args, apply));
};

/** `X[i, 2:3]`: one slice for each subscript that is not a whole axis; subscripts count from 1. */
const subscripted = (s: Extract<Syntax, { kind: 'subscript' }>, of: Expr, apply: Apply, scope: Scope): Expr => {
  if (s.at.length > rank(of.shape))
    throw new Problem('too-many-subscripts', `${showShape(of.shape)} has fewer axes than subscripts`, { place: s.place });
  let out = of;
  let axis = 0;
  for (const at of s.at) {
    const whole = out.shape.dims[axis] ?? 1;
    if (at.kind !== 'range') {
      const start = subtractDims(toDim(at, scope), 1);
      outside(start, 1, whole, at.place);
      out = apply('slice', [out], { axis, start });
      continue;
    }
    if (at.from !== undefined && at.to !== undefined) {
      const start = subtractDims(toDim(at.from, scope), 1);
      const size = subtractDims(toDim(at.to, scope), start);
      outside(start, size, whole, at.place);
      out = apply('slice', [out], { axis, start, size });
    }
    axis++;
  }
  return out;
};
const outside = (start: Dim, size: Dim, whole: Dim, place: Place): void => {
  if (typeof start !== 'number' || typeof size !== 'number') return;
  if (start < 0 || size < 1 || (typeof whole === 'number' && start + size > whole))
    throw new Problem('subscript-outside', `the axis has ${String(whole)} entries, counted from 1`, { place });
};

const array = (s: Extract<Syntax, { kind: 'array' }>, entries: readonly Expr[], apply: Apply, scope: Scope): Expr => {
  const columns = s.rows[0]?.length ?? 0;
  if (columns === 0 || s.rows.some((r) => r.length !== columns))
    throw new Problem('ragged-array', 'the rows of an array have one length', { place: s.place });
  entries.forEach((e) => {
    if (!isScalar(e.shape)) throw new Problem('shape-mismatch', 'the entries of an array are scalars', { place: s.place });
  });
  const placed = entries.map((e, i) => {
    const inRow = apply('place', [e], { axis: 0, start: i % columns, whole: columns, single: true, row: false });
    return s.flat ? inRow : apply('place', [inRow], { axis: 0, start: Math.floor(i / columns), whole: s.rows.length, single: true, row: false });
  });
  const [first = scope.pool.number(0), ...rest] = placed;
  return rest.reduce((a, b) => apply('add', [a, b]), first);
};

/** What has to be elaborated before `s` itself. */
const childrenOf = (s: Syntax, scope: Scope): readonly Syntax[] => {
  if (s.kind === 'array') return s.rows.flat();
  if (s.kind === 'subscript') return s.of.kind === 'name' && scope.family(s.of.name, s.of.place) !== undefined ? [] : [s.of];
  if (s.kind !== 'apply' || takesDims.has(s.fn)) return [];
  const [first, second] = s.args;
  const overIndex = s.fn === 'sum' && s.args.length === 2 && first?.kind === 'name' && scope.index(first.name) !== undefined;
  if (overIndex && second !== undefined) return [second];
  return s.fn === 'sum' && s.args.length === 2 && first !== undefined ? [first] : s.args;
};

const finish = (s: Syntax, children: readonly Expr[], apply: Apply, scope: Scope): Expr => {
  const [of] = children;
  switch (s.kind) {
    case 'number':
      return scope.pool.number(s.value);
    case 'name':
      return scope.name(s.name, s.place);
    case 'array':
      return array(s, children, apply, scope);
    case 'apply':
      return applied(s, children, apply, scope);
    case 'subscript': {
      if (of !== undefined) return subscripted(s, of, apply, scope);
      const name = s.of.kind === 'name' ? s.of.name : '';
      const family = scope.family(name, s.place);
      if (family === undefined) throw bug('a subscript of nothing');
      if (s.at.length < family.over.length)
        throw new Problem('missing-subscript', `${name} has ${String(family.over.length)} indices`, { place: s.place });
      const at = s.at.slice(0, family.over.length).map((x) => toDim(x, scope));
      scope.onRead?.(name, at, s.place);
      const read = scope.pool.name(name, family.shape, at);
      const rest = s.at.slice(family.over.length);
      return rest.length === 0 ? read : subscripted({ ...s, at: rest }, read, apply, scope);
    }
  }
};

/** The shaped expression of a formula; throws a Problem at the innermost place that does not fit. */
export const elaborate = (syntax: Syntax, scope: Scope): Expr => {
  const apply = applier(scope.pool, scope.ops);
  interface Frame {
    readonly s: Syntax;
    readonly children: readonly Syntax[];
    readonly done: Expr[];
  }
  const open = (s: Syntax): Frame => ({ s, children: childrenOf(s, scope), done: [] });
  const stack: Frame[] = [open(syntax)];
  for (;;) {
    const top = stack[stack.length - 1];
    if (top === undefined) throw bug('an empty formula');
    const child = top.children[top.done.length];
    if (child !== undefined) {
      stack.push(open(child));
      continue;
    }
    let made: Expr;
    try {
      made = finish(top.s, top.done, apply, scope);
      made = scope.settle?.(made) ?? made;
    } catch (problem) {
      throw problem instanceof Problem && problem.fault === 'input' ? problem.at(top.s.place) : problem;
    }
    stack.pop();
    const parent = stack[stack.length - 1];
    if (parent === undefined) return made;
    parent.done.push(made);
  }
};
