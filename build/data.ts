/**
 * The tables of `templates/data` that are made here, from a seed: `npx tsx build/data.ts` writes them again, bit for bit.
 * A test holds the files to what is made.
 */
import { writeFileSync } from 'node:fs';
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

/** File names to what they hold. */
export const tables = (): ReadonlyMap<string, string> =>
  new Map([
    ['sides.csv', csv(sides(60, createRandom(1)))],
    ['moons.csv', csv(moons(120, createRandom(2)))],
    ['spiral.csv', csv(spiral(160, createRandom(3)))],
  ]);

const [, script = ''] = process.argv;
if (script === fileURLToPath(import.meta.url)) for (const [file, text] of tables()) writeFileSync(fileURLToPath(new URL(`../templates/data/${file}`, import.meta.url)), text);
