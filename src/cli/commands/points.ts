/** Points of the command line, and the values of a program's objective there, computed by the engine. */
import { bug, Problem } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { bindShapes } from '../../engine/bind.ts';
import { compile } from '../../engine/compile.ts';
import { asNested, type Nested, shapeOf } from '../../engine/values.ts';
import { usage } from '../command.ts';
import { entriesOf } from '../entries.ts';
import { readJson } from '../files.ts';
import type { Io } from '../io.ts';

export interface Point {
  readonly label: string;
  readonly values: ReadonlyMap<string, Nested>;
}

const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;

/** `x=1.5,y=2`; a value may also be an array, `x=[1,2]`. */
const assignments = (text: string): ReadonlyMap<string, Nested> =>
  new Map(
    entriesOf(text).map((part) => {
      const [, name = '', value = ''] = /^([^\s=]+)\s*=\s*(.*)$/u.exec(part) ?? [];
      if (name !== '' && isNumber.test(value)) return [name, Number(value)] as const;
      const array = value.startsWith('[') ? parsed(value) : undefined;
      if (name === '' || array === undefined) throw usage('bad-point', `"${part}" does not give a name a number`, "--at 'x=1.5,y=2'");
      return [name, asNested(array, name)] as const;
    }),
  );

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

const isObject = (json: unknown): json is Readonly<Record<string, unknown>> => typeof json === 'object' && json !== null && !Array.isArray(json);

/** Each word is a list of assignments, a JSON object, or the name of a JSON file with one object or a list of these. */
export const readPoints = (words: readonly string[], io: Io): readonly Point[] =>
  words.flatMap((word): readonly Point[] => {
    if (/^[^[{]*=/u.test(word)) return [{ label: word, values: assignments(word) }];
    if (word !== '-' && !/[{./]/u.test(word)) throw usage('bad-point', `"${word}" does not give a name a number`, "--at 'x=1.5,y=2', or a file of values");
    const json = word.trimStart().startsWith('{') ? parsed(word) : readJson(word, io);
    const objects: readonly unknown[] = Array.isArray(json) ? json : [json];
    return objects.map((o, i) => {
      if (!isObject(o)) throw new Problem('values-not-an-object', `${word} does not hold an object of values`, { expected: '{"x": [1, 2], "A": [[1, 0], [0, 1]]}' });
      return { label: objects.length === 1 ? word : `${word} (${String(i + 1)})`, values: new Map(Object.entries(o).map(([name, v]) => [name, asNested(v, name)])) };
    });
  });

/** A non-finite entry becomes null, as JSON would make it anyway. */
export type Value = number | null | readonly Value[];
export const finite = (v: Nested): Value => (typeof v === 'number' ? (Number.isFinite(v) ? v : null) : v.map(finite));

/** With `upstream` the objective is a gradient over it, and the value is the Jacobian: a row for each of its entries. */
export const valuesAt = (program: Program, { values, label }: Point, upstream: string | undefined): Value => {
  const bound = bindShapes(program, new Map([...values].filter(([name]) => program.bindings.has(name)).map(([name, v]) => [name, shapeOf(v, name)])));
  if (bound.lifted !== undefined) throw new Problem('value-shape', `the point ${label} has an array of more axes than --shapes says`);
  const evaluator = compile(program, { dims: bound.dims, want: [program.objective] });
  for (const { name } of evaluator.plan.given) {
    const value = values.get(name);
    if (value !== undefined) evaluator.set(name, value);
    else if (name !== upstream) throw usage('missing-value', `the point ${label} does not say ${name}`, `--at '${label},${name}=1'`);
  }
  if (upstream === undefined) {
    evaluator.run();
    return finite(evaluator.get(program.objective));
  }
  if (!evaluator.plan.layouts.has(upstream)) throw bug('a Jacobian without its upstream');
  const seed = new Float64Array(evaluator.shapeOf(upstream).reduce((n, d) => n * d, 1));
  return Array.from(seed, (_, k) => {
    seed.fill(0);
    seed[k] = 1;
    evaluator.write(upstream, seed);
    evaluator.run();
    return finite([...evaluator.read(program.objective)]);
  });
};
