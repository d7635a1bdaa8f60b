/**
 * The tables of `templates/data` that are made here, from a seed: `npx tsx build/data.ts` writes them again, bit for bit.
 * A test holds the files to what is made.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRandom, type Random } from '../src/engine/random.ts';

interface Point {
  readonly at: readonly [x1: number, x2: number];
  readonly label: string;
}

const noisy = (random: Random, [x, y]: readonly [number, number], spread: number): readonly [number, number] => [x + spread * random.normal(), y + spread * random.normal()];

/** Points of a square on either side of the line 2 x1 + x2 = 0.6, none nearer to it than 0.15. */
const sides = (count: number, random: Random): readonly Point[] => {
  const points: Point[] = [];
  while (points.length < count) {
    const at = [4 * random.uniform() - 2, 4 * random.uniform() - 2] as const;
    const distance = (2 * at[0] + at[1] - 0.6) / Math.sqrt(5);
    if (Math.abs(distance) >= 0.15) points.push({ at, label: distance > 0 ? 'right' : 'left' });
  }
  return points;
};

/** Two half circles, each reaching into the other. */
const moons = (count: number, random: Random): readonly Point[] =>
  Array.from({ length: count }, (_, i) => {
    const upper = i % 2 === 0;
    const angle = Math.PI * random.uniform();
    const at = upper ? ([Math.cos(angle) - 0.5, Math.sin(angle) - 0.25] as const) : ([0.5 - Math.cos(angle), 0.25 - Math.sin(angle)] as const);
    return { at: noisy(random, at, 0.1), label: upper ? 'upper' : 'lower' };
  });

/** Two arms that wind once and a quarter around each other. */
const spiral = (count: number, random: Random): readonly Point[] =>
  Array.from({ length: count }, (_, i) => {
    const first = i % 2 === 0;
    const along = 0.1 + 0.9 * random.uniform();
    const angle = 2.5 * Math.PI * along + (first ? 0 : Math.PI);
    return { at: noisy(random, [2 * along * Math.cos(angle), 2 * along * Math.sin(angle)], 0.05), label: first ? 'first' : 'second' };
  });

const csv = (points: readonly Point[]): string => `x1,x2,y\n${points.map(({ at, label }) => `${at.map((v) => v.toFixed(2)).join(',')},${label}\n`).join('')}`;

/** Seven rows of five dots for each digit. */
const glyphs: readonly string[] = [
  '.###. #...# #...# #...# #...# #...# .###.',
  '..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.',
  '.###. #...# ....# ...#. ..#.. .#... #####',
  '####. ....# ....# .###. ....# ....# ####.',
  '...#. ..##. .#.#. #..#. ##### ...#. ...#.',
  '##### #.... ####. ....# ....# #...# .###.',
  '..##. .#... #.... ####. #...# #...# .###.',
  '##### ....# ...#. ...#. ..#.. ..#.. ..#..',
  '.###. #...# #...# .###. #...# #...# .###.',
  '.###. #...# #...# .#### ....# ...#. .##..',
];
/** Images of 8 by 8: a glyph somewhere in it, its dots of uneven strength, one in thirty lost, and weak dots around. */
const digits = (count: number, random: Random): string => {
  const below = (n: number): number => Math.floor(n * random.uniform());
  const rows = Array.from({ length: count }, (_, i) => {
    const digit = i % 10;
    const [left, top] = [below(4), below(2)];
    const dots = (glyphs[digit] ?? '').split(' ');
    const entry = (row: number, column: number): string => {
      const ink = dots[row - top]?.charAt(column - left) === '#' && random.uniform() > 1 / 30;
      return (ink ? 0.6 + 0.4 * random.uniform() : random.uniform() > 0.9 ? 0.3 * random.uniform() : 0).toFixed(1).replace('.0', '');
    };
    return [...Array.from({ length: 64 }, (_, k) => entry(k >> 3, k & 7)), String(digit)].join();
  });
  const header = [...Array.from({ length: 64 }, (_, k) => `X[1].${String((k >> 3) + 1)}.${String((k & 7) + 1)}`), 'y'].join();
  return `${[header, ...rows].join('\n')}\n`;
};

/** How much each of 40 people likes some of 30 films, from two tastes of theirs and what the film has of each, from 1 to 5. */
const ratings = (random: Random): string => {
  const vectors = (count: number, spread: number): readonly (readonly number[])[] => Array.from({ length: count }, () => [random.normal() * spread, random.normal() * spread, random.normal() * 0.3]);
  const [people, films] = [vectors(40, 0.9), vectors(30, 0.9)];
  const rows = people.flatMap((p, u) =>
    films.flatMap((f, v) => {
      const [asked, noise] = [random.uniform() < 0.6, 0.2 * random.normal()];
      if (!asked) return [];
      const liked = 3 + (p[0] ?? 0) * (f[0] ?? 0) + (p[1] ?? 0) * (f[1] ?? 0) + (p[2] ?? 0) + (f[2] ?? 0) + noise;
      return [`${String(u + 1)},${String(v + 1)},${Math.min(5, Math.max(1, liked)).toFixed(1)}`];
    }),
  );
  return `u,v,r\n${rows.join('\n')}\n`;
};

