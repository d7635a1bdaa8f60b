/** Rules and lemmas made into formulas for one application. */
import type { Apply, Expr } from '../core/expr.ts';
import { bug, Problem } from '../core/problem.ts';
import type { Program } from '../core/program.ts';
import { isScalar, sameShape } from '../core/shape.ts';
import type { Syntax } from '../core/syntax.ts';
import { readSpec } from '../ops/products.ts';
import { applier } from '../lang/apply.ts';
import { expandTo } from '../lang/broadcast.ts';
import { substitute } from '../lang/elaborate.ts';
import { parse } from '../lang/parse.ts';

/** How one operand was reached: its adjoint, and the id of the rule. Nothing when no derivative flows. */
export interface Passed {
  readonly adjoint: Expr;
  readonly rule: string;
}

export interface Rules {
  /** The adjoint of operand `i` of `node`, whose own adjoint is `g`; `result` is how the node's value is named. */
  readonly pass: (node: Apply, i: number, g: Expr, result: Expr) => Passed | undefined;
  /** Is there a lemma for operand `i` of a call, and does it fit the shapes of this one? */
  readonly known: (call: Apply, i: number) => boolean;
}

const value = (e: Expr): number | undefined => {
  const inner = e.kind === 'apply' && e.op === 'expand' ? e.args[0] : e;
  return inner?.kind === 'number' ? inner.value : undefined;
};

/** A contraction with a single number is a product with it. */
const scaled = (e: Apply): Expr => {
  const { left, right, out } = readSpec(e.attrs);
  const [a, b] = e.args;
  if (a === undefined || b === undefined || (left !== '' && right !== '')) return e;
  const [number, given, letters] = left === '' ? [a, b, right] : [b, a, left];
  // A row beside a number may come out as a column.
  const turned = given.shape.row !== e.shape.row && given.shape.dims.length === 1;
  const other = turned ? e.pool.apply('transpose', [given], {}, { ...given.shape, row: e.shape.row }) : given;
  if (letters !== out || !sameShape(other.shape, e.shape)) return e;
  if (number.kind === 'number' && number.value === 1) return other;
  const copies = e.pool.apply('expand', [number], { dims: e.shape.dims, axes: [], row: e.shape.row }, e.shape);
  return e.pool.apply('times', [copies, other], {}, e.shape);
};

/**
 * The last word on a node of an instantiated rule: a factor 1 or 0, an added 0, a power 1 or 0, a double minus and
 * arithmetic on two numbers go without saying. Nothing else is simplified here; that is what moves are for.
 */
export const settle = (e: Expr): Expr => {
  if (e.kind !== 'apply') return e;
  const [a, b] = e.args;
  if (a === undefined) return e;
  if (e.op === 'contract') return scaled(e);
  if (e.op === 'negate') {
    if (a.kind === 'apply' && a.op === 'negate') return a.args[0] ?? e;
    if (a.kind === 'number' && a.value !== 0) return e.pool.number(-a.value);
    return e;
  }
  if (b === undefined) return e;
  const [x, y] = [value(a), value(b)];
  const number = (v: number): Expr =>
    e.shape.dims.length === 0 ? e.pool.number(v) : e.pool.apply('expand', [e.pool.number(v)], { dims: e.shape.dims, axes: [], row: e.shape.row }, e.shape);
  if (x !== undefined && y !== undefined) {
    if (e.op === 'times') return number(x * y);
    if (e.op === 'subtract') return number(x - y);
    if (e.op === 'add') return number(x + y);
  }
  const keep = (kept: Expr): Expr => (sameShape(kept.shape, e.shape) ? kept : e);
  switch (e.op) {
    case 'times':
      if (x === -1 && sameShape(b.shape, e.shape)) return e.pool.apply('negate', [b], {}, e.shape);
      return x === 1 ? keep(b) : y === 1 ? keep(a) : x === 0 || y === 0 ? number(0) : e;
    case 'divide':
      return y === 1 ? keep(a) : e;
    case 'power':
      return y === 1 ? keep(a) : y === 0 ? number(1) : e;
    case 'add':
      return x === 0 ? keep(b) : y === 0 ? keep(a) : e;
    case 'subtract':
      return y === 0 ? keep(a) : e;
    default:
      return e;
  }
};

