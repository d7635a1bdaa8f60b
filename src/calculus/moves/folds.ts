/**
 * Recognising named values. A named value's definition is solved for something that occurs in it once and linearly:
 * from o = 1/(1 + 1/E) follows E = o/(1 - o), so E can be written with o wherever it stands.
 */
import type { Binding, Program } from '../../core/program.ts';
import type { Enter } from '../normal/enter.ts';
import { cancel, expand } from '../normal/laws.ts';
import { add, type Algebra, type Atom, bracket, type Factor, type Mono, mono, multiply, multiplyMonos, negative, opened, place, poly, type Poly, polyKey, renameFactor, slotsOf } from '../normal/poly.ts';
import { inverse, times } from '../normal/rational.ts';
import { power, rewrite } from '../normal/rewrite.ts';
import { dependsOn } from '../normal/sums.ts';
import { openAll } from './facts.ts';

export interface Fold {
  /** The value that is recognised. */
  readonly name: string;
  readonly atom: Atom;
  readonly slots: readonly number[];
  readonly value: Poly;
}

/** A value defined as one quotient, such as p = E / S: where its factors stand together, they are the value. */
export interface Quotient {
  readonly name: string;
  readonly value: Mono;
  readonly definition: Mono;
}

export const quotientsOf = (program: Program, values: readonly Binding[], enter: Enter): readonly Quotient[] =>
  values.flatMap((b): readonly Quotient[] => {
    const [definition, ...others] = b.expr === undefined ? [] : enter(b.expr);
    const [value] = enter(program.pool.name(b.name, b.shape, b.over));
    if (definition === undefined || value === undefined || others.length > 0 || !definition.factors.some((f) => f.power < 0)) return [];
    // As in a fold, what stands for a member has to move with its indices.
    if (b.over.some((index) => !definition.factors.some((f) => dependsOn(f.atom, index)))) return [];
    const own = new Set(value.factors.flatMap((f) => f.slots));
    const found = new Set(definition.factors.flatMap((f) => f.slots));
    return [...own].every((s) => found.has(s)) && [...found].every((s) => own.has(s)) ? [{ name: b.name, value, definition }] : [];
  });

/** What is left of `factors` without those of a definition, and where its slots lie; nothing where they do not stand together. */
const without = (factors: readonly Factor[], wanted: readonly Factor[], by: ReadonlyMap<number, number>): { readonly rest: readonly Factor[]; readonly by: ReadonlyMap<number, number> } | undefined => {
  const [first, ...others] = wanted;
  if (first === undefined) return { rest: factors, by };
  for (const f of factors) {
    if (f.atom !== first.atom || f.power / first.power < 1) continue;
    const placed = new Map(by);
    if (!first.slots.every((s, i) => (placed.has(s) ? placed.get(s) === f.slots[i] : placed.set(s, f.slots[i] ?? s) === placed))) continue;
    const left = f.power - first.power;
    const found = without(factors.flatMap((g) => (g !== f ? [g] : left === 0 ? [] : [{ ...f, power: left }])), others, placed);
    if (found !== undefined) return found;
  }
  return undefined;
};

export const applyQuotient = (p: Poly, { value, definition }: Quotient): Poly =>
  poly(
    p.map((m) => {
      const found = without(m.factors, definition.factors, new Map());
      return found === undefined ? m : multiplyMonos(mono(times(m.c, inverse(definition.c)), found.rest), mono(value.c, value.factors.map((f) => renameFactor(f, found.by))));
    }),
  );

export const foldsOf = (program: Program, values: readonly Binding[], enter: Enter, algebra: Algebra): readonly Fold[] => {
  const folds: Fold[] = [];
  for (const b of values) {
    if (b.expr === undefined) continue;
    const own = enter(program.pool.name(b.name, b.shape, b.over));
    const axes = slotsOf(own).join();
    const solve = (definition: Poly, value: Poly, depth: number): void => {
      for (const m of definition)
        for (const f of m.factors) {
          if (f.slots.join() !== axes || f.atom.kind === 'letter') continue;
          // In a family's definition only what moves with its indices can stand for the member.
          if (b.over.some((index) => !dependsOn(f.atom, index))) continue;
          if (Math.abs(f.power) !== 1 && f.power !== 0.5) continue;
          if (definition.filter((x) => x.factors.some((g) => g.atom === f.atom)).length !== 1) continue;
          const rest = definition.filter((x) => x !== m);
          const others = m.factors.filter((g) => g !== f).map((g) => ({ ...g, power: -g.power }));
          let solved = multiply(add(value, negative(rest)), [mono(inverse(m.c), others)]);
          if (solved.length === 0 || (f.power === 0.5 && solved.length > 1)) continue;
          if (f.atom.kind === 'bracket' && f.power === -1 && depth < 2) solve(opened(f, algebra), bracket(solved, -1, algebra), depth + 1);
          if (f.power !== 1) solved = bracket(solved, 1 / f.power, algebra);
          // A value to divide by might be zero: E = o / (1 - o) is sound where o was made, s = x / y is not.
          if (solved.some((x) => x.factors.some((g) => g.power < 0 && g.atom.kind === 'name'))) continue;
          folds.push({ name: b.name, atom: f.atom, slots: f.slots, value: cancel(solved, algebra) });
        }
    };
    const tried = new Set<string>();
    for (const definition of [enter(b.expr), expand(enter(b.expr), algebra), enter(openAll(b.expr, program))]) {
      const key = polyKey(definition);
      if (definition.length === 0 || tried.has(key)) continue;
      tried.add(key);
      solve(definition, own, 0);
    }
  }
  return folds;
};

export const applyFold = (p: Poly, fold: Fold, algebra: Algebra): Poly =>
  rewrite(
    p,
    (f) => {
      if (f.atom !== fold.atom || !Number.isInteger(f.power)) return undefined;
      const middle = fold.slots.map(() => algebra.fresh());
      const there = place(renamed(fold.value, fold.slots, middle), [], algebra);
      return power(renamed(there, middle, f.slots), f.power, algebra);
    },
    algebra,
  );

const renamed = (p: Poly, from: readonly number[], to: readonly number[]): Poly => {
  const by = new Map(from.map((s, i) => [s, to[i] ?? s]));
  return p.map((m) => mono(m.c, m.factors.map((f) => ({ ...f, slots: f.slots.map((s) => by.get(s) ?? s) }))));
};
