/** Dropout: masks drawn in training, their means elsewhere. */
import { describe, expect, test } from 'vitest';
import { derive } from '../../../src/calculus/derive.ts';
import { bindValues } from '../../../src/engine/bind.ts';
import { compile } from '../../../src/engine/compile.ts';
import { readTable } from '../../../src/engine/csv.ts';
import { bindData } from '../../../src/engine/data.ts';
import { predict } from '../../../src/engine/predict.ts';
import { createRandom } from '../../../src/engine/random.ts';
import { createPasses } from '../../../src/engine/training/passes.ts';
import { train } from '../../../src/engine/training/train.ts';
import { fromJson, toJson } from '../../../src/lang/program-json.ts';
import { programText } from '../../../src/lang/program-text.ts';
import { write } from '../../../src/lang/write.ts';
import { ops } from '../../../src/ops/index.ts';
import { prelude } from '../../prelude.ts';
import { program } from '../programs.ts';

const net = program(`x = input(3)
y = target(3)
m = mask(3, 0.75)
w = param(3, ones)
h = w .* x
o = h .* m / 0.75
L = halfsquare(o, y)`);
const rows = readTable(`x1,x2,x3,y1,y2,y3\n${'1,2,3,1,2,3\n'.repeat(7)}`, 'rows.csv');

describe('a mask', () => {
  test('is written, read and kept in JSON as it was declared', () => {
    expect(programText(net)).toContain('\nm = mask(3, 0.75)\n');
    expect(programText(program(programText(net)))).toBe(programText(net));
    expect(programText(fromJson(JSON.parse(JSON.stringify(toJson(net))), { file: 'net.json', ops, prelude }))).toBe(programText(net));
  });
  test('takes part in a derivation like any input', () => {
    const { derivation } = derive(net);
    expect(derivation.lines.map((l) => `${l.goal} = ${write(l.expr, ops)}`)).toContain('d_h = (o - y) / 0.75 .* m');
    expect(derivation.wanted.map(([name]) => name)).toEqual(['w']);
  });
  test('is its mean where nobody gives it, so that dropout is the identity, and is what is given elsewhere', () => {
    const at = (json: object): unknown => {
      const bound = bindValues(net, { x: [1, 2, 3], y: [0, 0, 0], w: [1, 1, 1], ...json });
      const evaluator = compile(bound.program, { dims: bound.dims });
      for (const [name, value] of bound.values) evaluator.set(name, value);
      evaluator.run();
      return evaluator.get('o');
    };
    expect(at({})).toEqual([1, 2, 3]);
    expect(at({ m: [1, 0, 0.75] })).toEqual([1 / 0.75, 0, 3]);
    expect(() => at({ m: [1, 0] })).toThrow('m');
  });
  test('needs no column of a table, in training and in prediction', () => {
    const data = bindData(net, rows);
    expect([...data.values.keys()]).toEqual(['x', 'y']);
    expect(predict(data, { w: [1, 1, 1] }, ['o']).get('o')).toEqual(Array.from({ length: 7 }, () => [1, 2, 3]));
  });
  test('is drawn anew for every sample and step, from the seed, 1 as often as it says', () => {
    const draws = (seed: number): readonly (readonly number[])[] => {
      const data = bindData(net, rows);
      const { run } = createPasses(data, createRandom(seed));
      return Array.from({ length: 200 }, () => [...run(Int32Array.of(0, 1, 2, 3, 4, 5, 6), 'drawn').evaluator.read('m')]);
    };
    const all = draws(1);
    expect(new Set(all.flat())).toEqual(new Set([0, 1]));
    // 4200 entries: three deviations of their mean are 0.02.
    expect(Math.abs(all.flat().reduce((a, b) => a + b, 0) / 4200 - 0.75)).toBeLessThan(0.02);
    const perSample = all.flatMap((draw) => Array.from({ length: 7 }, (_, k) => draw.slice(3 * k, 3 * k + 3).join('')));
    expect(new Set(perSample).size).toBe(8);
    expect(all.some((draw) => new Set(Array.from({ length: 7 }, (_, k) => draw.slice(3 * k, 3 * k + 3).join(''))).size > 2)).toBe(true);
    expect(draws(1)).toEqual(all);
    expect(draws(2)).not.toEqual(all);
  });
  test('the same seed trains to the same bits', () => {
    const parameters = (seed: number) => train(bindData(net, rows), { epochs: 5, batch: 2, seed }).parameters;
    expect(parameters(3)).toEqual(parameters(3));
    expect(parameters(3)).not.toEqual(parameters(4));
  });
  test('over the sample axis of a file, and one for each member of a family', () => {
    const own = program('X = input(N, 2); Y = target(N, 1); W = param(2, 1); M = mask(N, 2, 0.5)\nL = mse(X .* M * W / 0.5, Y)');
    const table = readTable('X1,X2,Y1\n1,2,3\n2,3,4\n', 'own.csv');
    expect(train(bindData(own, table), { epochs: 2, batch: 1 }).history).toHaveLength(2);
    const family = program('t = index(3); x[t] = input(2); y[t] = target(); w = param(2); m[t] = mask(2, 0.5)\nL = sum(t, (w\' * (x[t] .* m[t]) - y[t])^2)');
    expect(family.bindings.get('m')).toMatchObject({ role: 'input', over: ['t'], mask: 0.5 });
  });
  test('in a layer, each member of a family draws its own', () => {
    const p = program('drop(x, keep) = {m: mask(size(x), keep), y: x .* m / keep}\nt = index(3); x[t] = input(2); w = param(2)\nd[t] = drop(x[t], 0.5)\nL = sum(t, w\' * d[t].y)');
    expect(p.bindings.get('d.m')).toMatchObject({ over: ['t'], mask: 0.5, shape: { dims: [2] } });
  });
  test.each([['m = mask(3)', 'a mask ends with the chance of a 1'], ['m = mask(3, 0)', 'a mask ends with the chance of a 1'], ['m = mask(3, 1.5)', 'a mask ends with the chance of a 1'], ['m = mask(3, p)', 'a mask ends with the chance of a 1'], ['m = mask(0, 0.5)', '0 is not a size'], ['m = mask(3, 0.5, seed=1)', 'mask has no option seed'], ['m = 2 * mask(3, 0.5)', 'mask(...) stands alone after =']])('%s is refused', (text, message) => {
    expect(() => program(`${text}\nL = sum(m)`)).toThrow(message);
  });
});
