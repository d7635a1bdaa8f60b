/**
 * Forward, past one application: from the derivatives of its operands to its own. A row's wording says it as a textbook
 * does. Without one it is the transpose of the row's own rule: `g -> pull(g)` is linear in g, so walking it backwards
 * gives the way forward, and no row needs a second rule.
 */
import { type Apply, type Expr, nodesOf } from '../core/expr.ts';
import type { Rule } from '../core/op.ts';
import { bug } from '../core/problem.ts';
import type { Program } from '../core/program.ts';
import type { Syntax } from '../core/syntax.ts';
import { applier } from '../lang/apply.ts';
import { substitute } from '../lang/elaborate.ts';
import { parse } from '../lang/parse.ts';
import { activity, reverse } from './reverse.ts';
import { type Rules, rulesOf, settle } from './rules.ts';

/** The derivative of one application, over the derivatives that were asked for; zero where nothing flows. */
export interface Pushed {
  readonly formula: Expr;
  readonly rules: readonly string[];
  readonly linear: boolean;
}

/** The derivative of `e`; `within` says that a sum or a constant factor asks. */
export type DerivativeOf = (e: Expr, within: 'linear' | 'other') => Expr;

/** Does anything pass by this rule? */
const flows = (rule: Rule | undefined): boolean => rule?.flow === 'local' || rule?.flow === 'pull';

/** The formula with each `D(...)` in it replaced by a name, and what each stood for. */
const withoutDerivatives = (s: Syntax, found: Map<string, Syntax>): Syntax => {
  if (s.kind !== 'apply') return s;
  const [inner] = s.args;
  if (s.fn !== 'D' || inner === undefined) return { ...s, args: s.args.map((x) => withoutDerivatives(x, found)) };
  const name = `D_${String(found.size)}`;
  found.set(name, inner);
  return { kind: 'name', name, place: s.place };
};

/** What one operand's change `v` adds to the change of the result. */
export const transposed = (node: Apply, i: number, v: Expr, program: Program, rules: Rules): { readonly formula: Expr; readonly rule: string } | undefined => {
  const { pool, ops } = program;
  const apply = applier(pool, ops);
  const names = new Set(nodesOf(node, v).flatMap((n) => (n.kind === 'name' ? [n.name] : [])));
  let free = 'g';
  while (names.has(free)) free += '_';
  const passed = rules.pass(node, i, pool.name(free, node.shape), node);
  if (passed === undefined) return undefined;
  const uses = reverse('', passed.adjoint, v, [], passed.adjoint, program, rules, activity(new Set([free])));
  const [first, ...others] = uses.map((u) => u.pull);
  if (first === undefined) return undefined;
  // Books write the outer derivative first: cos(u) times the derivative of u.
  const outerFirst = (e: Expr): Expr => {
    const [a, b] = e.args;
    return e.kind === 'apply' && e.op === 'times' && a === v && b !== undefined ? apply('times', [b, a]) : e;
  };
  const rule = ops.get(node.op)?.rules[i]?.forward ?? passed.rule;
  return { formula: others.reduce<Expr>((a, b) => settle(apply('add', [a, outerFirst(b)])), outerFirst(first)), rule };
};

export const pusher = (program: Program, active: (e: Expr) => boolean): ((node: Apply, derivative: DerivativeOf) => Pushed | undefined) => {
  const { pool, ops, functions } = program;
  const apply = applier(pool, ops);
  const rules = rulesOf(program);
  const scope = { pool, ops, functions, settle };

  return (node, derivative) => {
    const row = node.op === 'call' ? undefined : ops.get(node.op);
    const varies = node.args.map((a, i) => (active(a) && flows(row?.rules[i]) ? ('abc'[i] ?? '') : '')).join('');
    const worded = row?.push?.find((p) => p.varies === varies);
    if (worded !== undefined) {
      const inner = new Map<string, Syntax>();
      const body = withoutDerivatives(parse(worded.formula, 'rule'), inner);
      const own: [string, Expr | undefined][] = [['a', node.args[0]], ['b', node.args[1]], ['c', node.args[2]], ['y', node]];
      const within = worded.linear === true ? 'linear' : 'other';
      const derivatives = [...inner].map(([name, of]): [string, Expr] => [name, derivative(substitute(of, new Map(own), scope), within)]);
      const formula = settle(substitute(body, new Map([...own, ...derivatives]), scope));
      return { formula, rules: [worded.id], linear: worded.linear === true };
    }
    const sides = node.args.flatMap((a, i) => {
      if (!active(a)) return [];
      const made = transposed(node, i, derivative(a, 'other'), program, rules);
      return made === undefined ? [] : [made];
    });
    const [first, ...others] = sides;
    if (first === undefined) return undefined;
    if (others.length + 1 > node.args.length) throw bug('more derivatives than operands');
    return {
      formula: others.reduce<Expr>((sum, s) => settle(apply('add', [sum, s.formula])), first.formula),
      rules: [...new Set(sides.map((s) => s.rule))],
      linear: false,
    };
  };
};
