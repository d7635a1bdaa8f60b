/** Convolutions, pooling and other layouts of axes, as they are written. */
import { addDims, type Dim, multiplyDims } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { bug, Problem } from '../core/problem.ts';
import { rank, type Shape, showShape, tensor } from '../core/shape.ts';
import type { Syntax } from '../core/syntax.ts';
import { groupsOf, isOneStep } from '../ops/tensors.ts';
import { type Convolution, convolutionTexts, readAxes, slid, writeAxes } from '../ops/windows.ts';
import type { Apply } from './apply.ts';
import { expandTo } from './broadcast.ts';
import { type Applied, count, type Meaning } from './meaning.ts';
import { type Scope, toDim } from './scope.ts';

const entriesOf = (s: Syntax): readonly Syntax[] => (s.kind === 'array' ? s.rows.flat() : [s]);
const dimsIn = (s: Syntax, scope: Scope): readonly Dim[] => entriesOf(s).map((d) => toDim(d, scope));

/** A whole number, or one for each of `n` axes. */
const wholes = (given: Syntax | undefined, n: number, otherwise: number, least: number, scope: Scope): readonly number[] => {
  if (given === undefined) return Array.from({ length: n }, () => otherwise);
  const values = dimsIn(given, scope).map((d) => {
    if (typeof d !== 'number' || d < least) throw new Problem('bad-option', `this is a whole number from ${String(least)}`, { place: given.place });
    return d;
  });
  if (values.length === 1) return Array.from({ length: n }, () => values[0] ?? otherwise);
  if (values.length !== n) throw new Problem('bad-option', `one number, or ${String(n)}: one for each moving axis`, { place: given.place });
  return values;
};

/** Zeros around the last axes. */
const padded = (x: Expr, by: readonly number[], apply: Apply): Expr =>
  by.reduce((e, pad, k) => {
    const axis = rank(x.shape) - by.length + k;
    return pad === 0 ? e : apply('place', [e], { axis, start: pad, whole: addDims(e.shape.dims[axis] ?? 1, 2 * pad), single: false, row: false });
  }, x);

/** The bias of each output channel, copied over the rest. */
const withBias = (y: Expr, bias: Expr | undefined, axis: number, apply: Apply): Expr =>
  bias === undefined ? y : apply('add', [y, rank(bias.shape) === 0 ? expandTo(bias, y.shape, apply) : apply('expand', [bias], { dims: y.shape.dims, axes: [axis], row: false })]);

const layoutOf = (x: Shape, kernel: Shape, s: Applied): { readonly n: number; readonly channels: boolean; readonly samples: boolean } => {
  const channels = rank(kernel) > 2;
  const n = channels ? rank(kernel) - 2 : rank(kernel);
  const front = rank(x) - n;
  if (n < 1 || n > 3 || front < (channels ? 1 : 0) || front > (channels ? 2 : 1))
    throw new Problem('shape-mismatch', `${s.fn} of ${showShape(x)} with a kernel ${showShape(kernel)}`, {
      place: s.place,
      expected: 'an image [channels, h, w], or [samples, channels, h, w], and a kernel [out, in, kh, kw]; with one axis less for sequences; without channels [h, w] and [kh, kw]',
    });
  return { n, channels, samples: front > (channels ? 1 : 0) };
};

const three = (args: readonly Expr[], s: Applied): readonly [Expr, Expr, Expr | undefined] => {
  count(s, 2, 3);
  const [x, k, b] = args;
  if (x === undefined || k === undefined) throw bug('an operand is missing');
  return [x, k, b];
};

