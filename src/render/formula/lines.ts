/** Long right sides are broken before a sign at the top, never inside brackets. */
import type { Notation } from '../../core/notation.ts';
import type { Tex } from '../doc.ts';
import { joinTex, splitTex, tex } from './literal.ts';
import { type TexStyle, termsOf } from './tex.ts';
import { widthOf } from './width.ts';

/** Between the lines of one formula; every printer splits here. */
const breaking = tex` \newline `;

/** The formula in as few lines as keep within `limit` em; the lines are joined by `\newline`, see `linesOf`. */
export const brokenTex = (n: Notation, style: TexStyle, limit: number): Tex =>
  stacked(
    termsOf(n, style).map(({ sign, of }, i) => (i === 0 ? of.tex : sign === '+' ? tex`+ ${of.tex}` : tex`- ${of.tex}`)),
    limit,
  );

/** Terms, each but the first with its sign in front, in as few lines as keep within `limit`. */
export const stacked = (terms: readonly Tex[], limit: number): Tex => {
  const lines: Tex[] = [];
  let line = tex``;
  let width = 0;
  for (const [i, signed] of terms.entries()) {
    const more = widthOf(signed);
    if (i > 0 && width + more > limit) {
      lines.push(line);
      // An empty group in front keeps the sign's spacing that of an operation.
      line = tex`{}${signed}`;
      width = more + indent;
    } else {
      line = i === 0 ? signed : tex`${line} ${signed}`;
      width += more;
    }
  }
  return joinTex([...lines, line], breaking);
};

/** Room that continued lines lose to their indentation, in em. */
const indent = 1.5;

/** The lines of a formula that may have been broken. */
export const linesOf = (of: Tex): readonly Tex[] => splitTex(of, breaking);
