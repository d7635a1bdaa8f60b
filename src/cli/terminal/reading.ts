/** A derivation for the terminal: every line, what it comes to, and why, in the words of the handout. */
import type { Proved } from '../../calculus/derive.ts';
import { showDim } from '../../core/dim.ts';
import { isTurned, laidOut } from '../../calculus/layout.ts';
import type { Binding, Program } from '../../core/program.ts';
import type { Line } from '../../core/step.ts';
import { isShortened } from '../../lang/shorten.ts';
import { memberText, notationOf, writeShort } from '../../lang/write.ts';
import type { Prose } from '../../render/doc.ts';
import { reasonOf, type ReasonContext } from '../../render/reasons.ts';
import { list, say as sentence, text, type Words } from '../../render/say.ts';
import { generalStep } from '../../render/story/fan.ts';
import { zeroOf } from '../commands/zero.ts';
import { typesetter } from '../../render/style.ts';
import { visibleSteps } from '../../render/told.ts';
import type { Paint } from '../io.ts';
import { boundariesOf } from './boundary.ts';
import { table } from './table.ts';

export const memberName = (name: string, at: readonly (string | number)[]): string =>
  memberText(name, at.map((d) => showDim(d)));

/** Reasons name formulas in TeX; on a terminal the names stand as they were written. */
const inWords = (gradient: Program, words: Words): { readonly context: ReasonContext; readonly plain: (prose: Prose) => string } => {
  const t = typesetter(gradient, words.options);
  const named = new Map([...gradient.bindings.keys()].map((name) => [t.name(name), name]));
  const called: ReasonContext['name'] = (name, at) => {
    const tex = t.name(name, at);
    if (at !== undefined) named.set(tex, memberText(name, at.map(String)));
    return tex;
  };
  return {
    context: { words, name: called, adjointOf: (name) => gradient.bindings.get(name)?.adjointOf, forward: () => undefined, finished: () => undefined, lemma: () => undefined },
    plain: (prose) =>
      prose.map((part) => (part.kind === 'math' ? (named.get(part.tex) ?? part.tex) : part.kind === 'ref' ? part.to : part.text)).join('').replace(/\s+/gu, ' ').trim(),
  };
};

/** One goal: its first formula, each further form under it, the reason beside each. */
const rowsOf = (line: Line, gradient: Program, say: ReturnType<typeof inWords>): readonly (readonly string[])[] => {
  const over = gradient.bindings.get(line.goal)?.over ?? [];
  return [
    ...visibleSteps(line.steps, (e) => writeShort(e, gradient.ops)).map((step, i) => [i === 0 ? memberName(line.goal, over) : '', `= ${writeShort(step.after, gradient.ops)}`, say.plain(reasonOf(generalStep(step, line, gradient), line, say.context))]),
    ...line.base.map((b) => [memberName(line.goal, [...over.slice(0, -1), b.at]), `= ${writeShort(b.expr, gradient.ops)}`, say.plain([{ kind: 'text', text: say.context.words.say['reason.place'] ?? '' }])]),
  ];
};

export const readingOf = (proved: Proved, words: Words, { bold, dim }: Paint): string => {
  const { gradient, lines, wanted } = proved.derivation;
  const say = inWords(gradient, words);
  // What no line of the file has: parts named for their adjoints, and the derivatives that grad(...) asked for.
  const placed = (b: Binding): string => (b.place === undefined ? b.name : `${String(b.place.line)}:${String(b.place.column)}`);
  const owners = new Map([...gradient.bindings.values()].map((b) => [placed(b), b.name]));
  const named = [...gradient.bindings.values()].flatMap((b) => {
    const own = b.place !== undefined && owners.get(placed(b)) === b.name && !proved.named.has(b.name);
    if (b.expr === undefined || b.adjointOf !== undefined || own) return [];
    return [[memberName(b.name, b.over), `= ${writeShort(b.expr, gradient.ops)}`, say.plain([{ kind: 'text', text: words.say[b.gradientOf === undefined ? 'forward.named' : 'forward.opened'] ?? '' }])]];
  });
  const rows = [...named, ...lines.flatMap((l) => rowsOf(l, gradient, say))];
  const shown = table(rows.map(([left = '', right = '', why = '']) => [left, right, dim(why)]));
  const results = wanted.map(([name, adjoint]) => {
    const line = lines.find((l) => l.goal === adjoint);
    const over = gradient.bindings.get(adjoint)?.over ?? [];
    const called = isTurned(gradient) ? `d${gradient.objective}/d${memberName(name, over)}` : memberName(adjoint === '' ? `d_${name}` : adjoint, over);
    return [bold(called), `= ${writeShort(laidOut(line?.expr ?? zeroOf(gradient, name), gradient), gradient.ops)}`];
  });
  const boundaries = boundariesOf(lines, gradient);
  const said = (['end', 'start'] as const).flatMap((end) => {
    const names = boundaries.filter((b) => b.end === end).map((b) => text(`${memberName(b.name, b.at)} = 0`));
    return names.length === 0 ? [] : [`${say.plain(sentence(words, end === 'end' ? 'assume.boundary' : 'assume.boundary.start', { names: list(names, words) }))}\n`];
  });
  const short = lines.some((l) => l.steps.some((s) => isShortened(notationOf(s.after, gradient.ops)))) ? `${say.plain(sentence(words, 'note.shortened'))}\n` : '';
  return `${shown}\n${said.join('')}${short}\n${table(results)}\n`;
};
