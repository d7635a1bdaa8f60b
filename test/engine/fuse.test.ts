import { test } from 'vitest';
import { createPool, type Expr } from '../../src/core/expr.ts';
import type { Attrs } from '../../src/core/expr.ts';
import type { Binding, Program } from '../../src/core/program.ts';
import { profileOf } from '../../src/core/profile.ts';
import { rank, tensor } from '../../src/core/shape.ts';
import { createRandom } from '../../src/engine/random.ts';
import { applier } from '../../src/lang/apply.ts';
import { ops } from '../../src/ops/index.ts';
import { agrees } from './programs.ts';

/** A program of random formulas over families, much shared and read in every way the operators know. */
const randomProgram = (seed: number): Program => {
  const random = createRandom(seed);
  const pool = createPool();
  const apply = applier(pool, ops);
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)] as T;
  const m = 3;
  const n = 2;
  const given = (name: string, over: readonly string[], ...dims: number[]): Binding => ({ name, role: 'input', over, base: [], shape: tensor(...dims) });
  const bindings = new Map<string, Binding>([given('A', [], m, m), given('v', [], m), given('s', [], 1), given('x', ['t'], m), given('Y', ['n', 't'], m, m)].map((b) => [b.name, b]));

  const shift = (index: string): string | number => (index === 't' ? pick(['t', 't', 't-1', 't+1', 2]) : index);
  const formula = (over: readonly string[], steps: number): Expr => {
    const known: Expr[] = [pool.number(0.5), apply('expand', [pool.number(2)], { dims: [m, m], axes: [], row: false })];
    const readable = [...bindings.values()].filter((b) => b.over.every((index) => over.includes(index)));
    for (const b of readable) known.push(pool.name(b.name, b.shape, b.over.map(shift)));
    for (const index of over) known.push(apply('dim', [], { dim: index }));
    const matrices = () => known.filter((e) => rank(e.shape) === 2 && e.shape.dims.every((d) => d === m));
    const vectors = () => known.filter((e) => rank(e.shape) === 1 && e.shape.dims[0] === m && !e.shape.row);
    const scalars = () => known.filter((e) => rank(e.shape) === 0);
    const wide = (e: Expr, dims: number[], axes: number[]): Expr => apply('expand', [e], { dims, axes, row: false });
    const start = (): Attrs => ({ axis: 0, start: random.below(m) });
    const total = (e: Expr): Expr => apply('total', [e], { index: 'k', to: n });
    const makers: readonly (() => Expr)[] = [
      () => apply(pick(['add', 'times', 'subtract', 'max']), [pick(matrices()), pick(matrices())]),
      () => apply(pick(['add', 'times', 'subtract', 'min']), [pick(vectors()), pick(vectors())]),
      () => apply(pick(['sin', 'tanh', 'negate']), [pick(known)]),
      () => apply('transpose', [pick(matrices())]),
      () => apply('contract', [pick(matrices()), pick(matrices())], { spec: pick(['ij,jk->ik', 'ij,kj->ik', 'ij,ij->ij']), row: false }),
      () => apply('contract', [pick(matrices()), pick(vectors())], { spec: pick(['ij,j->i', 'ij,i->j']), row: false }),
      () => apply('contract', [pick(vectors()), pick(vectors())], { spec: pick(['i,j->ij', 'i,i->']), row: false }),
      () => wide(pick(vectors()), [m, m], [random.below(2)]),
      () => wide(pick(scalars()), [m], []),
      () => apply('sum', [pick(matrices())], { axes: [random.below(2)], keep: false, row: false }),
      () => apply('sum', [pick(vectors())], { axes: [0], keep: false, row: false }),
      () => apply('greatest', [pick(matrices())], { axes: [random.below(2)], keep: false, row: false }),
      () => apply('hit', [pick(matrices())], { axes: [random.below(2)] }),
      () => apply('slice', [pick(matrices())], start()),
      () => apply('place', [pick(vectors())], { ...start(), whole: m, single: true, row: false }),
      () => total(apply('times', [pick(vectors()), wide(apply('dim', [], { dim: 'k' }), [m], [])])),
    ];
    for (let k = 0; k < steps; k++) known.push(pick(makers)());
    return pick(vectors().slice(-4));
  };
  for (let k = 0; k < 6; k++) {
    const over = pick([[], ['t'], ['n', 't']]);
    const name = `f${String(k)}`;
    const own = pool.name(name, tensor(m), over.map((index) => (index === 't' ? 't-1' : index)));
    const expr = formula(over, 12);
    const recurrent = over.length > 0 && random.below(2) === 0;
    bindings.set(name, {
      name, role: 'value', over, shape: tensor(m),
      expr: recurrent ? apply('sin', [apply('add', [expr, apply('contract', [pool.name('A', tensor(m, m)), own], { spec: 'ij,j->i', row: false })])]) : expr,
      base: over.length > 0 && random.below(2) === 0 ? [{ at: pick([0, 0, 2, 4]), expr: formula(over.slice(0, -1), 5) }] : [],
    });
  }
  const index = (name: string, size: number) => [name, { name, size, role: 'sequence' as const }] as const;
  return {
    pool, ops, bindings, functions: new Map(), lemmas: [], notations: new Map(), dims: new Map(), facts: [], profile: profileOf(), titles: new Map(),
    indices: new Map([index('n', n), index('t', 4), index('k', n)]), objective: 'f5',
  };
};

test('random programs, shared and shifted in every way, agree with their evaluation entry by entry', () => {
  for (let seed = 1; seed <= 150; seed++) {
    try {
      agrees(randomProgram(seed));
    } catch (error) {
      throw new Error(`seed ${String(seed)}`, { cause: error });
    }
  }
});
