/** What layers compute, in plain loops over arrays: nothing here knows index text, shapes of the language or a derivative. */
import { settings, type Tensor } from '../ops/reference.ts';

export type { Tensor } from '../ops/reference.ts';
type Place = readonly number[];

export const at = ({ sizes, data }: Tensor, place: Place): number => data[place.reduce((n, i, axis) => n * (sizes[axis] ?? 1) + i, 0)] ?? NaN;
export const table = (sizes: readonly number[], f: (place: Place) => number): Tensor => ({ sizes, data: settings(sizes).map(f) });
export const each = (f: (...xs: number[]) => number, ...args: readonly Tensor[]): Tensor => ({ sizes: args[0]?.sizes ?? [], data: (args[0]?.data ?? []).map((_, i) => f(...args.map((a) => a.data[i] ?? NaN))) });
const total = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const put = (place: Place, axis: number, i: number): Place => place.map((k, n) => (n === axis ? i : k));
const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
export const add = (a: Tensor, b: Tensor): Tensor => each((x = 0, y = 0) => x + y, a, b);
export const sum = ({ data }: Tensor): number => total(data);

/** Rows of `a` times columns of `b`. */
export const product = (a: Tensor, b: Tensor): Tensor => table([a.sizes[0] ?? 1, b.sizes[1] ?? 1], ([i = 0, j = 0]) => total(range(a.sizes[1] ?? 1).map((k) => at(a, [i, k]) * at(b, [k, j]))));
export const transposed = (a: Tensor): Tensor => table([...a.sizes].reverse(), (place) => at(a, [...place].reverse()));
export const dense = (w: Tensor, x: Tensor, b: Tensor): Tensor => table([w.sizes[0] ?? 1], ([i = 0]) => (b.data[i] ?? NaN) + total(range(x.sizes[0] ?? 1).map((k) => at(w, [i, k]) * at(x, [k]))));
/** A vector beside `a`, along one of its axes. */
export const beside = (a: Tensor, v: Tensor, axis: number, f: (x: number, y: number) => number): Tensor => table(a.sizes, (place) => f(at(a, place), at(v, [place[axis] ?? 0])));

/** `f` of the entries along an axis, each place of the axis in turn. */
export const along = (a: Tensor, axis: number, f: (entries: readonly number[]) => readonly number[]): Tensor => {
  const first = f(range(a.sizes[axis] ?? 1).map((i) => at(a, put(a.sizes.map(() => 0), axis, i))));
  return table(a.sizes.map((n, k) => (k === axis ? first.length : n)), (place) => f(range(a.sizes[axis] ?? 1).map((i) => at(a, put(place, axis, i))))[place[axis] ?? 0] ?? NaN);
};
const without = (a: Tensor, axis: number): Tensor => ({ sizes: a.sizes.filter((_, k) => k !== axis), data: a.data });
export const over = (a: Tensor, axis: number, f: (entries: readonly number[]) => number): Tensor => without(along(a, axis, (xs) => [f(xs)]), axis);

export const softmax = (xs: readonly number[]): readonly number[] => {
  const top = Math.max(...xs);
  const all = xs.map((x) => Math.exp(x - top));
  return all.map((e) => e / total(all));
};
export const mean = (xs: readonly number[]): number => total(xs) / xs.length;
export const standard = (xs: readonly number[]): readonly number[] => {
  const [m, spread] = [mean(xs), Math.sqrt(mean(xs.map((x) => (x - mean(xs)) ** 2)) + 1e-5)];
  return xs.map((x) => (x - m) / spread);
};
export const rising = (xs: readonly number[]): readonly number[] => [...xs].sort((x, y) => x - y);
export const running = (xs: readonly number[]): readonly number[] => xs.map((_, i) => total(xs.slice(0, i + 1)));
/** Normalised over all places whose `group` is the same. */
export const standardBy = (a: Tensor, group: (place: Place) => string): Tensor => {
  const places = settings(a.sizes);
  const groups = new Map<string, number[]>();
  places.forEach((place, i) => groups.set(group(place), [...(groups.get(group(place)) ?? []), i]));
  const data = [...a.data];
  for (const own of groups.values()) standard(own.map((i) => a.data[i] ?? NaN)).forEach((x, k) => (data[own[k] ?? 0] = x));
  return { sizes: a.sizes, data };
};

