/**
 * Tidying one line: a few fixed forms are offered and the shortest is kept, ties to the one with fewer moves.
 * Every move that was made is in the trail, so the reader can be shown how the line came about.
 */
import type { Expr } from '../../core/expr.ts';
import { nodesOf } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import { isScalar, rank, type Shape } from '../../core/shape.ts';
import { applier } from '../../lang/apply.ts';
import { expandTo } from '../../lang/broadcast.ts';
import type { Enter } from '../normal/enter.ts';
import { expand, factor, factorOut, together } from '../normal/laws.ts';
import type { Leave } from '../normal/leave.ts';
import { joinLinear } from '../normal/linear.ts';
import { Unwritable } from '../normal/pieces.ts';
import { pythagoras, unsigned } from '../normal/trigonometry.ts';
import { type Algebra, type Atom, content, divideByMono, type Factor, isIndicator, mono, type Poly, poly, polyKey, rename, sameFactor, ZERO } from '../normal/poly.ts';
import { one } from '../normal/rational.ts';
import { applyFact, type UsableFact } from './facts.ts';
import { applyFold, applyQuotient, type Fold, type Quotient } from './folds.ts';
import { lengthOf, mostNodes } from './length.ts';

/** One move of the trail: the line after it, which rule, and what it leans on. */
export interface Move {
  readonly rule: 'collect' | 'factor' | 'together' | 'expand' | 'fact.assumed' | 'fact.proved' | 'fold' | 'cases' | 'pythagoras' | 'unsigned' | 'linear';
  readonly about: string;
  readonly after: Expr;
}
export interface Tidied {
  readonly expr: Expr;
  readonly length: number;
  readonly moves: readonly Move[];
}

export interface Tools {
  readonly program: Program;
  readonly algebra: Algebra;
  readonly enter: Enter;
  readonly leave: Leave;
  readonly facts: readonly UsableFact[];
  readonly folds: readonly Fold[];
  readonly quotients: readonly Quotient[];
}

/** A move before it is written: the normal form it led to. */
interface Trail {
  readonly rule: Move['rule'];
  readonly about: string;
  readonly after: Poly;
}

const atomsOf = (p: Poly, found = new Set<Atom>()): ReadonlySet<Atom> => {
  const visit = (f: Factor): void => {
    if (found.has(f.atom)) return;
    found.add(f.atom);
    if (f.atom.kind === 'sum') f.atom.inner.forEach(visit);
    if (f.atom.kind === 'bracket') atomsOf(f.atom.poly, found);
    if (f.atom.kind === 'fn' || f.atom.kind === 'opaque') f.atom.args.forEach((q) => atomsOf(q, found));
  };
  for (const m of p) m.factors.forEach(visit);
  return found;
};

/** Divisions and functions nobody named: a fold has to remove some, or it would merely trade names. */
const burden = (p: Poly): number => {
  const of = (f: Factor): number => {
    const a = f.atom;
    let total = f.power < 0 ? -f.power : 0;
    if (a.kind === 'fn' && !isIndicator(a)) total += 1;
    if (a.kind === 'sum') total += a.inner.reduce((s, g) => s + of(g), 0) * Math.abs(f.power);
    if (a.kind === 'bracket') total += burden(a.poly);
    if (a.kind === 'fn' || a.kind === 'opaque') total += a.args.reduce((s, q) => s + burden(q), 0);
    return total;
  };
  return p.reduce((s, m) => s + m.factors.reduce((z, f) => z + of(f), 0), 0);
};

