/** `title("...")` and `profile(adjoint="delta")`: what is said about the file rather than computed. */
import { isSetting, type Profile, profileOf, settings } from '../../core/profile.ts';
import { type Line, placeOf } from './heads.ts';
import type { Token } from '../text/token.ts';
import { fail } from '../text/misread.ts';
import { nearest } from '../text/names.ts';
import { placeIn } from '../text/source.ts';

type Directive = Extract<Line, { kind: 'directive' }>;

const isSign = (t: Token | undefined, text: string): boolean => t?.kind === 'sign' && t.text === text;

/** `title("Two layers", zh="两层网络")`: one title, and others for other languages. */
export const titlesOf = (directives: readonly Directive[]): ReadonlyMap<string, string> => {
  const [first, second] = directives.filter((d) => d.name === 'title');
  if (second !== undefined) throw fail('defined-twice', 'a file has one title', second.place);
  if (first === undefined) return new Map();
  const bad = (): never => {
    throw fail('bad-title', 'a title is text in double quotes', placeOf(first.statement), 'title("Two layers"), or title("Two layers", zh="两层网络")');
  };
  const [text, ...others] = first.inner;
  if (text?.kind !== 'string') return bad();
  const titles = new Map([['en', text.text.normalize('NFC')]]);
  for (let i = 0; i < others.length; i += 4) {
    const [comma, language, equals, said] = others.slice(i, i + 4);
    if (!isSign(comma, ',') || language?.kind !== 'name' || !isSign(equals, '=') || said?.kind !== 'string') return bad();
    titles.set(language.text, said.text.normalize('NFC'));
  }
  return titles;
};


/** The settings that one directive chooses. */
const chosenIn = ({ inner, statement }: Directive): readonly (readonly [key: Token, value: Token])[] => {
  const out: (readonly [Token, Token])[] = [];
  for (let i = 0; i < inner.length; i += 4) {
    const [key, equals, value, comma] = inner.slice(i, i + 4);
    if (key?.kind !== 'name' || !isSign(equals, '=') || value === undefined || value.kind === 'sign' || (comma !== undefined && !isSign(comma, ',')))
      throw fail('bad-profile', 'a profile names its settings', placeOf(statement), 'profile(adjoint="delta")');
    const place = (t: Token) => placeIn(statement.source, t.start, t.end);
    if (!isSetting(key.text)) {
      const near = nearest(key.text, Object.keys(settings));
      throw fail('unknown-setting', `there is no setting ${key.text}`, place(key), near === undefined ? undefined : `did you mean ${near}?`, Object.keys(settings).join(', '));
    }
    const values: readonly string[] = settings[key.text];
    if (!values.includes(value.text)) throw fail('unknown-setting', `${key.text} is never ${value.text}`, place(value), undefined, values.map((v) => `"${v}"`).join(' or '));
    out.push([key, value]);
  }
  return out;
};

/** `over` wins over what the file says, such as `--profile`. */
export const profileIn = (directives: readonly Directive[], over: readonly Directive[] = []): Profile => {
  const choose = (from: readonly Directive[]): Map<string, string> => {
    const chosen = new Map<string, string>();
    for (const d of from.filter((x) => x.name === 'profile'))
      for (const [key, value] of chosenIn(d)) {
        if (chosen.has(key.text)) throw fail('defined-twice', `${key.text} is set twice`, placeIn(d.statement.source, key.start, key.end));
        chosen.set(key.text, value.text);
      }
    return chosen;
  };
  return profileOf(new Map([...choose(directives), ...choose(over)]));
};

/** What a line defines: a later definition of the same replaces it. */
const defines = (line: Line): string | undefined => {
  if (line.kind !== 'definition') return undefined;
  const isLemma = line.name === 'D' || line.name === 'pull';
  return isLemma || line.name === 'tex' ? `${isLemma ? 'D' : line.name} ${line.params.slice(0, isLemma ? 2 : 1).map((t) => t.text).join(' ')}` : line.name;
};

/**
 * The lines of the prelude that hold under a profile. What follows a line `profile(half=true)` there holds under that
 * setting only, and then in place of what stands above; what follows a bare `profile()` holds under every setting again.
 */
export const linesUnder = (lines: readonly Line[], profile: Profile): readonly Line[] => {
  const kept: Line[] = [];
  let holds = true;
  let special = false;
  for (const line of lines) {
    if (line.kind === 'directive' && line.name === 'profile') {
      const chosen = chosenIn(line);
      holds = chosen.every(([key, value]) => isSetting(key.text) && profile[key.text] === value.text);
      special = chosen.length > 0;
      continue;
    }
    if (!holds) continue;
    const own = special ? defines(line) : undefined;
    const before = own === undefined ? -1 : kept.findIndex((k) => defines(k) === own);
    if (before >= 0) kept.splice(before, 1);
    kept.push(line);
  }
  return kept;
};
