/** Every row of the operator table, because it exists: its value, its rules, and that wrong rules would be noticed. */
import { isOperatorNode, type MathNode, OperatorNode, parse } from 'mathjs';
import { describe, expect, test } from 'vitest';
import type { Op, OpTable, Rule } from '../../src/core/op.ts';
import { ops } from '../../src/ops/index.ts';
import { local, stop } from '../../src/ops/rules.ts';
import { program } from '../calculus/handout.ts';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { write } from '../../src/lang/write.ts';
import { type Case, casesFor, showCase } from './check.ts';
import { samples, verdict } from './verdict.ts';

const rows = [...ops.values()];
describe('a row agrees with mathjs or loops, differences, dual numbers and its own transpose', () => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    expect(row.rules.length).toBe(row.arity);
    const { compared, skipped, failure } = verdict(row);
    expect(failure).toBeUndefined();
    expect(compared).toBeGreaterThan(row.arity === 0 ? 0 : 50);
    expect(skipped).toBeLessThanOrEqual((casesFor(row).length * samples.length) / 2);
  });
});

/** The usual slips in a rule, one at a time. */
const slips = (rule: Rule, arity: number): readonly string[] => {
  const { formula } = rule;
  if (rule.flow === 'stop' || rule.flow === 'hold') return [];
  const found = new Set([`-(${formula})`, `2 * (${formula})`]);
  const names = (by: Readonly<Record<string, string>>): string => formula.replace(/\b[abcgy]\b/gu, (name) => by[name] ?? name);
  if (arity > 1) found.add(names({ a: 'b', b: 'a' }));
  found.add(names({ y: 'a' }));
  const replaced = (at: MathNode, by: MathNode): string => parse(formula.replaceAll("'", '.^T')).transform((n) => (n.equals(at) ? by : n)).toString().replace(/ ?\.\^ ?T/gu, "'");
  found.add(formula.replaceAll("'", ''));
  found.add(formula.replace(/, (\w+), (\w+)\)/u, ', $2, $1)'));
  found.add(formula.replace(/\bb \./gu, '(b + 1) .'));
  parse(formula.replaceAll("'", '.^T')).traverse((node) => {
    if (!isOperatorNode(node)) return;
    const [left, right]: readonly (MathNode | undefined)[] = node.args;
    if (left === undefined) return;
    if (node.op === '-' && right === undefined) found.add(replaced(node, left));
    if (right === undefined) return;
    if (node.op === '*' || node.op === '.*') [left, right].forEach((kept) => found.add(replaced(node, kept)));
    if (node.op === '/' || node.op === './') found.add(replaced(node, left));
    if (node.op === '.^') found.add(replaced(node, left));
    if (node.op === '-') found.add(replaced(node, new OperatorNode('+', 'add', [left, right]))).add(replaced(node, left));
    if (node.op === '>') found.add(replaced(node, new OperatorNode('>', 'larger', [right, left])));
  });
  found.delete(formula);
  found.delete(parse(formula).toString());
  return [...found];
};

const wrongRows = rows.flatMap((row) =>
  row.rules.flatMap((rule, i) => {
    const wrong: readonly Rule[] =
      // That nothing passes what is held is not a fact of calculus; test/lang/hold.test.ts looks at it.
      rule.flow === 'hold'
        ? []
        : rule.flow === 'stop'
        ? [local(rule.id, '1')]
        : [stop(rule.id), ...slips(rule, row.arity).map((formula): Rule => ({ ...rule, formula }))];
    return wrong.map((r): readonly [string, Op] => [
      `${row.name}, operand ${String(i + 1)}: ${r.flow} ${r.formula} instead of ${rule.flow} ${rule.formula}`,
      { ...row, rules: row.rules.map((x, k) => (k === i ? r : x)) },
    ]);
  }),
);

describe('a wrong rule is noticed by the same check', () => {
  test.each(wrongRows)('%s', (_name, wrong) => {
    const noticed = ((): string => {
      try {
        return verdict(wrong, new Map([...ops, [wrong.name, wrong]])).failure ?? '';
      } catch (problem) {
        return problem instanceof Error ? problem.message : 'refused';
      }
    })();
    expect(noticed).not.toBe('');
  });

  test('and a wrong kernel too', () => {
    const wrong = (row: Op | undefined, kernel: string): string | undefined => (row === undefined ? 'no such row' : verdict({ ...row, kernel }, new Map([...ops, [row.name, { ...row, kernel }]])).failure);
    expect(wrong(ops.get('subtract'), 'y = b - a')).toContain('value 0');
    expect(wrong(ops.get('max'), 'y = a < b ? a : b')).toContain('value 0');
    expect(wrong(ops.get('times'), 'y = a + b')).toContain('value 0');
    expect(() => wrong(ops.get('transpose'), 'y = a')).toThrow('transpose reads entry');
  });
});

