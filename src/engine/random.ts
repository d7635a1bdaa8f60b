/**
 * The one source of chance: sfc32 (Chris Doty-Humphrey, PractRand), whole numbers only, so a seed gives the same bits
 * on every machine. Its four words can be kept and put back.
 */
import { Problem } from '../core/problem.ts';

export interface Random {
  /** 32 bits. */
  readonly word: () => number;
  /** At least 0, below 1, 53 bits. */
  readonly uniform: () => number;
  /** A whole number at least 0 and below `n`, each as likely. */
  readonly below: (n: number) => number;
  /** Mean 0, standard deviation 1 (Marsaglia's polar method). */
  readonly normal: () => number;
  /** In place (Fisher and Yates). */
  readonly shuffle: (items: Int32Array) => void;
  readonly state: () => readonly number[];
}

export const fromState = (state: readonly number[]): Random => {
  const s = Uint32Array.from(state);
  const [a = 0, b = 0, c = 0, counter = 0] = s;
  let [x, y, z, count] = [a | 0, b | 0, c | 0, counter | 0];
  const word = (): number => {
    const out = (((x + y) | 0) + count) | 0;
    count = (count + 1) | 0;
    x = y ^ (y >>> 9);
    y = (z + (z << 3)) | 0;
    z = (z << 21) | (z >>> 11);
    z = (z + out) | 0;
    return out >>> 0;
  };
  const uniform = (): number => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
  const below = (n: number): number => {
    // Words past the last whole multiple of n would favour small numbers.
    const limit = 2 ** 32 - (2 ** 32 % n);
    let w = word();
    while (w >= limit) w = word();
    return w % n;
  };
  const normal = (): number => {
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const r = u * u + v * v;
      if (r > 0 && r < 1) return u * Math.sqrt((-2 * Math.log(r)) / r);
    }
  };
  return {
    word,
    uniform,
    below,
    normal,
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = below(i + 1);
        const kept = items[i] ?? 0;
        items[i] = items[j] ?? 0;
        items[j] = kept;
      }
    },
    state: () => [x, y, z, count].map((w) => w >>> 0),
  };
};

export const createRandom = (seed: number): Random => {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Problem('bad-seed', `the seed ${seed} is not a whole number from 0`, { fault: 'usage' });
  const random = fromState([seed % 2 ** 32, Math.floor(seed / 2 ** 32), 0x9e3779b9, 1]);
  // The first words still show the seed.
  for (let k = 0; k < 20; k++) random.word();
  return random;
};