const conv: Meaning = (args, apply, s, scope) => {
  const [image, kernel, bias] = three(args, s);
  const { n, channels, samples } = layoutOf(image.shape, kernel.shape, s);
  const of: Convolution = { samples, channels, stride: wholes(s.options.get('stride'), n, 1, 1, scope), dilation: wholes(s.options.get('dilation'), n, 1, 1, scope) };
  const groups = wholes(s.options.get('groups'), 1, 1, 1, scope)[0] ?? 1;
  const x = padded(image, wholes(s.options.get('pad'), n, 0, 0, scope), apply);
  const sizes = slid(of, x.shape.dims.slice(-n), kernel.shape.dims.slice(-n), false);
  if (sizes === undefined) throw new Problem('open-size', 'how often windows fit an axis of a size in letters is left open when they move by more than one', { place: s.place, mend: 'give the size a number, h = 28' });
  if (sizes.some((d) => typeof d === 'number' && d < 1)) throw new Problem('shape-mismatch', `a window of ${showShape(tensor(...kernel.shape.dims.slice(-n)))} is larger than ${showShape(tensor(...x.shape.dims.slice(-n)))}`, { place: s.place });
  const [out = 1] = kernel.shape.dims;
  const front = samples ? x.shape.dims.slice(0, 1) : [];
  const texts = convolutionTexts(of);
  if (groups === 1) {
    const [own, other] = [kernel.shape.dims[1], x.shape.dims[samples ? 1 : 0]];
    if (channels && own !== other) throw new Problem('shape-mismatch', `a kernel ${showShape(kernel.shape)} for images ${showShape(x.shape)}: it has to have as many channels`, { place: s.place });
    const y = apply('correlate', [kernel, x], { spec: `${texts.kernel},${texts.image}->${texts.result}`, dims: [...front, ...(channels ? [out] : []), ...sizes] });
    return withBias(y, bias, front.length, apply);
  }
  // Each group of channels has kernels of its own: one more axis on both sides.
  const inChannels = x.shape.dims[samples ? 1 : 0] ?? 1;
  if (!channels || typeof out !== 'number' || typeof inChannels !== 'number' || out % groups !== 0 || inChannels % groups !== 0 || kernel.shape.dims[1] !== inChannels / groups)
    throw new Problem('shape-mismatch', `${String(groups)} groups of a kernel ${showShape(kernel.shape)} for images ${showShape(x.shape)}`, { place: s.place, expected: 'channels in and out that the groups divide, and a kernel [out, in / groups, ...]' });
  const grouped = apply('reshape', [kernel], { dims: [groups, out / groups, ...kernel.shape.dims.slice(1)] });
  const split = apply('reshape', [x], { dims: [...front, groups, inChannels / groups, ...x.shape.dims.slice(-n)] });
  const spec = `g${texts.kernel},${texts.image.replace('c', 'gc')}->${texts.result.replace('o', 'go')}`;
  const y = apply('correlate', [grouped, split], { spec, dims: [...front, groups, out / groups, ...sizes] });
  return withBias(apply('reshape', [y], { dims: [...front, out, ...sizes] }), bias, front.length, apply);
};

const convtranspose: Meaning = (args, apply, s, scope) => {
  const [y, kernel, bias] = three(args, s);
  const { n, channels, samples } = layoutOf(y.shape, kernel.shape, s);
  const of: Convolution = { samples, channels, stride: wholes(s.options.get('stride'), n, 1, 1, scope), dilation: wholes(s.options.get('dilation'), n, 1, 1, scope) };
  const given = s.options.get('to');
  const sizes = given === undefined ? slid(of, y.shape.dims.slice(-n), kernel.shape.dims.slice(-n), true) : dimsIn(given, scope);
  if (sizes?.length !== n) throw new Problem('bad-option', `to= names the size of each of ${String(n)} moving axes`, { place: (given ?? s).place });
  const front = samples ? y.shape.dims.slice(0, 1) : [];
  const texts = convolutionTexts(of);
  const x = apply('correlate', [kernel, y], { spec: `${texts.kernel},${texts.result}->${texts.image}`, dims: [...front, ...(channels ? [kernel.shape.dims[1] ?? 1] : []), ...sizes] });
  const cut = wholes(s.options.get('pad'), n, 0, 0, scope).reduce((e, pad, k) => {
    const axis = rank(e.shape) - n + k;
    return pad === 0 ? e : apply('slice', [e], { axis, start: pad, size: addDims(e.shape.dims[axis] ?? 1, -2 * pad) });
  }, x);
  return withBias(cut, bias, front.length, apply);
};

const one = (args: readonly Expr[]): Expr => {
  const [a] = args;
  if (a === undefined) throw bug('an operand is missing');
  return a;
};
const option = (s: Applied, key: string, at: number, example: string): Syntax => {
  const given = s.options.get(key) ?? s.args[at];
  if (given === undefined) throw new Problem('missing-option', `${s.fn} needs ${key}`, { place: s.place, mend: example });
  return given;
};

