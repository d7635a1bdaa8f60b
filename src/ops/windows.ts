/**
 * Windows laid over axes, and contractions with them: convolutions, their gradients, and pooling.
 *
 * A specification is that of a contraction in which an axis may be read at a sum of indices: with kernel index u and
 * output index p, `c(2p+u)` is an entry of a signal under a window that moves by two. The gradient by either operand is the
 * same contraction with the specification turned round; where the sum stands in the result, all that hits an entry is added.
 */
import { addDims, type Dim, multiplyDims, showDim, subtractDims } from '../core/dim.ts';
import type { Attrs } from '../core/expr.ts';
import type { Notation } from '../core/notation.ts';
import type { Op } from '../core/op.ts';
import { bug, Problem } from '../core/problem.ts';
import { type Shape, showShape, tensor } from '../core/shape.ts';
import { dimsOf } from './axes.ts';
import { pull, stop } from './rules.ts';

/** The indices added up along one axis, each with its whole factor. */
export type Axis = readonly (readonly [letter: string, factor: number])[];

/** `c(2p+u)` as axes; undefined where it is none. */
export const readAxes = (text: string): readonly Axis[] | undefined => {
  if (!/^(?:[a-z]|\((?:\d*[a-z])(?:\+\d*[a-z])*\))*$/u.test(text)) return undefined;
  return [...text.matchAll(/[a-z]|\(([^)]*)\)/gu)].map(([letter, sum]) =>
    sum === undefined ? [[letter, 1] as const] : [...sum.matchAll(/(\d*)([a-z])/gu)].map(([, factor, l = '']) => [l, factor === '' ? 1 : Number(factor)] as const),
  );
};
export const writeAxes = (axes: readonly Axis[]): string =>
  axes.map((axis) => (axis.length === 1 && axis[0]?.[1] === 1 ? axis[0][0] : `(${axis.map(([l, k]) => `${k === 1 ? '' : String(k)}${l}`).join('+')})`)).join('');

export interface WindowSpec {
  readonly operands: readonly string[];
  readonly out: string;
}
export const readWindowSpec = (attrs: Attrs): WindowSpec => {
  const [operands = '', out = ''] = String(attrs.spec).split('->');
  return { operands: operands.split(','), out };
};
const writeSpec = (operands: readonly string[], out: string): string => `${operands.join(',')}->${out}`;

const axesIn = (text: string): readonly Axis[] => readAxes(text) ?? fail(text);
const fail = (text: string): never => {
  throw bug(`no axes: ${text}`);
};
const lettersIn = (text: string): readonly string[] => axesIn(text).flatMap((axis) => axis.map(([l]) => l));

/** How far each letter runs: as far as the axis that it has to itself. */
const extentsOf = (parts: readonly (readonly [text: string, shape: Shape])[]): ReadonlyMap<string, Dim> => {
  const extents = new Map<string, Dim>();
  for (const [text, shape] of parts)
    axesIn(text).forEach((axis, k) => {
      const [[letter, factor] = ['', 0], more] = axis;
      const d = shape.dims[k];
      if (more !== undefined || factor !== 1 || d === undefined) return;
      const known = extents.get(letter);
      if (known !== undefined && known !== d) throw new Problem('shape-mismatch', `two axes that go together have the sizes ${showDim(known)} and ${showDim(d)}`);
      extents.set(letter, d);
    });
  return extents;
};

const shapeOf = (operands: readonly Shape[], attrs: Attrs): Shape => {
  const spec = readWindowSpec(attrs);
  const to = tensor(...dimsOf(attrs));
  const parts = [...spec.operands.map((text, i) => [text, operands[i] ?? tensor()] as const), [spec.out, to] as const];
  for (const [text, shape] of parts) if (axesIn(text).length !== shape.dims.length) throw new Problem('shape-mismatch', `${text} names ${String(axesIn(text).length)} axes, and ${showShape(shape)} has others`);
  const extents = extentsOf(parts);
  for (const [text, shape] of parts)
    axesIn(text).forEach((axis, k) => {
      // The last window has to end inside.
      const last = axis.reduce<number | undefined>((sum, [l, factor]) => {
        const n = extents.get(l);
        return typeof n !== 'number' || sum === undefined ? undefined : sum + factor * (n - 1);
      }, 0);
      const d = shape.dims[k];
      if (typeof d === 'number' && last !== undefined && last >= d) throw new Problem('shape-mismatch', `windows reach entry ${String(last + 1)} of an axis of ${String(d)} in ${showShape(shape)}`);
    });
  return to;
};

