/** A trained program on data: the values of any of its formulas. */
import { nodesOf } from '../core/expr.ts';
import type { Program } from '../core/program.ts';
import { isGiven } from './bind.ts';
import { compile } from './compile.ts';
import type { Data } from './data.ts';
import { laidOut, readRows, rowSizes } from './rows.ts';
import { type Nested, nest } from './values.ts';

/** What has to be given so that `names` can be computed: a prediction needs no target. */
export const givenFor = (program: Program, names: readonly string[]): ReadonlySet<string> => {
  const seen = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const binding = program.bindings.get(name);
    for (const e of [binding?.expr, ...(binding?.base.map((b) => b.expr) ?? [])])
      if (e !== undefined) for (const node of nodesOf(e)) if (node.kind === 'name') waiting.push(node.name);
  }
  return new Set([...program.bindings.values()].filter((b) => seen.has(b.name) && isGiven(b)).map((b) => b.name));
};

/** One value for each name, its leading axis over the rows of the data where it depends on them. */
export const predict = (data: Data, parameters: Readonly<Record<string, Nested>>, names: readonly string[]): ReadonlyMap<string, Nested> => {
  const evaluator = compile(data.program, { dims: data.dims, want: names });
  for (const { name } of evaluator.plan.given) {
    const values = data.values.get(name);
    const shared = data.shared.get(name);
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (values !== undefined) evaluator.write(name, laidOut(data, values));
    else if (parameter !== undefined) evaluator.set(name, parameter);
    else if (shared !== undefined) evaluator.write(name, shared);
  }
  evaluator.run();
  return new Map(names.map((name) => [name, nest(readRows(evaluator, data, name), rowSizes(evaluator, data, name))]));
};
