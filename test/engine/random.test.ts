import { expect, test } from 'vitest';
import { createRandom, fromState } from '../../src/engine/random.ts';

const many = (n: number, next: () => number): readonly number[] => Array.from({ length: n }, next);
const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;

test('a seed gives these words, on every machine', () => {
  const random = createRandom(1);
  expect(many(4, random.word)).toMatchInlineSnapshot(`
    [
      2677044200,
      355546957,
      1053930227,
      1322709710,
    ]
  `);
});

test('the words are those of sfc32', () => {
  // From the state 0, 0, 0, 1 the definition gives these by hand: 1, then 2 + 0, ...
  const random = fromState([0, 0, 0, 1]);
  expect(many(3, random.word)).toEqual([1, 2, 12]);
});

test('a kept state goes on where it was', () => {
  const random = createRandom(7);
  many(5, random.normal);
  const again = fromState(random.state());
  expect(many(9, again.uniform)).toEqual(many(9, random.uniform));
});

test('other seeds give other numbers, also beyond 32 bits', () => {
  const firsts = [0, 1, 2, 2 ** 32, 2 ** 32 + 1].map((seed) => createRandom(seed).word());
  expect(new Set(firsts).size).toBe(5);
});

test('uniform numbers lie in [0, 1) with mean 1/2 and variance 1/12', () => {
  const xs = many(100_000, createRandom(3).uniform);
  expect(xs.every((x) => x >= 0 && x < 1)).toBe(true);
  expect(mean(xs)).toBeCloseTo(1 / 2, 2);
  expect(mean(xs.map((x) => (x - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
});

test('normal numbers have mean 0, variance 1 and fourth moment 3', () => {
  const xs = many(100_000, createRandom(4).normal);
  expect(mean(xs)).toBeCloseTo(0, 1);
  expect(Math.abs(mean(xs.map((x) => x ** 2)) - 1)).toBeLessThan(0.02);
  expect(Math.abs(mean(xs.map((x) => x ** 4)) - 3)).toBeLessThan(0.15);
});

test('a shuffle keeps every item, and every order of three is as likely', () => {
  const random = createRandom(5);
  const counts = new Map<string, number>();
  for (let k = 0; k < 6000; k++) {
    const items = Int32Array.of(0, 1, 2);
    random.shuffle(items);
    counts.set(items.join(), (counts.get(items.join()) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const n of counts.values()) expect(Math.abs(n - 1000)).toBeLessThan(150);
});

test('a seed that is not a whole number is refused', () => {
  expect(() => createRandom(0.5)).toThrow('the seed 0.5 is not a whole number from 0');
});