/** Names divided by, at any depth. */
const divisors = (p: Poly, found = new Set<Atom>()): ReadonlySet<Atom> => {
  const visit = (f: Factor): void => {
    const a = f.atom;
    if (a.kind === 'name' && f.power < 0) found.add(a);
    if (a.kind === 'sum') a.inner.forEach(visit);
    if (a.kind === 'bracket') divisors(a.poly, found);
    if (a.kind === 'fn' || a.kind === 'opaque') a.args.forEach((q) => divisors(q, found));
  };
  for (const m of p) m.factors.forEach(visit);
  return found;
};
/** Would the line divide by something it did not divide by before, which might be zero? */
const dividesByMore = (next: Poly, before: Poly): boolean => {
  const known = divisors(before);
  return [...divisors(next)].some((a) => !known.has(a));
};

/** The conditions that terms are under, each once. */
const conditions = (p: Poly): readonly Factor[] => {
  const found = p.flatMap((m) => m.factors.filter((f) => isIndicator(f.atom) && f.atom.kind === 'fn'));
  return found.filter((f, i) => found.findIndex((g) => sameFactor(f, g)) === i);
};
/** Conditions that cases are tried for. */
const mostConditions = 4;

/** An axis of size one is read at its only entry wherever no vector lies along it, so that all read it alike. */
const atOnlyEntries = (p: Poly, to: Shape): Poly => {
  if (rank(to) < 2) return p;
  const alone = (axis: number): boolean => p.every((m) => m.factors.every((f) => !f.slots.includes(axis) || f.slots.length > 1));
  return rename(p, new Map(to.dims.flatMap((d, axis) => (d === 1 && alone(axis) ? [[axis, ZERO] as const] : []))));
};

/** What a line that was multiplied out has to save. */
const multiplied = 3;

