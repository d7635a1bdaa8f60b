/** What mathjs would read in its own way, and what it cannot read: each as a problem with the mend. */
import { type Place, Problem } from '../../core/problem.ts';

export const fail = (code: string, message: string, place: Place, mend?: string, expected?: string): Problem =>
  new Problem(code, message, {
    place,
    ...(mend === undefined ? {} : { mend }),
    ...(expected === undefined ? {} : { expected }),
  });

const wordOperators: ReadonlyMap<string, string> = new Map([
  ['and', '(a) .* (b) for two comparisons a and b'],
  ['or', 'max(a, b) for two comparisons a and b'],
  ['xor', 'abs(a - b) for two comparisons a and b'],
  ['not', '1 - (a) for a comparison a'],
  ['mod', 'a formula without remainders'],
  ['to', 'numbers without units'],
  ['in', 'numbers without units'],
]);

/** Two things side by side. `left` and `right` are their texts. */
export const implicitProduct = (left: string, right: string, place: Place): Problem => {
  for (const word of [left, right, right.split(' ')[0] ?? '', left.split(' ').at(-1) ?? '']) {
    const mend = wordOperators.get(word);
    if (mend !== undefined) return fail('word-operator', `${word} is not an operator here`, place, mend);
  }
  if (left.startsWith('if(') || right.split(' ')[0] === 'where') return fail('word-choice', `${left.startsWith('if(') ? 'if' : 'where'} does not stand beside a formula`, place, 'condition ? value : other');
  const power = /^([\p{L}_][\p{L}\p{M}_0-9]*)\^(.+)$/u.exec(left);
  if (power !== null && right.startsWith('('))
    return fail('power-of-function', `${left}${right} is not read as a power of a function's value`, place, `${power[1] ?? ''}${right}^${power[2] ?? ''}`);
  if (left.endsWith("'") && right.startsWith('(')) return primeOfFunction(left.slice(0, -1), place);
  if (knownFunctions.has(left)) return fail('call-without-brackets', `${left} ${right} is not read as a call`, place, `${left}(${right})`);
  return fail('implicit-product', 'a product needs its sign (only a number may stand before a name)', place, `${left} * ${right}`);
};

/** Functions that are often written without brackets; only to choose the better mend. */
const knownFunctions = new Set('sin cos tan exp log ln sqrt abs sinh cosh tanh sigmoid relu softmax softplus max min sum mean'.split(' '));

export const primeOfFunction = (name: string, place: Place): Problem =>
  fail('prime-of-function', `${name}' is the transpose of ${name}, not its derivative`, place, `define a function for the derivative, such as d${name}(x) = ..., or write the transpose as (${name}') * (...)`);

export const divisionByImplicit = (top: string, number: string, rest: string, place: Place): Problem =>
  fail('ambiguous-division', 'this can be read in two ways', place, `(${top} / ${number}) * ${rest}, or ${top} / (${number} * ${rest})`);

export const transposePower = (base: string, place: Place): Problem =>
  fail('power-for-transpose', `${base}^T is the power with exponent T, not the transpose`, place, `${base}' for the transpose, ${base}^(T) for the power`);

export const transposedExponent = (base: string, sign: string, exponent: string, place: Place): Problem =>
  fail('transposed-exponent', `the ' belongs to the exponent ${exponent} here`, place, `(${base}${sign}${exponent})' for the transpose of the power`);

export const chainedComparison = (parts: readonly string[], place: Place): Problem =>
  fail('chained-comparison', 'comparisons are not chained', place, `(${parts[0] ?? 'a'} < ${parts[1] ?? 'b'}) .* (${parts[1] ?? 'b'} < ${parts[2] ?? 'c'})`);
