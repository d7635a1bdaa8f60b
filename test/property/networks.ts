/**
 * Random networks of the usual kinds, each as a text and as plain loops: built from a list of choices, so that a shorter list
 * or smaller numbers give a smaller network.
 */
import { add, along, beside, cells, convolved, dense, each, joined, mean, over, part, permuted, pooled, product, reshaped, rising, running, softmax, standard, standardBy, sum, table, type Tensor, transposed } from './naive.ts';
import type { Formula, Written } from './programs.ts';

/** Arrays by the names of the text; a family has its index as the first axis. */
export type Given = (name: string) => Tensor;
interface Node {
  readonly text: string;
  readonly dims: readonly number[];
  readonly value: (given: Given) => Tensor;
}
export interface Network extends Written {
  readonly kind: string;
  /** The objective. */
  readonly value: (given: Given) => number;
}

const kinds = ['image', 'rows', 'sequence', 'vector'] as const;
const smooth: readonly (readonly [name: string, f: (x: number) => number])[] = [
  ['tanh', Math.tanh],
  ['sigmoid', (x) => 1 / (1 + Math.exp(-x))],
  ['relu', (x) => Math.max(0, x)],
  ['softplus', (x) => Math.log1p(Math.exp(x))],
  ['silu', (x) => x / (1 + Math.exp(-x))],
  ['leakyrelu', (x) => (x > 0 ? x : 0.01 * x)],
];
const shown = (list: readonly number[]): string => (list.every((n) => n === list[0]) ? String(list[0]) : `[${list.join(', ')}]`);
const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

