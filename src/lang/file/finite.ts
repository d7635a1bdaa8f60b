/** Is every part of a formula that is made of numbers alone a finite number? */
import type { Range, Syntax } from '../../core/syntax.ts';
import { fail } from '../text/misread.ts';

const meanings: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['+', (a: number, b: number) => a + b],
  ['-', (a: number, b: number) => a - b],
  ['*', (a: number, b: number) => a * b],
  ['.*', (a: number, b: number) => a * b],
  ['/', (a: number, b: number) => a / b],
  ['./', (a: number, b: number) => a / b],
  ['^', (a: number, b: number) => Math.pow(a, b)],
  ['.^', (a: number, b: number) => Math.pow(a, b)],
]);

/** Refuses `1/0` and `9^9^9` where they stand, a division by a plain 0 of anything, and powers whose exponent has no neighbour. */
export const refuseInfinite = (syntax: Syntax): void => {
  const order: Syntax[] = [];
  const waiting: (Syntax | Range)[] = [syntax];
  for (let s = waiting.pop(); s !== undefined; s = waiting.pop()) {
    const children = s.kind === 'apply' ? s.args : s.kind === 'array' ? s.rows.flat() : s.kind === 'subscript' ? [s.of] : [];
    for (const child of children) waiting.push(child);
    if (s.kind === 'number' || s.kind === 'apply') order.push(s);
  }
  const values = new Map<Syntax, number>();
  for (const s of order.reverse()) {
    if (s.kind === 'number') values.set(s, s.value);
    if (s.kind !== 'apply') continue;
    const [left, right] = s.args;
    const a = left === undefined ? undefined : values.get(left);
    const b = right === undefined ? undefined : values.get(right);
    if (s.fn === 'neg' && a !== undefined) values.set(s, -a);
    if ((s.fn === '/' || s.fn === './') && b === 0) throw fail('division-by-zero', 'this divides by 0', s.place);
    // Beyond this b - 1 is b, and the derivative of a power cannot be written.
    if ((s.fn === '^' || s.fn === '.^') && a === undefined && b !== undefined && Math.abs(b) > Number.MAX_SAFE_INTEGER) throw fail('exponent-too-large', 'this exponent is too large', right?.place ?? s.place, undefined, 'at most 2^53');
    const meaning = meanings.get(s.fn);
    if (meaning === undefined || a === undefined || b === undefined) continue;
    const value = meaning(a, b);
    if (!Number.isFinite(value)) throw fail('not-finite', `this is ${Number.isNaN(value) ? 'not a real number' : 'too large for a number'}`, s.place);
    values.set(s, value);
  }
};