const subscripts = (text: string): string =>
  `[${axesIn(text)
    .map((axis) => axis.map(([l, k]) => `${k === 1 ? '' : `${String(k)}*`}i${l}`).join('+'))
    .join(',')}]`;

/** Added up wherever several settings of the indices meet one entry. */
const kernelOf = (attrs: Attrs): string => {
  const { operands, out } = readWindowSpec(attrs);
  const product = operands.map((text, k) => `${'ab'.charAt(k)}${subscripts(text)}`).join(' * ');
  const kept = lettersIn(out);
  const summed = [...new Set(operands.flatMap(lettersIn))].filter((l) => !kept.includes(l));
  const meets = axesIn(out).some((axis) => axis.length > 1 || axis[0]?.[1] !== 1);
  return `y${subscripts(out)} ${meets ? '+=' : '='} ${summed.reduceRight((inner, l) => `sum(i${l}, ${inner})`, product)}`;
};

const long = (fn: string, attrs: Attrs, args: readonly Notation[]): Notation => ({
  kind: 'call',
  fn,
  args,
  options: [
    ['spec', `"${String(attrs.spec)}"`],
    ['to', `[${dimsOf(attrs).map(showDim).join(', ')}]`],
  ],
});

/** A convolution as a specification: images of one or more axes, with channels and samples in front where there are any. */
export interface Convolution {
  readonly samples: boolean;
  readonly channels: boolean;
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}
const [outer, inner] = ['pqr', 'uvw'];
export const convolutionTexts = ({ samples, channels, stride, dilation }: Convolution): { readonly kernel: string; readonly image: string; readonly result: string } => {
  const each = (f: (k: number) => string): string => stride.map((_, k) => f(k)).join('');
  const front = samples ? 'n' : '';
  return {
    kernel: (channels ? 'oc' : '') + each((k) => inner.charAt(k)),
    image: front + (channels ? 'c' : '') + writeAxes(stride.map((s, k) => [[outer.charAt(k), s], [inner.charAt(k), dilation[k] ?? 1]])),
    result: front + (channels ? 'o' : '') + each((k) => outer.charAt(k)),
  };
};

/** Whether `spec` is that of a convolution's values or of its gradient by the image. */
export const asConvolution = (attrs: Attrs): { readonly of: Convolution; readonly transposed: boolean } | undefined => {
  const { operands: [kernel = '', other = ''], out } = readWindowSpec(attrs);
  for (const [image, result] of [[other, out], [out, other]] as const) {
    const axes = readAxes(image)?.filter((axis) => axis.length === 2) ?? [];
    const of: Convolution = {
      samples: image.startsWith('n'),
      channels: kernel.startsWith('oc'),
      stride: axes.map((axis) => axis[0]?.[1] ?? 1),
      dilation: axes.map((axis) => axis[1]?.[1] ?? 1),
    };
    const texts = convolutionTexts(of);
    if (axes.length > 0 && texts.kernel === kernel && texts.image === image && texts.result === result) return { of, transposed: image === out };
  }
  return undefined;
};

/** Sizes of the moving axes: of the result for an image, or of the least image for a result. */
export const slid = ({ stride, dilation }: Convolution, sizes: readonly Dim[], kernel: readonly Dim[], back: boolean): readonly Dim[] | undefined => {
  const all = sizes.map((n, k) => {
    const [s = 1, d = 1, size = 1] = [stride[k], dilation[k], kernel[k]];
    const reach = multiplyDims(d, subtractDims(size, 1));
    if (back) return addDims(addDims(multiplyDims(s, subtractDims(n, 1)), reach), 1);
    const room = subtractDims(subtractDims(n, reach), 1);
    if (s === 1) return addDims(room, 1);
    return typeof room === 'number' ? Math.floor(room / s) + 1 : undefined;
  });
  return all.every((d) => d !== undefined) ? all : undefined;
};

