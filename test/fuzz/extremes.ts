/**
 * Formulas at extreme points, held against the truth to hundreds of digits: `tsx test/fuzz/extremes.ts [formulas] [seed] [part] [parts]`.
 * First every formula of the tables meets every point, then random formulas a few each; the second of three parts has every
 * third formula of the tables, from the second on. Whatever is not a number, or infinite, where the true value is a double, is
 * printed, and so is what has lost digits in a formula of which that is not expected. Doubles are tried alone first, and what
 * they end without is counted, and computed once more as everybody gets it.
 */
import { createRandom } from '../../src/engine/random.ts';
import { normal, rounded, sharp, sourceOf, wide } from '../engine/extreme-formulas.ts';
import { compared, digitsFor, error, errorBesideOne, type Found, points, program } from '../engine/extremes.ts';
import { randomFormula } from './random-formula.ts';

const [formulas = 3000, seed = 1, part = 1, parts = 1] = process.argv.slice(2).map(Number);
const counts = { compared: 0, 'in real numbers': 0, 'not finite': 0, 'digits lost': 0 };
/** Decades of the relative error, up to 1. */
const decades = new Map<number, number>();

/** The largest error that is no loss: x in an exponential is rounded to |x| 2^-53, and so is what is made of it, a few times. */
const tolerance = (x: number): number => Math.max(1e-12, Math.abs(x) * 2 ** -51);
type Measure = (f: Found) => number;
const anything: Measure = () => 0;

const badOf = (f: Found, x: number, measure: Measure): 'not finite' | 'digits lost' | undefined => (!Number.isFinite(f.truth) ? undefined : !Number.isFinite(f.computed) ? 'not finite' : measure(f) > tolerance(x) ? 'digits lost' : undefined);

/** The error function needs digits for exp(-x^2), which are `more`. */
const check = (formula: string, x: number, y: number, measure: Measure, more = 0): void => {
  const at = (digits: number, doubles: boolean): readonly Found[] => compared(program(sourceOf(formula)), new Map([['x', [x]], ['y', [y]]]), digits, doubles);
  const digits = digitsFor(x) + more;
  const alone = at(digits, true);
  const ended = alone.some((f) => badOf(f, x, anything) !== undefined);
  const first = ended ? at(digits, false) : alone;
  if (ended) counts['in real numbers']++;
  // A truth that stands alone is looked at again, with more digits.
  const surer = first.some((f) => badOf(f, x, measure) !== undefined) ? at(3 * digits + 1000, false) : first;
  for (const f of surer) {
    if (!Number.isFinite(f.truth)) continue;
    counts.compared++;
    const e = error(f);
    const bad = badOf(f, x, measure);
    const decade = e === 0 ? -17 : Math.max(-17, Math.ceil(Math.log10(Math.min(e, 1))));
    decades.set(decade, (decades.get(decade) ?? 0) + 1);
    if (bad === undefined) continue;
    counts[bad]++;
    console.log(`${bad}: ${formula}   at x=${String(x)}, y=${String(y)}: ${f.what} is ${String(f.truth)}, computed ${String(f.computed)}`);
  }
};

for (const [table, measure, largest] of [[sharp, error, 1e4], [rounded, errorBesideOne, 1e4], [normal, error, 40]] as const)
  for (const formula of table.filter((_, i) => i % parts === part - 1))
    for (const y of /\by\b/u.test(formula) ? [0, 1, 0.3] : [0]) for (const x of points) if (Math.abs(x) <= largest) check(formula, x, y, measure, table === normal ? 4 * x * x : 0);
console.log('tables', counts);
for (const formula of wide.filter((_, i) => i % parts === part - 1)) for (const y of /\by\b/u.test(formula) ? [0, 1, 0.3] : [0]) for (const x of points) if (Math.abs(x) < 1e3) check(formula, x, y, anything);
console.log('with those of which doubles know too little', counts);

const random = createRandom(seed);
const near = points.filter((x) => Math.abs(x) < 1e3);
for (let i = 0; i < formulas; i++) {
  const formula = randomFormula(random);
  const x = random.uniform() < 0.5 ? (near[random.below(near.length)] ?? 1) : 6 * (random.uniform() - 0.5);
  check(formula, x, [0, 1, 0.3][random.below(3)] ?? 0, anything);
}
console.log('with random formulas', counts);
console.log('relative errors up to', Object.fromEntries([...decades].sort(([a], [b]) => a - b).map(([d, n]) => [`1e${String(d)}`, n])));
