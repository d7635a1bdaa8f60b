/**
 * Formulas as the engine computes them: equal to what is written, and finite and exact to the last digits wherever the true
 * value is. Handouts show the textbook form; numbers come from this one.
 *
 * Two means serve every program, gradients included. Identities replace what cancels. And where what is known of the size of
 * values says that an operation could meet two infinities, or an infinity and a zero, the operation is done on values apart
 * from their size. Neither knows a network or a layer.
 */
import type { Apply, Expr } from '../../core/expr.ts';
import type { Binding, Program } from '../../core/program.ts';
import type { Shape } from '../../core/shape.ts';
import { factorings, identities } from './identities.ts';
import { withKernels } from './kernels.ts';
import { createLogs } from './logs.ts';
import { identitiesOf, rewritten } from './match.ts';
import { createRanges, inRange, type Range } from './range.ts';
import { combined, type Combination } from './combination.ts';
import { createScaling } from './scaled.ts';
import { builderOf, uniform } from './terms.ts';

export interface Stabiliser {
  /** The formula as it is computed. Formulas come in the order in which they are computed. */
  readonly formula: (e: Expr) => Expr;
  /** Says what a name stands for, so that later formulas can look through it. */
  readonly define: (binding: Binding, formula: Expr) => void;
}

const comparisons = new Set(['larger', 'largerEq', 'smaller', 'smallerEq', 'equal', 'unequal']);

/** A product with it, or a quotient by it, is a number whatever the other side is. */
const isSafe = (r: Range): boolean => r.nonzero && !r.under;

export const createStabiliser = ({ pool, ops: table }: Pick<Program, 'pool' | 'ops'>): Stabiliser => {
  const ops = withKernels(table);
  const builder = builderOf(pool, ops);
  const { apply } = builder;
  const definitions = new Map<string, { readonly over: readonly string[]; readonly formula: Expr }>();
  /** By the node that is computed: the node it stands for. */
  const origins = new Map<Expr, Expr>();
  const told = new Map<Expr, Range>();
  /** What a name stands for; anything else stands for itself. */
  const definition = (e: Expr): Expr => {
    const known = e.kind === 'name' ? definitions.get(e.name) : undefined;
    return e.kind === 'name' && known?.over.every((index, k) => index === e.at[k]) === true ? known.formula : e;
  };
  const look = (e: Expr): Expr => {
    const defined = definition(e);
    return origins.get(defined) ?? defined;
  };
  const range = createRanges(definition, told);
  const known = identitiesOf(factorings, identities, table, ops);
  const scaling = createScaling(builder, look, range);
  const log = createLogs(builder, look, range, scaling);

  /** Could an operation on these meet what has no value, or lose what has one? */
  const isHazard = (e: Apply): boolean => {
    const [x, y] = e.args;
    if (x === undefined) return false;
    const a = range(x);
    if (y === undefined)
      switch (e.op) {
        case 'sum':
        case 'mean':
          return a.over && !a.nonneg && !a.nonpos;
        case 'sqrt':
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
        return (a.over && b.over) || (b.under && !isSafe(a));
      case 'add':
        return a.over && b.over && !(a.nonneg && b.nonneg) && !(a.nonpos && b.nonpos);
      case 'subtract':
        return a.over && b.over && !(a.nonneg && b.nonpos) && !(a.nonpos && b.nonneg);
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

  /** Another way to compute one operation on values that are computed well. */
  const safely = (e: Apply): Expr => {
    const [x, y] = e.args;
    if (x !== undefined && !inRange(range(x))) {
      if (e.op === 'log') return asFormula(log(x), e.shape);
      if (e.op === 'log1p' && range(x).over && range(x).nonneg) return apply('softplus', [asFormula(log(x), e.shape)]);
    }
    // x - log(sum(exp(x))): the largest of x is taken away before what the others add to it.
    const taken = e.op === 'subtract' && y !== undefined ? sumOf(y) : undefined;
    if (taken !== undefined && x !== undefined) return asFormula(combined(scaling.asShift(x), taken, -1), e.shape);
    if (comparisons.has(e.op) && x !== undefined && y !== undefined && !(inRange(range(x)) && inRange(range(y)))) {
      const difference = uniform(y) === 0 ? x : apply('subtract', [x, y]);
      return apply(e.op, [scaling.restOf(scaling.scaled(difference), e), builder.number(0, e.shape)]);
    }
    if (!isHazard(e)) return e;
    const made = scaling.value(scaling.scaled(e), e);
    if (made.value === e || made.value.kind !== 'apply') return made.value;
    told.set(made.value, made.range);
    origins.set(made.value, e);
    return made.value;
  };

  const done = new Map<Expr, Expr>();
  const finish = (from: Expr, value: Expr): void => {
    done.set(from, value);
    done.set(value, value);
  };
  const formula = (root: Expr): Expr => {
    const waiting: { readonly node: Expr; readonly becomes?: Expr }[] = [{ node: root }];
    for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
      const { node, becomes } = top;
      if (done.has(node)) continue;
      if (becomes !== undefined) {
        finish(node, done.get(becomes) ?? becomes);
        continue;
      }
      const missing = node.args.filter((a) => !done.has(a));
      if (missing.length > 0) {
        waiting.push({ node }, ...missing.map((a) => ({ node: a })));
        continue;
      }
      if (node.kind !== 'apply') {
        done.set(node, node);
        continue;
      }
      const args = node.args.map((a) => done.get(a) ?? a);
      const next = args.every((a, k) => a === node.args[k]) ? node : pool.apply(node.op, args, node.attrs, node.shape);
      const better = rewritten(next, known, ops, builder, definition);
      if (better === undefined) finish(node, safely(next));
      else if (done.has(better)) finish(node, done.get(better) ?? better);
      else waiting.push({ node, becomes: better }, { node: better });
    }
    return done.get(root) ?? root;
  };
  return {
    formula,
    define: ({ name, over, base }, e) => {
      if (base.length === 0 && e.kind === 'apply') definitions.set(name, { over, formula: e });
    },
  };
};
