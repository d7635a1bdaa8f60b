/**
 * Bad and awkward inputs through the command line. Each gets what it should: a message with its place, or a right result
 * with its text escaped. No crash, no hang, no stack trace, no half-written file, no code or markup run.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { folder, gradscribe, type Said } from '../cli/call.ts';
import { pageOf } from '../render/page.ts';
import { entriesOf, type Entry, type Feed, feedsOf, textOf } from './hostile.ts';

interface Fed extends Said {
  /** Paths in the folder that were not put there. */
  readonly made: readonly string[];
  readonly written: (path: string) => string;
  readonly ms: number;
}
const feed = async ({ args, files }: Feed): Promise<Fed> => {
  const cwd = folder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  const start = performance.now();
  const said = await gradscribe(args, { cwd });
  const ms = performance.now() - start;
  const made = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter((f) => !(f in files));
  return { ...said, made, ms, written: (path) => readFileSync(join(cwd, path), 'utf8') };
};

/** The limit that the list itself states, in ms; what took over a second is found by test/fuzz/hostile.ts on an idle machine. */
const longest = 10_000;

const refused = (said: Fed, file: boolean, undecided: boolean): void => {
  // 1 is a formula for which no data make everything finite.
  expect(undecided ? [1, 2, 3] : [2, 3], said.err).toContain(said.code);
  expect(said.out).toBe('');
  expect(said.made).toEqual([]);
  expect(said.err).not.toMatch(/\n\s+at |our mistake/u);
  expect(said.err.match(/^gradscribe: /gmu)).toHaveLength(1);
  expect(said.err).not.toMatch(/\n\n/u);
  if (file && said.code !== 1) expect(said.err).toMatch(/^gradscribe: net\.grad:\d+:\d+: /u);
  expect(said.err.length).toBeLessThan(2000);
};
const accepted = (said: Fed): void => {
  expect(said.code, said.err).toBe(0);
  expect(said.err).not.toMatch(/\n\s+at /u);
  if (!said.made.includes('out/net.html')) return;
  const { tags, attributes } = pageOf(said.written('out/net.html'));
  expect(tags.filter((t) => /^(?:script|iframe|object|embed|link|base|form|img|a href=)\b/u.test(t))).toEqual([]);
  expect(attributes.filter(([name, value]) => name.startsWith('on') || name.startsWith('data-') || (/^(?:href|src|action)$/u.test(name) && !value.startsWith('#')))).toEqual([]);
};

const gradients = (said: Fed): Readonly<Record<string, { readonly formula: string }>> => (JSON.parse(said.out) as { readonly gradients: Readonly<Record<string, { readonly formula: string }>> }).gradients;

interface Printed {
  readonly page: ReturnType<typeof pageOf>;
  readonly md: readonly string[];
}
const printed = (said: Fed): Printed => ({ page: pageOf(said.written('out/net.html')), md: said.written('out/net.md').split('\n') });
/** The same network with a title that means nothing: what a page may consist of. */
let plain: Promise<Printed> | undefined;
const ordinary = async (): Promise<Printed> => {
  const [both] = feedsOf({ id: 'plain', kind: '', where: 'title', input: 'plain', expect: { outcome: 'accept_escaped', fault: '' } });
  return both === undefined ? expect.fail('no feed') : printed(await feed(both));
};

