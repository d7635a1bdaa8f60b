import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { topics } from '../../src/cli/topics.ts';
import { gradscribe, xor } from './call.ts';

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']]])('%j lists every command', async (args) => {
    const { code, out, err } = await gradscribe(args);
    expect(code).toBe(0);
    expect(err).toBe('');
    for (const { name, purpose } of commands) expect(out.split('\n').some((line) => line.startsWith(`  ${name} `) && line.endsWith(`  ${purpose}`)), name).toBe(true);
  });

  test.each(commands.map((c) => [c.name]))('help %s and %s --help say the same, with examples before options', async (name) => {
    const asked = await gradscribe(['help', name]);
    expect(asked).toEqual(await gradscribe([name, '--help']));
    expect(asked.code).toBe(0);
    expect(asked.out.indexOf('Examples')).toBeLessThan(asked.out.indexOf('Options'));
    const command = await commands.find((c) => c.name === name)?.load();
    for (const option of command?.options ?? []) expect(asked.out).toContain(`--${option.name}`);
  });

  test.each(topics.map((t) => [t.name]))('help %s is a topic, listed with the commands', async (name) => {
    const { code, out } = await gradscribe(['help', name]);
    expect(code).toBe(0);
    expect(out).toContain(`gradscribe help ${name}: `);
    expect((await gradscribe([])).out).toContain(`help ${name}`);
  });

  test('help exit-codes lists the code of every fault', async () => {
    const { out } = await gradscribe(['help', 'exit-codes']);
    for (const { code, meaning } of exitCodes) expect(out).toContain(`  ${String(code).padEnd(3)}  ${meaning}\n`);
    expect(exitCodes.flatMap((e) => e.fault ?? []).sort()).toEqual(['bug', 'check', 'input', 'tool', 'usage']);
  });

  test('--version says the version of the package', async () => {
    expect((await gradscribe(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });
});

describe('a mistake in the command is 2, and says what was meant', () => {
  test.each([
    [['dervie', xor], 'there is no command dervie', 'did you mean derive?'],
    [['help', 'exit-code'], 'there is no command or topic exit-code', 'did you mean exit-codes?'],
    [['derive', xor, '--format', ''], '--format is empty', 'text, html, md, tex, json'],
    [['help', 'tain'], 'there is no command or topic tain', 'did you mean train?'],
    [['derive', xor, '--fromat', 'md'], 'there is no option --fromat', 'did you mean --format?'],
    [['derive', xor, '-x'], 'there is no option -x', '--format'],
    [['derive', xor, '--format', 'htm'], '--format is never htm', 'did you mean html?'],
    [['derive', xor, '--lang', 'ch'], '--lang is never ch', 'en, zh, both'],
    [['derive', xor, '--wrt', 'w1'], 'there is no w1 in the file', 'did you mean W1?'],
    [['derive', xor, '--wrt', 'z1'], 'z1 is computed, not declared', 'W1'],
    [['derive', xor, '--of', 'LL'], 'there is no formula LL', 'did you mean L?'],
    [['derive'], 'something is missing', 'gradscribe derive NET.grad'],
    [['derive', xor, 'more'], 'nothing is done with more', 'gradscribe derive NET.grad'],
    [['derive', xor, '--out'], '--out needs a value', '--out out/'],
    [['derive', xor, '--json=yes'], '--json takes no value', ''],
    [['derive', xor, '--lang', 'en', '--lang', 'zh'], '--lang is given twice', ''],
    [['train', xor, 'templates/data/xor.csv', '--epochs', '-3'], '--epochs is -3', 'a whole number from 0'],
    [['train', xor, 'templates/data/xor.csv', '--lr', '0'], '--lr is 0', 'a number above 0'],
    [['train', xor, 'templates/data/xor.csv', '--optimizer', 'sdg'], '--optimizer is never sdg', 'did you mean sgd?'],
    [['evaluate', xor], 'the values are missing', '--values VALUES.json'],
    [['--json'], 'there is no option --json before a command', ''],
  ])('%j', async (args, message, mend) => {
    const { code, out, err } = await gradscribe(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain(mend);
    expect(err).not.toMatch(/^\s+at /mu);
  });
});

describe('a mistake in the input is 3, and names its place', () => {
  test('a file that is not there', async () => {
    const { code, err } = await gradscribe(['derive', 'templates/networks/xro.grad']);
    expect(code).toBe(3);
    expect(err).toBe('gradscribe: templates/networks/xro.grad is not there\ntry: did you mean templates/networks/xor.grad?\n');
  });

  test('a formula, with a caret under the place', async () => {
    const { code, err } = await gradscribe(['derive', '-'], { stdin: 'x = param(2)\nL = sum(x * sigmiod(x))\n' });
    expect(code).toBe(3);
    expect(err).toContain('standard input:2:13: there is no function sigmiod\n  L = sum(x * sigmiod(x))\n              ^^^^^^^');
    expect(err).toContain('did you mean sigmoid?');
  });

  test.each([
    ['zero bytes', new Uint8Array([120, 0, 61]), 'zero bytes'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 120, 0]), 'UTF-16'],
    ['bytes that are not UTF-8', new Uint8Array([120, 0xc3, 0x28]), 'not UTF-8'],
    ['nothing', new Uint8Array([]), 'nothing in this file'],
    ['no parameter', new TextEncoder().encode('x = input()\nL = x^2'), 'no parameter'],
  ])('%s', async (_what, stdin, message) => {
    const { code, err } = await gradscribe(['derive', '-'], { stdin });
    expect(code).toBe(3);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /mu);
  });

  test('a folder', async () => {
    expect(await gradscribe(['derive', 'templates'])).toMatchObject({ code: 3, err: 'gradscribe: templates is a folder\n' });
  });
});

