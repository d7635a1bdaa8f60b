/** A forward walk proved by numbers: every step on random data, and every part's derivative against differences of the part. */
import type { Forward } from '../forward.ts';
import type { Binding } from '../../core/program.ts';
import type { Line, Step } from '../../core/step.ts';
import { bug } from '../../core/problem.ts';
import { type Proof, prove } from './prove.ts';

/** Parts beyond these are proved with the whole and not by themselves. */
const mostParts = 40;

/** Steps with those inside them. */
const flat = (steps: readonly Step[]): readonly Step[] => steps.flatMap((s) => [...flat(s.parts ?? []), s]);

export const proveForward = ({ source, program, tangents, by, goal }: Forward, steps: readonly Step[]): Proof => {
  const byGoal = new Map<string, Step[]>();
  for (const s of flat(steps)) byGoal.set(s.goal, [...(byGoal.get(s.goal) ?? []), s]);
  const proofs: Proof[] = [];
  const own = source.bindings.get(source.objective) ?? bugNoObjective();
  const parts = [...tangents.values()].filter((t) => byGoal.has(t.name));
  for (const t of parts.length > mostParts ? parts.filter((p) => p.name === goal) : parts) {
    const told = byGoal.get(t.name) ?? [];
    const line: Line = { goal: t.name, of: by, steps: told, expr: told.at(-1)?.after ?? t.formula, base: [], passing: false };
    const part: Binding = { ...own, shape: t.of.shape, expr: t.of };
    proofs.push(prove({
      program: { ...source, bindings: new Map([...source.bindings, [part.name, part]]) },
      gradient: program,
      lines: parts.length > mostParts ? [...byGoal].map(([name, list]): Line => ({ ...line, goal: name, steps: list })) : [line],
      wanted: [[by, t.name]],
    }));
  }
  const total = (of: 'steps' | 'partials'): number => proofs.reduce((sum, p) => sum + p[of], 0);
  const worst = (of: 'worstStep' | 'worstPartial'): number => Math.max(0, ...proofs.map((p) => p[of]));
  // The whole is proved last.
  return { steps: total('steps'), worstStep: worst('worstStep'), partials: total('partials'), worstPartial: worst('worstPartial'), shown: proofs.at(-1)?.shown };
};

const bugNoObjective = (): never => {
  throw bug('no objective');
};
