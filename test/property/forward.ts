/** An oracle for derivatives: the program evaluated on dual numbers, entry by entry from the index text; no rule, no walk. */
import { evaluateDim } from '../../src/core/dim.ts';
import type { Expr } from '../../src/core/expr.ts';
import type { Kernel, KernelExpr, Subscript } from '../../src/core/kernel.ts';
import { kernelOf } from '../../src/core/op.ts';
import type { Program } from '../../src/core/program.ts';
import { unfold } from '../../src/lang/elaborate.ts';
import { type Dual, duals } from '../ops/reference.ts';

type Env = ReadonlyMap<string, number>;
export type Given = (name: string, place: readonly number[], entry: readonly number[]) => Dual;

const plain = (v: number): Dual => ({ v, d: 0 });
const zero = plain(0);
const sum = (a: Dual, b: Dual): Dual => ({ v: a.v + b.v, d: a.d + b.d });

/**
 * A binding's entry at a place with its slope along the direction that `given` says. `tie` is told where two sides of a
 * choice are equal and part from each other along the direction: there is no slope there.
 */
export const forward = (program: Program, letters: Env, given: Given, tie: () => void = () => undefined): ((name: string, place: readonly number[], entry: readonly number[]) => Dual) => {
  const known = new Map<string, Dual>();
  const remembered = (key: string, make: () => Dual): Dual => {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
  const kernels = new Map<number, Kernel>();
  const kernelFor = (e: Extract<Expr, { kind: 'apply' }>): Kernel => {
    const op = program.ops.get(e.op);
    const found = kernels.get(e.id);
    if (found !== undefined || op === undefined) return found ?? fail(e.op);
    const made = kernelOf(op, e.attrs, e.args.map((a) => a.shape), e.shape);
    kernels.set(e.id, made);
    return made;
  };
  const named = (name: string, place: readonly number[], entry: readonly number[]): Dual =>
    remembered(`${name} ${place.join()} ${entry.join()}`, () => {
      const b = program.bindings.get(name) ?? fail(name);
      const base = b.base.find((x) => evaluateDim(x.at, letters) === place.at(-1));
      const env = new Map([...letters, ...b.over.map((index, k) => [index, place[k] ?? NaN] as const)]);
      if (base !== undefined) return entryOf(base.expr, entry, env);
      if (!place.every((p, k) => p >= 1 && p <= evaluateDim(program.indices.get(b.over[k] ?? '')?.size ?? 0, letters))) return zero;
      return b.expr === undefined ? (b.value === undefined ? given(name, place, entry) : plain(b.value)) : entryOf(b.expr, entry, env);
    });
  const entryOf = (e: Expr, entry: readonly number[], env: Env): Dual =>
    remembered(`#${String(e.id)} ${entry.join()} ${[...env.values()].join()}`, () => {
      if (e.kind === 'number') return plain(e.value);
      if (e.kind === 'name') return named(e.name, e.at.map((d) => evaluateDim(d, env)), entry);
      if (e.op === 'call') return entryOf(unfold(e, program), entry, env);
      const [inner] = e.args;
      if (e.op === 'total' && inner !== undefined) {
        const size = evaluateDim(typeof e.attrs.to === 'number' ? e.attrs.to : String(e.attrs.to), env);
        let total = zero;
        for (let k = 1; k <= size; k++) total = sum(total, entryOf(inner, entry, new Map([...env, [String(e.attrs.index), k]])));
        return total;
      }
      return through(kernelFor(e), e, entry, env);
    });
  const through = (kernel: Kernel, e: Extract<Expr, { kind: 'apply' }>, entry: readonly number[], env: Env): Dual => {
    const extent = (index: string): number => evaluateDim(kernel.extents.get(index) ?? 0, env);
    const at = (s: Subscript, own: Env): number => s.terms.reduce((total, [i, c]) => total + c * (own.get(i) ?? NaN), evaluateDim(s.constant, env));
    const go = (k: KernelExpr, own: Env): Dual => {
      switch (k.kind) {
        case 'number':
          return plain(k.value);
        case 'dim':
          return plain(evaluateDim(k.dim, env));
        case 'index':
          return plain(own.get(k.index) ?? NaN);
        case 'negate': {
          const { v, d } = go(k.of, own);
          return { v: -v, d: -d };
        }
        case 'scalar': {
          const args = k.args.map((a) => go(a, own));
          const [x = zero, z = zero] = args;
          if ((e.op === 'abs' || e.op === 'sign') && x.v === 0) tie();
          return args.length === 0 ? plain(program.ops.get(e.op)?.scalar?.() ?? NaN) : (duals[e.op]?.(x, z) ?? fail(`no dual of ${e.op}`));
        }
        case 'choose':
          return go(k.when, own).v !== 0 ? go(k.then, own) : go(k.otherwise, own);
        case 'load':
          return entryOf(e.args[k.operand] ?? fail(e.op), k.at.map((s) => at(s, own)), env);
        case 'infix': {
          const [a, b] = [go(k.left, own), go(k.right, own)];
          if (k.sign === '+') return sum(a, b);
          if (k.sign === '-') return { v: a.v - b.v, d: a.d - b.d };
          if (k.sign === '*') return { v: a.v * b.v, d: a.d * b.v + a.v * b.d };
          if (k.sign === '/') return { v: a.v / b.v, d: (a.d * b.v - a.v * b.d) / b.v ** 2 };
          if (a.v === b.v && a.d !== b.d && k.sign !== '!=' && k.sign !== '==') tie();
          const holds = { '>': a.v > b.v, '>=': a.v >= b.v, '<': a.v < b.v, '<=': a.v <= b.v, '==': a.v === b.v, '!=': a.v !== b.v };
          return plain(Number(holds[k.sign]));
        }
        case 'reduce': {
          const all = Array.from({ length: extent(k.index) }, (_, i) => go(k.of, new Map([...own, [k.index, i]])));
          if (k.by === 'sum') return all.reduce(sum, zero);
          const best = all.findIndex((x) => all.every((o) => o.v <= x.v));
          if (all.some((x, i) => i !== best && x.v === all[best]?.v && x.d !== all[best].d)) tie();
          return k.by === 'argmax' ? plain(best) : (all[best] ?? plain(NaN));
        }
      }
    };
    // Which setting of the free indices writes this entry, if any does?
    let settings: Env[] = [new Map()];
    for (const index of kernel.free) settings = settings.flatMap((m) => Array.from({ length: extent(index) }, (_, i) => new Map([...m, [index, i]])));
    const own = settings.filter((m) => kernel.out.every((s, axis) => at(s, m) === entry[axis]));
    return own.map((m) => go(kernel.body, m)).reduce(sum, zero);
  };
  return named;
};
const fail = (what: string): never => {
  throw new Error(what);
};
