/** `gradscribe evaluate NET.grad --values VALUES.json`: the numbers of every formula, and of every gradient. */
import { differentiate, parameters } from '../../calculus/differentiate.ts';
import { bug } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { bindValues } from '../../engine/bind.ts';
import { compile } from '../../engine/compile.ts';
import { showViolation, violations } from '../../engine/facts.ts';
import { flatten } from '../../engine/values.ts';
import { type Call, type Command, usage } from '../command.ts';
import { nameOf, readJson } from '../files.ts';
import { type Io, paint } from '../io.ts';
import { profileOption, readNetwork, wantedOf } from '../network.ts';
import { finite, type Value } from './points.ts';
import { showValue } from '../terminal/table.ts';
import { zeroOf } from './zero.ts';

/** The program with an adjoint for each wanted name; where nothing flows it is zero. */
const withGradients = (program: Program, wanted: readonly string[]): { readonly program: Program; readonly adjoints: readonly (readonly [name: string, adjoint: string])[] } => {
  const made = differentiate(program, wanted);
  const bindings = new Map(made.gradient.bindings);
  const adjoints = made.wanted.map(([name, adjoint]) => {
    if (adjoint !== undefined) return [name, adjoint] as const;
    const of = bindings.get(name);
    if (of === undefined) throw bug(`no ${name}`);
    const zero = `d_${name} is zero`;
    bindings.set(zero, { name: zero, role: 'value', over: of.over, base: [], shape: of.shape, expr: zeroOf(program, name) });
    return [name, zero] as const;
  });
  return { program: { ...made.gradient, bindings }, adjoints };
};

const isNumeric = (v: Value): v is number | null => v === null || typeof v === 'number';
/** The one element of the objective, whatever its rank. */
const single = (v: Value): number | null => (isNumeric(v) ? v : single(v[0] ?? null));

const run = (call: Call, io: Io): number => {
  const [path = '-'] = call.words;
  const file = call.text('values');
  if (file === undefined) throw usage('missing-option', 'the values are missing', `gradscribe evaluate ${path} --values VALUES.json`);
  if (file === '-' && path === '-') throw usage('stdin-twice', 'only one of the two can come from the standard input');
  const network = readNetwork(path, io, call);
  const wanted = call.flag('gradients') || call.text('wrt') !== undefined ? (wantedOf(network.program, call) ?? parameters(network.program)) : [];
  const bound = bindValues(network.program, readJson(file, io), nameOf(file));
  if (bound.lifted !== undefined) io.err.write(`note: the values hold ${String(bound.dims.get(bound.lifted) ?? 0)} samples; ${network.program.objective} is their mean\n`);
  const { program, adjoints } = wanted.length === 0 ? { program: bound.program, adjoints: [] } : withGradients(bound.program, wanted);
  const computed = [...bound.program.bindings.values()].filter((b) => b.expr !== undefined).map((b) => b.name);
  const evaluator = compile(program, { dims: bound.dims, want: [...computed, ...adjoints.map(([, adjoint]) => adjoint)] });
  for (const [name, value] of bound.values) if (evaluator.plan.layouts.has(name)) evaluator.set(name, value);
  evaluator.run();
  const given = new Map([...bound.values].map(([name, value]) => [name, flatten(value, name)]));
  for (const v of violations(bound.program, bound.dims, given)) io.err.write(`note: ${showViolation(v)}\n`);

  const numbers = (name: string): Value => finite(evaluator.get(name));
  const values = Object.fromEntries(computed.map((name) => [name, numbers(name)]));
  const gradients = Object.fromEntries(adjoints.map(([name, adjoint]) => [name, numbers(adjoint)]));
  const objective = single(values[program.objective] ?? null);
  const labelled = Object.entries(gradients).map(([name, v]) => [`d${program.objective}/d${name}`, v] as const);
  for (const [name, v] of [...Object.entries(values), ...labelled]) if (JSON.stringify(v).includes('null')) io.err.write(`note: ${name} holds values that are not finite\n`);
  if (call.flag('json')) {
    io.out.write(`${JSON.stringify({ schemaVersion: 1, values, objective, ...(adjoints.length === 0 ? {} : { gradients }) })}\n`);
    return 0;
  }
  const { bold } = paint(io.out, io.env);
  for (const [name, v] of Object.entries(values)) io.out.write(showValue(name === program.objective ? bold(name) : name, v));
  for (const [name, v] of labelled) io.out.write(showValue(bold(name), v));
  return 0;
};

export const evaluate: Command = {
  usage: 'evaluate NET.grad --values VALUES.json [options]',
  about: `VALUES.json is an object of numbers and nested arrays, {"x": [1, 0], "W1": [[1, 2], [3, 4]]}; the axis of an index comes
first. One more leading axis on every input and target makes it several samples. Each gradient has its parameter's shape.`,
  examples: ['evaluate net.grad --values values.json', 'evaluate net.grad --values values.json --gradients --json', 'evaluate net.grad --values - --of z1 < values.json'],
  options: [
    { name: 'values', value: 'VALUES.json', file: ['.json'], about: 'what is given; - is the standard input' },
    { name: 'gradients', about: 'the gradient of every parameter as well' },
    { name: 'wrt', value: 'W1,x', about: 'the gradients by these names instead' },
    { name: 'of', value: 'L', about: 'the objective; the last formula unless given' },
    profileOption,
    { name: 'json', about: 'one JSON object, in full precision' },
  ],
  words: [1, 1],
  takes: [{ what: 'network', file: ['.grad'] }],
  run,
};
