/** A proved derivation told as a document: symbols, forward pass, lemmas, backward pass, results, the check. */
import type { Proved } from '../calculus/derive.ts';
import { formulasOf } from '../calculus/differentiate.ts';
import { isShortened } from '../lang/shorten.ts';
import { notationOf } from '../lang/write.ts';
import type { Doc } from './doc.ts';
import { list, math, say, type Words } from './say.ts';
import { assumptions } from './story/assumptions.ts';
import { backward } from './story/backward.ts';
import { forward } from './story/forward.ts';
import { lemmas, lemmasUsed } from './story/lemmas.ts';
import { recurrence } from './story/recurrence.ts';
import { check, results } from './story/results.ts';
import { symbols } from './story/symbols.ts';
import { paragraph, type Telling } from './story/telling.ts';
import { typesetter } from './style.ts';

export interface StoryOptions {
  readonly words: Words;
  /** Used when the program has no title of its own. */
  readonly title: string;
}

export const story = (proved: Proved, { words, title }: StoryOptions): Doc => {
  const { program, gradient } = proved.derivation;
  const t = typesetter(gradient, words.options);
  const telling: Telling = { proved, program, gradient, words, t, lemmas: lemmasUsed(proved) };
  const wanted = list(proved.derivation.wanted.map(([name]) => math(t.name(name))), words);
  const sections = [assumptions, forward, lemmas, backward, recurrence, results, check].flatMap((section) => section(telling));
  const formulas = [...gradient.bindings.values()].flatMap(formulasOf);
  const told = formulas.some((e) => isShortened(notationOf(e, program.ops))) ? [paragraph(say(words, 'note.shortened')), ...sections] : sections;
  return {
    language: words.language,
    adjoint: gradient.profile.adjoint,
    title: program.titles.get(words.language) ?? program.titles.get('en') ?? title,
    subtitle: say(words, 'subtitle', { objective: math(t.name(program.objective)), wanted }),
    blocks: [...symbols(telling, told), ...told],
  };
};
