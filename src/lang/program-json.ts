/** A program as JSON and back. Formulas stand as text in the language, so what reads a file reads this too. */
import type { Dim } from '../core/dim.ts';
import { Problem } from '../core/problem.ts';
import type { Binding, Program } from '../core/program.ts';
import { programText } from './program-text.ts';
import { read, type ReadOptions } from './read.ts';

/** What text does not say of a name. */
interface Extra {
  readonly adjointOf?: string;
  readonly gradientOf?: NonNullable<Binding['gradientOf']>;
}

export interface ProgramJson {
  readonly schemaVersion: 1;
  /** The whole program as a file, its functions, lemmas, facts and profile included. */
  readonly text: string;
  readonly objective: string;
  /** Every name in order, with what text does not say: whose adjoint or gradient it is. */
  readonly names: readonly (readonly [name: string, role: string, shape: readonly Dim[], extra: Extra])[];
  /** Letters and indices, with their sizes. */
  readonly indices: readonly (readonly [name: string, size: Dim, role: string])[];
}

export const toJson = (program: Program): ProgramJson => ({
  schemaVersion: 1,
  text: programText(program),
  objective: program.objective,
  names: [...program.bindings.values()].map((b) => [
    b.name,
    b.role,
    b.shape.dims,
    { ...(b.adjointOf === undefined ? {} : { adjointOf: b.adjointOf }), ...(b.gradientOf === undefined ? {} : { gradientOf: b.gradientOf }) },
  ]),
  indices: [...program.indices.values()].map(({ name, size, role }) => [name, size, role]),
});

const wrong = (what: string): Problem => new Problem('bad-program-json', `this is not a program: ${what}`, { expected: 'what toJson made: {"schemaVersion": 1, "text": "...", "objective": "L", ...}' });
const isObject = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null && !Array.isArray(v);

const isList = (v: unknown): v is readonly unknown[] => Array.isArray(v);
const rowsOf = (v: unknown): readonly (readonly unknown[])[] | undefined => (isList(v) && v.every(isList) ? v : undefined);

/** Throws a Problem where the JSON is not what `toJson` makes, or its text cannot be read. */
export const fromJson = (json: unknown, options: Omit<ReadOptions, 'objective'>): Program => {
  if (!isObject(json) || json.schemaVersion !== 1) throw wrong('it has no schemaVersion 1');
  const { text, objective } = json;
  const [names, indices] = [rowsOf(json.names), rowsOf(json.indices)];
  if (typeof text !== 'string' || typeof objective !== 'string' || names === undefined || indices === undefined) throw wrong('text, objective, names or indices are missing');
  const program = read(text, { ...options, objective, placesInside: true });
  const extras = new Map(names.map((row) => [String(row[0]), row[3]] as const));
  const bindings = [...program.bindings].map(([name, b]): [string, Binding] => {
    const extra = extras.get(name);
    if (!isObject(extra)) return [name, b];
    const { adjointOf, gradientOf } = extra;
    const known = isObject(gradientOf) && typeof gradientOf.of === 'string' && typeof gradientOf.by === 'string' ? { gradientOf: { of: gradientOf.of, by: gradientOf.by } } : {};
    return [name, { ...b, ...(typeof adjointOf === 'string' ? { adjointOf } : {}), ...known }];
  });
  const samples = new Set(indices.flatMap((row) => (row[2] === 'sample' ? [String(row[0])] : [])));
  return {
    ...program,
    bindings: new Map(bindings),
    indices: new Map([...program.indices].map(([name, i]) => [name, samples.has(name) ? { ...i, role: 'sample' as const } : i])),
  };
};

