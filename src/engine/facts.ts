/** Do given values satisfy what a file assumes? Numbers come from the formulas as written; only shown formulas lean on facts. */
import { freeIndices } from '../calculus/indices.ts';
import type { Binding, Fact, Program } from '../core/program.ts';
import { applier } from '../lang/apply.ts';
import { expandTo } from '../lang/broadcast.ts';
import { compile } from './compile.ts';

export interface Violation {
  readonly fact: Fact;
  /** Both sides where they are farthest from what is assumed. */
  readonly left: number;
  readonly right: number;
}

/** Sums of given numbers are as exact as their digits: `0.33 + 0.33 + 0.34`. */
const tolerance = 1e-6;

const misses: Readonly<Record<Fact['relation'], (left: number, right: number) => number>> = {
  '==': (l, r) => Math.abs(l - r) / Math.max(1, Math.abs(l), Math.abs(r)) - tolerance,
  '>': (l, r) => (l > r ? -1 : Math.max(r - l, Number.MIN_VALUE)),
  '>=': (l, r) => r - l,
  '<': (l, r) => (l < r ? -1 : Math.max(l - r, Number.MIN_VALUE)),
  '<=': (l, r) => l - r,
};

/** Both sides of every fact as formulas beside the program's own; their names cannot meet a user's. */
const withSides = (program: Program): { readonly program: Program; readonly sides: readonly (readonly [left: string, right: string])[] } => {
  const apply = applier(program.pool, program.ops);
  const bindings = new Map(program.bindings);
  const sides = program.facts.map((fact, k) => {
    const formulas = [fact.left, expandTo(fact.right, fact.left.shape, apply)];
    const free = new Set(formulas.flatMap((e) => [...freeIndices(e, program.indices)]));
    const over = [...program.indices.keys()].filter((index) => free.has(index));
    const [left = '', right = ''] = formulas.map((expr, side) => {
      const name = `side ${String(side)} of fact ${String(k)}`;
      const made: Binding = { name, role: 'value', over, base: [], shape: fact.left.shape, expr };
      bindings.set(name, made);
      return name;
    });
    return [left, right] as const;
  });
  return { program: { ...program, bindings }, sides };
};

/** `give` writes a given value into the buffer; values that are not given make no fact false. */
export const violations = (program: Program, dims: ReadonlyMap<string, number>, values: ReadonlyMap<string, Float64Array>): readonly Violation[] => {
  if (program.facts.length === 0) return [];
  const made = withSides(program);
  return program.facts.flatMap((fact, k): readonly Violation[] => {
    const [left = '', right = ''] = made.sides[k] ?? [];
    const evaluator = compile(made.program, { dims, want: [left, right] });
    const { given } = evaluator.plan;
    if (!given.every((b) => values.has(b.name))) return [];
    for (const { name } of given) evaluator.write(name, values.get(name) ?? new Float64Array());
    evaluator.run();
    const [l, r] = [evaluator.read(left), evaluator.read(right)];
    let [worst, at] = [0, -1];
    l.forEach((v, i) => {
      const miss = misses[fact.relation](v, r[i] ?? NaN);
      if (miss > worst) [worst, at] = [miss, i];
    });
    return at < 0 ? [] : [{ fact, left: l[at] ?? NaN, right: r[at] ?? NaN }];
  });
};

export const showViolation = ({ fact, left, right }: Violation): string =>
  `the values do not satisfy ${fact.text}: ${String(Number(left.toPrecision(7)))} beside ${String(Number(right.toPrecision(7)))}; the numbers are right all the same, but shown formulas that lean on it do not hold for them`;