const river = (): readonly string[] => [...readFileSync(new URL('../templates/data/river.txt', import.meta.url), 'utf8').trim().replaceAll(/\s/gu, '_')];
/** Each letter of a text with the one that follows; a space is `_`. */
const pairs = (letters: readonly string[]): string => `x,y\n${letters.slice(1).map((next, i) => `${letters[i] ?? ''},${next}\n`).join('')}`;
/** Stretches of a text, every fifth begun, each with what follows every one of its letters. */
const stretches = (letters: readonly string[], length: number): string => {
  const header = ['x', 'y'].flatMap((name) => Array.from({ length }, (_, k) => `${name}${String(k + 1)}`));
  const rows = letters.flatMap((_, i) => (i % 5 === 0 && i + length < letters.length ? [[...letters.slice(i, i + length), ...letters.slice(i + 1, i + 1 + length)].join()] : []));
  return `${[header.join(), ...rows].join('\n')}\n`;
};

/** Rows of six symbols out of six; at each place, whether the symbol stands in the row twice or more, and whether it has been before. */
const repeats = (count: number, random: Random): string => {
  const rows = Array.from({ length: count }, () => {
    const row = Array.from({ length: 6 }, () => 1 + Math.floor(6 * random.uniform()));
    return [...row, ...row.map((v) => Number(row.filter((u) => u === v).length > 1)), ...row.map((v, i) => Number(row.slice(0, i).includes(v)))].join();
  });
  const header = ['id', 'twice', 'before'].flatMap((name) => [1, 2, 3, 4, 5, 6].map((k) => `${name}${String(k)}`));
  return `${[header.join(), ...rows].join('\n')}\n`;
};

/** `x[1].1`, `x[1].2`, `x[2].1`, ... */
const steps = (length: number, ...names: readonly string[]): readonly string[] => Array.from({ length }, (_, t) => names.map((name) => name.replace('t', String(t + 1)))).flat();

/** Sequences of signs: the first is marked by a 1 beside it and says what `y` is, those after it say nothing. */
const signs = (count: number, length: number, random: Random): string => {
  const sign = (): number => (random.uniform() < 0.5 ? -1 : 1);
  const rows = Array.from({ length: count }, () => {
    const first = sign();
    return [first, 1, ...Array.from({ length: length - 1 }, () => [sign(), 0]).flat(), first > 0 ? 'plus' : 'minus'].join();
  });
  return `${[[...steps(length, 'x[t].1', 'x[t].2'), 'y'].join(), ...rows].join('\n')}\n`;
};

/** Sines of several frequencies and phases with noise, and at every step what comes next. */
const sines = (count: number, length: number, noise: number, random: Random): string => {
  const rows = Array.from({ length: count }, () => {
    const [frequency, phase] = [0.4 + 0.4 * random.uniform(), 2 * Math.PI * random.uniform()];
    const values = Array.from({ length: length + 1 }, (_, t) => (Math.sin(frequency * t + phase) + noise * random.normal()).toFixed(2));
    return [...values.slice(0, -1), ...values.slice(1)].join();
  });
  return `${[[...steps(length, 'x[t]'), ...steps(length, 'y[t]')].join(), ...rows].join('\n')}\n`;
};

/** File names to what they hold. */
export const tables = (): ReadonlyMap<string, string> =>
  new Map([
    ['sides.csv', csv(sides(60, createRandom(1)))],
    ['moons.csv', csv(moons(120, createRandom(2)))],
    ['spiral.csv', csv(spiral(160, createRandom(3)))],
    ['digits.csv', digits(400, createRandom(4))],
    ['ratings.csv', ratings(createRandom(5))],
    ['letters.csv', pairs(river())],
    ['stretches.csv', stretches(river(), 16)],
    ['repeats.csv', repeats(120, createRandom(6))],
    ['signs.csv', signs(200, 30, createRandom(6))],
    ['sines.csv', sines(80, 24, 0.1, createRandom(7))],
  ]);

const [, script = ''] = process.argv;
if (script === fileURLToPath(import.meta.url)) for (const [file, text] of tables()) writeFileSync(fileURLToPath(new URL(`../templates/data/${file}`, import.meta.url)), text);
