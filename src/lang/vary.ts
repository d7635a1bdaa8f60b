/** A file in which one name stands for something else: its right side is written anew, and whoever reads the text checks it. */
import { Problem } from '../core/problem.ts';
import { type Line, placeOf, textOf } from './file/heads.ts';
import { linesOf } from './file/use.ts';
import { nearest } from './text/names.ts';
import { sourceOf } from './text/source.ts';

type Defining = Extract<Line, { kind: 'value' | 'definition' }>;

const aboutFunctions = ['D', 'pull', 'tex'];
const defines = (line: Line): line is Defining => (line.kind === 'value' ? line.at.length === 0 : line.kind === 'definition' && !aboutFunctions.includes(line.name));

/** The names that `withRightSide` takes. */
export const definedIn = (text: string, file: string): readonly string[] => [...new Set(linesOf(sourceOf(text, file)).filter(defines).map((l) => l.name))];

/** `right` is a formula; for a function also the name of another one, `tanh` for `tanh(x)`. Refuses a name that is not defined. */
export const withRightSide = (text: string, file: string, name: string, right: string): string => {
  const source = sourceOf(text, file);
  const lines = linesOf(source);
  const line = lines.filter(defines).find((l) => l.name === name);
  if (line === undefined) {
    const names = definedIn(text, file);
    const near = nearest(name, names);
    throw new Problem('unknown-name', `${file} does not define ${name}`, { fault: 'usage', expected: names.join(', '), ...(near === undefined ? {} : { mend: `did you mean ${near}?` }) });
  }
  const lemma = lines.find((l) => l.kind === 'definition' && (l.name === 'D' || l.name === 'pull') && l.params[0]?.text === name);
  if (lemma !== undefined)
    throw new Problem('lemma-of-varied', `the derivative that the file gives for ${name} would no longer be that of ${name}`, { place: lemma.place, mend: 'leave the line out: the derivative is found without it' });
  const { tokens } = line.right;
  const [from, to] = [tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0];
  const called = line.kind === 'definition' && /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(right) && !line.params.some((p) => p.text === right);
  const written = called ? `${right}(${line.params.map((p) => p.text).join(', ')})` : right;
  // One formula, and nothing else: a line end or a semicolon would begin another statement.
  const [only, ...more] = linesOf(sourceOf(`${name} = ${written}`, file));
  if (only?.kind !== 'value' || only.at.length > 0 || more.length > 0) throw new Problem('bad-right-side', `${right} is not one formula`, { fault: 'usage', place: placeOf(line.right) });
  return source.text.slice(0, from) + textOf(only.right) + source.text.slice(to);
};
