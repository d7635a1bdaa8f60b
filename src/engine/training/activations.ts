/** What the values of every formula are like at given parameters: means, deviations, and where a function's slope lets nothing through. */
import { dependents, differentiate } from '../../calculus/differentiate.ts';
import { nameParts } from '../../calculus/name.ts';
import type { Apply, Expr } from '../../core/expr.ts';
import type { Binding, Program } from '../../core/program.ts';
import { scalar, tensor } from '../../core/shape.ts';
import type { Syntax } from '../../core/syntax.ts';
import { applier } from '../../lang/apply.ts';
import { compile } from '../compile.ts';
import type { Data } from '../data.ts';
import { predict } from '../predict.ts';
import { flatten, shapeOf } from '../values.ts';
import type { Trained } from './train.ts';

export interface Statistics {
  readonly mean: number;
  readonly deviation: number;
  /** Of a function applied entry by entry: the share of entries at which its slope is below 1/100. */
  readonly flat?: number;
  /** Of such a function: how many units have slope 0 at every sample and, in a family, at every step. Units are the entries of one member for one sample. */
  readonly dead?: { readonly count: number; readonly of: number };
}

/** Below this a slope counts as flat: that of the sigmoid beyond 4.6, that of tanh beyond 3. */
const flatBelow = 0.01;

const pointwise = ['+', '-', '*', '.*', '/', './', '^', '.^', '>', '>=', '<', '<=', '==', '!=', '?:', 'neg', 'where'];

/** Does a function of one operand, given an array, work on each entry by itself? */
const isPointwise = (fn: string, program: Pick<Program, 'ops' | 'functions'>): boolean => {
  const own = program.functions.get(fn);
  if (own === undefined) return program.ops.get(fn)?.scalar !== undefined;
  const each = (s: Syntax): boolean => {
    if (s.kind !== 'apply') return s.kind === 'number' || s.kind === 'name';
    if (s.options.size > 0 || !s.args.every(each)) return false;
    // With one operand these two reduce.
    if (s.fn === 'max' || s.fn === 'min') return s.args.length === 2;
    return pointwise.includes(s.fn) || isPointwise(s.fn, program);
  };
  return own.params.length === 1 && each(own.body);
};

/** The function that a formula is, applied to one name. */
const appliedIn = (b: Binding, program: Program): { readonly call: Apply; readonly of: string } | undefined => {
  const { expr } = b;
  const [argument] = expr?.args ?? [];
  if (expr?.kind !== 'apply' || expr.args.length !== 1 || argument?.kind !== 'name' || argument.at.some((d) => !b.over.includes(String(d)))) return undefined;
  const fn = expr.op === 'call' ? String(expr.attrs.fn) : expr.op;
  return isPointwise(fn, program) ? { call: expr, of: argument.name } : undefined;
};

/** The slopes of a function at given numbers, by its derived formula. */
const slopesOf = ({ op, attrs }: Apply, program: Program, at: Float64Array): Float64Array => {
  const { pool, ops } = program;
  const shape = tensor(at.length);
  const u: Expr = pool.name('u', shape);
  const total = applier(pool, ops)('sum', [pool.apply(op, [u], attrs, shape)], { axes: [0], keep: false, row: false });
  const bindings = new Map<string, Binding>([
    ['u', { name: 'u', role: 'input', over: [], base: [], shape }],
    ['total', { name: 'total', role: 'objective', over: [], base: [], shape: scalar, expr: total }],
  ]);
  const { gradient, wanted } = differentiate({ ...program, bindings, dims: new Map(), indices: new Map(), facts: [], objective: 'total' }, ['u']);
  const adjoint = wanted[0]?.[1];
  if (adjoint === undefined) return new Float64Array(at.length);
  const evaluator = compile(gradient, { dims: new Map(), want: [adjoint] });
  if (evaluator.plan.layouts.has('u')) evaluator.write('u', at);
  evaluator.run();
  return evaluator.read(adjoint);
};

/** A sum of n numbers may be off by n half units in the last place of their sizes (Higham 2002, 4.2); what is no larger is 0. */
const momentsOf = (values: Float64Array): { readonly mean: number; readonly deviation: number } => {
  const noise = (Number.EPSILON / 2) * values.reduce((a, b) => a + Math.abs(b), 0);
  const exact = (v: number): number => (Math.abs(v) <= noise ? 0 : v);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean: exact(mean), deviation: exact(Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)) };
};

/** Entries of one member for one sample; `sizes` are those of the value, samples first. */
const unitsOf = (b: Binding | undefined, sizes: readonly number[], { samples, count, program }: Data): number => {
  const lifted = b?.over.some((index) => program.indices.get(index)?.size === (samples ?? count)) === true;
  return sizes.slice(lifted ? b.over.length : (b?.over.length ?? 0) + 1).reduce((a, n) => a * n, 1);
};

/** By name, in order: every formula between the data and the objective. */
export const activationsOf = (data: Data, parameters: Trained['parameters']): ReadonlyMap<string, Statistics> => {
  const inputs = [...data.program.bindings.values()].filter((b) => b.role === 'input').map((b) => b.name);
  const reached = dependents(data.program, inputs);
  const shown = [...data.program.bindings.values()].filter((b) => b.role === 'value' && b.expr !== undefined && reached.has(b.name)).map((b) => b.name);
  const { program } = nameParts(data.program);
  const applied = new Map(
    shown.flatMap((name) => {
      const b = program.bindings.get(name);
      const found = b === undefined ? undefined : appliedIn(b, program);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
  const values = predict({ ...data, program }, parameters, [...new Set([...shown, ...[...applied.values()].map((a) => a.of)])]);
  const flat = (name: string): Float64Array => flatten(values.get(name) ?? 0, name);
  return new Map(
    shown.map((name) => {
      const moments = momentsOf(flat(name));
      const function_ = applied.get(name);
      if (function_ === undefined) return [name, moments];
      const slopes = slopesOf(function_.call, program, flat(function_.of));
      const units = unitsOf(program.bindings.get(name), shapeOf(values.get(name) ?? 0, name), data);
      const alive = new Set<number>();
      slopes.forEach((s, i) => {
        if (s !== 0) alive.add(i % units);
      });
      const dead = units - alive.size;
      return [name, { ...moments, flat: slopes.filter((s) => Math.abs(s) < flatBelow).length / slopes.length, dead: { count: dead, of: units } }];
    }),
  );
};
