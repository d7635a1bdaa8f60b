/** What an adjoint takes over from its neighbour in time, by the shortest way, and whether that is all. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { regionsFor, sample } from '../../src/calculus/proof/sample.ts';
import { write } from '../../src/lang/write.ts';
import { passagesOf } from '../../src/render/story/recurrence.ts';
import { program } from '../calculus/handout.ts';

const layers = readFileSync(new URL('../../templates/library/layers.grad', import.meta.url), 'utf8');
const derivationOf = (text: string) => derive(program(`use("layers")\n${text}`, { library: { names: ['layers'], find: () => ({ file: 'layers.grad', text: layers }) } })).derivation;
const told = (text: string): readonly string[] => {
  const derivation = derivationOf(text);
  return passagesOf(derivation).map(({ goal, term, whole }) => `${goal}: ${write(term, derivation.gradient.ops)}${whole ? '' : ', and more'}`);
};
const data = 't = index(T); x[t] = input(2); y[t] = target(3); V = param(3, 5)';
const loss = 'L = sum(t, halfsquare(V * s[t].h, y[t]))';

describe('from step to step', () => {
  test.each<readonly [name: string, network: string, ...said: string[]]>([
    ['a plain recurrence', `${data}\ns[0] = {h: zeros(5)}\ns[t] = rnncell(x[t], s[t-1], 5)\n${loss}`, "d_s.h: s.U' * (d_s[t+1].h .* (1 - s[t+1].h.^2))"],
    ['one that runs backwards', `${data}\ns[T+1] = {h: zeros(5)}\ns[t] = rnncell(x[t], s[t+1], 5)\n${loss}`, "d_s.h: s.U' * (d_s[t-1].h .* (1 - s[t-1].h.^2))"],
    ['the cell of an LSTM, through its forget gate', `${data}\ns[0] = {h: zeros(5), c: zeros(5)}\ns[t] = lstmcell(x[t], s[t-1], 5)\n${loss}`, "d_s.h: s.Uo' * (d_s[t+1].h .* tanh(s[t+1].c) .* s[t+1].o .* (1 - s[t+1].o)), and more", 'd_s.c: d_s[t+1].c .* s[t+1].f, and more'],
    ['a GRU, through its update gate', `${data}\ns[0] = {h: zeros(5)}\ns[t] = grucell(x[t], s[t-1], 5)\n${loss}`, 'd_s.h: d_s[t+1].h .* s[t+1].z, and more'],
    ['two layers, each by itself', `${data}\nr[0] = {h: zeros(5)}; s[0] = {h: zeros(5)}\nr[t] = rnncell(x[t], r[t-1], 5)\ns[t] = rnncell(r[t].h, s[t-1], 5)\n${loss}`, "d_s.h: s.U' * (d_s[t+1].h .* (1 - s[t+1].h.^2))", "d_r.h: r.U' * (d_r[t+1].h .* (1 - r[t+1].h.^2))"],
    ['nothing without a recurrence', `${data}; W = param(5, 2)\nh[t] = tanh(W * x[t])\nL = sum(t, halfsquare(V * h[t], y[t]))`],
  ])('%s', (_name, network, ...said) => {
    expect(told(network)).toEqual(said);
  });

  test('what is called all of it is: the adjoint less this is what the loss gives at its own step', () => {
    const derivation = derivationOf(`${data}\ns[0] = {h: zeros(5)}\ns[t] = rnncell(x[t], s[t-1], 5)\n${loss}`);
    const [passage] = passagesOf(derivation);
    const own = derivation.gradient;
    const drawn = sample(own, 1, regionsFor(0));
    const run = evaluation(own, drawn.letters, drawn.given);
    for (const t of [1, 2]) {
      const [whole, direct] = [run.value('d_s.h', [t]), run.value('d_z_L', [t])];
      const V = run.value('V');
      const taken = passage === undefined ? [] : [...run.expr(passage.term, new Map([['t', t]]))];
      taken.forEach((v, i) => expect((whole[i] ?? NaN) - v).toBeCloseTo([0, 1, 2].reduce((sum, k) => sum + (V[5 * k + i] ?? NaN) * (direct[k] ?? NaN), 0), 12));
      expect(taken.some((v) => Math.abs(v) > 1e-6)).toBe(true);
    }
  });
});
