/** Lines of formulas over named numbers and vectors, as rows write them, made into an evaluator. */
import { createPool, type Expr } from '../../core/expr.ts';
import type { OpTable } from '../../core/op.ts';
import { profileOf } from '../../core/profile.ts';
import type { Binding, Program } from '../../core/program.ts';
import type { Shape } from '../../core/shape.ts';
import { substitute } from '../../lang/elaborate.ts';
import { expandTo } from '../../lang/broadcast.ts';
import { applier } from '../../lang/apply.ts';
import { parse } from '../../lang/parse.ts';
import { compile, type Evaluator } from '../compile.ts';
import { withPower } from './power.ts';

/** A name with the formula of its new value, over the values of those above it. A name may be given anew. */
export type Line = readonly [name: string, formula: string];

export interface Lines {
  readonly evaluator: Evaluator;
  /** Whether any formula reads the name as it was given. */
  readonly reads: (name: string) => boolean;
  /** The last value of a name, copied into `into`. */
  readonly read: (name: string, into: Float64Array) => void;
}

export const textOfLines = (lines: readonly Line[]): readonly string[] => lines.map(([name, formula]) => `${name} = ${formula}`);

/** Every name of `given` has to be written before a run, where it is read. A new value has the shape of the old one. */
export const compileLines = (lines: readonly Line[], given: ReadonlyMap<string, Shape>, all: OpTable, file: string): Lines => {
  const ops = withPower(all);
  const pool = createPool();
  const apply = applier(pool, ops);
  const functions: Program['functions'] = new Map();
  const bindings = new Map<string, Binding>([...given].map(([name, shape]) => [name, { name, role: 'input', over: [], base: [], shape }]));
  const names = new Map<string, Expr>([...bindings.values()].map((b) => [b.name, pool.name(b.name, b.shape)]));
  const last = new Map<string, string>();
  lines.forEach(([name, formula], k) => {
    const shape = given.get(name);
    const read = substitute(parse(formula, file), names, { pool, ops, functions });
    const expr = shape === undefined ? read : expandTo(read, shape, apply);
    // No name of a row has a blank.
    const made = `${name} ${String(k)}`;
    bindings.set(made, { name: made, role: 'value', over: [], base: [], shape: expr.shape, expr });
    names.set(name, pool.name(made, expr.shape));
    last.set(name, made);
  });
  const wanted = [...last.values()];
  const [objective = ''] = wanted;
  const program: Program = { pool, ops, bindings, functions, lemmas: [], notations: new Map(), dims: new Map(), indices: new Map(), facts: [], profile: profileOf(), titles: new Map(), objective };
  const evaluator = compile(program, { dims: new Map(), want: wanted });
  const read = new Set(evaluator.plan.given.map((b) => b.name));
  return {
    evaluator,
    reads: (name) => read.has(name),
    read: (name, into) => void evaluator.read(last.get(name) ?? name, into),
  };
};
