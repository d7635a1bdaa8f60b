/** The proof of a lemma: its function opened, differentiated by the same walk and tidied by the same moves. */
import { lettersOf } from '../core/dim.ts';
import { type Expr, rebuild } from '../core/expr.ts';
import { bug, Problem } from '../core/problem.ts';
import type { Binding, Lemma, Program } from '../core/program.ts';
import { rank, type Shape, tensor } from '../core/shape.ts';
import type { Line } from '../core/step.ts';
import type { Syntax } from '../core/syntax.ts';
import { applier } from '../lang/apply.ts';
import { expandTo } from '../lang/broadcast.ts';
import { substitute } from '../lang/elaborate.ts';
import { write } from '../lang/write.ts';
import { gather } from './gather.ts';
import { freeIndicesOf, sparing } from './indices.ts';
import { moves, toolsFor } from './moves/moves.ts';
import { samePoly } from './normal/poly.ts';
import { proveSteps } from './proof/prove.ts';
import { activity, reverse } from './reverse.ts';
import { rulesOf, settle } from './rules.ts';

export interface ProvedLemma {
  readonly lemma: Lemma;
  /** A program of its own: the function's parameters, its upstream adjoint `g` and its value. */
  readonly program: Program;
  /** What the adjoint of the function's value is called in it, and the value itself, and its definition. */
  readonly upstream: string;
  readonly result: string;
  readonly definition: Expr;
  /** The function with the letters of the lemma: what `definition` defines. */
  readonly call: Expr;
  readonly line: Line;
}

/** Hands out letters that nothing else on the page uses. */
const letters = (taken: ReadonlySet<string>): ((...wishes: readonly string[]) => string) => {
  const used = new Set(taken);
  return (...wishes) => {
    let name = wishes.find((w) => !used.has(w));
    for (let k = 1; name === undefined; k++) {
      const numbered = `${wishes[0] ?? 'u'}${String(k)}`;
      if (!used.has(numbered)) name = numbered;
    }
    used.add(name);
    return name;
  };
};

const wrongLemma = (lemma: Lemma, derived: string): Problem =>
  new Problem('wrong-lemma', `${lemma.text} is not the ${lemma.kind === 'D' ? 'derivative' : 'adjoint'} of ${lemma.fn}`, {
    place: lemma.place,
    expected: `something equal to ${derived}, where f is the function's value, g its adjoint, u the first parameter, v the second`,
    mend: 'correct the lemma, or leave it out: the derivative is then worked out from the definition',
  });

const wrongLine = (lemma: Lemma, { place }: Syntax, text: string): Problem =>
  new Problem('wrong-lemma', `${text} does not equal the line before it`, { place, expected: `lines that lead to ${lemma.text}, each equal to the one before` });

/**
 * `shapes` are those of an actual call, for functions that do not work on plain vectors. The proof's own letters differ
 * from all names of the program, so that no symbol on the page has two meanings.
 */
