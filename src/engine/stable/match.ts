/** Where an identity applies: its left side found in a formula, looking through names and copies. */
import { createPool, type Expr, rebuild } from '../../core/expr.ts';
import type { OpTable } from '../../core/op.ts';
import { scalar } from '../../core/shape.ts';
import { elementwise } from '../../ops/rules.ts';
import { type Builder, builderOf, uniform } from './terms.ts';

/** What the letters of an identity stand for. */
type Parts = ReadonlyMap<string, Expr>;
interface Identity {
  readonly left: Expr;
  readonly right: string;
  /** Names inside are looked through. */
  readonly through: boolean;
}
/** An identity as text. */
export type Pair = readonly [left: string, right: string];

const commutes = new Set(['add', 'times']);

/** How a formula is looked at: what a name stands for, or a value computed in another way. */
export type Look = (e: Expr) => Expr;
const asWritten: Look = (e) => e;

/** An elementwise function of copies for copies of an elementwise function; anything else as it is. */
const throughCopies = (e: Expr, look: Look, ops: OpTable): Expr => {
  const seen = look(e);
  const [inner] = seen.args;
  if (seen.kind !== 'apply' || seen.op !== 'expand' || inner === undefined) return seen;
  const of = look(inner);
  if (of.kind !== 'apply' || of.args.length === 0 || ops.get(of.op)?.shape !== elementwise) return seen;
  const { pool, attrs, shape } = seen;
  return pool.apply(of.op, of.args.map((a) => pool.apply('expand', [a], attrs, shape)), of.attrs, shape);
};

/** A formula rewritten at its root by the first identity that fits: `written` as it stands, `through` also with names looked through. */
export const createMatcher = (written: readonly Pair[], through: readonly Pair[], ops: OpTable, builder: Builder, look: Look): ((e: Expr) => Expr | undefined) => {
  const byRoot = new Map<string, Identity[]>();

  /** Tries every order of what commutes: `then` says whether the rest fits. */
  const match = (pattern: Expr, e: Expr, known: Parts, at: Look, then: (parts: Parts) => Parts | undefined): Parts | undefined => {
    if (pattern.kind === 'name') {
      const before = known.get(pattern.name);
      return before === undefined ? then(new Map([...known, [pattern.name, e]])) : before === e ? then(known) : undefined;
    }
    if (pattern.kind === 'number') return uniform(e) === pattern.value ? then(known) : undefined;
    const seen = at === asWritten ? e : throughCopies(e, at, ops);
    const [p, ...others] = pattern.args;
    if (seen.kind !== 'apply' || seen.op !== pattern.op || seen.args.length !== pattern.args.length) return undefined;
    if (p === undefined) return then(known);
    const inOrder = ([first, ...rest]: readonly Expr[]): Parts | undefined => {
      if (first === undefined) return undefined;
      return match(p, first, known, at, others.reduceRight<(parts: Parts) => Parts | undefined>((next, q, k) => (parts) => {
        const of = rest[k];
        return of === undefined ? undefined : match(q, of, parts, at, next);
      }, then));
    };
    return inOrder(seen.args) ?? (commutes.has(seen.op) ? inOrder([...seen.args].reverse()) : undefined);
  };
  const rewriteWith = (e: Expr, build: Builder, at: Look): Expr | undefined => {
    if (e.kind !== 'apply') return undefined;
    for (const { left, right, through: names } of byRoot.get(e.op) ?? []) {
      const parts = match(left, e, new Map(), names ? at : asWritten, (found) => found);
      if (parts !== undefined) return build.text(right, parts);
    }
    return undefined;
  };

  // The left sides are formulas over single numbers, in a pool of their own.
  const pool = createPool();
  const own = builderOf(pool, ops);
  const letters = new Map(['a', 'b', 'c', 'x', 'y'].map((l) => [l, pool.name(l, scalar)]));
  const learn = ([text, right]: Pair, names: boolean): void => {
    const whole = own.text(text, letters);
    if (whole.kind !== 'apply') return;
    const args = whole.args.map((a) => rebuild(a, (n) => rewriteWith(n, own, asWritten) ?? n));
    const left = pool.apply(whole.op, args, whole.attrs, whole.shape);
    byRoot.set(whole.op, [...(byRoot.get(whole.op) ?? []), { left, right, through: names }]);
  };
  for (const pair of written) learn(pair, false);
  for (const pair of through) learn(pair, true);
  return (e) => rewriteWith(e, builder, look);
};
