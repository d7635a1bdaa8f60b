/** The identities of matrix calculus in the forms of the books (Petersen and Pedersen, The Matrix Cookbook, 2012). Each is proved. */
import { expect, test } from 'vitest';
import { programOf, readShapes } from '../../src/cli/commands/formula.ts';
import { tidied } from '../../src/cli/commands/partial.ts';
import { write } from '../../src/lang/write.ts';
import { ops } from '../../src/ops/index.ts';

/** The gradient of a formula by the first name of `as`, once it has been proved. */
const gradient = (formula: string, as: string, facts: readonly string[] = []): string => {
  const by = as.slice(0, as.indexOf('='));
  const { expr, proof } = tidied(programOf(formula, [by], readShapes(`${as},A=nxn,B=nxn,C=nxn,R=mxn,P=nxm,a=n,b=n,v=m`), facts), by);
  expect(proof?.partials).toBeGreaterThan(0);
  return write(expr, ops);
};

const X = 'X=nxn';
const Y = 'Y=mxn';
const x = 'x=n';
test.each([
  // Determinants: 49, 51, 53, 55, 57, 58, 62.
  ['det(X)', X, "det(X) * inv(X)'"],
  ['det(A * X * B)', X, "det(A * X * B) * inv(X)'"],
  ["det(Y' * Y)", Y, "2 * det(Y' * Y) * Y * inv(Y' * Y)"],
  ["log(det(Y' * Y))", Y, "2 * Y * inv(Y' * Y)"],
  ['log(det(X))', X, "inv(X)'"],
  ['logdet(X)', X, "inv(X)'"],
  ['det(X^3)', X, "3 * det(X * X * X) * inv(X)'"],
  ['det(X^-1)', X, "-det(inv(X)) * inv(X)'"],
  // Inverses: 61, 63, 64, and systems.
  ["a' * inv(X) * b", X, "-inv(X)' * a * b' * inv(X)'"],
  ['trace(A * inv(X) * B)', X, "-inv(X)' * A' * B' * inv(X)'"],
  ['trace(inv(X + A))', X, "-inv(A + X)' * inv(A + X)'"],
  ["a' * solve(X, b)", X, "-solve(X', a) * solve(X, b)'"],
  ["a' * solve(A, x)", x, "solve(A', a)"],
  ['sum(X * inv(X) * a)', X, 'zeros(n, n)'],
  // First and second order: 70, 71, 77, 78, 81, 82, 86, 97.
  ["a' * X * b", X, "a * b'"],
  ["a' * X' * b", X, "b * a'"],
  ["b' * X' * X * a", X, "X * b * a' + X * a * b'"],
  ["(B * x + b)' * C * (A * x + a)", x, "A' * C' * (B * x + b) + B' * C * (A * x + a)"],
  ["x' * B * x", x, "(B + B') * x"],
  ["(X * b + a)' * A * (X * b + a)", X, "(A + A') * (X * b + a) * b'"],
  // Traces: 99 to 104, 106, 107, 109, 111, 115, 118, 121.
  ['trace(X)', X, 'identity(n)'],
  ['trace(R * X * P)', X, "R' * P'"],
  ['trace(A * X\')', X, 'A'],
  ['trace(X^2)', X, "2 * X'"],
  ["trace(Y * B * Y')", Y, "Y * (B + B')"],
  ['trace(A * X * B)^2', X, "2 * trace(A * X * B) * A' * B'"],
  ["trace(A * X * B * X' * C)", X, "A' * C' * X * B' + C * A * X * B"],
  ['trace(X^3)', X, "3 * X' * X'"],
  // Diagonals, norms (129, 131, 132), symmetric matrices (85, 86).
  ["x' * diag(x) * a", x, '2 * a .* x'],
  ['sum(diag(X).^2)', X, 'diag(2 * diag(X))'],
  ['norm(x - a)', x, '(x - a) / norm(x - a)'],
  ['norm(R * x - v)^2', x, "2 * R' * (R * x - v)"],
  ['norm(R * x - v)', x, "R' * (R * x - v) / norm(R * x - v)"],
  ['norm(Y, "fro")^2', Y, '2 * Y'],
  ['norm(x, 1)', x, 'sign(x)'],
])('the gradient of %s by %s is %s', (formula, as, form) => {
  expect(gradient(formula, as)).toBe(form);
});

test.each([
  ["x' * A * x", x, '2 * A * x'],
  ["(x - a)' * inv(A) * (x - a)", x, '2 * inv(A) * (x - a)'],
  ["trace(Y * A * Y')", Y, '2 * Y * A'],
])('where A is symmetric, the gradient of %s by %s is %s', (formula, as, form) => {
  expect(gradient(formula, as, ['symmetric(A)'])).toBe(form);
});

test('of what is symmetric the inverse needs no transpose', () => {
  expect(gradient("a' * inv(S) * b", 'S=nxn', ['symmetric(S)'])).toBe("-inv(S) * a * b' * inv(S)");
  expect(gradient("logdet(Y' * Y + identity(n))", Y)).toBe("2 * Y * inv(Y' * Y + identity(n))");
});
