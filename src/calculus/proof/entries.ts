/** One operator, entry by entry, as its index text says literally; what an entry is, is the arithmetic's affair. */
import type { Dim } from '../../core/dim.ts';
import type { Apply } from '../../core/expr.ts';
import type { Kernel, KernelExpr, Subscript } from '../../core/kernel.ts';
import type { Op } from '../../core/op.ts';
import { bug } from '../../core/problem.ts';
import type { Arithmetic, Store } from './arithmetic.ts';

/** `size` gives every dimension its number. What comes back takes the operands, once and again. */
export const entrywise = <N, V extends Store<N>>(arithmetic: Arithmetic<N, V>, node: Apply, kernel: Kernel, scalar: Op['scalar'], size: (d: Dim) => number): ((operands: readonly V[]) => V) => {
  const sizes = node.shape.dims.map(size);
  const operandSizes = node.args.map((a) => a.shape.dims.map(size));
  const entries = sizes.reduce((n, d) => n * d, 1);
  let operands: readonly V[] = [];
  // Where every index stands.
  const at: number[] = [];
  const slots = new Map<string, number>();
  const slotOf = (index: string): number => {
    const slot = slots.get(index) ?? slots.size;
    slots.set(index, slot);
    return slot;
  };
  const extent = (index: string): number => size(kernel.extents.get(index) ?? 0);
  const offset = (subscripts: readonly Subscript[], of: readonly number[]): (() => number) => {
    const axes = subscripts.map((s, axis) => ({ start: size(s.constant), terms: s.terms.map(([index, c]) => [slotOf(index), c] as const), entries: of[axis] ?? 1 }));
    return () => {
      let position = 0;
      for (const { start, terms, entries } of axes) {
        let i = start;
        for (const [slot, c] of terms) i += c * (at[slot] ?? 0);
        if (i < 0 || i >= entries) throw bug(`${node.op} reads entry ${String(i)} of ${String(entries)}`);
        position = position * entries + i;
      }
      return position;
    };
  };
  /** What gives the value of a part wherever the indices stand. */
  const valueOf = (k: KernelExpr): (() => N) => {
    switch (k.kind) {
      case 'number':
      case 'dim': {
        const exact = arithmetic.exact(k.kind === 'number' ? k.value : size(k.dim));
        return () => exact;
      }
      case 'index': {
        const slot = slotOf(k.index);
        return () => arithmetic.exact(at[slot] ?? NaN);
      }
      case 'load': {
        const place = offset(k.at, operandSizes[k.operand] ?? []);
        return () => {
          const entry = operands[k.operand]?.[place()];
          if (entry === undefined) throw bug(`${node.op} reads an operand that is not there`);
          return entry;
        };
      }
      case 'negate': {
        const of = valueOf(k.of);
        return () => arithmetic.negate(of());
      }
      case 'choose': {
        const [when, then, otherwise] = [valueOf(k.when), valueOf(k.then), valueOf(k.otherwise)];
        return () => arithmetic.choose(when(), then, otherwise);
      }
      case 'scalar': {
        if (scalar === undefined) throw bug(`${node.op} has no function of numbers`);
        const args = k.args.map(valueOf);
        return () => arithmetic.scalar(scalar, args.map((arg) => arg()));
      }
      case 'infix': {
        const [a, b] = [valueOf(k.left), valueOf(k.right)];
        const { sign } = k;
        return sign === '+' || sign === '-' || sign === '*' || sign === '/' ? () => arithmetic.infix(sign, a(), b()) : () => arithmetic.compare(sign, a(), b());
      }
      case 'reduce': {
        const [length, slot, of] = [extent(k.index), slotOf(k.index), valueOf(k.of)];
        const entry = (i: number): N => {
          at[slot] = i;
          return of();
        };
        if (k.by !== 'sum') return () => (k.by === 'max' ? arithmetic.max : arithmetic.argmax)(Array.from({ length }, (_, i) => entry(i)));
        return () => {
          let total = arithmetic.exact(0);
          for (let i = 0; i < length; i++) total = arithmetic.infix('+', total, entry(i));
          return total;
        };
      }
    }
  };
  const place = offset(kernel.out, sizes);
  const body = valueOf(kernel.body);
  const ranges = kernel.free.map((index) => [slotOf(index), extent(index)] as const);
  let out = arithmetic.zeros(0);
  const loop = (axis: number): void => {
    const range = ranges[axis];
    if (range === undefined) {
      const to = place();
      const before = kernel.adds ? out[to] : undefined;
      out[to] = before === undefined ? body() : arithmetic.infix('+', before, body());
      return;
    }
    for (let i = 0; i < range[1]; i++) {
      at[range[0]] = i;
      loop(axis + 1);
    }
  };
  return (given) => {
    operands = given;
    out = arithmetic.zeros(entries);
    loop(0);
    return out;
  };
};