/** Rules of a program's rows and lemmas. `named` gives a value's name where a binding is defined by that very node. */
export const rulesOf = (program: Program, named: (e: Expr) => Expr = (e) => e): Rules => {
  const { pool, ops, functions } = program;
  const apply = applier(pool, ops);
  const read = new Map<string, Syntax>();
  const formula = (text: string): Syntax => {
    const known = read.get(text);
    if (known !== undefined) return known;
    const made = parse(text, 'rule');
    read.set(text, made);
    return made;
  };
  const lemmas = new Map(program.lemmas.map((l) => [JSON.stringify([l.fn, l.of]), l]));
  const lemma = (fn: string, param: string) => lemmas.get(JSON.stringify([fn, param]));
  const finish = (e: Expr): Expr => named(settle(e));

  /** `g .* local`, with copies made and a factor 1 left out. */
  const chain = (g: Expr, local: Expr): Expr => {
    const to = sameShape(g.shape, local.shape) || g.shape.dims.length > 0 ? g.shape : local.shape;
    return finish(apply('times', [expandTo(g, to, apply), expandTo(local, to, apply)]));
  };

  const byLemma = (node: Apply, i: number, g: Expr, result: Expr): Passed => {
    const fn = functions.get(String(node.attrs.fn));
    const of = fn?.params[i];
    const found = fn === undefined || of === undefined ? undefined : lemma(fn.name, of);
    if (fn === undefined || found === undefined) throw bug(`no lemma for operand ${String(i)} of ${String(node.attrs.fn)}`);
    const names = new Map<string, Expr | undefined>(fn.params.map((p, k) => [p, node.args[k]]));
    if (found.kind === 'pull') names.set('g', g);
    const self = (e: Expr): Expr => (e === node ? result : finish(e));
    const made = substitute(found.formula, names, { pool, ops, functions, settle: self });
    const operand = node.args[i] ?? node;
    const rule = `lemma:${fn.name}`;
    if (found.kind === 'pull') return { adjoint: expandTo(made, operand.shape, apply), rule };
    // Entry by entry, and then back through the copies that were made of a smaller operand.
    const whole = isScalar(node.shape) ? operand.shape : node.shape;
    let adjoint = chain(g, expandTo(made, whole, apply));
    for (let copies = expandTo(operand, whole, apply); copies !== operand && copies.kind === 'apply'; copies = copies.args[0] ?? operand) adjoint = pass(copies, 0, adjoint, copies)?.adjoint ?? adjoint;
    return { adjoint, rule };
  };

  const pass = (node: Apply, i: number, g: Expr, result: Expr): Passed | undefined => {
    if (node.op === 'call') return byLemma(node, i, g, result);
    const row = ops.get(node.op);
    const rule = row?.rules[i];
    if (rule === undefined) throw bug(`operator ${node.op} has no rule for operand ${String(i)}`);
    if (rule.flow === 'stop' || rule.flow === 'hold') return undefined;
    const shapes = node.args.map((a) => a.shape);
    const names = new Map<string, Expr | undefined>([
      ['a', node.args[0]],
      ['b', node.args[1]],
      ['c', node.args[2]],
      ['y', result],
      ['g', g],
    ]);
    for (const [name, dim] of Object.entries(rule.dims?.(node.attrs, shapes) ?? {}))
      names.set(name, typeof dim === 'number' ? pool.number(dim) : apply('dim', [], { dim }));
    const attrs = rule.attrs?.(node.attrs, shapes, node.shape);
    const made = substitute(formula(rule.formula), names, {
      pool,
      ops,
      functions,
      settle: finish,
      attrs: (op) => attrs?.[op],
    });
    const operand = node.args[i] ?? node;
    return { adjoint: expandTo(rule.flow === 'local' ? chain(g, made) : made, operand.shape, apply), rule: rule.saidAs?.(node.attrs, shapes) ?? rule.id };
  };
  /** A lemma that states a whole adjoint is about operands of one shape; where one is copied it may not fit. */
  const known = (call: Apply, i: number): boolean => {
    const fn = functions.get(String(call.attrs.fn));
    const found = lemma(fn?.name ?? '', fn?.params[i] ?? '');
    if (found === undefined) return false;
    const [first] = call.args;
    if (found.kind === 'D' || call.args.every((a) => sameShape(a.shape, first?.shape ?? a.shape))) return true;
    try {
      byLemma(call, i, pool.name('g', call.shape), call);
      return true;
    } catch (problem) {
      if (problem instanceof Problem && (problem.code === 'shape-mismatch' || problem.code === 'ambiguous-copy')) return false;
      throw problem;
    }
  };
  return { pass, known };
};