const evenly = (name: string, values: readonly number[], otherwise: number): readonly (readonly [string, string])[] =>
  values.every((v) => v === otherwise) ? [] : [[name, values.every((v) => v === values[0]) ? String(values[0]) : `[${values.join(', ')}]`]];

/** `conv(X, K)` and `convtranspose(Y, K)`, where it is one. */
const writeCorrelate = (args: readonly Notation[], attrs: Attrs, shapes: readonly Shape[]): Notation => {
  const found = asConvolution(attrs);
  const [kernel, other] = args;
  const [ofKernel, ofOther] = shapes;
  if (found === undefined || kernel === undefined || other === undefined || ofKernel === undefined || ofOther === undefined) return long('correlate', attrs, args);
  const n = found.of.stride.length;
  const to = dimsOf(attrs).slice(-n);
  const natural = slid(found.of, ofOther.dims.slice(-n), ofKernel.dims.slice(-n), found.transposed);
  const usual = natural?.every((d, k) => d === to[k]) === true;
  if (!usual && !found.transposed) return long('correlate', attrs, args);
  return {
    kind: 'call',
    fn: found.transposed ? 'convtranspose' : 'conv',
    args: [other, kernel],
    options: [...evenly('stride', found.of.stride, 1), ...evenly('dilation', found.of.dilation, 1), ...(usual ? [] : [['to', `[${to.map(showDim).join(', ')}]`] as const])],
  };
};

/** Windows whose largest entry counts: where they lie, `i(2p+u)(2q+v)->ipq`, and how large they are, `sizes`. */
const pooled = (attrs: Attrs): { readonly image: string; readonly places: string; readonly inside: readonly string[]; readonly ranges: string } => {
  const { operands: [image = ''], out } = readWindowSpec(attrs);
  const inside = [...new Set(lettersIn(image))].filter((l) => !lettersIn(out).includes(l));
  const sizes = Array.isArray(attrs.sizes) ? attrs.sizes.map(Number) : [];
  return { image: subscripts(image), places: subscripts(out), inside, ranges: inside.map((l, k) => `i${l}:{${String(sizes[k] ?? 1)}}`).join(',') };
};
/** `then` where a place in the window is its first largest one: the first in its row, in the first row that has it. */
const atFirstLargest = ({ image, inside }: ReturnType<typeof pooled>, operand: string, then: string): string =>
  inside.reduceRight((body, l, k) => {
    // A second name for the index that is looked for, and for all after it.
    const renamed = (text: string): string => inside.slice(k).reduce((t, x) => t.replaceAll(`i${x}`, `j${x}`), text);
    const largest = inside.slice(k + 1).reduceRight((inner, x) => `max(j${x}, ${inner})`, `${operand}${renamed(image)}`);
    return `(i${l} == argmax(j${l}, ${largest}) ? ${body} : 0)`;
  }, then);
const rangesAgain = (p: ReturnType<typeof pooled>): string => `${p.ranges},${p.ranges.replaceAll('i', 'j')}`;

const poolAttrs = (attrs: Attrs, dims: readonly Dim[]): Attrs => ({ spec: attrs.spec ?? '', sizes: attrs.sizes ?? [], dims });
const toDims = (_operands: readonly Shape[], attrs: Attrs): Shape => tensor(...dimsOf(attrs));
/** One number stands for two axes, or for one of an array that has no more than two. */
const poolOptions = (attrs: Attrs): readonly (readonly [string, string])[] => {
  const sizes = Array.isArray(attrs.sizes) ? attrs.sizes.map(Number) : [];
  const axes = readAxes(readWindowSpec(attrs).operands[0] ?? '') ?? [];
  const stride = axes.filter((axis) => axis.length === 2).map((axis) => axis[0]?.[1] ?? 1);
  const usual = sizes.length === (axes.length >= 3 ? 2 : 1);
  const list = (values: readonly number[]): string => (usual && values.every((v) => v === values[0]) ? String(values[0]) : `[${values.join(', ')}]`);
  return [['size', list(sizes)], ...(stride.every((n, k) => n === sizes[k]) ? [] : [['stride', list(stride)] as const])];
};

