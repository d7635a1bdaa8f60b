/** The last look at generated source: nothing but numbered names, whole numbers and a few words may stand in it. */
import { bug } from '../core/problem.ts';

const token = /v0\.fill(?=\()|v\d+(?!\w)|\d+(?![\w.])|(?:function|return|for|let|const|if)(?!\w)|&&|\|\||[=!<>]=|\|0|\+=|\+\+|--|[-+*/=<>?:;,(){}[\]\n ]/uy;

export const assertPlain = (source: string): void => {
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    if (!token.test(source)) throw bug(`generated source has an unexpected part at ${String(at)}: ${source.slice(at, at + 20)}`);
  }
};
