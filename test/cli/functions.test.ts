/** The table of functions: complete, callable, and right by finite differences taken through the engine. */
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/cli/commands/explain.ts';
import { paired, withFormula } from '../../src/cli/commands/partial.ts';
import { wordsIn } from '../../src/cli/words.ts';
import { createRandom } from '../../src/engine/random.ts';
import { compile, type Evaluator } from '../../src/engine/compile.ts';
import { prelude } from '../../src/cli/network.ts';
import { catalogue } from '../../src/lang/catalogue.ts';
import { builtinNames, signs } from '../../src/lang/meanings.ts';
import { read } from '../../src/lang/read.ts';
import { write } from '../../src/lang/write.ts';
import { ops } from '../../src/ops/index.ts';
import type { Usage } from '../../src/render/reference.ts';
import { folder, gradscribe, json } from './call.ts';

const text = prelude();
const program = read('x = param()\nL = x', { file: 'functions', ops, prelude: text });
const all = catalogue(program);
const explained = all.map((c) => explain(c, text));
const uses = explained.flatMap((f) => f.usages.map((u) => [u.call, u] as const));

test('everything callable is listed, once', () => {
  const names = all.map((c) => c.name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(names)).toEqual(new Set([...signs.keys(), ...builtinNames(ops), ...program.functions.keys(), 'pi', 'e']));
});

test('every row of the operator table that a formula can name is listed', () => {
  for (const row of ops.values()) if (row.scalar !== undefined && row.name !== 'power') expect(all.map((c) => c.name)).toContain(row.name);
});

test('words are about functions that there are', () => {
  for (const language of ['en', 'zh'] as const) for (const name of Object.keys(wordsIn(language).functions)) expect(all.map((c) => c.name)).toContain(name);
});

/** Distinct primes for letters. */
const primes: ReadonlyMap<string, number> = new Map([['m', 3], ['n', 5], ['p', 7], ['N', 3], ['d', 7], ['T', 5]]); // prettier-ignore
const dimsOf = (u: Usage): ReadonlyMap<string, number> => new Map([...u.program.dims.keys()].map((letter) => [letter, primes.get(letter) ?? 11]));

const sum = (a: ArrayLike<number>): number => Array.from(a).reduce((x, y) => x + y, 0);

test('what is held has no derivative, by definition', () => {
  expect(uses.find(([call]) => call === 'hold(x)')?.[1].derivatives.map((d) => write(d.expr, ops))).toEqual(['0']);
});

describe('every derivative agrees with central differences', () => {
  /** Defined where the absolute value is above 1. */
  const above = new Set(['acosh(x)', 'asec(x)', 'acsc(x)', 'acoth(x)']);
  test.each(uses.filter(([call]) => call !== 'hold(x)'))('%s', (call, usage) => {
    const dims = dimsOf(usage);
    const whole = usage.upstream === undefined ? usage.program : paired(usage.program).program;
    const value = compile(whole, { dims, want: [whole.objective] });
    const names = value.plan.given.map((g) => g.name);
    // Inside (0, 1), where all others are defined and differentiable.
    const from = above.has(call) ? 1.1 : 0.1;
    const random = createRandom(7);
    const drawn = (shape: readonly number[]): Float64Array => {
      const [n = 1, columns] = shape;
      // A square matrix has a heavy diagonal: its determinant is positive.
      return Float64Array.from({ length: shape.reduce((all, d) => all * d, 1) }, (_, k) => (n === columns && k % (n + 1) === 0 ? 1 : 0) + from + 0.8 * random.uniform());
    };
    const data = new Map(names.map((name) => [name, drawn(value.shapeOf(name))]));
    const at = (evaluator: Evaluator, changed?: readonly [name: string, array: Float64Array]): Float64Array => {
      for (const { name } of evaluator.plan.given) evaluator.write(name, changed?.[0] === name ? changed[1] : (data.get(name) ?? new Float64Array(1)));
      evaluator.run();
      return Float64Array.from(evaluator.read(evaluator.plan.layouts.has(whole.objective) ? whole.objective : usage.program.objective));
    };
    for (const { by, expr } of usage.derivatives) {
      // A family's derivative is that of each member; the shown one has no index, so it is the same for all.
      const derivative = at(compile(withFormula(whole, expr), { dims, want: [whole.objective] }));
      const array = data.get(by);
      if (array === undefined) {
        expect(derivative.every((d) => d === 0), `${by} is not read`).toBe(true);
        continue;
      }
      const h = 1e-6;
      array.forEach((x, k) => {
        const moved = (step: number): number => sum(at(value, [by, array.with(k, x + step)]));
        // Central differences at h = 1e-6: rounding of about 1e-16 / h and a remainder of h^2 times the third derivative.
        expect((moved(h) - moved(-h)) / (2 * h), `${by} ${String(k)}: ${write(expr, ops)}`).toBeCloseTo(derivative[derivative.length === 1 ? 0 : k] ?? NaN, 6);
      });
    }
  });
});

