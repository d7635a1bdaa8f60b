import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, gradscribe, holding, iris, json, rnn, withPart, xor } from './call.ts';

describe('on the terminal', () => {
  test('every line with its reason, then the gradients; the proof on the other stream', async () => {
    const { code, out, err } = await gradscribe(['derive', iris, '--format', 'text']);
    expect(code).toBe(0);
    // The words of the reasons are tested where they are kept; here each line has one.
    expect(out.split('\n').map((line) => line.replace(/(\S) {2,}[^=\s].*$/u, '$1  ...'))).toEqual([
      'd_p  = -y ./ p  ...',
      'd_z  = p .* (d_p - sum(d_p .* p))  ...',
      '     = p .* (-y ./ p - sum(-y ./ p .* p))  ...',
      '     = p - y  ...',
      'd_b  = d_z  ...',
      "d_W  = d_z * x'  ...",
      '',
      "d_W  = d_z * x'",
      'd_b  = d_z',
      '',
    ]);
    expect(out).toContain('by assumption, sum(y) == 1');
    expect(err).toMatch(/^proved: 32 equalities \(.*\), 15 partial derivatives against central differences \(worst \d\.\de-\d+\)\n$/u);
  });

  test('a recurrence once, in generic t', async () => {
    const { out } = await gradscribe(['derive', rnn, '--format', 'text']);
    expect(out).toContain("d_h[t]  = Wo' * d_o[t] + Wh' * d_a[t+1]");
    expect(out).toContain("d_Wh  = sum(t, d_a[t] * h[t-1]')");
    expect(out).toContain('\nd_a[T + 1] = 0: nothing is computed after the last step');
  });

  test('a reversed recurrence ends before the first step', async () => {
    const backwards = (read: string) => gradscribe(['derive', '-', '--format', 'text'], { stdin: `t = index(T); x[t] = input(); w = param(); h[T+1] = 0\nh[t] = tanh(w * x[t] + h[t+1])\nL = ${read}` });
    expect((await backwards('sum(t, h[t])')).out).toContain('[0] = 0: nothing is computed before the first step');
    // The first step has a line of its own here.
    expect((await backwards('h[1]')).out).not.toContain('nothing is computed');
  });

  test('the gradient by what is not used is zeros of its shape', async () => {
    const stdin = 'x = input(3); v = param(3); U = param(2, 2)\nL = sum(v .* x)';
    expect((await gradscribe(['derive', '-', '--format', 'text'], { stdin })).out).toContain('d_U  = zeros(2, 2)\n');
    expect(json(await gradscribe(['derive', '-', '--json'], { stdin }))).toMatchObject({ gradients: { U: { adjoint: null, formula: 'zeros(2, 2)' } } });
  });

  test('only what is asked for, in the language asked for', async () => {
    const { out } = await gradscribe(['derive', xor, '--wrt', 'b2', '--format', 'text', '--lang', 'zh']);
    expect(out).toMatch(/\p{Script=Han}/u);
    expect(out).toMatch(/\n\nd_b2 {2}= \(o - y\) \.\* o \.\* \(1 - o\)\n$/u);
  });

  test('the environment says the language', async () => {
    expect((await gradscribe(['derive', xor, '--format', 'text'], { env: { LANG: 'zh_CN.UTF-8' } })).out).toMatch(/\p{Script=Han}/u);
    expect((await gradscribe(['derive', xor, '--format', 'text'], { env: { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' } })).out).not.toMatch(/\p{Script=Han}/u);
  });

  test('a line too long to be tidied is shortened for the reader, whole in JSON, and the notes say so', async () => {
    const stdin = `x = param()\ny = param()\nL = ${Array.from({ length: 400 }, (_, i) => `sin(${String(i + 1)} * x) * y`).join(' + ')}`;
    const { out, err } = await gradscribe(['derive', '-', '--format', 'text'], { stdin });
    expect(err).toContain('note: d_y and 1 more line are too long to be tidied (over 600 parts): shown as differentiated');
    expect(out).toMatch(/^d_y {2}= sin\(400 \* x\) \+ .* \+ \.\.\.\(\d+\)\.\.\. \+ sin\(1 \* x\)$/mu);
    expect(out).toContain('Long lines are shortened: the number at the dots says how many terms or factors are left out.');
    const whole = (await gradscribe(['derive', '-', '--json'], { stdin })).out;
    expect(whole).toContain('sin(200 * x)');
  });
  test('--quiet keeps the notes back', async () => {
    expect((await gradscribe(['derive', xor, '--format', 'text', '-q'])).err).toBe('');
  });

  test('a parameter that the objective does not depend on', async () => {
    const { code, out, err } = await gradscribe(['derive', '-', '--format', 'text'], { stdin: 'a = param()\nb = param()\nL = a^2' });
    expect(code).toBe(0);
    expect(out).toContain('d_b  = 0');
    expect(err).toContain('the objective does not depend on b');
  });
});

describe('as JSON', () => {
  test('one object with formulas, gradients, lines, steps and proof', async () => {
    const said = await gradscribe(['derive', xor, '--json']);
    expect(json(said)).toMatchObject({
      schemaVersion: 1,
      titles: { en: 'XOR, two-two-one', zh: '异或问题：2-2-1 网络' },
      objective: 'L',
      formulas: holding({ name: 'z1', role: 'value', shape: [2], formula: 'W1 * x + b1' }),
      gradients: { W1: { adjoint: 'd_W1', formula: "d_z1 * x'" }, b1: { formula: 'd_z1' }, W2: { formula: "d_z2 * h'" }, b2: { formula: 'd_z2' } },
      lines: holding(withPart({ goal: 'd_z2', of: 'z2', formula: '(o - y) .* o .* (1 - o)' })),
      proof: { equalities: 48, partials: 9 },
    });
  });
});

describe('files', () => {
  test('a page to out/ unless said otherwise', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'net.grad'), 'w = param()\nL = w^2');
    const { code, err } = await gradscribe(['derive', 'net.grad'], { cwd });
    expect(code).toBe(0);
    expect(err).toContain('written: out/net.html');
    expect(readFileSync(join(cwd, 'out/net.html'), 'utf8')).toMatch(/^<!doctype html>/u);
  });

  test('formats and languages into a folder, nothing left over', async () => {
    const cwd = folder();
    const { code } = await gradscribe(['derive', join(process.cwd(), xor), '--format', 'html,md', '--lang', 'both', '-o', 'given/'], { cwd });
    expect(code).toBe(0);
    expect(readdirSync(join(cwd, 'given')).sort()).toEqual(['xor.html', 'xor.md', 'xor.zh.html', 'xor.zh.md']);
    expect(readFileSync(join(cwd, 'given/xor.zh.html'), 'utf8')).toContain('<html lang="zh-Hans">');
  });

  test('one file, and one file on the standard output', async () => {
    const cwd = folder();
    const net = join(process.cwd(), xor);
    expect((await gradscribe(['derive', net, '--format', 'md', '--lang', 'en', '-o', 'a/b.md'], { cwd })).code).toBe(0);
    expect(await gradscribe(['derive', net, '--format', 'md', '--lang', 'en', '-o', '-'], { cwd })).toMatchObject({ out: readFileSync(join(cwd, 'a/b.md'), 'utf8') });
    expect((await gradscribe(['derive', net, '-o', 'b.html'], { cwd })).code).toBe(2);
  });

  test('what a killed run left behind is swept', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, '.net.md.999999999.part'), 'half');
    writeFileSync(join(cwd, '.other.md.999999999.part'), 'half');
    expect((await gradscribe(['derive', join(process.cwd(), xor), '--format', 'md', '--lang', 'en', '-o', 'net.md'], { cwd })).code).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(['.other.md.999999999.part', 'net.md']);
  });

  test('never over what was read', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'net.md'), 'w = param()\nL = w^2');
    const { code, err } = await gradscribe(['derive', 'net.md', '--format', 'md', '-o', './net.md'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('would be lost');
    expect(readFileSync(join(cwd, 'net.md'), 'utf8')).toBe('w = param()\nL = w^2');
  });

  test('nothing is written when something is wrong', async () => {
    const cwd = folder();
    expect((await gradscribe(['derive', '-'], { cwd, stdin: 'w = param()\nL = w +' })).code).toBe(3);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });
});

test('a layer that is not read says which file defines it', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'net.grad'), 'x = input(3)\nl = dense(x, 2)\nL = sum(l.y)\n');
  const said = await gradscribe(['derive', 'net.grad'], { cwd });
  expect(said.err).toContain('there is no function dense');
  expect(said.err).toContain('try: use("layers") in a line above: it defines dense');
});
