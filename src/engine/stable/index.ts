/**
 * Formulas as the engine computes them: equal to what is written, and finite and exact to the last digits wherever the true
 * value is. Handouts show the textbook form; numbers come from this one.
 *
 * Two means serve every program, gradients included. Identities replace what cancels. And where what is known of the size of
 * values says that an operation could meet two infinities, or an infinity and a zero, the operation is done on values apart
 * from their size. Neither knows a network or a layer.
 */
import type { Apply, Expr } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import type { Shape } from '../../core/shape.ts';
import { createEntries } from './entries.ts';
import { factorings, identities } from './identities.ts';
import { withKernels } from './kernels.ts';
import { createLogs } from './logs.ts';
import { identitiesOf, rewritten } from './match.ts';
import { createRanges, inRange, type Range } from './range.ts';
import { combined, type Combination } from './combination.ts';
import { createDefinitions, type Definitions } from './definitions.ts';
import { moves } from './moves.ts';
import { createOthers, isChain } from './others.ts';
import { createScaling, type Scaled } from './scaled.ts';
import { sumOfOthers } from './sums.ts';
import { builderOf, uniform } from './terms.ts';

export interface Stabiliser {
  /** The formula as it is computed. Formulas come in the order in which they are computed. */
  readonly formula: (e: Expr) => Expr;
  /** Says what a name stands for, so that later formulas can look through it. */
  readonly define: Definitions['define'];
}

/** Rewritings of what a rewriting made; no formula of the tests takes more than six. */
const mostTurns = 24;
const comparisons = new Set(['larger', 'largerEq', 'smaller', 'smallerEq', 'equal', 'unequal']);

/** A product with it, or a quotient by it, is a number whatever the other side is. */
const isSafe = (r: Range): boolean => r.nonzero && !r.under;

