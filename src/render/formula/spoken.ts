/** Functions of one number that are written as they are spoken: sin x, sin² x, ln 2x. */
import type { Notation } from '../../core/notation.ts';
import { letterOf } from './greek.ts';
import { splitName } from './name.ts';

/** A power stands on the name: sin² x. */
export const trigonometric: ReadonlySet<string> = new Set(['sin', 'cos', 'tan', 'sec', 'csc', 'cot', 'sinh', 'cosh', 'tanh']);

/** Short arguments need no brackets. */
export const spoken: ReadonlySet<string> = new Set([...trigonometric, 'log', 'asin', 'acos', 'atan']);

/** `x`, `2`, `2x`: a letter, perhaps with a number in front. */
export const isShort = (n: Notation): boolean =>
  (n.kind === 'number' && n.value > 0) ||
  (n.kind === 'name' && n.at.length === 0 && Array.from(letterOf(splitName(n.name).base)).length === 1) ||
  (n.kind === 'infix' && n.sign === '*' && n.left.kind === 'number' && n.left.value > 0 && n.right.kind === 'name' && isShort(n.right));

/** The call under a power such as sin(x)^2, and the power. */
export const spokenPower = (n: Extract<Notation, { kind: 'infix' }>): { readonly call: Extract<Notation, { kind: 'call' }>; readonly power: number } | undefined => {
  const { left, right } = n;
  const whole = right.kind === 'number' && Number.isInteger(right.value) && right.value > 1;
  return whole && n.scalar && left.kind === 'call' && left.options.length === 0 && left.args.length === 1 && trigonometric.has(left.fn) ? { call: left, power: right.value } : undefined;
};
