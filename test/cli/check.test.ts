import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, gradscribe, json, someNumber, withPart, xor } from './call.ts';

test('a right answer is read back and told, with exit code 0', async () => {
  const { code, out } = await gradscribe(['check', 'x^2*sin(x)', '--wrt', 'x', '2*x*sin(x)+x^2*cos(x)']);
  expect({ code, out }).toEqual({ code: 0, out: 'read as  2 * x * sin(x) + x^2 * cos(x)\nEqual: this is the derivative of the formula with respect to x.\n' });
});

test('a wrong answer comes with a point to see it at, and without the right one', async () => {
  const said = await gradscribe(['check', 'x^2', '--wrt', 'x', 'x', '--json']);
  expect(said.code).toBe(1);
  expect(json(said)).toEqual({
    schemaVersion: 1,
    verdict: 'different',
    readAs: 'x',
    remarks: [],
    witness: { letters: {}, values: { x: someNumber }, computed: {}, member: {}, entry: [], answer: someNumber, truth: someNumber },
    mistakes: [],
  });
});

test('the right formula is shown when it is asked for', async () => {
  expect((await gradscribe(['check', 'x^2', '--wrt', 'x', 'x', '--show-answer'])).out).toMatch(/the gradient is {2}2 \* x\n$/u);
  expect((await gradscribe(['check', xor, '--wrt', 'b1', 'd_h', '--show-answer', '--json'])).out).toMatch(/"gradient":"/u);
});

test('the same answer has the same words twice', async () => {
  const once = async (): Promise<unknown> => json(await gradscribe(['check', xor, '--wrt', 'W1', "d_h * x'", '--json']));
  expect(await once()).toEqual(await once());
});

test('a transposed answer is told from a wrong one, in Chinese too', async () => {
  const { code, out } = await gradscribe(['check', "c' * (A * x)", '--shapes', 'A=2x3,x=3,c=2', '--wrt', 'A', "x * c'", '--lang', 'zh']);
  expect({ code, out }).toEqual({ code: 1, out: "读作：x * c'\n不相等：这不是该式对 A 的导数。\n各元素的值都对，但排成了梯度的转置。所给答案的形状为：[3, 2]；梯度与 A 同形：[2, 3]。\n" });
});

test('an answer in a file or on the standard input is the same answer', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'answer.txt'), '2*x\n');
  expect((await gradscribe(['check', 'x^2', '--wrt', 'x', '--answer', 'answer.txt'], { cwd })).code).toBe(0);
  expect((await gradscribe(['check', 'x^2', '--wrt', 'x', '-'], { stdin: '2*x\n' })).code).toBe(0);
});

test.each([
  [['x^2', '--wrt', 'x'], 2, /the answer is missing/u],
  [['x^2', '2*x'], 2, /by which name/u],
  [['x^2', '--wrt', 'x', '2*y'], 3, /answer:1:3: there is no y here/u],
  [['x^2', '--wrt', 'x', '2*f'], 3, /answer:1:3: there is no f here/u],
  [['x^2', '--wrt', 'x', '2*x', '--of', 'L'], 2, /--of/u],
  [[xor, '--wrt', 'Q', '2*x'], 2, /there is no Q/u],
  [['A*x', '--shapes', 'A=2x2,x=2', '--wrt', 'x', 'A'], 2, /not one number/u],
])('%j is refused with exit code %i', async (args, code, message) => {
  const said = await gradscribe(['check', ...args]);
  expect(said).toEqual(withPart({ code, out: '' }));
  expect(said.err).toMatch(message);
});
