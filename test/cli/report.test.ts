import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, gradscribe, iris, saying, xor } from './call.ts';

const at = (path: string): string => join(process.cwd(), path);

/** Text of a page as it is read. */
const told = (page: string): string => page.replace(/<style>[^]*?<\/style>/gu, '').replace(/<annotation[^]*?<\/annotation>/gu, '').replace(/<[^>]+>/gu, ' ').replace(/&#39;/gu, "'").replace(/\s+/gu, ' ');

test('a report has the scores that were printed, the curve, and the line that runs it again', async () => {
  const cwd = folder();
  const options = ['--bind', 'x=[sepal_length,sepal_width,petal_length,petal_width],y=species', '--test', '0.2', '--epochs', '30'];
  const run = async (more: readonly string[]) => gradscribe(['train', at(iris), at('templates/data/iris.csv'), ...options, ...more], { cwd });
  const said = await run(['--report', 'r.html']);
  expect(said).toMatchObject({ code: 0 });
  const page = readFileSync(join(cwd, 'r.html'), 'utf8');
  const text = told(page);
  const [, loss = '?', right = '?'] = /final loss (\S+), accuracy (\S+%)/u.exec(said.out) ?? [];
  expect(text).toContain(`training 120 ${loss} ${right}`);
  expect(text).toContain('Truth setosa versicolor virginica');
  expect(page).toContain('\\theta \\leftarrow \\theta - \\eta g');
  expect(page.match(/<figure>/gu)).toHaveLength(3);
  expect(text).toContain("--bind 'x=[sepal_length,sepal_width,petal_length,petal_width],y=species'");
  expect(page).toMatch(/<polyline points="[\d., ]+"/u);
  expect(page).not.toMatch(/<script|https?:/u);
});

test('a classifier of two numbers shows its regions in the units of the table, inputs standardised or not', async () => {
  const cwd = folder();
  const pages: string[] = [];
  for (const more of [[], ['--standardise', '--validation', '0.2', '--schedule', 'cosine']]) {
    const options = ['--bind', 'x=[bill_depth_mm,body_mass_g],y=sex', '--epochs', '20', ...more];
    expect(await gradscribe(['train', at('templates/networks/logistic.grad'), at('templates/data/penguins.csv'), ...options, '--report', 'r.html'], { cwd })).toMatchObject({ code: 0 });
    pages.push(readFileSync(join(cwd, 'r.html'), 'utf8'));
  }
  const [plain = '', changed = ''] = pages;
  for (const page of pages) expect(page).toMatch(/<text[^>]*>4000<\/text>/u);
  const rings = plain.match(/r="7"/gu)?.length ?? 0;
  expect(plain).toContain(`rings are around the ${String(rings)} that`);
  expect(told(changed)).toContain('validation 67');
  expect(changed).toContain('\\eta \\leftarrow');
  expect(changed.match(/<figure>/gu)).toHaveLength(5);
});

test('where one number is predicted from one, its curve goes through the rows; from several, predictions stand beside targets', async () => {
  const cwd = folder();
  const pageOf = async (network: string, data: string, bind: string): Promise<string> => {
    expect(await gradscribe(['train', at(`templates/networks/${network}.grad`), at(`templates/data/${data}.csv`), '--bind', bind, '--epochs', '5', '--report', 'r.html'], { cwd })).toMatchObject({ code: 0 });
    return readFileSync(join(cwd, 'r.html'), 'utf8');
  };
  const curve = await pageOf('linear', 'penguins', 'x=flipper_length_mm,y=body_mass_g');
  expect(told(curve)).toMatch(/Fit .*flipper_length_mm body_mass_g rows network/u);
  // A dot for each row, and one in the legend.
  expect(curve.match(/<circle/gu)).toHaveLength(334);
  expect(told(await pageOf('ridge', 'iris', 'x=[sepal_length,sepal_width,petal_length],y=petal_width'))).toContain('prediction');
});

test('a run that breaks still tells how it went until then', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'line.grad'), 'x = input()\ny = target()\nw = param(ones)\no = w * x\nL = mse(o, y)\n');
  writeFileSync(join(cwd, 'line.csv'), 'x,y\n1,2\n-3,-6\n');
  // Each step multiplies the distance to the minimum by 1 - 10 * 3 = -29, and the loss by 841; 5 * 841^105 = 6.35e307 is the last finite one.
  const said = await gradscribe(['train', 'line.grad', 'line.csv', '--lr', '3', '--epochs', '400', '--report', 'r.html', '--plot', 'r.svg'], { cwd });
  expect(said).toMatchObject({ code: 1, err: saying('in epoch 107 the first value that is not a finite number is L, at row 1 of line.csv (line 2)') });
  expect(readdirSync(cwd).sort()).toEqual(['line.csv', 'line.grad', 'r.html', 'r.svg']);
  const text = told(readFileSync(join(cwd, 'r.html'), 'utf8'));
  expect(text).toContain('A report of training: 106 epochs on line.csv .');
  expect(text).toContain('Training ended early: in epoch 107 the first value that is not a finite number is L, at row 1 of line.csv (line 2) .');
  expect(text).toContain('training: 5 to 6.35 × 10³⁰⁷.');
  // The gradient is 10 (w - 2), longer than any number whose square is one.
  expect(text).toContain('w: 10 to 3.56 × 10¹⁵⁴.');
  expect(text).not.toMatch(/NaN|Infinity|Results/u);
});

test('settings are told with their defaults, switches as well', async () => {
  const cwd = folder();
  await gradscribe(['train', at(iris), at('templates/data/iris.csv'), '--bind', 'x=[sepal_length,sepal_width,petal_length,petal_width],y=species', '--epochs', '3', '--optimizer', 'adam', '--clip', '2', '--standardise', '--report', 'r.html'], { cwd });
  const text = told(readFileSync(join(cwd, 'r.html'), 'utf8'));
  expect(text).toContain('--optimizer adam --lr 0.001 --set beta1 0.9 --set beta2 0.999 --set eps 1e-8 --clip 2 --seed 0 --standardise yes');
  expect(text).toMatch(/start at 0 and keep their values from step to step\. .* is the number of the step, from 1\./u);
});

test('in Chinese where that is asked for; no file for it is refused before any training', async () => {
  const cwd = folder();
  expect(await gradscribe(['train', at(xor), at('templates/data/xor.csv'), '--epochs', '3', '--report', 'r.html', '--lang', 'zh'], { cwd })).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'r.html'), 'utf8')).toContain('<html lang="zh-Hans">');
  const refused = await gradscribe(['train', at(xor), at('templates/data/xor.csv'), '--report', '.'], { cwd });
  expect(refused.code).not.toBe(0);
  expect(refused.err).not.toContain('epoch');
});
