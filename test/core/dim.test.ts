/** Dimensions are integer polynomials: their arithmetic is that of numbers, and equal ones are one text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDims, boundsOf, coefficientOf, type Dim, evaluateDim, lettersOf, multiplyDims, parseDim, productOfDims, showDim, substituteDim, subtractDims } from '../../src/core/dim.ts';

const values = new Map([
  ['m', 3],
  ['n', 5],
  ['T', 7],
  ['t', 2],
]);
const number = (d: Dim): number => evaluateDim(d, values);
const small = fc.integer({ min: -6, max: 6 });
const dims: fc.Arbitrary<Dim> = fc.letrec<{ dim: Dim; sum: Dim; difference: Dim; product: Dim; letter: Dim; whole: Dim }>((tie) => ({
  letter: fc.constantFrom('m', 'n', 'T', 't'),
  whole: small,
  sum: fc.tuple(tie('dim'), tie('dim')).map(([a, b]) => addDims(a, b)),
  difference: fc.tuple(tie('dim'), tie('dim')).map(([a, b]) => subtractDims(a, b)),
  product: fc.tuple(tie('dim'), tie('dim')).map(([a, b]) => multiplyDims(a, b)),
  dim: fc.oneof({ maxDepth: 3, depthSize: 'small' }, tie('letter'), tie('whole'), tie('sum'), tie('difference'), tie('product')),
})).dim;
const holds = (law: (a: Dim, b: Dim, c: Dim) => void): void => fc.assert(fc.property(dims, dims, dims, law), { numRuns: 300, seed: 7 });

describe('laws', () => {
  test('sums commute and associate, and are those of numbers', () => {
    holds((a, b, c) => {
      expect(addDims(a, b)).toBe(addDims(b, a));
      expect(addDims(addDims(a, b), c)).toBe(addDims(a, addDims(b, c)));
      expect(number(addDims(a, b))).toBe(number(a) + number(b));
    });
  });
  test('products commute, associate and distribute, and are those of numbers', () => {
    holds((a, b, c) => {
      expect(multiplyDims(a, b)).toBe(multiplyDims(b, a));
      expect(multiplyDims(multiplyDims(a, b), c)).toBe(multiplyDims(a, multiplyDims(b, c)));
      expect(multiplyDims(a, addDims(b, c))).toBe(addDims(multiplyDims(a, b), multiplyDims(a, c)));
      expect(number(multiplyDims(a, b)) - number(a) * number(b)).toBe(0);
      expect(productOfDims([a, b, c])).toBe(multiplyDims(multiplyDims(a, b), c));
    });
  });
  test('a difference undoes a sum; nothing and one change nothing', () => {
    holds((a, b) => {
      expect(subtractDims(addDims(a, b), b)).toBe(a);
      expect(subtractDims(a, a)).toBe(0);
      expect(addDims(a, 0)).toBe(a);
      expect(multiplyDims(a, 1)).toBe(a);
      expect(multiplyDims(a, 0)).toBe(0);
    });
  });
  test('what is printed is read back as the same', () => {
    holds((a) => {
      expect(parseDim(String(a))).toBe(a);
      expect(parseDim(showDim(a))).toBe(a);
    });
  });
  test('replacing a letter is evaluating with another value', () => {
    holds((a, b) => {
      const replaced = substituteDim(a, 't', b);
      expect(number(replaced)).toBe(evaluateDim(a, new Map([...values, ['t', number(b)]])));
      if (!lettersOf(b).includes('t')) expect(lettersOf(replaced)).not.toContain('t');
    });
  });
  test('bounds hold for every value from 1 on', () => {
    const one = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(dims, one, one, one, one, (d, m, n, T, t) => {
        const v = evaluateDim(d, new Map(Object.entries({ m, n, T, t })));
        const { least, most } = boundsOf(d);
        if (least !== undefined) expect(v).toBeGreaterThanOrEqual(least);
        if (most !== undefined) expect(v).toBeLessThanOrEqual(most);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe('one text for each', () => {
  test.each([
    ['n+m', 'm+n'],
    ['w*h*c', 'c*h*w'],
    ['2*n-n', 'n'],
    ['n-n', 0],
    ['1+t', 't+1'],
    ['-t+T+1', 'T-t+1'],
    ['3', 3],
    ['0*n + 2', 2],
    ['n*2*3', '6*n'],
    ['n*n', 'n*n'],
    ['批 + 1', '批+1'],
  ])('%s is %s', (text, canonical) => expect(parseDim(text)).toBe(canonical));
  test.each(['', 'n/2', 'n^2', '2.5', 'n+', '(n)', 'n-+1'])('%j is refused', (text) => expect(() => parseDim(text)).toThrow('is not a dimension'));
  test('readers get blanks around signs', () => {
    expect(showDim('t-1')).toBe('t - 1');
    expect(showDim(multiplyDims('c', multiplyDims('h', 'w')))).toBe('c*h*w');
    expect(showDim(subtractDims(0, 't'))).toBe('-t');
  });
});

describe('subscripts', () => {
  test.each([
    ['t+1', 't', 1],
    ['T-t+1', 't', -1],
    ['2*t', 't', 2],
    ['T', 't', 0],
    [4, 't', 0],
  ])('%s in %s has slope %s', (d, letter, slope) => expect(coefficientOf(d, letter)).toBe(slope));
  test('a letter inside a product has none', () => expect(() => coefficientOf('n*t', 't')).toThrow('not affine in t'));
  test('a letter without a value is our bug', () => expect(() => evaluateDim('k', values)).toThrow('the letter k has no value'));
});
