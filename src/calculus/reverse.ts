/**
 * The reverse walk over one formula: from the adjoint of a value to what each of its reads receives.
 * Nodes are visited in falling order of id, so every node has its whole adjoint before it is passed on.
 */
import type { Dim } from '../core/dim.ts';
import { type Apply, type Expr, nodesOf, rebuild } from '../core/expr.ts';
import type { Program } from '../core/program.ts';
import { applier } from '../lang/apply.ts';
import { unfold } from '../lang/elaborate.ts';
import { type Rules, settle } from './rules.ts';

/** What one read of `name[at]` receives. `over` are the indices `pull` may mention: the consumer's and those of sums. */
export interface Use {
  readonly consumer: string;
  readonly name: string;
  readonly at: readonly Dim[];
  readonly over: readonly string[];
  readonly pull: Expr;
  readonly rules: readonly string[];
  /** The read stands in the consumer's value at this place, such as h[0] = h0, and not in its general formula. */
  readonly place?: Dim;
}

/** Opens the calls through which something active passes and for which no lemma is known. */
export const openCalls = (e: Expr, program: Program, rules: Rules, active: (e: Expr) => boolean): Expr =>
  rebuild(e, (node) => {
    if (node.kind !== 'apply' || node.op !== 'call') return node;
    const known = node.args.every((a, i) => !active(a) || rules.known(node, i));
    return known ? node : openCalls(unfold(node, program), program, rules, active);
  });

/** Whether a formula depends on an active binding, remembered node by node. */
export const activity = (activeNames: ReadonlySet<string>): ((e: Expr) => boolean) => {
  const known = new Map<number, boolean>();
  return (e) => {
    const found = known.get(e.id);
    if (found !== undefined) return found;
    for (const node of nodesOf(e)) {
      if (known.has(node.id)) continue;
      known.set(
        node.id,
        node.kind === 'name' ? activeNames.has(node.name) : node.args.some((a) => known.get(a.id) === true),
      );
    }
    return known.get(e.id) === true;
  };
};

interface Arrived {
  readonly adjoint: Expr;
  /** Each once, so that the way down a long sum or product is not recorded over and over. */
  readonly rules: readonly string[];
}

/** One level of sums over indices: nodes inside `sum(t, ...)` have adjoints that may depend on t. */
interface Level {
  readonly over: readonly string[];
  readonly arrived: Map<number, Arrived[]>;
}

export const reverse = (
  consumer: string,
  root: Expr,
  seed: Expr,
  over: readonly string[],
  result: Expr,
  program: Program,
  rules: Rules,
  active: (e: Expr) => boolean,
): readonly Use[] => {
  const apply = applier(program.pool, program.ops);
  const opened = openCalls(root, program, rules, active);
  const nodes = [...nodesOf(opened)].reverse();
  const uses: Use[] = [];
  const levels: Level[] = [{ over, arrived: new Map([[opened.id, [{ adjoint: seed, rules: [] }]]]) }];
  const levelFor = (indices: readonly string[]): Level => {
    const key = indices.join(' ');
    const known = levels.find((l) => l.over.join(' ') === key);
    if (known !== undefined) return known;
    const fresh: Level = { over: indices, arrived: new Map() };
    levels.push(fresh);
    return fresh;
  };
  const arrive = (level: Level, to: Expr, arrived: Arrived): void => {
    const list = level.arrived.get(to.id);
    if (list === undefined) level.arrived.set(to.id, [arrived]);
    else list.push(arrived);
  };

  const passOn = (level: Level, node: Apply, { adjoint, rules: path }: Arrived): void => {
    const value = node === opened ? result : node;
    node.args.forEach((operand, i) => {
      if (!active(operand)) return;
      const passed = rules.pass(node, i, adjoint, value);
      if (passed === undefined) return;
      const index = String(node.attrs.index);
      const inner = node.op === 'total' ? levelFor([...level.over.filter((x) => x !== index), index]) : level;
      arrive(inner, operand, { adjoint: passed.adjoint, rules: path.includes(passed.rule) ? path : [...path, passed.rule] });
    });
  };

  // Levels are found outermost first; a level's nodes are finished before any level inside it is looked at.
  for (const level of levels) {
    for (const node of nodes) {
      const list = level.arrived.get(node.id);
      const [first, ...others] = list ?? [];
      if (list === undefined || first === undefined || !active(node)) continue;
      if (node.kind === 'name') {
        for (const { adjoint, rules: path } of list)
          uses.push({ consumer, name: node.name, at: node.at, over: level.over, pull: adjoint, rules: path });
      } else if (node.kind === 'apply') {
        const whole = others.reduce((a, b) => settle(apply('add', [a, b.adjoint])), first.adjoint);
        passOn(level, node, { adjoint: whole, rules: others.length === 0 ? first.rules : [...new Set(list.flatMap((a) => a.rules))] });
      }
    }
  }
  return uses;
};
