/** What is asked: the gradient of a program's objective by one of its names, as a formula that can be evaluated. */
import { dependents, differentiate, formulasOf, parameters } from '../calculus/differentiate.ts';
import { openGradients } from '../calculus/gradients.ts';
import { nameParts } from '../calculus/name.ts';
import { type Expr, nodesOf } from '../core/expr.ts';
import { Problem } from '../core/problem.ts';
import type { Binding, Program } from '../core/program.ts';
import { applier } from '../lang/apply.ts';
import { expandTo } from '../lang/broadcast.ts';
import { nearest } from '../lang/text/names.ts';
import { write } from '../lang/write.ts';

export interface Question {
  /** Everything an answer may read: the formulas, the parts that a derivation names, and the adjoints of both. */
  readonly gradient: Program;
  /** The name asked about, and what its adjoint is called. */
  readonly by: string;
  readonly adjoint: string;
  /** The truth, in the shape of what is asked about. A family's members at places of their own are not asked. */
  readonly reference: Binding & { readonly expr: Expr };
  /** Names that are made from what is asked for, and so say nothing about it. */
  readonly circular: ReadonlySet<string>;
  /** Declared names that the truth depends on: each has to be seen to matter. */
  readonly variables: readonly string[];
  readonly seed: number;
}

/** FNV-1a over UTF-16 units. */
const hash = (text: string): number => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
};

/** Declared names that `e` depends on, through any formulas on the way. */
const standsOn = (program: Program, e: Expr): readonly string[] => {
  const found = new Set<string>();
  const seen = new Set<number>();
  const waiting: Expr[] = [e];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const node of nodesOf(next)) {
      if (seen.has(node.id)) continue;
      seen.add(node.id);
      if (node.kind !== 'name' || found.has(node.name)) continue;
      found.add(node.name);
      const b = program.bindings.get(node.name);
      if (b !== undefined) waiting.push(...formulasOf(b));
    }
  return [...program.bindings.values()].filter((b) => found.has(b.name) && b.expr === undefined && b.value === undefined).map((b) => b.name);
};

const unknown = (program: Program, by: string): Problem => {
  const known = [...program.bindings.values()].filter((b) => b.name !== program.objective && b.value === undefined && b.index === undefined).map((b) => b.name);
  const near = nearest(by, known);
  return new Problem('unknown-name', by === program.objective ? `${by} is the objective itself` : `there is no ${by} to differentiate by`, {
    fault: 'usage',
    expected: known.join(', '),
    ...(near === undefined ? {} : { mend: `did you mean ${near}?` }),
  });
};

/**
 * The question for the gradient of the objective by `by`: a parameter, an input or a computed name. Throws a `Problem` where
 * there is no such name. The points an answer is tried at depend on the formulas and on `by` alone.
 */
export const ask = (given: Program, by: string): Question => {
  const source = openGradients(given);
  const wanted = [...new Set([...parameters(source), ...(source.bindings.has(by) ? [by] : [])])];
  const { program } = nameParts(source, wanted);
  const asked = program.bindings.get(by);
  if (asked === undefined || by === source.objective || asked.value !== undefined || asked.index !== undefined) throw unknown(program, by);
  const { gradient, wanted: made } = differentiate(program, [...new Set([...wanted, by])]);
  const name = made.find(([of]) => of === by)?.[1];
  const known = name === undefined ? undefined : gradient.bindings.get(name);
  const zero = expandTo(program.pool.number(0), asked.shape, applier(program.pool, program.ops));
  const adjoint = name ?? `d_${by}`;
  const reference = { ...(known ?? { ...asked, name: adjoint, role: 'value' as const, base: [] }), expr: known?.expr ?? zero };
  const text = [...source.bindings.values()].map((b) => `${b.name}:${b.role}:${b.shape.dims.join('x')}:${formulasOf(b).map((e) => write(e, source.ops)).join()}`).join(';');
  return {
    gradient,
    by,
    adjoint,
    reference,
    circular: reference.over.length > 0 ? new Set() : dependents(gradient, [adjoint]),
    variables: standsOn(gradient, reference.expr),
    seed: hash(`${text}|${by}`),
  };
};
