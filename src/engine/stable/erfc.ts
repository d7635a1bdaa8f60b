/** What the error function leaves of 1, in full precision far out. */
import { erf } from '../../ops/erf.ts';

/** exp(x^2) (1 - erf(x)) for x > 2, by the continued fraction 1/(x + (1/2)/(x + (2/2)/(x + ...))) / sqrt(pi) (Abramowitz and Stegun, 7.1.14). */
const fraction = (x: number): number => {
  let tail = 0;
  for (let k = Math.ceil(20 + 500 / (x * x)); k > 0; k--) tail = k / 2 / (x + tail);
  return 1 / (Math.sqrt(Math.PI) * (x + tail));
};

/** exp(x^2) (1 - erf(x)). */
export const erfcx = (x: number): number => (x > 2 ? fraction(x) : Math.exp(x * x) * (1 - erf(x)));
/** 1 - erf(x). */
export const erfc = (x: number): number => (x > 2 ? Math.exp(-x * x) * fraction(x) : 1 - erf(x));
