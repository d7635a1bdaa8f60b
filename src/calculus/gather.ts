/**
 * The one adjoint rule. A read `f[A(t)]` in a formula over t passes `pull[t]` to `f[s]` for every t whose read hits s:
 *
 *     d_f[s] = sum over uses, sum over t with A(t) = s, of pull[t]
 *
 * Recurrences, weight sharing, fixed reads and batch sums are all this one rule: A is solved for t where it can be, an
 * index that A does not mention is summed, and a fixed read becomes a value at one place.
 */
import { boundsOf, coefficientOf, type Dim, lettersOf, substituteDim, subtractDims } from '../core/dim.ts';
import { type Expr, nodesOf } from '../core/expr.ts';
import type { OpTable } from '../core/op.ts';
import { bug, Problem } from '../core/problem.ts';
import type { Base, Binding, Program } from '../core/program.ts';
import { applier, type Apply } from '../lang/apply.ts';
import { expandTo } from '../lang/broadcast.ts';
import { type Spare, substituteIndices } from './indices.ts';
import type { Use } from './reverse.ts';
import { settle } from './rules.ts';

interface Hit {
  readonly own: string;
  readonly index: string;
  readonly at: Dim;
  readonly size: Dim;
}

/** One summand of an adjoint family, over the family's own indices. */
interface Term {
  /** As given, with the rule `shared` added where the family lacks an index of its consumer. */
  readonly use: Use;
  /** Over the family's indices, summed over the rest; before any check that the place exists. */
  readonly expr: Expr;
  /** The consumer's index, the place at which the read hits, and how far that index runs. */
  readonly hits: readonly Hit[];
  /** The one place a fixed read hits, on the last index. */
  readonly only?: Dim;
}

/** Is a formula finite where values outside a family's range are taken as 0, so that a zero adjoint keeps it out? */
const isTame = (e: Expr, ops: OpTable): boolean =>
  nodesOf(e).every((n) => {
    if (n.kind !== 'apply') return true;
    const exponent = n.op === 'power' ? n.args[1] : undefined;
    const literal = exponent?.kind === 'apply' && exponent.op === 'expand' ? exponent.args[0] : exponent;
    if (literal?.kind === 'number' && literal.value > 0) return true;
    const row = ops.get(n.op);
    return row !== undefined && row.partial !== true;
  });

/** What gathering needs to know of the whole program. */
export interface Indexing {
  readonly spare: Spare;
  /** The indices that occur free in a formula. */
  readonly free: (e: Expr) => ReadonlySet<string>;
}

const termOf = (use: Use, f: Binding, program: Program, apply: Apply, { spare, free: freeIn }: Indexing): Term => {
  const by = new Map<string, Dim>();
  const hits: Hit[] = [];
  let only: Dim | undefined;
  f.over.forEach((own, k) => {
    const read = use.at[k];
    if (read === undefined) throw bug(`${f.name} is read without a subscript`);
    const indices = lettersOf(read).filter((l) => use.over.includes(l));
    const [index] = indices;
    if (index === undefined) {
      if (k !== f.over.length - 1) throw new Problem('fixed-read', `${f.name} is read at a fixed place of its first index`);
      only = read;
      return;
    }
    const sign = coefficientOf(read, index);
    if (indices.length > 1 || Math.abs(sign) !== 1 || by.has(index))
      throw new Problem('strided-read', `${f.name}[${String(read)}] is read in a way that cannot be solved for one index`, {
        mend: 'read a family at t, t plus or minus a whole number, or a fixed place',
      });
    // read = sign*index + rest, so index = sign*(own - rest)
    const rest = subtractDims(read, sign === 1 ? index : subtractDims(0, index));
    const at = sign === 1 ? subtractDims(own, rest) : subtractDims(rest, own);
    by.set(index, at);
    const size = program.indices.get(index)?.size;
    if (size === undefined) throw bug(`no index ${index}`);
    hits.push({ own, index, at, size });
  });
  const summed = use.over.filter((index) => !by.has(index));
  const sizeOf = (index: string): Dim => program.indices.get(index)?.size ?? 1;
  // A summed index makes way where the family's own index has its name: h[t] . h[u] passes h[t] the sum over u.
  const free = freeIn(use.pull);
  const brought = new Set([...by.values()].flatMap(lettersOf));
  const runs = new Map<string, string>();
  for (const index of summed) {
    const others = [...free].filter((i) => i !== index && !by.has(i));
    runs.set(index, brought.has(index) ? spare(sizeOf(index), new Set([...brought, ...others, ...runs.values()])) : index);
  }
  let expr = substituteIndices(use.pull, new Map([...by, ...runs]), spare);
  for (const index of [...summed].reverse()) {
    const size = sizeOf(index);
    if (free.has(index)) expr = apply('total', [expr], { index: runs.get(index) ?? index, to: size });
    else {
      const times = typeof size === 'number' ? program.pool.number(size) : apply('dim', [], { dim: size });
      expr = settle(apply('times', [expandTo(times, expr.shape, apply), expr]));
    }
  }
  const told = summed.length === 0 ? use : { ...use, rules: [...use.rules, 'shared'] };
  return { use: told, expr, hits, ...(only === undefined ? {} : { only }) };
};

