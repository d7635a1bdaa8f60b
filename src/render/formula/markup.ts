/** TeX of ours to markup: visible HTML with hidden MathML that carries the TeX for copying. */
import katex from 'katex';
import { bug } from '../../core/problem.ts';
import type { Tex } from '../doc.ts';
import { type Html, katexHtml } from './literal.ts';

export type Formula = (of: Tex, display: boolean) => Html;

/** A printer of formulas that remembers what it has set, since a page repeats its symbols. */
export const formulas = (): Formula => {
  const done = new Map<string, Html>();
  return (of, display) => {
    const key = `${display ? 'display' : 'inline'} ${of}`;
    const known = done.get(key);
    if (known !== undefined) return known;
    const made = formula(of, display);
    done.set(key, made);
    return made;
  };
};

const formula = (of: Tex, display: boolean): Html => {
  try {
    return katexHtml(
      katex.renderToString(of, {
        displayMode: display,
        output: 'htmlAndMathml',
        throwOnError: true,
        trust: false,
        strict: 'error',
        maxExpand: 100_000,
      }),
    );
  } catch (error) {
    throw bug(`TeX of ours was refused: ${of} (${error instanceof Error ? error.message : 'unknown reason'})`);
  }
};
