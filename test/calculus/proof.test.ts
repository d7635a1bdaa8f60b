/** A proof must be able to fail: whatever is wrong in a derivation is refused, and the step is named. */
import { describe, expect, test } from 'vitest';
import { type Expr, rebuild } from '../../src/core/expr.ts';
import type { Op, OpTable } from '../../src/core/op.ts';
import { Problem } from '../../src/core/problem.ts';
import type { Derivation, Step } from '../../src/core/step.ts';
import { derive } from '../../src/calculus/derive.ts';
import { prove } from '../../src/calculus/proof/prove.ts';
import { sampleLetters } from '../../src/calculus/proof/letters.ts';
import { sample } from '../../src/calculus/proof/sample.ts';
import { applier } from '../../src/lang/apply.ts';
import { write } from '../../src/lang/write.ts';
import { ops } from '../../src/ops/index.ts';
import { sameShape } from '../../src/core/shape.ts';
import { program } from './handout.ts';

const networks = {
  'a 2-3-1 network': 'x = input(2); y = target(1); W1 = param(3, 2); b1 = param(3); W2 = param(1, 3)\nz1 = W1*x + b1\nh = sigmoid(z1)\no = sigmoid(W2*h)\nL = halfsquare(o, y)',
  'layers on rows': 'X = input(N, n); Y = target(N, m); W = param(n, m); b = param(m)\nZ = X*W + b\nP = softmax(Z)\nL = crossentropy(P, Y)',
  'layer norm': 'x = param(n); G = constant(n); gam = param(n)\nmu = sum(x) / n\nxc = x - mu\ns = sqrt(sum(xc.^2) / n + 0.01)\nxhat = xc / s\nL = sum(G .* (gam .* xhat))',
  'a bias on rows with a penalty': 'X = input(N, n); Y = target(N, m); W = param(n, m); b = param(m)\nL = sum((X*W + b - Y).^2) / (2*N) + sum(W.^2) / 10',
  'a recurrent network': 't = index(T); x[t] = input(2); y[t] = target(3); W = param(3, 2); U = param(3, 3); q = param(3)\nh[0] = q\na[t] = W*x[t] + U*h[t-1]\nh[t] = tanh(a[t])\nL = sum(t, halfsquare(h[t], y[t]))',
} as const;

/** Wrong versions of one formula, each at one node: a sign turned, a term or a factor dropped, a transpose lost. */
const wrongs = (e: Expr, table: OpTable): readonly Expr[] => {
  const apply = applier(e.pool, table);
  const at = (node: Expr): readonly Expr[] => {
    if (node.kind !== 'apply') return [];
    const [a, b] = node.args;
    const fitting = (...list: readonly (Expr | undefined)[]): readonly Expr[] => list.filter((x): x is Expr => x !== undefined && sameShape(x.shape, node.shape));
    switch (node.op) {
      case 'add':
      case 'subtract':
        return [...fitting(a, b), apply(node.op === 'add' ? 'subtract' : 'add', node.args)];
      case 'times':
      case 'divide':
        return fitting(a, b);
      case 'negate':
      case 'transpose':
        return fitting(a);
      case 'contract': {
        // Another order of axes for one side, where the sizes still fit.
        const [left = '', right = '', out = ''] = String(node.attrs.spec).split(/,|->/u);
        const turned = [...left].reverse().join('');
        if (turned === left) return [];
        try {
          return fitting(apply('contract', node.args, { ...node.attrs, spec: `${turned},${right}->${out}` }));
        } catch (problem) {
          if (problem instanceof Problem) return [];
          throw problem;
        }
      }
      default:
        return [];
    }
  };
  const found: Expr[] = [];
  const places: Expr[] = [];
  rebuild(e, (node) => (places.push(node), node));
  for (const place of places) for (const wrong of at(place)) found.push(rebuild(e, (node) => (node === place ? wrong : node)));
  found.push(apply('negate', [e]));
  return [...new Set(found)].filter((x) => x !== e);
};

