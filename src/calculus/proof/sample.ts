/** Random data of the right shapes: letters become distinct odd primes, values have mixed signs, facts hold. */
import { type Dim, evaluateDim } from '../../core/dim.ts';
import { type Expr, nodesBelow, nodesOf } from '../../core/expr.ts';
import { procedureOf } from '../../core/op.ts';
import { bug, Problem } from '../../core/problem.ts';
import type { Binding, Fact, Program } from '../../core/program.ts';
import { evaluation, type Given, sizesOf, type Values } from './evaluate.ts';
import { sampleLetters } from './letters.ts';

/** mulberry32: a small generator of our own, so that a proof is the same everywhere. Numbers in [0, 1). */
export const generator = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
};

/** Where values are drawn from: both signs, positive only, inside (0, 1), of size about 1, or above 1, for logarithms, roots and
 * long products. */
export interface Region {
  readonly kind: 'mixed' | 'positive' | 'unit' | 'near-one' | 'above-one' | 'wide' | 'far';
  readonly scale: number;
}
/** The first attempts treat all names alike; later ones give each name a region and a scale of its own. */
export const regionsFor = (attempt: number): ((name: string) => Region) => {
  const kinds = ['mixed', 'positive', 'unit', 'near-one', 'above-one'] as const;
  const alike = kinds[attempt];
  if (alike !== undefined) return () => ({ kind: alike, scale: 1 });
  const random = generator(7919 * attempt);
  const chosen = new Map<string, Region>();
  return (name) => {
    const known = chosen.get(name);
    if (known !== undefined) return known;
    const made: Region = { kind: kinds[Math.floor(kinds.length * random())] ?? 'mixed', scale: random() < 0.5 ? 1 : 0.1 };
    chosen.set(name, made);
    return made;
  };
};

const draw = (random: () => number, { kind, scale }: Region): number => {
  if (kind === 'unit') return 0.1 + 0.8 * random();
  if (kind === 'above-one') return 1.1 + 4 * random();
  if (kind === 'far') return (random() < 0.5 ? -1 : 1) * (1.1 + 4 * random());
  const size = scale * (kind === 'near-one' ? 0.95 + 0.1 * random() : kind === 'wide' ? 0.5 + 7 * random() : 0.2 + 0.9 * random());
  return kind !== 'positive' && random() < 0.5 ? -size : size;
};

export interface Sample {
  readonly letters: ReadonlyMap<string, number>;
  readonly given: Given;
  /** Entries of one declared name, changeable: for differences. */
  readonly entries: (name: string, at: readonly number[]) => Values;
}

/** One array of more entries than this is not evaluated entry by entry. */
const mostEntries = 5_000_000;
const tooLarge = (b: Binding, entries: number): Problem =>
  new Problem('too-large', `${b.name} has ${String(entries)} entries`, {
    ...(b.place === undefined ? {} : { place: b.place }),
    expected: `at most ${String(mostEntries)}`,
    mend: 'write its sizes as letters: the derivation then holds for every size',
  });

/** A family of more members than this is not evaluated member by member. */
const mostMembers = 200_000;
const refuseLong = (program: Program, letters: ReadonlyMap<string, number>): void => {
  for (const b of program.bindings.values()) {
    const members = b.over.reduce((n, index) => n * evaluateDim(program.indices.get(index)?.size ?? 1, letters), 1);
    if (members > mostMembers)
      throw new Problem('too-large', `${b.name} has ${String(members)} members`, {
        ...(b.place === undefined ? {} : { place: b.place }),
        expected: `at most ${String(mostMembers)}`,
        mend: 'write the size of its index as a letter of its own, T: the derivation then holds for every length',
      });
  }
};

/** Declared names below the matrix of an inverse or a determinant, also through computed names. */
const factorised = (program: Program): ReadonlySet<string> => {
  const found = new Set<string>();
  const waiting: Expr[] = nodesBelow([...program.bindings.values()].flatMap((b) => b.expr ?? [])).flatMap((n) => {
    const row = n.kind === 'apply' ? program.ops.get(n.op) : undefined;
    return row === undefined || procedureOf(row) === undefined ? [] : n.args.slice(0, 1);
  });
  for (let e = waiting.pop(); e !== undefined; e = waiting.pop())
    for (const n of nodesOf(e)) {
      if (n.kind !== 'name' || found.has(n.name)) continue;
      found.add(n.name);
      waiting.push(...[program.bindings.get(n.name)?.expr ?? []].flat());
    }
  return found;
};

