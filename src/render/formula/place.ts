/** What stands in a subscript or an option: `t-1`, `2:3`, `:`, `p+u=k`; anything else is spelled as a word. */
import { parseDim } from '../../core/dim.ts';
import type { Tex } from '../doc.ts';
import { joinTex, tex, wordTex } from './literal.ts';
import { dimTex } from './name.ts';

const dimension = /^[+-]?[\p{L}\p{M}\p{N}_]+(?:[+*-][\p{L}\p{M}\p{N}_]+)*$/u;

const ending = (text: string): Tex =>
  text === '' ? tex`` : dimension.test(text) ? dimTex(parseDim(text)) : tex`\text{${wordTex(text)}}`;

export const placeTex = (text: string): Tex => {
  const compact = text.replace(/\s+/gu, '');
  const inside = /^\[([^[\]]*)\]$/u.exec(compact)?.[1];
  if (inside !== undefined) return tex`[${placeTex(inside)}]`;
  const lists = compact.split(',').map((item) => joinTex(item.split(':').map((part) => joinTex(part.split('=').map(ending), tex`=`)), tex`{:}`));
  return joinTex(lists, tex`,`);
};

/** An entry of what is called `name`, which gets brackets where it has a subscript of its own. */
export const entryTex = (name: Tex, at: readonly Tex[], between = tex``): Tex => tex`${/^[A-Za-z]$/u.test(name) ? name : tex`(${name})`}_{${joinTex(at, between)}}`;
