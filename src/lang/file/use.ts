/** `use("layers")`: the definitions of another file, which may use others. A used file only defines. */
import { Problem } from '../../core/problem.ts';
import { statementsOf } from '../statements.ts';
import { fail } from '../text/misread.ts';
import { nearest } from '../text/names.ts';
import { type Source, sourceOf } from '../text/source.ts';
import { type Line, lineOf } from './heads.ts';

/** Finds a file by the name in `use`; what it is called in messages comes back with its text. */
export interface Library {
  readonly find: (name: string) => { readonly file: string; readonly text: string } | undefined;
  /** What there is, for messages. */
  readonly names: readonly string[];
}
export const noLibrary: Library = { find: () => undefined, names: [] };

type Directive = Extract<Line, { kind: 'directive' }>;

export const linesOf = (source: Source): readonly Line[] => statementsOf(source).map(lineOf);

const nameIn = ({ inner, place }: Directive): string => {
  const [name, ...more] = inner;
  if (name?.kind !== 'string' || more.length > 0) throw fail('bad-use', 'use takes the name of one file in double quotes', place, 'use("layers")');
  // A name is never a path.
  if (!/^[\p{L}\p{N}_-]+$/u.test(name.text)) throw fail('bad-use', `"${name.text}" is not the name of a file beside this one`, place, undefined, 'letters, digits, _ and -, without folder or ending');
  return name.text;
};

const definitionsIn = (source: Source): readonly Line[] => {
  const lines = linesOf(source);
  for (const line of lines)
    if (line.kind === 'value' || (line.kind === 'directive' && line.name !== 'use'))
      throw fail('use-of-values', `a used file only defines functions, and here is ${line.kind === 'value' ? `a value, ${line.name}` : line.name}`, line.place, 'leave the line out, or make it part of the file that uses this one');
  return lines;
};

/** A function that is not known here, but in a file that could be used: the mend says which. */
export const orUse = (error: unknown, library: Library): unknown => {
  if (!(error instanceof Problem) || error.code !== 'unknown-function' || error.place === undefined) return error;
  const { place } = error;
  const [name = ''] = /^[\p{L}\p{N}_]+/u.exec(place.text.slice(place.column - 1)) ?? [];
  const file = library.names.find((n) => {
    const found = library.find(n);
    return found !== undefined && linesOf(sourceOf(found.text, found.file)).some((line) => line.kind === 'definition' && line.name === name);
  });
  return file === undefined ? error : new Problem(error.code, error.message, { place, mend: `use("${file}") in a line above: it defines ${name}` });
};

/** The lines of all used files, each file once and after those it uses. */
export const usedLines = (lines: readonly Line[], library: Library): readonly (readonly Line[])[] => {
  const out: (readonly Line[])[] = [];
  const met = new Set<string>();
  const visit = (own: readonly Line[]): void => {
    for (const line of own) {
      if (line.kind !== 'directive' || line.name !== 'use') continue;
      const name = nameIn(line);
      if (met.has(name)) continue;
      met.add(name);
      const found = library.find(name);
      const near = nearest(name, library.names);
      if (found === undefined)
        throw fail('unknown-file', `there is no file ${name}.grad to use`, line.place, near === undefined ? undefined : `did you mean ${near}?`, library.names.length === 0 ? undefined : library.names.join(', '));
      const used = definitionsIn(sourceOf(found.text, found.file));
      visit(used);
      out.push(used);
    }
  };
  visit(lines);
  return out;
};
