/** A program that computes: values in by name, one run, values out by name. */
import type { Given } from '../calculus/proof/evaluate.ts';
import { Problem } from '../core/problem.ts';
import type { Program } from '../core/program.ts';
import { link, print } from './js.ts';
import { fullShape, type Layout, memberSize, type Run, runsOf } from './plan/layout.ts';
import { plan, type Plan, type PlanOptions } from './plan/index.ts';
import { OutOfReach, surely } from './surely.ts';
import { flatten, type Nested, nest, shapeOf, showSizes } from './values.ts';

export interface Evaluator {
  readonly plan: Plan;
  /** The generated JavaScript. */
  readonly source: string;
  /** Sizes of the indices of a family, then the shape of a member. */
  readonly shapeOf: (name: string) => readonly number[];
  /** Nested arrays (or one number) of the binding's shape; refuses another shape and what is not a finite number. */
  readonly set: (name: string, value: Nested) => void;
  /** The same values flat, row-major, taken from `values` at `from`; unchecked but for the length. */
  readonly write: (name: string, values: Float64Array, from?: number) => void;
  /** Rows of the leading axis, picked from `values`, whose rows are one after another. */
  readonly writeRows: (name: string, values: Float64Array, rows: ArrayLike<number>) => void;
  /** Computes everything; every given value has to be set first, but for masks, which are their means until set. */
  readonly run: () => void;
  readonly get: (name: string) => Nested;
  /** Flat and row-major, copied into `into` at `at` where given. */
  readonly read: (name: string, into?: Float64Array, at?: number) => Float64Array;
}

interface Slot {
  readonly layout: Layout;
  readonly shape: readonly number[];
  readonly size: number;
  readonly runs: readonly Run[];
}

/** Short stretches are copied number by number: a view costs more than it saves. */
const copy = (from: Float64Array, start: number, to: Float64Array, at: number, length: number): void => {
  if (length > 48) to.set(from.subarray(start, start + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i] ?? 0;
};

export interface CompileOptions extends PlanOptions {
  /** Leaves what doubles end without a number as it is: not to be computed once more in real numbers. */
  readonly doubles?: boolean;
}

/** Every place of a family's members, in order. */
const placesOf = ({ axes }: Layout): readonly (readonly number[])[] =>
  axes.reduce<readonly (readonly number[])[]>((places, { size }) => places.flatMap((at) => Array.from({ length: size }, (_, i) => [...at, i + 1])), [[]]);

export const compile = (program: Program, options: CompileOptions): Evaluator => {
  const made = plan(program, options);
  const printed = print(made);
  const buffer = new Float64Array(made.size);
  const execute = link(printed, buffer, made.ops);
  for (const [layout, value] of made.constants) for (const { at, length } of runsOf(layout)) buffer.fill(value, at, at + length);

  const slots = new Map<string, Slot>();
  const slot = (name: string): Slot => {
    const known = slots.get(name);
    if (known !== undefined) return known;
    const layout = made.layouts.get(name);
    if (layout === undefined) throw new Problem('not-computed', `${name} is not among the values computed here`, { expected: [...made.layouts.keys()].join(', ') });
    const shape = fullShape(layout);
    const slot = { layout, shape, size: shape.reduce((a, b) => a * b, 1), runs: runsOf(layout) };
    slots.set(name, slot);
    return slot;
  };
  const unset = new Set(made.given.map((b) => b.name));
  for (const { name, mask } of made.given) {
    const layout = made.layouts.get(name);
    if (mask === undefined || layout === undefined) continue;
    for (const { at, length } of runsOf(layout)) buffer.fill(mask, at, at + length);
    unset.delete(name);
  }

  const write: Evaluator['write'] = (name, values, from = 0) => {
    const { size, runs } = slot(name);
    if (values.length < from + size) throw new Problem('too-few-values', `${name} takes ${size} numbers, not ${values.length - from}`);
    let next = from;
    for (const { at, length } of runs) {
      copy(values, next, buffer, at, length);
      next += length;
    }
    unset.delete(name);
  };
  const read: Evaluator['read'] = (name, into, at = 0) => {
    const { size, runs } = slot(name);
    const out = into ?? new Float64Array(size);
    let next = at;
    for (const run of runs) {
      copy(buffer, run.at, out, next, run.length);
      next += run.length;
    }
    return out;
  };
  const computed = (options.want ?? [...program.bindings.keys()]).flatMap((name) => {
    const layout = made.layouts.get(name);
    const { expr, base } = program.bindings.get(name) ?? { expr: undefined, base: [] };
    return layout === undefined || (expr === undefined && base.length === 0) ? [] : [{ name, layout, runs: runsOf(layout) }];
  });
  const isFinite = ({ at, length }: Run): boolean => {
    // What is not finite, less itself, is no number.
    let nothing = 0;
    for (let i = at; i < at + length; i++) nothing += (buffer[i] ?? 0) * 0;
    return nothing === 0;
  };
  /** What names are given, or one member of them. */
  const givenNow = (): Given => {
    const all = new Map<string, Float64Array>();
    return (name, at) => {
      if (program.bindings.get(name)?.expr !== undefined) return undefined;
      const layout = made.layouts.get(name);
      if (layout === undefined) throw new OutOfReach();
      const values = all.get(name) ?? read(name);
      all.set(name, values);
      const size = memberSize(layout);
      const member = layout.axes.reduce((place, axis, k) => place * axis.size + (at[k] ?? 1) - 1, 0);
      return values.subarray(member * size, (member + 1) * size);
    };
  };
  return {
    plan: made,
    source: printed.source,
    shapeOf: (name) => slot(name).shape,
    set(name, value) {
      const { shape } = slot(name);
      const given = shapeOf(value, name);
      if (given.length !== shape.length || given.some((n, k) => n !== shape[k]))
        throw new Problem('value-shape', `${name} is ${showSizes(shape)}, and the value given for it is ${showSizes(given)}`);
      write(name, flatten(value, name));
    },
    write,
    writeRows(name, values, rows) {
      const { shape, size, runs } = slot(name);
      const [count = 0] = shape;
      if (rows.length !== count) throw new Problem('too-few-values', `${name} takes ${count} rows, not ${rows.length}`);
      const width = size / count;
      let row = 0;
      let within = 0;
      for (const { at, length } of runs)
        for (let done = 0; done < length; ) {
          const part = Math.min(length - done, width - within);
          const from = (rows[row] ?? 0) * width + within;
          copy(values, from, buffer, at + done, part);
          done += part;
          within += part;
          if (within < width) continue;
          within = 0;
          row++;
        }
      unset.delete(name);
    },
    run() {
      const [missing] = unset;
      if (missing !== undefined) throw new Problem('missing-value', `${[...unset].join(', ')} ${unset.size === 1 ? 'has' : 'have'} no value`, { expected: `a value for ${missing}` });
      execute();
      if (options.doubles === true || computed.every(({ runs }) => runs.every(isFinite)) || !made.given.every(({ name }) => slot(name).runs.every(isFinite))) return;
      const wanted = computed.map(({ name, layout }) => ({ name, places: placesOf(layout) }));
      for (const [name, values] of surely(program, made.letters, wanted, givenNow()) ?? []) write(name, values);
    },
    get: (name) => nest(read(name), slot(name).shape),
    read,
  };
};
