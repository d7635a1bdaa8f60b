/** Named arguments that a function does not have. */
import { type Place, Problem } from '../core/problem.ts';
import { nearest } from './text/names.ts';

/** `strid=2`, where it stands before its value in one line; else the value's place. */
export const optionPlace = (key: string, value: Place): Place => {
  const before = value.text.slice(0, value.column - 1);
  const written = /(\S+)\s*=\s*$/u.exec(before);
  if (written?.[1]?.endsWith(key) !== true) return value;
  const start = written.index + written[1].length - key.length;
  return { ...value, column: start + 1, length: value.column - 1 - start + value.length };
};

export const unknownOption = (fn: string, key: string, known: readonly string[], value: Place): Problem => {
  const near = nearest(key, known);
  return new Problem('unknown-option', `${fn} has no option ${key}`, {
    place: optionPlace(key, value),
    ...(known.length > 0 ? { expected: known.map((k) => `${k}=...`).join(' or ') } : {}),
    ...(near === undefined ? {} : { mend: `did you mean ${near}?` }),
  });
};
