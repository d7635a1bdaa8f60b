/** What the engine computes where the textbook form of a formula overflows or cancels. */
import { describe, expect, test } from 'vitest';
import { differentiate } from '../../src/calculus/differentiate.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { compile } from '../../src/engine/compile.ts';
import { createRandom } from '../../src/engine/random.ts';
import { factorings, identities } from '../../src/engine/stable/identities.ts';
import { withKernels } from '../../src/engine/stable/kernels.ts';
import { logarithms } from '../../src/engine/stable/logs.ts';
import { sizes, slopes } from '../../src/engine/stable/sizes.ts';
import { read } from '../../src/lang/read.ts';
import { ops } from '../../src/ops/index.ts';
import { compared, digitsFor, error, errorBesideOne, type Found, points, program } from './extremes.ts';
import { randomFormula } from '../fuzz/random-formula.ts';
import { normal, rounded, sharp, sourceOf } from './extreme-formulas.ts';

/** `x` = 1e4 asks for so many digits that it is left to test/fuzz/extremes.ts; there every formula meets every point. */
const near = points.filter((x) => Math.abs(x) < 1e3);
const labels = (formula: string): readonly number[] => (/\by\b/u.test(formula) ? [0, 1, 0.3] : [0]);

/** Two points a formula, so that the whole table meets every point often. */
const share = (formula: string, i: number, among = near, digits = digitsFor): readonly Found[] =>
  [0, 5].flatMap((k) => {
    const x = among[(i + k) % among.length] ?? 1;
    const y = labels(formula)[k % labels(formula).length] ?? 0;
    return compared(program(sourceOf(formula)), new Map([['x', [x]], ['y', [y]]]), digits(x)).filter((f) => Number.isFinite(f.truth));
  });

describe('values and gradients against the truth to hundreds of digits', () => {
  // A double has 1.1e-16; x = 800 inside an exponential costs 800 times that.
  test.each(sharp.map((formula, i) => [formula, i] as const))('%s has all its digits', (formula, i) => {
    for (const f of share(formula, i)) expect(error(f), `${f.what} is ${String(f.computed)}, not ${String(f.truth)}`).toBeLessThan(1e-12);
  });
  test.each(normal.map((formula, i) => [formula, i] as const))('%s, too', (formula, i) => {
    for (const f of share(formula, i, near.filter((x) => Math.abs(x) < 41), (x) => digitsFor(x) + 4 * x * x)) expect(error(f), `${f.what} is ${String(f.computed)}, not ${String(f.truth)}`).toBeLessThan(1e-12);
  });
  test.each(rounded.map((formula, i) => [formula, i] as const))('%s is as exact as the differences in it', (formula, i) => {
    for (const f of share(formula, i)) expect(errorBesideOne(f), `${f.what} is ${String(f.computed)}, not ${String(f.truth)}`).toBeLessThan(1e-12);
  });
});

test('random formulas are finite where the truth is', () => {
  const random = createRandom(20);
  let met = 0;
  for (let i = 0; i < 14; i++) {
    const formula = randomFormula(random);
    const x = near[random.below(near.length)] ?? 1;
    for (const f of compared(program(sourceOf(formula)), new Map([['x', [x]], ['y', [0.3]]]), digitsFor(x))) {
      if (!Number.isFinite(f.truth)) continue;
      met++;
      expect(Number.isFinite(f.computed), `${formula} at x=${String(x)}: ${f.what} is ${String(f.computed)}, not ${String(f.truth)}`).toBe(true);
    }
  }
  expect(met).toBeGreaterThan(15);
});

