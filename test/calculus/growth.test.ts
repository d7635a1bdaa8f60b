/** A gradient costs a small constant times its function, and a derivation does not grow with the length of a sequence. */
import { describe, expect, test } from 'vitest';
import { type Expr, nodesOf } from '../../src/core/expr.ts';
import type { Program } from '../../src/core/program.ts';
import { showDim } from '../../src/core/dim.ts';
import { derive } from '../../src/calculus/derive.ts';
import { differentiate, formulasOf } from '../../src/calculus/differentiate.ts';
import { nameParts } from '../../src/calculus/name.ts';
import { openAll } from '../../src/calculus/moves/facts.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { write } from '../../src/lang/write.ts';
import { handout, program } from './handout.ts';

const count = (es: readonly Expr[]): number => nodesOf(...es).length;
const formulas = (p: Program): readonly Expr[] => [...p.bindings.values()].flatMap(formulasOf);

/** Nodes of the function with its calls opened, and nodes of the gradient program, which holds the function too. */
const sizes = (name: string, text: string): { readonly forward: number; readonly gradient: number; readonly plain: number } => {
  const p = program(text);
  const opened = formulas(p).map((e) => openAll(e, p));
  const made = (of: Program): number => count(formulas(differentiate(of).gradient));
  const found = { forward: count(opened), gradient: made(nameParts(p).program), plain: made(p) };
  console.info(`${name}: ${String(found.forward)} nodes, with its gradient ${String(found.gradient)}, parts unnamed ${String(found.plain)}`);
  return found;
};

const nested = (fn: string, depth: number): string => `${`${fn}(`.repeat(depth)}w * x${')'.repeat(depth)}`;
const many = (n: number, item: (k: string) => string, between: string): string => Array.from({ length: n }, (_, i) => item(String(i + 1))).join(between);
const layers = (n: number): string => `
  x = input(7); y = target(7)
  ${many(n, (k) => `W${k} = param(7, 7); b${k} = param(7)`, '\n')}
  h0 = x
  ${many(n, (k) => `h${k} = tanh(W${k} * h${String(Number(k) - 1)} + b${k})`, '\n')}
  L = halfsquare(h${String(n)}, y)`;
const product = (n: number): string => `${many(n, (k) => `w${k} = param()`, '; ')}\nL = ${many(n, (k) => `w${k}`, ' * ')}`;
const sigmoids = (n: number): string => `x = input(); w = param()\nL = ${nested('sigmoid', n)}`;
/** The sigmoid written out, so that not even a lemma helps. */
const written = (n: number): string => `s(v) = 1 / (1 + exp(-v)); x = input(); w = param()\nL = ${nested('s', n)}`;

describe('at most four times the function, and a constant', () => {
  const constant = 40;
  test.each([
    ['fifty nested sigmoids in one formula', sigmoids(50)],
    ['fifty nested sigmoids written out', written(50)],
    ['a product of two hundred factors', product(200)],
    ['eight layers of tanh', layers(8)],
  ])('%s', (name, text) => {
    const { forward, gradient, plain } = sizes(name, text);
    for (const nodes of [gradient, plain]) {
      expect(nodes).toBeGreaterThan(forward / 2);
      expect(nodes).toBeLessThanOrEqual(4 * forward + constant);
    }
  });

  test.each([
    ['sigmoids', sigmoids],
    ['factors', product],
    ['layers', layers],
  ])('twice as many %s cost twice as much', (name, make) => {
    const [one, two, four] = [8, 16, 32].map((n) => sizes(`${String(n)} ${name}`, make(n)).gradient);
    if (one === undefined || two === undefined || four === undefined) throw new Error('three sizes');
    // Linear: equal steps, so the second step is twice the first.
    expect(four - two).toBe(2 * (two - one));
  });
});

describe('what is large is right', () => {
  test('fifty nested sigmoids: the derivative is the product of the fifty slopes', () => {
    const p = program(sigmoids(50));
    const { gradient } = differentiate(nameParts(p).program);
    const [x, w] = [0.7, 0.3];
    let value = w * x;
    let slope = x;
    for (let k = 0; k < 50; k++) {
      value = 1 / (1 + Math.exp(-value));
      slope *= value * (1 - value);
    }
    const run = evaluation(gradient, new Map(), (name) => (name === 'x' ? Float64Array.of(x) : name === 'w' ? Float64Array.of(w) : undefined));
    expect((run.value('d_w')[0] ?? NaN) / slope).toBeCloseTo(1, 10);
  });
  test('a product of two hundred factors: each partial is the product of the others', () => {
    const p = program(product(200));
    const { gradient } = differentiate(p);
    const factor = (k: number): number => 1 + 0.01 * Math.sin(k);
    const run = evaluation(gradient, new Map(), (name) => (/^w\d+$/u.test(name) ? Float64Array.of(factor(Number(name.slice(1)))) : undefined));
    const whole = Array.from({ length: 200 }, (_, i) => factor(i + 1)).reduce((a, b) => a * b);
    for (const k of [1, 2, 100, 199, 200]) expect((run.value(`d_w${String(k)}`)[0] ?? NaN) * factor(k)).toBeCloseTo(whole, 10);
  });
});

describe('a sequence of any length has one derivation', () => {
  const recurrent = (size: string): string => `
    t = index(${size})
    x[t] = input(2); y[t] = target(3); W = param(3, 2); U = param(3, 3); b = param(3)
    h[0] = zeros(3)
    a[t] = W * x[t] + U * h[t-1] + b
    h[t] = tanh(a[t])
    L = sum(t, halfsquare(h[t], y[t]))`;
  const told = (size: string): readonly string[] => {
    const { derivation } = derive(program(recurrent(size)));
    return derivation.lines.flatMap((l) => [
      ...l.steps.map((s) => `${s.goal}: ${s.kind} ${s.rule} ${s.edges.map((e) => `${e.consumer} ${e.rules.join(' ')}`).join(', ')}: ${write(s.after, derivation.gradient.ops)}`),
      ...l.base.map((x) => `${l.goal}[${showDim(x.at)}] = ${write(x.expr, derivation.gradient.ops)}`),
    ]);
  };
  const general = told('T');

  test('of a lettered length: these lines', () => {
    expect(handout(recurrent('T'))).toEqual([
      "d_h[t] = h[t] - y[t] + U' * d_a[t+1]",
      'd_a[t] = d_h[t] .* (1 - h[t].^2)',
      'd_b = sum(t, d_a[t])',
      "d_U = sum(t, d_a[t] * h[t-1]')",
      "d_W = sum(t, d_a[t] * x[t]')",
    ]);
    expect(general.length).toBe(5);
  });
  test.each(['3', '300'])('of length %s: the very same steps', (size) => {
    expect(told(size)).toEqual(general);
  });
});