/** Is `d >= low`? Undecided where letters leave it open. */
const atLeast = (d: Dim, low: Dim): boolean | undefined => {
  const { least, most } = boundsOf(subtractDims(d, low));
  if (most !== undefined && most < 0) return false;
  return least !== undefined && least >= 0 ? true : undefined;
};

export interface Gathered {
  readonly expr: Expr | undefined;
  readonly base: readonly Base[];
  readonly uses: readonly Use[];
}

/** The adjoint of `f` from all its uses. `places` are further places where it is wanted, such as a start value's. */
export const gather = (f: Binding, uses: readonly Use[], places: readonly Dim[], program: Program, indexing: Indexing): Gathered => {
  const { spare } = indexing;
  const apply = applier(program.pool, program.ops);
  const terms = uses.map((u) => termOf(u, f, program, apply, indexing));
  const add = (list: readonly Expr[]): Expr | undefined =>
    list.length === 0 ? undefined : list.reduce((a, b) => apply('add', [a, b]));
  const own = f.over[f.over.length - 1];
  const dim = (d: Dim): Expr => (typeof d === 'number' ? program.pool.number(d) : apply('dim', [], { dim: d }));
  const zero = (e: Expr): Expr => expandTo(program.pool.number(0), e.shape, apply);
  const when = (condition: Expr, e: Expr): Expr => apply('where', [expandTo(condition, e.shape, apply), e, zero(e)]);

  /**
   * Is the term 0 of itself where `hit` leaves the consumer's range, below 1 or past the end? Its adjoint is 0 there by
   * convention, unless the consumer has a value of its own on that side or the place is that of a sum within it.
   */
  const vanishes = ({ use, expr }: Term, hit: Hit, side: 'below' | 'past'): boolean => {
    const consumer = program.bindings.get(use.consumer);
    if (consumer?.over.includes(hit.index) !== true || !isTame(expr, program.ops)) return false;
    const last = consumer.over[consumer.over.length - 1];
    return hit.index !== last || !consumer.base.some((b) => atLeast(b.at, 1) !== (side === 'below'));
  };

  /** A term only counts where the consumer exists; the check is left out where the term is 0 anyway. */
  const guarded = (t: Term, fixed?: Dim): Expr | undefined => {
    const at = (d: Dim): Dim => (fixed === undefined || own === undefined ? d : substituteDim(d, own, fixed));
    let e = fixed === undefined || own === undefined ? t.expr : substituteIndices(t.expr, new Map([[own, fixed]]), spare);
    for (const hit of t.hits) {
      const d = at(hit.at);
      // Over the whole range 1..size of the family's own index both ends decide; at a fixed place, the place.
      const runs = lettersOf(d).includes(hit.own);
      const ends = runs ? [1, program.indices.get(hit.own)?.size ?? 1].map((end) => substituteDim(d, hit.own, end)) : [d];
      const [after, before] = [ends.map((end) => atLeast(end, 1)), ends.map((end) => atLeast(hit.size, end))];
      if (!runs && (after.includes(false) || before.includes(false))) return undefined;
      const free = runs || fixed === undefined;
      if (!before.every((x) => x === true) && !(free && vanishes(t, hit, 'past'))) e = when(apply('smallerEq', [dim(d), dim(hit.size)]), e);
      if (!after.every((x) => x === true) && !(free && vanishes(t, hit, 'below'))) e = when(apply('largerEq', [dim(d), dim(1)]), e);
    }
    return e;
  };

  const general = terms.filter((t) => t.only === undefined);
  const expr = add(general.flatMap((t) => guarded(t) ?? []));
  const special = new Set<Dim>([...places, ...terms.flatMap((t) => (t.only === undefined ? [] : [t.only]))]);
  const base: Base[] = [];
  for (const place of special) {
    const list = terms.flatMap((t): Expr[] => {
      if (t.only === undefined) return [guarded(t, place) ?? []].flat();
      const gap = subtractDims(t.only, place);
      if (gap === 0) return [t.expr];
      const { least = 0, most = 0 } = boundsOf(gap);
      return least > 0 || most < 0 ? [] : [when(apply('equal', [dim(t.only), dim(place)]), t.expr)];
    });
    const sum = add(list);
    if (sum !== undefined) base.push({ at: place, expr: sum });
  }
  const [anywhere] = base;
  return { expr: expr ?? (anywhere === undefined ? undefined : zero(anywhere.expr)), base, uses: terms.map((t) => t.use) };
};

