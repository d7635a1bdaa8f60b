/** What becomes of one input: a program, a refusal, or a failure of ours. */
import process from 'node:process';
import { derive } from '../../src/calculus/derive.ts';
import { Problem } from '../../src/core/problem.ts';
import { bindValues } from '../../src/engine/bind.ts';
import { compile } from '../../src/engine/compile.ts';
import { readTable } from '../../src/engine/csv.ts';
import { bindData } from '../../src/engine/data.ts';
import { showProblem } from '../../src/lang/caret.ts';
import { parse } from '../../src/lang/parse.ts';
import { read } from '../../src/lang/read.ts';
import { ops } from '../../src/ops/index.ts';
import { typesetter } from '../../src/render/style.ts';
import { prelude } from './corpus.ts';
import type { Input } from './mutate.ts';

export type Verdict = { readonly kind: 'read' | 'derived' | 'refused' } | { readonly kind: 'failed'; readonly why: string };

const table = read('x = input(2); y = target(); W = param(1, 2); b = param()\nL = (sum(W * x) + b - y)^2', { file: 'net.grad', ops, prelude });
const values = read('x = input(2); W = param(1, 2)\nL = sum(W * x)^2', { file: 'net.grad', ops, prelude });

const brief = prelude.split('\n').filter((line) => /\b(?:sigmoid|softmax|relu|mse)\b/u.test(line) && !line.startsWith('#') && !/\b(?:silu|softplus|logsoftmax)\b/u.test(line)).join('\n');

/** Programs small enough to be derived and proved at once, as are the first of every few. */
const light = (text: string): boolean => text.length < 400;

const attempt = ({ kind, text }: Input, deep: boolean): Verdict => {
  switch (kind) {
    case 'formula':
      parse(text, 'formula');
      return { kind: 'read' };
    case 'csv': {
      const columns = new Map([['x', ['a', 'b']], ['y', ['y']]] as const);
      bindData(table, readTable(text, 'data.csv'), { columns });
      return { kind: 'read' };
    }
    case 'json': {
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {
        return { kind: 'refused' };
      }
      const bound = bindValues(values, json, 'values.json');
      const evaluator = compile(bound.program, { dims: bound.dims });
      for (const [name, value] of bound.values) evaluator.set(name, value);
      return { kind: 'read' };
    }
    case 'file': {
      // Reading the whole prelude takes longer than all else.
      const program = read(text, { file: 'net.grad', ops, prelude: deep ? prelude : brief });
      typesetter(program, {});
      if (!deep || !light(text)) return { kind: 'read' };
      const wanted = [...program.bindings.values()].filter((b) => b.role === 'param').map((b) => b.name);
      const elements = [...program.bindings.values()].reduce((n, b) => n + b.shape.dims.reduce<number>((p, d) => p * (typeof d === 'number' ? d : 8), 1), 0);
      const members = [...program.indices.values()].reduce<number>((n, i) => Math.max(n, typeof i.size === 'number' ? i.size : 8), 1);
      if (wanted.length === 0 || elements * members > 2000) return { kind: 'read' };
      derive(program, wanted);
      return { kind: 'derived' };
    }
  }
};

const sealed = (): string => JSON.stringify([Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Array.prototype), Object.getOwnPropertyNames(Function.prototype), Object.keys(globalThis)]);
const before = sealed();

/** The classes of refusal: the caller's, the input's, undecided. Anything else that is thrown is ours. */
const ours = (error: unknown): string | undefined => {
  if (error instanceof Problem) {
    if (error.fault === 'bug' || error.fault === 'tool') return `${error.fault} ${error.code}: ${error.message}`;
    // A message must be printable.
    const shown = showProblem(error);
    return /\n\s+at \S+ \(|\[object \w+\]|NaN (?:entries|cells|columns)/u.test(error.message) ? `an odd message: ${shown}` : undefined;
  }
  return error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}\n${error.stack?.split('\n').slice(1, 4).join('\n') ?? ''}` : String(error);
};

export const feed = (input: Input, deep: boolean, slow: number): Verdict => {
  // Of this process: the machine may be busy with others.
  const spent = (): number => process.cpuUsage().user / 1000;
  const start = spent();
  let verdict: Verdict;
  try {
    verdict = attempt(input, deep);
  } catch (error) {
    const why = ours(error);
    verdict = why === undefined ? { kind: 'refused' } : { kind: 'failed', why };
  }
  const ms = spent() - start;
  if (verdict.kind !== 'failed' && ms > slow) return { kind: 'failed', why: `${verdict.kind} after ${String(Math.round(ms))} ms` };
  if (sealed() !== before) return { kind: 'failed', why: 'prototypes or globals changed' };
  return verdict;
};