const refusal = (d: Derivation): string => {
  try {
    prove(d);
  } catch (problem) {
    if (problem instanceof Problem) return `${problem.code}: ${problem.message}`;
    throw problem;
  }
  return 'proved';
};
const withStep = (d: Derivation, goal: string, i: number, change: (s: Step) => Step): Derivation => ({
  ...d,
  lines: d.lines.map((l) => (l.goal === goal ? { ...l, steps: l.steps.map((s, k) => (k === i ? change(s) : s)) } : l)),
});

describe.each(Object.entries(networks))('%s', (_name, network) => {
  const { derivation, proof } = derive(program(network));

  test('is proved: every step on random data, every gradient against differences', () => {
    expect(proof.steps).toBeGreaterThan(derivation.lines.length - 1);
    expect(proof.worstStep).toBeLessThan(1e-12);
    expect(proof.partials).toBeGreaterThan(derivation.wanted.length);
    expect(proof.worstPartial).toBeLessThan(1e-6);
    expect(proof.shown).toBeDefined();
  });

  test('any step with a sign turned, a term dropped or a transpose lost is refused by name', () => {
    let tried = 0;
    for (const line of derivation.lines)
      line.steps.forEach((step, i) => {
        for (const after of wrongs(step.after, ops).slice(0, 6)) {
          tried++;
          expect(refusal(withStep(derivation, line.goal, i, (s) => ({ ...s, after }))), `${line.goal} = ${write(after, ops)}`).toContain(`unproved-step: a step of ${line.goal} `);
        }
      });
    expect(tried).toBeGreaterThan(10);
  });

  test('so is a step that starts from something else', () => {
    let tried = 0;
    for (const line of derivation.lines)
      line.steps.forEach((step, i) => {
        if (step.before === undefined) return;
        for (const before of wrongs(step.before, ops).slice(0, 2)) {
          tried++;
          expect(refusal(withStep(derivation, line.goal, i, (s) => ({ ...s, before })))).toContain(`a step of ${line.goal} `);
        }
      });
    expect(tried > 0).toBe(derivation.lines.some((l) => l.steps.some((s) => s.before !== undefined)));
  });

  test('a gradient that is wrong with all its steps is refused by differences', () => {
    const apply = applier(derivation.program.pool, ops);
    for (const [name, adjoint] of derivation.wanted) {
      const binding = derivation.gradient.bindings.get(adjoint);
      if (binding?.expr === undefined) throw new Error(`no formula for ${name}`);
      const wrong = { ...binding, expr: apply('negate', [binding.expr]) };
      const gradient = { ...derivation.gradient, bindings: new Map([...derivation.gradient.bindings, [adjoint, wrong]]) };
      expect(refusal({ ...derivation, gradient, lines: [] })).toContain(`unproved-gradient: the gradient of ${name} `);
    }
  });

  test('a gradient said to be nothing is refused', () => {
    const [first] = derivation.wanted[0] ?? [''];
    expect(refusal({ ...derivation, lines: [], wanted: [[first, '']] })).toContain(`the gradient of ${first} `);
  });
});

