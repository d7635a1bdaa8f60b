/** Elementwise functions of one number. */
import type { Op } from '../core/op.ts';
import { scalar } from '../core/shape.ts';
import { erf } from './erf.ts';
import { elementwise, hold, local, stop, wording } from './rules.ts';

const row = (name: string, of: (x: number) => number, derivative: string, more: Partial<Op> = {}): Op => ({
  name,
  arity: 1,
  shape: elementwise,
  kernel: `y = ${name}(a)`,
  scalar: of,
  rules: [local(name, derivative)],
  ...more,
});

/** A constant with a name of its own: a function of nothing. */
const constant = (name: string, value: number, tex: string): Op => ({
  name,
  arity: 0,
  shape: () => scalar,
  kernel: `y = ${name}()`,
  scalar: () => value,
  rules: [],
  tex,
  write: () => ({ kind: 'name', name, at: [] }),
});

export const itself = (x: number): number => x;
/** Halves go away from 0, as in mathjs. */
export const rounded = (x: number): number => Math.sign(x) * Math.round(Math.abs(x));

export const functions: readonly Op[] = [
  constant('pi', Math.PI, '\\pi'),
  constant('e', Math.E, '\\mathrm e'),
  row('exp', Math.exp, 'y', { tex: '\\exp', push: [wording('exponential-function', 'a', 'y .* D(a)')] }),
  row('log', Math.log, '1 ./ a', { tex: '\\ln', partial: true, push: [wording('log', 'a', 'D(a) ./ a')] }),
  row('sqrt', Math.sqrt, '1 ./ (2 * y)', { partial: true, push: [wording('sqrt', 'a', 'D(a) ./ (2 * y)')] }),
  row('abs', Math.abs, 'sign(a)', { kink: 'abs' }),
  row('sign', Math.sign, '0', { rules: [stop('sign')], tex: '\\operatorname{sign}' }),
  row('floor', Math.floor, '0', { rules: [stop('floor')], tex: '\\operatorname{floor}' }),
  row('sin', Math.sin, 'cos(a)', { tex: '\\sin' }),
  row('cos', Math.cos, '-sin(a)', { tex: '\\cos' }),
  row('atan', Math.atan, '1 ./ (1 + a.^2)', { tex: '\\arctan' }),
  row('hold', itself, '0', { rules: [hold('hold')] }),
  row('erf', erf, '2 ./ sqrt(pi) .* exp(-a.^2)', { tex: '\\operatorname{erf}' }),
  {
    // The angle of the point (b, a), from -pi to pi.
    name: 'atan2',
    arity: 2,
    shape: elementwise,
    kernel: 'y = atan2(a, b)',
    scalar: Math.atan2,
    rules: [local('atan2.first', 'b ./ (a.^2 + b.^2)'), local('atan2.second', '-a ./ (a.^2 + b.^2)')],
    tex: '\\operatorname{atan2}',
  },
  row('tanh', Math.tanh, '1 - y.^2', { tex: '\\tanh' }),
  row('ceil', Math.ceil, '0', { rules: [stop('floor')] }),
  row('fix', Math.trunc, '0', { rules: [stop('floor')] }),
  row('round', rounded, '0', { rules: [stop('floor')] }),
  {
    // What is left of a by multiples of b, with the sign of b, as in mathjs.
    name: 'mod',
    arity: 2,
    shape: elementwise,
    kernel: 'y = mod(a, b)',
    scalar: (a = 0, b = 0) => (b === 0 ? a : a - b * Math.floor(a / b)),
    rules: [local('mod.left', '1'), local('mod.right', '-floor(a ./ b)')],
    kink: 'mod',
  },
];
