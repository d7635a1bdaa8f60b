/** `gradscribe diff 'x^2 * sin(x)' x`: the derivative of one formula, its steps and its values. */
import type { Program } from '../../core/program.ts';
import { showShape } from '../../core/shape.ts';
import { write } from '../../lang/write.ts';
import { typesetter } from '../../render/style.ts';
import { type Call, type Command, usage } from '../command.ts';
import { readText } from '../files.ts';
import { programOf, readShapes } from './formula.ts';
import { type Io, paint } from '../io.ts';
import { isOneNumber, paired, type Partial, tidied, walked, withFormula } from './partial.ts';
import { stepsJson } from './steps.ts';
import { type Point, readPoints, valuesAt } from './points.ts';
import { stepsText } from '../terminal/steps.ts';
import { table } from '../terminal/table.ts';
import { languages, languagesOf, wordsIn } from '../words.ts';

/** By which names, in order: `x y` once each, `x --order 3` three times. */
const namesOf = (names: readonly string[], order: number | undefined): readonly string[] => {
  if (order === undefined) return names;
  const [only] = names;
  if (names.length === 1 && only !== undefined && order >= 1 && order <= 12) return Array.from({ length: order }, () => only);
  if (names.length === order) return names;
  throw usage('bad-order', names.length === 1 ? `--order is ${String(order)}` : `--order ${String(order)} and ${String(names.length)} names`, "gradscribe diff 'x^3' x --order 2", 'one name and an order from 1 to 12, or one name for each order');
};

/** A walk backwards has one line after the other, each with its rule. */
const linesText = (program: Program, stage: Partial): string =>
  table(stage.steps.map((s, i) => [i === 0 ? `d/d${stage.by}` : '', `= ${write(s.after, program.ops)}`, s.rule]));

const run = (call: Call, io: Io): number => {
  const [language = 'en'] = languagesOf(call, io.env);
  const [formula = '', ...names] = call.words;
  const by = namesOf(names, call.number('order', 'whole'));
  const program = programOf(formula === '-' ? readText('-', io) : formula, by, readShapes(call.text('shapes')));
  if ([formula, ...call.all('at')].filter((word) => word === '-').length > 1) throw usage('stdin-twice', 'only one of these can come from the standard input');
  const points = readPoints(call.all('at'), io);
  const jacobian = call.flag('jacobian');

  const stages: Partial[] = [];
  let shown = program;
  let computed = program;
  let upstream: string | undefined;
  for (const [i, name] of by.entries()) {
    const last = i === by.length - 1;
    if (!isOneNumber(shown) && !(last && jacobian)) {
      const shape = shown.bindings.get(shown.objective)?.shape;
      throw usage('not-one-number', `${i === 0 ? 'the formula' : 'the derivative'} is ${shape === undefined ? 'an array' : showShape(shape)}, not one number`, i === 0 ? 'add --jacobian, or differentiate sum(...) of it' : 'add --jacobian');
    }
    if (last && jacobian) {
      const pair = paired(computed);
      computed = pair.program;
      upstream = pair.upstream;
    }
    const stage = tidied(last && jacobian && !isOneNumber(shown) ? paired(shown).program : shown, name);
    stages.push(stage);
    shown = withFormula(shown, stage.expr);
    computed = walked(computed, name);
  }
  const final = stages.at(-1);
  if (final === undefined) throw usage('missing-word', 'no name to differentiate by', "gradscribe diff 'x^2' x");

  const derivative = write(final.expr, program.ops);
  const values = points.map((p) => valuesAt(computed, p, upstream));
  note(io, program, by, stages, derivative, points, values);
  if (call.flag('json')) {
    const steps = stages.flatMap((s) => stepsJson(s, program));
    const tex = typesetter({ ...program, profile: { ...program.profile, adjoint: 'partial' } }, 'axis').expr(final.expr);
    io.out.write(`${JSON.stringify({ schemaVersion: 1, derivative, tex, values, steps, proved: stages.every((s) => s.proof !== undefined) })}\n`);
    return 0;
  }
  if (call.flag('steps')) {
    const painted = paint(io.out, io.env);
    const told = stages.map((s) => (s.forward === undefined ? linesText(program, s) : stepsText(s.forward, s.steps, wordsIn(language), painted)));
    io.out.write(`${told.join('\n\n')}\n\n`);
  }
  io.out.write(`${paint(io.out, io.env).bold(derivative)}\n`);
  points.forEach((p, i) => io.out.write(`at ${p.label}: ${JSON.stringify(values[i] ?? null).replaceAll('null', 'not finite')}\n`));
  return 0;
};

const note = (io: Io, program: Program, by: readonly string[], stages: readonly Partial[], derivative: string, points: readonly Point[], values: readonly unknown[]): void => {
  const own = program.bindings.get(program.objective)?.expr;
  const text = own === undefined ? '' : write(own, program.ops);
  for (const name of new Set(by)) if (!new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'u').test(text)) io.err.write(`note: ${name} does not occur in the formula\n`);
  const given = new Set([...program.bindings.values()].filter((b) => b.expr === undefined).map((b) => b.name));
  for (const name of new Set(points.flatMap((p) => [...p.values.keys()]))) if (!given.has(name)) io.err.write(`note: ${name} is given a value and does not occur in the formula\n`);
  const proved = stages.filter((s) => s.proof !== undefined);
  const count = (of: 'steps' | 'partials'): string => String(proved.reduce((n, s) => n + (s.proof?.[of] ?? 0), 0));
  if (proved.length > 0) io.err.write(`proved: ${count('steps')} equalities, ${count('partials')} partial derivatives\n`);
  if (proved.length < stages.length) io.err.write('note: not checked by numbers: no random data were found where the formula is finite\n');
  if (derivative.endsWith(' ...')) io.err.write('note: the derivative is too long to be shown whole; gradscribe derive names its parts\n');
  values.forEach((v, i) => {
    if (JSON.stringify(v).includes('null')) io.err.write(`note: at point ${String(i + 1)} the derivative is not a finite number\n`);
  });
};

export const diff: Command = {
  usage: 'diff FORMULA NAME [NAME ...] [options]',
  about: `Several names are differentiated by one after another: x y is the mixed second derivative. Names are numbers unless
--shapes says otherwise; by an array, the gradient has the array's shape. Values come from the compiled derivative.
FORMULA - is read from the standard input.`,
  examples: ["diff 'x^2 * sin(x)' x --at 'x=1.5'", "diff 'a * x^3' x --order 2 --steps", "diff \"x' * A * x\" x --shapes 'A=3x3,x=3'", "diff 'A * x' x --shapes 'A=2x3,x=3' --jacobian --at point.json"],
  options: [
    { name: 'order', value: 'N', about: 'differentiate N times by the one name' },
    { name: 'shapes', value: "'A=3x2,x=2'", about: 'which names are arrays' },
    { name: 'at', value: "'x=1,y=2' | FILE.json", file: ['.json'], repeated: /=|^\{|\.json$/u, about: 'a point to compute the derivative at; may be given again' },
    { name: 'jacobian', about: 'of a formula with several entries: values are its entries by those of NAME, row-major' },
    { name: 'steps', about: 'every step with its rule' },
    { name: 'lang', choices: languages, about: 'language of the rules; the environment says unless given' },
    { name: 'json', about: 'one JSON object' },
  ],
  words: [2, 40],
  formulas: true,
  run,
};