/** What stands as labels, and how many classes these have. */
const labelled = (program: Program): ReadonlyMap<string, Dim> =>
  new Map(
    nodesBelow([...program.bindings.values()].flatMap((b) => b.expr ?? [])).flatMap((n) => {
      const [of] = n.args;
      const classes = n.kind === 'apply' && n.op === 'onehot' ? n.attrs.classes : undefined;
      return of?.kind === 'name' && (typeof classes === 'number' || typeof classes === 'string') ? [[of.name, classes] as const] : [];
    }),
  );

/**
 * How square matrices that are inverted are drawn: `heavy` ones, whose diagonal outweighs the rest, are far from singular and have
 * a positive determinant, `negative` ones a negative one; `any` are drawn as all else is.
 */
export type Diagonal = 'heavy' | 'negative' | 'any';

const weigh = (values: Values, n: number, diagonal: Diagonal): void => {
  for (let i = 0; i < n; i++) {
    const row = values.subarray(i * n, i * n + n);
    row[i] = Math.abs(row[i] ?? 0) + row.reduce((sum, x) => sum + Math.abs(x), 0);
    if (i === 0 && diagonal === 'negative') row.forEach((x, k) => (row[k] = -x));
  }
};

export const sample = (program: Program, seed: number, region: (name: string) => Region, letters = sampleLetters(program), diagonal: Diagonal = 'heavy'): Sample => {
  refuseLong(program, letters);
  const inverted = diagonal === 'any' ? new Set<string>() : factorised(program);
  const labels = labelled(program);
  const stored = new Map<string, Values>();
  const random = generator(seed);
  const size = (b: Binding): number => {
    const entries = sizesOf(b.shape, letters).reduce((a, c) => a * c, 1);
    if (entries > mostEntries) throw tooLarge(b, entries);
    return entries;
  };
  /** Weights shrink with their width, as initialisers do, so that long sequences neither explode nor vanish. */
  const spread = (b: Binding): number =>
    b.role === 'param' && b.shape.dims.length > 1 && !['near-one', 'above-one', 'far'].includes(region(b.name).kind) ? Math.sqrt(Math.max(...sizesOf(b.shape, letters))) : 1;
  const entries = (name: string, at: readonly number[]): Values => {
    const key = JSON.stringify([name, at]);
    const known = stored.get(key);
    if (known !== undefined) return known;
    const b = program.bindings.get(name);
    if (b === undefined) throw bug(`no binding ${name}`);
    const classes = b.index === undefined ? labels.get(name) : undefined;
    const most = b.index ?? classes;
    // Numbers of entries count from 1, labels from 0.
    const first = classes === undefined ? 1 : 0;
    const whole = most === undefined ? undefined : evaluateDim(most, letters);
    const made = Float64Array.from({ length: size(b) }, () => b.value ?? (whole === undefined ? draw(random, region(name)) / spread(b) : first + Math.floor(whole * random())));
    const [n = 0, columns, ...others] = sizesOf(b.shape, letters);
    if (inverted.has(name) && n === columns && others.length === 0) weigh(made, n, diagonal);
    stored.set(key, made);
    return made;
  };
  const declared = (name: string): boolean => {
    const b = program.bindings.get(name);
    return b !== undefined && b.expr === undefined;
  };
  const result: Sample = { letters, entries, given: (name, at) => (declared(name) ? entries(name, at) : undefined) };
  assumeFacts(program, result);
  return result;
};

const grid = 2 ** 20;

/** Changes sampled values so that facts hold. */
const assumeFacts = (program: Program, sample: Sample): void => {
  keepBounds(program, sample);
  for (const fact of program.facts) {
    const { left, relation } = fact;
    if (relation !== '==') continue;
    if (left.kind === 'name') makeSymmetric(program, left.name, sample);
    else scaleSums(program, fact, sample);
  }
};

