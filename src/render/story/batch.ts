/** One sample or many, and the constant in front of the loss: read off the program. */
import { activity, openCalls } from '../../calculus/reverse.ts';
import { type Dim, productOfDims } from '../../core/dim.ts';
import { type Expr, nodesOf } from '../../core/expr.ts';
import type { Binding, Program } from '../../core/program.ts';
import type { Block, Prose, Tex } from '../doc.ts';
import { numberTex, tex } from '../formula/literal.ts';
import { dimTex, letterTex } from '../formula/name.ts';
import { list, math, say } from '../say.ts';
import { forAll, paragraph, type Telling } from './telling.ts';

/** A formula with every call opened down to operators. */
export const opened = (e: Expr, program: Program): Expr => {
  const names = new Set(nodesOf(e).flatMap((n) => (n.kind === 'name' ? [n.name] : [])));
  return openCalls(e, program, { known: () => false, pass: () => undefined }, activity(names));
};

/** What the objective is divided by on its way to the top: 2, N, T. */
const divisors = (e: Expr): readonly Dim[] => {
  if (e.kind !== 'apply') return [];
  const [first, second] = e.args;
  if (first === undefined) return [];
  if (e.op === 'divide' && second !== undefined) return [...dimOf(second), ...divisors(first)];
  if (e.op === 'mean' && Array.isArray(e.attrs.axes)) return [productOfDims(e.attrs.axes.map((axis) => first.shape.dims[Number(axis)] ?? 1)), ...divisors(first)];
  return e.op === 'total' || e.op === 'negate' || e.op === 'sum' || e.op === 'expand' ? divisors(first) : [];
};
const dimOf = (e: Expr): readonly Dim[] => {
  if (e.kind === 'number') return e.value === 1 ? [] : [e.value];
  if (e.kind === 'apply' && e.op === 'dim') return [typeof e.attrs.dim === 'number' ? e.attrs.dim : String(e.attrs.dim)];
  const [of] = e.args;
  return e.kind === 'apply' && e.op === 'expand' && of !== undefined ? dimOf(of) : [];
};
const fraction = (d: Dim): Tex => tex`\frac{1}{${typeof d === 'number' ? numberTex(d) : dimTex(d)}}`;

export const batch = ({ program, t, words }: Telling): Block => {
  const data = [...program.bindings.values()].filter((b) => b.mask === undefined && (b.role === 'input' || b.role === 'target'));
  const [axis] = data.map((b) => b.shape.dims[0]);
  // A parameter belongs to no sample, so an axis that one has counts something else, such as places in a text.
  const shared = [...program.bindings.values()].some((b) => b.role === 'param' && axis !== undefined && b.shape.dims.includes(axis));
  const rows = typeof axis === 'string' && !shared && data.length > 0 && data.every((b) => b.shape.dims.length > 0 && b.shape.dims[0] === axis) && data.some((b) => b.shape.dims.length > 1);
  const [index, another] = new Set(data.flatMap((b) => b.over));
  const widest = data.reduce<Binding | undefined>((most, b) => (b.over.length > (most?.over.length ?? 0) ? b : most), undefined);
  const size = index === undefined ? undefined : program.indices.get(index)?.size;
  const about = ((): Prose => {
    if (rows) return say(words, 'batch.rows', { names: list(data.map((b) => math(t.name(b.name))), words), count: math(dimTex(axis)) });
    const ranges = widest === undefined || another === undefined ? undefined : forAll(widest, program);
    if (ranges !== undefined) return say(words, 'batch.families', { ranges: math(ranges) });
    if (index !== undefined && size !== undefined) return say(words, 'batch.sequence', { index: math(letterTex(index)), size: math(dimTex(size)) });
    return say(words, 'batch.one');
  })();
  const objective = program.bindings.get(program.objective)?.expr;
  const found = objective === undefined ? [] : divisors(opened(objective, program)).filter((d) => d !== 1);
  const loss = math(t.name(program.objective));
  // Terms of a sum may carry factors of their own; then nothing is said of the whole.
  const several = objective?.kind === 'apply' && (objective.op === 'add' || objective.op === 'subtract');
  const constant = several ? [] : found.length === 0 ? say(words, 'batch.plain', { objective: loss }) : say(words, found.length === 1 ? 'batch.factor' : 'batch.factors', { objective: loss, factors: list(found.map((d) => math(fraction(d))), words) });
  return paragraph([...about, ...constant]);
};
