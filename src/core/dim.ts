/**
 * Dimensions and subscripts: integer polynomials in letters, such as `3`, `N`, `c*h*w`, `m+n`, `t-1`.
 *
 * A dimension is a plain number when it is constant and otherwise its canonical text, so equality is `===`
 * and JSON needs no help. Terms run from high degree to low, then by name, the constant last.
 */
import { bug, Problem } from './problem.ts';

export type Dim = number | string;

/** Coefficient of each monomial; a monomial's key is its sorted letters joined by `*` (empty for the constant). */
type Terms = Map<string, number>;
type ReadonlyTerms = ReadonlyMap<string, number>;

const degree = (monomial: string): number => (monomial === '' ? 0 : monomial.split('*').length);

const readTerms = (d: string): ReadonlyTerms => {
  const out: Terms = new Map();
  for (const [, sign, body] of d.matchAll(/([+-]?)([^+-]+)/gu)) {
    const factors = (body ?? '').split('*');
    const numeric = factors.filter((f) => /^\d+$/u.test(f));
    const letters = factors.filter((f) => !/^\d+$/u.test(f)).sort();
    const coefficient = numeric.reduce((c, f) => c * Number(f), sign === '-' ? -1 : 1);
    const key = letters.join('*');
    out.set(key, (out.get(key) ?? 0) + coefficient);
  }
  return out;
};

/** The same few texts are asked for again and again, so what was read is kept, up to a limit. */
const known = new Map<string, ReadonlyTerms>();
const mostKnown = 5000;

const terms = (d: Dim): ReadonlyTerms => {
  if (typeof d === 'number') return new Map(d === 0 ? [] : [['', d]]);
  const found = known.get(d);
  if (found !== undefined) return found;
  if (known.size >= mostKnown) known.clear();
  const made = readTerms(d);
  known.set(d, made);
  return made;
};

const canonical = (t: ReadonlyTerms): Dim => {
  const kept = [...t].filter(([, c]) => c !== 0);
  kept.sort(([a, x], [b, y]) => degree(b) - degree(a) || Number(y > 0) - Number(x > 0) || (a < b ? -1 : 1));
  if (kept.every(([m]) => m === '')) return kept[0]?.[1] ?? 0;
  return kept
    .map(([m, c], i) => {
      const sign = c < 0 ? '-' : i === 0 ? '' : '+';
      const size = Math.abs(c);
      return sign + (m === '' ? String(size) : size === 1 ? m : `${String(size)}*${m}`);
    })
    .join('');
};

const combine = (a: ReadonlyTerms, b: ReadonlyTerms, scale: number): Dim => {
  const out = new Map(a);
  for (const [m, c] of b) out.set(m, (out.get(m) ?? 0) + scale * c);
  return canonical(out);
};

const product = (a: ReadonlyTerms, b: ReadonlyTerms): Dim => {
  const out: Terms = new Map();
  for (const [m, c] of a)
    for (const [n, e] of b) {
      const key = [m, n]
        .filter((s) => s !== '')
        .join('*')
        .split('*')
        .sort()
        .join('*');
      out.set(key, (out.get(key) ?? 0) + c * e);
    }
  return canonical(out);
};

export const addDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a + b : combine(terms(a), terms(b), 1);
export const subtractDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a - b : combine(terms(a), terms(b), -1);
/** Adding 0 turns -0 into 0: a dimension has one spelling. */
export const multiplyDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a * b + 0 : product(terms(a), terms(b));
export const productOfDims = (dims: readonly Dim[]): Dim => dims.reduce(multiplyDims, 1);

/** The letters a dimension mentions, in order of appearance. */
export const lettersOf = (d: Dim): readonly string[] =>
  typeof d === 'number' ? [] : [...new Set([...terms(d).keys()].filter((m) => m !== '').flatMap((m) => m.split('*')))];

/** The letters that make a dimension larger where they are. */
export const raisedBy = (d: Dim): readonly string[] =>
  typeof d === 'number' ? [] : [...new Set([...terms(d)].filter(([m, c]) => m !== '' && c > 0).flatMap(([m]) => m.split('*')))];

/** `d` with a letter replaced: `substituteDim('t-1', 't', 't+1')` is `t`. */
export const substituteDim = (d: Dim, letter: string, by: Dim): Dim => {
  if (typeof d === 'number' || !lettersOf(d).includes(letter)) return d;
  let out: Dim = 0;
  for (const [m, c] of terms(d)) {
    const factors = m === '' ? [] : m.split('*').map((f): Dim => (f === letter ? by : f));
    out = addDims(out, multiplyDims(c, productOfDims(factors)));
  }
  return out;
};

/** How many times `letter` occurs linearly in `d`; refuses a letter inside a product with other letters. */
export const coefficientOf = (d: Dim, letter: string): number => {
  if (typeof d === 'number') return 0;
  const t = terms(d);
  for (const m of t.keys())
    if (m !== letter && m.split('*').includes(letter))
      throw new Problem('subscript-not-affine', `the subscript ${d} is not affine in ${letter}`);
  return t.get(letter) ?? 0;
};

/** The number a dimension stands for when every letter has a value. */
export const evaluateDim = (d: Dim, values: ReadonlyMap<string, number>): number => {
  const direct = typeof d === 'number' ? d : values.get(d);
  if (direct !== undefined) return direct;
  let total = 0;
  for (const [m, c] of terms(d)) {
    let value = c;
    if (m !== '')
      for (const letter of m.split('*')) {
        const v = values.get(letter);
        if (v === undefined) throw bug(`the letter ${letter} has no value`);
        value *= v;
      }
    total += value;
  }
  return total;
};

/** The least and greatest value when every letter is at least 1; undefined where there is none. */
export const boundsOf = (d: Dim): { readonly least: number | undefined; readonly most: number | undefined } => {
  if (typeof d === 'number') return { least: d, most: d };
  const t = [...terms(d)];
  const atOnes = t.reduce((sum, [, c]) => sum + c, 0);
  const letters = t.filter(([m]) => m !== '');
  return {
    least: letters.every(([, c]) => c >= 0) ? atOnes : undefined,
    most: letters.every(([, c]) => c <= 0) ? atOnes : undefined,
  };
};

/** Reads `m+n`, `2*n-1`, `t-1` written with or without blanks; letters may be of any script. */
export const parseDim = (text: string): Dim => {
  const compact = text.replace(/\s+/gu, '');
  if (!/^[+-]?[\p{L}\p{M}\p{N}_]+(?:[+*-][\p{L}\p{M}\p{N}_]+)*$/u.test(compact))
    throw new Problem('bad-dimension', `${text} is not a dimension`, {
      expected: 'a whole number, a letter, or sums and products of these',
    });
  return canonical(terms(compact));
};

/** Spaced for readers: `t - 1`, `c*h*w`. */
export const showDim = (d: Dim): string =>
  typeof d === 'number' ? String(d) : d.replace(/(?<=.)([+-])/gu, ' $1 ');