export const networkOf = (choices: readonly number[]): Network => {
  let next = 0;
  const pick = (n: number): number => (choices[next++] ?? 0) % n;
  const flip = (): boolean => pick(2) === 1;
  const of = <T>(list: readonly [T, ...T[]]): T => list[pick(list.length)] ?? list[0];

  const declarations: string[] = ['use("layers")'];
  const formulas: Formula[] = [];
  const fresh = (letter: string): string => `${letter}${String(declarations.length + formulas.length)}`;
  const declare = (role: 'param' | 'input' | 'target', ...dims: readonly number[]): Node => {
    const text = fresh(role === 'param' ? 'p' : role === 'input' ? 'x' : 'y');
    declarations.push(`${text} = ${role}(${dims.join(', ')})`);
    return { text, dims, value: (given) => given(text) };
  };
  /** Worked out once for each set of values. */
  const once = (value: Node['value']): Node['value'] => {
    const known = new WeakMap<Given, Tensor>();
    return (given) => {
      const found = known.get(given) ?? value(given);
      known.set(given, found);
      return found;
    };
  };
  const define = (right: string, dims: readonly number[], value: Node['value'], field = ''): Node => {
    const left = fresh('h');
    formulas.push({ left, right });
    return { text: left + field, dims, value: once(value) };
  };
  /** A layer of the library; its parameters are read by their dotted names. */
  const layer = (call: string, dims: readonly number[], value: (given: Given, own: (field: string) => Tensor) => Tensor, field = '.y'): Node => {
    const left = fresh('l');
    formulas.push({ left, right: call });
    return { text: `${left}${field}`, dims, value: once((given) => value(given, (name) => given(`${left}.${name}`))) };
  };
  const start = (...dims: readonly number[]): Node => declare(flip() ? 'param' : 'input', ...dims);

  const active = (x: Node): Node => {
    const [name, f] = of(smooth as [(typeof smooth)[number], ...(typeof smooth)[number][]]);
    return define(`${name}(${x.text})`, x.dims, (given) => each((v = NaN) => f(v), x.value(given)));
  };
  const residual = (x: Node): Node => {
    const inner = active(x);
    return define(`${x.text} + ${inner.text}`, x.dims, (given) => add(x.value(given), inner.value(given)));
  };
  /** What works along any axis of any array. */
  const onAxis = (x: Node): Node => {
    const axis = pick(x.dims.length);
    const n = x.dims[axis] ?? 1;
    const named = x.dims.length > 1 ? `, axis=${String(axis)}` : '';
    const same = (right: string, f: (xs: readonly number[]) => readonly number[]): Node => define(right, x.dims, (given) => along(x.value(given), axis, f));
    const resized = (size: number): readonly number[] => x.dims.map((d, k) => (k === axis ? size : d));
    const taken = (from: number, step: number, size: number): Node => {
      const at = x.dims.map((_, k) => (k === axis ? `${String(from)}:${String(step)}:${String(from + step * (size - 1))}` : ':')).join(', ');
      return define(`${x.text}[${at}]`, resized(size), (given) => part(x.value(given), axis, range(size).map((i) => from - 1 + step * i)));
    };
    switch (pick(9)) {
      case 0:
        return same(`flip(${x.text}${named})`, (xs) => [...xs].reverse());
      case 1:
        return same(`sort(${x.text}${named})`, rising);
      case 2:
        return same(`sort(${x.text}${named}, descending=true)`, (xs) => rising(xs).toReversed());
      case 3: {
        const k = 1 + pick(n);
        return define(`topk(${x.text}, ${String(k)}${named})`, resized(k), (given) => along(x.value(given), axis, (xs) => rising(xs).toReversed().slice(0, k)));
      }
      case 4:
        return same(`cumsum(${x.text}${named})`, running);
      case 5: {
        const step = 1 + pick(2);
        const size = 1 + pick(Math.ceil(n / step));
        return taken(1, step, size);
      }
      case 6:
        return taken(n, -1, 1 + pick(n));
      case 7: {
        const other = active(x);
        return define(`concat(${x.text}, ${other.text}, axis=${String(axis)})`, resized(2 * n), (given) => joined([x.value(given), other.value(given)], axis));
      }
      default: {
        const by = 1 + pick(2);
        return define(`pad(${x.text}, axis=${String(axis)}, by=${String(by)})`, resized(n + 2 * by), (given) => {
          const zeros = table(resized(by), () => 0);
          return joined([zeros, x.value(given), zeros], axis);
        });
      }
    }
  };

  const image = (): Node => {
    const sampled = flip();
    const axes = 1 + pick(2);
    let x = start(...(sampled ? [2] : []), 1 + pick(3), ...range(axes).map(() => 3 + pick(4)));
    /** A part or a copy of the samples may be all that is left. */
    const sized = (d: readonly number[]): readonly number[] => [...x.dims.slice(0, sampled ? 1 : 0), ...d];
    /** The naive convolution wants samples. */
    const batch = (t: Tensor): Tensor => (sampled ? t : reshaped(t, [1, ...t.sizes]));
    const unbatch = (t: Tensor): Tensor => (sampled ? t : reshaped(t, t.sizes.slice(1)));
    const channels = (): number => x.dims.at(-axes - 1) ?? 1;
    const spatial = (): readonly number[] => x.dims.slice(-axes);
    const convolution = (): Node => {
      const window = range(axes).map((d) => Math.min(spatial()[d] ?? 1, 1 + pick(3)));
      const [stride, pad] = [range(axes).map(() => 1 + pick(2)), range(axes).map(() => pick(2))];
      const dilation = range(axes).map((d) => (2 * ((window[d] ?? 1) - 1) < (spatial()[d] ?? 1) ? 1 + pick(2) : 1));
      const groups = channels() > 1 && flip() ? channels() : 1;
      const out = groups * (1 + pick(2));
      const k = declare('param', out, channels() / groups, ...window);
      const b = flip() ? declare('param', out) : undefined;
      const options = [
        ['stride', stride, 1],
        ['pad', pad, 0],
        ['dilation', dilation, 1],
        ['groups', [groups], 1],
      ] as const;
      const said = options.filter(([, values, usual]) => values.some((v) => v !== usual)).map(([name, values]) => `, ${name}=${shown(values)}`).join('');
      const sizes = spatial().map((n, d) => Math.floor((n + 2 * (pad[d] ?? 0) - (dilation[d] ?? 1) * ((window[d] ?? 1) - 1) - 1) / (stride[d] ?? 1)) + 1);
      const from = x;
      return define(`conv(${from.text}, ${k.text}${b === undefined ? '' : `, ${b.text}`}${said})`, sized([out, ...sizes]), (given) => unbatch(convolved(batch(from.value(given)), k.value(given), b?.value(given), { stride, pad, dilation, groups })));
    };
    const pool = (largest: boolean): Node => {
      const size = spatial().map((n) => 1 + pick(Math.min(3, n)));
      const stride = size.map((n) => 1 + pick(n));
      const sizes = spatial().map((n, d) => Math.floor((n - (size[d] ?? 1)) / (stride[d] ?? 1)) + 1);
      const from = x;
      return define(`${largest ? 'maxpool' : 'avgpool'}(${from.text}, [${size.join(', ')}], stride=[${stride.join(', ')}])`, [...from.dims.slice(0, -axes), ...sizes], (given) => pooled(from.value(given), size, stride, size.map(() => 0), largest ? (xs) => Math.max(...xs) : mean));
    };
    const normed = (): Node => {
      const from = x;
      const scaled = (t: Tensor, own: (field: string) => Tensor, axis: number): Tensor => beside(beside(t, own('g'), axis, (u, v) => u * v), own('b'), axis, (u, v) => u + v);
      if (!sampled) return layer(`layernorm(${from.text})`, from.dims, (given, own) => scaled(along(from.value(given), from.dims.length - 1, standard), own, from.dims.length - 1));
      const n = channels();
      switch (pick(3)) {
        case 0:
          return layer(`batchnorm(${from.text})`, from.dims, (given, own) => scaled(standardBy(from.value(given), (p) => String(p[1])), own, 1));
        case 1:
          return layer(`groupnorm(${from.text}, ${String(n % 2 === 0 ? 2 : n)})`, from.dims, (given, own) => scaled(standardBy(from.value(given), (p) => `${String(p[0])} ${String(n % 2 === 0 ? Math.floor((p[1] ?? 0) / (n / 2)) : p[1])}`), own, 1));
        default:
          return layer(`instancenorm(${from.text})`, from.dims, (given, own) => scaled(standardBy(from.value(given), (p) => `${String(p[0])} ${String(p[1])}`), own, 1));
      }
    };
    for (let i = pick(4); i > 0; i--) {
      const made: readonly (() => Node)[] = [convolution, convolution, () => pool(true), () => pool(false), normed, () => active(x), () => residual(x), () => onAxis(x)];
      x = (made[pick(made.length)] ?? convolution)();
    }
    return x;
  };

  const head = (x: Node): Node => {
    const n = x.dims.reduce((a, b) => a * b, 1);
    if (flip() && x.dims.length > 2) return define(`mean(${x.text}, axis=[-2, -1], keep=false)`, x.dims.slice(0, -2), (given) => over(over(x.value(given), x.dims.length - 1, mean), x.dims.length - 2, mean));
    if (x.dims.length === 1) return x;
    return define(`flatten(${x.text})`, [n], (given) => reshaped(x.value(given), [n]));
  };

  const vector = (from: Node): Node => {
    let x = from;
    for (let i = pick(3); i > 0; i--) {
      const [n = 1] = x.dims;
      const one = x;
      const made: readonly (() => Node)[] = [
        () => {
          const m = 1 + pick(4);
          return layer(`dense(${one.text}, ${String(m)})`, [m], (given, own) => dense(own('W'), one.value(given), own('b')));
        },
        () => active(one),
        () => residual(one),
        () => onAxis(one),
        () => define(`softmax(${one.text})`, one.dims, (given) => along(one.value(given), 0, softmax)),
        () => layer(`layernorm(${one.text})`, one.dims, (given, own) => add(each((u = 0, v = 0) => u * v, along(one.value(given), 0, standard), own('g')), own('b'))),
        () => define(`stack(${one.text}, ${one.text})`, [2, n], (given) => table([2, n], ([, k = 0]) => one.value(given).data[k] ?? NaN)),
      ];
      const step = (made[pick(x.dims.length > 1 ? made.length - 1 : made.length)] ?? (() => one))();
      x = step.dims.length === 1 ? step : head(step);
    }
    return x;
  };

  const rows = (): Node => {
    const [t, m] = [3 + pick(3), 2 + pick(3)];
    const embedded = (): Node => {
      const id = fresh('id');
      declarations.push(`${id} = input(${String(t)}, index=5)`);
      return layer(`embedding(${id}, 5, ${String(m)})`, [t, m], (given, own) => table([t, m], ([i = 0, k = 0]) => own('E').data[((given(id).data[i] ?? 1) - 1) * m + k] ?? NaN));
    };
    let x = flip() ? embedded() : start(t, m);
    for (let i = pick(4); i > 0; i--) {
      const one = x;
      const [k = 1, n = 1] = one.dims;
      const asMatrix = (given: Given): Tensor => one.value(given);
      const made: readonly (() => Node)[] = [
        () => {
          const [w, b] = [declare('param', n, 1 + pick(4)), flip()];
          const out = w.dims[1] ?? 1;
          const bias = b && out !== k ? declare('param', out) : undefined;
          return define(`${one.text} * ${w.text}${bias === undefined ? '' : ` + ${bias.text}`}`, [k, out], (given) => {
            const y = product(asMatrix(given), w.value(given));
            return bias === undefined ? y : beside(y, bias.value(given), 1, (u, v) => u + v);
          });
        },
        () => {
          const h = 1 + pick(3);
          return layer(`attention(${one.text}, ${String(h)})`, [k, h], (given, own) => {
            const [q, s, v] = ['Q', 'K', 'V'].map((name) => product(asMatrix(given), own(name)));
            if (q === undefined || s === undefined || v === undefined) throw new Error('attention has three projections');
            return product(along(each((u = 0) => u / Math.sqrt(h), product(q, transposed(s))), 1, softmax), v);
          });
        },
        () => {
          const [heads, h] = [1 + pick(2), 1 + pick(3)];
          return layer(`multihead(${one.text}, ${String(heads)}, ${String(h)})`, [k, n], (given, own) => {
            const projected = (name: string, which: number): Tensor => product(asMatrix(given), table([n, h], ([i = 0, j = 0]) => own(name).data[(i * heads + which) * h + j] ?? NaN));
            return range(heads)
              .map((which) => {
                const a = along(each((u = 0) => u / Math.sqrt(h), product(projected('Q', which), transposed(projected('K', which)))), 1, softmax);
                return product(product(a, projected('V', which)), table([h, n], ([j = 0, i = 0]) => own('O').data[(which * h + j) * n + i] ?? NaN));
              })
              .reduce(add);
          });
        },
        () => layer(`layernorm(${one.text})`, one.dims, (given, own) => beside(beside(along(asMatrix(given), 1, standard), own('g'), 1, (u, v) => u * v), own('b'), 1, (u, v) => u + v)),
        () => layer(`batchnorm(${one.text})`, one.dims, (given, own) => beside(beside(along(asMatrix(given), 0, standard), own('g'), 1, (u, v) => u * v), own('b'), 1, (u, v) => u + v)),
        () => layer(`rmsnorm(${one.text})`, one.dims, (given, own) => beside(along(asMatrix(given), 1, (xs) => xs.map((v) => v / Math.sqrt(mean(xs.map((u) => u * u)) + 1e-5))), own('g'), 1, (u, v) => u * v)),
        () => active(one),
        () => residual(one),
        () => onAxis(one),
        () => define(`softmax(${one.text})`, one.dims, (given) => along(asMatrix(given), 1, softmax)),
        () => define(`permute(${one.text}, order=[1, 0])`, [n, k], (given) => permuted(asMatrix(given), [1, 0])),
        () => {
          const id = fresh('id');
          declarations.push(`${id} = input(${String(k)}, 2, index=${String(n)})`);
          return define(`takealong(${one.text}, ${id}, axis=1)`, [k, 2], (given) => table([k, 2], ([i = 0, j = 0]) => asMatrix(given).data[i * n + (given(id).data[i * 2 + j] ?? 1) - 1] ?? NaN));
        },
      ];
      x = (made[pick(made.length)] ?? (() => one))();
    }
    return x;
  };

  const sequence = (): Node => {
    const [steps, d, n] = [2 + pick(2), 1 + pick(3), 1 + pick(3)];
    const cell = of(['rnncell', 'lstmcell', 'grucell', 'grucell2014', 'peepholecell'] as const);
    const hasCell = cell === 'lstmcell' || cell === 'peepholecell';
    declarations.push(`T = ${String(steps)}`, 't = index(T)', `x[t] = ${flip() ? 'param' : 'input'}(${String(d)})`);
    const startAt = flip() ? declare('param', n) : undefined;
    formulas.push({ left: 's[0]', right: `{h: ${startAt?.text ?? `zeros(${String(n)})`}${hasCell ? `, c: zeros(${String(n)})` : ''}}` }, { left: 's[t]', right: `${cell}(x[t], s[t-1], ${String(n)})` });
    /** States of every step, [T, n]. */
    const states = once((given) => {
      const own = (name: string): Tensor => given(`s.${name}`);
      let now = { h: startAt?.value(given) ?? table([n], () => 0), c: table([n], () => 0) };
      const all = range(steps).map((t) => {
        now = cells[cell](own, { sizes: [d], data: given('x').data.slice(t * d, (t + 1) * d) }, now.h, now.c);
        return now.h;
      });
      return { sizes: [steps, n], data: all.flatMap((h) => h.data) };
    });
    if (flip()) return define('sum(t, tanh(s[t].h))', [n], (given) => over(each((v = 0) => Math.tanh(v), states(given)), 0, (xs) => xs.reduce((a, b) => a + b, 0)));
    return define('s[T].h', [n], (given) => ({ sizes: [n], data: states(given).data.slice((steps - 1) * n) }));
  };

  const kind = of(kinds);
  const body = kind === 'image' ? head(image()) : kind === 'rows' ? (flip() ? rows() : head(rows())) : kind === 'sequence' ? sequence() : start(2 + pick(4));
  const x = body.dims.length === 1 ? vector(body) : body;
  const y = declare('target', ...x.dims);
  const scale = declare('param', ...x.dims);
  const loss = define(`halfsquare(${x.text} .* ${scale.text}, ${y.text})`, [], (given) => ({ sizes: [], data: [sum(each((u = 0, v = 0, w = 0) => (u * v - w) ** 2, x.value(given), scale.value(given), y.value(given))) / 2] }));
  return { declarations, functions: [], formulas, kind, value: (given) => loss.value(given).data[0] ?? NaN };
};
