/**
 * A forward walk told as a calculus course tells it: the rule first, the derivatives it asks for worked out below it,
 * then what they come to, put in and tidied. What is told is the walk itself, so that steps and answer agree.
 */
import { type Expr, nodesOf, rebuild } from '../core/expr.ts';
import type { OpTable } from '../core/op.ts';
import { bug } from '../core/problem.ts';
import type { Step } from '../core/step.ts';
import type { Forward, Tangent } from './forward.ts';
import { lengthOf } from './moves/length.ts';
import { stepsOf, toolsFor } from './moves/moves.ts';
import { tidy } from './moves/tidy.ts';
import { settle } from './rules.ts';

/** The steps of one derivative, and what it comes to. */
interface Told {
  readonly steps: readonly Step[];
  readonly expr: Expr;
  readonly rules: readonly string[];
}

export interface Textbook {
  readonly steps: readonly Step[];
  readonly expr: Expr;
}

export const textbook = (forward: Forward): Textbook => {
  const { source, program, tangents, by } = forward;
  const tools = toolsFor(source, program);
  const done = new Map<string, Told>();

  const namesIn = (e: Expr): readonly Tangent[] => nodesOf(e).flatMap((n) => (n.kind === 'name' ? (tangents.get(n.name) ?? []) : []));
  const withValues = (e: Expr, names: ReadonlySet<string>): Expr =>
    rebuild(e, (node, original) => {
      if (node.kind === 'name' && names.has(node.name)) return done.get(node.name)?.expr ?? node;
      return node === original ? node : settle(node);
    });
  const reads = (e: Expr, name: string): boolean => nodesOf(e).some((n) => n.kind === 'name' && n.name === name);
  /** One line, nothing inside. */
  const brief = (t: Told): boolean => t.steps.length === 1 && t.steps[0]?.parts === undefined;

  const tell = (t: Tangent, top: boolean): Told => {
    const asked = namesIn(t.formula);
    const fresh = asked.filter((p) => !done.has(p.name));
    for (const p of fresh) done.set(p.name, tell(p, false));
    const toldOf = (p: Tangent): Told => done.get(p.name) ?? bugIn(p);
    const all = asked.every((p) => brief(toldOf(p)));
    // Below the first level a course writes down at once what is linear inside, and sums of what has one rule.
    const atOnce = new Set(top ? [] : asked.filter((p) => (t.linear && all) || !reads(toldOf(p).expr, by)).map((p) => p.name));
    const rules = [...new Set([...t.rules, ...(t.linear && !top && all ? asked.flatMap((p) => toldOf(p).rules) : [])])];
    const first = withValues(t.formula, atOnce);
    const open = asked.filter((p) => !atOnce.has(p.name));
    const steps: Step[] = [{ kind: 'flow', goal: t.name, rule: rules[0] ?? 'identity', edges: [{ consumer: source.objective, rules }], after: first, uses: open.map((p) => p.name) }];
    let current = first;
    if (open.length > 0) {
      current = withValues(first, new Set(open.map((p) => p.name)));
      const parts = open.filter((p) => fresh.includes(p)).flatMap((p) => toldOf(p).steps);
      steps.push({ kind: 'inline', goal: t.name, rule: 'put-in-derivatives', edges: [], before: first, after: current, uses: open.map((p) => p.name), ...(parts.length === 0 ? {} : { parts }) });
    }
    const laws = withoutDetours(stepsOf(t.name, current, tidy(current, t.of.shape, tools).moves), program.ops);
    const last = steps.at(-1);
    const end = laws.at(-1);
    // Where factors only change places the line is written in its last form at once.
    if (last !== undefined && end !== undefined && laws.every((s) => s.rule === 'simplify') && (open.length > 0 || !top)) steps.splice(-1, 1, { ...last, ...(last.kind === 'inline' ? { rule: 'put-in-and-simplify' } : {}), after: end.after });
    else steps.push(...laws);
    return { steps, expr: steps.at(-1)?.after ?? current, rules };
  };

  const goal = tangents.get(forward.goal);
  if (goal === undefined) throw bug('a forward walk without its end');
  const { steps, expr } = tell(goal, true);
  return { steps, expr };
};

/** A line between two shorter ones is a detour: the two moves are made in one. */
const withoutDetours = (laws: readonly Step[], ops: OpTable): readonly Step[] => {
  const [first, second, ...others] = laws;
  if (first?.before === undefined || second === undefined) return laws.map((s) => (s.rule === 'collect' ? { ...s, rule: 'simplify' } : s));
  const between = lengthOf(first.after, ops);
  if (between <= lengthOf(first.before, ops) || between <= lengthOf(second.after, ops)) return [first, ...withoutDetours(laws.slice(1), ops)];
  const rule = first.rule === 'expand' && second.rule === 'factor' ? 'multiply-out' : second.rule;
  return withoutDetours([{ ...second, rule, before: first.before }, ...others], ops);
};

const bugIn = (t: Tangent): never => {
  throw bug(`the derivative ${t.name} is asked for before it is told`);
};
