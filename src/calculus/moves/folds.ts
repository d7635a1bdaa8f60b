/**
 * Recognising named values. A named value's definition is solved for something that occurs in it once and linearly:
 * from o = 1/(1 + 1/E) follows E = o/(1 - o), so E can be written with o wherever it stands.
 */
import type { Binding, Program } from '../../core/program.ts';
import type { Enter } from '../normal/enter.ts';
import { cancel, expand } from '../normal/laws.ts';
import { add, type Algebra, type Atom, bracket, mono, multiply, negative, opened, place, type Poly, polyKey, slotsOf } from '../normal/poly.ts';
import { inverse } from '../normal/rational.ts';
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
