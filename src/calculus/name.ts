/**
 * Naming what a formula leaves unnamed. In `h = tanh(W*x + b)` the argument of tanh has an adjoint that several
 * gradients share; books call it z. Such arguments become bindings of their own before differentiating, so that the
 * derivation has a line for each, and a nest of functions costs a few lines a level instead of swelling.
 */
import { lettersOf } from '../core/dim.ts';
import { type Expr, nodesOf, rebuild } from '../core/expr.ts';
import type { Binding, Program } from '../core/program.ts';
import { dependents, parameters } from './differentiate.ts';
import { freeIndices } from './indices.ts';

/** Does every entry of the result depend on its operand in a way that is not linear? Then its argument deserves a name. */
const bends = (node: Expr, program: Program): boolean =>
  node.kind === 'apply' && (node.op === 'call' || (program.ops.get(node.op)?.scalar !== undefined && node.op !== 'power' && node.op !== 'sign'));

/** An argument that holds at least two reads, one of them active, and is not itself just a name. */
const deserves = (e: Expr, active: ReadonlySet<string>): boolean => {
  if (e.kind !== 'apply') return false;
  const reads = nodesOf(e).filter((n) => n.kind === 'name');
  return reads.some((n) => active.has(n.name)) && (reads.length > 1 || nodesOf(e).some((n) => n.kind === 'apply' && n.op === 'call'));
};

/** The terms a formula adds up, at the top: a loss there needs no name of its own. */
const summands = (root: Expr): ReadonlySet<Expr> => {
  const linear = new Set(['add', 'subtract', 'negate', 'total', 'sum', 'mean', 'divide', 'expand']);
  const found = new Set<Expr>();
  const waiting = [root];
  for (let e = waiting.pop(); e !== undefined; e = waiting.pop()) {
    if (found.has(e)) continue;
    found.add(e);
    if (e.kind === 'apply' && linear.has(e.op)) waiting.push(...e.args);
  }
  return found;
};

/** Letters of subscripts in the order in which they are met. */
const subscriptsIn = (e: Expr): readonly string[] => nodesOf(e).flatMap((n) => (n.kind === 'name' ? n.at.flatMap((d) => lettersOf(d)) : []));

export interface Named {
  readonly program: Program;
  /** The names given here. */
  readonly made: ReadonlySet<string>;
}

export const nameParts = (program: Program, wanted: readonly string[] = parameters(program)): Named => {
  const active = new Set(dependents(program, wanted));
  const taken = new Set([...program.bindings.keys(), ...program.dims.keys(), ...program.indices.keys(), ...program.functions.keys()]);
  const made = new Set<string>();
  const out = new Map<string, Binding>();

  for (const b of program.bindings.values()) {
    if (b.expr === undefined || !active.has(b.name)) {
      out.set(b.name, b);
      continue;
    }
    const root = b.expr;
    const plain = summands(root);
    const found = new Set<Expr>();
    for (const node of nodesOf(root)) {
      if (!bends(node, program)) continue;
      for (const a of node.args) if (deserves(a, active)) found.add(a);
      // What a named argument becomes has a name too, unless it already has one: the formula's own.
      if (!plain.has(node) && node.args.some((a) => found.has(a))) found.add(node);
    }
    const parts = [...found].sort((x, y) => x.id - y.id);
    const activation = (e: Expr): boolean => bends(e, program);
    const nameFor = (part: Expr): string => {
      const alike = parts.filter((p) => activation(p) === activation(part));
      const letter = activation(part) ? 'a' : 'z';
      // A part of a record's field belongs to the record: s.z_h.
      const field = b.name.lastIndexOf('.') + 1;
      let name = `${b.name.slice(0, field)}${letter}_${b.name.slice(field)}${alike.length === 1 ? '' : String(alike.indexOf(part) + 1)}`;
      while (taken.has(name)) name += '_';
      taken.add(name);
      return name;
    };
    const reads = new Map<number, Expr>();
    const inner = (e: Expr): Expr => rebuild(e, (node, original) => reads.get(original.id) ?? node);
    parts.forEach((part) => {
      const name = nameFor(part);
      const free = freeIndices(part, program.indices);
      const ordered = [...b.over, ...subscriptsIn(part), ...program.indices.keys()];
      const over = [...new Set(ordered)].filter((index) => b.over.includes(index) || (free.has(index) && program.indices.has(index)));
      const expr = inner(part);
      out.set(name, {
        name,
        role: 'value',
        over,
        base: [],
        shape: part.shape,
        expr,
        ...(b.place === undefined ? {} : { place: b.place }),
      });
      made.add(name);
      active.add(name);
      reads.set(part.id, program.pool.name(name, part.shape, over));
    });
    out.set(b.name, parts.length === 0 ? b : { ...b, expr: inner(root) });
  }
  return { program: { ...program, bindings: out }, made };
};
