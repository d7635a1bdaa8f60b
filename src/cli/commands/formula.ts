/** One formula of the command line to a program: names are scalars unless shapes say otherwise. */
import { read } from '../../calculus/read.ts';
import { bug, type Place, Problem } from '../../core/problem.ts';
import type { Binding, Program } from '../../core/program.ts';
import { mentionsOf } from '../../lang/file/mentions.ts';
import { parse } from '../../lang/parse.ts';
import { ops } from '../../ops/index.ts';
import { usage } from '../command.ts';
import { entriesOf } from '../entries.ts';
import { prelude } from '../network.ts';

const file = 'formula';
const isName = (text: string): boolean => /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(text);

/** `A=3x2,x=2`, `A=mxn`: sizes are numbers or letters between x, `×` or `*`. */
export const readShapes = (text: string | undefined): ReadonlyMap<string, readonly string[]> =>
  new Map(
    entriesOf(text ?? '').map((part) => {
      const [, name = '', sizes = ''] = /^(.*?)\s*=\s*(.*)$/u.exec(part) ?? [];
      const dims = sizes === 'scalar' ? [] : sizes.split(/\s*[x×*]\s*/u);
      if (!isName(name) || !dims.every((d) => /^[1-9]\d*$/u.test(d) || isName(d))) throw usage('bad-shape', `"${part}" does not say a shape`, "--shapes 'A=3x2,x=2'");
      return [name, dims] as const;
    }),
  );

/** What the machinery adds around the formula is taken off again before anyone sees it. */
const asTyped = (problem: Problem, line: number, lead: number): Problem => {
  const { place, code, message, fault, expected, mend } = problem;
  if (place?.file !== file) return problem;
  const own: Place | undefined = place.line === line && place.column > lead ? { ...place, line: 1, column: place.column - lead, text: place.text.slice(lead) } : undefined;
  return new Problem(code, message, {
    fault,
    ...(own === undefined ? {} : { place: own }),
    ...(expected === undefined ? {} : { expected }),
    ...(mend === undefined ? {} : { mend }),
  });
};

const fresh = (wish: string, taken: ReadonlySet<string>): string => {
  let name = wish;
  while (taken.has(name)) name += '_';
  return name;
};

/** `by` are varied; every other name is given from outside. The objective is the formula, whatever its shape. `facts` hold. */
export const programOf = (formula: string, by: readonly string[], shapes: ReadonlyMap<string, readonly string[]>, facts: readonly string[] = []): Program => {
  const text = formula.replace(/[\r\n]/gu, ' ');
  const mentions = mentionsOf(parse(text, file));
  const letters = new Set([...shapes.values()].flat().filter(isName));
  const declared = new Set([...by, ...shapes.keys()]);
  const names = new Set([...declared, ...mentions.names.map((m) => m.name).filter((n) => declared.has(n) || (!n.includes('.') && n !== 'e' && n !== 'pi' && !letters.has(n)))]);
  for (const name of by) if (!isName(name)) throw usage('bad-name', `${name} is not a name to differentiate by`, "gradscribe diff 'x^2 * sin(x)' x");
  const taken = new Set([...names, ...letters, ...mentions.calls.map((c) => c.name)]);
  const own = fresh('f', taken);
  const sum = fresh(`${own}_sum`, taken);
  // In alphabetical order, as books write products: 2 a x, x y.
  const declarations = [...names].sort().map((n) => `${n} = ${by.includes(n) ? 'param' : 'input'}(${(shapes.get(n) ?? []).join(', ')})`);
  const lead = `${own} = `;
  let program: Program;
  try {
    const lines = [...declarations, `${lead}${text}`, `${sum} = sum(${own})`, ...facts.map((fact) => `assume(${fact.replace(/[\r\n]/gu, ' ')})`)];
    program = read(lines.join('\n'), { file, ops, prelude: prelude() });
  } catch (error) {
    throw error instanceof Problem ? asTyped(error, declarations.length + 1, lead.length) : error;
  }
  const binding = program.bindings.get(own);
  if (binding === undefined) throw bug('the formula was lost');
  if (binding.expr === undefined && binding.value === undefined) throw new Problem('not-a-formula', `${text.trim()} declares something, and is no formula`, { expected: 'a formula such as x^2 * sin(x)' });
  // A number alone is read as a constant.
  const bindings = new Map([...program.bindings].filter(([name]) => name !== sum).map(([name, b]): [string, Binding] => [name, name === own ? { ...b, role: 'objective', expr: b.expr ?? program.pool.number(b.value ?? 0) } : b]));
  return { ...program, bindings, objective: own };
};
