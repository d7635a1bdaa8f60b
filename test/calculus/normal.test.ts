/** The normal form: formulas go in and come out with the same value, and ways of saying the same are one form. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Expr } from '../../src/core/expr.ts';
import type { Program } from '../../src/core/program.ts';
import type { Shape } from '../../src/core/shape.ts';
import { tidy, type Tools } from '../../src/calculus/moves/tidy.ts';
import { toolsFor } from '../../src/calculus/moves/moves.ts';
import { createEnter } from '../../src/calculus/normal/enter.ts';
import { cancel, expand, factor } from '../../src/calculus/normal/laws.ts';
import { createLeave } from '../../src/calculus/normal/leave.ts';
import { Unwritable } from '../../src/calculus/normal/pieces.ts';
import { createAlgebra, type Poly, polyKey } from '../../src/calculus/normal/poly.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { generator } from '../../src/calculus/proof/sample.ts';
import { write } from '../../src/lang/write.ts';
import { declarations, declared, type Dims, formula, rewritten, textOf } from './formulas.ts';
import { program } from './handout.ts';

const random = generator(5);
const stored = new Map(declared.map(({ name, dims }) => [name, Float64Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => 0.3 + 0.9 * random())]));

/** A line that is a number alone would be a declaration. */
const formulaOf = (text: string): string => (/^[\d.]+$/u.test(text) ? `${text} + 0 * s` : text);

interface Case {
  readonly p: Program;
  readonly tools: Tools;
  readonly expr: Expr;
  readonly shape: Shape;
  readonly value: (e: Expr) => readonly number[];
}
const caseOf = (text: string): Case => {
  const p = program(`${declarations}\nY = ${formulaOf(text)}\nL = sum(Y)`);
  const binding = p.bindings.get('Y');
  if (binding?.expr === undefined) throw new Error('a formula');
  const run = evaluation(p, new Map(), (name) => stored.get(name));
  return { p, tools: toolsFor({ ...p, bindings: new Map([...p.bindings].filter(([name]) => name !== 'Y')) }, p), expr: binding.expr, shape: binding.shape, value: (e) => Array.from(run.expr(e)) };
};
const same = (x: readonly number[], y: readonly number[]): boolean => {
  const size = Math.max(1, ...x.map(Math.abs), ...y.map(Math.abs));
  return x.length === y.length && x.every((v, i) => Math.abs(v - (y[i] ?? NaN)) <= 1e-8 * size);
};

let [tried, unwritable] = [0, 0];
/** The formula after some laws on its normal form has the value it had. */
const keeps = (text: string, laws: (p: Poly, tools: Tools) => Poly): void => {
  const { p, tools, expr, shape, value } = caseOf(text);
  const before = value(expr);
  if (!before.every((x) => Math.abs(x) < 1e6)) return;
  tried++;
  let after: Expr;
  try {
    after = tools.leave(laws(tools.enter(expr), tools), shape);
  } catch (reason) {
    if (!(reason instanceof Unwritable)) throw reason;
    unwritable++;
    return;
  }
  expect(after.shape, write(after, p.ops)).toEqual(shape);
  if (!same(before, value(after))) expect.fail(`${text}\n  became ${write(after, p.ops)}\n  ${before.join(' ')}\n  ${value(after).join(' ')}`);
};

const shapes = fc.constantFrom<Dims>([], [2], [3], [2, 3], [3, 2], [3, 3]);
const choices = fc.array(fc.nat(1000), { maxLength: 60, size: 'max' });
const runs = { numRuns: 200, seed: 20261 };

