/** `gradscribe predict NET.grad PARAMS.json DATA.csv`: what a trained network says, a row for each row. */
import { bug, Problem } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { type Table, readTable } from '../../engine/csv.ts';
import { bindData } from '../../engine/data.ts';
import { choices } from '../../engine/training/metrics.ts';
import { predictionOf } from '../../engine/training/prediction.ts';
import { type Scales, standardised } from '../../engine/training/standardise.ts';
import { givenFor, predict as predictValues } from '../../engine/predict.ts';
import { asNested, flatten, type Nested, shapeOf } from '../../engine/values.ts';
import { type Call, type Command, unknownWord, usage } from '../command.ts';
import { nameOf, readJson, readText } from '../files.ts';
import type { Io } from '../io.ts';
import { profileOption, readNetwork } from '../network.ts';
import { columnsOf } from './train.ts';

interface Saved {
  readonly parameters: Readonly<Record<string, Nested>>;
  readonly columns: ReadonlyMap<string, readonly string[]>;
  readonly classes: ReadonlyMap<string, readonly string[]>;
  readonly scales: Scales;
}

const isObject = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null && !Array.isArray(v);
const lists = (json: unknown): ReadonlyMap<string, readonly string[]> =>
  new Map(isObject(json) ? Object.entries(json).map(([name, list]) => [name, Array.isArray(list) ? list.map(String) : []] as const) : []);

const numbers = (value: unknown, name: string): readonly number[] => {
  if (Array.isArray(value) && value.every((v) => typeof v === 'number' && Number.isFinite(v))) return value.map(Number);
  throw new Problem('bad-scale', `what ${name} was standardised with is not a list of numbers`, { expected: '"standardised": {"x": {"mean": [0], "deviation": [1]}}' });
};
const scaleOf = (json: unknown, name: string) => ({ mean: numbers(isObject(json) ? json.mean : undefined, name), deviation: numbers(isObject(json) ? json.deviation : undefined, name) });

/** A file of `train`, or a plain object of values by name. */
const readSaved = (json: unknown, path: string): Saved => {
  if (!isObject(json)) throw new Problem('values-not-an-object', `${path} does not hold an object of parameters`, { expected: '{"W": [[1, 2]], "b": [0]}' });
  const whole = isObject(json.parameters);
  const values = isObject(json.parameters) ? json.parameters : json;
  return {
    parameters: Object.fromEntries(Object.entries(values).map(([name, v]) => [name, asNested(v, name)])),
    columns: lists(whole ? json.columns : undefined),
    classes: lists(whole ? json.classes : undefined),
    scales: new Map(whole && isObject(json.standardised) ? Object.entries(json.standardised).map(([name, scale]) => [name, scaleOf(scale, name)]) : []),
  };
};

/** Column names for the entries of one row, as data files number them: `o`, `p1`, `o[1]`, `o[1].2`. */
const headers = (name: string, sizes: readonly number[], families: number): readonly string[] => {
  let out: readonly string[] = [''];
  sizes.forEach((size, axis) => {
    const single = size === 1 && axis >= families;
    if (!single) out = out.flatMap((h) => Array.from({ length: size }, (_, i) => `${h}${axis < families ? `[${String(i + 1)}]` : axis === 0 && sizes.length === 1 ? String(i + 1) : `.${String(i + 1)}`}`));
  });
  return out.map((h) => name + h);
};

