/** What all sections of a story share: the derivation, its words, its type, and the ids rows are referred to by. */
import type { Proved } from '../../calculus/derive.ts';
import type { ProvedLemma } from '../../calculus/lemma.ts';
import type { Dim } from '../../core/dim.ts';
import type { Binding, Program } from '../../core/program.ts';
import type { Block, Prose, Tex } from '../doc.ts';
import { joinTex, tex } from '../formula/literal.ts';
import { dimTex, letterTex } from '../formula/name.ts';
import { math, text, type Words } from '../say.ts';
import type { Typesetter } from '../style.ts';

export interface Telling {
  readonly proved: Proved;
  readonly program: Program;
  readonly gradient: Program;
  readonly words: Words;
  readonly t: Typesetter;
  readonly lemmas: readonly ProvedLemma[];
}

export const forwardId = (name: string): string => `forward ${name}`;
export const lineId = (goal: string): string => `line ${goal}`;
export const baseId = (goal: string, at: Dim): string => `line ${goal} at ${String(at)}`;
export const lemmaId = (fn: string): string => `lemma ${fn}`;
export const definitionId = (fn: string): string => `definition ${fn}`;

export const heading = (level: 2 | 3, id: string, said: Prose): Block => ({ kind: 'heading', level, id, text: said });
export const paragraph = (said: Prose): Block => ({ kind: 'paragraph', text: said });

/** `t = 1, ..., T` after a formula of a family; `bounds` are those of its last index where they differ. */
export const forAll = (b: Binding, program: Program, bounds: { readonly from?: Dim; readonly to?: Dim } = {}): Tex | undefined => {
  const ranges = b.over.map((index, i) => {
    const last = i === b.over.length - 1;
    const from = (last ? bounds.from : undefined) ?? 1;
    const to = (last ? bounds.to : undefined) ?? program.indices.get(index)?.size ?? 1;
    // Braces keep a line from breaking inside.
    return tex`{${letterTex(index)} = ${dimTex(from)}, \dots, ${dimTex(to)}}`;
  });
  return ranges.length === 0 ? undefined : joinTex(ranges, tex`,\ `);
};

/** A separator of the language, such as the comma of a list. */
export const between = (words: Words, key: 'list.clause' | 'list.semicolon'): Prose => text(words.say[key] ?? ', ');

/** Letters for indices and examples that mean nothing else in this program, `wish` first. */
export const freeLetters = (program: Program, wish: string): readonly string[] => [...wish].filter((l) => !program.bindings.has(l) && !program.dims.has(l) && !program.indices.has(l));

/** `t = 1, ..., T` as the end of a sentence, or nothing. */
export const rangeSaid = (b: Binding, program: Program, words: Words, key: 'list.clause' | 'list.semicolon', bounds?: Parameters<typeof forAll>[2]): Prose => {
  const range = forAll(b, program, bounds);
  return range === undefined ? [] : [...between(words, key), ...math(range)];
};
