/** Sentences from the words of a language, with slots filled by text, mathematics or references. */
import { bug } from '../core/problem.ts';
import type { Inline, Language, Prose, Tex } from './doc.ts';
import type { PageWords } from './html.ts';

/** The shape of templates/words/{en,zh}.json. Keys are frozen once shipped. */
export interface Words {
  readonly language: Language;
  readonly page: PageWords;
  /** Sentences with `{slots}`. */
  readonly say: Readonly<Record<string, string>>;
  /** How an option of a function is named on paper, by its key. */
  readonly options: Readonly<Record<string, string>>;
  /** How a rule is named in a reason, by rule id. */
  readonly rules: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, string>>;
  /** What the derivative is where there is none, by the row's kink key. */
  readonly kinks: Readonly<Record<string, string>>;
  /** What a function is, by its name, where the name alone does not say. */
  readonly functions: Readonly<Record<string, string>>;
}

export const text = (t: string): Prose => [{ kind: 'text', text: t }];
export const math = (tex: Tex): Prose => [{ kind: 'math', tex }];
export const ref = (to: string): Prose => [{ kind: 'ref', to }];
export const code = (t: string): Prose => [{ kind: 'code', text: t }];

/** A sentence by key. Every slot must be filled, and every filling used: a test holds the words to that. */
export const say = (words: Words, key: string, slots: Readonly<Record<string, Prose>> = {}): Prose => {
  const template = words.say[key];
  if (template === undefined) throw bug(`no words for ${key} in ${words.language}`);
  return template.split(/(\{[a-z]+\})/u).flatMap((part): readonly Inline[] => {
    const [, slot] = /^\{([a-z]+)\}$/u.exec(part) ?? [];
    if (slot === undefined) return part === '' ? [] : text(part);
    const filling = slots[slot];
    if (filling === undefined) throw bug(`the words for ${key} want ${slot}`);
    return filling;
  });
};

/** Things in a row that are all named; of more, one fewer are, and the rest are counted. */
const mostListed = 16;

/** Several things in a row, as the language lists them; `last` is the key of what stands before the last. */
export const list = (items: readonly Prose[], words: Words, last = 'list.last'): Prose =>
  items.length > mostListed
    ? [...enumerated(items.slice(0, mostListed - 1), words, 'list.comma'), ...say(words, 'list.more', { count: text(String(items.length - mostListed + 1)) })]
    : enumerated(items, words, last);
const enumerated = (items: readonly Prose[], words: Words, last: string): Prose =>
  items.flatMap((item, i) => (i === 0 ? item : [...text(words.say[i === items.length - 1 ? last : 'list.comma'] ?? ', '), ...item]));