export interface Sliding {
  readonly stride: readonly number[];
  readonly pad: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
}
/** Images [samples, channels, ...] under kernels [out, in, ...]; zero outside. */
export const convolved = (x: Tensor, k: Tensor, b: Tensor | undefined, { stride, pad, dilation, groups }: Sliding): Tensor => {
  const [samples = 1, , ...image] = x.sizes;
  const [out = 1, inner = 1, ...window] = k.sizes;
  const sizes = image.map((n, d) => Math.floor((n + 2 * (pad[d] ?? 0) - (dilation[d] ?? 1) * ((window[d] ?? 1) - 1) - 1) / (stride[d] ?? 1)) + 1);
  return table([samples, out, ...sizes], ([n = 0, o = 0, ...p]) => {
    const from = Math.floor(o / (out / groups)) * inner;
    const inside = settings([inner, ...window]).map(([c = 0, ...u]) => {
      const place = p.map((i, d) => (stride[d] ?? 1) * i + (dilation[d] ?? 1) * (u[d] ?? 0) - (pad[d] ?? 0));
      return place.every((i, d) => i >= 0 && i < (image[d] ?? 0)) ? at(x, [n, from + c, ...place]) * at(k, [o, c, ...u]) : 0;
    });
    return total(inside) + (b === undefined ? 0 : at(b, [o]));
  });
};
/** `f` of every window over the last axes; zero outside. */
export const pooled = (x: Tensor, size: readonly number[], stride: readonly number[], pad: readonly number[], f: (xs: readonly number[]) => number): Tensor => {
  const lead = x.sizes.length - size.length;
  const image = x.sizes.slice(lead);
  const sizes = image.map((n, d) => Math.floor((n + 2 * (pad[d] ?? 0) - (size[d] ?? 1)) / (stride[d] ?? 1)) + 1);
  return table([...x.sizes.slice(0, lead), ...sizes], (place) =>
    f(
      settings(size).map((u) => {
        const own = place.slice(lead).map((i, d) => (stride[d] ?? 1) * i + (u[d] ?? 0) - (pad[d] ?? 0));
        return own.every((i, d) => i >= 0 && i < (image[d] ?? 0)) ? at(x, [...place.slice(0, lead), ...own]) : 0;
      }),
    ),
  );
};
export const reshaped = ({ data }: Tensor, sizes: readonly number[]): Tensor => ({ sizes, data });
export const permuted = (a: Tensor, order: readonly number[]): Tensor => table(order.map((axis) => a.sizes[axis] ?? 1), (place) => at(a, a.sizes.map((_, axis) => place[order.indexOf(axis)] ?? 0)));
export const joined = (parts: readonly Tensor[], axis: number): Tensor => {
  const [first] = parts;
  const whole = total(parts.map((p) => p.sizes[axis] ?? 0));
  return table((first?.sizes ?? []).map((n, k) => (k === axis ? whole : n)), (place) => {
    let i = place[axis] ?? 0;
    for (const part of parts) {
      const own = part.sizes[axis] ?? 0;
      if (i < own) return at(part, put(place, axis, i));
      i -= own;
    }
    return NaN;
  });
};
export const part = (a: Tensor, axis: number, entries: readonly number[]): Tensor => table(a.sizes.map((n, k) => (k === axis ? entries.length : n)), (place) => at(a, put(place, axis, entries[place[axis] ?? 0] ?? 0)));

/** One step of each cell, by its names in the library; `p` gives a parameter of the cell. */
type Cell = (p: (name: string) => Tensor, x: Tensor, h: Tensor, c: Tensor) => { readonly h: Tensor; readonly c: Tensor };
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const none = (n: number): Tensor => table([n], () => 0);
const affine = (p: (name: string) => Tensor, gate: string, x: Tensor, h: Tensor): Tensor => add(dense(p(`W${gate}`), x, p(`b${gate}`)), dense(p(`U${gate}`), h, none(h.data.length)));
const apply1 = (f: (x: number) => number, a: Tensor): Tensor => each((x = 0) => f(x), a);
const blend = (z: Tensor, m: Tensor, h: Tensor): Tensor => each((u = 0, v = 0, w = 0) => (1 - u) * v + u * w, z, m, h);
export const cells: Readonly<Record<'rnncell' | 'lstmcell' | 'grucell' | 'grucell2014' | 'peepholecell', Cell>> = {
  rnncell: (p, x, h, c) => ({ h: apply1(Math.tanh, affine(p, '', x, h)), c }),
  lstmcell: (p, x, h, c) => {
    const [i, f, g, o] = ['i', 'f', 'g', 'o'].map((gate) => apply1(gate === 'g' ? Math.tanh : sigmoid, affine(p, gate, x, h)));
    const next = each((u = 0, v = 0, w = 0, s = 0) => v * s + u * w, i ?? h, f ?? h, g ?? h, c);
    return { c: next, h: each((u = 0, s = 0) => u * Math.tanh(s), o ?? h, next) };
  },
  peepholecell: (p, x, h, c) => {
    const seen = (gate: string, of: Tensor): Tensor => apply1(sigmoid, add(affine(p, gate, x, h), each((u = 0, s = 0) => u * s, p(`p_${gate}`), of)));
    const next = each((u = 0, v = 0, w = 0, s = 0) => v * s + u * Math.tanh(w), seen('i', c), seen('f', c), affine(p, 'g', x, h), c);
    return { c: next, h: each((u = 0, s = 0) => u * Math.tanh(s), seen('o', next), next) };
  },
  grucell: (p, x, h, c) => {
    const [r, z] = ['r', 'z'].map((gate) => apply1(sigmoid, affine(p, gate, x, h)));
    const inner = each((u = 0, v = 0) => u * v, r ?? h, dense(p('Un'), h, p('cn')));
    return { c, h: blend(z ?? h, apply1(Math.tanh, add(dense(p('Wn'), x, p('bn')), inner)), h) };
  },
  grucell2014: (p, x, h, c) => {
    const [r, z] = ['r', 'z'].map((gate) => apply1(sigmoid, affine(p, gate, x, h)));
    return { c, h: blend(z ?? h, apply1(Math.tanh, affine(p, 'n', x, each((u = 0, v = 0) => u * v, r ?? h, h))), h) };
  },
};