export const tidy = (e: Expr, to: Shape, tools: Tools): Tidied => {
  const { program, algebra, enter, leave, facts, folds, quotients } = tools;
  const { ops } = program;
  const apply = applier(program.pool, ops);
  let best: Tidied = { expr: e, length: lengthOf(e, ops), moves: [] };
  if (nodesOf(e).length > mostNodes) return best;

  const written = (p: Poly): Expr | undefined => {
    try {
      return leave(p, to);
    } catch (reason) {
      if (reason instanceof Unwritable) return undefined;
      throw reason;
    }
  };
  const take = (expr: Expr | undefined, moves: readonly Move[]): void => {
    if (expr === undefined) return;
    // A product of single numbers is multiplied out only where that says clearly less: 4 x (x^2 + 1) stays.
    const length = lengthOf(expr, ops) + (isScalar(to) && moves.at(-1)?.rule === 'expand' ? multiplied : 0);
    if (length < best.length || (length === best.length && expr !== best.expr && moves.length < best.moves.length)) best = { expr, length, moves };
  };
  const shown = (trail: readonly Trail[]): readonly Move[] =>
    trail.flatMap(({ rule, about, after }): Move[] => {
      const expr = written(after);
      return expr === undefined ? [] : [{ rule, about, after: expr }];
    });
  const offer = (p: Poly, trail: readonly Trail[], rule: Move['rule'], about = ''): void => {
    const expr = written(p);
    if (expr !== undefined) take(expr, [...shown(trail), { rule, about, after: expr }]);
  };
  const offerCases = (p: Poly, trail: readonly Trail[]): void => {
    if (p.length < 2) return;
    // What all terms share stands before the cases.
    const around = content(p);
    const inner = divideByMono(p, around);
    for (const indicator of conditions(inner).slice(0, mostConditions)) {
      const side = (inside: boolean): Poly =>
        poly(
          inner.flatMap((m) => {
            const own = m.factors.find((f) => sameFactor(f, indicator));
            if (own === undefined) return [m];
            return inside ? [mono(m.c, m.factors.filter((f) => f !== own))] : [];
          }),
        );
      const parts = [[mono(one, [indicator])], side(true), side(false), [around]].map((q) => written(q));
      const [when, then, otherwise, before] = parts;
      if (when === undefined || then === undefined || otherwise === undefined || before === undefined) continue;
      const cases = apply('where', [expandTo(when, to, apply), expandTo(then, to, apply), expandTo(otherwise, to, apply)]);
      const expr = around.factors.length === 0 ? cases : apply('times', [expandTo(before, to, apply), cases]);
      take(expr, [...shown(trail), { rule: 'cases', about: '', after: expr }]);
    }
  };
  const useFacts = (p: Poly, trail: Trail[]): Poly => {
    let out = p;
    for (const fact of facts) {
      const next = applyFact(out, fact, algebra);
      if (polyKey(next) === polyKey(out)) continue;
      out = expand(next, algebra);
      trail.push({ rule: fact.rule, about: fact.about, after: out });
    }
    return out;
  };
  const cost = (p: Poly): number => {
    const expr = written(factor(p, algebra));
    return expr === undefined ? Infinity : lengthOf(expr, ops);
  };
  const useFolds = (p: Poly, trail: Trail[]): Poly => {
    let out = p;
    for (let round = 0; round < 6; round++) {
      const present = atomsOf(out);
      let chosen: { readonly p: Poly; readonly cost: number; readonly name: string } | undefined;
      const now = cost(out);
      const offered = [
        ...quotients.map((q) => ({ name: q.name, recognised: () => applyQuotient(out, q) })),
        ...folds.filter((f) => present.has(f.atom)).map((f) => ({ name: f.name, recognised: () => expand(applyFold(out, f, algebra), algebra) })),
      ];
      for (const { name, recognised } of offered) {
        const next = recognised();
        if (burden(next) >= burden(out) || dividesByMore(next, out)) continue;
        const c = cost(next);
        if (c < now && (chosen === undefined || c < chosen.cost)) chosen = { p: next, cost: c, name };
      }
      if (chosen === undefined) return out;
      out = chosen.p;
      trail.push({ rule: 'fold', about: chosen.name, after: out });
      out = useFacts(out, trail);
    }
    return out;
  };

  const collected = atOnlyEntries(enter(e), to);
  offer(collected, [], 'collect');
  offer(factor(collected, algebra), [], 'factor');
  const factTrail: Trail[] = [];
  const withFacts = useFacts(collected, factTrail);
  const lastFact = factTrail[factTrail.length - 1];
  if (lastFact !== undefined) offer(withFacts, factTrail.slice(0, -1), lastFact.rule, lastFact.about);

  const trail: Trail[] = [];
  let open = expand(collected, algebra);
  if (polyKey(open) !== polyKey(collected)) trail.push({ rule: 'expand', about: '', after: open });
  open = useFacts(open, trail);
  open = useFolds(open, trail);
  open = useFacts(open, trail);
  const last = trail[trail.length - 1];
  if (last !== undefined) offer(open, trail.slice(0, -1), last.rule, last.about);
  offer(factor(open, algebra), trail, 'factor');
  for (const [p, before] of [[collected, []], [open, trail]] as const) {
    const once = joinLinear(p, algebra);
    if (once !== p) offer(once, before, 'linear');
  }
  if (isScalar(to)) {
    if (collected.length > 1) offer(factorOut(collected, algebra), [], 'factor');
    const fraction = together(open, algebra);
    if (fraction !== open) offer(fraction, trail, 'together');
    const squared = pythagoras(fraction, algebra);
    if (squared !== fraction) offer(squared, [...trail, { rule: 'together', about: '', after: fraction }], 'pythagoras');
    const bare = unsigned(collected, algebra);
    if (bare !== collected) offer(bare, [], 'unsigned');
    const bareFraction = unsigned(fraction, algebra);
    if (bareFraction !== fraction) offer(bareFraction, [...trail, { rule: 'together', about: '', after: fraction }], 'unsigned');
  }
  offerCases(collected, []);
  // Multiplied out, cases are sums of terms that cancel: nothing to read, and nothing to evaluate where they are large.
  if (open.length > 0) offerCases(open, trail.at(-1)?.rule === 'expand' ? trail.slice(0, -1) : trail);
  return best;
};
