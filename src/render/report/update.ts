/** The lines of an update as formulas: `v = mu * v + g` to v ← μ v + g, for each entry θ of a parameter. */
import { createPool, type Expr } from '../../core/expr.ts';
import type { OpTable } from '../../core/op.ts';
import { profileOf } from '../../core/profile.ts';
import type { Program } from '../../core/program.ts';
import { scalar, type Shape, tensor } from '../../core/shape.ts';
import { substitute } from '../../lang/elaborate.ts';
import { parse } from '../../lang/parse.ts';
import type { Block, Prose, Tex } from '../doc.ts';
import { numberTex, tex } from '../formula/literal.ts';
import { list, math, say, type Words } from '../say.ts';
import { heading, paragraph } from '../story/telling.ts';
import { typesetter } from '../style.ts';

export interface Update {
  /** Each line, `p = p - lr * g`, over `p`, its gradient `g`, the step `t` and what lines above it name. */
  readonly formulas: readonly string[];
  /** The numbers in force, by name. */
  readonly values: Readonly<Record<string, number>>;
}

/** What books call them. */
const called: ReadonlyMap<string, string> = new Map([
  ['p', 'theta'],
  ['lr', 'eta'],
  ['lr0', 'eta_0'],
  ['eps', 'epsilon'],
  ['decay', 'lambda'],
]);
const variables = ['p', 'g', 't', 'lr', 'epoch', 'epochs', 'steps'];

const linesOf = ({ formulas }: Update): readonly (readonly [name: string, right: string])[] =>
  formulas.flatMap((line) => {
    const [, name, right] = /^(\w+) = (.*)$/su.exec(line) ?? [];
    return name === undefined || right === undefined ? [] : [[name, right] as const];
  });

export const updateBlocks = (update: Update, ops: OpTable, words: Words): readonly Block[] => {
  const lines = linesOf(update);
  const pool = createPool();
  const states = [...new Set(lines.map(([name]) => name))].filter((name) => !variables.includes(name));
  const all = [...variables, ...states, ...Object.keys(update.values)];
  // A line says what happens to each entry; only in a sum over all of them these are vectors.
  const namesWith = (entries: Shape): ReadonlyMap<string, Expr> => new Map(all.map((name) => [name, pool.name(name, ['p', 'g', ...states].includes(name) ? entries : scalar)]));
  const sums = (right: string): boolean => /\bsum\(/u.test(right);
  const functions: Program['functions'] = new Map();
  const program: Program = { pool, ops, bindings: new Map(), functions, lemmas: [], notations: new Map(), dims: new Map(), indices: new Map(), facts: [], profile: profileOf(), titles: new Map(), objective: 'p' };
  const t = typesetter(program, {}, (name) => ({ kind: 'name', name: called.get(name) ?? name, at: [] }));
  const nameTex = (name: string): Tex => t.name(called.get(name) ?? name, []);
  const exprOf = (right: string): Expr => substitute(parse(right, 'update'), namesWith(sums(right) ? tensor('n') : scalar), { pool, ops, functions });
  const values = Object.entries(update.values).map(([name, value]): Prose => math(tex`${nameTex(name)} = ${numberTex(value)}`));
  const counted = lines.some(([, right]) => /\bt\b/u.test(right));
  const more = [
    ...(lines.some(([, right]) => sums(right)) ? say(words, 'report.update.sum') : []),
    ...(states.length === 0 ? [] : say(words, 'report.update.states', { states: list(states.map((name) => math(nameTex(name))), words) })),
    ...(counted ? say(words, 'report.update.count', { step: math(nameTex('t')) }) : []),
  ];
  return [
    heading(2, 'update', say(words, 'report.update')),
    paragraph(say(words, 'report.update.body', { entry: math(nameTex('p')), gradient: math(nameTex('g')), values: list(values, words) })),
    { kind: 'list', items: lines.map(([name, right]) => math(tex`\displaystyle ${nameTex(name)} \leftarrow ${t.expr(exprOf(right))}`)) },
    ...(more.length === 0 ? [] : [paragraph(more)]),
  ];
};
