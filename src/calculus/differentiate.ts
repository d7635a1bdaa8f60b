/**
 * Differentiation: a program becomes its gradient program, in the same language. Every active binding `z1` gets an
 * adjoint binding `d_z1`. Nothing is simplified here; the moves come afterwards.
 */
import type { Dim } from '../core/dim.ts';
import { type Expr, nodesBelow } from '../core/expr.ts';
import { Problem } from '../core/problem.ts';
import type { Binding, Program } from '../core/program.ts';
import { showShape } from '../core/shape.ts';
import { applier } from '../lang/apply.ts';
import { expandTo } from '../lang/broadcast.ts';
import { gather } from './gather.ts';
import { freeIndicesOf, sparing } from './indices.ts';
import { activity, reverse, type Use } from './reverse.ts';
import { rulesOf } from './rules.ts';

export interface Adjoint {
  readonly binding: Binding;
  readonly of: string;
  readonly uses: readonly Use[];
}

export interface Differentiated {
  /** Forward formulas, then adjoints: what trains. */
  readonly gradient: Program;
  /** In the order derived, from the objective down. */
  readonly adjoints: readonly Adjoint[];
  /** Wanted names with their adjoint's name, in program order; the name is absent where nothing flows. */
  readonly wanted: readonly (readonly [string, string | undefined])[];
}

/** Expressions of a binding, at all its places. */
export const formulasOf = (b: Binding): readonly Expr[] => [...(b.expr === undefined ? [] : [b.expr]), ...b.base.map((x) => x.expr)];

/** Names that a binding's formulas read, each once. */
const namesRead = (b: Binding): ReadonlySet<string> => new Set(nodesBelow(formulasOf(b)).flatMap((n) => (n.kind === 'name' ? [n.name] : [])));

/** Bindings that depend on any of `names`, these included. */
export const dependents = (program: Program, names: readonly string[]): ReadonlySet<string> => {
  const readers = new Map<string, string[]>();
  for (const b of program.bindings.values())
    for (const name of namesRead(b)) {
      const known = readers.get(name);
      if (known === undefined) readers.set(name, [b.name]);
      else known.push(b.name);
    }
  const found = new Set(names);
  for (const name of found) for (const reader of readers.get(name) ?? []) found.add(reader);
  return found;
};

/** What a derivation is about when nothing is asked: every parameter. */
export const parameters = (program: Program): readonly string[] =>
  [...program.bindings.values()].filter((b) => b.role === 'param').map((b) => b.name);

/** Runs of bindings that read one another: a recurrence is one run, anything else a run of its own. */
export const groupsOf = (program: Program): readonly (readonly Binding[])[] => {
  const list = [...program.bindings.values()];
  const position = new Map(list.map((b, i) => [b.name, i]));
  const groups: Binding[][] = [];
  for (let i = 0; i < list.length; ) {
    // A later member is reached when something up to it reads ahead.
    let end = i;
    for (let k = i; k <= end; k++) {
      const b = list[k];
      if (b !== undefined) for (const name of namesRead(b)) end = Math.max(end, position.get(name) ?? 0);
    }
    groups.push(list.slice(i, end + 1));
    i = end + 1;
  }
  return groups;
};

export const differentiate = (program: Program, wanted: readonly string[] = parameters(program), objective = program.objective): Differentiated => {
  const { pool, ops, bindings } = program;
  const apply = applier(pool, ops);
  const goal = bindings.get(objective);
  if (goal?.expr === undefined) throw new Problem('no-objective', `there is no formula ${objective} to differentiate`);
  if (goal.shape.dims.some((d) => d !== 1) || goal.over.length > 0)
    throw new Problem('objective-not-scalar', `the objective ${objective} is ${showShape(goal.shape)}${goal.over.length > 0 ? ' for each index' : ''}, not one number`, {
      mend: 'sum it or take its mean',
      ...(goal.place === undefined ? {} : { place: goal.place }),
    });
  const activeNames = dependents(program, wanted);
  const active = activity(activeNames);

  const taken = new Set(bindings.keys());
  const given = new Map<string, string>();
  const adjointName = (name: string): string => {
    const known = given.get(name);
    if (known !== undefined) return known;
    let made = `d_${name}`;
    while (taken.has(made)) made += '_';
    taken.add(made);
    given.set(name, made);
    return made;
  };
  const own = (b: Binding): Expr => pool.name(b.name, b.shape, b.over);

  const { spare, indices } = sparing(program);
  const indexing = { spare, free: freeIndicesOf(program.indices) };
  // A formula that is the same for every t does not say of which t it would be the value.
  const named = new Map<number, Expr>();
  for (const b of bindings.values()) {
    const { expr, over } = b;
    if (expr?.kind === 'apply' && over.every((index) => indexing.free(expr).has(index))) named.set(expr.id, own(b));
  }
  const rules = rulesOf(program, (e) => named.get(e.id) ?? e);

  const uses = new Map<string, Use[]>();
  const walk = (b: Binding, e: Expr, seed: Expr, over: readonly string[], result: Expr, place?: Dim): void => {
    if (!active(e)) return;
    for (const found of reverse(b.name, e, seed, over, result, program, rules, active)) {
      const use = place === undefined ? found : { ...found, place };
      const list = uses.get(use.name);
      if (list === undefined) uses.set(use.name, [use]);
      else list.push(use);
    }
  };

  const adjoints: Adjoint[] = [];
  const one = expandTo(pool.number(1), goal.shape, apply);
  for (const group of [...groupsOf(program)].reverse()) {
    const members = [...group].reverse().filter((b) => activeNames.has(b.name));
    const reached = members.filter((b) => b.name === objective || uses.has(b.name));
    if (reached.length === 0) continue;
    const seedAt = (b: Binding, at: readonly Dim[]): Expr => (b.name === objective ? one : pool.name(adjointName(b.name), b.shape, at));
    const recurrent = group.length > 1 || group.some((b) => namesRead(b).has(b.name));
    if (recurrent) for (const b of members) if (b.expr !== undefined) walk(b, b.expr, seedAt(b, b.over), b.over, own(b));
    for (const b of members) {
      const list = uses.get(b.name) ?? [];
      if (b.name !== objective && list.length > 0) {
        const starts = b.base.filter((x) => active(x.expr)).map((x) => x.at);
        const made = gather(b, list, starts, program, indexing);
        if (made.expr !== undefined) {
          const name = adjointName(b.name);
          adjoints.push({
            binding: { name, role: 'value', over: b.over, base: made.base, shape: b.shape, expr: made.expr, adjointOf: b.name },
            of: b.name,
            uses: made.uses,
          });
        }
      }
      if (!recurrent && b.expr !== undefined && (b.name === objective || uses.has(b.name))) walk(b, b.expr, seedAt(b, b.over), b.over, own(b));
      for (const base of b.base) {
        const at = [...b.over.slice(0, -1), base.at];
        walk(b, base.expr, seedAt(b, at), b.over.slice(0, -1), pool.name(b.name, b.shape, at), base.at);
      }
    }
  }
  const known = new Map(adjoints.map((a) => [a.of, a.binding.name]));
  return {
    gradient: { ...program, indices, bindings: new Map([...bindings, ...adjoints.map((a) => [a.binding.name, a.binding] as const)]) },
    adjoints,
    wanted: wanted.map((name) => [name, known.get(name)] as const),
  };
};
