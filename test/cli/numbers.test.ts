import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, gradscribe, iris, json, near, rnn, saying, someArray, someNumber, someString, xor } from './call.ts';

const at = (path: string): string => join(process.cwd(), path);
const given = { x: [1, 0], y: [1], W1: [[1, 2], [3, 4]], b1: [0, 0.5], W2: [[1, -1]], b2: [0.1] };
const evaluated = async (values: object, ...args: readonly string[]) => gradscribe(['evaluate', xor, '--values', '-', ...args], { stdin: JSON.stringify(values) });

describe('evaluate', () => {
  test('every formula, the objective, and each gradient in the shape of its parameter', async () => {
    const h = [1, 3.5].map((z) => 1 / (1 + Math.exp(-z)));
    const o = 1 / (1 + Math.exp(-((h[0] ?? 0) - (h[1] ?? 0) + 0.1)));
    const said = json(await evaluated(given, '--gradients', '--json'));
    expect(said).toEqual({
      schemaVersion: 1,
      values: { z1: [1, 3.5], h: h.map((v) => near(v)), z2: [someNumber], o: [near(o)], L: near((o - 1) ** 2 / 2) },
      objective: near((o - 1) ** 2 / 2),
      gradients: { W1: [[someNumber, 0], [someNumber, 0]], b1: [someNumber, someNumber], W2: [h.map((v) => near((o - 1) * o * (1 - o) * v))], b2: [near((o - 1) * o * (1 - o))] },
    });
  });

  test('one more leading axis is several samples, and it says so', async () => {
    const said = await evaluated({ ...given, x: [[1, 0], [0, 1]], y: [[1], [0]] }, '--gradients', '--json');
    expect(said.err).toContain('the values hold 2 samples; L is their mean');
    const one = json(await evaluated(given, '--json'));
    const two = json(await evaluated({ ...given, x: [0, 1], y: [0] }, '--json'));
    const mean = [one, two].reduce<number>((sum, s) => sum + (typeof s === 'object' && s !== null && 'objective' in s ? Number(s.objective) : NaN) / 2, 0);
    expect(json(said)).toMatchObject({ objective: near(mean) });
  });

  test('a gradient that is not finite is called by its own name', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'v.json'), '{"w": 0}');
    const said = await gradscribe(['evaluate', '-', '--values', 'v.json', '--gradients'], { cwd, stdin: 'w = param()\nL = sqrt(w)' });
    expect(said.err).toBe('note: dL/dw holds values that are not finite\n');
  });

  test('on a terminal, by name', async () => {
    expect((await evaluated(given, '--wrt', 'x')).out).toMatch(/^z1 = \[1, 3\.5\]\n[^]*dL\/dx = \[/u);
  });

  test.each([
    [{ ...given, b2: undefined }, 'b2 has no value'],
    [{ ...given, b2: [1, 2] }, 'b2'],
    [{ ...given, q: 1 }, 'there is no q'],
    [{ ...given, x: ['a', 0] }, 'x[1] is the text'],
    [[1, 2], 'not an object'],
  ])('refuses %j', async (values, message) => {
    const { code, err } = await evaluated(values, '--json');
    expect(code).toBe(3);
    expect(err).toContain(message);
  });

  test('refuses what is not JSON, and two files from one stream', async () => {
    expect(await gradscribe(['evaluate', xor, '--values', '-'], { stdin: '{"x": ' })).toMatchObject({ code: 3, err: saying('standard input:1:5: this is not JSON: it ends where a value is expected') });
    expect((await gradscribe(['evaluate', '-', '--values', '-'])).code).toBe(2);
  });
});

