/** A proved derivation as one JSON object. */
import type { Proved } from '../../calculus/derive.ts';
import { showShape } from '../../core/shape.ts';
import type { Binding, Program } from '../../core/program.ts';
import type { Line, Step } from '../../core/step.ts';
import { write } from '../../lang/write.ts';
import { typesetter } from '../../render/style.ts';
import { zeroOf } from './zero.ts';

const formulaJson = (b: Binding, { ops }: Program): object => ({
  name: b.name,
  role: b.role,
  shape: b.shape.dims,
  ...(b.shape.row ? { written: showShape(b.shape) } : {}),
  ...(b.over.length === 0 ? {} : { over: b.over }),
  ...(b.expr === undefined ? {} : { formula: write(b.expr, ops) }),
  ...(b.base.length === 0 ? {} : { base: b.base.map((x) => ({ at: x.at, formula: write(x.expr, ops) })) }),
});

const stepJson = ({ kind, rule, before, after, uses, edges }: Step, { ops }: Program): object => ({
  kind,
  rule,
  ...(before === undefined ? {} : { before: write(before, ops) }),
  after: write(after, ops),
  uses,
  ...(edges.length === 0 ? {} : { edges }),
});

export const derivationJson = ({ derivation, proof, named }: Proved): object => {
  const { program, gradient, lines, wanted } = derivation;
  const t = typesetter(gradient, {});
  const lineJson = (l: Line): object => ({
    goal: l.goal,
    of: l.of,
    over: gradient.bindings.get(l.goal)?.over ?? [],
    formula: write(l.expr, gradient.ops),
    tex: t.expr(l.expr),
    base: l.base.map((b) => ({ at: b.at, formula: write(b.expr, gradient.ops) })),
    passing: l.passing,
    steps: l.steps.map((s) => stepJson(s, gradient)),
  });
  return {
    schemaVersion: 1,
    titles: Object.fromEntries(program.titles),
    objective: program.objective,
    formulas: [...program.bindings.values()].map((b) => formulaJson(b, program)),
    named: [...named],
    gradients: Object.fromEntries(
      wanted.map(([name, adjoint]) => {
        const line = lines.find((l) => l.goal === adjoint);
        return [name, line === undefined ? { adjoint: null, formula: write(zeroOf(gradient, name), gradient.ops), tex: t.expr(zeroOf(gradient, name)) } : { adjoint, formula: write(line.expr, gradient.ops), tex: t.expr(line.expr) }];
      }),
    ),
    lines: lines.map(lineJson),
    proof: { equalities: proof.steps, worstEquality: proof.worstStep, partials: proof.partials, worstPartial: proof.worstPartial },
  };
};
