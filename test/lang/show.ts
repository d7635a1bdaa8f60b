/** What the tests of the language compare: syntax as brackets, programs as lines, problems as a reader meets them. */
import { showDim } from '../../src/core/dim.ts';
import { Problem } from '../../src/core/problem.ts';
import type { Program } from '../../src/core/program.ts';
import { showShape } from '../../src/core/shape.ts';
import type { Range, Syntax } from '../../src/core/syntax.ts';
import { showProblem } from '../../src/lang/caret.ts';
import { read, type ReadOptions } from '../../src/lang/read.ts';
import { write } from '../../src/lang/write.ts';
import { ops } from '../../src/ops/index.ts';
import { prelude } from '../prelude.ts';

export { prelude };

export const brackets = (s: Syntax | Range): string => {
  switch (s.kind) {
    case 'number':
      return String(s.value);
    case 'name':
      return s.name;
    case 'text':
      return `"${s.text}"`;
    case 'apply':
      return `(${[s.fn, ...s.args.map(brackets), ...[...s.options].map(([k, v]) => `${k}=${brackets(v)}`)].join(' ')})`;
    case 'subscript':
      return `${brackets(s.of)}[${s.at.map(brackets).join(', ')}]`;
    case 'array':
      return `${s.flat ? 'flat' : 'rows'}{${s.rows.map((r) => r.map(brackets).join(' ')).join('; ')}}`;
    case 'range':
      return `${s.from === undefined ? '' : brackets(s.from)}:${s.to === undefined ? '' : brackets(s.to)}`;
  }
};

export const program = (text: string, more: Partial<ReadOptions> = {}): Program => read(text, { file: 'net.grad', ops, prelude, ...more });

/** One line for each binding: role, name, shape, formula, first values. */
export const lines = (p: Program): readonly string[] =>
  [...p.bindings.values()].map((b) =>
    [
      b.role,
      b.over.length === 0 ? b.name : `${b.name}[${b.over.join(', ')}]`,
      showShape(b.shape),
      ...(b.expr === undefined ? [] : [`= ${write(b.expr, p.ops)}`]),
      ...b.base.map((x) => `from ${b.name}[${showDim(x.at)}]`),
      ...(b.init === undefined ? [] : [b.init]),
      ...(b.value === undefined ? [] : [String(b.value)]),
    ].join(' '),
  );

/** The problem that something meets, as text; fails when it meets none. */
export const problemOf = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (problem) {
    if (problem instanceof Problem && problem.fault !== 'bug') return showProblem(problem);
    throw problem;
  }
  throw new Error('nothing was refused');
};
