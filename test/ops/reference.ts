/** What rows are held against: mathjs for functions of numbers, plain loops for what works on axes, and dual numbers. */
import { all, create } from 'mathjs';
import type { Attrs } from '../../src/core/expr.ts';
import type { Field } from '../../src/core/field.ts';
import type { Kernel, KernelExpr, Subscript } from '../../src/core/kernel.ts';
import { evaluateDim } from '../../src/core/dim.ts';
import { erf } from '../../src/ops/erf.ts';

/** Row-major. */
export interface Tensor {
  readonly sizes: readonly number[];
  readonly data: readonly number[];
}

const none: ReadonlyMap<string, number> = new Map();
export const sizeOf = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
/** What the same text says is worked out once. */
const remembered = <T>(make: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>();
  return (text) => {
    const made = known.get(text) ?? make(text);
    known.set(text, made);
    return made;
  };
};
const settingsOf = remembered((sizes) =>
  sizes.split(',').filter((n) => n !== '').reduce<readonly (readonly number[])[]>((found, n) => found.flatMap((head) => Array.from({ length: Number(n) }, (_, i) => [...head, i])), [[]]),
);
export const settings = (sizes: readonly number[]): readonly (readonly number[])[] => settingsOf(sizes.join());
const tabulate = (sizes: readonly number[], f: (at: readonly number[]) => number): Tensor => ({ sizes, data: settings(sizes).map(f) });
const entry = (t: Tensor, at: readonly number[]): number => t.data[at.reduce((sum, i, axis) => sum * (t.sizes[axis] ?? 1) + i, 0)] ?? NaN;

const numbers = (attr: unknown): readonly number[] => (Array.isArray(attr) ? attr.map(Number) : []);
export type Reference = (args: readonly Tensor[], attrs: Attrs, sizes: readonly number[]) => Tensor;

/** Reduces over the attribute `axes`, whose entries `f` sees in order. */
const over =
  (f: (xs: readonly number[]) => number): Reference =>
  ([a], attrs, sizes) => {
    if (a === undefined) throw new Error('nothing to reduce');
    const axes = numbers(attrs.axes);
    const kept = a.sizes.map((_, i) => i).filter((i) => attrs.keep === true || !axes.includes(i));
    return tabulate(sizes, (at) =>
      f(
        settings(axes.map((axis) => a.sizes[axis] ?? 1)).map((inner) => {
          const whole = a.sizes.map((_, i) => (axes.includes(i) ? (inner[axes.indexOf(i)] ?? 0) : (at[kept.indexOf(i)] ?? 0)));
          return entry(a, whole);
        }),
      ),
    );
  };
const total = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

type Axis = readonly (readonly [letter: string, factor: number])[];
const axesOf = remembered((text): readonly Axis[] =>
  [...text.matchAll(/[a-z]|\([^)]*\)/gu)].map(([token]) => token.replace(/[()]/gu, '').split('+').map((term) => [term.slice(-1), term.length > 1 ? Number(term.slice(0, -1)) : 1] as const)),
);
const where = (axes: readonly Axis[], by: ReadonlyMap<string, number>): readonly number[] => axes.map((axis) => axis.reduce((n, [l, k]) => n + k * (by.get(l) ?? 0), 0));
/** Every setting of all letters: the product of the operands' entries is added to the entry of the result. */
const windowed = (args: readonly Tensor[], spec: string, sizes: readonly number[]): Tensor => {
  const [left = '', right = ''] = spec.split('->');
  const parts = left.split(',').map(axesOf);
  const out = axesOf(right);
  const extents = new Map([...parts.map((axes, i) => [axes, args[i]?.sizes ?? []] as const), [out, sizes] as const].flatMap(([axes, of]) => axes.flatMap((axis, k) => (axis.length === 1 && axis[0]?.[1] === 1 ? [[axis[0][0], of[k] ?? 1] as const] : []))));
  const data = Array.from({ length: sizeOf(sizes) }, () => 0);
  for (const setting of settings([...extents.values()])) {
    const by = new Map([...extents.keys()].map((l, k) => [l, setting[k] ?? 0]));
    const to = where(out, by).reduce((n, i, k) => n * (sizes[k] ?? 1) + i, 0);
    data[to] = (data[to] ?? 0) + args.reduce((product, a, i) => product * entry(a, where(parts[i] ?? [], by)), 1);
  }
  return { sizes, data };
};
/** The entries of one window, row by row. */
const inWindow = (a: Tensor, attrs: Attrs, at: readonly number[]): readonly { readonly place: readonly number[]; readonly value: number }[] => {
  const [image = '', places = ''] = String(attrs.spec).split('->');
  const inside = axesOf(image).flatMap((axis) => axis.slice(1).map(([l]) => l));
  return settings((attrs.sizes as readonly number[]).map(Number)).map((s) => {
    const place = where(axesOf(image), new Map([...[...places].map((l, k) => [l, at[k] ?? 0] as const), ...inside.map((l, k) => [l, s[k] ?? 0] as const)]));
    return { place, value: entry(a, place) };
  });
};
const firstLargest = (entries: ReturnType<typeof inWindow>): readonly number[] => {
  const most = Math.max(...entries.map((x) => x.value));
  return entries.find((x) => x.value === most)?.place ?? [];
};

