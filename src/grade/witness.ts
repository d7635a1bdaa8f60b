/** A point where an answer and the truth differ, as plain data: enough to check the verdict by hand. */
import { places } from '../calculus/proof/sample.ts';
import { sizesOf } from '../calculus/proof/evaluate.ts';
import { type Expr, nodesOf } from '../core/expr.ts';
import type { Nested } from '../engine/values.ts';
import type { Witness } from './equal.ts';
import type { Question } from './question.ts';

export interface Shown {
  /** Sizes that were chosen for letters. */
  readonly letters: Readonly<Record<string, number>>;
  /** What was chosen, in the form that `evaluate --values` takes; an index has the leading axis. */
  readonly given: ReadonlyMap<string, Nested>;
  /** Computed names that the answer reads; null where a value is lost. */
  readonly computed: ReadonlyMap<string, Nested>;
  /** For a family: which member. */
  readonly member: Readonly<Record<string, number>>;
  /** Which entry, counted from 1; empty for a single number. */
  readonly entry: readonly number[];
  /** Null where the answer has no value. */
  readonly answer: number | null;
  readonly truth: number;
}

const nest = (flat: readonly number[], sizes: readonly number[]): Nested => {
  const [n, ...rest] = sizes;
  if (n === undefined) return flat[0] ?? NaN;
  const step = flat.length / n;
  return Array.from({ length: n }, (_, i) => nest(flat.slice(i * step, (i + 1) * step), rest));
};

const positionOf = (entry: number, sizes: readonly number[]): readonly number[] => {
  const out: number[] = [];
  let rest = entry;
  for (const n of [...sizes].reverse()) {
    out.unshift((rest % n) + 1);
    rest = Math.floor(rest / n);
  }
  return out;
};

export const shown = ({ gradient, variables, reference }: Question, answer: Expr, witness: Witness): Shown => {
  const { data, run } = witness.point;
  const { letters } = data;
  const read = new Set(nodesOf(answer).flatMap((n) => (n.kind === 'name' ? [n.name] : [])));
  const whole = (name: string): Nested => {
    const b = gradient.bindings.get(name);
    const axes = (b?.over ?? []).map((index) => Math.max(...places(gradient, name, letters).map((at) => at[b?.over.indexOf(index) ?? 0] ?? 1)));
    const flat = places(gradient, name, letters).flatMap((at) => run.value(name, at).map((v) => v.value));
    return nest(flat, [...axes, ...(b === undefined ? [] : sizesOf(b.shape, letters))]);
  };
  const isGiven = (name: string): boolean => gradient.bindings.get(name)?.expr === undefined;
  const names = [...gradient.bindings.keys()].filter((name) => read.has(name) || variables.includes(name));
  const unbound = [...letters].filter(([letter]) => gradient.dims.get(letter) === undefined);
  return {
    letters: Object.fromEntries(unbound),
    given: new Map(names.filter(isGiven).map((name) => [name, whole(name)])),
    computed: new Map(names.filter((name) => !isGiven(name)).map((name) => [name, whole(name)])),
    member: Object.fromEntries(witness.setting),
    entry: positionOf(witness.entry, sizesOf(reference.shape, letters)),
    answer: witness.answer ?? null,
    truth: witness.truth,
  };
};
