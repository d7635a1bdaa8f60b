/**
 * The error function to full double precision, by the series exp(-x^2) 2 x / sqrt(pi) sum (2 x^2)^n / (1 3 5 ... (2 n + 1)),
 * whose terms are all positive (Abramowitz and Stegun, 7.1.6). Beyond 6 it is 1 in double precision.
 */
export const erf = (x: number): number => {
  if (Number.isNaN(x)) return NaN;
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = 1;
  let sum = 1;
  for (let n = 1; term > 1e-18 * sum; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return ((2 * x) / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
};
