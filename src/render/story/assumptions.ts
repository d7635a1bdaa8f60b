/** What the derivation takes for granted: facts, values at kinks, values outside a family's range. */
import { readsOf } from '../../calculus/indices.ts';
import { activity } from '../../calculus/reverse.ts';
import { addDims, subtractDims } from '../../core/dim.ts';
import { type Expr, nodesOf } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import type { Block, Prose } from '../doc.ts';
import { tex } from '../formula/literal.ts';
import { list, math, say, text } from '../say.ts';
import { kinkOf } from './kinks.ts';
import { heading, type Telling } from './telling.ts';

/** Everything applied anywhere: operators, and `lemma:` with the function for calls, as rules name them. */
const applied = (program: Program): ReadonlySet<string> =>
  new Set(
    [...program.bindings.values()].flatMap((b) =>
      b.expr === undefined ? [] : nodesOf(b.expr).flatMap((n) => (n.kind === 'apply' ? [n.op === 'call' ? `lemma:${String(n.attrs.fn)}` : n.op] : [])),
    ),
  );

/** What a derivative could have come through, and does not: each formula with the rule that says why. Cases have a sentence of their own. */
const stops = (program: Program, gradient: Program): readonly (readonly [Expr, string])[] => {
  const active = activity(new Set([...gradient.bindings.values()].flatMap((b) => b.adjointOf ?? [])));
  const nodes = [...program.bindings.values()].flatMap((b) => (b.expr === undefined ? [] : nodesOf(b.expr)));
  const conditions = new Set(nodes.flatMap((n) => (n.kind === 'apply' && n.op === 'where' ? n.args.slice(0, 1) : [])));
  return [...new Set(nodes)].flatMap((node): readonly (readonly [Expr, string])[] => {
    if (node.kind !== 'apply' || node.op === 'where' || conditions.has(node)) return [];
    const rules = program.ops.get(node.op)?.rules ?? [];
    const stopped = rules.find((r, i) => (r.flow === 'stop' || r.flow === 'hold') && node.args[i] !== undefined && active(node.args[i]));
    return stopped === undefined ? [] : [[node, stopped.id]];
  });
};

export const assumptions = ({ program, gradient, t, words, proved }: Telling): readonly Block[] => {
  const items: Prose[] = program.facts.map((f) => say(words, 'assume.fact', { fact: math(t.fact(f)) }));
  const kinks = new Set([...applied(program)].flatMap((op) => kinkOf(op, program) ?? []));
  for (const kink of kinks) items.push(text(words.kinks[kink] ?? kink));
  items.push(...stops(program, gradient).map(([e, rule]) => say(words, 'assume.stop', { formula: math(t.wide(e)), why: text(words.rules[rule] ?? rule) })));
  const reads = proved.derivation.lines.flatMap((l) => (l.passing ? [] : readsOf(l.expr)));
  /** Members beyond one end that formulas read, as zeros; `towards` is 1 for the end, -1 for the beginning. */
  const zeros = (towards: 1 | -1): readonly Prose[] =>
    [...gradient.bindings.values()].flatMap((b): readonly Prose[] => {
      const last = b.over.at(-1);
      const size = last === undefined ? undefined : gradient.indices.get(last)?.size;
      if (b.adjointOf === undefined || last === undefined || size === undefined) return [];
      const beyond = (n: (typeof reads)[number]): boolean => {
        const distance = n.name === b.name ? subtractDims(n.at.at(-1) ?? last, last) : 0;
        return typeof distance === 'number' && Math.sign(distance) === towards;
      };
      const at = towards === 1 ? addDims(size, 1) : 0;
      return reads.some(beyond) && !b.base.some((x) => x.at === at) ? [math(tex`${t.name(b.name, [...b.over.slice(0, -1), at])} = \mathbf{0}`)] : [];
    });
  for (const [key, ends] of [['assume.boundary', zeros(1)], ['assume.boundary.start', zeros(-1)]] as const) if (ends.length > 0) items.push(say(words, key, { names: list(ends, words) }));
  return items.length === 0 ? [] : [heading(2, 'assumptions', say(words, 'assume.title')), { kind: 'list', items }];
};
