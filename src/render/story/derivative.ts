/** Derivatives of one formula told as a document: what is known and wanted, the steps with their parts set in, the check. */
import type { Forward } from '../../calculus/forward.ts';
import type { Proof } from '../../calculus/proof/prove.ts';
import type { Expr } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import type { Derivation, Step } from '../../core/step.ts';
import type { Block, Doc, Prose, Row, Tex } from '../doc.ts';
import { joinTex, numberTex, tex } from '../formula/literal.ts';
import { letterTex } from '../formula/name.ts';
import { isPartial, pending } from '../pending.ts';
import { plainly } from '../plain.ts';
import { list, math, say, text, type Words } from '../say.ts';
import { typesetter } from '../style.ts';
import { type Group, groupsOf, textbookReason } from '../told.ts';
import { checked } from './results.ts';
import { rowsOf } from './rows.ts';
import { heading, paragraph } from './telling.ts';

/** One differentiation: of `program`'s objective by `by`. */
export interface Stage {
  readonly by: string;
  readonly program: Program;
  readonly steps: readonly Step[];
  readonly forward?: Forward;
  readonly backward?: Derivation;
  readonly proof: Proof | undefined;
}

/** f'(x), or the partial derivative where there are other variables; `names` are those differentiated by so far. */
const wantedTex = (f: Tex, names: readonly string[], partial: boolean): Tex => {
  const [x = ''] = names;
  const n = names.length;
  if (!partial) return n === 0 ? tex`${f}(${letterTex(x)})` : n <= 3 ? tex`${f}${joinTex(Array.from({ length: n }, () => tex`'`))}(${letterTex(x)})` : tex`${f}^{(${numberTex(n)})}(${letterTex(x)})`;
  const runs: { name: string; times: number }[] = [];
  for (const name of names) {
    const last = runs[0];
    if (last?.name === name) last.times += 1;
    else runs.unshift({ name, times: 1 });
  }
  const power = (k: number): Tex => (k === 1 ? tex`` : tex`^{${numberTex(k)}}`);
  const below = joinTex(runs.map((r) => tex`\partial ${letterTex(r.name)}${power(r.times)}`), tex`\,`);
  return tex`\frac{\partial${power(n)} ${f}}{${below}}`;
};

const insetRows = ({ goal, lines }: Group, depth: number, formula: (e: Expr) => Tex, walk: Forward, words: Words): readonly Row[] =>
  lines.flatMap(({ step, parts }, i) => [
    ...parts.flatMap((part) => insetRows(part, depth + 1, formula, walk, words)),
    {
      ...(i === 0 ? { left: formula(walk.program.pool.name(goal, { dims: [], row: false })) } : {}),
      right: formula(step.after),
      reason: textbookReason(step, words),
      move: moveOf(step),
      inset: depth,
    },
  ]);
const moveOf = (step: Step): Row['move'] => (step.kind === 'flow' || step.kind === 'gather' ? 'calculus' : 'algebra');

/** The first line says what is wanted; the last is boxed and says it again. */
const forwardRows = (walk: Forward, steps: readonly Step[], left: Tex, words: Words): readonly Row[] => {
  const t = typesetter(walk.program, words.options, pending(walk));
  const [whole] = groupsOf(steps);
  const lines = whole?.lines ?? [];
  return lines.flatMap(({ step, parts }, i) => [
    ...parts.flatMap((part) => insetRows(part, 1, t.expr, walk, words)),
    { ...(i === 0 ? { left } : {}), right: t.wide(step.after), reason: textbookReason(step, words), move: moveOf(step), ...(i === lines.length - 1 ? { boxed: true } : {}) },
  ]);
};

const backwardRows = ({ gradient, lines }: Derivation, words: Words): readonly Row[] => {
  const own: Program = { ...gradient, profile: { ...gradient.profile, adjoint: 'partial' } };
  const t = typesetter(own, words.options);
  const context = { words, name: t.name, forward: () => undefined, adjointOf: () => undefined, finished: () => undefined, lemma: () => undefined };
  return lines.flatMap((line, i) => rowsOf(line, own, t, context, gradient.bindings.get(line.goal)?.shape ?? { dims: [], row: false }, undefined, i === lines.length - 1));
};

/** The formula itself where it is short, in characters a title can have. */
const titleOf = (first: Stage | undefined, words: Words): string => {
  const e = first?.program.bindings.get(first.program.objective)?.expr;
  const formula = e === undefined || first === undefined ? '' : plainly(first.program)(e);
  const long = formula === '' || formula.length > longestTitle;
  return say(words, long ? 'diff.title' : 'diff.title.of', long ? {} : { formula: text(formula) }).map((part) => (part.kind === 'text' ? part.text : '')).join('');
};
const longestTitle = 36;

export const derivativeStory = (stages: readonly Stage[], words: Words): Doc => {
  const [first] = stages;
  const objective = first?.program.objective ?? 'f';
  const f = letterTex(objective);
  const partial = stages.some(({ program, by }) => isPartial({ program, by })) || new Set(stages.map((s) => s.by)).size > 1;
  const left = (names: readonly string[]): Tex => (names.length === 0 ? (partial ? f : tex`${f}(${letterTex(first?.by ?? '')})`) : wantedTex(f, names, partial));
  const blocks: Block[] = [];
  if (stages.some((s) => s.steps.some((step) => step.parts !== undefined))) blocks.push(paragraph(say(words, 'diff.parts')));
  stages.forEach((stage, i) => {
    const names = stages.slice(0, i + 1).map((s) => s.by);
    const t = typesetter(stage.program, words.options);
    const known = stage.program.bindings.get(stage.program.objective)?.expr;
    const wanted = left(names);
    if (stages.length > 1) blocks.push(heading(2, `stage ${String(i)}`, [...say(words, 'diff.stage', { n: text(String(i + 1)) }), ...text(words.say['list.clause'] ?? ', '), ...say(words, 'diff.by', { by: math(letterTex(stage.by)) })]));
    blocks.push({
      kind: 'rows',
      id: `stage ${String(i)}`,
      ...(known === undefined ? {} : { known: math(tex`${left(names.slice(0, -1))} = ${t.expr(known)}`) }),
      wanted: math(wanted),
      rows: stage.forward !== undefined ? forwardRows(stage.forward, stage.steps, wanted, words) : stage.backward !== undefined ? backwardRows(stage.backward, words) : [],
    });
  });
  const last = stages.at(-1)?.proof;
  if (last !== undefined && first !== undefined) blocks.push(...checked(last, typesetter(first.program, words.options), left(stages.slice(0, -1).map((s) => s.by)), words));
  const by: readonly Prose[] = [...new Set(stages.map((s) => s.by))].map((name) => math(letterTex(name)));
  const source = first?.program.bindings.get(objective)?.expr;
  const formula = math(source === undefined || first === undefined ? f : typesetter(first.program, words.options).expr(source));
  const proved = stages.every((s) => s.proof !== undefined);
  return { language: words.language, title: titleOf(first, words), subtitle: say(words, proved ? 'diff.subtitle' : 'diff.subtitle.unchecked', { formula, by: list(by, words) }), blocks };
};
