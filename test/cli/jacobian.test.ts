/** Jacobians as matrices: of vectors by vectors, proved as J' g before they are printed. */
import { describe, expect, test } from 'vitest';
import { folder, gradscribe } from './call.ts';

const printed = async (formula: string, shapes: string, ...more: readonly string[]) => gradscribe(['diff', formula, 'z', '--shapes', shapes, '--jacobian', ...more], { cwd: folder() });

describe('the Jacobian of', () => {
  test.each([
    ['softmax(z)', 'z=n', "diag(softmax(z)) - softmax(z) * softmax(z)'"],
    ['tanh(z)', 'z=n', 'diag(1 - tanh(z).^2)'],
    ['A * z', 'A=mxn,z=n', 'A'],
    ['A * tanh(B * z)', 'A=kxm,B=mxn,z=n', '(A .* (1 - tanh(B * z).^2)) * B'],
    ['z / norm(z)', 'z=n', "(identity(n) - z / norm(z) * (z / norm(z))') / norm(z)"],
    ["z * (z' * z)", 'z=n', "sum(z.^2) * identity(n) + 2 * z * z'"],
    ['inv(A) * z', 'A=nxn,z=n', 'inv(A)'],
  ])('%s', async (formula, shapes, matrix) => {
    expect(await printed(formula, shapes)).toMatchObject({ code: 0, out: `${matrix}\n` });
  });
  test('a quadratic form, twice differentiated', async () => {
    expect(await gradscribe(['diff', "z' * B * z", 'z', 'z', '--shapes', 'z=n,B=nxn', '--jacobian'], { cwd: folder() })).toMatchObject({ out: "B + B'\n" });
  });
});

test('where no matrix of the language says it, the adjoint stands with a note of what g is', async () => {
  const { out, err } = await printed('cumsum(z)', 'z=n');
  expect(out).toBe('cumsum(g, reverse=true)\n');
  expect(err).toContain('what it makes of g, the adjoint of the formula');
});

test('a handout ends with the matrix', async () => {
  const { out } = await printed('softmax(z)', 'z=n', '--format', 'md', '-o', '-');
  expect(out).toContain('Jacobian');
  expect(out).toContain('\\mathrm{diag}');
});
