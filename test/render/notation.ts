/** Short words to write notations in tests. */
import type { Dim } from '../../src/core/dim.ts';
import type { InfixSign, Notation } from '../../src/core/notation.ts';
import type { TexStyle } from '../../src/render/formula/tex.ts';
import { tex } from '../../src/render/formula/literal.ts';
import { safeTex } from '../../src/render/formula/template.ts';

export const name = (text: string, ...at: readonly Dim[]): Notation => ({ kind: 'name', name: text, at });
export const num = (value: number): Notation => ({ kind: 'number', value });
export const dim = (d: Dim): Notation => ({ kind: 'dim', dim: d });
const read = (n: Notation | string | number): Notation =>
  typeof n === 'string' ? name(n) : typeof n === 'number' ? num(n) : n;
type Operand = Notation | string | number;
export const op = (left: Operand, sign: InfixSign, right: Operand, scalar = false): Notation => ({
  kind: 'infix',
  sign,
  left: read(left),
  right: read(right),
  scalar,
});
export const neg = (of: Operand): Notation => ({ kind: 'negate', of: read(of) });
export const tr = (of: Operand): Notation => ({ kind: 'transpose', of: read(of) });
export const call = (fn: string, ...args: readonly Operand[]): Notation => ({ kind: 'call', fn, args: args.map(read), options: [] });
export const along = (fn: string, axis: string, of: Operand): Notation => ({
  kind: 'call',
  fn,
  args: [read(of)],
  options: [['axis', axis]],
});
export const total = (index: string, to: Dim, of: Operand): Notation => ({ kind: 'total', index, to, of: read(of) });
export const when = (test: Operand, then: Operand, otherwise: Operand): Notation => ({
  kind: 'cases',
  when: read(test),
  then: read(then),
  otherwise: read(otherwise),
});
export const at = (of: Operand, ...places: readonly string[]): Notation => ({ kind: 'subscript', of: read(of), at: places });

/** Adjoints are told by a table, as in a program: `d_z1` is one, `d_model` is not. */
const adjoints: ReadonlyMap<string, string> = new Map(
  ['x', 'z', 'z1', 'z2', 'h', 'o', 'W1', 'W2', 'b1', 'b2', 'L', 'loss', 'x_hat', '权重', 'd_z1'].map((n) => [`d_${n}`, n]),
);
export const style: TexStyle = {
  adjoint: 'bar',
  objective: 'L',
  adjointOf: (n) => adjoints.get(n),
  heads: new Map([
    ['tanh', tex`\tanh`],
    ['log', tex`\log`],
    ['sin', tex`\sin`],
    ['exp', tex`\exp`],
  ]),
  templates: new Map([['sigmoid', safeTex('\\sigma(x)', ['x'])]]),
  options: {},
};
