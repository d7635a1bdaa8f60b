/** Numbers of a page: four digits that count, and powers of ten as they are written by hand. */

const raised = (digits: string): string => digits.replace(/[-\d]/gu, (c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt('-0123456789'.indexOf(c)));

export const pageNumber = (v: number): string => {
  if (v === 0) return '0';
  const plain = Math.abs(v) >= 1e-3 && Math.abs(v) < 1e5;
  const [mantissa = '', exponent] = (plain ? String(Number(v.toPrecision(4))) : v.toExponential(2)).split('e');
  const digits = mantissa.replace('-', '\u2212');
  return exponent === undefined ? digits : `${digits}\u2009×\u200910${raised(exponent.replace('+', ''))}`;
};

export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
