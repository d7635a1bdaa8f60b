/**
 * The forward walk over one formula: from what it is built of, outwards, each part with its derivative. The derivative of
 * a part is a formula over the derivatives of its own parts, each under a name, as adjoints are in the reverse walk.
 */
import { type Apply, type Expr, nodesOf, rebuild } from '../core/expr.ts';
import type { OpTable } from '../core/op.ts';
import { bug } from '../core/problem.ts';
import type { Binding, Program } from '../core/program.ts';
import { isScalar } from '../core/shape.ts';
import { applier } from '../lang/apply.ts';
import { expandTo } from '../lang/broadcast.ts';
import { pusher } from './push.ts';
import { activity, openCalls } from './reverse.ts';
import { rulesOf } from './rules.ts';

/** The derivative of `of`, named `name`. */
export interface Tangent {
  readonly name: string;
  readonly of: Expr;
  /** Over the names of other tangents, which stand earlier in the list. */
  readonly formula: Expr;
  /** Rule ids, outermost first; `chain-rule` where what stands inside is more than the variable. */
  readonly rules: readonly string[];
  /** Only sums and constant factors. */
  readonly linear: boolean;
}

export interface Forward {
  readonly by: string;
  /** What the derivative of the whole is called; its tangent is the last. */
  readonly goal: string;
  readonly tangents: ReadonlyMap<string, Tangent>;
  /** One formula over declared names. */
  readonly source: Program;
  /** The same with a formula for each tangent. */
  readonly program: Program;
}

/** A function of one thing, or a power: what stands inside comes in by the chain rule. */
const chained = (of: Apply, rules: readonly string[], ops: OpTable): boolean =>
  of.op === 'call' ? of.args.length === 1 : ops.get(of.op)?.scalar !== undefined && !rules.includes('logarithmic-differentiation');

/** The program over declared names alone: each computed name is put in by its formula. */
const inDeclaredNames = (program: Program): Program => {
  const { bindings, objective } = program;
  const known = new Map<string, Expr>();
  for (const b of bindings.values()) if (b.expr !== undefined) known.set(b.name, rebuild(b.expr, (node) => (node.kind === 'name' ? (known.get(node.name) ?? node) : node)));
  const [own, expr] = [bindings.get(objective), known.get(objective)];
  if (own === undefined || expr === undefined) throw bug(`no formula ${objective}`);
  return { ...program, bindings: new Map([...[...bindings].filter(([, b]) => b.expr === undefined), [objective, { ...own, expr }]]) };
};

export const forward = (given: Program, by: string): Forward => {
  const program = inDeclaredNames(given);
  const { pool, ops, bindings } = program;
  const apply = applier(pool, ops);
  const root = bindings.get(program.objective)?.expr;
  const variable = bindings.get(by);
  if (root === undefined || variable === undefined || !isScalar(variable.shape)) throw bug(`no forward walk of ${program.objective} by ${by}`);
  const active = activity(new Set([by]));
  const push = pusher(program, active);
  const opened = openCalls(root, program, rulesOf(program), active);

  const taken = new Set([...bindings.keys(), ...program.dims.keys(), ...program.functions.keys()]);
  const made = new Map<number, Tangent>();
  const nameFor = (): string => {
    for (let k = made.size + 1; ; k++) {
      const name = `D${String(k)}`;
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
  const number = (value: number, like: Expr): Expr => expandTo(pool.number(value), like.shape, apply);

  const derivative = (e: Expr, within: 'linear' | 'other'): Expr => {
    if (!active(e)) return number(0, e);
    if (e.kind === 'name') return number(1, e);
    visit(e);
    const t = made.get(e.id);
    if (t === undefined) throw bug('a part without a derivative');
    return t.linear && within === 'linear' ? t.formula : pool.name(t.name, e.shape);
  };
  /** Operands come before what uses them, so that reading a derivative never goes deeper than one formula. */
  const visit = (e: Expr): void => {
    for (const node of nodesOf(e)) {
      if (node.kind !== 'apply' || made.has(node.id) || !active(node)) continue;
      const pushed = push(node, derivative);
      const linear = pushed?.linear === true;
      // A line of sums and constant factors names the rules of all it writes at once.
      const inner = linear ? node.args.flatMap((a) => { const t = made.get(a.id); return t?.linear === true ? t.rules : []; }) : [];
      const outer = pushed?.rules ?? [];
      const chain = chained(node, outer, ops) && node.args.some((a) => a.kind === 'apply' && active(a)) ? ['chain-rule'] : [];
      made.set(node.id, {
        name: nameFor(),
        of: node,
        formula: pushed?.formula ?? number(0, node),
        rules: pushed === undefined ? ['locally-constant'] : [...new Set([...chain, ...outer, ...inner])],
        linear,
      });
    }
  };

  const start: Tangent = { name: '', of: opened, formula: number(active(opened) ? 1 : 0, opened), rules: [active(opened) ? 'identity' : 'constant-rule'], linear: true };
  visit(opened);
  const last = made.get(opened.id) ?? { ...start, name: nameFor() };
  const known = new Map([...made.values()].map((t) => [t.name, t]));
  known.set(last.name, last);
  const needed = new Set<string>();
  const waiting = [last.name];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const t = known.get(name);
    if (t === undefined || needed.has(name)) continue;
    needed.add(name);
    for (const n of nodesOf(t.formula)) if (n.kind === 'name') waiting.push(n.name);
  }
  const tangents = new Map([...known].filter(([name]) => needed.has(name)));
  const own = [...tangents.values()].map((t): [string, Binding] => [t.name, { name: t.name, role: 'value', over: [], base: [], shape: t.of.shape, expr: t.formula }]);
  return { by, goal: last.name, tangents, source: program, program: { ...program, bindings: new Map([...bindings, ...own]) } };
};

/** The derivative with every tangent's formula in place of its name: what is computed with. */
export const whole = ({ goal, tangents }: Forward): Expr => {
  const done = new Map<string, Expr>();
  for (const t of tangents.values()) done.set(t.name, rebuild(t.formula, (node) => (node.kind === 'name' ? (done.get(node.name) ?? node) : node)));
  const made = done.get(goal);
  if (made === undefined) throw bug('a forward walk without its end');
  return made;
};