export const proveLemma = (program: Program, lemma: Lemma, shapes: readonly Shape[]): ProvedLemma => {
  const fn = program.functions.get(lemma.fn);
  if (fn === undefined) throw bug(`a lemma about no function: ${lemma.fn}`);
  const taken = new Set([...program.bindings.keys(), ...program.dims.keys(), ...program.indices.keys()]);
  const size = letters(taken)('n', 'm', 'd');
  const attempt = (given: readonly Shape[]): ProvedLemma => {
    const { pool, ops, functions } = program;
    const apply = applier(pool, ops);
    const letter = letters(taken);
    const called = new Map(fn.params.map((p) => [p, letter('u', 'v', 'w', 'q', 'r')]));
    const names = new Map<string, Expr>(fn.params.map((p, i) => [p, pool.name(called.get(p) ?? p, given[i] ?? tensor())]));
    const definition = substitute(fn.body, names, { pool, ops, functions });
    const result = letter('f', 'k', 'F');
    const upstream = letter('g', 'e', 'G');
    const parameter = called.get(lemma.of) ?? lemma.of;
    const value = pool.name(result, definition.shape);
    const g = pool.name(upstream, definition.shape);
    const bindings: Binding[] = [
      { name: upstream, role: 'constant', over: [], base: [], shape: definition.shape },
      ...fn.params.map((p, i): Binding => ({ name: called.get(p) ?? p, role: p === lemma.of ? 'param' : 'target', over: [], base: [], shape: given[i] ?? tensor() })),
      { name: result, role: 'value', over: [], base: [], shape: definition.shape, expr: definition },
    ];
    const own: Program = {
      ...program,
      bindings: new Map(bindings.map((b) => [b.name, b])),
      dims: new Map([[size, undefined], ...given.flatMap((s) => s.dims.flatMap(lettersOf)).map((l) => [l, program.dims.get(l)] as const)]),
      indices: new Map(),
      facts: [],
      lemmas: program.lemmas.filter((l) => l.fn !== lemma.fn),
      objective: '',
    };
    const named = (e: Expr): Expr => (e === definition ? value : e);
    const uses = reverse(result, definition, g, [], value, own, rulesOf(own, named), activity(new Set([parameter])));
    const of = own.bindings.get(parameter) ?? bug(`no parameter ${lemma.of}`);
    if (of instanceof Problem) throw of;
    const made = gather(of, uses, [], own, { spare: sparing(own).spare, free: freeIndicesOf(own.indices) });
    if (made.expr === undefined) throw bug(`nothing flows to ${lemma.of}`);
    const goal = `d_${parameter}`;
    const adjoint: Binding = { name: goal, role: 'value', over: [], base: [], shape: of.shape, expr: made.expr, adjointOf: parameter };
    const gradient: Program = { ...own, bindings: new Map([...own.bindings, [goal, adjoint]]) };
    const [line] = moves(own, { gradient, adjoints: [{ binding: adjoint, of: parameter, uses }], wanted: [[parameter, goal]] });
    if (line === undefined) throw bug('a lemma without a line');

    // The lemma as it is cited: its function's value has a name here.
    const call = pool.apply('call', fn.params.map((p) => names.get(p) ?? value), { fn: fn.name }, definition.shape);
    const claimed = (formula: Syntax): Expr => {
      const stated = substitute(formula, new Map([...names, ['g', g]]), { pool, ops, functions, settle });
      const cited = rebuild(stated, (node) => (node === call ? value : node));
      return expandTo(lemma.kind === 'pull' ? cited : settle(apply('times', [g, expandTo(cited, g.shape, apply)])), of.shape, apply);
    };
    const { enter } = toolsFor(own, gradient);
    const then = (before: Line, rule: string, after: Expr): Line =>
      before.expr === after ? before : { ...before, steps: [...before.steps, { kind: 'law', goal, rule, edges: [], before: before.expr, after, uses: [] }], expr: after };
    const holds = (claim: Line, otherwise: () => Problem): Line => {
      try {
        proveSteps(gradient, [claim]);
        return claim;
      } catch (problem) {
        throw problem instanceof Problem && problem.code === 'unproved-step' ? otherwise() : problem;
      }
    };
    proveSteps(gradient, [line]);
    const told = lemma.proof.reduce((before, { formula, text }) => holds(then(before, 'given', claimed(formula)), () => wrongLine(lemma, formula, text)), line);
    const whole = claimed(lemma.formula);
    // What the derivation arrives at already may be written in another order.
    const same = told === line && samePoly(enter(whole), enter(line.expr));
    const full = same ? line : holds(then(told, told === line ? 'rearrange' : 'given', whole), () => wrongLemma(lemma, write(line.expr, ops)));
    return { lemma, program: gradient, upstream, result, definition, call, line: full };
  };
  let onVectors: ProvedLemma;
  try {
    onVectors = attempt(fn.params.map(() => tensor(size)));
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.fault === 'bug' || problem.code === 'wrong-lemma') throw problem;
    return attempt(shapes);
  }
  // A vector has one axis and one sample: what goes wrong along the other axis shows on a matrix only.
  if (shapes.some((s) => rank(s) > 1)) attempt(shapes);
  return onVectors;
};
