/** grad(L, x) inside a formula: opened, proved, and differentiated again. */
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { openGradients } from '../../src/calculus/gradients.ts';
import { write } from '../../src/lang/write.ts';
import { lines, problemOf, program } from '../lang/show.ts';

const opened = (text: string): readonly string[] => lines(openGradients(program(text)));
const finished = (text: string): readonly string[] => {
  const { derivation } = derive(openGradients(program(text)));
  return derivation.wanted.map(([name, adjoint]) => `${name}: ${write(derivation.lines.find((l) => l.goal === adjoint)?.expr ?? derivation.program.pool.number(0), derivation.gradient.ops)}`);
};

describe('a gradient inside a formula', () => {
  test('becomes a formula of its own, tidied as a reader would meet it', () => {
    expect(opened('x = param()\nu = x^3\nL = (grad(u, x) - 1)^2')).toEqual(['param x a scalar', 'value u a scalar = x^3', 'value du_dx a scalar = 3 * x^2', 'objective L a scalar = (du_dx - 1)^2']);
  });
  test('can be differentiated again', () => {
    expect(finished('x = param()\nu = x^3\nL = (grad(u, x) - 1)^2')).toEqual(['x: 12 * x * (du_dx - 1)']);
    expect(finished('x = param()\nu = sin(x)\nv = grad(u, x)\nL = grad(v, x)')).toEqual(['x: -du_dx']);
    // The sign of a bracket is that of the form it stands in.
    expect(() => finished('x = param()\ny = target()\nu = silu(3*y - x)\ng = grad(u, x)\nL = (g - 1)^2')).not.toThrow();
  });
  test('by a vector or a matrix has its shape', () => {
    expect(opened("A = param(3, 3)\nx = input(3)\nu = x' * A * x\nL = sum(grad(u, x)) + sum(grad(u, A))").slice(2)).toEqual([
      "value u a scalar = x' * A * x",
      "value du_dx [3] = (A + A') * x",
      "value du_dA [3, 3] = x * x'",
      'objective L a scalar = sum(du_dx) + sum(du_dA)',
    ]);
  });
  test('by a family is a family; what a recurrence passes from outside its range is 0', () => {
    const text = 't = index(T)\nx[t] = input()\nw = param()\nh[0] = 0\nh[t] = w * h[t-1] + x[t]\nu = sum(t, h[t]^2) / 2\nL = sum(t, grad(u, x[t])^2)';
    expect(opened(text).slice(3)).toEqual(['value u a scalar = sum(t, h[t]^2) / 2', 'value du_dh[t] a scalar = du_dh[t+1] * w + h[t] from du_dh[T + 1]', 'value du_dx[t] a scalar = du_dh[t]', 'objective L a scalar = sum(t, du_dx[t]^2)']);
    expect(derive(openGradients(program(text))).proof.worstPartial).toBeLessThan(1e-6);
  });
  test('by a formula moves that formula alone: the penalty of a Wasserstein critic', () => {
    const text = 'X = input(7, 3); W = param(5, 3); v = param(5)\nM = 0.3 * X\nu = sum(tanh(M * W\') * v)\nG = grad(u, M)\nL = mean((sqrt(sum(G.^2, axis=1)) - 1).^2)';
    expect(opened(text).find((line) => line.startsWith('value du_dM'))).toBe('value du_dM [7, 3] = du_dz_u * W');
    expect(derive(openGradients(program(text))).proof.worstPartial).toBeLessThan(1e-6);
    // A member of a recurrence takes those after it along.
    const family = 't = index(T)\nx[t] = input(); w = param()\nh[0] = 0\nh[t] = tanh(w * h[t-1] + x[t])\nu = h[T]^2\nL = sum(t, grad(u, h[t])^2)';
    expect(derive(openGradients(program(family))).proof.worstPartial).toBeLessThan(1e-6);
  });
  test('by something it does not depend on is zero', () => {
    expect(opened('x = param(2); z = param(3)\nu = sum(x)\nL = u + sum(grad(u, z))').slice(2, 4)).toEqual(['value u a scalar = sum(x)', 'value du_dz [3] = zeros(3)']);
  });
  test.each([
    ['x = param(2)\nL = sum(grad(x.^2, x))', 'net.grad:2:9: grad takes the name of a formula and the name of what it is differentiated by'],
    ['x = param(2)\nu = x.^2\nL = sum(grad(u, x))', 'net.grad:3:9: u is [2], and only one number has a gradient'],
    ['x = param(2)\nL = sum(grad(u, x))\nu = sum(x)', 'net.grad:2:14: u is used before its definition in line 3'],
  ])('%s', (text, said) => {
    expect(problemOf(() => program(text)).split('\n')[0]).toBe(said);
  });
});
