import { describe, expect, test } from 'vitest';
import { ops } from '../../src/ops/index.ts';
import type { Words } from '../../src/render/say.ts';
import { networks } from './networks.ts';
import { inlinesOf, languages, retold, proved, words } from './told.ts';

const sections = (w: Words): readonly (readonly [string, Readonly<Record<string, string>>])[] => [
  ['say', w.say],
  ['options', w.options],
  ['rules', w.rules],
  ['roles', w.roles],
  ['kinks', w.kinks],
  ['functions', w.functions],
  ['page', { ...w.page }],
];
const slots = (text: string): readonly string[] => [...new Set([...text.matchAll(/\{([a-z]+)\}/gu)].map(([, slot = '']) => slot))].sort();

/** Rules of steps that reasons speak about, from core/step.ts and the moves. */
const steps = ['put-in', 'collect', 'factor', 'expand', 'cases', 'pythagoras', 'unsigned', 'together', 'rearrange', 'given', 'fact.assumed', 'fact.proved', 'fold', 'gather', 'put-in-derivatives', 'put-in-and-simplify', 'simplify', 'multiply-out', 'through', 'through.by', 'place'];

/** Rules that belong to the walks and to no operator. */
const walked = ['shared', 'chain-rule', 'constant-rule', 'identity', 'locally-constant'];

test('both languages have the same keys and the same slots', () => {
  sections(words.en).forEach(([section, en], i) => {
    const zh = sections(words.zh)[i]?.[1] ?? {};
    expect(Object.keys(zh).sort(), section).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) expect(slots(zh[key] ?? ''), `${section} ${key}`).toEqual(slots(text));
  });
});

describe.each(languages)('in %s', (language) => {
  const w = words[language];
  test('every rule of every operator has words, and no words are left over', () => {
    const ids = new Set([...ops.values()].flatMap((op) => [...op.rules.flatMap((r) => [r.id, ...(r.variants ?? []), ...(r.forward === undefined ? [] : [r.forward])]), ...(op.push ?? []).map((p) => p.id)]).concat(walked));
    expect(Object.keys(w.rules).sort()).toEqual([...ids].sort());
  });
  test.each(Object.entries(networks))('every rule and step of %s has words', (_name, text) => {
    for (const step of proved(text).derivation.lines.flatMap((l) => l.steps)) {
      for (const rule of step.edges.flatMap((e) => e.rules)) if (!rule.startsWith('lemma:')) expect(w.rules[rule], rule).toBeDefined();
      if (step.kind === 'law') expect(w.say[`reason.${step.rule}`], step.rule).toBeDefined();
    }
  });
  test('every kink has a sentence and a note', () => {
    for (const op of ops.values()) {
      if (op.kink === undefined) continue;
      expect(w.kinks[op.kink]).toBeDefined();
      expect(w.say[`kink.${op.kink}`]).toBeDefined();
    }
  });
  test('every kind of step has a reason', () => {
    for (const rule of steps) expect(w.say[`reason.${rule}`], rule).toBeDefined();
  });
  test('every role has a word', () => {
    for (const role of ['input', 'target', 'param', 'constant']) expect(w.roles[role]).toBeDefined();
  });
  test.each(Object.entries(networks))('the story of %s fills every slot', (_name, text) => {
    const said = inlinesOf(retold(proved(text), language));
    for (const part of said) if (part.kind === 'text') expect(part.text).not.toMatch(/\{[a-z]+\}|undefined/u);
  });
});

/** Names that stay as they are in Chinese text. */
const names = /Hadamard|ReLU|sin|cos|exp|tanh|L|N|R²|sigmoid|softmax|crossentropy|halfsquare|relu|hit|KL|Huber/gu;

test('Chinese sentences hold no English words', () => {
  for (const [section, texts] of sections(words.zh))
    for (const [key, text] of Object.entries(texts)) expect(text.replace(/\{[a-z]+\}/gu, '').replace(names, ''), `${section} ${key}`).not.toMatch(/[A-Za-z]/u);
});

test('Chinese punctuation is full-width and has no space beside it', () => {
  for (const [section, texts] of sections(words.zh))
    for (const [key, text] of Object.entries(texts)) {
      expect(text, `${section} ${key}`).not.toMatch(/[,;:?!()]/u);
      expect(text, `${section} ${key}`).not.toMatch(/\s[，。；：、（）？]|[，。；：、（）？]\s/u);
      // A space stands between Chinese and what is set in another script.
      expect(text, `${section} ${key}`).not.toMatch(/\p{Script=Han}[{A-Za-z0-9]|[}A-Za-z0-9]\p{Script=Han}/u);
    }
});