const onAxes: Readonly<Record<string, Reference>> = {
  sum: over(total),
  mean: over((xs) => total(xs) / xs.length),
  variance: ([a], attrs, sizes) => {
    const squares = over((xs) => total(xs.map((x) => (x - total(xs) / xs.length) ** 2)) / (xs.length - Number(attrs.correction)));
    return squares(a === undefined ? [] : [a], attrs, sizes);
  },
  cumsum: ([a], attrs, sizes) => {
    const axis = Number(attrs.axis);
    const before = (i: number, k: number): boolean => (attrs.reverse === true ? k >= i : k <= i);
    return tabulate(sizes, (at) => total(Array.from({ length: sizes[axis] ?? 1 }, (_, k) => (a !== undefined && before(at[axis] ?? 0, k) ? entry(a, at.map((i, n) => (n === axis ? k : i))) : 0))));
  },
  greatest: over((xs) => Math.max(...xs)),
  hit: ([a], attrs, sizes) => {
    if (a === undefined) throw new Error('nothing to hit');
    const [axis = 0] = numbers(attrs.axes);
    return tabulate(sizes, (at) => {
      const along = Array.from({ length: sizes[axis] ?? 1 }, (_, k) => entry(a, at.map((i, n) => (n === axis ? k : i))));
      return along.indexOf(Math.max(...along)) === at[axis] ? 1 : 0;
    });
  },
  ranks: ([a], attrs, sizes) => {
    if (a === undefined) throw new Error('nothing to rank');
    const axis = Number(attrs.axis);
    return tabulate(sizes, (at) => {
      const along = Array.from({ length: sizes[axis] ?? 1 }, (_, k) => ({ k, value: entry(a, at.map((i, n) => (n === axis ? k : i))) }));
      return 1 + along.toSorted((x, z) => x.value - z.value).findIndex(({ k }) => k === at[axis]);
    });
  },
  takealong: ([a, b], attrs, sizes) =>
    tabulate(sizes, (at) => {
      if (a === undefined || b === undefined) return NaN;
      // Between two whole numbers there is no entry.
      return Number.isInteger(entry(b, at)) ? entry(a, at.map((i, n) => (n === Number(attrs.axis) ? entry(b, at) - 1 : i))) : 0;
    }),
  putalong: ([a, b], attrs, sizes) => {
    const out = Array.from({ length: sizeOf(sizes) }, () => 0);
    if (a === undefined || b === undefined) throw new Error('an operand is missing');
    for (const at of settings(a.sizes)) {
      if (!Number.isInteger(entry(b, at))) continue;
      const to = at.map((i, n) => (n === Number(attrs.axis) ? entry(b, at) - 1 : i)).reduce((n, i, k) => n * (sizes[k] ?? 1) + i, 0);
      out[to] = (out[to] ?? 0) + entry(a, at);
    }
    return { sizes, data: out };
  },
  expand: ([a], attrs, sizes) => tabulate(sizes, (at) => (a === undefined ? NaN : entry(a, numbers(attrs.axes).map((axis, i) => (a.sizes[i] === 1 ? 0 : (at[axis] ?? 0)))))),
  slice: ([a], attrs, sizes) => {
    const axis = Number(attrs.axis);
    const start = Number(attrs.start);
    return tabulate(sizes, (at) => {
      if (a === undefined) return NaN;
      return entry(a, attrs.size === undefined ? [...at.slice(0, axis), start, ...at.slice(axis)] : at.map((i, n) => (n === axis ? start + Number(attrs.step ?? 1) * i : i)));
    });
  },
  place: ([a], attrs, sizes) => {
    const axis = Number(attrs.axis);
    const start = Number(attrs.start);
    return tabulate(sizes, (at) => {
      const i = ((at[axis] ?? 0) - start) / Number(attrs.step ?? 1);
      if (a === undefined || !Number.isInteger(i) || i < 0 || i >= (attrs.single === true ? 1 : (a.sizes[axis] ?? 1))) return 0;
      return entry(a, attrs.single === true ? at.filter((_, n) => n !== axis) : at.map((k, n) => (n === axis ? i : k)));
    });
  },
  contract: ([a, b], attrs, sizes) => {
    if (a === undefined || b === undefined) throw new Error('a product of two');
    const [left = '', right = '', out = ''] = String(attrs.spec).split(/,|->/u);
    const letters = [...new Set(left + right)];
    const extent = (l: string): number => a.sizes[left.indexOf(l)] ?? b.sizes[right.indexOf(l)] ?? 1;
    const inner = letters.filter((l) => !out.includes(l));
    return tabulate(sizes, (at) =>
      total(
        settings(inner.map(extent)).map((s) => {
          const where = (l: string): number => (out.includes(l) ? at[out.indexOf(l)] : s[inner.indexOf(l)]) ?? 0;
          return entry(a, [...left].map(where)) * entry(b, [...right].map(where));
        }),
      ),
    );
  },
  correlate: ([a, b], attrs, sizes) => {
    if (a === undefined || b === undefined) throw new Error('a product of two');
    return windowed([a, b], String(attrs.spec), sizes);
  },
  windows: ([a], attrs, sizes) => windowed(a === undefined ? [] : [a], String(attrs.spec), sizes),
  reshape: ([a], _attrs, sizes) => ({ sizes, data: [...(a?.data ?? [])] }),
  permute: ([a], attrs, sizes) =>
    tabulate(sizes, (at) => {
      const from = at.map(() => 0);
      at.forEach((i, k) => (from[Number((attrs.order as readonly number[])[k])] = i));
      return a === undefined ? NaN : entry(a, from);
    }),
  maxpool: ([a], attrs, sizes) => tabulate(sizes, (at) => (a === undefined ? NaN : Math.max(...inWindow(a, attrs, at).map((x) => x.value)))),
  maxtake: ([a, b], attrs, sizes) =>
    tabulate(sizes, (at) => {
      if (a === undefined || b === undefined) return NaN;
      return entry(a, firstLargest(inWindow(b, attrs, at)));
    }),
  maxback: ([a, b], attrs, sizes) => {
    const out = Array.from({ length: sizeOf(sizes) }, () => 0);
    if (a === undefined || b === undefined) throw new Error('an operand is missing');
    for (const at of settings(a.sizes)) {
      const to = firstLargest(inWindow(b, attrs, at)).reduce((n, i, k) => n * (sizes[k] ?? 1) + i, 0);
      out[to] = (out[to] ?? 0) + entry(a, at);
    }
    return { sizes, data: out };
  },
  transpose: ([a], _attrs, sizes) => tabulate(sizes, (at) => (a === undefined ? NaN : entry(a, [...at].reverse()))),
  total: ([a], attrs, sizes) => tabulate(sizes, (at) => (a === undefined ? NaN : Number(attrs.to) * entry(a, at))),
  dim: (_args, attrs, sizes) => ({ sizes, data: [Number(attrs.dim)] }),
  diag: ([a], _attrs, sizes) => tabulate(sizes, ([i = 0, j]) => (i === j ? (a?.data[i] ?? NaN) : 0)),
  diagonal: ([a], _attrs, sizes) => tabulate(sizes, ([i = 0]) => (a === undefined ? NaN : entry(a, [i, i]))),
  trace: ([a], _attrs, sizes) => ({ sizes, data: [total(settings((a?.sizes ?? []).slice(1)).map(([i = 0]) => (a === undefined ? NaN : entry(a, [i, i]))))] }),
};

