/** What the tests of calculus compare: a network on the left, `adjoint = formula` lines on the right, each of them proved. */
import { showDim } from '../../src/core/dim.ts';
import type { Expr } from '../../src/core/expr.ts';
import type { Program } from '../../src/core/program.ts';
import { derive, type Proved } from '../../src/calculus/derive.ts';
import { read, type ReadOptions } from '../../src/lang/read.ts';
import { write } from '../../src/lang/write.ts';
import { ops } from '../../src/ops/index.ts';
import { prelude } from '../prelude.ts';

export { prelude };

export const program = (text: string, more: Partial<ReadOptions> = {}): Program => read(text, { file: 'net.grad', ops, prelude, ...more });

const head = (name: string, subscripts: readonly string[]): string => (subscripts.length === 0 ? name : `${name}[${subscripts.join(', ')}]`);

/** The lines a reader is left with, stages on the way left out; at a place of its own, an adjoint has a line of its own. */
export const linesOf = ({ derivation }: Proved): readonly string[] => {
  const { gradient, lines } = derivation;
  const text = (e: Expr): string => write(e, gradient.ops);
  return lines
    .filter((l) => !l.passing)
    .flatMap((l) => {
      const over = gradient.bindings.get(l.goal)?.over ?? [];
      const places = l.base.map((b) => `${head(l.goal, [...over.slice(0, -1), showDim(b.at)])} = ${text(b.expr)}`);
      const general = gradient.bindings.get(l.goal)?.expr === undefined ? [] : [`${head(l.goal, over)} = ${text(l.expr)}`];
      return [...places, ...general];
    });
};

/** Reads, derives and proves a network; the lines of its handout. */
export const handout = (text: string, wanted?: readonly string[]): readonly string[] => linesOf(derive(program(text), wanted));