const pools: readonly Op[] = [
  {
    name: 'maxpool',
    arity: 1,
    shape: toDims,
    kernel: (attrs) => {
      const p = pooled(attrs);
      return `${p.ranges}; y${p.places} = ${p.inside.reduceRight((inner, l) => `max(i${l}, ${inner})`, `a${p.image}`)}`;
    },
    rules: [pull('maxpool', 'maxback(g, a)', { forward: 'larger-one', attrs: (attrs, [a]) => ({ maxback: poolAttrs(attrs, a?.dims ?? []) }) })],
    write: (args, attrs) => ({ kind: 'call', fn: 'maxpool', args, options: poolOptions(attrs) }),
    kink: 'greatest',
  },
  {
    // The first operand's entries at the first largest entry of each window of the second; overlaps are added.
    name: 'maxback',
    arity: 2,
    shape: toDims,
    kernel: (attrs) => {
      const p = pooled(attrs);
      return `${rangesAgain(p)}; y${p.image} += ${atFirstLargest(p, 'b', `a${p.places}`)}`;
    },
    rules: [
      pull('maxback', 'maxtake(g, b)', { forward: 'entry-by-entry', attrs: (attrs, [a]) => ({ maxtake: poolAttrs(attrs, a?.dims ?? []) }) }),
      stop('hit'),
    ],
    write: (args, attrs) => ({ kind: 'call', fn: 'maxback', args, options: poolOptions(attrs) }),
  },
  {
    // The first operand's entry at the first largest entry of each window of the second.
    name: 'maxtake',
    arity: 2,
    shape: toDims,
    kernel: (attrs) => {
      const p = pooled(attrs);
      return `${rangesAgain(p)}; y${p.places} = ${p.inside.reduceRight((inner, l) => `sum(i${l}, ${inner})`, atFirstLargest(p, 'b', `a${p.image}`))}`;
    },
    rules: [
      pull('maxtake', 'maxback(g, b)', { forward: 'entry-by-entry', attrs: (attrs, [a]) => ({ maxback: poolAttrs(attrs, a?.dims ?? []) }) }),
      stop('hit'),
    ],
    write: (args, attrs) => ({ kind: 'call', fn: 'maxtake', args, options: poolOptions(attrs) }),
  },
];

export const windows: readonly Op[] = [
  ...pools,
  {
    // Attributes: `spec`, such as `ocu,c(2p+u)->op`, and `dims` of the result.
    name: 'correlate',
    arity: 2,
    shape: shapeOf,
    kernel: kernelOf,
    rules: [
      pull('correlate.left', 'correlate(g, b)', {
        forward: 'product-rule',
        attrs: (attrs, [a]) => {
          const { operands, out } = readWindowSpec(attrs);
          return { correlate: { spec: writeSpec([out, operands[1] ?? ''], operands[0] ?? ''), dims: a?.dims ?? [] } };
        },
      }),
      pull('correlate.right', 'correlate(a, g)', {
        forward: 'product-rule',
        attrs: (attrs, [, b]) => {
          const { operands, out } = readWindowSpec(attrs);
          return { correlate: { spec: writeSpec([operands[0] ?? '', out], operands[1] ?? ''), dims: b?.dims ?? [] } };
        },
      }),
    ],
    write: writeCorrelate,
  },
  {
    // One operand: entries laid out by window, or added back to where they came from.
    name: 'windows',
    arity: 1,
    shape: shapeOf,
    kernel: kernelOf,
    rules: [
      pull('windows', 'windows(g)', {
        forward: 'entry-by-entry',
        attrs: (attrs, [a]) => {
          const { operands, out } = readWindowSpec(attrs);
          return { windows: { spec: writeSpec([out], operands[0] ?? ''), dims: a?.dims ?? [] } };
        },
      }),
    ],
    write: (args, attrs) => long('windows', attrs, args),
  },
];
