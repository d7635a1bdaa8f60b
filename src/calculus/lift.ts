/**
 * A per-sample program over a batch: inputs, targets and everything that depends on them get a fresh index over
 * samples, and the objective becomes the mean of its summands. Terms without the index, such as penalties, stand
 * outside the mean. Or the objective becomes a family like the others: one value for each sample.
 */
import { type Expr, nodesOf, rebuild } from '../core/expr.ts';
import type { Binding, Program } from '../core/program.ts';
import { applier } from '../lang/apply.ts';
import { dependents } from './differentiate.ts';

export interface Lifted {
  readonly program: Program;
  /** The index over samples and the letter for their number. */
  readonly index: string;
  readonly count: string;
}

export interface LiftOptions {
  readonly objective?: 'mean' | 'each';
}

const fresh = (wish: string, taken: ReadonlySet<string>): string => {
  let name = wish;
  while (taken.has(name)) name += '_';
  return name;
};

export const lift = (program: Program, options: LiftOptions = {}): Lifted => {
  const { pool, ops, bindings } = program;
  const apply = applier(pool, ops);
  const taken = new Set([...bindings.keys(), ...program.dims.keys(), ...program.indices.keys()]);
  const index = fresh('n', taken);
  const count = fresh('N', new Set([...taken, index]));
  const data = [...bindings.values()].filter((b) => b.role === 'input' || b.role === 'target').map((b) => b.name);
  const sampled = dependents(program, data);

  const over = (e: Expr): Expr =>
    rebuild(e, (node) => (node.kind === 'name' && sampled.has(node.name) ? pool.name(node.name, node.shape, [index, ...node.at]) : node));
  const objective = bindings.get(program.objective);

  /** Summands of the objective that depend on the data are averaged (or added up) over samples; the others are left alone. */
  const mean = (e: Expr): Expr => {
    if (!nodesOf(e).some((n) => n.kind === 'name' && sampled.has(n.name))) return e;
    if (e.kind === 'apply' && (e.op === 'add' || e.op === 'subtract')) return pool.apply(e.op, e.args.map(mean), e.attrs, e.shape);
    const total = apply('total', [over(e)], { index, to: count });
    if (program.profile.loss === 'sum') return total;
    const size = apply('dim', [], { dim: count });
    return apply('divide', [total, e.shape.dims.length === 0 ? size : apply('expand', [size], { dims: e.shape.dims, axes: [], row: e.shape.row })]);
  };

  const lifted = [...bindings.values()].map((b): readonly [string, Binding] => {
    if (!sampled.has(b.name)) return [b.name, b];
    if (b === objective && b.expr !== undefined && options.objective !== 'each') return [b.name, { ...b, expr: mean(b.expr) }];
    return [
      b.name,
      {
        ...b,
        over: [index, ...b.over],
        ...(b.expr === undefined ? {} : { expr: over(b.expr) }),
        base: b.base.map((x) => ({ ...x, expr: over(x.expr) })),
      },
    ];
  });
  return {
    program: {
      ...program,
      bindings: new Map(lifted),
      indices: new Map([...program.indices, [index, { name: index, size: count, role: 'sample' }]]),
      dims: new Map([...program.dims, [count, undefined]]),
      facts: program.facts.map((f) => ({ ...f, left: over(f.left), right: over(f.right) })),
    },
    index,
    count,
  };
};
