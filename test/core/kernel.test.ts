/** Index text read: what each operator computes, entry by entry. */
import { describe, expect, test } from 'vitest';
import { bareIndex, type Kernel, type KernelExpr, readKernel, type Subscript } from '../../src/core/kernel.ts';
import { scalar, tensor } from '../../src/core/shape.ts';

const at = (s: Subscript): string => [...s.terms.map(([i, c]) => (c === 1 ? i : `${String(c)}*${i}`)), ...(s.constant === 0 && s.terms.length > 0 ? [] : [String(s.constant)])].join('+');
const list = (all: readonly Subscript[]): string => `[${all.map(at).join(',')}]`;
const shown = (k: KernelExpr): string => {
  switch (k.kind) {
    case 'number':
      return String(k.value);
    case 'dim':
      return `{${String(k.dim)}}`;
    case 'index':
      return k.index;
    case 'load':
      return `${'abc'.charAt(k.operand)}${list(k.at)}`;
    case 'infix':
      return `(${shown(k.left)} ${k.sign} ${shown(k.right)})`;
    case 'negate':
      return `-${shown(k.of)}`;
    case 'choose':
      return `(${shown(k.when)} ? ${shown(k.then)} : ${shown(k.otherwise)})`;
    case 'scalar':
      return `scalar(${k.args.map(shown).join(', ')})`;
    case 'reduce':
      return `${k.by}(${k.index}, ${shown(k.of)})`;
  }
};
const text = (k: Kernel): string => `y${list(k.out)} = ${shown(k.body)} over ${[...k.extents].map(([i, n]) => `${i} < ${String(n)}`).join(', ')}`;

describe('index text', () => {
  test.each([
    ['y[i,k] = sum(j, a[i,j] * b[j,k])', [tensor(2, 3), tensor(3, 'n')], tensor(2, 'n'), 'y[i,k] = sum(j, (a[i,j] * b[j,k])) over i < 2, k < n, j < 3'],
    ['y = a + b', [tensor(2, 3), tensor(2, 3)], tensor(2, 3), 'y[i0,i1] = (a[i0,i1] + b[i0,i1]) over i0 < 2, i1 < 3'],
    ['y = a', [scalar], scalar, 'y[] = a[] over '],
    ['y = exp(a)', [tensor('n')], tensor('n'), 'y[i0] = scalar(a[i0]) over i0 < n'],
    ['y = power(a, b)', [scalar, scalar], scalar, 'y[] = scalar(a[], b[]) over '],
    ['y = a > b ? a : b', [scalar, scalar], scalar, 'y[] = ((a[] > b[]) ? a[] : b[]) over '],
    ['y = a - b - c', [scalar, scalar, scalar], scalar, 'y[] = ((a[] - b[]) - c[]) over '],
    ['y = a - b * c', [scalar, scalar, scalar], scalar, 'y[] = (a[] - (b[] * c[])) over '],
    ['y = -(a - b) / 2', [scalar, scalar], scalar, 'y[] = (-(a[] - b[]) / 2) over '],
    ['y = 2.5 * a', [scalar], scalar, 'y[] = (2.5 * a[]) over '],
    ['y[i+{s}] = a[i]', [tensor(3)], tensor(7), 'y[i+s] = a[i] over i < 3'],
    ['y[i] = a[i+{T-t}]', [tensor(9)], tensor(3), 'y[i] = a[i+T-t] over i < 3'],
    ['y[i] = a[i+{-t+4}]', [tensor(9)], tensor(3), 'y[i] = a[i+-t+4] over i < 3'],
    ['y[i] = a[{n}-i-1]', [tensor('n')], tensor('n'), 'y[i] = a[-1*i+n-1] over i < n'],
    ['y[i] = a[2*i+1]', [tensor(9)], tensor(4), 'y[i] = a[2*i+1] over i < 4'],
    ['y[i] = a[i] / {m*n}', [tensor(3)], tensor(3), 'y[i] = (a[i] / {m*n}) over i < 3'],
    ['y[i,j] = j == argmax(k, a[i,k]) ? 1 : 0', [tensor(2, 5)], tensor(2, 5), 'y[i,j] = ((j == argmax(k, a[i,k])) ? 1 : 0) over i < 2, j < 5, k < 5'],
    ['y[i,0] = max(j, a[i,j])', [tensor(2, 5)], tensor(2, 1), 'y[i,0] = max(j, a[i,j]) over i < 2, j < 5'],
  ] as const)('%s', (kernel, shapes, result, expected) => expect(text(readKernel(kernel, shapes, result))).toBe(expected));

  test('the indices of the result are free, the others are reduced', () => {
    const k = readKernel('y[i,k] = sum(j, a[i,j] * b[j,k])', [tensor(2, 3), tensor(3, 4)], tensor(2, 4));
    expect(k.free).toEqual(['i', 'k']);
    expect(k.out.map(bareIndex)).toEqual(['i', 'k']);
  });
  test('a shifted subscript is no bare index', () => {
    expect(readKernel('y[i+{s}] = a[i]', [tensor(3)], tensor(7)).out.map(bareIndex)).toEqual([undefined]);
  });

  test.each([
    ['y = a b', [scalar, scalar], 'goes on after its end'],
    ['y = c', [scalar], 'has no operand c'],
    ['y = (a', [scalar], 'expected )'],
    ['y = sum(k, 1)', [scalar], 'nothing says how far k runs'],
    ['x = a', [scalar], 'expected y'],
    ['y[i] = a[i+{n/2}]', [tensor(3)], 'is not a dimension'],
  ] as const)('%s is refused', (kernel, shapes, said) => expect(() => readKernel(kernel, shapes, kernel.startsWith('y[i]') ? tensor(3) : scalar)).toThrow(said));
});
