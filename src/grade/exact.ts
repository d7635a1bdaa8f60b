/**
 * Equality without numbers: both formulas in normal form. It proves, and never refutes: forms that differ may be equal by an
 * identity that the normal form does not know.
 */
import { formulasOf } from '../calculus/differentiate.ts';
import { createEnter } from '../calculus/normal/enter.ts';
import { expand, together } from '../calculus/normal/laws.ts';
import { createAlgebra, type Poly } from '../calculus/normal/poly.ts';
import { type Expr, nodesOf, rebuild } from '../core/expr.ts';
import type { Program } from '../core/program.ts';
import { sameShape } from '../core/shape.ts';
import { applier } from '../lang/apply.ts';
import { unfold } from '../lang/elaborate.ts';

/** Formulas larger than this are not opened: what they read stays a name, which proves less and nothing wrong. */
const mostNodes = 1200;

/** Coefficients are fractions of whole numbers while these stay small; others are rounded, and rounding proves nothing. */
const isExact = (e: Expr): boolean => nodesOf(e).every((n) => n.kind !== 'number' || (Math.abs(n.value) <= 1e6 && Number.isInteger(Number((n.value * 1e6).toPrecision(15)))));

/** Terms beyond which nothing is multiplied out. */
const mostTerms = 3000;

/** Terms after multiplying out, at most: (a + b)^40 has 41, and (a + b + c + d)^40 more than anyone waits for. */
const termsOf = (e: Expr): number => {
  const made = new Map<number, number>();
  let most = 1;
  for (const node of nodesOf(e)) {
    const [a = 1, b = 1] = node.args.map((x) => made.get(x.id) ?? 1);
    const exponent = node.kind === 'apply' && node.op === 'power' ? node.args[1] : undefined;
    const n = exponent?.kind === 'number' ? Math.abs(exponent.value) : exponent === undefined ? 0 : 1;
    const own = node.kind !== 'apply' ? 1 : exponent !== undefined ? powerTerms(a, n) : isSum.has(node.op) ? a + b : isProduct.has(node.op) ? a * b : node.args.length === 1 && isLinear.has(node.op) ? a : 1;
    made.set(node.id, own);
    most = Math.max(most, own);
  }
  return most;
};
const isSum = new Set(['add', 'subtract']);
const isProduct = new Set(['times', 'divide', 'contract']);
const isLinear = new Set(['negate', 'transpose', 'expand', 'sum', 'mean', 'total']);
/** Terms of a sum of `t` terms to the power n: n + t - 1 over n. */
const powerTerms = (t: number, n: number): number => {
  let out = 1;
  for (let k = 1; k <= n && out <= mostTerms; k++) out = (out * (t + k - 1)) / k;
  return n > 200 ? Infinity : out;
};

/** Calls by their bodies, and names by their formulas where these are no families. */
const opened = (e: Expr, program: Program): Expr => {
  let current = e;
  for (;;) {
    const next = rebuild(current, (node) => {
      if (node.kind === 'apply' && node.op === 'call') return unfold(node, program);
      const b = node.kind === 'name' && node.at.length === 0 ? program.bindings.get(node.name) : undefined;
      return b === undefined || b.over.length > 0 ? node : (formulasOf(b)[0] ?? node);
    });
    if (next === current) return current;
    if (nodesOf(next).length > mostNodes) return current;
    current = next;
  }
};

const vanishes = (program: Program, e: Expr): boolean => {
  if (!isExact(e) || termsOf(e) > mostTerms) return false;
  const algebra = createAlgebra();
  const isZero = (p: Poly): boolean => p.length === 0;
  const entered = expand(createEnter(program, algebra)(e), algebra);
  return isZero(entered) || isZero(expand(together(entered, algebra), algebra));
};

export const provedEqual = (program: Program, a: Expr, b: Expr): boolean => {
  if (!sameShape(a.shape, b.shape)) return false;
  const difference = applier(program.pool, program.ops)('subtract', [a, b]);
  return vanishes(program, difference) || vanishes(program, opened(difference, program));
};

/** Does a formula mention a declared name and yet provably not depend on it, as x - x + y does not on x? */
export const provedIdle = (program: Program, e: Expr, name: string): boolean => {
  const open = opened(e, program);
  // A name that is still computed might lead to the one asked about.
  if (nodesOf(open).some((n) => n.kind === 'name' && program.bindings.get(n.name)?.expr !== undefined)) return false;
  const other = rebuild(open, (n) => (n.kind === 'name' && n.name === name ? program.pool.name(`another ${name}`, n.shape, n.at) : n));
  return vanishes(program, applier(program.pool, program.ops)('subtract', [open, other]));
};
