/** The words of a language, and which language a reader wants. */
import { readFileSync } from 'node:fs';
import { bug } from '../core/problem.ts';
import type { Language } from '../render/doc.ts';
import type { Words } from '../render/say.ts';
import type { Call } from './command.ts';
import type { Io } from './io.ts';
import { templatePath } from './network.ts';

type Texts = Readonly<Record<string, string>>;
const isObject = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null;

const texts = (json: unknown, key: string): Texts => {
  const part = isObject(json) ? json[key] : undefined;
  if (!isObject(part)) throw bug(`the words have no ${key}`);
  return Object.fromEntries(Object.entries(part).map(([k, v]) => [k, String(v)]));
};

export const wordsIn = (language: Language): Words => {
  const json: unknown = JSON.parse(readFileSync(templatePath(`words/${language}.json`), 'utf8'));
  const page = texts(json, 'page');
  const word = (key: string): string => page[key] ?? key;
  return {
    language,
    page: {
      calculus: word('calculus'),
      algebra: word('algebra'),
      known: word('known'),
      wanted: word('wanted'),
      figure: word('figure'),
      table: word('table'),
      shape: word('shape'),
    },
    say: texts(json, 'say'),
    rules: texts(json, 'rules'),
    options: texts(json, 'options'),
    roles: texts(json, 'roles'),
    kinks: texts(json, 'kinks'),
    functions: texts(json, 'functions'),
  };
};

const ofMachine = (env: Io['env']): Language => (/^zh/iu.test(env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '') ? 'zh' : 'en');

export const languages = ['en', 'zh'] as const;
/** For commands that can make several outputs. */
export const languageSets = [...languages, 'both'] as const;

/** `--lang en|zh|both`, else what the environment says. */
export const languagesOf = (call: Pick<Call, 'choice'>, env: Io['env']): readonly Language[] => {
  const asked = call.choice('lang', languageSets);
  return asked === 'both' ? languages : [asked ?? ofMachine(env)];
};
