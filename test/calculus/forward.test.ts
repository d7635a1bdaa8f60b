/** The forward walk: every row's wording against the transpose of its rule, and whole walks against the reverse walk. */
import { describe, expect, test } from 'vitest';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { forward, whole } from '../../src/calculus/forward.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { generator } from '../../src/calculus/proof/sample.ts';
import { pusher, transposed } from '../../src/calculus/push.ts';
import { activity } from '../../src/calculus/reverse.ts';
import { rulesOf, settle } from '../../src/calculus/rules.ts';
import type { Expr } from '../../src/core/expr.ts';
import type { Op } from '../../src/core/op.ts';
import type { Binding, Program } from '../../src/core/program.ts';
import { applier } from '../../src/lang/apply.ts';
import { ops } from '../../src/ops/index.ts';
import { casesFor, type Case } from '../ops/check.ts';
import { program } from './handout.ts';

const letters = ['a', 'b', 'c'];
const rows = [...ops.values()].filter((row) => row.arity > 0);

/** Both ways past one application when `varying` vary: the row's wording, and the sum of its transposed rules. */
const bothWays = (row: Op, { shapes, attrs }: Case, varying: readonly string[], base: Program): readonly [Expr, Expr] | undefined => {
  const { pool } = base;
  const apply = applier(pool, ops);
  const operands = shapes.map((s, i) => pool.name(letters[i] ?? '', s));
  const node = apply(row.name, operands, attrs);
  if (node.kind !== 'apply') return undefined;
  const active = activity(new Set(varying));
  const push = pusher(base, active);
  const changeOf = (e: Expr): Expr => {
    if (e.kind === 'name') return varying.includes(e.name) ? pool.name(`v_${e.name}`, e.shape) : pool.number(0);
    return (e.kind === 'apply' ? push(e, changeOf)?.formula : undefined) ?? pool.number(0);
  };
  const rules = rulesOf(base);
  const worded = push(node, changeOf)?.formula;
  const sides = node.args.flatMap((a, i) => (varying.includes(letters[i] ?? '') ? (transposed(node, i, changeOf(a), base, rules)?.formula ?? []) : []));
  const [first, ...others] = sides;
  return worded === undefined || first === undefined ? undefined : [worded, others.reduce<Expr>((x, y) => settle(apply('add', [x, y])), first)];
};

/** A program that declares the operands and their changes. */
const over = ({ shapes }: Case): Program => {
  const base = program('x = param()\nL = x');
  const declared = shapes.flatMap((shape, i) => ['', 'v_'].map((v): [string, Binding] => [`${v}${letters[i] ?? ''}`, { name: `${v}${letters[i] ?? ''}`, role: 'input', over: [], base: [], shape }]));
  return { ...base, bindings: new Map([...base.bindings, ...declared]) };
};

const subsets = (of: readonly string[]): readonly (readonly string[])[] => of.reduce<readonly (readonly string[])[]>((all, x) => [...all, ...all.map((s) => [...s, x])], [[]]).filter((s) => s.length > 0);

describe("a row's wording says what the transpose of its rule says", () => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const random = generator(4_711);
    let compared = 0;
    for (const one of casesFor(row).slice(0, 6)) {
      const base = over(one);
      for (const varying of subsets(letters.slice(0, row.arity))) {
        const both = bothWays(row, one, varying, base);
        if (both === undefined) continue;
        const drawn = new Map<string, Float64Array>();
        const sizes = new Map(one.shapes.flatMap((s, i) => ['', 'v_'].map((v) => [`${v}${letters[i] ?? ''}`, s.dims.reduce<number>((n, d) => n * Number(d), 1)] as const)));
        const run = evaluation(base, new Map(), (name) => {
          const known = drawn.get(name) ?? Float64Array.from({ length: sizes.get(name) ?? 1 }, () => 0.3 + random());
          drawn.set(name, known);
          return known;
        });
        const [worded, said] = both.map((e) => [...run.expr(e)]);
        said?.forEach((x, i) => {
          compared++;
          expect(worded?.[i]).toBeCloseTo(x, 11);
        });
      }
    }
    expect(compared).toBeGreaterThan(row.rules.some((r) => r.flow === 'local' || r.flow === 'pull') ? 0 : -1);
  });
});

describe('a whole walk forward comes to what the walk backward comes to', () => {
  test.each([
    'x^2 * sin(x)',
    '(3*x + 1) / (x^2 + 1)',
    'x^x',
    '(x^2 + 1)^sin(x)',
    'sin(cos(tan(x)))',
    'log(1 + exp(y*x)) - 2^x / y',
    'x > 1 ? x^3 : 3*x',
    'max(x, y) * abs(x - 5)',
    "[x, x^2, y]' * v * x",
    'sum((A * (x * v)).^2)',
    'log(sum(exp(x * v))) + mean(x .* A) + max(x * v)',
    'sum(softmax(x * v) .* v)',
  ])('%s', (formula) => {
    const p = program(`x = param(); y = input(); v = input(3); A = input(2, 3)\nL = ${formula}`);
    const { gradient, wanted } = differentiate(p, ['x']);
    const given = new Map([
      ['x', [1.3]],
      ['y', [0.7]],
      ['v', [0.5, -1.1, 0.3]],
      ['A', [1, -2, 0.5, 0.25, 3, -1]],
    ]);
    const run = (of: Program) => evaluation(of, new Map(), (name) => (given.has(name) ? Float64Array.from(given.get(name) ?? []) : undefined));
    const backward = run(gradient).value(wanted[0]?.[1] ?? '');
    const walk = forward(p, 'x');
    expect([...run(walk.program).value(walk.goal)]).toHaveLength(backward.length);
    [...run(walk.program).value(walk.goal)].forEach((x, i) => expect(x / (backward[i] ?? NaN)).toBeCloseTo(1, 12));
    [...run(p).expr(whole(walk))].forEach((x, i) => expect(x / (backward[i] ?? NaN)).toBeCloseTo(1, 12));
  });
  test('through names on the way', () => {
    const p = program('x = param()\nu = x^2\nv = sin(u)\nL = u * v');
    const walk = forward(p, 'x');
    const [x] = [1.3];
    const [made] = evaluation(walk.program, new Map(), (name) => (name === 'x' ? Float64Array.of(x) : undefined)).value(walk.goal);
    expect(made).toBeCloseTo(2 * x * Math.sin(x ** 2) + x ** 2 * Math.cos(x ** 2) * 2 * x, 12);
  });
  test('its length grows with the formula, not with the depth of nesting', () => {
    const nested = (depth: number): number => forward(program(`x = param()\nL = ${'sin('.repeat(depth)}x${')'.repeat(depth)}`), 'x').tangents.size;
    expect(nested(40)).toBe(2 * nested(20));
  });
});
