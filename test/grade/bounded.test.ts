/** The bound on the error is one: values computed to 90 digits lie within it. */
import { describe, expect, test } from 'vitest';
import { evaluationIn } from '../../src/calculus/proof/evaluate.ts';
import { createRandom } from '../../src/engine/random.ts';
import { type Bounded, bounded, isNone, isNumber } from '../../src/grade/bounded.ts';
import { program } from '../calculus/handout.ts';
import * as h from './study/high.ts';
import { randomTree } from './study/scalar.ts';
import { evaluate, scalar, type Tree, written } from './study/tree.ts';

type At = Readonly<Record<string, number>>;
/** Each formula at its own point. */
const valuesOf = (formulas: readonly (readonly [text: string, at: At])[]): readonly Bounded[] => {
  const p = program(['x = param()', 'y = param()', ...formulas.map(([text], n) => `L${String(n)} = 0 + (${text})`)].join('\n'));
  return formulas.map(([, at], n) => {
    const given = (name: string): Float64Array | undefined => (at[name] === undefined ? undefined : Float64Array.of(at[name]));
    return evaluationIn(bounded, p, new Map(), given).value(`L${String(n)}`)[0] ?? { value: NaN, error: Infinity };
  });
};
const valueOf = (text: string, at: At): Bounded => valuesOf([[text, at]])[0] ?? { value: NaN, error: Infinity };
const truthOf = (t: Tree, at: At): h.High | undefined => {
  try {
    return evaluate(t, new Map(Object.entries(at).map(([n, x]) => [n, scalar(h.high(x))]))).data[0];
  } catch (reason) {
    if (reason instanceof h.NoValue) return undefined;
    throw reason;
  }
};

test('in random formulas at random points, of both signs and several sizes', () => {
  const random = createRandom(5);
  const draw = (): number => (random.uniform() - 0.4) * 10 ** (random.below(4) - 1);
  const trees = Array.from({ length: 400 }, () => [randomTree(random, ['x', 'y'], 1 + random.below(4)), { x: draw(), y: draw() }] as const);
  const values = valuesOf(trees.map(([t, at]) => [written(t), at]));
  let compared = 0;
  trees.forEach(([t, at], n) => {
    const truth = truthOf(t, at);
    const { value, error } = values[n] ?? { value: NaN, error: 0 };
    if (truth === undefined || Number.isNaN(value)) return;
    compared++;
    const gap = h.size(h.high(value) - truth);
    expect(gap <= h.high(error), `${written(t)} at ${JSON.stringify(at)}: ${String(value)} ± ${String(error)}, off by ${String(h.low(gap))}`).toBe(true);
  });
  expect(compared).toBeGreaterThan(200);
});

describe('what has no value', () => {
  test.each([
    ['log(x)', { x: -1 }, 'none'],
    ['sqrt(x - 1)', { x: 0.5 }, 'none'],
    ['1 / (x - x)', { x: 0.3 }, 'none'],
    ['1 / (x * 3 / 3 - x)', { x: 0.3 }, 'lost'],
    ['exp(x) / exp(x)', { x: 800 }, 'lost'],
    ['x ^ (x / x * 2.1)', { x: -0.3 }, 'none'],
    ['x ^ (sin(y)^2 + cos(y)^2)', { x: -0.3, y: 0.7 }, 'lost'],
    ['where(x * 3 / 3 > x, 1, 2)', { x: 0.3 }, 'blurred'],
    ['where(x > 0, x, log(x))', { x: 0.3 }, 'sharp'],
    // The error of the exponential reaches over many waves, and evenly spaced looks at them once kept pace.
    ['sin(exp(abs(x)))', { x: -39.564779815345744 }, 'lost'],
    ['sin(x * 1e6)', { x: 0.3 }, 'sharp'],
  ])('%s is %s', (text, at, expected) => {
    const v = valueOf(text, at);
    expect(isNone(v) ? 'none' : !isNumber(v) ? 'lost' : v.error > 0.1 ? 'blurred' : 'sharp').toBe(expected);
  });
});

test('whole numbers, and zeros where a function passes through 0, are exact', () => {
  for (const text of ['3 * 4 - 2', '6 / 3', 'sin(x - x)', 'log(2 - 1)', '(x - x) * exp(x)']) expect(valueOf(text, { x: 0.3 }).error, text).toBe(0);
  for (const text of ['x * 3', 'exp(-1000)', 'log(x)']) expect(valueOf(text, { x: 0.3 }).error, text).toBeGreaterThan(0);
});