const leading = 'ijkl';
interface Pool {
  readonly spec: { readonly image: string; readonly places: string; readonly inside: string };
  readonly sizes: readonly number[];
  /** Of the result. */
  readonly dims: readonly Dim[];
}
/** Windows over the last axes, as many as sizes are given; one number means two axes where there are three or more. */
const poolOf = (image: Shape, size: Syntax, strideGiven: Syntax | undefined, s: Applied, scope: Scope): Pool => {
  const several = size.kind === 'array' ? entriesOf(size).length : rank(image) >= 3 ? 2 : 1;
  const sizes = wholes(size, several, 1, 1, scope);
  const stride = strideGiven === undefined ? sizes : wholes(strideGiven, several, 1, 1, scope);
  const before = rank(image) - several;
  if (before < 0 || before > leading.length) throw new Problem('shape-mismatch', `windows of ${String(several)} axes over ${showShape(image)}`, { place: s.place });
  const of: Convolution = { samples: false, channels: false, stride, dilation: sizes.map(() => 1) };
  const places = slid(of, image.dims.slice(before), sizes, false);
  if (places === undefined || places.some((d) => typeof d === 'number' && d < 1))
    throw new Problem('shape-mismatch', `windows of ${sizes.join(' x ')} do not fit ${showShape(image)}`, { place: s.place, mend: 'sizes have to be numbers here, n = 28' });
  const front = leading.slice(0, before);
  const texts = convolutionTexts(of);
  return { spec: { image: front + texts.image, places: front + texts.result, inside: texts.kernel }, sizes, dims: [...image.dims.slice(0, before), ...places] };
};
const imageIn = (args: readonly Expr[], s: Applied, scope: Scope, apply: Apply): { readonly image: Expr; readonly size: Syntax } => {
  const image = one(args);
  const size = option(s, 'size', 1, `${s.fn}(X, size=2)`);
  const pads = s.options.get('pad');
  const several = size.kind === 'array' ? entriesOf(size).length : rank(image.shape) >= 3 ? 2 : 1;
  return { image: pads === undefined ? image : padded(image, wholes(pads, several, 0, 0, scope), apply), size };
};

const maxpool: Meaning = (args, apply, s, scope) => {
  const pads = s.options.get('pad');
  // Zeros around would win over negative entries.
  if (pads !== undefined) throw new Problem('bad-option', 'the largest entries of windows that reach outside are not those of zeros', { place: pads.place, mend: 'leave pad out, or pad with conv before' });
  const { image, size } = imageIn(args, s, scope, apply);
  const { spec, sizes, dims } = poolOf(image.shape, size, s.options.get('stride'), s, scope);
  return apply('maxpool', [image], { spec: `${spec.image}->${spec.places}`, sizes, dims });
};
/** As a derivation prints what flows back through maxpool, and forward. */
const poolPart =
  (op: 'maxback' | 'maxtake'): Meaning =>
  (args, apply, s, scope) => {
    const [g, a] = args;
    if (g === undefined || a === undefined) throw new Problem('argument-count', `${op} takes two arrays and size=`, { place: s.place });
    const { spec, sizes, dims } = poolOf(a.shape, option(s, 'size', 2, `${op}(g, X, size=2)`), s.options.get('stride'), s, scope);
    const wanted = op === 'maxback' ? dims : a.shape.dims;
    if (showShape(g.shape) !== showShape(tensor(...wanted))) throw new Problem('shape-mismatch', `${op} of ${showShape(g.shape)} over windows of ${showShape(a.shape)}`, { place: s.place, expected: showShape(tensor(...wanted)) });
    return apply(op, [g, a], { spec: `${spec.image}->${spec.places}`, sizes, dims: op === 'maxback' ? a.shape.dims : dims });
  };

const avgpool: Meaning = (args, apply, s, scope) => {
  const { image, size } = imageIn(args, s, scope, apply);
  const { spec, sizes, dims } = poolOf(image.shape, size, s.options.get('stride'), s, scope);
  const laid = apply('windows', [image], { spec: `${spec.image}->${spec.places}${spec.inside}`, dims: [...dims, ...sizes] });
  return apply('mean', [laid], { axes: sizes.map((_, k) => dims.length + k), keep: false, row: false });
};