describe('at kinks', () => {
  const partials = (text: string, at: Readonly<Record<string, readonly number[]>>): Readonly<Record<string, readonly number[]>> => {
    const p = program(text);
    const { gradient, wanted } = differentiate(p);
    const run = evaluation(gradient, new Map(), (name) => (at[name] === undefined ? undefined : Float64Array.from(at[name])));
    return Object.fromEntries(wanted.map(([name, adjoint]) => [name, adjoint === undefined ? [] : Array.from(run.value(adjoint))]));
  };
  test('max and min pass nothing to either side of a tie', () => {
    expect(partials('x = param(3); y = param(3)\nL = sum(max(x, y)) + 10 * sum(min(x, y))', { x: [1, 2, 3], y: [2, 2, 2] })).toEqual({ x: [10, 0, 1], y: [1, 0, 10] });
  });
  test('ReLU passes nothing at 0, whichever side the 0 stands on', () => {
    expect(partials('x = param(3)\nL = sum(relu(x))', { x: [-1, 0, 1] })).toEqual({ x: [0, 0, 1] });
    expect(partials('x = param(3)\nL = sum(max(0, x))', { x: [-1, 0, 1] })).toEqual({ x: [0, 0, 1] });
  });
  test('the absolute value passes nothing at 0', () => {
    expect(partials('x = param(3)\nL = sum(abs(x))', { x: [-2, 0, 3] })).toEqual({ x: [-1, 0, 1] });
  });
  test('a norm passes nothing at 0', () => {
    expect(partials('x = param(3)\nL = norm(x)', { x: [0, 0, 0] })).toEqual({ x: [0, 0, 0] });
    expect(partials('x = param(2)\nL = norm(x)', { x: [3, -4] })).toEqual({ x: [0.6, -0.8] });
  });
  test('a label outside its classes leaves no numbers', () => {
    const picked = (label: number): number | undefined => evaluation(program('t = input(1); S = input(1, 3)\nL = sum(pick(S, t))'), new Map(), (name) => (name === 'L' ? undefined : Float64Array.from(name === 't' ? [label] : [5, 7, 11]))).value('L')[0];
    expect([0, 2, 3, -1].map(picked)).toEqual([5, 11, NaN, NaN]);
  });
  test('the largest of several passes all to the first of equals', () => {
    expect(partials('x = param(4)\nL = max(x)', { x: [1, 5, 5, 2] })).toEqual({ x: [0, 1, 0, 0] });
  });
  test('of equal entries the first one counts: the largest, the smallest, a window, sorted either way, the k largest, the middle', () => {
    const x = [3, 5, 5, 1, 1];
    const flows = (formula: string): readonly number[] | undefined => partials(`x = param(5); w = input(5)\nL = ${formula}`, { x, w: [1, 2, 3, 4, 5] }).x;
    expect(flows('max(x)')).toEqual([0, 1, 0, 0, 0]);
    expect(flows('min(x)')).toEqual([0, 0, 0, 1, 0]);
    expect(flows('sum(maxpool(x, 3, stride=2) .* w[1:2])')).toEqual([0, 1, 2, 0, 0]);
    expect(flows("w' * sort(x)")).toEqual([3, 4, 5, 1, 2]);
    expect(flows("w' * sort(x, descending=true)")).toEqual([3, 1, 2, 4, 5]);
    expect(flows("w[1:3]' * topk(x, 3)")).toEqual([3, 1, 2, 0, 0]);
    expect(flows('median(x)')).toEqual([1, 0, 0, 0, 0]);
  });
  test('a square of a negative number needs no logarithm', () => {
    expect(partials('x = param(2)\nL = sum(x.^2)', { x: [-3, 0] })).toEqual({ x: [-6, 0] });
    expect(partials('x = param(2)\nL = sum(x.^3) + sum(x.^1)', { x: [-3, 0] })).toEqual({ x: [28, 1] });
  });
  test('a choice passes to the chosen side only', () => {
    expect(partials('c = input(3); x = param(3); y = param(3)\nL = sum(where(c > 0, x .* x, y))', { c: [1, -1, 0], x: [2, 3, 4], y: [5, 6, 7] })).toEqual({ x: [4, 0, 0], y: [0, 1, 1] });
  });
});

describe('a row added at run time', () => {
  const cube: Op = {
    name: 'cubed',
    arity: 1,
    shape: ([a]) => a ?? { dims: [], row: false },
    kernel: 'y = cubed(a)',
    scalar: (x) => x ** 3,
    rules: [local('cube', '3 * a.^2')],
  };
  const table: OpTable = new Map([...ops, [cube.name, cube]]);

  test('is read, differentiated, checked and written with nothing else touched', () => {
    expect(verdict(cube, table).failure).toBeUndefined();
    const p = program('x = param(3)\nh = cubed(x)\nL = sum(h)', { ops: table });
    const { gradient } = differentiate(p);
    const run = evaluation(gradient, new Map(), (name) => (name === 'x' ? Float64Array.of(1, -2, 0.5) : undefined));
    expect(Array.from(run.value('h'))).toEqual([1, -8, 0.125]);
    expect(Array.from(run.value('d_x'))).toEqual([3, 12, 0.75]);
    const found = gradient.bindings.get('d_x')?.expr;
    expect(found === undefined ? '' : write(found, table)).toBe('d_h .* (3 * x.^2)');
  });
  test('is refused where its rule is wrong', () => {
    const wrong: Op = { ...cube, rules: [local('cube', 'a.^2')] };
    expect(verdict(wrong, new Map([...ops, [cube.name, wrong]])).failure).toContain('differences');
  });
  test('may have two operands and rules that use other rows', () => {
    const hypot: Op = { ...cube, name: 'hypot', arity: 2, kernel: 'y = hypot(a, b)', scalar: Math.hypot, rules: [local('hypot.left', 'a ./ y'), local('hypot.right', 'b ./ y')] };
    expect(verdict(hypot, new Map([...ops, [hypot.name, hypot]])).failure).toBeUndefined();
  });
});

test('the cases reach size one, odd sizes, rows and three axes', () => {
  const shapes = (one: Case): string => showCase(one);
  const found = rows.flatMap((row) => casesFor(row).map(shapes)).join('\n');
  for (const shape of ['a scalar', '[1]', 'row(3)', '[1, 1]', '[5, 7]', '[3, 2, 2]']) expect(found).toContain(shape);
});
