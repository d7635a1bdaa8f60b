/** One derivative of a program's objective: as a program to compute with, and as one tidied, proved formula. */
import { differentiate, type Differentiated } from '../../calculus/differentiate.ts';
import { forward, type Forward, whole } from '../../calculus/forward.ts';
import { moves } from '../../calculus/moves/moves.ts';
import { nameParts } from '../../calculus/name.ts';
import { proveForward } from '../../calculus/proof/forward.ts';
import { type Proof, prove } from '../../calculus/proof/prove.ts';
import { textbook } from '../../calculus/textbook.ts';
import { type Expr, nodesOf, rebuild } from '../../core/expr.ts';
import { bug, Problem } from '../../core/problem.ts';
import type { Binding, Program } from '../../core/program.ts';
import { isScalar, isSingle } from '../../core/shape.ts';
import type { Derivation, Step } from '../../core/step.ts';
import { applier } from '../../lang/apply.ts';
import { expandTo } from '../../lang/broadcast.ts';

/** The sum of the objective's entries, each times an entry of a new input: its gradient is a row of the Jacobian. */
export const paired = (program: Program): { readonly program: Program; readonly upstream: string } => {
  const { pool, ops, bindings } = program;
  const apply = applier(pool, ops);
  const own = bindings.get(program.objective);
  if (own === undefined) throw bug('no objective');
  const free = (wish: string): string => (bindings.has(wish) || program.dims.has(wish) ? free(`${wish}_`) : wish);
  const upstream = free('g');
  const objective = free(`${own.name}_g`);
  const axes = own.shape.dims.map((_, k) => k);
  const product = apply('times', [pool.name(own.name, own.shape), pool.name(upstream, own.shape)]);
  const sum = axes.length === 0 ? product : apply('sum', [product], { axes, keep: false, row: false });
  const given: Binding = { name: upstream, role: 'input', over: [], base: [], shape: own.shape };
  const goal: Binding = { name: objective, role: 'objective', over: [], base: [], shape: sum.shape, expr: sum };
  return {
    upstream,
    program: { ...program, objective, bindings: new Map([[upstream, given], ...[...bindings].map(([n, b]): [string, Binding] => [n, b.role === 'objective' ? { ...b, role: 'value' } : b]), [objective, goal]]) },
  };
};

/** `e` without reads of computed names: each is put in by its formula. */
export const opened = (e: Expr, formulas: ReadonlyMap<string, Expr>): Expr => {
  let current = e;
  for (let before: Expr | undefined; before !== current; ) {
    before = current;
    current = rebuild(current, (node) => (node.kind === 'name' ? (formulas.get(node.name) ?? node) : node));
  }
  return current;
};

/** By a single number a formula is walked forward, as a calculus course does; by an array backwards. */
const isForward = (program: Program, name: string): boolean => {
  const by = program.bindings.get(name);
  // The walk is over one formula: what `paired` makes are two.
  const computed = [...program.bindings.values()].filter((b) => b.expr !== undefined);
  return by !== undefined && isScalar(by.shape) && isOneNumber(program) && computed.length === 1 && !isLarge(program);
};

/** The derivative of the objective by `name` as differentiation makes it: what is computed with. */
export const walked = (program: Program, name: string): Program => {
  if (isForward(program, name)) return withFormula(program, whole(forward(program, name)));
  const { gradient, wanted } = differentiate(program, [name]);
  const adjoint = gradient.bindings.get(wanted[0]?.[1] ?? '')?.expr;
  return withFormula(program, adjoint === undefined ? zeroLike(program, name) : opened(adjoint, formulasOf(gradient)));
};

export const formulasOf = (program: Program): ReadonlyMap<string, Expr> =>
  new Map([...program.bindings.values()].flatMap((b) => (b.expr === undefined ? [] : [[b.name, b.expr] as const])));

const zeroLike = (program: Program, name: string): Expr => {
  const by = program.bindings.get(name);
  if (by === undefined) throw bug(`no ${name}`);
  return expandTo(program.pool.number(0), by.shape, applier(program.pool, program.ops));
};

export interface Partial {
  readonly by: string;
  readonly expr: Expr;
  /** In order; those of a forward walk hold the derivatives of parts inside. */
  readonly steps: readonly Step[];
  /** Where the steps are those of a forward walk. */
  readonly forward?: Forward;
  /** Where they are those of a walk backwards. */
  readonly backward?: Derivation;
  /** Absent where no random data were found in the formula's domain. */
  readonly proof: Proof | undefined;
}

/** Beyond this a formula is tidied part by part, each part under a name, as a network is. */
const isLarge = (program: Program): boolean => {
  const nodes = [...program.bindings.values()].flatMap((b) => (b.expr === undefined ? [] : nodesOf(b.expr)));
  return nodes.length > 80 || nodes.filter((n) => n.kind === 'apply' && n.op === 'call').length > 5;
};

/** The same derivative as one formula in the declared names. */
export const tidied = (given: Program, name: string): Partial => {
  if (isForward(given, name)) {
    const walk = forward(given, name);
    const { steps, expr } = textbook(walk);
    return { by: name, expr, steps, forward: walk, proof: whereFinite(() => proveForward(walk, steps)) };
  }
  const large = isLarge(given);
  const program = large ? nameParts(given, [name]).program : given;
  const computed = formulasOf(program);
  const raw = differentiate(program, [name]);
  const direct = (b: Binding): Binding => (large || b.expr === undefined || b.adjointOf === undefined ? b : { ...b, expr: opened(b.expr, computed) });
  const made: Differentiated = {
    ...raw,
    gradient: { ...raw.gradient, bindings: new Map([...raw.gradient.bindings].map(([n, b]) => [n, direct(b)])) },
    adjoints: raw.adjoints.map((a) => ({ ...a, binding: direct(a.binding) })),
  };
  const lines = moves(program, made);
  const derivation: Derivation = { program, gradient: made.gradient, lines, wanted: made.wanted.map(([n, adjoint]) => [n, adjoint ?? ''] as const) };
  const finished = new Map(lines.map((l) => [l.goal, l.expr]));
  const adjoint = made.wanted[0]?.[1];
  const line = adjoint === undefined ? undefined : finished.get(adjoint);
  return { by: name, expr: line === undefined ? zeroLike(program, name) : opened(line, new Map([...computed, ...finished])), steps: lines.flatMap((l) => l.steps), backward: derivation, proof: whereFinite(() => prove(derivation)) };
};

const whereFinite = (proof: () => Partial['proof']): Partial['proof'] => {
  try {
    return proof();
  } catch (error) {
    if (error instanceof Problem && error.code === 'no-finite-sample') return undefined;
    throw error;
  }
};

/** The program of one formula over the declared names of another. */
export const withFormula = (program: Program, expr: Expr): Program => {
  const declared = [...program.bindings].filter(([, b]) => b.expr === undefined);
  const own: Binding = { name: program.objective, role: 'objective', over: [], base: [], shape: expr.shape, expr };
  return { ...program, bindings: new Map([...declared, [own.name, own]]) };
};

export const isOneNumber = (program: Program): boolean => {
  const own = program.bindings.get(program.objective);
  return own !== undefined && isSingle(own.shape);
};