const reshape = (a: Expr, to: readonly Dim[], s: Applied, apply: Apply): Expr => {
  const { dims } = a.shape;
  const groups = groupsOf(dims, to);
  if (groups === undefined)
    throw new Problem('shape-mismatch', `${showShape(a.shape)} and ${showShape(tensor(...to))} do not hold equally many entries`, { place: s.place });
  if (isOneStep(dims, to)) return apply('reshape', [a], { dims: to });
  // Joined first, then taken apart.
  const middle = groups.map((g) => g.from.map((k) => dims[k] ?? 1).reduce(multiplyDims, 1));
  return apply('reshape', [apply('reshape', [a], { dims: middle })], { dims: to });
};

const axisIn = (s: Syntax, n: number, scope: Scope): number => {
  const d = toDim(s, scope);
  const axis = typeof d === 'number' && d < 0 ? n + d : d;
  if (typeof axis !== 'number' || axis < 0 || axis >= n) throw new Problem('no-such-axis', `an axis is a whole number from 0 to ${String(n - 1)}`, { place: s.place });
  return axis;
};

const permute: Meaning = (args, apply, s, scope) => {
  const a = one(args);
  const given = option(s, 'order', 1, 'permute(X, order=[1, 0, 2])');
  const order = entriesOf(given).map((d) => axisIn(d, rank(a.shape), scope));
  if (order.length !== rank(a.shape) || new Set(order).size !== order.length) throw new Problem('bad-option', `order names each of ${String(rank(a.shape))} axes once`, { place: given.place });
  return apply('permute', [a], { order });
};

/** Zeros before and after, along the named axes. */
const pad: Meaning = (args, apply, s, scope) => {
  count(s, 1);
  const a = one(args);
  const axes = entriesOf(option(s, 'axis', 1, 'pad(X, axis=[1, 2], by=1)')).map((d) => axisIn(d, rank(a.shape), scope));
  const given = dimsIn(option(s, 'by', 2, 'pad(X, axis=[1, 2], by=1)'), scope);
  return [...axes.entries()].sort(([, x], [, y]) => x - y).reduce((e, [k, axis]) => {
    const by = given.length === 1 ? (given[0] ?? 0) : (given[k] ?? 0);
    return by === 0 ? e : apply('place', [e], { axis, start: by, whole: addDims(addDims(e.shape.dims[axis] ?? 1, by), by), single: false, row: false });
  }, a);
};

/** Parts laid side by side: each at its place among zeros, added. */
const concat: Meaning = (args, apply, s, scope) => {
  const given = s.options.get('axis');
  const [first] = args;
  if (first === undefined || args.length < 2) throw new Problem('argument-count', 'concat takes two arrays or more', { place: s.place });
  const n = rank(first.shape);
  const axis = given === undefined ? 0 : axisIn(given, n, scope);
  if (n === 0 || args.some((a) => rank(a.shape) !== n || a.shape.dims.some((d, k) => k !== axis && d !== first.shape.dims[k])))
    throw new Problem('shape-mismatch', `arrays side by side along axis ${String(axis)}: ${args.map((a) => showShape(a.shape)).join(' and ')}`, { place: s.place, expected: 'equal sizes along the other axes' });
  const whole = args.map((a) => a.shape.dims[axis] ?? 1).reduce(addDims, 0);
  let start: Dim = 0;
  const parts = args.map((a) => {
    const part = apply('place', [a], { axis, start, whole, single: false, row: false });
    start = addDims(start, a.shape.dims[axis] ?? 1);
    return part;
  });
  return parts.reduce((a, b) => apply('add', [a, b]));
};

const stack: Meaning = (args, apply, s, scope) => {
  const given = s.options.get('axis');
  const [first] = args;
  if (first === undefined) throw new Problem('argument-count', 'stack takes arrays of one shape', { place: s.place });
  const axis = given === undefined ? 0 : axisIn(given, rank(first.shape) + 1, scope);
  if (args.some((a) => showShape(a.shape) !== showShape(first.shape))) throw new Problem('shape-mismatch', `stack takes arrays of one shape, not ${args.map((a) => showShape(a.shape)).join(' and ')}`, { place: s.place });
  return args.map((a, k) => apply('place', [a], { axis, start: k, whole: args.length, single: true, row: false })).reduce((a, b) => apply('add', [a, b]));
};