describe('a wrong rule in a copy of the table', () => {
  const tableWith = (op: string, rules: Readonly<Record<number, string>>): OpTable => {
    const row = ops.get(op);
    if (row === undefined) throw new Error(`no row ${op}`);
    const wrong: Op = { ...row, rules: row.rules.map((r, i) => ({ ...r, formula: rules[i] ?? r.formula })) };
    return new Map([...ops, [op, wrong]]);
  };
  const outcome = (network: string, table: OpTable): string => {
    try {
      derive(program(network, { ops: table }));
    } catch (problem) {
      if (problem instanceof Problem) return problem.code;
      throw problem;
    }
    return 'proved';
  };
  test.each([
    ['tanh', { 0: '1 + y.^2' }, 'x = param(3)\nL = sum(tanh(x))'],
    ['tanh', { 0: '1 - a.^2' }, 'x = param(3)\nL = sum(tanh(x))'],
    ['exp', { 0: '-y' }, 'x = param(3)\nL = sum(exp(x))'],
    ['log', { 0: 'a' }, 'x = param(3)\nL = sum(log(x))'],
    ['sqrt', { 0: '1 ./ y' }, 'x = param(3)\nL = sum(sqrt(x))'],
    ['times', { 0: 'a' }, 'x = param(3); y = param(3)\nL = sum(x .* y)'],
    ['subtract', { 1: 'g' }, 'x = param(3); y = param(3)\nL = sum((x - y).^2)'],
    ['divide', { 1: 'g .* y ./ b' }, 'x = param(3); y = param(3)\nL = sum(x ./ y)'],
    ['power', { 0: 'a.^(b - 1)' }, 'x = param(3)\nL = sum(x.^3)'],
    ['mean', { 0: 'expand(g)' }, 'x = param(3)\nL = mean(x.^2)'],
    ['max', { 0: 'b > a' }, 'x = param(3)\nL = sum(max(x, 0))'],
    ['where', { 1: 'where(a, 0, g)' }, 'x = param(3)\nL = sum(where(x > 0, x.^2, x))'],
    ['sin', { 0: '-cos(a)' }, 'x = param(3)\nL = sum(sin(x))'],
  ] as const)('%s by %j', (op, rules, network) => {
    expect(outcome(network, ops)).toBe('proved');
    expect(outcome(network, tableWith(op, rules))).toBe('unproved-gradient');
  });
  test('and a function that stops what it should pass', () => {
    const table = new Map([...ops].map(([name, row]) => [name, name === 'cos' ? { ...row, rules: row.rules.map((r) => ({ ...r, flow: 'stop' as const })) } : row] as const));
    expect(outcome('x = param(3)\nL = sum(cos(x) + x)', table)).toBe('unproved-gradient');
  });
});

test('a wrong lemma in a file is noticed where it is used', () => {
  const network = (slope: string): string => `f(v) = v .* exp(v); D(f, v) = ${slope}\nx = param(3)\nL = sum(f(x))`;
  expect(derive(program(network('exp(v) .* (1 + v)'))).proof.partials).toBeGreaterThan(0);
  expect(() => derive(program(network('exp(v) .* (1 - v)')))).toThrow('is not the derivative of f');
});

test('labels are drawn as labels, so that sums of what they pick are not sums of nothing', () => {
  const weighted = program('X = input(N, 3); t = target(N); W = param(5, 3); c = input(5)\nw = onehot(t, classes=5) * c\nL = -sum(w .* pick(logsoftmax(X * W\'), t)) / sum(w)');
  const drawn = [...sample(weighted, 3, () => ({ kind: 'mixed', scale: 1 }), new Map([['N', 40]])).entries('t', [])];
  expect([...new Set(drawn)].sort()).toEqual([0, 1, 2, 3, 4]);
  expect(derive(weighted).proof.partials).toBeGreaterThan(0);
});

test('cases are written at once, not as sums of terms that cancel where they are large', () => {
  const { derivation } = derive(program('X = input(N, 3); Y = target(N, 2); W = param(2, 3)\nz = X * W\'\no = selu(z)\nL = mse(o, Y)'));
  expect(derivation.lines.find((l) => l.goal === 'd_z')?.steps.map((s) => s.rule)).not.toContain('expand');
});

test.each([
  ['a part', 'x = param(n)\nL = sum(x[2:9].^2)'],
  ['a part by steps inside a function', 'x = param(n); f(x) = sum(x[11:2:15].^3)\nL = f(x)'],
  ['a place', 'x = param(n); y = param(3)\nL = sum(place(y, axis=0, at=8, whole=n) .* x)'],
  ['the largest of many', 'x = param(m, n)\nL = sum(topk(x.^2, 6, axis=0))'],
  ['a kernel', 'X = param(2, n); K = param(3, 2, 8)\nL = sum(conv(X, K))'],
  ['a part of what steps also read', 'T = 13; t = index(T); x[t] = input(2); P = param(T, 2)\nh[0] = zeros(2)\nh[t] = tanh(x[t] + P[12, :] + P[t, :] + h[t-1])\nL = sum(h[T])'],
])('letters are given sizes that have room for %s', (_, source) => {
  expect(derive(program(source)).proof.partials).toBeGreaterThan(0);
});

test('only one letter is raised where one lacks room', () => {
  expect([...sampleLetters(program('X = param(m, n)\nL = sum(X[7, :].^2)'))]).toEqual([['m', 7], ['n', 5]]);
});
