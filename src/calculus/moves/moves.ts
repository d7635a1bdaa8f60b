/**
 * The one strategy. From the objective down each adjoint is tidied; then its nearest finished adjoints are put in one
 * by one, at most three, and the prefix with the smallest total is kept. The measure is the whole handout: a line that
 * nobody reads any more vanishes and gives back its length. Every accepted move lowers a natural number.
 */
import { type Expr, rebuild } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import type { Line, Step } from '../../core/step.ts';
import type { Adjoint, Differentiated } from '../differentiate.ts';
import { readsOf } from '../indices.ts';
import { createEnter } from '../normal/enter.ts';
import { createLeave } from '../normal/leave.ts';
import { signPreference } from '../normal/order.ts';
import { createAlgebra } from '../normal/poly.ts';
import { factsOf } from './facts.ts';
import { foldsOf, quotientsOf } from './folds.ts';
import { lengthOf, nesting, weights } from './length.ts';
import { type Move, tidy, type Tools } from './tidy.ts';

const deepest = 3;

export const toolsFor = (program: Program, gradient: Program): Tools => {
  const algebra = createAlgebra(signPreference(program));
  const enter = createEnter(gradient, algebra);
  const leave = createLeave(gradient, algebra, (name) => gradient.bindings.get(name)?.adjointOf !== undefined);
  const values = [...program.bindings.values()].filter((b) => b.expr !== undefined && b.name !== program.objective);
  return {
    program: gradient,
    algebra,
    enter,
    leave,
    facts: factsOf(program, values, enter, algebra),
    folds: foldsOf(program, values, enter, algebra),
    quotients: quotientsOf(program, values, enter),
  };
};

const namesIn = (e: Expr): ReadonlySet<string> => new Set(readsOf(e).map((n) => n.name));

/** `e` with the finished line of an adjoint in place of its name, read at the same indices. */
const putIn = (e: Expr, name: string, line: Expr, over: readonly string[]): Expr =>
  rebuild(e, (node) => (node.kind === 'name' && node.name === name && node.at.every((d, i) => d === over[i]) ? line : node));

const stepKind = (rule: Move['rule']): Step['kind'] => (rule === 'fold' ? 'fold' : rule.startsWith('fact.') ? 'fact' : 'law');

/** Moves as steps; a move that does not change the printed line is merged into the next. */
export const stepsOf = (goal: string, start: Expr, moves: readonly Move[]): readonly Step[] => {
  const steps: Step[] = [];
  let before = start;
  for (const move of moves) {
    if (move.after === before) continue;
    steps.push({ kind: stepKind(move.rule), goal, rule: move.rule, edges: [], before, after: move.after, uses: move.about === '' ? [] : [move.about] });
    before = move.after;
  }
  return steps;
};

interface Kept {
  readonly adjoint: Adjoint;
  readonly expr: Expr;
  readonly steps: readonly Step[];
  readonly reads: ReadonlySet<string>;
  readonly length: number;
}

const firstStep = (a: Adjoint): Step => ({
  kind: a.uses.length > 1 ? 'gather' : 'flow',
  goal: a.binding.name,
  rule: a.uses.length > 1 ? 'gather' : 'chain',
  edges: a.uses.map(({ consumer, rules, place }) => ({ consumer, rules, ...(place === undefined ? {} : { place }) })),
  after: a.binding.expr ?? a.binding.base[0]?.expr ?? missing(a.binding.name),
  uses: [...new Set(a.uses.map((u) => u.consumer))],
});
const missing = (name: string): never => {
  throw new RangeError(`adjoint ${name} has no formula`);
};

/** The one that was derived last. */
const latest = (names: readonly string[], place: ReadonlyMap<string, number>): string | undefined =>
  names.reduce<string | undefined>((last, name) => (last === undefined || (place.get(name) ?? -1) > (place.get(last) ?? -1) ? name : last), undefined);