const math = create(all ?? {});
const inMathjs: Readonly<Record<string, string>> = { negate: 'unaryMinus', times: 'multiply', power: 'pow' };
const entrywise =
  (f: (...xs: number[]) => number): Reference =>
  (args, _attrs, sizes) => ({ sizes, data: Array.from({ length: sizeOf(sizes) }, (_, i) => f(...args.map((a) => a.data[i] ?? NaN))) });

const rowsOf = ({ sizes: [m = 0, n = 1], data }: Tensor): number[][] => Array.from({ length: m }, (_, i) => data.slice(i * n, i * n + n));
const numbersIn = (v: unknown): number[] => (Array.isArray(v) ? v.flatMap(numbersIn) : [Number(v)]);
/** By mathjs, on nested arrays. */
const byMatrices =
  (f: (a: number[][], b: number[][]) => unknown): Reference =>
  ([a, b], _attrs, sizes) => ({ sizes, data: a === undefined ? [] : numbersIn(f(rowsOf(a), b === undefined ? [] : rowsOf(b))) });
const onMatrices: Readonly<Record<string, Reference>> = {
  norm: ([a], _attrs, sizes) => ({ sizes, data: [Math.hypot(...(a?.data ?? []))] }),
  ratio: entrywise((x = NaN, z = NaN) => (z === 0 ? 0 : x / z)),
  onehot: ([a], _attrs, sizes) => ({ sizes, data: (a?.data ?? []).flatMap((label) => Array.from({ length: sizes.at(-1) ?? 0 }, (_, k) => Number(k === label))) }),
  inv: byMatrices((a) => math.inv(a)),
  det: byMatrices((a) => math.det(a)),
  logdet: byMatrices((a) => Math.log(math.det(a))),
  solve: byMatrices((a, b) => math.multiply(math.inv(a), b)),
};

