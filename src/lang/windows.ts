/** Convolutions and pooling, as they are written. */
import { addDims, type Dim, lettersOf } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { bug, Problem } from '../core/problem.ts';
import { rank, type Shape, showShape, tensor } from '../core/shape.ts';
import type { Syntax } from '../core/syntax.ts';
import { type Convolution, convolutionTexts, readAxes, slid, writeAxes } from '../ops/windows.ts';
import type { Apply } from './apply.ts';
import { dimsIn, entriesOf, one, option, wholes } from './arguments.ts';
import { broadcast, expandTo } from './broadcast.ts';
import { type Applied, count, type Meaning } from './meaning.ts';
import type { Scope } from './scope.ts';
import type { Structural } from './structural.ts';

/** Zeros around the last axes. */
const padded = (x: Expr, by: readonly number[], apply: Apply): Expr =>
  by.reduce((e, pad, k) => {
    const axis = rank(x.shape) - by.length + k;
    return pad === 0 ? e : apply('place', [e], { axis, start: pad, whole: addDims(e.shape.dims[axis] ?? 1, 2 * pad), single: false, row: false });
  }, x);

/** The bias of each output channel, copied over the rest. */
const withBias = (y: Expr, bias: Expr | undefined, axis: number, apply: Apply): Expr =>
  bias === undefined ? y : apply('add', [y, rank(bias.shape) === 0 ? expandTo(bias, y.shape, apply) : apply('expand', [bias], { dims: y.shape.dims, axes: [axis], row: false })]);

/** A size that decides how often windows fit is a letter. */
const openSize = ({ dims }: Shape, s: Applied): Problem => {
  const letter = dims.flatMap(lettersOf).at(-1) ?? 'h';
  return new Problem('open-size', `how often windows fit an axis of ${showShape(tensor(...dims))} is left open: a size is a letter, and they move by more than one`, { place: s.place, mend: `give the letter a number, ${letter} = 28, or let the windows move by one, stride=1` });
};

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
  if (sizes === undefined) throw openSize(x.shape, s);
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
  const pads = wholes(s.options.get('pad'), n, 0, 0, scope);
  const sizes = given === undefined ? slid(of, y.shape.dims.slice(-n), kernel.shape.dims.slice(-n), true) : dimsIn(given, scope).map((d, k) => addDims(d, 2 * (pads[k] ?? 0)));
  if (sizes?.length !== n) throw new Problem('bad-option', `to= names the size of each of ${String(n)} moving axes`, { place: (given ?? s).place });
  const front = samples ? y.shape.dims.slice(0, 1) : [];
  const texts = convolutionTexts(of);
  const x = apply('correlate', [kernel, y], { spec: `${texts.kernel},${texts.result}->${texts.image}`, dims: [...front, ...(channels ? [kernel.shape.dims[1] ?? 1] : []), ...sizes] });
  const cut = pads.reduce((e, pad, k) => {
    const axis = rank(e.shape) - n + k;
    return pad === 0 ? e : apply('slice', [e], { axis, start: pad, size: addDims(e.shape.dims[axis] ?? 1, -2 * pad) });
  }, x);
  return withBias(cut, bias, front.length, apply);
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
  if (places === undefined) throw openSize(image, s);
  if (places.some((d) => typeof d === 'number' && d < 1))
    throw new Problem('shape-mismatch', `windows of ${sizes.join(' x ')} do not fit ${showShape(image)}`, { place: s.place, expected: `at most ${showShape(tensor(...image.dims.slice(before)))}` });
  const front = leading.slice(0, before);
  const texts = convolutionTexts(of);
  return { spec: { image: front + texts.image, places: front + texts.result, inside: texts.kernel }, sizes, dims: [...image.dims.slice(0, before), ...places] };
};
const imageIn = (args: readonly Expr[], s: Applied, scope: Scope, apply: Apply, around = padded): { readonly image: Expr; readonly size: Syntax } => {
  const image = one(args);
  const size = option(s, 'size', 1, `${s.fn}(X, size=2)`);
  const pads = s.options.get('pad');
  const several = size.kind === 'array' ? entriesOf(size).length : rank(image.shape) >= 3 ? 2 : 1;
  return { image: pads === undefined ? image : around(image, wholes(pads, several, 0, 0, scope), apply), size };
};

/** Below every entry that is met, and far from overflowing. */
const lowest = -1e300;
/** What lies around never is the largest. */
const paddedBelow: typeof padded = (x, by, apply) => {
  const { pool } = x;
  const ones = padded(expandTo(pool.number(1), x.shape, apply), by, apply);
  const outside = apply('subtract', broadcast([pool.number(1), ones], apply));
  return apply('add', [padded(x, by, apply), apply('times', broadcast([pool.number(lowest), outside], apply))]);
};

const maxpool: Meaning = (args, apply, s, scope) => {
  const { image, size } = imageIn(args, s, scope, apply, paddedBelow);
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

export const convolutions: readonly Structural[] = [
  { name: 'conv', meaning: conv, options: ['stride', 'pad', 'dilation', 'groups'], shown: 'X = param(3, 7, 5); K = param(2, 3, 3, 3); conv(X, K)' },
  { name: 'convtranspose', meaning: convtranspose, options: ['stride', 'pad', 'dilation', 'to'], shown: 'Y = param(2, 3, 5); K = param(2, 3, 3, 3); convtranspose(Y, K)' },
  { name: 'maxpool', meaning: maxpool, options: ['size', 'stride', 'pad'], shown: 'X = param(3, 6, 4); maxpool(X, 2)' },
  { name: 'avgpool', meaning: avgpool, options: ['size', 'stride', 'pad'], shown: 'X = param(3, 6, 4); avgpool(X, 2)' },
  { name: 'maxback', meaning: poolPart('maxback'), options: ['size', 'stride'], shown: 'g = param(3, 2); X = param(6, 4); maxback(g, X, size=[2, 2])' },
  { name: 'maxtake', meaning: poolPart('maxtake'), options: ['size', 'stride'], shown: 'A = param(6, 4); X = param(6, 4); maxtake(A, X, size=[2, 2])' },
  { name: 'correlate', meaning: spelled('correlate', 2), options: ['spec', 'to'], shown: 'k = param(3); x = param(7); correlate(k, x, spec="u,(2p+u)->p", to=[3])' },
  { name: 'windows', meaning: spelled('windows', 1), options: ['spec', 'to'], shown: 'x = param(7); windows(x, spec="(2p+u)->pu", to=[3, 3])' },
];