export const moves = (program: Program, made: Differentiated): readonly Line[] => {
  const tools = toolsFor(program, made.gradient);
  const { ops } = program;
  const wanted = new Set(made.wanted.flatMap(([, adjoint]) => (adjoint === undefined ? [] : [adjoint])));
  const order = made.adjoints.map((a) => a.binding.name);
  const byName = new Map(made.adjoints.map((a) => [a.binding.name, a]));
  const rawReads = new Map(
    made.adjoints.map((a) => [a.binding.name, new Set([a.binding.expr, ...a.binding.base.map((b) => b.expr)].flatMap((e) => (e === undefined ? [] : [...namesIn(e)])))]),
  );
  const place = new Map(order.map((name, i) => [name, i]));
  const readers = new Map<string, Set<string>>(order.map((name) => [name, new Set()]));
  for (const [reader, names] of rawReads) for (const name of names) readers.get(name)?.add(reader);
  const kept = new Map<string, Kept>();
  const readsNow = (name: string): ReadonlySet<string> => kept.get(name)?.reads ?? rawReads.get(name) ?? new Set();

  for (const adjoint of made.adjoints) {
    const { binding } = adjoint;
    const goal = binding.name;
    const first = firstStep(adjoint);
    const raw = first.after;
    const plain = tidy(raw, binding.shape, tools);
    let best = { total: plain.length + nesting(plain.expr, ops), expr: plain.expr, steps: stepsOf(goal, raw, plain.moves), length: plain.length };
    // Brackets dropped on the way need no row of their own; anything more does.
    const tidied = plain.moves.every((m) => m.rule === 'collect') ? [] : stepsOf(goal, raw, plain.moves);
    let current = plain.expr;
    const inlined: string[] = [];
    for (let depth = 0; depth < deepest && binding.base.length === 0; depth++) {
      const present = namesIn(current);
      const name = latest([...present].filter((n) => kept.has(n) && n !== goal), place);
      const source = name === undefined ? undefined : kept.get(name);
      if (name === undefined || source === undefined) break;
      const { over, base } = source.adjoint.binding;
      if (over.join() !== binding.over.join() || base.length > 0 || source.reads.has(goal)) break;
      const next = putIn(current, name, source.expr, over);
      if (next === current || namesIn(next).has(name)) break;
      current = next;
      inlined.push(name);
      if (lengthOf(current, ops) > 3 * plain.length + 60) break;
      const tried = tidy(current, binding.shape, tools);
      const saved = inlined
        .filter((n) => !wanted.has(n) && [...(readers.get(n) ?? [])].every((o) => o === goal || inlined.includes(o)))
        .reduce((s, n) => s + (kept.get(n)?.length ?? 0) + weights.line, 0);
      const total = tried.length + nesting(tried.expr, ops) - saved;
      if (total < best.total) {
        const inline: Step = { kind: 'inline', goal, rule: 'put-in', edges: [], before: raw, after: current, uses: [...inlined] };
        best = { total, expr: tried.expr, steps: [...tidied, inline, ...stepsOf(goal, current, tried.moves)], length: tried.length };
      }
    }
    const reads = new Set([...namesIn(best.expr), ...binding.base.flatMap((b) => [...namesIn(b.expr)])]);
    for (const name of readsNow(goal)) readers.get(name)?.delete(goal);
    for (const name of reads) readers.get(name)?.add(goal);
    kept.set(goal, { adjoint, expr: best.expr, steps: [first, ...best.steps], reads, length: best.length });
  }

  // A line is a result when a wanted gradient reads it, through results; otherwise it only passes into others.
  const reach = (names: readonly string[], next: (name: string) => Iterable<string>): ReadonlySet<string> => {
    const found = new Set<string>();
    const waiting = [...names];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (found.has(name) || !byName.has(name)) continue;
      found.add(name);
      waiting.push(...next(name));
    }
    return found;
  };
  const results = reach([...wanted], readsNow);
  const met = reach([...wanted], (name) => [
    ...readsNow(name),
    ...(kept.get(name)?.steps ?? []).flatMap((s) => (s.kind === 'inline' ? s.uses : [])),
    ...(rawReads.get(name) ?? []),
  ]);
  return [...kept.values()]
    .filter((k) => met.has(k.adjoint.binding.name))
    .map(({ adjoint, expr, steps }) => ({
      goal: adjoint.binding.name,
      of: adjoint.of,
      steps,
      expr,
      base: adjoint.binding.base.map((b) => ({ at: b.at, raw: b.expr, expr: tidy(b.expr, adjoint.binding.shape, tools).expr })),
      passing: !results.has(adjoint.binding.name),
    }));
};