const escaped = async (e: Entry, said: Fed, how: string): Promise<void> => {
  accepted(said);
  const title = textOf(e).normalize('NFC');
  if (how.endsWith('--json')) {
    expect((JSON.parse(said.out) as { readonly titles: Readonly<Record<string, string>> }).titles.en).toBe(title);
    return;
  }
  const usual = await (plain ??= ordinary());
  const { page, md } = printed(said);
  expect(page.tags).toEqual(usual.page.tags);
  expect(page.text.split(title)).toHaveLength(usual.page.text.split('plain').length);
  expect(md.slice(1)).toEqual(usual.md.slice(1));
  const heading = (md[0] ?? '').slice(2);
  // What is left when escapes are taken away opens nothing; with them turned into text it is the title.
  expect(heading.replace(/\\[!-/:-@[-`{-~]|&\w+;|<span>\$<\/span>/gu, '')).not.toMatch(/[<>[\]`*_$\\&|]/u);
  const shown = heading.replace(/<span>\$<\/span>/gu, '$').replace(/\\([!-/:-@[-`{-~])/gu, '$1').replace(/&lt;/gu, '<').replace(/&gt;/gu, '>').replace(/&amp;/gu, '&');
  expect(shown).toBe(title);
};

const known = entriesOf('hostile');
const ours = entriesOf('hostile-own');

/** `HOSTILE=all` feeds everything everywhere; without it a third of our own, each to one command. */
const all = process.env.HOSTILE === 'all';
const some = (entries: readonly Entry[]): readonly Entry[] => (all || entries === known ? entries : entries.filter((e, i) => i % 3 === 0 && e.kind !== 'size'));
const ways = (e: Entry): readonly Feed[] => {
  const feeds = feedsOf(e);
  return all || known.includes(e) ? feeds : e.expect.outcome === 'accept_or_error' ? feeds.slice(-1) : feeds.slice(0, 1);
};

describe.each([
  ['hostile.json', known],
  ['hostile-own.json', ours],
] as const)('%s', (_name, entries) => {
  const feeds = some(entries).flatMap((e) => ways(e).map((f) => [`${e.id} ${e.kind}: ${JSON.stringify(textOf(e).slice(0, 60))}`, f.how, e, f] as const));
  test.each(feeds)('%s, %s', async (_id, how, e, f) => {
    const said = await feed(f);
    expect(said.ms).toBeLessThan(longest);
    const { outcome } = e.expect;
    const file = how.startsWith('CSV') || how.startsWith('values') || f.files['net.grad'] === undefined;
    if (outcome === 'error' || (outcome === 'accept_or_error' && said.code !== 0)) refused(said, !file, outcome === 'accept_or_error');
    else if (outcome === 'accept_escaped') await escaped(e, said, how);
    else accepted(said);
    if (e.says !== undefined) expect(said.err).toContain(e.says);
  });
});

describe('what is accepted is right', () => {
  const result = async (id: string): Promise<Fed> => {
    const e = known.find((x) => x.id === id);
    const f = e === undefined ? undefined : feedsOf(e).at(-1);
    return f === undefined ? expect.fail(`no ${id}`) : feed(f);
  };
  test.each(known.flatMap((e) => (e.parameter === undefined ? [] : [[e.parameter, e.id] as const])))('the square of a parameter called %s', async (name, id) => {
    expect(gradients(await result(id))[name]?.formula).toBe(`2 * ${name}`);
  });
  test('10,001 minus signs or a name of 100,000 letters are refused with their place', async () => {
    expect((await result('h131')).err).toMatch(/net\.grad:4:\d+: /u);
    expect((await result('h137')).err).toMatch(/net\.grad:4:5: this name has 100000 characters/u);
  });
  test('a product of 5,000 factors has the gradient 5,000 at 1', async () => {
    const said = await gradscribe(['diff', Array.from({ length: 5000 }, () => 'x').join('*'), 'x', '--at', 'x=1', '--json']);
    expect(said.code, said.err).toBe(0);
    expect(JSON.parse(said.out)).toMatchObject({ values: [5000] });
  });
  test('Greek letters', async () => {
    expect(gradients(await result('h185'))).toMatchObject({ δ: { formula: '2 * (δ - θ)' }, θ: { formula: '-2 * (δ - θ)' } });
  });
  test('a table with a byte order mark and CRLF, and one without a last newline', async () => {
    const rows = async (id: string): Promise<number> => {
      const e = known.find((x) => x.id === id);
      const f = e === undefined ? undefined : feedsOf(e)[0];
      const said = f === undefined ? expect.fail(`no ${id}`) : await feed({ ...f, args: [...f.args, '--json'] });
      return (JSON.parse(said.out) as { readonly train: { readonly rows: number } }).train.rows;
    };
    expect(await rows('h161')).toBe(2);
    expect(await rows('h176')).toBe(1);
  });
});

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(12);
  expect('pwned' in globalThis).toBe(false);
});