describe('train and predict', () => {
  const data = at('templates/data/xor.csv');
  const converging = ['--epochs', '2000', '--lr', '2', '--optimizer', 'momentum', '--seed', '2'];

  test('XOR is learnt, its parameters and curve are written, and predict reads them', async () => {
    const cwd = folder();
    const trained = await gradscribe(['train', at(xor), data, ...converging], { cwd });
    expect(trained).toMatchObject({ code: 0, out: saying(/^trained for 2000 epochs\nfinal loss \d\S+, accuracy 100\.0% \(4 of 4\)\n$/u) });
    expect(readdirSync(join(cwd, 'out')).sort()).toEqual(['xor.loss.svg', 'xor.params.json']);
    expect(readFileSync(join(cwd, 'out/xor.loss.svg'), 'utf8')).toMatch(/^<svg /u);
    const predicted = await gradscribe(['predict', at(xor), 'out/xor.params.json', data], { cwd });
    expect(predicted.out.trimEnd().split('\n').map((line, i) => (i === 0 ? line : Math.round(Number(line))))).toEqual(['o', 0, 1, 1, 0]);
    expect(json(await gradscribe(['predict', at(xor), 'out/xor.params.json', data, '--json', '--of', 'h'], { cwd }))).toMatchObject({ schemaVersion: 1, predictions: { h: someArray } });
  });

  test('the update is told as formulas, on the terminal and in JSON', async () => {
    const said = await gradscribe(['train', at(xor), data, '--epochs', '2', '--momentum', '0.8', '--clip', '1', '--schedule', 'lr0 / t', '--json'], { cwd: folder() });
    expect(said.err).toContain('each step, with lr0 = 0.1, mu = 0.8, clip = 1:\n  lr = lr0 / t\n  g = g * min(1, clip / (sqrt(sum(g.^2)) + 1e-6))\n  v = mu * v + g\n  p = p - lr * v\n');
    expect(json(said)).toMatchObject({ update: { formulas: ['lr = lr0 / t', someString, 'v = mu * v + g', 'p = p - lr * v'], values: { mu: 0.8 } }, history: [{ learningRate: 0.1 }, { learningRate: 0.05 }] });
  });

  test.each([
    [['--optimizer', 'adam', '--momentum', '0.9'], 'adam has no momentum'],
    [['--set', 'beta1=high'], '--set beta1=high does not give a number'],
    [['--set', 'beta1=0.8'], 'sgd has no beta1'],
    [['--schedule', 'cosinus'], 'there is no schedule cosinus'],
  ])('%j is refused', async (words, message) => {
    expect(await gradscribe(['train', at(xor), data, ...words], { cwd: folder() })).toMatchObject({ code: 2, err: saying(message) });
  });

  test('same seed, same bits; another seed, others', async () => {
    const losses = async (seed: string): Promise<unknown> => json(await gradscribe(['train', at(xor), data, '--epochs', '5', '--seed', seed, '--json'], { cwd: folder() }));
    expect(await losses('7')).toEqual(await losses('7'));
    expect(await losses('7')).not.toEqual(await losses('8'));
  });

  test('same seed, same bytes: batches, masks, rows held out, Adam and a schedule', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'drop.grad'), 'x = input(2)\ny = target()\nW = param(5, 2, henormal); V = param(3, 5, orthogonal)\nm = mask(5, 0.8)\no = sigmoid(sum(V * (tanh(W * x) .* m / 0.8)))\nL = bce(o, y)\n');
    const bytes = async (name: string, seed: string): Promise<string> => {
      const words = ['--optimizer', 'adam', '--lr', '0.05', '--schedule', 'exponential', '--batch', '7', '--validation', '0.2', '--test', '0.1', '--standardise', '--patience', '4', '--epochs', '12', '--seed', seed, '-q'];
      expect((await gradscribe(['train', 'drop.grad', at('templates/data/rings.csv'), ...words, '-o', name], { cwd })).code).toBe(0);
      return readFileSync(join(cwd, name), 'utf8');
    };
    const first = await bytes('a.json', '3');
    expect(await bytes('b.json', '3')).toBe(first);
    expect(await bytes('c.json', '4')).not.toBe(first);
  });

  test('Iris by its columns, with rows held out, and predictions without targets', async () => {
    const cwd = folder();
    const bind = 'x=[sepal_length,sepal_width,petal_length,petal_width],y=species';
    const { out } = await gradscribe(['train', at(iris), at('templates/data/iris.csv'), '--bind', bind, '--test', '0.2', '--epochs', '500'], { cwd });
    expect(out).toMatch(/final loss .* \(\d+ of 120\)\ntest {2}loss .*, accuracy (?:9\d\.\d|100\.0)% \(\d+ of 30\)/u);
    writeFileSync(join(cwd, 'new.csv'), 'sepal_length,sepal_width,petal_length,petal_width\n5.1,3.5,1.4,0.2\n6.3,3.3,6.0,2.5\n');
    const predicted = await gradscribe(['predict', at(iris), 'out/iris.params.json', 'new.csv'], { cwd });
    expect(predicted.out).toMatch(/^p1,p2,p3,species\n.*,setosa\n.*,virginica\n$/u);
  });

  test('validation rows are watched, inputs standardised, and predict does the same with new rows', async () => {
    const cwd = folder();
    const bind = 'x=[sepal_length,sepal_width,petal_length,petal_width],y=species';
    const rows = ['--validation', '0.2', '--test', '0.2', '--standardise', '--patience', '10', '--epochs', '60', '--lr', '0.5'];
    const said = await gradscribe(['train', at(iris), at('templates/data/iris.csv'), '--bind', bind, ...rows, '-o', 'p.json', '--json'], { cwd });
    expect(said.err).toMatch(/test rows by class, each with what it was taken for:\n +setosa +versicolor +virginica\n +setosa +\d+ +\d+ +\d+\n/u);
    const result = json(said);
    expect(result).toMatchObject({ best: { epoch: someNumber, loss: someNumber }, train: { rows: 90 }, validation: { rows: 30, confusion: { classes: ['setosa', 'versicolor', 'virginica'] } }, test: { rows: 30 } });
    expect(result).toHaveProperty('history.0.validationMetrics.accuracy');
    const { best, validation } = result as { readonly best: { readonly loss: number }; readonly validation: { readonly loss: number } };
    expect(validation.loss).toBe(best.loss);
    expect(JSON.parse(readFileSync(join(cwd, 'p.json'), 'utf8'))).toMatchObject({ standardised: { x: { mean: [someNumber, someNumber, someNumber, someNumber], deviation: someArray } } });
    writeFileSync(join(cwd, 'new.csv'), 'sepal_length,sepal_width,petal_length,petal_width\n5.1,3.5,1.4,0.2\n6.3,3.3,6.0,2.5\n');
    expect((await gradscribe(['predict', at(iris), 'p.json', 'new.csv'], { cwd })).out).toMatch(/^p1,p2,p3,species\n.*,setosa\n.*,virginica\n$/u);
    writeFileSync(join(cwd, 'p.json'), '{"parameters": {}, "standardised": {"x": {"mean": ["a"]}}}');
    expect(await gradscribe(['predict', at(iris), 'p.json', 'new.csv'], { cwd })).toMatchObject({ code: 3, err: saying('what x was standardised with is not a list of numbers') });
  });

  test.each([['0.6', '0.5'], ['1', '0'], ['0.001', '0'], ['-0.5', '0']])('--validation %s and --test %s leave nothing to train on or to hold out, and are refused', async (validation, held) => {
    const { code, err } = await gradscribe(['train', at(xor), data, '--validation', validation, '--test', held], { cwd: folder() });
    expect({ code, err }).toEqual({ code: 2, err: saying('leaves nothing on one side') });
  });

  test('a single output of two classes says which one it is', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'two.grad'), 'x = input()\ny = target()\nw = param()\nb = param()\np = sigmoid(w * x + b)\nL = bce(p, y)\n');
    writeFileSync(join(cwd, 'two.csv'), 'x,kind\n-1,cold\n-2,cold\n1,warm\n2,warm\n3,warm\n');
    expect((await gradscribe(['train', 'two.grad', 'two.csv', '--bind', 'y=kind', '--lr', '1', '--epochs', '50', '-o', 'p.json'], { cwd })).out).toContain('100.0% (5 of 5)');
    expect((await gradscribe(['predict', 'two.grad', 'p.json', 'two.csv'], { cwd })).out).toMatch(/^p,kind\n\S+,cold\n\S+,cold\n\S+,warm\n\S+,warm\n\S+,warm\n$/u);
  });

  test('sequences in rows', async () => {
    const cwd = folder();
    const csv = at('templates/data/delayed-echo.csv');
    expect((await gradscribe(['train', at(rnn), csv, '--epochs', '300', '-o', 'p.json'], { cwd })).out).toMatch(/^trained for 300 epochs\nfinal loss 0\.00\d+, MSE 0\.00\d+, MAE 0\.0\d+, R2 0\.9\d+\n$/u);
    const { out } = await gradscribe(['predict', at(rnn), 'p.json', csv], { cwd });
    expect(out).toMatch(/^o\[1\],o\[2\],o\[3\],o\[4\],o\[5\],o\[6\]\n/u);
    expect(out.trimEnd().split('\n')).toHaveLength(41);
  });

  test('progress is a live line on a terminal and ten lines elsewhere', async () => {
    const args = ['train', at(xor), data, '--epochs', '100'];
    const elsewhere = await gradscribe(args, { cwd: folder() });
    expect(elsewhere.err.match(/^xor epoch .*$/gmu)).toHaveLength(11);
    const live = await gradscribe(args, { cwd: folder(), tty: true });
    expect(live.err).toContain('\rxor epoch 100 of 100  loss ');
    expect(live.err).toContain('\u001b[K\r\u001b[K');
  });

  test('--until-loss stops, and it says so', async () => {
    expect((await gradscribe(['train', at(xor), data, ...converging, '--until-loss', '0.01'], { cwd: folder() })).out).toMatch(/^trained for \d{2,3} epochs, where the loss asked for was reached\n/u);
  });

  test('parameters to the standard output', async () => {
    const cwd = folder();
    const said = await gradscribe(['train', at(xor), data, '--epochs', '3', '-o', '-'], { cwd });
    expect(json(said)).toMatchObject({ schemaVersion: 1, seed: 0, epochs: 3, parameters: { W1: [[someNumber, someNumber], someArray] } });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.each([
    ['x1,x2,y\n1,Infinity,0\n', 'row 1'],
    ['x1,x2,y\n1,,0\n', 'missing'],
    ['x1,x2,y\n=cmd|calc!A1,2,3\n1,2,3\n', 'not a finite number'],
    ['', 'empty'],
    ['x1,y\n1,2\n', 'x'],
  ])('data %j are refused', async (csv, message) => {
    const { code, err } = await gradscribe(['train', at(xor), '-', '--epochs', '1'], { stdin: csv, cwd: folder() });
    expect(code).toBe(3);
    expect(err).toContain(message);
  });

  test('an output that is no probability has no accuracy, though its targets are 0 and 1', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'line.grad'), 'x = input(2)\ny = target(1)\nw = param(2)\nL = mse(w\' * x, y)\n');
    expect((await gradscribe(['train', 'line.grad', data, '--epochs', '3'], { cwd })).out).not.toContain('accuracy');
  });

  test('a step that leaves the numbers in the last epoch is refused, and nothing is written', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'q.grad'), 'x = input()\ny = target()\nw = param(ones)\nL = (w * x - y)^4\n');
    const said = await gradscribe(['train', 'q.grad', '-', '--epochs', '1', '--lr', '1e90'], { cwd, stdin: 'x,y\n1,2\n2,0\n' });
    const message = saying('after the last epoch the first value that is not a finite number is L, at row 1 of standard input (line 2)\n');
    expect(said).toMatchObject({ code: 1, out: '', err: message });
    expect(readdirSync(cwd)).toEqual(['q.grad']);

    // With -o, what was learnt before is kept: here, the start.
    expect(await gradscribe(['train', 'q.grad', '-', '--epochs', '1', '--lr', '1e90', '-o', 'p.json'], { cwd, stdin: 'x,y\n1,2\n2,0\n' })).toMatchObject({ code: 1, err: message });
    expect(JSON.parse(readFileSync(join(cwd, 'p.json'), 'utf8'))).toMatchObject({ epochs: 1, parameters: { w: 1 } });
  });

  test.each([['.', 'is a folder'], ['new/', 'is a folder'], ['q.csv/p.json', 'not a folder'], ['q.csv', 'would be lost']])('-o %s is refused before the first epoch', async (target, message) => {
    const cwd = folder();
    writeFileSync(join(cwd, 'q.csv'), 'x1,x2,y\n1,0,1\n');
    const { code, err } = await gradscribe(['train', at(xor), 'q.csv', '-o', target], { cwd });
    expect(code).not.toBe(0);
    expect(err).toContain(message);
    expect(err).not.toContain('epoch');
  });

  test('the objective of each row by itself; one value for all rows is not repeated', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'each.grad'), 'x = input()\ny = target()\nw = param()\nL = (w * x - y)^2 + w^2\n');
    writeFileSync(join(cwd, 'all.grad'), 'X = input(N, 1)\nY = target(N, 1)\nw = param()\nL = mse(w * X, Y)\n');
    writeFileSync(join(cwd, 'w.json'), '{"w": 1}');
    const stdin = 'x,y\n1,1\n5,2\n';
    expect((await gradscribe(['predict', 'each.grad', 'w.json', '-', '--of', 'L'], { cwd, stdin })).out).toBe('L\n1\n10\n');
    const all = ['predict', 'all.grad', 'w.json', '-', '--of', 'L', '--bind', 'X=x,Y=y'];
    expect(await gradscribe(all, { cwd, stdin })).toMatchObject({ code: 2, out: '', err: saying('one value for all 2 rows') });
    expect(json(await gradscribe([...all, '--json'], { cwd, stdin }))).toMatchObject({ predictions: { L: 4.5 } });
  });

  test('a letter that nothing binds is named at its first declaration', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'm.grad'), "x = input(n)\ny = target()\nW = param(m, n)\nv = param(m)\nL = halfsquare(v' * tanh(W * x), y)\n");
    const caret = saying('m.grad:3:11: nothing says how large m is\n  W = param(m, n)\n            ^\n');
    expect(await gradscribe(['train', 'm.grad', data, '--epochs', '1'], { cwd })).toMatchObject({ code: 3, err: caret });
    expect(await gradscribe(['evaluate', 'm.grad', '--values', '-'], { cwd, stdin: '{"x": [1, 2], "y": 3}' })).toMatchObject({ code: 3, err: caret });
  });

  test('a byte order mark and line ends of another system are fine', async () => {
    expect((await gradscribe(['train', at(xor), '-', '--epochs', '1'], { stdin: '\ufeffx1,x2,y\r\n1,0,1\r\n0,0,0', cwd: folder() })).code).toBe(0);
  });
});
