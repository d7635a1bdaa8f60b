/**
 * `grad(L, x)` inside a formula: the gradient of an earlier formula, derived, proved and put in as formulas of its own, so
 * that whoever comes after meets an ordinary program, which can be differentiated again.
 */
import { addDims, type Dim, lettersOf, subtractDims } from '../core/dim.ts';
import { type Apply, type Expr, nodesOf, rebuild } from '../core/expr.ts';
import type { Base, Binding, Program } from '../core/program.ts';
import type { Derivation } from '../core/step.ts';
import { applier } from '../lang/apply.ts';
import { expandTo } from '../lang/broadcast.ts';
import { derive } from './derive.ts';
import { formulasOf } from './differentiate.ts';
import { readsOf } from './indices.ts';

const asked = (e: Expr): readonly Apply[] => nodesOf(e).filter((n): n is Apply => n.kind === 'apply' && n.op === 'grad');
const namesOf = (node: Apply): readonly [of: string, by: string] => {
  const [of, by] = node.args.map((a) => (a.kind === 'name' ? a.name : ''));
  return [of ?? '', by ?? ''];
};

/** A binding over new formulas. */
const over = (b: Binding, change: (e: Expr) => Expr): Binding => ({
  ...b,
  ...(b.expr === undefined ? {} : { expr: change(b.expr) }),
  base: b.base.map((x) => ({ ...x, expr: change(x.expr) })),
});

/** The adjoints that the wanted ones are made of, in the order they are computed in. */
const needed = ({ lines, wanted }: Derivation): Derivation['lines'] => {
  const found = new Set(wanted.map(([, adjoint]) => adjoint));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const line of lines) if (found.has(line.goal)) for (const e of [line.expr, ...line.base.map((b) => b.expr)]) readsOf(e).forEach((n) => found.add(n.name));
  }
  return lines.filter((l) => found.has(l.goal));
};

/** Zeros where a family of adjoints is read outside its range: there it is 0 by definition. */
const outside = (b: Binding, reads: readonly (readonly Dim[])[], program: Program): readonly Base[] => {
  const own = b.over.at(-1);
  const size = own === undefined ? undefined : program.indices.get(own)?.size;
  if (own === undefined || size === undefined) return [];
  const shifts = reads.flatMap((at) => {
    const d = at.at(-1);
    const letter = d === undefined ? undefined : lettersOf(d).find((l) => program.indices.get(l)?.size === size);
    const shift = d === undefined || letter === undefined ? 0 : subtractDims(d, letter);
    return typeof shift === 'number' ? [shift] : [];
  });
  const zero = expandTo(program.pool.number(0), b.shape, applier(program.pool, program.ops));
  const [least, most] = [Math.min(0, ...shifts), Math.max(0, ...shifts)];
  const places: readonly Dim[] = [...Array.from({ length: -least }, (_, k) => -k), ...Array.from({ length: most }, (_, k) => addDims(size, k + 1))];
  return places.filter((at) => !b.base.some((x) => x.at === at)).map((at) => ({ at, expr: zero }));
};

/** One formula's gradients by `by`, put after it. */
const opened = (program: Program, of: string, by: readonly string[]): Program => {
  const all = [...program.bindings];
  const until = all.findIndex(([name]) => name === of) + 1;
  const { derivation } = derive({ ...program, bindings: new Map(all.slice(0, until)), objective: of }, by);
  const { gradient } = derivation;
  const taken = new Set([...program.bindings.keys(), ...gradient.bindings.keys(), ...program.dims.keys(), ...gradient.indices.keys(), ...program.functions.keys()]);
  const lines = needed(derivation);
  const called = new Map<string, string>();
  for (const { goal, of: x } of lines) {
    let name = `d${of}_d${x}`.replaceAll('.', '_');
    while (taken.has(name)) name += '_';
    taken.add(name);
    called.set(goal, name);
  }
  const { pool } = program;
  const renamed = (e: Expr): Expr => rebuild(e, (n) => (n.kind === 'name' && called.has(n.name) ? pool.name(called.get(n.name) ?? n.name, n.shape, n.at) : n));
  const made = lines.flatMap((line): Binding[] => {
    const adjoint = gradient.bindings.get(line.goal);
    if (adjoint === undefined) return [];
    const { adjointOf: _of, ...plain } = adjoint;
    const reads = lines.flatMap((l) => readsOf(l.expr).filter((n) => n.name === line.goal)).map((n) => n.at);
    const own: Binding = { ...plain, name: called.get(line.goal) ?? line.goal, expr: renamed(line.expr), base: line.base.map((b) => ({ at: b.at, expr: renamed(b.expr) })), gradientOf: { of, by: line.of } };
    return [{ ...own, base: [...own.base, ...outside(own, reads, gradient)] }];
  });
  const zeros = derivation.wanted.flatMap(([name, adjoint]): Binding[] => {
    const x = program.bindings.get(name);
    if (adjoint !== '' || x === undefined) return [];
    const own = `d${of}_d${name}`.replaceAll('.', '_');
    called.set(`0 ${name}`, own);
    return [{ name: own, role: 'value', over: x.over, base: [], shape: x.shape, expr: expandTo(pool.number(0), x.shape, applier(pool, program.ops)), gradientOf: { of, by: name } }];
  });
  const nameOf = new Map(derivation.wanted.map(([name, adjoint]) => [name, called.get(adjoint === '' ? `0 ${name}` : adjoint) ?? adjoint]));
  const put = (e: Expr): Expr =>
    rebuild(e, (n, original) => {
      if (original.kind !== 'apply' || original.op !== 'grad') return n;
      const [objective, name] = namesOf(original);
      const read = original.args[1];
      return objective === of && read?.kind === 'name' ? pool.name(nameOf.get(name) ?? name, read.shape, read.at) : n;
    });
  const before = [...derivation.program.bindings.values()].map((b): Binding => ({ ...b, role: program.bindings.get(b.name)?.role ?? 'value' }));
  const after = all.slice(until).map(([, b]) => over(b, put));
  return { ...program, indices: gradient.indices, bindings: new Map([...before, ...made, ...zeros, ...after].map((b) => [b.name, b])) };
};

/** The program with every `grad(...)` opened, the earliest formula first. */
export const openGradients = (program: Program): Program => {
  let out = program;
  for (const of of program.bindings.keys()) {
    const nodes = [...out.bindings.values()].flatMap(formulasOf).flatMap(asked).filter((n) => namesOf(n)[0] === of);
    if (nodes.length > 0) out = opened(out, of, [...new Set(nodes.map((n) => namesOf(n)[1]))]);
  }
  return out;
};
