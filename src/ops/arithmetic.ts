/** Elementwise arithmetic: + - .* ./ .^ and the minus sign. */
import type { InfixSign, Notation } from '../core/notation.ts';
import type { Op } from '../core/op.ts';
import { isScalar, type Shape } from '../core/shape.ts';
import { elementwise, linear, local, pull, wording } from './rules.ts';

const infix =
  (sign: InfixSign, dotted: InfixSign = sign, decides: (shapes: readonly Shape[]) => boolean = () => false) =>
  ([left, right]: readonly Notation[], _attrs: unknown, shapes: readonly Shape[]): Notation => {
    if (left === undefined || right === undefined) throw new RangeError('an infix sign has two sides');
    return { kind: 'infix', sign: decides(shapes) ? sign : dotted, left, right, scalar: shapes.every(isScalar) };
  };
const anyScalar = (shapes: readonly Shape[]): boolean => shapes.some(isScalar);
const at =
  (side: number) =>
  (shapes: readonly Shape[]): boolean => {
    const shape = shapes[side];
    return shape !== undefined && isScalar(shape);
  };

export const arithmetic: readonly Op[] = [
  {
    name: 'add',
    arity: 2,
    shape: elementwise,
    kernel: 'y = a + b',
    rules: [pull('add', 'g'), pull('add', 'g')],
    push: [linear('sum-rule', 'ab', 'D(a) + D(b)'), linear('sum-rule', 'a', 'D(a)'), linear('sum-rule', 'b', 'D(b)')],
    write: infix('+'),
  },
  {
    name: 'subtract',
    arity: 2,
    shape: elementwise,
    kernel: 'y = a - b',
    rules: [pull('subtract.left', 'g'), pull('subtract.right', '-g')],
    push: [linear('difference-rule', 'ab', 'D(a) - D(b)'), linear('difference-rule', 'a', 'D(a)'), linear('difference-rule', 'b', '-D(b)')],
    write: infix('-'),
  },
  {
    name: 'negate',
    arity: 1,
    shape: elementwise,
    kernel: 'y = -a',
    rules: [pull('negate', '-g')],
    push: [linear('constant-multiple', 'a', '-D(a)')],
    write: ([of]) => ({ kind: 'negate', of: of ?? { kind: 'number', value: 0 } }),
  },
  {
    name: 'times',
    arity: 2,
    shape: elementwise,
    kernel: 'y = a * b',
    rules: [local('times.left', 'b'), local('times.right', 'a')],
    push: [wording('product-rule', 'ab', 'D(a) .* b + a .* D(b)'), linear('constant-multiple', 'a', 'b .* D(a)'), linear('constant-multiple', 'b', 'a .* D(b)')],
    write: infix('*', '.*', anyScalar),
  },
  {
    name: 'divide',
    arity: 2,
    shape: elementwise,
    kernel: 'y = a / b',
    partial: true,
    rules: [pull('divide.left', 'g ./ b'), pull('divide.right', '-(g .* y ./ b)')],
    push: [wording('quotient-rule', 'ab', '(D(a) .* b - a .* D(b)) ./ b.^2'), linear('constant-multiple', 'a', 'D(a) ./ b'), wording('reciprocal-rule', 'b', '-(a .* D(b)) ./ b.^2')],
    write: infix('/', './', at(1)),
  },
  {
    name: 'power',
    arity: 2,
    shape: elementwise,
    kernel: 'y = power(a, b)',
    partial: true,
    scalar: Math.pow,
    rules: [local('power.base', 'b .* a.^(b - 1)'), local('power.exponent', 'y .* log(a)')],
    push: [
      wording('power-rule', 'a', 'b .* a.^(b - 1) .* D(a)'),
      wording('exponential-rule', 'b', 'y .* log(a) .* D(b)'),
      wording('logarithmic-differentiation', 'ab', 'y .* D(b .* log(a))'),
    ],
    write: infix('^', '.^', at(0)),
  },
];
