import { expect, describe, test } from 'vitest';
import { htmlAssets } from '../../src/cli/assets.ts';
import { numbering } from '../../src/render/doc.ts';
import { formulas } from '../../src/render/formula/markup.ts';
import { linesOf } from '../../src/render/formula/lines.ts';
import { htmlOf } from '../../src/render/html.ts';
import { markdownOf } from '../../src/render/markdown.ts';
import { networks, recurrent } from './networks.ts';
import { blocksOf, inlinesOf, languages, proved, retold, rowsOf, told, words } from './told.ts';

const assets = htmlAssets();
const set = formulas();

describe.each(Object.entries(networks))('%s', (_name, text) => {
  const made = proved(text);
  const doc = retold(made, 'en');
  const rows = rowsOf(doc);

  test('every parameter has one gradient in the results', () => {
    const parameters = [...made.derivation.program.bindings.values()].filter((b) => b.role === 'param');
    const results = blocksOf(doc).findLast((b) => b.kind === 'table');
    const named = results?.kind === 'table' ? results.body.map(([name]) => JSON.stringify(name)) : [];
    expect(named).toHaveLength(parameters.length);
    expect(new Set(named).size).toBe(parameters.length);
  });

  test('every reference is to a numbered row', () => {
    const numbers = numbering(doc);
    for (const part of inlinesOf(doc)) if (part.kind === 'ref') expect(numbers.has(part.to)).toBe(true);
    expect(new Set(rows.flatMap((r) => (r.id === undefined ? [] : [r.id]))).size).toBe(numbers.size);
  });

  test('every row has a reason, and calculus is kept apart from algebra', () => {
    for (const r of rows) expect(r.reason.length).toBeGreaterThan(0);
    const calculus = rows.filter((r) => r.move === 'calculus').length;
    const steps = made.derivation.lines.flatMap((l) => [...l.steps.filter((s) => s.kind === 'flow' || s.kind === 'gather'), ...l.base]).length;
    expect(calculus).toBeGreaterThanOrEqual(steps);
    // Each goal opens with calculus; what follows in it is algebra or a value at one place.
    for (const b of blocksOf(doc))
      if (b.kind === 'rows' && b.id.startsWith('goal')) b.rows.forEach((r, i) => expect(r.left !== undefined ? 'calculus' : 'algebra', `${b.id} ${String(i)}`).toBe(r.move));
  });

  test('KaTeX accepts every formula in both languages', () => {
    for (const language of languages) {
      const other = retold(made, language);
      const all = [...rowsOf(other).flatMap((r) => [...(r.left === undefined ? [] : [r.left]), ...linesOf(r.right)]), ...inlinesOf(other).flatMap((part) => (part.kind === 'math' ? [part.tex] : []))];
      for (const tex of all) expect(set(tex, true)).toContain('katex');
    }
  });

  test('the page asks nobody for anything', () => {
    for (const language of languages) {
      const page = htmlOf(retold(made, language), words[language].page, assets);
      expect(page).not.toMatch(/https?:|<script|<link|url\((?!data:)/iu);
    }
  });

  test('Markdown has no macro that GitHub refuses', () => {
    for (const language of languages) expect(markdownOf(retold(made, language), words[language].page)).not.toMatch(/\\operatorname|\\newline|undefined/u);
  });
});

const lines = (text: string): readonly string[] => rowsOf(told(text, 'en')).map((r) => `${r.left ?? ''} = ${r.right}`);

test('the document of a recurrent network has one length for any number of steps', () => {
  const [letter, three, many] = ['T', '3', '300'].map((size) => told(recurrent(size, 2), 'en'));
  expect(rowsOf(three ?? letter ?? many ?? told('', 'en'))).toHaveLength(rowsOf(letter ?? told('', 'en')).length);
  expect(rowsOf(many ?? told('', 'en'))).toHaveLength(rowsOf(letter ?? told('', 'en')).length);
});

test('a start value stands before the formula that reads it', () => {
  const said = lines(networks['recurrent, named']);
  expect(said.indexOf('h_{0} = \\mathbf{0}')).toBeLessThan(said.findIndex((l) => l.includes('h_{t-1}')));
});

test('a name used twice shows a summand for each use, with the use below', () => {
  expect(lines(networks['recurrent, named'])).toContain(
    '\\bar{h}_{t} = \\underbrace{W_{y}^{\\mathsf T}\\,\\bar{s}_{t}}_{\\text{from}\\;s_{t}} + \\underbrace{W_{h}^{\\mathsf T}\\,\\bar{a}_{t+1}}_{\\text{from}\\;a_{t+1}}',
  );
});

test('a bias for every row is an outer product with ones, and its gradient adds up the rows', () => {
  const said = lines(networks['layers on rows']);
  expect(said).toContain('Z_{1} = X W_{1} + \\mathbf{1}_{N} b_{1}^{\\mathsf T}');
  expect(said).toContain('\\bar{b}_{2} = \\bar{Z}_{2}^{\\mathsf T}\\,\\mathbf{1}_{N}');
});

test('where the last step has a formula of its own, the general one stops before it', () => {
  const doc = told(networks['loss at the last step'], 'en');
  const goal = blocksOf(doc).find((b) => b.kind === 'rows' && b.id === 'goal d_h');
  expect(JSON.stringify(goal)).toContain('{t = 1, \\\\dots, T-1}');
  expect(lines(networks['loss at the last step'])).toContain('\\bar{h}_{T} = V^{\\mathsf T}\\,\\bar{o}');
});

test('a parameter that would print like a start value stands as it was written', () => {
  expect(lines(networks['loss at the last step'])).toContain('h_{0} = \\mathit{h0}');
});

test('the sentence about adjoints follows the profile', () => {
  const said = (style: string): string =>
    inlinesOf(told(`profile(adjoint="${style}")\n${networks['two-two-one']}`, 'en'))
      .map((part) => ('text' in part ? part.text : part.kind === 'math' ? part.tex : ''))
      .join('');
  expect(said('bar')).toContain('A bar marks an adjoint');
  expect(said('delta')).toContain('A delta marks an adjoint');
  expect(said('delta')).toContain('\\delta_{W_{1}} = \\frac{\\partial L}{\\partial W_{1}}');
  expect(said('partial')).toContain('partial derivatives of the objective');
  expect(said('partial')).not.toContain('\\partial W_{1}} = \\frac{\\partial L}{\\partial W_{1}}');
});

test('the row that uses the derivative of ReLU says what holds at a tie', () => {
  const reasons = rowsOf(told(networks['layers on rows'], 'en')).filter((r) => r.right.includes('[Z_{1} > 0]'));
  expect(reasons[0]?.reason.map((part) => ('text' in part ? part.text : '')).join('')).toContain('at a tie nothing passes');
});

test('a result wider than a page goes on in the rows below it', () => {
  const doc = told('first = input(3); second = input(3); third = input(3); weights = param(3)\nL = sum(weights .* tanh(first .* second)) + sum(weights .* tanh(second .* third)) + sum(weights .* tanh(third .* first))', 'en');
  const table = blocksOf(doc).findLast((b) => b.kind === 'table');
  const [row = [], ...more] = table?.kind === 'table' ? table.body : [];
  expect(row).toHaveLength(4);
  expect(more.map(([name, , shape, proof]) => [name, shape, proof])).toEqual(more.map(() => [[], [], []]));
  expect([row, ...more].flatMap(([, cell = []]) => cell.flatMap((part) => (part.kind === 'math' ? [part.tex] : []))).join('').match(/\\tanh/gu)).toHaveLength(3);
  expect(more.length).toBeGreaterThan(0);
});

test('a transpose is explained only where one stands', () => {
  const asked = (text: string): string => JSON.stringify(blocksOf(told(text, 'en')).filter((b) => b.kind === 'why'));
  expect(asked("w = param(3); x = input(3)\nz = w' * x\nL = z^2")).not.toContain('transpose');
  const tied = asked("W = param(2, 3); u = input(3)\nh = W * u\nr = W' * h\nL = sum(r.^2)");
  expect(tied).toContain('Nothing is left to add up');
  expect(tied).not.toContain('last index');
  expect(asked('W = param(2, 3); V = param(5, 2); x = input(3)\nh = W * x\nz = V * h\nL = sum(z.^2)')).toContain('a product with the transpose');
});

test('no row says again what stands above it', () => {
  const doc = told('profile(samples="rows")\nX = input(7, 5); W = param(5, 3); g = param(3); b = param(3)\nZ = X * W\nQ = normalize(Z)\nY = Q .* g + b\nL = sum(tanh(Y))', 'en');
  for (const block of blocksOf(doc)) if (block.kind === 'rows') block.rows.forEach((row, i) => expect(row.right, block.id).not.toBe(block.rows[i - 1]?.right));
});

test('copies of a row come back as a product with ones, not as a transpose of one', () => {
  const text = 'X = input(7, 5); g = param(5)\nL = sum(tanh(X .* g))';
  expect(lines(text).at(-1)).toMatch(/\^\{\\mathsf T\}\\,\\mathbf\{1\}_\{7\}$/u);
});

test('a use at another step is named there', () => {
  const said = JSON.stringify(rowsOf(told(networks['recurrent, named'], 'en')).map((r) => r.reason));
  expect(said).toContain('a_{t+1}');
});

test('an axis that a parameter has counts no samples', () => {
  const said = (declared: string): string => JSON.stringify(told(`X = input(N, 3); Y = target(N, 2); W = param(3, 2)\n${declared}`, 'en').blocks);
  expect(said('L = mse(X * W, Y)')).toContain('is one sample');
  expect(said('P = param(N, 3)\nL = mse((X + P) * W, Y)')).toContain('for one sample');
});

test('formulas over several indices name them all', () => {
  const said = JSON.stringify(told('n = index(N); t = index(T)\nx[n, t] = input(2); y[n] = target(3); U = param(3, 3); V = param(3, 2)\nh[n, 0] = zeros(3)\nh[n, t] = tanh(U * h[n, t-1] + V * x[n, t])\nL = sum(n, halfsquare(h[n, T], y[n])) / N', 'en').blocks);
  expect(said).toContain('The formulas hold for all ');
  expect(said).toContain('{n = 1, \\\\dots, N},\\\\ {t = 1, \\\\dots, T}');
});

test('a comparison that would have passed something says that it does not', () => {
  const text = 'x = input(); w = param()\nz = w * x\no = z > 0\nL = o * z';
  expect(lines(text)).toContain('o = [z > 0]');
  expect(JSON.stringify(told(text, 'en').blocks)).toContain('constant on either side, so nothing passes');
  expect(JSON.stringify(told(text.replace('z > 0', 'x > 0'), 'en').blocks)).not.toContain('constant on either side');
});

test('a mask and places are explained, whole numbers are said to be such, and options are translated', () => {
  const text = 'id = input(5, index=7); E = param(7, 4); y = target(5, 5)\nX = E[id, :] + sinusoidal(5, 4)\nS = X * X\' + causal(5)\nL = mse(S, y)';
  const said = JSON.stringify(told(text, 'zh').blocks);
  for (const part of ['位置编码', '得分的掩码', '的整数', '总长']) expect(said).toContain(part);
  expect(said).not.toContain('whole');
});
