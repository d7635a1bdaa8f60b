/** Numbers for letters that a proof computes with: distinct odd primes for which every array has a size and every part is there. */
import { addDims, type Dim, evaluateDim, lettersOf, multiplyDims, raisedBy, subtractDims } from '../../core/dim.ts';
import { type Apply, type Expr, nodesBelow } from '../../core/expr.ts';
import { Problem } from '../../core/problem.ts';
import type { Program } from '../../core/program.ts';
import { unfold } from '../../lang/elaborate.ts';
import { formulasOf } from '../differentiate.ts';

type Letters = ReadonlyMap<string, number>;

/** A size beyond this would make a proof that nobody waits for. */
const largest = 2000;

const isPrime = (n: number): boolean => {
  for (let k = 2; k * k <= n; k++) if (n % k === 0) return false;
  return n > 1;
};
const primes: readonly number[] = Array.from({ length: largest }, (_, n) => n).filter((n) => n > 2 && isPrime(n));
const primeAfter = (n: number, taken: readonly number[]): number | undefined => primes.find((p) => p > n && !taken.includes(p));

/** What a part leaves of its axis before it and after it: neither is below 0. */
const marginsOf = (node: Apply): readonly Dim[] => {
  if (node.op !== 'slice' && node.op !== 'place') return [];
  const [part] = node.args;
  const axis = Number(node.attrs.axis);
  const [whole, taken] = node.op === 'slice' ? [part?.shape, node.attrs.size] : [node.shape, node.attrs.single === true ? 1 : part?.shape.dims[axis]];
  const last = subtractDims(whole?.dims[axis] ?? 1, 1);
  const first = node.attrs.start as Dim;
  const end = addDims(first, multiplyDims(Number(node.attrs.step ?? 1), subtractDims((taken ?? 1) as Dim, 1)));
  return [first, end, subtractDims(last, first), subtractDims(last, end)];
};

const demands = new WeakMap<Program, readonly Dim[]>();

/** Everything that letters decide and that must not be below 0: sizes of all arrays and margins of all parts, those inside functions too. */
const demandsOf = (program: Program): readonly Dim[] => {
  const known = demands.get(program);
  if (known !== undefined) return known;
  const bindings = [...program.bindings.values()];
  const found = new Set<Dim>(bindings.flatMap((b) => b.shape.dims));
  const seen = new Set<Expr>();
  for (let roots = bindings.flatMap(formulasOf); roots.length > 0; ) {
    const nodes = nodesBelow(roots, seen);
    for (const node of nodes) for (const d of [...node.shape.dims, ...(node.kind === 'apply' ? marginsOf(node) : [])]) found.add(d);
    roots = nodes.flatMap((n) => (n.kind === 'apply' && n.op === 'call' ? [unfold(n, program)] : []));
  }
  // Where an index moves a part, its range was checked when the file was read.
  const moving = (d: Dim): boolean => lettersOf(d).some((l) => program.indices.has(l));
  const made = [...found].filter((d) => typeof d === 'string' && !moving(d));
  demands.set(program, made);
  return made;
};

/** The length of a sequence stays short even where it is bound: the formulas hold for every length. */
const shortened = (program: Program): ReadonlySet<string> => new Set([...program.indices.values()].flatMap((i) => lettersOf(i.size)));

const firstLetters = (program: Program, first: number, short: ReadonlySet<string>): Map<string, number> => {
  const letters = new Map<string, number>();
  let next = first;
  const prime = (): number => primes[next++ % 8] ?? 3;
  for (const [letter, bound] of program.dims) letters.set(letter, bound === undefined ? prime() : short.has(letter) ? Math.min(bound, prime()) : bound);
  for (const letter of shortened(program)) if (!letters.has(letter)) letters.set(letter, prime());
  return letters;
};

/**
 * Numbers for all letters: bound ones keep theirs, except that lengths of sequences are made short, unless `short` is false.
 * `first` is the prime to begin with; a letter for which an array would lack a size, n - 9, or a part its entries, x[2:9], is
 * raised until there are enough.
 */
export const sampleLetters = (program: Program, first = 0, short = true): Letters => {
  const shortens = short ? shortened(program) : new Set<string>();
  const letters = firstLetters(program, first, shortens);
  const raise = (letter: string): number | undefined => {
    const bound = program.dims.get(letter);
    if (bound !== undefined && !shortens.has(letter)) return undefined;
    const larger = primeAfter(letters.get(letter) ?? 1, [...letters.values()]);
    return bound === undefined || larger === undefined ? larger : bound > (letters.get(letter) ?? 1) ? Math.min(bound, larger) : undefined;
  };
  for (;;) {
    const lacking = demandsOf(program).find((d) => lettersOf(d).every((l) => letters.has(l)) && evaluateDim(d, letters) < 0);
    if (lacking === undefined) return letters;
    const raised = raisedBy(lacking)
      .flatMap((letter) => ((to) => (to === undefined ? [] : [{ letter, to }]))(raise(letter)))
      .sort((a, b) => a.to - b.to)[0];
    if (raised === undefined) throw noSize(program, letters, lacking);
    letters.set(raised.letter, raised.to);
  }
};

const noSize = (program: Program, letters: Letters, lacking: Dim): Problem => {
  const empty = [...program.bindings.values()].find((b) => b.shape.dims.some((d) => evaluateDim(d, letters) < 0));
  if (empty === undefined)
    return new Problem('no-size', `no sizes up to ${String(largest)} were found for which every part has its entries`, { mend: `give ${lettersOf(lacking)[0] ?? 'it'} its number in a line of the file` });
  return new Problem('no-size', `no sizes were found for which ${empty.name} has any`, empty.place === undefined ? {} : { place: empty.place });
};
