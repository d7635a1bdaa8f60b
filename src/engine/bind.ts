/**
 * Which number each dimension letter stands for, from the shapes of given values; and whether the values bring one
 * more leading axis than declared, which makes a per-sample program a program over samples.
 */
import { lift, type LiftOptions } from '../calculus/lift.ts';
import { addDims, coefficientOf, type Dim, evaluateDim, lettersOf, multiplyDims, showDim, substituteDim, subtractDims } from '../core/dim.ts';
import { Problem } from '../core/problem.ts';
import type { Binding, Program } from '../core/program.ts';
import { checkReads } from './inside.ts';
import { asNested, flatten, type Nested, shapeOf, showSizes } from './values.ts';

export interface Bound {
  /** The program as given, or lifted over samples. */
  readonly program: Program;
  readonly dims: ReadonlyMap<string, number>;
  /** The letter for the number of samples where the program was lifted. */
  readonly lifted: string | undefined;
}

/** As a value is given: the sizes of the indices, then the shape of a member. */
export const declaredShape = (b: Binding, program: Program): readonly Dim[] => [
  ...b.over.map((index): Dim => program.indices.get(index)?.size ?? 1),
  ...b.shape.dims,
];
const showDeclared = (dims: readonly Dim[]): string => (dims.length === 0 ? 'a single number' : `[${dims.map(showDim).join(', ')}]`);

export const isGiven = (b: Binding): boolean => b.expr === undefined && b.value === undefined;
const isData = (b: Binding): boolean => b.role === 'input' || b.role === 'target';

interface Equation {
  readonly dim: Dim;
  readonly size: number;
  readonly name: string;
}

/** Letters from shapes that have as many axes as declared; single letters first, then sums and products. */
const solve = (equations: readonly Equation[], known: ReadonlyMap<string, number | undefined>): ReadonlyMap<string, number> => {
  const letters = new Map<string, { readonly value: number; readonly by: string }>();
  for (const [letter, value] of known) if (value !== undefined) letters.set(letter, { value, by: 'the file' });
  const inPlace = (d: Dim): Dim => lettersOf(d).reduce((left, l) => substituteDim(left, l, letters.get(l)?.value ?? l), d);
  const waiting = [...equations].sort((a, b) => lettersOf(a.dim).length - lettersOf(b.dim).length);
  for (let again = true; again; ) {
    again = false;
    for (const equation of waiting.splice(0)) {
      const { dim, size, name } = equation;
      const rest = inPlace(dim);
      const [letter, other] = lettersOf(rest);
      if (letter === undefined) {
        const owner = typeof dim === 'string' ? letters.get(dim) : undefined;
        if (rest === size) continue;
        throw owner === undefined
          ? new Problem('sizes-disagree', `${name} has ${size} where ${typeof dim === 'number' ? showDim(dim) : `${showDim(dim)}, which is ${showDim(rest)},`} is declared`)
          : new Problem('sizes-disagree', `${owner.by} says ${showDim(dim)} = ${owner.value}, and ${name} says ${showDim(dim)} = ${size}`);
      }
      if (other !== undefined || String(rest).split(/[+*-]/u).filter((f) => f === letter).length > 1) {
        waiting.push(equation);
        continue;
      }
      const factor = coefficientOf(rest, letter);
      const value = evaluateDim(subtractDims(size, addDims(rest, multiplyDims(-factor, letter))), new Map()) / factor;
      if (!Number.isSafeInteger(value) || value < 0)
        throw new Problem('sizes-disagree', `${name} has ${size} where ${showDim(dim)} is declared, and no whole number ${letter} gives that`);
      letters.set(letter, { value, by: name });
      again = true;
    }
  }
  return new Map([...letters].map(([letter, { value }]) => [letter, value]));
};

export interface BindOptions extends LiftOptions {
  /** Where the values come from, for messages. */
  readonly file?: string;
}

/** The problem with a matrix whose rows and columns are exchanged says so. */
const transposable = (equationsOf: (exchanged?: string) => readonly Equation[], names: readonly string[], known: ReadonlyMap<string, number | undefined>): ReadonlyMap<string, number> => {
  try {
    return solve(equationsOf(), known);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const fits = (name: string): boolean => {
      try {
        return solve(equationsOf(name), known).size >= 0;
      } catch {
        return false;
      }
    };
    const turned = names.find(fits);
    if (turned === undefined) throw problem;
    throw new Problem(problem.code, problem.message, { ...(problem.expected === undefined ? {} : { expected: problem.expected }), mend: `the transpose of ${turned} fits: give its columns as rows` });
  }
};

