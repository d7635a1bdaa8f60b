/** Powers with a constant exponent as products and roots: the same bits on every machine, and faster. */
import type { Scalar } from './steps.ts';

const largest = 64;

/** Undefined where only the general power will do. `name` makes a value that is used twice a register. */
export const powered = (base: Scalar, exponent: number, name: (value: Scalar) => Scalar): Scalar | undefined => {
  const one: Scalar = { kind: 'constant', value: 1 };
  if (exponent === 0) return one;
  if (exponent < 0) {
    const below = powered(base, -exponent, name);
    return below && { kind: 'infix', sign: '/', left: one, right: below };
  }
  if (exponent === 0.5) return { kind: 'call', fn: 'sqrt', args: [base] };
  if (!Number.isInteger(exponent) || exponent > largest) return undefined;
  let product: Scalar | undefined;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) product = product === undefined ? square : { kind: 'infix', sign: '*', left: product, right: square };
    if (left > 1) square = name({ kind: 'infix', sign: '*', left: square, right: square });
  }
  return product;
};
