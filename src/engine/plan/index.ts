/** Program + sizes -> what to compute, where it lies, and in which order: the one thing every printer prints. */
import { type Dim, evaluateDim, lettersOf } from '../../core/dim.ts';
import { type Expr, nodesBelow } from '../../core/expr.ts';
import { bug, Problem } from '../../core/problem.ts';
import type { OpTable } from '../../core/op.ts';
import type { Binding, Program } from '../../core/program.ts';
import { formulasOf } from '../../calculus/differentiate.ts';
import { unfold } from '../../lang/elaborate.ts';
import { requireLetters, unboundLetter } from '../letters.ts';
import { createStabiliser } from '../stable/index.ts';
import { withKernels } from '../stable/kernels.ts';
import { affineOf, type Letters, type Span, spanOf } from './affine.ts';
import { fuse, type Unit } from './fuse.ts';
import { type Layout, layoutAt } from './layout.ts';
import { lower } from './lower.ts';
import { createPreparer, type Unfold } from './prepare.ts';
import { createReader } from './reading.ts';
import { edgesOf, schedule } from './schedule.ts';
import type { Step } from './steps.ts';

export interface Plan {
  /** Doubles in the buffer. What is never written stays zero. */
  readonly size: number;
  readonly layouts: ReadonlyMap<string, Layout>;
  /** Bindings that have no formula and no value: whoever runs the plan gives them. */
  readonly given: readonly Binding[];
  /** Constants with a value, written once. */
  readonly constants: readonly (readonly [layout: Layout, value: number])[];
  readonly steps: readonly Step[];
  /** The operators whose functions the steps call. */
  readonly ops: OpTable;
  /** What every dimension letter stands for. */
  readonly letters: Letters;
}
export interface PlanOptions {
  /** Numbers for the letters among the dimensions. */
  readonly dims: Letters;
  /** How a call becomes the body of its function; the program's own functions unless given. */
  readonly unfold?: Unfold;
  /** Names to compute, with what they need; everything unless given. */
  readonly want?: readonly string[];
}

/** One gigabyte: beyond this a program is split into batches, not planned whole. */
const largestBuffer = 2 ** 27;

/** A binding with its formulas ready and its places numbered. */
interface Ready {
  readonly binding: Binding;
  readonly expr: Expr | undefined;
  readonly bases: readonly { readonly at: number; readonly expr: Expr }[];
}

const lettersFor = (program: Program, given: Letters): Letters => {
  const letters = new Map(given);
  for (const [letter, value] of program.dims) if (value !== undefined) letters.set(letter, value);
  return letters;
};

const sizeOf = (d: Dim, letters: Letters, of: string): number => {
  const n = evaluateDim(d, letters);
  if (!Number.isSafeInteger(n) || n < 0) throw new Problem('bad-size', `the size ${String(d)} of ${of} comes to ${String(n)}`);
  return n;
};

/** Everything that `want` is computed from, by these formulas, in the program's order. */
const behind = (program: Program, want: readonly string[], formulas: (b: Binding) => readonly Expr[]): readonly Binding[] => {
  const found = new Set<string>();
  const seen = new Set<Expr>();
  const waiting = [...want];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    const binding = program.bindings.get(name);
    if (binding === undefined) throw new Problem('unknown-name', `there is no ${name}`, { expected: [...program.bindings.keys()].join(', ') });
    found.add(name);
    for (const node of nodesBelow(formulas(binding), seen)) if (node.kind === 'name') waiting.push(node.name);
  }
  return [...program.bindings.values()].filter((b) => found.has(b.name));
};

/** The wanted bindings with all that they read, in the form in which they are computed. */
const neededBy = (program: Program, want: readonly string[], prepare: (e: Expr) => Expr, letters: Letters): readonly Ready[] => {
  const stable = createStabiliser(program);
  const ready = new Map<string, Ready>();
  for (const binding of behind(program, want, formulasOf)) {
    const members = new Map<number, Expr>();
    for (const base of binding.base) {
      const missing = lettersOf(base.at).find((letter) => !letters.has(letter));
      if (missing !== undefined) throw unboundLetter(program, missing);
      const at = evaluateDim(base.at, letters);
      if (!members.has(at)) members.set(at, stable.formula(prepare(base.expr)));
    }
    const bases = [...members].map(([at, expr]) => ({ at, expr }));
    const expr = binding.expr === undefined ? undefined : stable.formula(prepare(binding.expr));
    if (expr !== undefined) stable.define(binding, expr, bases);
    ready.set(binding.name, { binding, expr, bases });
  }
  const formulas = ({ name }: Binding): readonly Expr[] => {
    const found = ready.get(name);
    return [...(found?.expr === undefined ? [] : [found.expr]), ...(found?.bases.map((b) => b.expr) ?? [])];
  };
  // What is looked through is no longer read.
  return behind(program, want, formulas).flatMap((b) => ready.get(b.name) ?? []);
};

