/** From syntax to shaped expressions. */
import type { Dim } from '../core/dim.ts';
import type { Apply as ApplyNode, Expr, Pool } from '../core/expr.ts';
import { bug, type Place, Problem } from '../core/problem.ts';
import type { Fn } from '../core/program.ts';
import { scalar, shapeKey } from '../core/shape.ts';
import type { Syntax } from '../core/syntax.ts';
import { dimOf } from '../ops/axes.ts';
import { applier, type Apply } from './apply.ts';
import { broadcast } from './broadcast.ts';
import { named } from './matrices.ts';
import { measures } from './measures.ts';
import { type Applied, count } from './meaning.ts';
import { builtins, measureOf, signs, takesDims } from './meanings.ts';
import { unknownOption } from './options.ts';
import { array, subscripted } from './parts.ts';
import { isNumbers, type Scope, toDim } from './scope.ts';

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
  scope: Pick<Scope, 'pool' | 'ops' | 'functions' | 'calls' | 'attrs' | 'settle'>,
): Expr => {
  const { pool, ops, functions, calls, attrs, settle } = scope;
  const name = (wanted: string, place: Place): Expr => {
    const value = names.get(wanted) ?? constant(wanted, pool);
    if (value === undefined) throw new Problem('unknown-name', `there is no ${wanted} here`, { place });
    return value;
  };
  const own: Scope = { pool, ops, functions, calls, attrs, settle, name, family: nothing, index: nothing, letter: never, sized: (wanted) => sizeOf(names.get(wanted)), measure: (s) => (measures.has(s.fn) ? measureIn(s, own) : undefined) };
  return elaborate(body, own);
};
/** The whole number or the size that an expression is. */
const sizeOf = (e: Expr | undefined): Dim | undefined =>
  e?.kind === 'number' && Number.isSafeInteger(e.value) ? e.value : e?.kind === 'apply' && e.op === 'dim' ? dimOf(e.attrs.dim) : undefined;
const nothing = (): undefined => undefined;
const never = (): boolean => false;

/** `e` and `pi`, where nothing of the user's has the name. */
export const constant = (name: string, pool: Pool): Expr | undefined =>
  name === 'pi' || name === 'e' ? pool.apply(name, [], {}, scalar) : undefined;

/** What a call says of each parameter: arguments in order, then what is named, then what holds unless given. */
const argumentsOf = (fn: Fn, s: Applied): readonly Syntax[] => {
  const { params, defaults } = fn;
  const least = params.length - defaults.size;
  const shown = params.map((p) => (defaults.has(p) ? `${p}=${String(defaults.get(p))}` : p)).join(', ');
  if (s.args.length > params.length || s.args.length < least)
    throw new Problem('argument-count', `${fn.name} takes ${least === params.length ? '' : `${String(least)} to `}${String(params.length)} argument${params.length === 1 ? '' : 's'} (${shown}), not ${String(s.args.length)}`, {
      place: s.place,
    });
  return params.map((p, i): Syntax => {
    const [given, named, value] = [s.args[i], s.options.get(p), defaults.get(p)];
    if (given !== undefined && named !== undefined) throw new Problem('argument-count', `${p} is given twice`, { place: named.place });
    if (named !== undefined && !isNumber(named)) throw new Problem('bad-option', `${p}=... takes a number`, { place: named.place, mend: `give it by its place: ${fn.name}(${params.join(', ')})` });
    return given ?? named ?? { kind: 'number', value: value ?? NaN, place: s.place };
  });
};
const isNumber = (s: Syntax): boolean => s.kind === 'number' || (s.kind === 'apply' && s.fn === 'neg' && s.args[0]?.kind === 'number');

const callFunction = (fn: Fn, args: readonly Expr[], scope: Scope): Expr => {
  const key = `${fn.name} ${args.map((a) => (a.kind === 'number' ? String(a.value) : String(sizeOf(a) ?? shapeKey(a.shape)))).join(' ')}`;
  const shape = scope.calls?.get(key) ?? substitute(fn.body, new Map(fn.params.map((p, i) => [p, args[i]])), scope).shape;
  scope.calls?.set(key, shape);
  return scope.pool.apply('call', args, { fn: fn.name }, shape);
};

/** Options by function; anything else is refused rather than ignored. */
const checkOptions = (s: Applied, scope: Scope): void => {
  for (const [key, value] of s.options) {
    const known = builtins.get(s.fn)?.options ?? [...(scope.functions.get(s.fn)?.defaults.keys() ?? [])];
    if (!known.includes(key))
      throw unknownOption(s.fn, key, known, value.place);
    if ((key === 'keep' || key === 'reverse' || key === 'descending') && !(value.kind === 'name' && (value.name === 'true' || value.name === 'false')))
      throw new Problem('bad-option', `${key} is true or false`, { place: value.place });
  }
};

