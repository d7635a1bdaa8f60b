import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, gradscribe, json } from './call.ts';

const at = async (...args: readonly string[]): Promise<unknown> => json(await gradscribe(['diff', ...args, '--json']));
const values = async (...args: readonly string[]): Promise<unknown> => {
  const said = await at(...args);
  return typeof said === 'object' && said !== null && 'values' in said ? said.values : undefined;
};

describe('one derivative', () => {
  test('the formula alone is the data', async () => {
    const { code, out, err } = await gradscribe(['diff', 'x^2*sin(x)', 'x']);
    expect({ code, out }).toEqual({ code: 0, out: '2 * x * sin(x) + x^2 * cos(x)\n' });
    expect(err).toMatch(/^proved: \d+ equalities, \d+ partial derivatives\n$/u);
  });

  test('JSON has the derivative, its TeX, a value for each point and the steps', async () => {
    expect(await at('x^2*y', 'x', '--at', 'x=1.5,y=2', '--at', 'x=-1,y=0.5')).toEqual({
      schemaVersion: 1,
      derivative: '2 * x * y',
      tex: '2 x y',
      values: [6, -1],
      steps: [
        { by: 'x', goal: 'diff(x^2 * y, x)', kind: 'flow', rule: 'constant-multiple', rules: ['constant-multiple'], after: 'y * diff(x^2, x)', uses: ['diff(x^2, x)'] },
        {
          by: 'x',
          goal: 'diff(x^2 * y, x)',
          kind: 'inline',
          rule: 'put-in-and-simplify',
          before: 'y * diff(x^2, x)',
          after: '2 * x * y',
          uses: ['diff(x^2, x)'],
          parts: [{ by: 'x', goal: 'diff(x^2, x)', kind: 'flow', rule: 'power-rule', rules: ['power-rule'], after: '2 * x', uses: [] }],
        },
      ],
      proved: true,
    });
  });

  test.each([
    ['-x^2', 'x', '-2 * x'],
    ['1/x', 'x', '-1 / x^2'],
    ['exp(x)', 'x', 'exp(x)'],
    ['e^x', 'x', undefined],
    ['sqrt(x)', 'x', '1 / (2 * sqrt(x))'],
    ['log(x - 20)', 'x', '1 / (x - 20)'],
  ])('%s by %s', async (formula, by, derivative) => {
    const { code, out } = await gradscribe(['diff', formula, by]);
    expect(code).toBe(0);
    if (derivative !== undefined) expect(out).toBe(`${derivative}\n`);
  });

  test('values come from the compiled derivative', async () => {
    const [value] = [await values('e^x * log(x)', 'x', '--at', 'x=2')].flat();
    expect(value).toBeCloseTo(Math.E ** 2 * Math.log(2) + Math.E ** 2 / 2, 12);
  });

  test('points may follow one another, stand in a file, or be JSON', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'p.json'), '[{"x": 5}, {"x": 6}]');
    const said = await gradscribe(['diff', 'x^2', 'x', '--json', '--at', 'x=1', 'x=2', '--at', '{"x": 3}', 'p.json'], { cwd });
    expect(json(said)).toMatchObject({ values: [2, 4, 6, 10, 12] });
  });

  test('a name that does not occur, and a value that is not finite, are said', async () => {
    const { code, out, err } = await gradscribe(['diff', 'log(x)', 'x', 'y', '--json', '--at', 'x=0,z=1']);
    expect(code).toBe(0);
    expect(err).toContain('note: y does not occur');
    expect(err).toContain('note: z is given a value');
    expect(JSON.parse(out)).toMatchObject({ derivative: '0', values: [0] });
    expect(await values('log(x)', 'x', '--at', 'x=0')).toEqual([null]);
    expect((await gradscribe(['diff', 'log(x)', 'x', '--at', 'x=0'])).out).toBe('1 / x\nat x=0: not finite\n');
  });

  test('where no random data fit, it says that nothing was checked', async () => {
    expect((await gradscribe(['diff', 'log(x - 20)', 'x'])).err).toContain('not checked by numbers');
  });
});