/** Undefined for a row that neither mathjs nor this file knows: its own index text is then all there is. */
export const referenceFor = (name: string): Reference | undefined => {
  if (name === 'hold') return entrywise((x = NaN) => x);
  if (name === 'where') return entrywise((when = NaN, then = NaN, otherwise = NaN) => (when !== 0 ? then : otherwise));
  const known = onAxes[name] ?? onMatrices[name];
  if (known !== undefined) return known;
  const f: unknown = Reflect.get(math, inMathjs[name] ?? name);
  if (typeof f !== 'function') return undefined;
  // A complex result, such as a root of a negative number, is outside what rows do.
  return entrywise((...xs) => {
    const v: unknown = Reflect.apply(f, math, xs);
    return typeof v === 'number' ? v : typeof v === 'boolean' ? Number(v) : NaN;
  });
};

/** A number with its slope along one direction. */
export interface Dual {
  readonly v: number;
  readonly d: number;
}
const plain = (v: number): Dual => ({ v, d: 0 });
const times = (a: Dual, b: Dual): Dual => ({ v: a.v * b.v, d: a.d * b.v + a.v * b.d });
export const duals: Readonly<Record<string, (x: Dual, z: Dual) => Dual>> = {
  exp: ({ v, d }) => ({ v: Math.exp(v), d: d * Math.exp(v) }),
  log: ({ v, d }) => ({ v: Math.log(v), d: d / v }),
  norm: ({ v, d }) => ({ v: Math.sqrt(v), d: d / (2 * Math.sqrt(v)) }),
  sqrt: ({ v, d }) => ({ v: Math.sqrt(v), d: d / (2 * Math.sqrt(v)) }),
  abs: ({ v, d }) => ({ v: Math.abs(v), d: v < 0 ? -d : d }),
  sign: ({ v }) => plain(Math.sign(v)),
  floor: ({ v }) => plain(Math.floor(v)),
  ceil: ({ v }) => plain(Math.ceil(v)),
  fix: ({ v }) => plain(Math.trunc(v)),
  round: ({ v }) => plain(Math.round(v)),
  mod: (x, z) => ({ v: x.v - z.v * Math.floor(x.v / z.v), d: x.d - z.d * Math.floor(x.v / z.v) }),
  erf: ({ v, d }) => ({ v: erf(v), d: (d * 2 * Math.exp(-(v ** 2))) / Math.sqrt(Math.PI) }),
  atan2: (x, z) => ({ v: Math.atan2(x.v, z.v), d: (x.d * z.v - z.d * x.v) / (x.v ** 2 + z.v ** 2) }),
  sin: ({ v, d }) => ({ v: Math.sin(v), d: d * Math.cos(v) }),
  cos: ({ v, d }) => ({ v: Math.cos(v), d: -d * Math.sin(v) }),
  atan: ({ v, d }) => ({ v: Math.atan(v), d: d / (1 + v ** 2) }),
  tanh: ({ v, d }) => ({ v: Math.tanh(v), d: d / Math.cosh(v) ** 2 }),
  power: (x, z) => ({ v: x.v ** z.v, d: (z.d === 0 ? 0 : z.d * Math.log(x.v) * x.v ** z.v) + x.d * z.v * x.v ** (z.v - 1) }),
};

