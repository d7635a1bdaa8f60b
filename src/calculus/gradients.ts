/**
 * `grad(L, x)` inside a formula: the gradient of an earlier formula, derived, proved and put in as formulas of its own, so
 * that whoever comes after meets an ordinary program, which can be differentiated again.
 */
import { type Apply, type Expr, nodesBelow, rebuild } from '../core/expr.ts';
import type { Binding, Program } from '../core/program.ts';
import type { Derivation } from '../core/step.ts';
import { applier } from '../lang/apply.ts';
import { expandTo } from '../lang/broadcast.ts';
import { zerosOutside } from '../lang/program-text.ts';
import { derive } from './derive.ts';
import { formulasOf } from './differentiate.ts';
import { readsOf } from './indices.ts';

const asked = (formulas: readonly Expr[]): readonly Apply[] => nodesBelow(formulas).filter((n): n is Apply => n.kind === 'apply' && n.op === 'grad');
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
    const own: Binding = { ...plain, name: called.get(line.goal) ?? line.goal, expr: renamed(line.expr), base: line.base.map((b) => ({ at: b.at, expr: renamed(b.expr) })), gradientOf: { of, by: line.of } };
    return [{ ...own, base: [...own.base, ...zerosOutside(own, lines.map((l) => renamed(l.expr)), gradient)] }];
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
  const askedIn = (p: Program): readonly (readonly [of: string, by: string])[] => asked([...p.bindings.values()].flatMap(formulasOf)).map(namesOf);
  // Opening one asks for no other: what is put in holds no grad(...).
  const objectives = new Set(askedIn(program).map(([of]) => of));
  let out = program;
  for (const of of program.bindings.keys())
    if (objectives.has(of)) out = opened(out, of, [...new Set(askedIn(out).flatMap(([objective, by]) => (objective === of ? [by] : [])))]);
  return out;
};
