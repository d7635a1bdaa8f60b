import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, gradscribe, json, saying, xor } from './call.ts';

const at = (path: string): string => join(process.cwd(), path);
const net = at(xor);
const data = at('templates/data/xor.csv');
const short = ['--epochs', '5', '--seeds', '2'];

interface Run {
  readonly seed: number;
  readonly finite: boolean;
  readonly losses: readonly number[];
  readonly reached?: number | null;
  readonly gradientNorms: { readonly first: Readonly<Record<string, number>> };
}
interface Compared {
  readonly variants: readonly { readonly name: string; readonly runs: readonly Run[] }[];
}
const compared = async (args: readonly string[], cwd = folder()): Promise<Compared> => json(await gradscribe(['compare', ...args, '--json'], { cwd })) as Compared;
const losses = async (args: readonly string[], cwd = folder()): Promise<readonly number[]> => (json(await gradscribe(['train', ...args, '--json'], { cwd })) as Run).losses;

describe('compare', () => {
  test('every run is the training that its setting and seed give by themselves', async () => {
    const { variants } = await compared([net, data, '--vary', 'lr=0.5,2', '--vary', 'batch=1,all', ...short, '--seed', '7']);
    expect(variants.map((v) => v.name)).toEqual(['lr=0.5, batch=1', 'lr=0.5, batch=all', 'lr=2, batch=1', 'lr=2, batch=all']);
    expect(variants[2]?.runs[1]?.losses).toEqual(await losses([net, data, '--lr', '2', '--batch', '1', '--epochs', '5', '--seed', '8']));
    expect(variants[1]?.runs[0]?.losses).toEqual(await losses([net, data, '--lr', '0.5', '--epochs', '5', '--seed', '7']));
  });

  test('a name of the file takes each value in place of its right side: a function, a size, a formula', async () => {
    const cwd = folder();
    const file = (f: string, n: string, o: string): string => `f(x) = ${f}\nn = ${n}\nx = input(2)\ny = target(1)\nW = param(n, 2)\nV = param(1, n)\nh = f(W * x)\no = ${o}\nL = halfsquare(o, y)\n`;
    writeFileSync(join(cwd, 'a.grad'), file('tanh(x)', '3', 'V * h'));
    writeFileSync(join(cwd, 'b.grad'), file('relu(x)', '5', 'sigmoid(V * h)'));
    const { variants } = await compared(['a.grad', data, '--vary', 'f=tanh,relu', '--vary', 'n=3,5', '--vary', 'o=V * h,sigmoid(V * h)', ...short], cwd);
    expect(variants.map((v) => v.name).at(-1)).toBe('f=relu, n=5, o=sigmoid(V * h)');
    expect(variants.at(-1)?.runs[0]?.losses).toEqual(await losses(['b.grad', data, '--epochs', '5'], cwd));
    expect(variants[0]?.runs[0]?.losses).toEqual(await losses(['a.grad', data, '--epochs', '5'], cwd));
  });

  test('a switch is on or off', async () => {
    const { variants } = await compared([net, data, '--vary', 'standardise=yes,no', ...short]);
    expect(variants[0]?.runs[0]?.losses).toEqual(await losses([net, data, '--standardise', '--epochs', '5']));
    expect(variants[1]?.runs[0]?.losses).toEqual(await losses([net, data, '--epochs', '5']));
  });

  test('networks stand side by side under their names', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'line.grad'), 'x = input(2)\ny = target(1)\nW = param(1, 2)\nb = param(1)\nL = halfsquare(W * x + b, y)\n');
    const { variants } = await compared([net, 'line.grad', data, ...short], cwd);
    expect(variants.map((v) => v.name)).toEqual(['xor', 'line']);
  });

  test('weights that start at zero let nothing through to the layer before', async () => {
    const { variants } = await compared([net, data, '--vary', 'init=zeros,glorot', ...short]);
    const [zeros, glorot] = variants.map((v) => v.runs[0]?.gradientNorms.first ?? {});
    expect(zeros?.W1).toBe(0);
    expect(zeros?.W2).toBeGreaterThanOrEqual(0);
    expect(glorot?.W1).toBeGreaterThan(0);
  });

  test('numbers that grow without bound are an outcome, told and drawn', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'line.grad'), 'x = input()\ny = target()\nw = param(ones)\nL = (w * x - y)^2\n');
    writeFileSync(join(cwd, 'line.csv'), 'x,y\n1,2\n-3,-6\n');
    const said = await gradscribe(['compare', 'line.grad', 'line.csv', '--vary', 'lr=0.1,1e3', '--epochs', '400', '--seeds', '1', '--reach', '0.01', '--report', 'c.html'], { cwd });
    expect(said).toMatchObject({ code: 0, out: saying(/^lr=1e3 +not finite +not finite +not finite +never \(0 of 1\)$/mu) });
    expect(said.out).toMatch(/^lr=0\.1 .* 2 \(1 of 1\)$/mu);
    const page = readFileSync(join(cwd, 'c.html'), 'utf8');
    expect(page).not.toMatch(/NaN|Infinity|<script/u);
    expect(page.match(/<polyline points="\d/gu)).toHaveLength(2);
  });

  test('gradients of length 0 have no place on a logarithmic scale, and the caption says whose they are', async () => {
    const cwd = folder();
    await gradscribe(['compare', net, data, '--vary', 'init=zeros,glorot', ...short, '--report', 'c.html'], { cwd });
    const captions = [...readFileSync(join(cwd, 'c.html'), 'utf8').matchAll(/<figcaption>(.*?)<\/figcaption>/gu)].map(([, caption = '']) => caption.replace(/<[^>]+>/gu, ''));
    expect(captions).toContain('Figure 2 In the first epoch, before the network has learnt anything. Medians over the seeds. Logarithmic scale. A length of 0 has no place on it: init=zeros.');
  });

  test('the page shows medians, curves and gradients by depth in either language', async () => {
    const cwd = folder();
    for (const lang of ['en', 'zh']) {
      expect(await gradscribe(['compare', net, data, '--vary', 'init=glorot,normal', ...short, '--report', `${lang}.html`, '--lang', lang], { cwd })).toMatchObject({ code: 0 });
      const page = readFileSync(join(cwd, `${lang}.html`), 'utf8');
      expect(page.match(/<figure>/gu)).toHaveLength(3);
      expect(page).toContain('--vary init=glorot,normal');
    }
  });

  test.each([
    [['--vary', 'lrr=1,2'], 'did you mean lr?'],
    [['--vary', 'lr'], 'does not say what is varied'],
    [['--vary', 'lr=1,1'], 'a value twice'],
    [['--vary', 'lr=1,2', '--lr', '3'], 'lr is varied, and --lr sets it'],
    [['--vary', 'lr=1,2', '--vary', 'lr=3,4'], 'varied twice'],
    [['--vary', 'init=zeros,xaver'], 'there is no initialiser xaver'],
    [['--vary', 'lr=1,fast'], '--lr is fast'],
    [['--vary', 'optimizer=sgd,adamm'], 'never adamm'],
    [['--vary', 'seed=1,2'], 'trained from the same seeds'],
    [['--vary', 'standardise=yes,maybe'], 'standardise is never maybe'],
    [[], 'nothing is varied'],
    [['--vary', 'lr=1,2', '--seeds', '0'], '--seeds is 0'],
  ])('%j is refused', async (args, message) => {
    const { code, err } = await gradscribe(['compare', net, data, ...args], { cwd: folder() });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test.each([
    ['h=tanh(z1),tanh(', 'xor.grad|h'],
    ['h=tanh(z1),a = z1', 'one ='],
    ['h=tanh(z1),[1; 2', 'never closed'],
  ])('a right side that is no formula is refused: %s', async (vary, message) => {
    const { code, err } = await gradscribe(['compare', net, data, '--vary', vary], { cwd: folder() });
    expect(code).toBe(3);
    expect(err).toMatch(new RegExp(message, 'u'));
  });
});