describe('again and again', () => {
  test('several names are mixed partial derivatives', async () => {
    expect(await values('x^2*y^3', 'x', 'y', '--at', 'x=2,y=3')).toEqual([108]);
    expect(await values('x^5', 'x', 'x', 'x', '--at', 'x=2')).toEqual([240]);
  });
  test('--order repeats the one name', async () => {
    expect(await at('x^5', 'x', '--order', '3', '--at', 'x=2')).toMatchObject({ derivative: '60 * x^2', values: [240] });
  });
  test('an order that does not fit the names', async () => {
    expect((await gradscribe(['diff', 'x*y', 'x', 'y', '--order', '3'])).code).toBe(2);
    expect((await gradscribe(['diff', 'x', 'x', '--order', '0'])).code).toBe(2);
  });
  test('--steps shows each with its rule', async () => {
    const { out } = await gradscribe(['diff', 'x^3', 'x', '--order', '2', '--steps']);
    expect(out).toContain('d/dx[3x²]\n  = 3 · d/dx[x²]');
    expect(out.trimEnd().split('\n').at(-1)).toBe('6 * x');
  });
  test('nested functions do not swell while they are worked out', async () => {
    const nested = Array.from({ length: 20 }).reduce<string>((inner) => `sigmoid(${inner})`, 'x');
    const { code } = await gradscribe(['diff', nested, 'x', '--at', 'x=1', '--json']);
    expect(code).toBe(0);
  }, 60_000);
});

describe('arrays', () => {
  test("a gradient has its variable's shape", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'p.json'), '{"A": [[1, 2], [3, 4], [5, 6]], "x": [7, 8]}');
    const said = await gradscribe(['diff', 'sum((A * x).^2)', 'A', '--shapes', 'A=3x2,x=2', '--at', 'p.json', '--json'], { cwd });
    expect(json(said)).toMatchObject({ values: [[[322, 368], [742, 848], [1162, 1328]]] });
  });
  test('sizes may be letters', async () => {
    expect(await at("x' * B * x", 'x', '--shapes', 'x=n,B=nxn', '--at', 'x=[1,2],B=[[1,2],[3,4]]')).toMatchObject({ derivative: "(B + B') * x", values: [[12, 21]] });
  });
  test('one element counts as one number', async () => {
    expect(await values("a' * X * b", 'X', '--shapes', 'a=1x1,X=1x1,b=1x1', '--at', 'a=[[2]],X=[[1]],b=[[3]]')).toEqual([[[6]]]);
  });
  test('a formula with several entries is refused, with the mend', async () => {
    const { code, err } = await gradscribe(['diff', 'A * x', 'x', '--shapes', 'A=2x3,x=3']);
    expect(code).toBe(2);
    expect(err).toContain('the formula is [2], not one number');
    expect(err).toContain('--jacobian');
  });
  test('its Jacobian: entries of the formula by entries of the variable', async () => {
    expect(await values('A * x', 'x', '--shapes', 'A=2x3,x=3', '--jacobian', '--at', 'A=[[1,2,3],[4,5,6]],x=[0,0,0]')).toEqual([[[1, 2, 3], [4, 5, 6]]]);
  });
  test('a point comes from the standard input', async () => {
    expect((await gradscribe(['diff', 'x^2', 'x', '--at', '-'], { stdin: '[{"x": 3}, {"x": -1}]' })).out).toBe('2 * x\nat - (1): 6\nat - (2): -2\n');
    expect(await gradscribe(['diff', '-', 'x', '--at', '-'], { stdin: 'x' })).toMatchObject({ code: 2, out: '' });
  });
  test('a Jacobian by a single number', async () => {
    expect(await values('A / b', 'b', '--shapes', 'A=1x2', '--jacobian', '--at', 'A=[[4,8]],b=2')).toEqual([[[-1], [-2]]]);
  });
  test('a Hessian is the Jacobian of a gradient', async () => {
    expect(await values("x' * B * x", 'x', 'x', '--shapes', 'x=2,B=2x2', '--jacobian', '--at', 'x=[1,2],B=[[1,2],[3,4]]')).toEqual([[[2, 5], [5, 8]]]);
    expect((await gradscribe(['diff', "x' * B * x", 'x', 'x', '--shapes', 'x=2,B=2x2'])).code).toBe(2);
  });
});

describe('what it refuses', () => {
  test.each([
    [['x^2', 'x', '--at', 'x'], 2, 'does not give a name a number'],
    [['x*y', 'x', '--at', 'x=1'], 2, 'does not say y'],
    [['x', 'x', '--shapes', 'A=2.5x3'], 2, 'does not say a shape'],
    [['x', 'x', '--shapes', 'A=3x'], 2, 'does not say a shape'],
    [['x', '2'], 2, '2 is not a name'],
    [['sin x', 'x'], 3, 'formula:1:'],
    [['x = 3; x', 'x'], 3, 'formula:1:'],
    [['sum(A.*B)', 'A', '--shapes', 'A=2x2,B=3x3'], 3, 'formula:1:5'],
    [['x^2', 'x', '--at', 'x=[1,2]'], 3, 'x'],
  ])('%j', async (args, code, message) => {
    const said = await gradscribe(['diff', ...args]);
    expect(said.code).toBe(code);
    expect(said.err).toContain(message);
  });
});