describe('no input gets a stack trace', () => {
  test.each([
    'cos.constructor("return process")()',
    'x);process.exit()//',
    '${process.env}',
    'x.constructor.prototype',
    `${'('.repeat(20_000)}x${')'.repeat(20_000)}`,
    `${'-'.repeat(20_000)}x`,
    'a'.repeat(100_000),
    '\u001b[2J\u0007',
    'x^(9^9^9)',
  ])('%s', async (formula) => {
    const { code, err } = await gradscribe(['diff', '-', 'x'], { stdin: formula });
    expect(code).toBe(3);
    expect(err).not.toMatch(/^\s+at |Error:/mu);
    for (const control of ['\u001b', '\u0007']) expect(err).not.toContain(control);
    expect(err.length).toBeLessThan(2000);
  });

  test('--debug shows it', async () => {
    expect((await gradscribe(['diff', 'foo(x)', 'x', '--debug'])).err).toMatch(/^\s+at /mu);
  });
});

describe('colours', () => {
  const coloured = async (tty: boolean, env: Record<string, string>, ...args: readonly string[]): Promise<boolean> => (await gradscribe(['--help', ...args], { tty, env })).out.includes('\u001b[');
  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
  ])('terminal %s, %j', async (tty, env, expected) => {
    expect(await coloured(tty, env)).toBe(expected);
  });
  test('--no-color', async () => {
    expect(await coloured(true, {}, '--no-color')).toBe(false);
  });
});

describe('the real program', () => {
  const program = ['--import', 'tsx', 'src/cli/main.ts'];

  test('reads the standard input, keeps data and notes apart, and exits with its code', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...program, 'diff', '-', 'x', '--at', 'x=3'], { input: 'x^2', encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '2 * x\nat x=3: 6\n' });
    expect(stderr).toMatch(/^proved: /u);
    expect(spawnSync(process.execPath, [...program, 'nonsense']).status).toBe(2);
  });

  test('a reader that has read enough is no error', () => {
    // More than a pipe holds.
    const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; "${process.execPath}" ${program.join(' ')} derive ${xor} -q --format html -o - | head -c 9`], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '<!doctype', stderr: '' });
  });
});