export const createStabiliser = (program: Pick<Program, 'bindings' | 'indices' | 'pool' | 'ops'>): Stabiliser => {
  const { pool, ops: table } = program;
  const ops = withKernels(table);
  const builder = builderOf(pool, ops);
  const { apply } = builder;
  /** By a node: how it is computed. */
  const done = new Map<Expr, Expr>();
  /** By the node that is computed: the node it stands for. */
  const origins = new Map<Expr, Expr>();
  const told = new Map<Expr, Range>();
  const { definition, look, onlyTerm, define } = createDefinitions(program, builder, origins, (e) => range(e));
  const range = createRanges(definition, told);
  const known = identitiesOf(factorings, identities, table, ops);
  const scaling = createScaling(builder, look, range, (e) => rewritten(e, known, ops, builder, definition) ?? e);
  const log = createLogs(builder, look, range, scaling);
  const others = createOthers(builder, look, range);
  const entries = createEntries(builder, ops, look, range);

  /** Could an operation on these meet what has no value, or lose what has one? */
  const isHazard = (e: Apply): boolean => {
    const [x, y] = e.args;
    if (x === undefined) return false;
    const a = range(x);
    if (y === undefined)
      switch (e.op) {
        case 'sum':
        case 'mean':
        case 'total':
        case 'others':
          return a.over && !a.nonneg && !a.nonpos;
        case 'sqrt':
        case 'norm':
          return !inRange(a);
        default:
          return false;
      }
    const b = range(y);
    switch (e.op) {
      case 'times':
        return (a.over && !isSafe(b)) || (b.over && !isSafe(a));
      case 'contract':
        return a.over || b.over;
      case 'divide':
      case 'ratio':
        return (a.over && b.over) || (b.under && !isSafe(a));
      case 'add':
        return a.over && b.over && !(a.nonneg && b.nonneg) && !(a.nonpos && b.nonpos);
      case 'subtract':
        return a.over && b.over && !(a.nonneg && b.nonpos) && !(a.nonpos && b.nonneg);
      case 'hypot':
        return !inRange(a) || !inRange(b);
      case 'power': {
        const k = uniform(y);
        return !inRange(a) && (k === undefined || Math.abs(k) < 1);
      }
      default:
        return false;
    }
  };

  /** Logarithms that are computed as sums, and these sums. */
  const sums = new Map<Expr, Combination>();
  const asFormula = (sum: Combination, shape: Shape): Expr => {
    const made = scaling.shiftOf(sum) ?? builder.number(0, shape);
    if (sum.size > 1) sums.set(made, sum);
    return made;
  };
  /** A logarithm's sum, copied along with it. */
  const sumOf = (e: Expr): Combination | undefined => {
    const seen = look(e);
    const [inner] = seen.args;
    const copied = seen.kind === 'apply' && seen.op === 'expand' && inner !== undefined ? sumOf(inner) : undefined;
    return sums.get(e) ?? sums.get(seen) ?? (copied === undefined ? undefined : scaling.moved(copied, seen));
  };

  /** What was there before may be a part of e, or of a name in it. */
  const comesFrom = (value: Expr, e: Expr): void => {
    if (value.id > e.id && !done.has(value)) origins.set(value, e);
  };
  const computed = (e: Apply, as: Scaled): Expr => {
    const { value, range } = scaling.value(as, e);
    if (value === e || value.kind !== 'apply') return value;
    told.set(value, range);
    comesFrom(value, e);
    return value;
  };
  /** The logarithm of 1 - p, p being a share of a sum, or of its entries. */
  const logOfRest = (rest: Expr): Expr | undefined => {
    const share = others.complement(rest);
    if (share !== undefined) return builder.text('p < 0.5 ? log1p(-p) : l', { p: scaling.value(scaling.scaled(share), share).value, l: asFormula(log(rest), rest.shape) });
    const seen = look(rest);
    const [inner] = seen.args;
    if (seen.kind !== 'apply' || !moves.has(seen.op) || inner === undefined) return undefined;
    const moved = logOfRest(inner);
    return moved === undefined ? undefined : apply(seen.op, [moved, ...seen.args.slice(1)], seen.attrs);
  };
  /** 1 - p, p being a product of which each factor is near 1 only if the other arguments are large. */
  const restOfChance = (e: Apply): Expr | undefined => {
    const [one, p] = e.args;
    if (e.op !== 'subtract' || one === undefined || p === undefined || uniform(one) !== 1 || !others.isChance(p)) return undefined;
    return builder.text('-expm1(s)', { s: asFormula(log(p), p.shape) });
  };
  /** What the others of a sum are of it: terms beside the largest are enough, where neither is apart. */
  const restOfSum = (e: Apply, above: Expr, below: Expr): Expr => {
    const [a, b] = [scaling.others(look(above)), scaling.scaled(below)];
    const value = computed(e, { shift: combined(a.shift, b.shift, -1), rest: combined(a.rest, b.rest, -1) });
    told.set(value, { ...range(e), over: false });
    return value;
  };
  /** Of every term of a sum, the others. */
  const apart = (e: Apply): Expr => {
    const [x = e] = e.args;
    const made = sumOfOthers(builder, range, x, e);
    told.set(made, range(e));
    comesFrom(made, e);
    return made;
  };

  /** Another way to compute one operation on values that are computed well. */
  const safely = (e: Apply): Expr => {
    const [x, y] = e.args;
    if (e.op === 'divide' && x !== undefined && y !== undefined && others.complement(e) !== undefined) return restOfSum(e, x, y);
    const small = e.op === 'log' && x !== undefined ? logOfRest(x) : undefined;
    if (small !== undefined) return small;
    if (x !== undefined && !inRange(range(x))) {
      if (e.op === 'log') return asFormula(log(x), e.shape);
      if (e.op === 'log1mexp') return builder.text('x > -0.7 ? l : f', { x, l: asFormula(log(builder.text('-expm1(x)', { x })), e.shape), f: e });
      if (e.op === 'log1p' && range(x).over && range(x).nonneg) return apply('softplus', [asFormula(log(x), e.shape)]);
    }
    // x - log(sum(exp(x))): the largest of x is taken away before what the others add to it.
    const taken = e.op === 'subtract' && y !== undefined ? sumOf(y) : undefined;
    if (taken !== undefined && x !== undefined) return asFormula(combined(scaling.asShift(x), taken, -1), e.shape);
    if (comparisons.has(e.op) && x !== undefined && y !== undefined && !(inRange(range(x)) && inRange(range(y)))) {
      const difference = uniform(y) === 0 ? x : apply('subtract', [x, y]);
      return apply(e.op, [scaling.restOf(scaling.scaled(difference), e), builder.number(0, e.shape)]);
    }
    if (!isHazard(e)) return e.op === 'others' ? apart(e) : e;
    return computed(e, scaling.scaled(e));
  };

  /** Has any formula a sum? */
  let summed = false;
  const finish = (from: Expr, value: Expr): void => {
    done.set(from, value);
    if (from === value) return;
    // All that it is made of is as it should be.
    const waiting = [value];
    for (let e = waiting.pop(); e !== undefined; e = waiting.pop()) {
      if (done.get(e) === e || e === from) continue;
      done.set(e, e);
      waiting.push(...e.args);
    }
  };
  const formula = (root: Expr): Expr => {
    const waiting: { readonly node: Expr; readonly turn: number; readonly becomes?: Expr; readonly from?: Expr }[] = [{ node: root, turn: 0 }];
    for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
      const { node, turn, becomes, from } = top;
      if (done.has(node)) continue;
      if (becomes !== undefined) {
        const value = done.get(becomes) ?? becomes;
        if (from !== undefined) others.computed(from, value);
        finish(node, value);
        continue;
      }
      const missing = node.args.filter((a) => !done.has(a));
      if (missing.length > 0) {
        // Before its parts take other forms.
        const factored = turn > mostTurns ? undefined : (onlyTerm(node) ?? rewritten(node, known, ops, builder));
        if (factored !== undefined) waiting.push({ node, turn, becomes: factored }, { node: factored, turn: turn + 1 });
        else waiting.push({ node, turn }, ...missing.map((a) => ({ node: a, turn })));
        continue;
      }
      if (node.kind !== 'apply') {
        done.set(node, node);
        continue;
      }
      summed ||= node.op === 'sum' || node.op === 'total' || (node.op === 'divide' && node.args[1] !== undefined && isChain(look(node.args[1])));
      const args = node.args.map((a) => done.get(a) ?? a);
      const next = args.every((a, k) => a === node.args[k]) ? node : pool.apply(node.op, args, node.attrs, node.shape);
      const better = turn > mostTurns ? undefined : entries(next) ?? rewritten(next, known, ops, builder, definition) ?? restOfChance(next) ?? (summed ? others.rewritten(next) : undefined);
      if (better === undefined) finish(node, safely(next));
      else if (done.has(better)) finish(node, done.get(better) ?? better);
      else waiting.push({ node, turn, becomes: better, from: next }, { node: better, turn: turn + 1 });
    }
    return done.get(root) ?? root;
  };
  return { formula, define };
};
