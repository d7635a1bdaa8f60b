/** A program evaluated entry by entry, straight from the index text: slow, and nothing the planner does. */
import { evaluateDim } from '../../src/core/dim.ts';
import type { Expr } from '../../src/core/expr.ts';
import type { KernelExpr, Subscript } from '../../src/core/kernel.ts';
import { kernelOf } from '../../src/core/op.ts';
import type { Program } from '../../src/core/program.ts';
import { unfold } from '../../src/lang/elaborate.ts';

type Env = ReadonlyMap<string, number>;
/** The entry of a member at `place`, both as flat keys. */
export type Given = (name: string, place: readonly number[], entry: readonly number[]) => number;

export const naive = (program: Program, letters: Env, given: Given): ((name: string, place: readonly number[], entry: readonly number[]) => number) => {
  const known = new Map<string, number>();
  const remembered = (key: string, make: () => number): number => {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
  const named = (name: string, place: readonly number[], entry: readonly number[]): number =>
    remembered(`${name} ${place.join()} ${entry.join()}`, () => {
      const b = program.bindings.get(name);
      if (b === undefined) throw new Error(name);
      const last = place.at(-1);
      const base = b.base.find((x) => evaluateDim(x.at, letters) === last);
      const env = new Map([...letters, ...b.over.map((index, k) => [index, place[k] ?? NaN] as const)]);
      const lead = place.slice(0, base === undefined ? undefined : -1);
      const inside = lead.every((p, k) => p >= 1 && p <= evaluateDim(program.indices.get(b.over[k] ?? '')?.size ?? 0, letters));
      if (!inside) return 0;
      if (base !== undefined) return entryOf(base.expr, entry, env);
      if (b.expr !== undefined) return entryOf(b.expr, entry, env);
      return b.value ?? given(name, place, entry);
    });
  const entryOf = (e: Expr, entry: readonly number[], env: Env): number =>
    remembered(`#${String(e.id)} ${entry.join()} ${[...env].join()}`, () => {
      if (e.kind === 'number') return e.value;
      if (e.kind === 'name') return named(e.name, e.at.map((d) => evaluateDim(d, env)), entry);
      if (e.op === 'call') return entryOf(unfold(e, program), entry, env);
      const [inner] = e.args;
      if (e.op === 'total' && inner !== undefined) {
        const index = JSON.stringify(e.attrs.index).slice(1, -1);
        const size = evaluateDim(program.indices.get(index)?.size ?? 0, env);
        let sum = 0;
        for (let k = 1; k <= size; k++) sum += entryOf(inner, entry, new Map([...env, [index, k]]));
        return sum;
      }
      const op = program.ops.get(e.op);
      if (op === undefined) throw new Error(e.op);
      const kernel = kernelOf(op, e.attrs, e.args.map((a) => a.shape), e.shape);
      const extent = (index: string): number => evaluateDim(kernel.extents.get(index) ?? 0, env);
      const at = (s: Subscript, own: Env): number => s.terms.reduce((sum, [i, c]) => sum + c * (own.get(i) ?? NaN), evaluateDim(s.constant, env));
      const value = (k: KernelExpr, own: Env): number => {
        switch (k.kind) {
          case 'number':
            return k.value;
          case 'dim':
            return evaluateDim(k.dim, env);
          case 'index':
            return own.get(k.index) ?? NaN;
          case 'negate':
            return -value(k.of, own);
          case 'scalar':
            return op.scalar?.(...k.args.map((a) => value(a, own))) ?? NaN;
          case 'choose':
            return value(k.when, own) !== 0 ? value(k.then, own) : value(k.otherwise, own);
          case 'load': {
            const operand = e.args[k.operand];
            if (operand === undefined) throw new Error(e.op);
            const where = k.at.map((s) => at(s, own));
            const inside = where.every((i, axis) => i >= 0 && i < evaluateDim(operand.shape.dims[axis] ?? 1, env));
            return inside ? entryOf(operand, where, env) : 0;
          }
          case 'infix': {
            const [l, r] = [value(k.left, own), value(k.right, own)];
            const results = { '+': l + r, '-': l - r, '*': l * r, '/': l / r, '>': +(l > r), '>=': +(l >= r), '<': +(l < r), '<=': +(l <= r), '==': +(l === r), '!=': +(l !== r) };
            return results[k.sign];
          }
          case 'reduce': {
            const values = Array.from({ length: extent(k.index) }, (_, i) => value(k.of, new Map([...own, [k.index, i]])));
            if (k.by === 'sum') return values.reduce((a, b) => a + b, 0);
            const most = Math.max(...values);
            return k.by === 'max' ? most : values.indexOf(most);
          }
        }
      };
      // Which setting of the free indices writes this entry, if any does?
      let found: Map<string, number>[] = [new Map<string, number>()];
      for (const index of kernel.free) found = found.flatMap((m) => Array.from({ length: extent(index) }, (_, i) => new Map<string, number>([...m, [index, i]])));
      const own = found.find((m) => kernel.out.every((s, axis) => at(s, m) === entry[axis]));
      return own === undefined ? 0 : value(kernel.body, own);
    });
  return named;
};
