/** Powers for the formulas of a step, where the exponent is a number of steps or epochs. */
import type { OpTable } from '../../core/op.ts';

/**
 * By multiplying where the exponent is whole, else by exp and log: the last bits of Math.pow differ between versions of
 * engines, and what is trained must not.
 */
export const power = (base: number, exponent: number): number => {
  if (!Number.isInteger(exponent)) return Math.exp(exponent * Math.log(base));
  let product = 1;
  let square = base;
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) product *= square;
    square *= square;
  }
  return exponent < 0 ? 1 / product : product;
};

export const withPower = (ops: OpTable): OpTable => {
  const row = ops.get('power');
  return row === undefined ? ops : new Map([...ops, ['power', { ...row, scalar: power }]]);
};
