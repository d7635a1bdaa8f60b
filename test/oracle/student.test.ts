/**
 * Answers of students with the truth about each (student.json), graded from the text they are written in. What the present
 * operators can say is judged as it should be; the rest is refused, never guessed.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { programOf } from '../../src/cli/commands/formula.ts';
import { Problem } from '../../src/core/problem.ts';
import { grade } from '../../src/grade/grade.ts';
import { builtinNames } from '../../src/lang/meanings.ts';
import { ops } from '../../src/ops/index.ts';
import { program } from '../calculus/handout.ts';

type Nested = number | readonly Nested[];
interface Entry {
  readonly id: string;
  readonly problem: { readonly expression: string; readonly variables?: readonly { readonly name: string; readonly shape: readonly number[] }[] };
  readonly wrt: readonly string[];
  readonly answer: { readonly mathjs: string };
  readonly truth: 'correct' | 'incorrect';
  readonly mistake: string | null;
  readonly check_points?: readonly Readonly<Record<string, Nested>>[];
}
const { entries } = JSON.parse(readFileSync(new URL('student.json', import.meta.url), 'utf8')) as { readonly entries: readonly Entry[] };

/** A Jacobian and a second derivative are other questions. */
const others = new Map([
  ['g110', 'second derivative'],
  ['g137', 'objective-not-scalar'],
]);
/** Does the text call a function that no operator, built-in or prelude line says? Then it has to be refused. */
const { functions } = program('x = param()\nL = x');
const known = new Set([...builtinNames(ops), ...functions.keys()]);
const missing = (text: string): boolean => [...text.matchAll(/\b([A-Za-z]\w*)\(/gu)].some(([, fn = '']) => !known.has(fn));

/** The targets of a cross-entropy add up to 1; the entry does not say so. */
const facts = new Map([['g140', ['sum(y) == 1']]]);

const verdictOn = ({ id, problem, wrt, answer }: Entry): string => {
  const [by = '', second] = wrt;
  if (second !== undefined) return 'second derivative';
  const shapes = new Map((problem.variables ?? []).map((v) => [v.name, v.shape.map(String)]));
  try {
    const { verdict, remarks } = grade(programOf(problem.expression, wrt, shapes, facts.get(id)), by, answer.mathjs);
    return [verdict, ...remarks.map((r) => r.id)].join(' ');
  } catch (problem) {
    if (problem instanceof Problem && problem.fault !== 'bug') return problem.code;
    throw problem;
  }
};

test.each(entries.map((e) => [e.id, e.truth, e.mistake ?? 'no mistake', e] as const))('%s, %s: %s', (id, truth, mistake, entry) => {
  const said = verdictOn(entry);
  const expected = others.get(id) ?? (missing(`${entry.problem.expression} ${entry.answer.mathjs}`) ? 'unknown-function' : undefined);
  if (expected !== undefined) expect(said).toBe(expected);
  else expect(said).toMatch(truth === 'correct' ? /^equal/u : mistake === 'transposed' ? /^different layout$/u : /^different$/u);
});
