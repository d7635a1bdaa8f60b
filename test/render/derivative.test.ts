/** A derivative told as a handout: the rows of its steps, parts set in, in both languages. */
import { describe, expect, test } from 'vitest';
import { programOf } from '../../src/cli/commands/formula.ts';
import { stagesOf } from '../../src/cli/commands/stages.ts';
import type { Block, Row } from '../../src/render/doc.ts';
import { htmlOf } from '../../src/render/html.ts';
import { markdownOf } from '../../src/render/markdown.ts';
import { derivativeStory } from '../../src/render/story/derivative.ts';
import { htmlAssets } from '../../src/cli/assets.ts';
import { languages, words } from './told.ts';

const told = (formula: string, by: readonly string[], language: 'en' | 'zh' = 'en', shapes: ReadonlyMap<string, readonly string[]> = new Map()) =>
  derivativeStory(stagesOf(programOf(formula, by, shapes), by, false).stages, words[language]);
const isRows = (b: Block): b is Extract<Block, { kind: 'rows' }> => b.kind === 'rows';
const plain = (r: Row): string =>
  `${'  '.repeat(r.inset ?? 0)}${r.left ?? ''} = ${r.right}  -- ${r.reason.map((part) => (part.kind === 'text' ? part.text : '')).join('')}${r.boxed === true ? ' (boxed)' : ''}`;
const rowsIn = (doc: ReturnType<typeof told>): readonly (readonly string[])[] => doc.blocks.filter(isRows).map((b) => b.rows.map(plain));

test('a part stands above the line that puts it in, and the result is boxed', () => {
  expect(rowsIn(told('log(x^2 + 1)', ['x']))).toEqual([
    [
      String.raw`f'(x) = \frac{\frac{\mathrm d}{\mathrm d x}[x^{2} + 1]}{x^{2} + 1}  -- chain rule, derivative of the logarithm`,
      String.raw`  \frac{\mathrm d}{\mathrm d x}[x^{2} + 1] = 2 x  -- sum rule, power rule`,
      String.raw` = \frac{2 x}{x^{2} + 1}  -- substitute (boxed)`,
    ],
  ]);
});

test('parts of parts are set in further', () => {
  const [rows = []] = rowsIn(told('x^x', ['x']));
  expect(rows.map((r) => /^ */u.exec(r)?.[0].length)).toEqual([0, 2, 4, 3, 1]);
});

test('derivatives of higher order and mixed ones are named as books name them', () => {
  const wanted = (formula: string, by: readonly string[]): readonly unknown[] => told(formula, by).blocks.filter(isRows).map((b) => b.wanted?.map((part) => (part.kind === 'math' ? part.tex : '')).join(''));
  expect(wanted('x^5', ['x', 'x', 'x', 'x'])).toEqual(["f'(x)", "f''(x)", "f'''(x)", 'f^{(4)}(x)']);
  expect(wanted('x^2*y^3', ['x', 'y', 'y'])).toEqual([String.raw`\frac{\partial f}{\partial x}`, String.raw`\frac{\partial^{2} f}{\partial y\,\partial x}`, String.raw`\frac{\partial^{3} f}{\partial y^{2}\,\partial x}`]);
});

test('by an array it is the walk backwards, in the words of the handout', () => {
  const [rows = []] = rowsIn(told("x' * A * x", ['x'], 'en', new Map([['A', ['n', 'n']], ['x', ['n']]])));
  expect(rows.at(-1)).toBe(String.raw` = (A + A^{\mathsf T}) x  -- take out common factors (boxed)`);
});

describe.each(languages)('in %s', (language) => {
  test.each([['sin(x)^2 / x', ['x']], ['x^2*y', ['x', 'y']], ['7', ['x']], ['log(x - 900)', ['x']]] as const)('%s by %j is printed in every format', (formula, by) => {
    const doc = told(formula, by, language);
    const w = words[language];
    for (const text of [htmlOf(doc, w.page, htmlAssets()), markdownOf(doc, w.page)]) {
      expect(text.replace(/<style>[^]*<\/style>/u, '')).not.toMatch(/undefined|NaN|katex-error|\{(?:formula|by|n)\}/u);
      expect(text.length).toBeGreaterThan(100);
    }
  });
});

test('what could not be checked by numbers does not say that it was', () => {
  const said = (formula: string): string => told(formula, ['x']).subtitle.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  expect(said('log(x)')).toContain('checked with numbers');
  expect(said('log(x - 900)')).not.toContain('checked');
});
