/** Where an identity applies: its left side found in a formula, looking through names and copies. */
import { createPool, type Expr, rebuild } from '../../core/expr.ts';
import { bug } from '../../core/problem.ts';
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

/** Tries every order of what commutes: `then` says whether the rest fits. */
const match = (pattern: Expr, e: Expr, known: Parts, look: Look, ops: OpTable, then: (parts: Parts) => Parts | undefined): Parts | undefined => {
  if (pattern.kind === 'name') {
    const before = known.get(pattern.name);
    return before === undefined ? then(new Map([...known, [pattern.name, e]])) : before === e ? then(known) : undefined;
  }
  if (pattern.kind === 'number') return uniform(e) === pattern.value ? then(known) : undefined;
  const seen = look === asWritten ? e : throughCopies(e, look, ops);
  const [p, ...others] = pattern.args;
  if (seen.kind !== 'apply' || seen.op !== pattern.op || seen.args.length !== pattern.args.length) return undefined;
  if (p === undefined) return then(known);
  const inOrder = ([first, ...rest]: readonly Expr[]): Parts | undefined => {
    if (first === undefined) return undefined;
    const next = others.reduceRight<(parts: Parts) => Parts | undefined>((after, q, k) => (parts) => {
      const of = rest[k];
      return of === undefined ? undefined : match(q, of, parts, look, ops, after);
    }, then);
    return match(p, first, known, look, ops, next);
  };
  return inOrder(seen.args) ?? (commutes.has(seen.op) ? inOrder([...seen.args].reverse()) : undefined);
};

/** By the operator at the root of their left side. */
type Identities = ReadonlyMap<string, readonly Identity[]>;

/** A formula rewritten at its root by the first identity that fits; without `look` only those count that fit as it stands. */
export const rewritten = (e: Expr, identities: Identities, ops: OpTable, builder: Builder, look?: Look): Expr | undefined => {
  if (e.kind !== 'apply') return undefined;
  for (const { left, right, through } of identities.get(e.op) ?? []) {
    // Those that look through names come last.
    if (through && look === undefined) return undefined;
    const parts = match(left, e, new Map(), through ? look ?? asWritten : asWritten, ops, (found) => found);
    if (parts !== undefined) return builder.text(right, parts);
  }
  return undefined;
};

const readIdentities = (written: readonly Pair[], through: readonly Pair[], ops: OpTable): Identities => {
  // The left sides are formulas over single numbers, in a pool of their own.
  const pool = createPool();
  const builder = builderOf(pool, ops);
  const letters = new Map(['a', 'b', 'c', 'x', 'y', 'z'].map((l) => [l, pool.name(l, scalar)]));
  const known = new Map<string, Identity[]>();
  const learn = ([text, right]: Pair, names: boolean): void => {
    const whole = builder.text(text, letters);
    if (whole.kind !== 'apply') throw bug(`the identity ${text} has no operator`);
    const args = whole.args.map((a) => rebuild(a, (n) => rewritten(n, known, ops, builder, asWritten) ?? n));
    const left = pool.apply(whole.op, args, whole.attrs, whole.shape);
    known.set(whole.op, [...(known.get(whole.op) ?? []), { left, right, through: names }]);
  };
  for (const pair of written) learn(pair, false);
  for (const pair of through) learn(pair, true);
  return known;
};

const read = new WeakMap<OpTable, Identities>();
/** Read once for a table of operators, which every program shares: `written` fit as they stand, `through` also with names looked through. */
export const identitiesOf = (written: readonly Pair[], through: readonly Pair[], table: OpTable, ops: OpTable): Identities => {
  const known = read.get(table) ?? readIdentities(written, through, ops);
  read.set(table, known);
  return known;
};