/** The units that a binding's formulas are: the general one without the places that have their own, and one for each of these. */
const unitsOf = ({ binding, expr, bases }: Ready, sizes: ReadonlyMap<string, Span>, firstId: number): readonly Unit[] => {
  const spans = new Map(binding.over.map((index) => [index, sizes.get(index) ?? { from: 1, to: 0 }]));
  const last = binding.over.at(-1);
  const unit = (id: number, root: Expr, own: ReadonlyMap<string, Span>, holes: readonly number[], general: readonly string[]): Unit => ({
    id, binding, part: undefined, over: binding.over, spans: own, holes, general, sums: [], largest: false, root, computed: false, inline: [], names: [], parts: [], operands: [],
  });
  const units: Unit[] = [];
  if (expr !== undefined) {
    let { from, to } = (last === undefined ? undefined : spans.get(last)) ?? { from: 1, to: 1 };
    const set = new Set(bases.map((b) => b.at));
    while (from <= to && set.has(from)) from++;
    while (to >= from && set.has(to)) to--;
    const holes = [...set].filter((at) => from < at && at < to).sort((a, b) => a - b);
    const own = last === undefined ? spans : new Map([...spans, [last, { from, to }]]);
    if (from <= to) units.push(unit(firstId, expr, own, holes, binding.over));
  }
  if (last === undefined) return units;
  for (const base of bases)
    units.push(unit(firstId + units.length, base.expr, new Map([...spans, [last, { from: base.at, to: base.at }]]), [], binding.over.slice(0, -1)));
  return units;
};

export const plan = (program: Program, options: PlanOptions): Plan => {
  const letters = lettersFor(program, options.dims);
  const needed = neededBy(program, options.want ?? [...program.bindings.keys()], createPreparer(program.ops, options.unfold ?? ((call) => unfold(call, program))), letters);
  requireLetters(program, needed.map((n) => n.binding), letters);
  const sizes = new Map<string, Span>();
  for (const index of program.indices.values())
    if (lettersOf(index.size).every((l) => letters.has(l))) sizes.set(index.name, { from: 1, to: sizeOf(index.size, letters, index.name) });

  const dims = new Map(needed.map(({ binding: b }) => [b.name, b.shape.dims.map((d) => sizeOf(d, letters, b.name))]));

  const roots: Unit[] = [];
  for (const ready of needed) roots.push(...unitsOf(ready, sizes, roots.length));
  const ops = withKernels(program.ops);
  const reader = createReader(ops, letters, program.indices);
  for (const { root, general, binding } of roots) {
    const stray = [...reader.freeIndices(root)].find((index) => !general.includes(index));
    if (stray !== undefined)
      throw new Problem('unbound-index', `${binding.name} depends on the index ${stray}, which it does not run over`, {
        ...(binding.place === undefined ? {} : { place: binding.place }),
      });
  }
  const fused = fuse(roots, [...nodesBelow(roots.map((u) => u.root))].reverse(), reader, sizes);
  // How far storage reaches: over every place that is set or read; what nobody sets is zero.
  const reach = new Map<string, Span[]>();
  for (const { binding, bases } of needed) {
    const own = binding.over.map((index): Span => {
      const span = sizes.get(index);
      if (span === undefined) throw new Problem('unbound-size', `the index ${index} of ${binding.name} has no size`, { expected: 'values or data that say it' });
      return span;
    });
    const last = own.at(-1);
    if (last !== undefined) own[own.length - 1] = { from: Math.min(last.from, ...bases.map((b) => b.at)), to: Math.max(last.to, ...bases.map((b) => b.at)) };
    reach.set(binding.name, own);
  }
  for (const unit of fused.units) {
    const spans = new Map([...sizes, ...unit.spans]);
    for (const node of unit.names) {
      const own = reach.get(node.name);
      node.at.forEach((d, k) => {
        const { from, to } = spanOf(affineOf(d, letters), spans);
        const span = own?.[k];
        if (own !== undefined && span !== undefined) own[k] = { from: Math.min(span.from, from), to: Math.max(span.to, to) };
      });
    }
  }

  let size = 0;
  const place = (over: readonly string[], spans: readonly Span[], dims: readonly number[]): Layout => {
    const layout = layoutAt(size, over.map((index, k) => ({ index, size: sizes.get(index)?.to ?? 0, ...(spans[k] ?? { from: 1, to: 0 }) })), dims);
    size += layout.size;
    if (size > largestBuffer)
      throw new Problem('too-large', 'the values of this program need more than a gigabyte at once', { mend: 'use smaller batches' });
    return layout;
  };
  const layouts = new Map<string, Layout>();
  for (const { binding } of needed)
    layouts.set(binding.name, place(binding.over, reach.get(binding.name) ?? [], dims.get(binding.name) ?? []));
  const parts = new Map<Unit, Layout>();
  const entries = (node: Expr): readonly number[] => node.shape.dims.map((d) => evaluateDim(d, letters));
  for (const unit of fused.units)
    if (unit.part !== undefined) parts.set(unit, place(unit.over, unit.over.map((index) => sizes.get(index) ?? fixedSpan), entries(unit.part)));

  const ofBinding = (name: string): Layout => layouts.get(name) ?? lost(name);
  const ofPart = (unit: Unit): Layout => (unit.part === undefined ? ofBinding(unit.binding.name) : (parts.get(unit) ?? lost(unit.binding.name)));
  let count = 0;
  const context = { reader, letters, storage: { ofBinding, ofPart, sizesOf: entries }, fused, fresh: () => count++ };
  const steps = schedule(fused.units, edgesOf(fused.units, letters, sizes), sizes, (unit, spans, outer) => lower(unit, spans, outer, context));
  return {
    size,
    layouts,
    given: needed.flatMap(({ binding: b }) => (b.expr === undefined && b.value === undefined ? [b] : [])),
    constants: needed.flatMap(({ binding: b }) => (b.expr === undefined && b.value !== undefined ? [[ofBinding(b.name), b.value] as const] : [])),
    steps,
    ops,
    letters,
  };
};

const fixedSpan: Span = { from: 1, to: 0 };
const lost = (name: string): never => {
  throw bug(`${name} has no storage`);
};
