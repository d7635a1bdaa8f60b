/** A problem as text: where, what, the line with a caret under the place, what was expected, how to mend it. */
import type { Problem } from '../core/problem.ts';

const widest = 100;

/** Columns a text takes on a terminal: none for a mark, two for wide scripts. */
const width = (text: string): number => {
  let columns = 0;
  for (const c of text) {
    if (/\p{Mn}|\p{Cf}/u.test(c)) continue;
    columns += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u.test(c) ? 2 : 1;
  }
  return columns;
};
/** Control characters would move the caret or worse; each is shown as its own symbol, and what turns the direction of writing as �. */
const visible = (text: string): string =>
  text
    .replace(/\t/gu, ' ')
    .replace(/\p{Cc}/gu, (c) => String.fromCodePoint(0x2400 + Math.min(c.charCodeAt(0), 0x21)))
    .replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');

export const showProblem = (problem: Problem): string => {
  const { place, expected, mend } = problem;
  const lines: string[] = [];
  if (place === undefined) lines.push(visible(problem.message));
  else {
    const at = place.column - 1;
    const from = place.text.length <= widest ? 0 : Math.max(0, Math.min(at - widest / 2, place.text.length - widest));
    const head = (from > 0 ? '...' : '') + visible(place.text.slice(from, at));
    const marked = visible(place.text.slice(at, at + place.length));
    const tail = place.text.slice(at + place.length, Math.max(from + widest, at + 1));
    const cut = marked.length > widest ? `${marked.slice(0, widest)}...` : marked;
    const dots = cut === marked && at + place.length + tail.length < place.text.length ? '...' : '';
    lines.push(`${visible(place.file)}:${String(place.line)}:${String(place.column)}: ${visible(problem.message)}`);
    lines.push(`  ${head}${cut}${cut === marked ? visible(tail) : ''}${dots}`);
    lines.push(`  ${' '.repeat(width(head))}${'^'.repeat(Math.max(1, width(cut)))}`);
  }
  if (expected !== undefined) lines.push(`expected: ${visible(expected)}`);
  if (mend !== undefined) lines.push(`try: ${visible(mend)}`);
  return lines.join('\n');
};
