/** `title("...")` and `profile(adjoint="delta")`: what is said about the file rather than computed. */
import type { Profile } from '../../core/program.ts';
import { type Line, placeOf } from './heads.ts';
import type { Token } from '../text/token.ts';
import { fail } from '../text/misread.ts';
import { nearest } from '../text/names.ts';
import { placeIn } from '../text/source.ts';

type Directive = Extract<Line, { kind: 'directive' }>;

/** Each setting with the values it takes; the first is the default. */
const adjoints = ['bar', 'delta', 'partial'] as const;
const settings: ReadonlyMap<string, readonly string[]> = new Map([['adjoint', adjoints]]);

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


export const profileOf = (directives: readonly Directive[]): Profile => {
  const chosen = new Map<string, string>();
  for (const { inner, statement } of directives.filter((d) => d.name === 'profile'))
    for (let i = 0; i < inner.length; i += 4) {
      const [key, equals, value, comma] = inner.slice(i, i + 4);
      if (key?.kind !== 'name' || !isSign(equals, '=') || value === undefined || value.kind === 'sign' || (comma !== undefined && !isSign(comma, ',')))
        throw fail('bad-profile', 'a profile names its settings', placeOf(statement), 'profile(adjoint="delta")');
      const place = (t: Token) => placeIn(statement.source, t.start, t.end);
      const values = settings.get(key.text);
      if (values === undefined) {
        const near = nearest(key.text, settings.keys());
        throw fail('unknown-setting', `there is no setting ${key.text}`, place(key), near === undefined ? undefined : `did you mean ${near}?`, [...settings.keys()].join(', '));
      }
      if (!values.includes(value.text)) throw fail('unknown-setting', `${key.text} is never ${value.text}`, place(value), undefined, values.map((v) => `"${v}"`).join(' or '));
      if (chosen.has(key.text)) throw fail('defined-twice', `${key.text} is set twice`, place(key));
      chosen.set(key.text, value.text);
    }
  return { adjoint: adjoints.find((a) => a === chosen.get('adjoint')) ?? adjoints[0] };
};