const spelled =
  (op: 'correlate' | 'windows', arity: number): Meaning =>
  (args, apply, s, scope) => {
    count(s, arity);
    const example = op === 'windows' ? 'windows(x, spec="(p+u)->pu", to=[5, 3])' : 'correlate(k, x, spec="u,(p+u)->p", to=[5])';
    const given = option(s, 'spec', arity, example);
    const [left = '', out = ''] = given.kind === 'text' ? given.text.split('->') : [];
    const texts = [...left.split(','), out];
    const letters = texts.map((t) => readAxes(t));
    const used = letters.slice(0, -1).flatMap((axes) => (axes ?? []).flatMap((axis) => axis.map(([l]) => l)));
    const kept = letters.at(-1)?.flatMap((axis) => axis.map(([l]) => l)) ?? [];
    if (letters.some((axes) => axes === undefined) || texts.length !== arity + 1 || kept.some((l) => !used.includes(l)) || letters.some((axes) => axes?.some((axis) => new Set(axis.map(([l]) => l)).size < axis.length) === true))
      throw new Problem('bad-spec', 'a specification names each axis with a letter, or a sum of letters in brackets', { place: given.place, mend: example });
    const bare = letters.flatMap((axes) => axes ?? []).flatMap((axis) => (axis.length === 1 && axis[0]?.[1] === 1 ? [axis[0][0]] : []));
    const lost = [...used, ...kept].find((l) => !bare.includes(l));
    if (lost !== undefined) throw new Problem('bad-spec', `nothing says how far ${lost} runs: it has no axis to itself`, { place: given.place, mend: example });
    return apply(op, args, { spec: `${letters.slice(0, -1).map((axes) => writeAxes(axes ?? [])).join(',')}->${writeAxes(letters.at(-1) ?? [])}`, dims: dimsIn(option(s, 'to', arity + 1, example), scope) });
  };

export interface Layout {
  readonly name: string;
  readonly meaning: Meaning;
  readonly options: readonly string[];
  readonly shown: string;
}
export const layouts: readonly Layout[] = [
  { name: 'conv', meaning: conv, options: ['stride', 'pad', 'dilation', 'groups'], shown: 'X = param(3, 7, 5); K = param(2, 3, 3, 3); conv(X, K)' },
  { name: 'convtranspose', meaning: convtranspose, options: ['stride', 'pad', 'dilation', 'to'], shown: 'Y = param(2, 3, 5); K = param(2, 3, 3, 3); convtranspose(Y, K)' },
  { name: 'maxpool', meaning: maxpool, options: ['size', 'stride', 'pad'], shown: 'X = param(3, 6, 4); maxpool(X, 2)' },
  { name: 'avgpool', meaning: avgpool, options: ['size', 'stride', 'pad'], shown: 'X = param(3, 6, 4); avgpool(X, 2)' },
  { name: 'maxback', meaning: poolPart('maxback'), options: ['size', 'stride'], shown: 'g = param(3, 2); X = param(6, 4); maxback(g, X, size=[2, 2])' },
  { name: 'maxtake', meaning: poolPart('maxtake'), options: ['size', 'stride'], shown: 'A = param(6, 4); X = param(6, 4); maxtake(A, X, size=[2, 2])' },
  { name: 'pad', meaning: pad, options: ['axis', 'by'], shown: 'X = param(3, 5); pad(X, axis=1, by=2)' },
  { name: 'reshape', meaning: (args, apply, s, scope) => reshape(one(args), dimsIn(option(s, 'to', 1, 'reshape(X, to=[2, 3])'), scope), s, apply), options: ['to'], shown: 'X = param(2, 6); reshape(X, to=[2, 2, 3])' },
  { name: 'flatten', meaning: (args, apply, s) => (count(s, 1), reshape(one(args), [one(args).shape.dims.reduce(multiplyDims, 1)], s, apply)), options: [], shown: 'X = param(2, 3, 5); flatten(X)' },
  { name: 'permute', meaning: permute, options: ['order'], shown: 'X = param(2, 3, 5); permute(X, order=[2, 0, 1])' },
  { name: 'concat', meaning: concat, options: ['axis'], shown: 'A = param(2, 3); B = param(5, 3); concat(A, B, axis=0)' },
  { name: 'stack', meaning: stack, options: ['axis'], shown: 'a = param(3); b = param(3); stack(a, b)' },
  { name: 'correlate', meaning: spelled('correlate', 2), options: ['spec', 'to'], shown: 'k = param(3); x = param(7); correlate(k, x, spec="u,(2p+u)->p", to=[3])' },
  { name: 'windows', meaning: spelled('windows', 1), options: ['spec', 'to'], shown: 'x = param(7); windows(x, spec="(2p+u)->pu", to=[3, 3])' },
];
