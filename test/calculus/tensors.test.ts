/** Networks of more than two axes: their gradients against dual numbers, differences, the plan and their own text. */
import { describe, expect, test } from 'vitest';
import { check } from '../property/checks.ts';
import { handout } from './handout.ts';

const holds = (text: string): string => check({ declarations: text.split('\n'), functions: [], formulas: [] }, 3) ?? 'holds';

describe('gradients hold, through plan and text', () => {
  test.each([
    ['an image with channels, stride, padding and a bias', 'X = input(2, 7, 5)\nK = param(4, 2, 3, 3)\nb = param(4)\nL = sum(tanh(conv(X, K, b, stride=2, pad=1)).^2)'],
    ['samples in front, another stride and dilation for each axis', 'X = param(3, 2, 7, 5)\nK = param(4, 2, 3, 2)\nL = mean(tanh(conv(X, K, stride=[2,1], dilation=[1,2])).^2)'],
    ['a sequence without channels', 'x = param(11)\nk = param(3)\nL = sum(sigmoid(conv(x, k, stride=2)).^2)'],
    ['an image without channels', 'x = param(7, 5)\nk = param(3, 2)\nL = sum(tanh(conv(x, k)).^2)'],
    ['a sequence with channels, whose last entries no window meets', 'x = param(2, 11)\nk = param(3, 2, 3)\nL = sum(tanh(conv(x, k, dilation=2, stride=3, pad=2)).^2)'],
    ['groups of channels', 'X = param(4, 5, 5)\nK = param(6, 2, 3, 3)\nL = sum(tanh(conv(X, K, groups=2)).^2)'],
    ['a transposed convolution', 'Y = param(3, 3, 2)\nK = param(3, 2, 3, 3)\nb = param(2)\nL = sum(tanh(convtranspose(Y, K, b, stride=2, pad=1)).^2)'],
    ['means of windows that overlap', 'X = param(3, 6, 5)\nL = sum(tanh(avgpool(X, [2, 3], stride=1)).^2)'],
    ['the largest of windows that overlap', 'X = param(3, 7, 5)\nL = sum(tanh(maxpool(X, 3, stride=2)).^2)'],
    ['the largest of a sequence', 'x = param(7)\nL = sum(tanh(maxpool(x, 2)).^2)'],
    ['axes in another order and another shape', 'X = param(2, 3, 5)\nL = sum(tanh(permute(X, order=[2,0,1])).^2 .* reshape(X, to=[5, 2, 3]))'],
    ['parts side by side and stacked', 'A = param(2, 3)\nB = param(5, 3)\nL = sum(tanh(concat(A, B, axis=0)).^2) + sum(stack(A, A).^3)'],
  ])('%s', (_what, text) => {
    expect(holds(text)).toBe('holds');
  });
});

describe('the lines of a convolution', () => {
  const lines = handout('X = param(2, 7, 5)\nK = param(4, 2, 3, 3)\nb = param(4)\nZ = conv(X, K, b, stride=2)\nA = relu(Z)\nP = maxpool(A, [3, 2])\nL = sum(P.^2) / 2');
  test('the bias gets the sum over all places, the image the transposed convolution, the kernel a correlation', () => {
    expect(lines).toEqual([
      'd_Z = maxback(P, A, size=[3, 2]) .* (Z > 0)',
      'd_b = sum(d_Z, axis=[1,2], keep=false)',
      'd_K = correlate(d_Z, X, spec="opq,c(2p+u)(2q+v)->ocuv", to=[4, 2, 3, 3])',
      'd_X = convtranspose(d_Z, K, stride=2)',
    ]);
  });
});

test('second entries of vectors of two lengths are no sum of vectors', () => {
  expect(handout('s = param(); v = param(2); w = param(3)\nL = sum(v .* [s, s]) + sum(w .* [1, s, 2])')[0]).toBe('d_w = [1, s, 2]');
});
