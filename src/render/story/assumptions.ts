/** What the derivation takes for granted: facts, values at kinks, values outside a family's range. */
import { readsOf } from '../../calculus/indices.ts';
import { nodesOf } from '../../core/expr.ts';
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

export const assumptions = ({ program, gradient, t, words, proved }: Telling): readonly Block[] => {
  const items: Prose[] = program.facts.map((f) => say(words, 'assume.fact', { fact: math(t.fact(f)) }));
  const kinks = new Set([...applied(program)].flatMap((op) => kinkOf(op, program) ?? []));
  for (const kink of kinks) items.push(text(words.kinks[kink] ?? kink));
  const ends = [...gradient.bindings.values()].flatMap((b): readonly Prose[] => {
    const last = b.over[b.over.length - 1];
    const size = last === undefined ? undefined : gradient.indices.get(last)?.size;
    if (b.adjointOf === undefined || size === undefined) return [];
    const ahead = (n: { readonly name: string; readonly at: readonly (number | string)[] }): boolean =>
      n.name === b.name && n.at.some((d) => typeof d === 'string' && d.includes('+'));
    const shown = proved.derivation.lines.some((l) => !l.passing && readsOf(l.expr).some(ahead));
    return shown ? [math(tex`${t.name(b.name, [...b.over.slice(0, -1), `${String(size)}+1`])} = \mathbf{0}`)] : [];
  });
  if (ends.length > 0) items.push(say(words, 'assume.boundary', { names: list(ends, words) }));
  return items.length === 0 ? [] : [heading(2, 'assumptions', say(words, 'assume.title')), { kind: 'list', items }];
};
