/** Names that are not there: the known name they resemble, or the letter of another script that they hold. */
import { type Place, Problem } from '../../core/problem.ts';
import { elsewhere, valuesElsewhere } from './elsewhere.ts';

/** Letters that look like a Latin one. */
const lookalikes: ReadonlyMap<string, readonly [latin: string, name: string]> = new Map(
  (
    [
      ['аaA', 'еeIE', 'оoO', 'рpER', 'сcES', 'уyU', 'хxHA', 'іiBYELORUSSIAN-UKRAINIAN I', 'јjJE', 'ѕsDZE', 'һhSHHA', 'ԁdKOMI DE', 'ԝwWE', 'ԛqQA'],
      ['АAA', 'ВBVE', 'ЕEIE', 'КKKA', 'МMEM', 'НHEN', 'ОOO', 'РPER', 'СCES', 'ТTTE', 'УYU', 'ХXHA', 'ІIBYELORUSSIAN-UKRAINIAN I', 'ЅSDZE', 'ЈJJE'],
      ['οoOMICRON', 'νvNU'],
      ['ΑAALPHA', 'ΒBBETA', 'ΕEEPSILON', 'ΖZZETA', 'ΗHETA', 'ΙIIOTA', 'ΚKKAPPA', 'ΜMMU', 'ΝNNU', 'ΟOOMICRON', 'ΡPRHO', 'ΤTTAU', 'ΥYUPSILON', 'ΧXCHI'],
    ] as const
  ).flatMap((group, i) =>
    group.map((entry): readonly [string, readonly [string, string]] => [
      entry.slice(0, 1),
      [entry.slice(1, 2), `${i < 2 ? 'CYRILLIC' : 'GREEK'} ${i % 2 === 0 ? 'SMALL' : 'CAPITAL'} LETTER ${entry.slice(2)}`],
    ]),
  ),
);

const latin = (name: string): string => [...name.normalize('NFKC')].map((c) => lookalikes.get(c)?.[0] ?? c).join('');

/** Edits (insert, delete, replace, swap of neighbours) from one word to another, counted up to `most`. */
const distance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? most + 1;
};

/** The known name nearest to `name`, if one is near enough to be meant. Of two as near, one that begins it or that it begins. */
export const nearest = (name: string, known: Iterable<string>, most = name.length <= 1 ? 0.5 : name.length <= 3 ? 1 : name.length <= 6 ? 2 : 3): string | undefined => {
  let best: string | undefined;
  let least = most + 1;
  for (const other of known) {
    const begins = other.length > 1 && name.length > 1 && (name.startsWith(other) || other.startsWith(name)) ? 0.25 : 0;
    const d = name.toLowerCase() === other.toLowerCase() ? 0.5 : distance(name, other, most) - begins;
    if (d < least && d < Math.max(name.length, other.length)) [best, least] = [other, d];
  }
  return best;
};

const details = (place: Place, mend: string | undefined): { readonly place: Place; readonly mend?: string } => ({
  place,
  ...(mend === undefined ? {} : { mend }),
});

export const unknownName = (name: string, known: readonly string[], place: Place): Problem => {
  const plain = latin(name);
  if (plain !== name && known.includes(plain)) {
    const letter = [...name].find((c) => lookalikes.has(c));
    const called = letter === undefined ? undefined : lookalikes.get(letter);
    if (letter !== undefined && called !== undefined)
      return new Problem('unknown-name', `there is no ${name}: its ${letter} is ${called[1]} (U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}), not the Latin ${called[0]}`, details(place, plain));
    return new Problem('unknown-name', `there is no ${name}; it only looks like ${plain}`, details(place, plain));
  }
  const [left, right] = [...name].map((_, i) => [name.slice(0, i), name.slice(i)] as const).find(([a, b]) => a !== b && known.includes(a) && known.includes(b)) ?? [];
  if (left !== undefined && right !== undefined) return new Problem('unknown-name', `there is no ${name} here`, details(place, `a product needs its sign: ${left} * ${right}`));
  const value = valuesElsewhere.get(name.toLowerCase());
  if (value !== undefined) return new Problem('unknown-name', `there is no ${name} here`, details(place, value));
  const near = nearest(name, known);
  return new Problem('unknown-name', `there is no ${name} here`, details(place, near === undefined ? `declare it first, such as ${name} = ${/^[ijkst]$/u.test(name) ? `index(T), or ${name} = param()` : "param()"}` : `did you mean ${near}?`));
};

export const unknownFunction = (name: string, known: readonly string[], place: Place): Problem => {
  const written = elsewhere.get(name) ?? elsewhere.get(name.toLowerCase());
  if (written !== undefined) return new Problem('unknown-function', `there is no function ${name}`, details(place, written));
  const declaration = ['input', 'target', 'param', 'constant', 'mask', 'index'].find((word) => word === name.toLowerCase());
  if (declaration !== undefined) return new Problem('unknown-function', `there is no function ${name}`, details(place, `a declaration is a line of its own, and in small letters: x = ${declaration}(...)`));
  // A function of few letters is one edit away from many others.
  const near = nearest(latin(name), known, name.length <= 5 ? 1 : name.length <= 8 ? 2 : 3);
  return new Problem('unknown-function', `there is no function ${name}`, details(place, near === undefined ? `define it: ${name}(x) = ...` : `did you mean ${near}?`));
};