const quotient = (l: Dual, r: Dual): Dual => ({ v: l.v / r.v, d: (l.d * r.v - l.v * r.d) / r.v ** 2 });
/** For procedures: what they are worked out over. */
export const dualField: Field<Dual> = {
  exact: plain,
  infix: (sign, l, r) => (sign === '+' ? { v: l.v + r.v, d: l.d + r.d } : sign === '-' ? { v: l.v - r.v, d: l.d - r.d } : sign === '*' ? times(l, r) : quotient(l, r)),
  compare: (sign, l, r) => plain(Number(sign === '<' ? l.v < r.v : NaN)),
  negate: (a) => times(plain(-1), a),
  scalar: (_f, [x = plain(NaN)]) => ({ v: Math.log(x.v), d: x.d / x.v }),
  choose: (when, then, otherwise) => (when.v !== 0 ? then() : otherwise()),
  magnitude: (a) => Math.abs(a.v),
  vanishes: (a) => a.v === 0,
};

/** The slope of a row along a direction, by dual numbers through its index text; undefined for an unknown function. */
export const slope = (name: string, kernel: Kernel, args: readonly Tensor[], directions: readonly Tensor[], sizes: readonly number[]): readonly number[] | undefined => {
  const at = new Map<string, number>();
  const unknown = new Set<string>();
  const position = (subscripts: readonly Subscript[]): readonly number[] =>
    subscripts.map((s) => s.terms.reduce((sum, [index, c]) => sum + c * (at.get(index) ?? NaN), evaluateDim(s.constant, none)));
  const go = (k: KernelExpr): Dual => {
    switch (k.kind) {
      case 'number':
        return plain(k.value);
      case 'dim':
        return plain(evaluateDim(k.dim, none));
      case 'index':
        return plain(at.get(k.index) ?? NaN);
      case 'load': {
        const [a, d] = [args[k.operand], directions[k.operand]];
        const where = position(k.at);
        return a === undefined || d === undefined ? plain(NaN) : { v: entry(a, where), d: entry(d, where) };
      }
      case 'negate':
        return times(plain(-1), go(k.of));
      case 'choose':
        return go(k.when).v !== 0 ? go(k.then) : go(k.otherwise);
      case 'scalar': {
        const [x = plain(NaN), z = plain(NaN)] = k.args.map(go);
        const f = duals[name];
        if (f === undefined) unknown.add(name);
        return f?.(x, z) ?? plain(NaN);
      }
      case 'infix': {
        const [l, r] = [go(k.left), go(k.right)];
        if (k.sign === '+') return { v: l.v + r.v, d: l.d + r.d };
        if (k.sign === '-') return { v: l.v - r.v, d: l.d - r.d };
        if (k.sign === '*') return times(l, r);
        if (k.sign === '/') return quotient(l, r);
        const holds = { '>': l.v > r.v, '>=': l.v >= r.v, '<': l.v < r.v, '<=': l.v <= r.v, '==': l.v === r.v, '!=': l.v !== r.v };
        return plain(Number(holds[k.sign]));
      }
      case 'reduce': {
        const found = Array.from({ length: evaluateDim(kernel.extents.get(k.index) ?? 0, none) }, (_, i) => {
          at.set(k.index, i);
          return go(k.of);
        });
        at.delete(k.index);
        if (k.by === 'sum') return found.reduce((a, b) => ({ v: a.v + b.v, d: a.d + b.d }), plain(0));
        const best = found.findIndex((x) => found.every((o) => o.v <= x.v));
        return k.by === 'argmax' ? plain(best) : (found[best] ?? plain(NaN));
      }
    }
  };
  const out = new Array<number>(sizeOf(sizes)).fill(0);
  for (const where of settings(kernel.free.map((index) => evaluateDim(kernel.extents.get(index) ?? 0, none)))) {
    kernel.free.forEach((index, i) => at.set(index, where[i] ?? 0));
    const to = position(kernel.out).reduce((sum, i, axis) => sum * (sizes[axis] ?? 1) + i, 0);
    out[to] = (kernel.adds ? (out[to] ?? 0) : 0) + go(kernel.body).d;
  }
  return unknown.size > 0 ? undefined : out;
};
