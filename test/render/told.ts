/** Stories of networks, in both languages, for tests. */
import { derive, type Proved } from '../../src/calculus/derive.ts';
import { wordsIn } from '../../src/cli/words.ts';
import { read } from '../../src/lang/read.ts';
import { ops } from '../../src/ops/index.ts';
import type { Block, Doc, Inline, Language, Row } from '../../src/render/doc.ts';
import type { Words } from '../../src/render/say.ts';
import { story } from '../../src/render/story.ts';
import { prelude } from '../prelude.ts';


export const languages = ['en', 'zh'] as const;
export const words: Readonly<Record<Language, Words>> = { en: wordsIn('en'), zh: wordsIn('zh') };

export const proved = (text: string): Proved => derive(read(text, { file: 'test.grad', ops, prelude }));
export const told = (text: string, language: Language): Doc => story(proved(text), { words: words[language], title: 'test' });
export const retold = (of: Proved, language: Language): Doc => story(of, { words: words[language], title: 'test' });

/** Every block, those inside others included. */
const flat = (blocks: readonly Block[]): readonly Block[] => blocks.flatMap((b) => (b.kind === 'why' ? [b, ...flat(b.body)] : [b]));
export const blocksOf = (doc: Doc): readonly Block[] => flat(doc.blocks);
export const rowsOf = (doc: Doc): readonly Row[] => blocksOf(doc).flatMap((b) => (b.kind === 'rows' ? b.rows : []));

/** Every piece of prose. */
export const inlinesOf = (doc: Doc): readonly Inline[] => [
  ...doc.subtitle,
  ...blocksOf(doc).flatMap((b): readonly Inline[] => {
    switch (b.kind) {
      case 'heading':
      case 'paragraph':
        return b.text;
      case 'list':
        return b.items.flat();
      case 'rows':
        return [...(b.known ?? []), ...(b.wanted ?? []), ...b.rows.flatMap((r) => r.reason)];
      case 'table':
        return [...b.caption, ...b.head.flat(), ...b.body.flat(2)];
      case 'why':
        return b.title;
      case 'figure':
        return b.caption;
      case 'code':
        return [];
    }
  }),
];
export const texOfDoc = (doc: Doc): readonly string[] => [
  ...rowsOf(doc).flatMap((r) => [...(r.left === undefined ? [] : [r.left]), r.right]),
  ...inlinesOf(doc).flatMap((part) => (part.kind === 'math' ? [part.tex] : [])),
];
