import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { wordsIn } from '../../src/cli/words.ts';
import type { Block, Doc, Language } from '../../src/render/doc.ts';
import { tex } from '../../src/render/formula/literal.ts';
import { escapeLatex, latexOf } from '../../src/render/latex.ts';
import { story } from '../../src/render/story.ts';
import { program } from '../calculus/handout.ts';
import { pageWords, sample } from './sample.ts';

const doc = (...blocks: readonly Block[]): Doc => ({ language: 'en', adjoint: 'bar', title: 'T', subtitle: [], blocks });
const text = (t: string): Block => ({ kind: 'paragraph', text: [{ kind: 'text', text: t }] });
const print = (...blocks: readonly Block[]): string => latexOf(doc(...blocks), pageWords.en);
const bodyOf = (file: string): string => /\\end\{center\}\n\n([^]*)\n\n\\end\{document\}/u.exec(file)?.[1] ?? '';
const network = (source: string, language: Language = 'en'): string => {
  const words = wordsIn(language);
  return latexOf(story(derive(program(source)), { words, title: 'net' }), words.page);
};

describe('formulas', () => {
  test('a goal is one aligned display, reasons beside, numbers by label', () => {
    const body = bodyOf(
      print({
        kind: 'rows',
        id: 'g',
        known: [{ kind: 'text', text: 'the loss' }],
        rows: [
          { left: tex`\bar{o}`, right: tex`o - y`, move: 'calculus', reason: [{ kind: 'text', text: 'power rule' }], id: 'a', shape: '2 × n' },
          { right: tex`-r`, move: 'algebra', reason: [{ kind: 'ref', to: 'a' }], boxed: true },
        ],
      }),
    );
    expect(body.split('\n').filter((line) => !line.startsWith('\\setlength'))).toEqual([
      '\\known the loss',
      '\\begin{alignat}{2}',
      '\\adj{o} &= o - y &\\qquad& \\beside{\\calculus power rule\\shape{2 \\times n}} \\label{eq:1} \\\\',
      '\\Aboxed{\\adj{o} &= -r} &\\qquad& \\beside{\\algebra \\eqref{eq:1}} \\notag',
      '\\end{alignat}',
    ]);
  });
  test('each notation is one macro, defined where it is used', () => {
    const file = network('x = input(3)\ny = target(2)\nW = param(2, 3)\no = sigmoid(W * x)\nL = halfsquare(o, y)');
    expect(file).toMatch(/\\newcommand\{\\adj\}\[1\]\{\\bar\{#1\}\}/u);
    expect(file).toMatch(/\\newcommand\{\\T\}\{\\mathsf T\}/u);
    expect(file).toMatch(/\\DeclareMathOperator\{\\Halfsquare\}\{halfsquare\}/u);
    const after = file.slice(file.indexOf('\\begin{document}'));
    expect(after).toMatch(/\\adj\{W\} &= \\adj\{z\}_\{o\} x\^\{\\T\}/u);
    expect(after).not.toMatch(/\\bar|\\mathsf|\\operatorname|\\odot/u);
    expect(print(text('plain'))).not.toMatch(/\\newcommand\{\\adj\}/u);
  });
  test('an adjoint sign of the profile is the one macro to change', () => {
    expect(network('profile(adjoint="delta")\nx = param(3)\nz = tanh(x)\nL = sum(z.^2)')).toMatch(/\\newcommand\{\\adj\}\[1\]\{\\delta_\{#1\}\}/u);
  });
  test('an operator that has the name of a command stays spelled out', () => {
    const file = network('box(a) = a^3\nx = param()\nL = box(x)');
    expect(file).toMatch(/\\operatorname\{box\}/u);
    expect(file).not.toMatch(/DeclareMathOperator\{\\Box\}/u);
  });
});

test.each([
  ['100% of $5 & #1', '100\\% of \\$5 \\& \\#1'],
  ['a_b^c~d', 'a\\_b\\textasciicircum{}c\\textasciitilde{}d'],
  ['\\input{/etc/passwd}', '\\textbackslash{}input\\{/etc/passwd\\}'],
  ['x\u0302 and x\u00b2\u207f', '\\ensuremath{\\hat{\\mathit{x}}} and x\\ensuremath{^{2n}}'],
  ['line\nbreak\u2028and \u0007bell', 'line break and  bell'],
  ['α → ∞', '\\ensuremath{\\alpha} \\ensuremath{\\to} \\ensuremath{\\infty}'],
])('%j is text, not a command', (raw, safe) => {
  expect(escapeLatex(raw)).toBe(safe);
});

/** What the log says of errors; nothing if there are none. References are counted without a second pass. */
const compile = (file: string): string => {
  const program = /^% !TeX program = (\w+)/u.exec(file)?.[1] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'latex-'));
  try {
    writeFileSync(join(folder, 'a.tex'), file);
    spawnSync(program, [program === 'xelatex' ? '-no-pdf' : '-draftmode', '-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', 'a.tex'], { cwd: folder, stdio: 'ignore' });
    const labels = new Set([...file.matchAll(/\\label\{([^}]*)\}/gu)].map(([, l]) => l));
    const lost = [...file.matchAll(/\\eqref\{([^}]*)\}/gu)].filter(([, l]) => !labels.has(l)).map(([r]) => `${r} leads nowhere`);
    return [...readFileSync(join(folder, 'a.log'), 'latin1').matchAll(/^!.*$/gmu), ...lost].join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
};
const found = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

const recurrent = 'title("循环网络", lang="zh")\nt = index(T)\nx[t] = input(2)\ny[t] = target(3)\nU = param(4, 2)\nV = param(4, 4)\nW = param(3, 4)\nh[0] = zeros(4)\nh[t] = tanh(U * x[t] + V * h[t-1])\nL = sum(t, crossentropy(softmax(W * h[t]), y[t])) / T';

describe.skipIf(!found('pdflatex'))('pdflatex compiles without an error', () => {
  test.each([
    ['a handout in English', () => network(recurrent)],
    ['the sample of every block', () => latexOf(sample('en'), pageWords.en)],
    ['text that looks like commands', () => print(text('\\end{document} $x %comment {[}] ^^M ~#1 \\\\ "quoted" \'a\' <b> |c| `d`'), { kind: 'code', text: '  a = b--c,,d `e` \'f\' "g" ^2 \\end{source}\n\nlast' })],
    ['names with accents, Greek letters and reserved words', () => network('xhat = param(3)\nα = param(3)\nlabel = xhat .* α\ntext(a) = a.^2\nL = sum(text(label))')],
  ])('%s', (_what, file) => {
    expect(compile(file())).toBe('');
  });
});

describe.skipIf(!found('xelatex'))('xelatex compiles without an error', () => {
  test.each([
    ['a handout in Chinese', () => network(recurrent, 'zh')],
    ['the sample of every block in Chinese', () => latexOf(sample('zh'), pageWords.zh)],
    ['a handout in English with names in other scripts', () => network('权重 = param(3)\nвес = param(3)\nL = sum(权重 .* вес.^2)')],
  ])('%s', (_what, file) => {
    expect(compile(file())).toBe('');
  });
});