const applied = (s: Applied, args: readonly Expr[], apply: Apply, scope: Scope): Expr => {
  checkOptions(s, scope);
  const sign = signs.get(s.fn);
  const [first, second] = args;
  // "/ samples(y)" says nothing where there is one sample.
  if (s.fn === '/' && s.args[1]?.kind === 'apply' && measures.has(s.args[1].fn) && second?.kind === 'number' && second.value === 1 && first !== undefined)
    return first;
  if (sign !== undefined) return sign.meaning(args, apply, s, scope);
  // In a rule, a structural operator gets its attributes from the row.
  const attrs = scope.attrs?.(s.fn);
  if (attrs !== undefined) return apply(s.fn, args, attrs);
  const index = s.args[0]?.kind === 'name' ? scope.index(s.args[0].name) : undefined;
  const [inner] = args;
  if (s.fn === 'sum' && s.args.length === 2 && index !== undefined && inner !== undefined)
    return apply('total', [inner], { index: index.name, to: index.size });
  const fn = scope.functions.get(s.fn);
  if (fn !== undefined) return callFunction(fn, args, scope);
  const builtin = builtins.get(s.fn);
  if (builtin !== undefined) return builtin.meaning(args, apply, s, scope);
  const row = scope.ops.get(s.fn);
  if (row?.scalar === undefined) throw new Problem('unknown-function', `there is no function ${s.fn}`, { place: s.place });
  count(s, row.arity);
  return apply(s.fn, broadcast(args, apply));
};

/** What has to be elaborated before `s` itself. */
const childrenOf = (s: Syntax, scope: Scope): readonly Syntax[] => {
  if (s.kind === 'array') return s.rows.flat();
  if (s.kind === 'subscript') {
    const over = s.of.kind === 'name' ? (scope.family(s.of.name, s.of.place)?.over.length ?? 0) : 0;
    const numbers = s.at.slice(over).filter((x): x is Syntax => isNumbers(x, scope));
    return over > 0 ? numbers : [s.of, ...numbers];
  }
  if (s.kind !== 'apply' || takesDims.has(s.fn)) return [];
  const [first, second] = s.args;
  if (named.has(s.fn) && first !== undefined) return [first];
  const overIndex = s.fn === 'sum' && s.args.length === 2 && first?.kind === 'name' && scope.index(first.name) !== undefined;
  if (overIndex && second !== undefined) return [second];
  if (s.fn === 'sum' && s.args.length === 2 && first !== undefined) return [first];
  const fn = scope.functions.get(s.fn);
  if (fn !== undefined) return argumentsOf(fn, s);
  // Only its shape is asked for.
  const like = s.options.get('like');
  return like === undefined ? s.args : [...s.args, like];
};

const finish = (s: Syntax, children: readonly Expr[], apply: Apply, scope: Scope): Expr => {
  const [of] = children;
  switch (s.kind) {
    case 'number':
      return scope.pool.number(s.value);
    case 'name':
      return scope.name(s.name, s.place);
    case 'text':
      throw new Problem('string-in-formula', 'text has no place in a formula', { place: s.place, mend: 'text follows the name of an option, as in spec="ij,jk->ik"' });
    case 'array':
      return array(s, children, apply, scope);
    case 'apply':
      return applied(s, children, apply, scope);
    case 'subscript': {
      const name = s.of.kind === 'name' ? s.of.name : '';
      const family = scope.family(name, s.place);
      if (family === undefined) {
        if (of === undefined) throw bug('a subscript of nothing');
        return subscripted(s, of, children.slice(1), apply, scope);
      }
      if (s.at.length < family.over.length)
        throw new Problem('missing-subscript', `${name} has ${String(family.over.length)} indices`, { place: s.place });
      const at = s.at.slice(0, family.over.length).map((x) => toDim(x, scope));
      scope.onRead?.(name, at, s.place);
      const read = scope.pool.name(name, family.shape, at);
      const rest = s.at.slice(family.over.length);
      return rest.length === 0 ? read : subscripted({ ...s, at: rest }, read, children, apply, scope);
    }
  }
};

/** `size(x)` and its kin as a size. */
export const measureIn = (s: Applied, scope: Scope): Dim => {
  const [of] = s.args;
  if (of === undefined) throw new Problem('argument-count', `${s.fn} takes 1 argument, not 0`, { place: s.place });
  return measureOf(s, elaborate(of, scope));
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
