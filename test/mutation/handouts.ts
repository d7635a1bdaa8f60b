/** The networks that stand in the tests of the calculus, and what becomes of each: its lines, its steps, or a refusal. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { Problem } from '../../src/core/problem.ts';
import { differentiate, parameters } from '../../src/calculus/differentiate.ts';
import { lift } from '../../src/calculus/lift.ts';
import { moves } from '../../src/calculus/moves/moves.ts';
import { nameParts } from '../../src/calculus/name.ts';
import { write } from '../../src/lang/write.ts';
import { program } from '../calculus/handout.ts';

export interface Handout {
  readonly network: string;
  readonly lifted: boolean;
  readonly lines: readonly string[];
}

/** Without the proof, which is slow: a line that is wrong differs from the right one. */
const told = (network: string, lifted: boolean): readonly string[] => {
  try {
    const p = program(network);
    const { program: named } = nameParts(lifted ? lift(p).program : p, parameters(p));
    const made = differentiate(named, parameters(p));
    const { ops, bindings } = made.gradient;
    const raw = [...bindings.values()].flatMap((b) => [b.expr, ...b.base.map((x) => x.expr)].map((e) => `${b.name}: ${e === undefined ? '' : write(e, ops)}`));
    const lines = moves(named, made).flatMap((l) => [...l.steps.map((s) => `${l.goal}: ${s.kind} ${s.rule} ${write(s.after, ops)}`), ...l.base.map((x) => `${l.goal}: ${write(x.expr, ops)}`)]);
    return [...raw, ...lines];
  } catch (problem) {
    return [problem instanceof Problem ? `${problem.code}: ${problem.message}` : `failed: ${String(problem)}`];
  }
};

/** Every text in the tests that can be read as a network, shortest first. */
export const networks = (folder: URL): readonly string[] => {
  const found = new Set<string>();
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.test.ts'))) {
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) if (/\bparam\(/u.test(node.text) && node.text.length < 900) found.add(node.text);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, readFileSync(new URL(file, folder), 'utf8'), ts.ScriptTarget.ES2023, true));
  }
  return [...found].sort((a, b) => a.length - b.length);
};

/** Those that take long are left to the tests themselves; the others come fastest first. */
const longest = 400;

export const handoutsOf = (list: readonly string[]): readonly Handout[] =>
  list
    .flatMap((network) =>
      [false, true].map((lifted) => {
        const start = performance.now();
        const lines = told(network, lifted);
        return { network, lifted, lines, ms: performance.now() - start };
      }),
    )
    .filter((h) => h.ms < longest && h.lines[0]?.startsWith('failed') !== true)
    .sort((a, b) => a.ms - b.ms)
    .map(({ network, lifted, lines }) => ({ network, lifted, lines }));

/** Does every network still come out as it did? Stops at the first that does not. */
export const asBefore = (handouts: readonly Handout[]): boolean => handouts.every(({ network, lifted, lines }) => JSON.stringify(told(network, lifted)) === JSON.stringify(lines));