/** `shapes` holds the sizes of the nested arrays given, by name. */
export const bindShapes = (program: Program, shapes: ReadonlyMap<string, readonly number[]>, options: BindOptions = {}): Bound => {
  const found = [...shapes].flatMap(([name, sizes]) => {
    const binding = program.bindings.get(name);
    return binding === undefined ? [] : [{ name, sizes, binding, extra: sizes.length - declaredShape(binding, program).length }];
  });
  const data = found.filter((f) => isData(f.binding));
  const sampled = data.find((f) => f.extra === 1);
  const plain = data.find((f) => f.extra === 0);
  if (sampled !== undefined && plain !== undefined)
    throw new Problem(
      'samples-disagree',
      `${sampled.name} is given with one more leading axis than declared, as for several samples, and ${plain.name} is not: ${showSizes(sampled.sizes)} and ${showSizes(plain.sizes)}`,
      { expected: 'one leading axis of samples on every input and target, or on none' },
    );
  const lifted = sampled === undefined ? undefined : lift(program, options);
  const whole = lifted?.program ?? program;
  const given = options.file === undefined ? 'the value given for it' : `the value of it in ${options.file}`;
  const equationsOf = (exchanged?: string): readonly Equation[] => found.flatMap(({ name, sizes: own }) => {
    const sizes = name === exchanged ? [...own].reverse() : own;
    const binding = whole.bindings.get(name);
    const declared = binding === undefined ? [] : declaredShape(binding, whole);
    if (declared.length !== sizes.length)
      throw new Problem('value-shape', `${name} is declared ${showDeclared(declared)}, and ${given} is ${showSizes(sizes)}`);
    if (exchanged === undefined && declared.some((d, k) => typeof d === 'number' && d !== sizes[k]))
      throw new Problem('value-shape', `${name} is declared ${showDeclared(declared)}, and ${given} is ${showSizes(sizes)}`, binding?.place === undefined ? {} : { place: binding.place });
    return declared.map((dim, k): Equation => ({ dim, size: sizes[k] ?? 0, name }));
  });
  const dims = transposable(equationsOf, found.filter((f) => f.sizes.length === 2 && f.sizes[0] !== f.sizes[1]).map((f) => f.name), whole.dims);
  checkReads(whole, dims);
  return { program: whole, dims, lifted: lifted?.count };
};

/** Entries found by number must be there. */
export const checkNumbers = ({ program, dims }: Pick<Bound, 'program' | 'dims'>, name: string, values: Float64Array): void => {
  const b = program.bindings.get(name);
  if (b?.index === undefined || !lettersOf(b.index).every((l) => dims.has(l))) return;
  const most = evaluateDim(b.index, dims);
  const at = values.findIndex((v) => !Number.isInteger(v) || v < 1 || v > most);
  if (at >= 0)
    throw new Problem('not-a-number-of-an-entry', `${name} holds ${String(values[at])}, and entries are numbered from 1 to ${String(most)}`, {
      ...(b.place === undefined ? {} : { place: b.place }),
      ...(values[at] === 0 ? { mend: 'count from 1: add 1 to numbers that count from 0' } : {}),
    });
};

export interface BoundValues extends Bound {
  readonly values: ReadonlyMap<string, Nested>;
}

const notToBeGiven = (program: Program, name: string, binding: Binding | undefined): Problem => {
  const expected = [...program.bindings.values()].filter(isGiven).map((b) => b.name).join(', ');
  if (binding === undefined) return new Problem('not-to-be-given', `there is no ${name} in the file`, { expected });
  if (binding.role !== 'constant' || binding.value === undefined) return new Problem('not-to-be-given', `${name} needs no value: the file itself says what it is`, { expected });
  return new Problem('not-to-be-given', `${name} needs no value: it is the number ${String(binding.value)}`, {
    ...(binding.place === undefined ? {} : { place: binding.place }),
    expected,
    mend: `for an array that is given, write its size as a letter, ${name} = constant(n), or declare ${name} = input(...)`,
  });
};

/** VALUES.json, parsed: an object of numbers and nested arrays by name. */
export const bindValues = (program: Program, json: unknown, file?: string): BoundValues => {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Problem('values-not-an-object', `${file ?? 'the values'} ${file === undefined ? 'are' : 'is'} not an object`, { expected: '{"x": [1, 2], "W": [[1, 0], [0, 1]]}' });
  const values = new Map<string, Nested>();
  for (const [name, value] of Object.entries(json)) {
    const binding = program.bindings.get(name);
    if (binding === undefined || !isGiven(binding)) throw notToBeGiven(program, name, binding);
    values.set(name, asNested(value, name));
  }
  const shapes = new Map([...values].map(([name, value]) => [name, shapeOf(value, name)]));
  const bound = bindShapes(program, shapes, file === undefined ? {} : { file });
  for (const [name, value] of values) checkNumbers(bound, name, flatten(value, name));
  return { ...bound, values };
};
