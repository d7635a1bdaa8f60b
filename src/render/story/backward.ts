/** The backward pass: one goal after the other, what is known, what is wanted, the rows, and answers to "why". */
import { subtractDims } from '../../core/dim.ts';
import type { Expr } from '../../core/expr.ts';
import type { Binding } from '../../core/program.ts';
import type { Line } from '../../core/step.ts';
import type { Block, Prose, Row } from '../doc.ts';
import { tex } from '../formula/literal.ts';
import { list, math, ref, say, text } from '../say.ts';
import { usersIn } from './fan.ts';
import { innerSizes, productIn } from './forward.ts';
import { contextFor, rowsOf } from './rows.ts';
import { baseId, forwardId, heading, lineId, paragraph, rangeSaid, type Telling } from './telling.ts';
import { type WhyKind, whysFor } from './why.ts';

/** The formulas a name is read by and the adjoints of those formulas, each with its row. */
const knownFor = (line: Line, done: ReadonlySet<string>, { proved, t, words }: Telling): Prose => {
  const consumers = [...new Set(line.steps[0]?.edges.map((e) => e.consumer) ?? [])];
  const named = (name: string, id: string): Prose => [...math(t.name(name)), ...text(' '), ...ref(id)];
  const adjoints = consumers.flatMap((name) => proved.derivation.lines.find((l) => l.of === name)?.goal ?? []);
  // In a recurrence an adjoint may be read at another step before its own row is reached.
  const later = adjoints.filter((goal) => !done.has(goal)).map((goal) => named(goal, lineId(goal)));
  const here = [...consumers.map((name) => named(name, forwardId(name))), ...adjoints.filter((goal) => done.has(goal)).map((goal) => named(goal, lineId(goal)))];
  return [...list(here, words), ...(later.length === 0 ? [] : say(words, 'backward.elsewhere', { adjoints: list(later, words) }))];
};

const wantedFor = (line: Line, binding: Binding, { program, gradient, t, words }: Telling): Prose => {
  const partial = tex`\frac{\partial ${t.name(program.objective)}}{\partial ${t.name(line.of)}}`;
  return [
    ...math(program.profile.adjoint === 'partial' ? partial : tex`${t.name(line.goal)} = ${partial}`),
    ...rangeSaid(binding, gradient, words, 'list.clause', line.base.some((b) => b.at === 0) ? { from: 0 } : {}),
    ...(line.passing ? say(words, 'backward.passing') : []),
  ];
};

/** A value at a place of its own: who uses it there. */
const placeReason = (e: Expr, line: Line, { program, gradient, t, words }: Telling): Prose => {
  const told = usersIn(e, gradient);
  // The objective's own adjoint is 1 and stands in no formula.
  const direct = line.steps.some((s) => s.edges.some((edge) => edge.consumer === program.objective));
  const users = told.length > 0 || !direct ? told : [{ name: program.objective, at: [] }];
  return users.length === 0
    ? say(words, 'reason.place')
    : say(words, 'reason.at', { where: list(users.map(({ name, at }) => [...math(t.name(name, at)), ...text(' '), ...ref(forwardId(name))]), words) });
};

/** Where the general formula holds, if its last place has a formula of its own. */
const generalRange = (line: Line, binding: Binding, { gradient, words }: Telling): Prose => {
  const size = gradient.indices.get(binding.over[binding.over.length - 1] ?? '')?.size;
  return size !== undefined && line.base.some((b) => b.at === size) ? rangeSaid(binding, gradient, words, 'list.semicolon', { to: subtractDims(size, 1) }) : [];
};

export const backward = (telling: Telling): readonly Block[] => {
  const { proved, program, gradient, t, words } = telling;
  const done = new Set<string>();
  const c = contextFor(telling, t, program, (goal) => (done.has(goal) ? lineId(goal) : undefined));
  const blocks: Block[] = [heading(2, 'backward', say(words, 'backward.title')), paragraph(say(words, 'backward.body', { objective: math(t.name(program.objective)) }))];
  const given = new Set<WhyKind>();
  /** Inner sizes are shown once for a product with each operand. */
  const sized = new Set<string>();
  for (const line of proved.derivation.lines) {
    const binding = gradient.bindings.get(line.goal);
    if (binding === undefined) continue;
    const [first] = line.steps;
    const rule = first?.edges.flatMap((e) => e.rules).find((r) => r.startsWith('contract'));
    const product = first === undefined || rule === undefined || sized.has(rule) ? undefined : productIn(first.after);
    const sizes = product === undefined ? undefined : innerSizes(product);
    if (rule !== undefined) sized.add(rule);
    blocks.push({
      kind: 'rows',
      id: `goal ${line.goal}`,
      known: knownFor(line, done, telling),
      wanted: wantedFor(line, binding, telling),
      rows: [
        ...rowsOf(line, gradient, t, c, binding.shape, lineId(line.goal), !line.passing, [
          ...generalRange(line, binding, telling),
          ...(sizes === undefined ? [] : say(words, 'product.sizes', { sizes: math(sizes) })),
        ]),
        ...line.base.map(
          (b): Row => ({
            left: t.name(line.goal, [...binding.over.slice(0, -1), b.at]),
            right: t.wide(b.expr),
            reason: placeReason(b.expr, line, telling),
            move: 'calculus',
            shape: t.shape(binding.shape),
            id: baseId(line.goal, b.at),
          }),
        ),
      ],
    });
    done.add(line.goal);
    blocks.push(...whysFor(line, gradient, t, words, given));
  }
  return blocks;
};