describe('the value is kept', () => {
  const laws: readonly (readonly [name: string, law: (p: Poly, tools: Tools) => Poly])[] = [
    ['entering and leaving', (p) => p],
    ['multiplying out', (p, { algebra }) => expand(p, algebra)],
    ['factoring', (p, { algebra }) => factor(p, algebra)],
    ['multiplying out, then factoring', (p, { algebra }) => factor(expand(p, algebra), algebra)],
    ['cancelling', (p, { algebra }) => cancel(p, algebra)],
  ];
  test.each(laws)('by %s', (_name, law) => {
    [tried, unwritable] = [0, 0];
    fc.assert(fc.property(choices, shapes, (list, dims) => keeps(textOf(formula(list, dims)), law)), runs);
    expect(tried).toBeGreaterThan(150);
    // Nearly all formulas have a matrix form again.
    expect(unwritable).toBeLessThan(tried / 5);
  });

  test('by tidying, at every move of the trail', () => {
    fc.assert(
      fc.property(choices, shapes, (list, dims) => {
        const { p, tools, expr, shape, value } = caseOf(textOf(formula(list, dims)));
        const before = value(expr);
        if (!before.every((x) => Math.abs(x) < 1e6)) return;
        const { expr: last, moves } = tidy(expr, shape, tools);
        for (const e of [...moves.map((m) => m.after), last]) if (!same(before, value(e))) expect.fail(`${write(expr, p.ops)}\n  became ${write(e, p.ops)}`);
      }),
      { ...runs, numRuns: 80 },
    );
  });
});

describe('formulas that once went wrong', () => {
  test.each([
    ["a kept axis of size one scales a matrix", "(A - sum(A * (sum(M, axis=1) .* M), axis=0))'"],
    ['and does so in front of a product', "(sum(w * u', axis=1) .* (A .* (A - sum(A, axis=0)))) * (C * w)"],
  ])('%s', (_name, text) => {
    for (const law of [(p: Poly) => p, (p: Poly, { algebra }: Tools) => factor(expand(p, algebra), algebra)]) keeps(text, law);
  });
});

describe('ways of saying the same are one form', () => {
  const alike = (one: string, other: string, law: (p: Poly, tools: Tools) => Poly): void => {
    const p = program(`${declarations}\nY = ${formulaOf(one)}\nZ = ${formulaOf(other)}\nL = sum(Y) + sum(Z)`);
    const tools = toolsFor(p, p);
    const of = (name: string): string => {
      const e = p.bindings.get(name)?.expr;
      return e === undefined ? name : polyKey(law(tools.enter(e), tools));
    };
    expect(of('Y'), `${one}\n${other}`).toBe(of('Z'));
  };
  test('commuted, associated, transposed', () => {
    fc.assert(
      fc.property(choices, shapes, fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }), (list, dims, turns) => {
        const t = formula(list, dims);
        alike(textOf(t), textOf(rewritten(t, turns, false)), (p) => p);
      }),
      runs,
    );
  });
  test('distributed, once multiplied out', () => {
    fc.assert(
      fc.property(choices, shapes, fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }), (list, dims, turns) => {
        const t = formula(list, dims);
        if (textOf(t).includes('/')) return;
        alike(textOf(t), textOf(rewritten(t, turns, true)), (p, { algebra }) => expand(p, algebra));
      }),
      runs,
    );
  });

  test.each([
    ['products associate', "(A * C) * w", 'A * (C * w)'],
    ['a transposed product turns its factors round', "(A * C)'", "C' * A'"],
    ['an inner product is a sum of products', "u' * v", 'sum(u .* v)'],
    ['the order in an inner product says nothing', "u' * v", "v' * u"],
    ['an outer product beside a matrix', "(w * u') .* A", "A .* (w * u')"],
    ['a double transpose', "(A')'", 'A'],
    ['the sum of a product with ones', 'sum(A)', "ones(2)' * A * ones(3)"],
    ['a mean is a sum divided', 'mean(u)', 'sum(u) / 3'],
    ['a square is a product', 'u.^2', 'u .* u'],
    ['the minus of an exponential', 'exp(-u)', '1 ./ exp(u)'],
    ['a sigmoid by its denominator', '1 ./ (1 + exp(-u))', '1 ./ (exp(-u) + 1)'],
    ['brackets of opposite sign', '(u - v).^2', '(v - u).^2'],
    ['a sum that does not depend on its index', 'sum(ones(3) * s)', '3 * s'],
    ['rows summed, then all', 'sum(sum(A, axis=1))', 'sum(A)'],
  ])('%s: %s and %s', (_name, one, other) => alike(one, other, (p) => p));

  test.each([
    ['a square of a sum', '(s + r)^2', 's^2 + 2*s*r + r^2'],
    ['a product of matrices and a sum', 'A * (C + D)', 'A * C + A * D'],
    ['cancelling', '(s^2 - r^2) / (s - r)', 's + r'],
    ['cancelling a factor of every entry', 'u .* v ./ v', 'u'],
    ['a common denominator', 's / (s + r) + r / (s + r)', '1 + 0 * s'],
    ['the sum of a softmax', 'sum(exp(u) / sum(exp(u)))', '1 + 0 * s'],
    ['a centred vector', 'sum(u - mean(u))', '0 * s'],
    ['an indicator is its own square', '(u > v) .* (u > v)', '(u > v) .* 1'],
  ])('multiplied out, %s: %s is %s', (_name, one, other) => alike(one, other, (p, { algebra }) => expand(p, algebra)));
});

