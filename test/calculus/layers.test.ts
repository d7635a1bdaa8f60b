/** Layers of the library: opened, differentiated and tidied, they have the lines that books print. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { linesOf, program } from './handout.ts';

const text = readFileSync(new URL('../../templates/library/layers.grad', import.meta.url), 'utf8');
const lines = (file: string): readonly string[] => linesOf(derive(program(`use("layers")\n${file}`, { library: { names: ['layers'], find: () => ({ file: 'layers.grad', text }) } })));
const sequence = 't = index(T)\nx[t] = input(2)\ny[t] = target(3)\nW = param(3, 5)\n';

describe('recurrent cells', () => {
  test('LSTM: the error flows through the output gate into the cell, and along the cell through the forget gate', () => {
    const all = lines(`${sequence}s[0] = {h: zeros(5), c: zeros(5)}\ns[t] = lstmcell(x[t], s[t-1], 5)\nL = sum(t, halfsquare(W * s[t].h, y[t]))`);
    expect(all.slice(1, 7)).toEqual([
      "d_s.h[t] = W' * d_z_L[t] + s.Uo' * d_s[t+1].z_o + s.Ug' * d_s[t+1].z_g + s.Uf' * d_s[t+1].z_f + s.Ui' * d_s[t+1].z_i",
      'd_s.c[t] = d_s[t].h .* s[t].o .* (1 - tanh(s[t].c).^2) + d_s[t+1].c .* s[t+1].f',
      'd_s.z_o[t] = d_s[t].h .* tanh(s[t].c) .* s[t].o .* (1 - s[t].o)',
      'd_s.z_g[t] = d_s[t].c .* s[t].i .* (1 - s[t].g.^2)',
      'd_s.z_f[t] = d_s[t].c .* s[t-1].c .* s[t].f .* (1 - s[t].f)',
      'd_s.z_i[t] = d_s[t].c .* s[t].g .* s[t].i .* (1 - s[t].i)',
    ]);
    expect(all).toContain("d_s.Uf = sum(t, d_s[t].z_f * s[t-1].h')");
  });
  test('GRU: the reset gate stands between the candidate and the state', () => {
    expect(lines(`${sequence}s[0] = {h: zeros(5)}\ns[t] = grucell(x[t], s[t-1], 5)\nL = sum(t, halfsquare(W * s[t].h, y[t]))`).slice(1, 6)).toEqual([
      "d_s.h[t] = W' * d_z_L[t] + d_s[t+1].h .* s[t+1].z + s.Un' * (d_s[t+1].z_m .* s[t+1].r) + s.Uz' * d_s[t+1].z_z + s.Ur' * d_s[t+1].z_r",
      'd_s.z_m[t] = d_s[t].h .* (1 - s[t].z) .* (1 - s[t].m.^2)',
      'd_s.z_z[t] = d_s[t].h .* (s[t-1].h - s[t].m) .* s[t].z .* (1 - s[t].z)',
      'd_s.r[t] = d_s[t].z_m .* (s.Un * s[t-1].h + s.cn)',
      'd_s.z_r[t] = d_s[t].r .* s[t].r .* (1 - s[t].r)',
    ]);
  });
});

test('layer norm passes back its compact form', () => {
  expect(lines('X = param(T, 5)\nY = target(T, 5)\nl = layernorm(X)\nL = halfsquare(l.y, Y)')).toEqual([
    'd_l.y = l.y - Y',
    'd_l.n = d_l.y .* l.g',
    'd_l.b = sum(d_l.y, axis=0, keep=false)',
    'd_l.g = sum(d_l.y .* l.n, axis=0, keep=false)',
    'd_X = (d_l.n - mean(d_l.n, axis=1) - l.n .* mean(d_l.n .* l.n, axis=1)) ./ deviation(X)',
  ]);
});

test('attention with several heads corrects its rows as softmax does', () => {
  expect(lines('X = input(T, 5)\nY = target(T, 5)\nl = multihead(X, 2, 3)\nL = halfsquare(l.y + X, Y)').slice(0, 6)).toEqual([
    'd_l.y = z_L - Y',
    'd_l.w = contract(d_l.y, l.O, spec="tm,hdm->htd")',
    'd_l.a = contract(d_l.w, l.v, spec="htd,hsd->hts")',
    'd_l.s = l.a .* (d_l.a - sum(d_l.a .* l.a, axis=2))',
    'd_l.v = contract(l.a, d_l.w, spec="hts,htd->hsd")',
    'd_l.k = contract(d_l.s, l.q, spec="hts,htd->hsd") / sqrt(3)',
  ]);
});

test('a convolution, pooling and a dense layer, by name', () => {
  expect(lines('X = input(2, 7, 5)\ny = target(3)\nc = convolution(X, 4, 3)\np = maxpool(relu(c.y), 2)\nl = dense(flatten(p), 3)\nL = halfsquare(l.y, y)')).toContain('d_c.K = correlate(d_c.y, X, spec="opq,c(p+u)(q+v)->ocuv", to=[4, 2, 3, 3])');
});

test('groups that would hold parts of a channel are refused', () => {
  expect(() => lines('X = input(N, 5, 4, 4)\nl = groupnorm(X, 2)\nL = sum(l.y)')).toThrow('[N, 5, 4, 4] leaves no size for -1');
  expect(lines('X = input(N, 6, 5, 4)\nl = groupnorm(X, 3)\nL = sum(l.y)')).toContain('d_l.b = sum(d_l.y, axis=[0,2,3], keep=false)');
});
