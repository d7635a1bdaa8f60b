/** Comparisons (1 where true, 0 where false), `where`, and the larger or smaller of two. */
import type { InfixSign } from '../core/notation.ts';
import type { Op } from '../core/op.ts';
import { isScalar } from '../core/shape.ts';
import { elementwise, local, pull, stop, wording } from './rules.ts';

const comparison = (name: string, sign: InfixSign): Op => ({
  name,
  arity: 2,
  shape: elementwise,
  kernel: `y = a ${sign} b ? 1 : 0`,
  rules: [stop('compare'), stop('compare')],
  write: ([left, right], _attrs, shapes) => {
    if (left === undefined || right === undefined) throw new RangeError('a comparison has two sides');
    return { kind: 'infix', sign, left, right, scalar: shapes.every(isScalar) };
  },
});

export const choice: readonly Op[] = [
  comparison('larger', '>'),
  comparison('largerEq', '>='),
  comparison('smaller', '<'),
  comparison('smallerEq', '<='),
  comparison('equal', '=='),
  comparison('unequal', '!='),
  {
    name: 'where',
    arity: 3,
    shape: elementwise,
    kernel: 'y = a != 0 ? b : c',
    rules: [stop('compare'), pull('where.then', 'where(a, g, 0)'), pull('where.otherwise', 'where(a, 0, g)')],
    push: [wording('piecewise', 'bc', 'where(a, D(b), D(c))'), wording('piecewise', 'b', 'where(a, D(b), 0)'), wording('piecewise', 'c', 'where(a, 0, D(c))')],
    write: ([when, then, otherwise]) => {
      if (when === undefined || then === undefined || otherwise === undefined)
        throw new RangeError('where has three operands');
      return { kind: 'cases', when, then, otherwise };
    },
    kink: 'cases',
  },
  // At a tie neither operand gets anything: so relu'(0) = 0 whichever side the zero stands on.
  {
    name: 'max',
    arity: 2,
    shape: elementwise,
    kernel: 'y = a > b ? a : b',
    rules: [local('max.left', 'a > b'), local('max.right', 'b > a')],
    push: [wording('larger-one', 'ab', '(a > b) .* D(a) + (b > a) .* D(b)'), wording('larger-one', 'a', '(a > b) .* D(a)'), wording('larger-one', 'b', '(b > a) .* D(b)')],
    tex: '\\max',
    kink: 'max',
  },
  {
    name: 'min',
    arity: 2,
    shape: elementwise,
    kernel: 'y = a < b ? a : b',
    rules: [local('min.left', 'a < b'), local('min.right', 'b < a')],
    push: [wording('smaller-one', 'ab', '(a < b) .* D(a) + (b < a) .* D(b)'), wording('smaller-one', 'a', '(a < b) .* D(a)'), wording('smaller-one', 'b', '(b < a) .* D(b)')],
    tex: '\\min',
    kink: 'max',
  },
];
