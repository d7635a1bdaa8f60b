import { describe, expect, test } from 'vitest';
import type { Range, Syntax } from '../../src/core/syntax.ts';
import { parse } from '../../src/lang/parse.ts';
import { brackets, problemOf } from './show.ts';

const read = (text: string): string => brackets(parse(text));

describe('a formula is read as mathjs reads it', () => {
  test.each([
    ['W * x + b', '(+ (* W x) b)'],
    ['2 x + b', '(+ (* 2 x) b)'],
    ['-x^2', '(neg (^ x 2))'],
    ['2^3^x', '(^ 2 (^ 3 x))'],
    ['x^-2', '(^ x (neg 2))'],
    ["g * b'", "(* g (' b))"],
    ["(x.^2)'", "(' (.^ x 2))"],
    ['y .* (1 - y) ./ z', '(./ (.* y (- 1 y)) z)'],
    ['+x', 'x'],
    ['x > 0 ? 1 : y', '(?: (> x 0) 1 y)'],
    ['x?.5:1', '(?: x 0.5 1)'],
    ['a ? b : c ? d : e', '(?: a b (?: c d e))'],
    ['a == b', '(== a b)'],
    ['sum(X, axis=-1)', '(sum X axis=(neg 1))'],
    ['max(a, b)', '(max a b)'],
    ['h[t-1]', 'h[(- t 1)]'],
    ['E[id, :]', 'E[id, :]'],
    ['X[2:, :3, 1:2]', 'X[2:, :3, 1:2]'],
    ['[1, 2, x]', 'flat{1 2 x}'],
    ['[1, 2; 3, 4]', 'rows{1 2; 3 4}'],
    ['[[1, 2], [3, 4]]', 'rows{1 2; 3 4}'],
    ['[1; 2]', 'rows{1; 2}'],
    ['3.*x', '(.* 3 x)'],
    ['1.5e-3 * x', '(* 0.0015 x)'],
    ['W (x + b)', '(W (+ x b))'],
    ['W^(T)', '(^ W T)'],
  ])('%s', (text, meaning) => {
    expect(read(text)).toBe(meaning);
  });

  test('words that mathjs keeps for itself are ordinary names', () => {
    expect(read('mod + end * true - Infinity / constructor')).toBe('(- (+ mod (* end true)) (/ Infinity constructor))');
    expect(read('__proto__ + i + in')).toBe('(+ (+ __proto__ i) in)');
  });

  test('names are of any script, and equal names have equal letters', () => {
    expect(read('权重 * x\u0302 + δ_1')).toBe('(+ (* 权重 x\u0302) δ_1)');
    expect(read('e\u0301')).toBe('\u00E9');
    expect(read('𝑥 + ж')).toBe('(+ 𝑥 ж)');
  });

  test('every node knows the stretch it came from', () => {
    const text = "  f((a), axis=1) + X[:, 2]' * [1; b]";
    const found: string[] = [];
    const visit = (s: Syntax | Range): void => {
      found.push(text.slice(s.place.column - 1, s.place.column - 1 + s.place.length));
      if (s.kind === 'apply') [...s.args, ...s.options.values()].forEach(visit);
      if (s.kind === 'subscript') [s.of, ...s.at].forEach(visit);
      if (s.kind === 'array') s.rows.flat().forEach(visit);
    };
    visit(parse(text));
    expect(found).toEqual([
      "f((a), axis=1) + X[:, 2]' * [1; b]",
      'f((a), axis=1)',
      'a',
      '1',
      "X[:, 2]' * [1; b]",
      "X[:, 2]'",
      'X[:, 2]',
      'X',
      ':',
      '2',
      '[1; b]',
      '1',
      'b',
    ]);
  });
});

describe('very long and very deep formulas', () => {
  test('a sum of 30,000 terms takes time in proportion to its length', () => {
    const timed = (terms: number): number => {
      const text = Array.from({ length: terms }, () => 'x').join('+');
      const start = performance.now();
      expect(parse(text).place.length).toBe(2 * terms - 1);
      return performance.now() - start;
    };
    timed(3_000);
    const short = timed(3_000);
    expect(timed(30_000)).toBeLessThan(40 * short + 200);
  });

  test('100 brackets are read, 101 are refused', () => {
    const deep = (n: number): string => '('.repeat(n) + 'x' + ')'.repeat(n);
    expect(read(deep(100))).toBe('x');
    expect(problemOf(() => parse(deep(101)))).toContain('formula:1:101: brackets lie more than 100 deep here');
  });

  test.each([
    ['minus signs', '-'.repeat(60_000) + 'x'],
    ['powers', '2^'.repeat(20_000) + 'x'],
    ['choices', 'a?b:'.repeat(15_000) + 'c'],
  ])('%s that nest without brackets are refused, not overflowed', (_what, text) => {
    expect(problemOf(() => parse(text))).toContain('this formula is nested too deeply');
  });

  test('a name has at most 200 characters', () => {
    expect(read('a'.repeat(200))).toHaveLength(200);
    expect(problemOf(() => parse('a'.repeat(100_000)))).toContain('formula:1:1: this name has 100000 characters');
  });
});