describe('what the engine computes by is proved', () => {
  const kernels = withKernels(ops);
  const letters = ['a', 'b', 'c', 'x', 'y', 'z'];
  /** A formula over single numbers as a function of a point. */
  const functionOf = (formula: string): ((point: ReadonlyMap<string, number>) => number) => {
    const source = read(`${letters.map((name) => `${name} = param()`).join('\n')}\nL = ${formula}`, { file: 'identity', ops: kernels, prelude: '' });
    const entries = (x: number | undefined): Float64Array | undefined => (x === undefined ? undefined : Float64Array.of(x));
    return (point) => evaluation(source, new Map(), (name) => entries(point.get(name))).value('L')[0] ?? NaN;
  };
  const random = createRandom(7);
  /** Points on both sides of 0 and of 1 where the left side is a number; the right side has to be the same number there. */
  const holds = (left: string, right: string): void => {
    let met = 0;
    const [before, after] = [functionOf(left), functionOf(right)];
    for (let k = 0; k < 40; k++) {
      const width = k % 2 === 0 ? 0.8 : 3;
      const point = new Map(letters.map((name) => [name, width * (2 * random.uniform() - 1)]));
      const [l, r] = [before(point), after(point)];
      if (!Number.isFinite(l)) continue;
      met++;
      // The left side is here because it loses digits; near 1 not many.
      expect(Math.abs(l - r), `${left} is ${String(l)}, ${right} is ${String(r)}, at ${JSON.stringify([...point])}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(l)));
    }
    expect(met, `points at which ${left} is a number`).toBeGreaterThan(3);
  };
  test.each([...factorings, ...identities])('%s is %s', holds);
  test.each(Object.entries(slopes))('%s is %d times its argument near zero', (fn, slope) => {
    expect(functionOf(`${fn}(x)`)(new Map([['x', 1e-20]])) / 1e-20).toBeCloseTo(slope, 12);
  });
  test.each(Object.entries(sizes))('%s is exp(shift) .* rest', (fn, [shift, rest]) => {
    holds(`${fn}(x)`, `exp(${shift}) .* (${rest})`);
  });
  test.each(Object.entries(logarithms))('the logarithm of %s is %s', (fn, form) => {
    holds(`log(${fn}(x))`, form);
  });
});

const numbers = (text: string, given: Readonly<Record<string, number | number[] | number[][]>>): Readonly<Record<string, unknown>> => {
  const { gradient, wanted } = differentiate(program(text));
  const want = [gradient.objective, ...wanted.flatMap(([, adjoint]) => adjoint ?? [])];
  const evaluator = compile(gradient, { dims: new Map(), want });
  for (const { name } of evaluator.plan.given) evaluator.set(name, given[name] ?? 0);
  evaluator.run();
  // Zero has no sign in JSON.
  return JSON.parse(JSON.stringify(Object.fromEntries(want.map((name) => [name, evaluator.get(name)])))) as Readonly<Record<string, unknown>>;
};

describe('ten thousand', () => {
  const z = [1e4, 0, -1e4];
  const forms = {
    'by the loss of the prelude': 'L = crossentropy(softmax(z), y)',
    'with the softmax under a name': 'p = softmax(z)\nL = crossentropy(p, y)',
    'spelled out': 'L = -sum(y .* log(exp(z) / sum(exp(z))))',
    'spelled out, each part under a name': 's = exp(z)\nt = sum(s)\np = s / t\nl = log(p)\nL = -sum(y .* l)',
    'as a logarithm of a sum': "L = log(sum(exp(z))) - y' * z",
    'summed by a product with ones': "s = exp(z)\nL = -y' * log(s / (ones(3)' * s))",
    'with the largest taken off by hand': 'u = exp(z - max(z))\nL = -sum(y .* log(u / sum(u)))',
  };
  test.each(Object.entries(forms))('a softmax of it, %s', (_how, formulas) => {
    expect(numbers(`z = param(3); y = target(3)\n${formulas}`, { z, y: [0, 1, 0] })).toEqual({ L: 1e4, d_z: [1, -1, 0] });
  });
  test('a batch of them, and one a family', () => {
    const given = { z: [z, [0, 0, 0]], y: [[0, 1, 0], [0.5, 0.5, 0]] };
    expect(numbers('z = param(2, 3); y = target(2, 3)\nL = crossentropy(softmax(z), y)', given).d_z).toEqual([[0.5, -0.5, 0], [-1 / 12, -1 / 12, 1 / 6].map((g) => expect.closeTo(g, 15) as number)]);
    const family = 't = index(2); z[t] = param(3); y[t] = target(3)\np[t] = softmax(z[t])\nL = sum(t, crossentropy(p[t], y[t]))';
    expect(numbers(family, given).d_z).toEqual([[1, -1, 0], [-1 / 6, -1 / 6, 1 / 3].map((g) => expect.closeTo(g, 15) as number)]);
  });
  test('a wrong label of a sigmoid costs what it should, and pulls as hard', () => {
    expect(numbers('z = param(); y = target()\nL = bce(sigmoid(z), y)', { z: 1e4, y: 0 })).toEqual({ L: 1e4, d_z: 1 });
    expect(numbers('z = param(); y = target()\no = 1 / (1 + exp(-z))\nL = -(y*log(o) + (1-y)*log(1-o))', { z: -1e4, y: 1 })).toEqual({ L: 1e4, d_z: -1 });
  });
});

describe('a sum without one of its terms', () => {
  const random = createRandom(11);
  const entries = (n: number, spread: number): number[] => Array.from({ length: n }, () => spread * (random.uniform() - 0.5));
  const shapes = {
    'in each row': 'Z = param(3, 5); Y = target(3, 5)\nL = bce(softmax(Z), Y)',
    'in each column': 'Z = param(5, 3); Y = target(5, 3)\nE = exp(Z)\nL = -sum(Y .* log(1 - E ./ sum(E, axis=0)))',
    'of all': 'Z = param(3, 5); Y = target(3, 5)\nP = exp(Z) / sum(exp(Z))\nL = -sum(Y .* log(1 - P).^2)',
    'of squares': 'Z = param(15); Y = target(15)\nL = -sum(Y .* log(1 - Z.^2 / sum(Z.^2)))',
  };
  /** Once the largest of all is met twice. */
  const holdsIn = (text: string, measure: (f: Found) => number): void => {
    for (const spread of [1, 90, 900]) {
      const z = entries(15, spread);
      const Z = spread === 90 ? z.with(4, 50).with(1, 50) : z;
      for (const f of compared(program(text), new Map([['Z', Z], ['Y', entries(15, 1).map(Math.abs)]]), 3000)) expect(measure(f), `${f.what} is ${String(f.computed)}, not ${String(f.truth)}`).toBeLessThan(1e-11);
    }
  };
  test.each(Object.entries(shapes))('%s, values and gradients', (_which, text) => {
    holdsIn(text, error);
  });
  test('over an index, values', () => {
    holdsIn('t = index(15); Z = param(15); Y = target(15)\ns = sum(t, exp(Z[t]))\np[t] = exp(Z[t]) / s\nL = -sum(t, Y[t] * log(1 - p[t]))', (f) => (f.what === 'L' ? error(f) : 0));
  });
  test('whose only term it is is nothing', () => {
    expect(numbers('z = param(1)\nL = sum(1 - softmax(z))', { z: [3] })).toEqual({ L: 0, d_z: [0] });
  });
  test('that is masked: what counts is the largest that is left', () => {
    expect(numbers("s = param(3); m = input(3)\ne = m .* exp(s)\np = e / sum(e)\nL = sum([1, 2, 5] .* p)", { s: [1e4, 0, 0], m: [0, 1, 1] })).toEqual({ L: 3.5, d_s: [0, -0.75, 0.75] });
  });
});

test('a sum in which all is zero does not swallow what it is added to', () => {
  const text = "u = param(3); w = param(5)\nL = ((w * u') .* sum(exp(tanh(w)) * u', axis=1))[1, 1]";
  for (const f of compared(program(text), new Map([['u', [0.3, -0.7, 0.9]], ['w', [0.2, 0.5, -0.4, 1.1, -0.8]]]), 300)) expect(error(f), f.what).toBeLessThan(1e-12);
});

describe('a sum over an index', () => {
  const family = 't = index(3); z[t] = param()\n';
  test('under a logarithm', () => {
    expect(numbers(`${family}L = log(sum(t, exp(z[t])))`, { z: [1e4, 0, 1e4] })).toEqual({ L: 1e4 + Math.LN2, d_z: [0.5, 0, 0.5] });
    expect(numbers(`${family}L = log(sum(t, exp(z[t])))`, { z: [-1e4, -1e4, -2e4] })).toEqual({ L: -1e4 + Math.LN2, d_z: [0.5, 0.5, 0] });
  });
  test('beneath a member', () => {
    expect(numbers(`${family}s = sum(t, exp(z[t]))\nL = -log(exp(z[2]) / s)`, { z: [1e4, 0, -1e4] })).toEqual({ L: 1e4, d_z: [1, -1, 0] });
  });
});

describe('a branch that is not taken does not count', () => {
  test('neither a logarithm of zero', () => {
    expect(numbers('x = param(3)\nL = sum(where(x > 0, log(x), 0))', { x: [2, 0, -1] }).d_x).toEqual([0.5, 0, 0]);
  });
  test('nor a root of zero under a name, nor what is made of it', () => {
    expect(numbers('x = param(2)\nr = sqrt(x)\ns = log(r)\nL = sum(where(x > 0, s, x))', { x: [4, 0] }).d_x).toEqual([0.125, 1]);
  });
  test('nor the smaller of two', () => {
    expect(numbers('x = param()\nL = max(log(x), -1)', { x: 0 })).toEqual({ L: -1, d_x: 0 });
  });
  test('nor an infinite exponential beside a zero', () => {
    expect(numbers('x = param(); y = target()\nL = y * exp(x)', { x: 1e4, y: 0 })).toEqual({ L: 0, d_x: 0 });
  });
});
