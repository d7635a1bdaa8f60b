/**
 * Arrays that are written entry by entry, `[p, 1 - p]`. What is done to every entry is done before they are put together, so that
 * each meets the identities that one number meets.
 */
import type { Apply, Attrs, Expr } from '../../core/expr.ts';
import type { OpTable } from '../../core/op.ts';
import { elementwise } from '../../ops/rules.ts';
import type { Look } from './match.ts';
import { inRange, type Range } from './range.ts';
import { type Builder, uniform } from './terms.ts';

interface Entries {
  /** In order along the axis. */
  readonly of: readonly Expr[];
  /** How each is put in its place, but for the place. */
  readonly attrs: Attrs;
}

/** Longer arrays are data. */
const mostEntries = 64;

/** Terms of a sum, if each of them is a single entry at its place along one axis, and every place is taken. */
const entriesOf = (e: Expr, { apply }: Builder): Entries | undefined => {
  const found = new Map<number, Expr>();
  let attrs: Attrs | undefined;
  const waiting = [e];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [a] = next.args;
    if (found.size > mostEntries) return undefined;
    if (next.kind === 'apply' && next.op === 'add') waiting.push(...next.args);
    else if (next.kind === 'apply' && next.op === 'place' && next.attrs.single === true && a !== undefined && typeof next.attrs.start === 'number') {
      attrs ??= next.attrs;
      const before = found.get(next.attrs.start);
      if (next.attrs.axis !== attrs.axis || next.attrs.row !== attrs.row) return undefined;
      found.set(next.attrs.start, before === undefined ? a : apply('add', [before, a]));
    } else return undefined;
  }
  const places = [...found].sort(([a], [b]) => a - b).map(([, x]) => x);
  if (attrs === undefined) return undefined;
  return attrs.whole === places.length ? { of: places, attrs } : undefined;
};

/** Copies of what is made of all entries: they stay beside these, as in a softmax. */
const isOfAll = (e: Expr): boolean => e.kind === 'apply' && e.op === 'expand' && uniform(e) === undefined;

/** A function of entries as an array of functions, where an entry may leave the range of doubles; an entry as it was written. */
export const createEntries = (builder: Builder, ops: OpTable, look: Look, range: (e: Expr) => Range): ((e: Apply) => Expr | undefined) => {
  const { apply, number } = builder;
  const known = new Map<Expr, Entries | null>();
  const entries = (e: Expr): Entries | undefined => {
    const seen = look(e);
    const before = known.get(seen);
    if (before !== undefined) return before ?? undefined;
    const made = seen.kind === 'apply' && (seen.op === 'add' || seen.op === 'place') ? entriesOf(seen, builder) : undefined;
    const wild = made?.of.some((x) => !inRange(range(x))) === true ? made : undefined;
    known.set(seen, wild ?? null);
    return wild;
  };
  const entry = (e: Expr, k: number, { of, attrs }: Entries): Expr => {
    const v = uniform(e);
    if (v !== undefined) return number(v, of[k]?.shape ?? e.shape);
    const own = entries(e);
    return own !== undefined && own.attrs.axis === attrs.axis ? (own.of[k] ?? e) : apply('slice', [e], { axis: Number(attrs.axis), start: k });
  };
  return (e) => {
    const [a] = e.args;
    if (e.op === 'slice' && e.attrs.size === undefined && a !== undefined) {
      const written = entries(a);
      return written !== undefined && written.attrs.axis === e.attrs.axis && typeof e.attrs.start === 'number' ? written.of[e.attrs.start] : undefined;
    }
    if (ops.get(e.op)?.shape !== elementwise || e.op === 'exp' || e.args.some(isOfAll)) return undefined;
    const written = e.args.map(entries).find((x) => x !== undefined);
    if (written === undefined) return undefined;
    const { of, attrs } = written;
    return of.map((_, k) => apply('place', [apply(e.op, e.args.map((x) => entry(x, k, written)), e.attrs)], { ...attrs, start: k })).reduce((sum, x) => apply('add', [sum, x]));
  };
};