describe('what differs stays different', () => {
  const keyOf = (text: string): string => {
    const { tools, expr } = caseOf(text);
    return polyKey(expand(tools.enter(expr), tools.algebra));
  };
  test.each([
    ["M", "M'"],
    ['M * M', "M' * M"],
    ['u - v', 'v - u'],
    ["u * v'", "v * u'"],
    ['sum(A, axis=0)', 'sum(B, axis=0)'],
    ['exp(u)', 'exp(v)'],
    ['max(u, v)', 'min(u, v)'],
    ['u > v', 'v > u'],
    ['sum(u)^2', 'sum(u.^2)'],
    ['M .* M', 'M * M'],
  ])('%s is not %s', (one, other) => expect(keyOf(one)).not.toBe(keyOf(other)));
});

describe('out of normal form in book order', () => {
  const shown = (text: string, law: (p: Poly, tools: Tools) => Poly = (p) => p): string => {
    const { p, tools, expr, shape } = caseOf(text);
    return write(tools.leave(law(tools.enter(expr), tools), shape), p.ops);
  };
  test.each([
    ["(u' * C)'", "C' * u"],
    ['u .* 2 .* s', '2 * s * u'],
    ['(1 + s) .* u .* 3 ./ r', '3 * (s + 1) * u / r'],
    ["(A * C)' * w", "C' * A' * w"],
    ["u' * C * w * u", 'sum(u .* (C * w)) * u'],
    ['(1 - u) .* u', 'u .* (1 - u)'],
    ['u ./ 2 ./ s', 'u / (2 * s)'],
    ['-(v - 1) .* u', 'u .* (1 - v)'],
  ])('%s is printed %s', (text, printed) => expect(shown(text)).toBe(printed));
});

describe('Work grows with the size of a formula', () => {
  /** Slots drawn while brackets of matrices, one within the other, are written. */
  const drawn = (depth: number): number => {
    const nested = Array.from({ length: depth }).reduce<string>((inner) => `(1 + A .* (B' - ${inner}))`, 'A');
    const p = program(`A = param(3, 5); B = param(5, 3)\nY = ${nested}\nL = sum(Y)`);
    const binding = p.bindings.get('Y');
    if (binding?.expr === undefined) throw new Error('a formula');
    const algebra = createAlgebra();
    let count = 0;
    const counting = { ...algebra, fresh: () => { count++; return algebra.fresh(); } };
    const form = createEnter(p, counting)(binding.expr);
    const entered = count;
    createLeave(p, counting, () => false)(form, binding.shape);
    return count - entered;
  };
  // 32,766 slots at depth 14 when every bracket wrote what stands in it anew.
  test('brackets within brackets are written once each way round', () => expect(drawn(14)).toBeLessThan(2.5 * drawn(7)));
  test('a matrix of numbers is multiplied out into as many terms as one of letters', () => {
    const terms = (matrix: string): number => {
      const { tools, expr } = caseOf(`(1 + ${matrix} * u) .* (2 - (${matrix} * u).^2)`);
      return expand(tools.enter(expr), tools.algebra).length;
    };
    expect([terms('[1, 2, 3; 4, 5, -6; 7, -8, 9]'), terms('M')]).toEqual([4, 4]);
  });
});