test('a prelude function is shown with its definition', async () => {
  const { out } = await gradscribe(['functions', 'softmax', '--lang', 'en']);
  expect(out).toBe(`softmax  probabilities from scores, along the last axis  prelude
  softmax(z)  = exp(z) ./ sum(exp(z), axis=-1)  given z = param(n)
    d_z = softmax(z) .* (g - sum(g .* softmax(z)))
`);
});

test('a sign is shown in index form', async () => {
  const { out } = await gradscribe(['functions', '*', '--lang', 'en']);
  expect(out).toContain('  A * B  y[i, k] = sum(j, A[i, j] * B[j, k])  given A = param(m, n), B = param(n, p)\n    d_A = g * B\'\n    d_B = A\' * g\n');
  expect(out).toContain("  a' * b  = sum(i, a[i] * b[i])");
});

test('indices and places count from 1 in every index form', async () => {
  const { out } = await gradscribe(['functions', 'conv', 'maxpool', 'reshape', 'flip', 'ranks', '--lang', 'en']);
  for (const form of [
    'y[i, p, q] = sum(j, sum(k, sum(l, K[i, j, k, l] * X[j, p+k-1, q+l-1])))',
    'y[i, j, l] = max(k, max(p, X[i, 2*j+k-2, 2*l+p-2])), k = 1:2, p = 1:2',
    'y[i, j, k] = X[i, 3*j+k-3]',
    'y[i] = x[6-i]',
    'y[j] = sum(i, i > j ? (x[i] < x[j] ? 1 : 0) : x[i] > x[j] ? 0 : 1)',
  ])
    expect(out).toContain(`  ${form}  given`);
});

test('a kink is told where the derivative jumps, and only there', () => {
  const kinks = (name: string) => explained.find((f) => f.name === name)?.usages.flatMap((u) => u.kinks);
  expect(kinks('relu')).toEqual(['max']);
  expect(kinks('abs')).toEqual(['abs']);
  expect(kinks('softsign')).toEqual([]);
  expect(kinks('tanh')).toEqual([]);
});

test('an unknown function gets a suggestion', async () => {
  const { code, err } = await gradscribe(['functions', 'sofmax']);
  expect(code).toBe(2);
  expect(err).toContain('did you mean softmax?');
});

test('--json is one object with formulas and TeX', async () => {
  const said = json(await gradscribe(['functions', 'tanh', '--json', '--lang', 'zh']));
  expect(said).toEqual({
    schemaVersion: 1,
    functions: [{ name: 'tanh', about: '双曲正切', source: { table: 'operator' }, uses: [{ given: [], call: 'tanh(x)', definition: null, upstream: null, derivatives: [{ by: 'x', formula: '1 - tanh(x)^2', tex: '1 - \\tanh^{2} x' }], kinks: [] }] }],
  });
});

test.each(['en', 'zh'])('the handout in %s is a page, and as Markdown a file', async (language) => {
  const cwd = folder();
  const page = await gradscribe(['functions', 'relu', '*', '--format', 'html', '--lang', language], { cwd });
  expect(page.err).toBe(`written: out/functions${language === 'en' ? '' : '.zh'}.html\n`);
  const markdown = await gradscribe(['functions', 'relu', '--format', 'md', '--lang', language, '-o', '-'], { cwd });
  expect(markdown.out).toContain('$`\\frac{d}{dx} = [x > 0]`$');
});