/** The members of the family that a fact is about, with the indices of each. */
const membersOf = (program: Program, name: string, letters: Sample['letters']): readonly (readonly [at: readonly number[], indices: ReadonlyMap<string, number>])[] =>
  places(program, name, letters).map((at) => [at, new Map((program.bindings.get(name)?.over ?? []).map((index, i) => [index, at[i] ?? 1]))] as const);

/** Values above a bound lie as far above it as they would lie from 0; between two bounds they are spread. */
const keepBounds = (program: Program, { letters, entries, given }: Sample): void => {
  const bounds = program.facts.filter((f) => f.relation !== '==');
  for (const name of new Set(bounds.map((f) => (f.left.kind === 'name' ? f.left.name : ''))))
    for (const [at, indices] of membersOf(program, name, letters)) {
      const own = bounds.filter((f) => f.left.kind === 'name' && f.left.name === name);
      const values = entries(name, at);
      const limit = (below: boolean): readonly Values[] => own.filter((f) => f.relation.startsWith('>') === below).map((f) => evaluation(program, letters, given).expr(f.right, indices));
      const [lows, highs] = [limit(true), limit(false)];
      values.forEach((v, i) => {
        const low = Math.max(-Infinity, ...lows.map((l) => l[i] ?? l[0] ?? -Infinity));
        const high = Math.min(Infinity, ...highs.map((h) => h[i] ?? h[0] ?? Infinity));
        const size = Math.abs(v);
        if (Number.isFinite(low) && Number.isFinite(high)) values[i] = low + (high - low) * (0.1 + (0.8 * size) / (1 + size));
        else if (Number.isFinite(low)) values[i] = low + size;
        else if (Number.isFinite(high)) values[i] = high - size;
      });
    }
};

const makeSymmetric = (program: Program, name: string, { letters, entries }: Sample): void => {
  for (const [at] of membersOf(program, name, letters)) {
    const values = entries(name, at);
    const n = Math.round(Math.sqrt(values.length));
    for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) values[i * n + k] = values[k * n + i] ?? 0;
  }
};

/** Scales values so that `sum(x) == c`, over all or along one axis. */
const scaleSums = (program: Program, fact: Fact, { letters, entries, given }: Sample): void => {
  const { left } = fact;
  const [of] = left.args;
  if (left.kind !== 'apply' || of?.kind !== 'name') throw bug(`no sampler for assume(${fact.text})`);
  const axes = Array.isArray(left.attrs.axes) ? left.attrs.axes.map(Number) : [];
  const sizes = sizesOf(of.shape, letters);
  for (const [at, indices] of membersOf(program, of.name, letters)) {
    const values = entries(of.name, at);
    values.forEach((v, i) => (values[i] = Math.abs(v)));
    const wanted = evaluation(program, letters, given).expr(fact.right, indices)[0] ?? 1;
    const group = (i: number): string => {
      let rest = i;
      const where = [...sizes].reverse().map((s) => {
        const k = rest % s;
        rest = Math.floor(rest / s);
        return k;
      });
      return where.reverse().filter((_, axis) => !axes.includes(axis)).join();
    };
    const sums = new Map<string, number>();
    values.forEach((v, i) => sums.set(group(i), (sums.get(group(i)) ?? 0) + v));
    // Multiples of 2^-20 add up without rounding, so the fact holds to the last digit wherever its number allows.
    values.forEach((v, i) => (values[i] = Math.round(((v * wanted) / (sums.get(group(i)) ?? 1)) * grid) / grid));
    const missing = new Map([...sums.keys()].map((g) => [g, wanted]));
    values.forEach((v, i) => missing.set(group(i), (missing.get(group(i)) ?? 0) - v));
    const first = new Set<string>();
    values.forEach((v, i) => {
      if (!first.has(group(i))) values[i] = v + (missing.get(group(i)) ?? 0);
      first.add(group(i));
    });
  }
};

/** All settings of a family's indices; one empty setting for anything else. */
export const places = (program: Program, name: string, letters: ReadonlyMap<string, number>): readonly (readonly number[])[] => {
  let out: (readonly number[])[] = [[]];
  for (const index of program.bindings.get(name)?.over ?? []) {
    const size = evaluateDim(program.indices.get(index)?.size ?? 0, letters);
    out = out.flatMap((at) => Array.from({ length: size }, (_, i) => [...at, i + 1]));
  }
  return out;
};
