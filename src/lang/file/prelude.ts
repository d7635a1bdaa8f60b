/** The definitions of the prelude under a profile. The same text serves file after file, so what was read last is kept. */
import type { OpTable } from '../../core/op.ts';
import type { Profile } from '../../core/profile.ts';
import { sourceOf } from '../text/source.ts';
import { linesUnder } from './directives.ts';
import { type Definitions, readDefinitions } from './functions.ts';
import type { Line } from './heads.ts';
import { linesOf } from './use.ts';

interface Kept {
  readonly text: string;
  readonly ops: OpTable;
  readonly lines: readonly Line[];
  /** By profile. */
  readonly definitions: Map<string, Definitions>;
}
let kept: Kept | undefined;

export const preludeUnder = (text: string, ops: OpTable, profile: Profile): Definitions => {
  if (kept?.text !== text || kept.ops !== ops) kept = { text, ops, lines: linesOf(sourceOf(text, 'prelude')), definitions: new Map() };
  const key = JSON.stringify(profile);
  const known = kept.definitions.get(key);
  if (known !== undefined) return known;
  const made = readDefinitions(linesUnder(kept.lines, profile), ops);
  kept.definitions.set(key, made);
  return made;
};