const csvCell = (text: string): string => (/[",\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Names to compute, and the one whose largest entry names a class. */
const namesOf = (program: Program, call: Call): { readonly program: Program; readonly names: readonly string[]; readonly target: string | undefined; readonly yes?: number | undefined } => {
  const asked = call.list('of');
  const computed = [...program.bindings.values()].filter((b) => b.expr !== undefined).map((b) => b.name);
  for (const name of asked ?? []) if (!computed.includes(name)) throw unknownWord('formula', name, computed);
  const prediction = predictionOf(program);
  if (asked !== undefined) return { program, names: asked, target: asked[0] === prediction?.name ? prediction?.target : undefined, yes: prediction?.yes };
  if (prediction === undefined) throw usage('no-prediction', 'no formula is held against a target here', '--of NAME says which formula to compute', computed.join(', '));
  return { program: prediction.program, names: [prediction.name], target: prediction.target, yes: prediction.yes };
};

const run = (call: Call, io: Io): number => {
  const [path = '', parametersPath = '', dataPath = ''] = call.words;
  if ([path, parametersPath, dataPath].filter((p) => p === '-').length > 1) throw usage('stdin-twice', 'only one file can come from the standard input');
  const network = readNetwork(path, io, { text: () => undefined });
  const saved = readSaved(readJson(parametersPath, io), nameOf(parametersPath));
  const table: Table = readTable(readText(dataPath, io), nameOf(dataPath));
  const { program, names, target, yes } = namesOf(network.program, call);
  const only = givenFor(program, names);
  for (const name of only)
    if (program.bindings.get(name)?.role === 'param' && !Object.hasOwn(saved.parameters, name)) throw new Problem('missing-value', `${nameOf(parametersPath)} has no ${name}`, { expected: 'the parameters of this network, as train writes them' });
  const mapped = columnsOf(call);
  const columns = new Map([...(mapped.size > 0 ? mapped : saved.columns)].filter(([name]) => mapped.has(name) || only.has(name)));
  const shapes = new Map(Object.entries(saved.parameters).filter(([name]) => program.bindings.has(name)).map(([name, v]) => [name, shapeOf(v, name)] as const));
  const data = standardised(bindData(program, table, { only, columns, classes: saved.classes, shapes, objective: 'each' }), saved.scales);
  const values = predictValues(data, saved.parameters, names);
  const classes = target === undefined ? undefined : saved.classes.get(target);
  const first = values.get(names[0] ?? '');
  if (first === undefined) throw bug('nothing was computed');
  const labels = classes === undefined ? undefined : choices(flatten(first, 'the prediction'), table.rows.length, classes.length, yes).map((c) => classes[c] ?? '');

  if (call.flag('json')) {
    io.out.write(`${JSON.stringify({ schemaVersion: 1, predictions: Object.fromEntries(values), ...(labels === undefined ? {} : { classes: labels }) })}\n`);
    return 0;
  }
  const rows = table.rows.length;
  const summed = names.find((name) => shapeOf(values.get(name) ?? 0, name)[0] !== rows && [...givenFor(program, [name])].some((g) => data.values.has(g)));
  if (summed !== undefined)
    throw usage('not-by-row', `${summed} is not computed row by row: it has one value for all ${String(rows)} rows`, `--of ${summed} --json prints it once`);
  const columnsOut = names.map((name) => {
    const value = values.get(name) ?? 0;
    const [leading, ...sizes] = shapeOf(value, name);
    const flat = flatten(value, name);
    const perRow = leading === rows;
    const own = program.bindings.get(name);
    return { head: headers(name, perRow ? sizes : [], own?.over.length ?? 0), of: (row: number) => (perRow ? flat.subarray((row * flat.length) / rows, ((row + 1) * flat.length) / rows) : flat.subarray(0, 1)) };
  });
  const column = target === undefined ? undefined : saved.columns.get(target)?.[0];
  const head = [...columnsOut.flatMap((c) => c.head), ...(labels === undefined ? [] : [column ?? target ?? 'class'])];
  const lines = table.rows.map((_, row) => [...columnsOut.flatMap((c) => [...c.of(row)].map(String)), ...(labels === undefined ? [] : [csvCell(labels[row] ?? '')])].join(','));
  io.out.write(`${[head.map(csvCell).join(','), ...lines].join('\n')}\n`);
  return 0;
};

export const predict: Command = {
  usage: 'predict NET.grad PARAMS.json DATA.csv [options]',
  about: `Prints CSV: for each row of DATA.csv what the network predicts, and the class where the target was one. Targets are not
needed; inputs are standardised if they were in training. PARAMS.json is what train wrote, or an object of parameters by name.`,
  examples: ['predict templates/networks/xor.grad out/xor.params.json templates/data/xor.csv', 'predict net.grad params.json new.csv --json', 'predict net.grad params.json new.csv --of h,o'],
  options: [
    { name: 'of', value: 'o,h', about: "formulas to compute, an objective for each row by itself; the one held against the target unless given" },
    profileOption,
    { name: 'bind', value: "'x=[a,b]'", about: 'which columns a name takes; as in training unless given' },
    { name: 'json', about: 'one JSON object' },
  ],
  words: [3, 3],
  takes: [{ what: 'network', file: ['.grad'] }, { what: 'file of parameters', file: ['.json'] }, { what: 'table', file: ['.csv'] }],
  run,
};
