/**
 * Lines that are too long to read. Of a long sum or product the first operands and the last one are kept, and in between
 * stands how many are left out; what lies too deep or is too long in another way is left out whole.
 */
import type { Notation } from '../core/notation.ts';

/** Names and numbers in a line that is written in full. */
const longest = 150;
/** Names and numbers in a line that is not. */
const kept = 40;
/** Forms within forms: printers, and whoever sets their output, call themselves for each. */
const deepest = 60;

type Infix = Extract<Notation, { kind: 'infix' }>;

const partsOf = (n: Notation): readonly Notation[] => {
  switch (n.kind) {
    case 'infix':
      return [n.left, n.right];
    case 'negate':
    case 'transpose':
    case 'derivative':
    case 'total':
      return [n.of];
    case 'subscript':
      return [n.of, ...n.at.filter((a) => typeof a !== 'string')];
    case 'call':
      return n.args;
    case 'cases':
      return [n.when, n.then, n.otherwise];
    case 'array':
      return n.rows.flat();
    default:
      return [];
  }
};

/** The operands of a sum or of a product lie to the left of one another; `a - b` and `a ./ b` are like `a + b` and `a .* b`. */
const chains: ReadonlyMap<string, string> = new Map([['+', 'sum'], ['-', 'sum'], ['*', 'product'], ['.*', 'product'], ['./', 'product']]);
const chained = (n: Notation, like: Infix): n is Infix => n.kind === 'infix' && chains.has(n.sign) && chains.get(n.sign) === chains.get(like.sign);

interface Size {
  /** Names and numbers, as often as they are written. */
  readonly leaves: number;
  /** Going along a sum or a product is not going deeper. */
  readonly depth: number;
}

/** The size of every part; parts that are shared are measured once, and loops measure, so that no depth overflows. */
const measured = (root: Notation): ReadonlyMap<Notation, Size> => {
  const sizes = new Map<Notation, Size>();
  const waiting: Notation[] = [root];
  for (let n = waiting.at(-1); n !== undefined; n = waiting.at(-1)) {
    const parts = partsOf(n);
    const missing = sizes.has(n) ? [] : parts.filter((p) => !sizes.has(p));
    if (missing.length > 0) {
      for (const p of missing) waiting.push(p);
      continue;
    }
    waiting.pop();
    let leaves = parts.length === 0 ? 1 : 0;
    let depth = 0;
    for (const p of parts) {
      const size = sizes.get(p) ?? { leaves: 0, depth: 0 };
      leaves += size.leaves;
      depth = Math.max(depth, size.depth + (n.kind === 'infix' && p === n.left && chained(p, n) ? 0 : 1));
    }
    sizes.set(n, { leaves, depth });
  }
  return sizes;
};

const isLong = ({ leaves, depth }: Size): boolean => leaves > longest || depth > deepest;

/** `n` itself where it is short enough to be read. */
export const shortened = (n: Notation): Notation => {
  const sizes = measured(n);
  const sizeOf = (part: Notation): Size => sizes.get(part) ?? { leaves: 1, depth: 0 };
  const leftOut = (part: Notation): Notation => ({ kind: 'omitted', count: sizeOf(part).leaves });

  const chain = (whole: Infix, room: number, levels: number): Notation => {
    const links: Infix[] = [whole];
    for (let last = whole; chained(last.left, last); last = last.left) links.push(last.left);
    links.reverse();
    const [first = whole] = links;
    const share = Math.max(4, Math.floor(room / 4));
    const fitted = (part: Notation): Notation => fit(part, Math.min(room, Math.max(share, room - 4 * links.length)), levels - 1);
    let made: Infix = { ...first, left: fitted(first.left), right: fitted(first.right) };
    let used = Math.min(share, sizeOf(first.left).leaves) + Math.min(share, sizeOf(first.right).leaves);
    let next = 1;
    const last = links.at(-1) ?? first;
    const end = Math.min(share, sizeOf(last.right).leaves);
    for (; next < links.length; next++) {
      const link = links[next] ?? first;
      const more = Math.min(share, sizeOf(link.right).leaves);
      if (used + more + end > room) break;
      used += more;
      made = { ...link, left: made, right: fitted(link.right) };
    }
    const count = links.length - next - 1;
    if (count > 0) made = { ...first, sign: first.sign === '-' ? '+' : first.sign === './' ? '.*' : first.sign, left: made, right: { kind: 'omitted', count } };
    return next < links.length ? { ...last, left: made, right: fitted(last.right) } : made;
  };

  const fit = (part: Notation, room: number, levels: number): Notation => {
    const { leaves, depth } = sizeOf(part);
    if (leaves <= room && depth <= levels) return part;
    if (levels <= 0 || room < 2) return leftOut(part);
    if (part.kind === 'infix' && chains.has(part.sign)) return chain(part, room, levels);
    const inside = (p: Notation): Notation => fit(p, Math.max(1, Math.floor(room / partsOf(part).length)), levels - 1);
    switch (part.kind) {
      case 'infix':
        return { ...part, left: inside(part.left), right: inside(part.right) };
      case 'negate':
      case 'transpose':
      case 'derivative':
      case 'total':
        return { ...part, of: inside(part.of) };
      case 'subscript':
        return { ...part, of: inside(part.of) };
      case 'call':
        return part.args.length > room ? leftOut(part) : { ...part, args: part.args.map(inside) };
      case 'array':
        return part.rows.flat().length > room ? leftOut(part) : { ...part, rows: part.rows.map((r) => r.map(inside)) };
      case 'cases':
        return { ...part, when: inside(part.when), then: inside(part.then), otherwise: inside(part.otherwise) };
      default:
        return part;
    }
  };
  return isLong(sizeOf(n)) ? fit(n, kept, deepest) : n;
};

/** Is something left out of it for a reader? */
export const isShortened = (n: Notation): boolean => isLong(measured(n).get(n) ?? { leaves: 1, depth: 0 });
