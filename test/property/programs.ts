/**
 * Random programs, every one of them well shaped: built from a list of choices, so that a shorter list or smaller numbers
 * give a smaller program, and shrinking a failure needs nothing more.
 */
import fc from 'fast-check';

/** Sizes are distinct odd primes, so that a lost transpose is noticed. */
type Dims = readonly number[];
const key = (d: Dims): string => d.join();
const shapes: readonly Dims[] = [[], [3], [5], [5, 3], [3, 5], [3, 3], [5, 5]];

export interface Formula {
  /** `h[t]`, `v1`, `f(a)`. */
  readonly left: string;
  readonly right: string;
}
export interface Written {
  /** Lines that declare. */
  readonly declarations: readonly string[];
  readonly functions: readonly Formula[];
  readonly formulas: readonly Formula[];
}

export const textOf = ({ declarations, functions, formulas }: Written): string => [...declarations, ...[...functions, ...formulas].map(({ left, right }) => `${left} = ${right}`)].join('\n');

interface Known {
  readonly text: string;
  readonly dims: Dims;
}

export const programOf = (choices: readonly number[]): Written => {
  let next = 0;
  const pick = (n: number): number => (choices[next++] ?? 0) % n;
  const flip = (): boolean => pick(2) === 1;
  const of = <T>(list: readonly T[], otherwise: T): T => list[pick(Math.max(1, list.length))] ?? otherwise;

  const declared: readonly Known[] = [
    { text: 's', dims: [] }, { text: 'r', dims: [] }, { text: 'u', dims: [3] }, { text: 'v', dims: [3] }, { text: 'w', dims: [5] }, { text: 'A', dims: [5, 3] }, { text: 'B', dims: [3, 5] }, { text: 'M', dims: [3, 3] }, { text: 'N', dims: [5, 5] },
  ]; // prettier-ignore
  const known: Known[] = [...declared];
  const functions: Formula[] = [];
  const formulas: Formula[] = [];

  /** Functions of one operand, entry by entry, that stay of ordinary size. */
  const smooth = ['tanh', 'sigmoid', 'sin', 'cos', 'atan', 'softplus', 'silu', 'softsign'];
  const kinked = ['relu', 'abs'];

  const build = (dims: Dims, depth: number, names: readonly Known[]): string => {
    const leaf = (): string => {
      const fitting = names.filter((n) => key(n.dims) === key(dims));
      if (fitting.length > 0 && (dims.length > 0 || pick(4) > 0)) return of(fitting, { text: 's', dims: [] }).text;
      if (dims.length === 0) return of(['2', '0.5', '3', '0.25'], '2');
      return `${of(['zeros', 'ones'], 'ones')}(${dims.join(', ')})`;
    };
    if (depth <= 0) return leaf();
    const part = (own: Dims = dims): string => build(own, depth - 1, names);
    const [m = 0, n = 0] = dims;
    const inner = flip() ? 3 : 5;
    const same: readonly (() => string)[] = [
      leaf,
      () => `(${part()} + ${part()})`,
      () => `(${part()} - ${part()})`,
      () => `(${part()} .* ${part()})`,
      () => `(${part()} ./ (1 + (${part()}).^2))`,
      () => `(-${part()})`,
      () => `((${part()}).^${of(['2', '3'], '2')})`,
      () => `${of(smooth, 'tanh')}(${part()})`,
      () => `exp(tanh(${part()}))`,
      () => `log(1.5 + (${part()}).^2)`,
      () => `sqrt(1.5 + (${part()}).^2)`,
      () => `${of(kinked, 'relu')}(${part()} - 0.217)`,
      () => `max(${part()}, ${part()} + 0.371)`,
      () => `where(${part()} > ${part()} + 0.173, ${part()}, ${part()})`,
      () => `(${part([])} * ${part()})`,
      () => (functions.length === 0 ? part() : `${of(functions, { left: 'f0(a)', right: '' }).left.replace(/\(.*$/u, '')}(${part()})`),
    ];
    const own: readonly (() => string)[] =
      dims.length === 0
        ? [
            () => `sum(${part(of(shapes.slice(1), [3]))})`,
            () => `mean(${part(of(shapes.slice(1), [3]))})`,
            () => `((${part([inner])})' * ${part([inner])})`,
            () => `max(${part([inner])} + ${inner === 3 ? 'p' : 'o'})`,
            () => `halfsquare(${part([inner])}, ${part([inner])})`,
            () => `mse(${part([inner])}, ${part([inner])})`,
            () => `(${part([inner])})[${String(1 + pick(inner))}]`,
            () => `(${part([5, 3])})[${String(1 + pick(5))}, ${String(1 + pick(3))}]`,
          ]
        : dims.length === 1
          ? [
              () => `(${part([m, inner])} * ${part([inner])})`,
              () => `((${part([inner, m])})' * ${part([inner])})`,
              () => `softmax(${part()})`,
              () => `logsoftmax(${part()})`,
              () => `sum(${part([m, inner])}, axis=1, keep=false)`,
              () => `mean(${part([inner, m])}, axis=0, keep=false)`,
              () => (m === 3 ? `(${part([5])})[${of(['1:3', '2:4', '3:5'], '1:3')}]` : part()),
              () => `(${part([m, inner])})[:, ${String(1 + pick(inner))}]`,
            ]
          : [
              () => `(${part([m, inner])} * ${part([inner, n])})`,
              () => `(${part([n, m])})'`,
              () => `(${part([m])} * (${part([n])})')`,
              () => (m === n ? part() : `(${part()} + ${part([n])})`),
              () => `(${part()} .* sum(${part()}, axis=1))`,
              () => `(${part()} - mean(${part()}, axis=0))`,
              () => (n === 3 ? `softmax(${part()})` : part()),
            ];
    return of([...same, ...own, ...own], leaf)();
  };

  for (let i = pick(3); i > 0; i--) {
    const name = `f${String(functions.length)}`;
    const right = build([], 2, [{ text: 'a', dims: [] }]);
    // Entry by entry: what a function of one number does to each entry of an array.
    if (/\ba\b/u.test(right) && !/sum|mean|max|softmax|square|mse|zeros|ones|'|\[| \* /u.test(right)) functions.push({ left: `${name}(a)`, right });
  }
  for (let i = pick(4); i > 0; i--) {
    const dims = of(shapes, []);
    const name = `c${String(formulas.length)}`;
    formulas.push({ left: name, right: build(dims, 3, known) });
    known.push({ text: name, dims });
  }
  // What is only added inside max(...) keeps its entries apart.
  const declarations = ['p = input(3)', 'o = input(5)', ...declared.map(({ text, dims }) => `${text} = ${text === 'v' ? 'input' : 'param'}(${dims.join(', ')})`)];

  let objective = build([], 4, known);
  if (pick(3) > 0) {
    declarations.push('T = 3', 't = index(T)', 'x[t] = input(3)', 'q = param(3)');
    const lag = 1 + pick(2);
    const here: readonly Known[] = [...known, { text: 'x[t]', dims: [3] }];
    formulas.push({ left: 'h[0]', right: flip() ? 'q' : build([3], 1, known) });
    if (lag === 2) formulas.push({ left: 'h[-1]', right: flip() ? 'zeros(3)' : 'q' });
    formulas.push({ left: 'h[t]', right: `tanh(${build([3], 2, [...here, { text: 'h[t-1]', dims: [3] }, ...(lag === 2 ? [{ text: 'h[t-2]', dims: [3] }] : [])])} + 0.5 * h[t-${String(lag)}])` });
    const there: readonly Known[] = [...here, { text: 'h[t]', dims: [3] }];
    if (flip()) {
      formulas.push({ left: 'k[t]', right: build([5], 2, there) });
      objective = `(${objective} + sum(t, sum(${build([5], 1, [...there, { text: 'k[t]', dims: [5] }])} .* k[t])))`;
    }
    objective = `(${objective} + sum(t, ${build([], 2, there)}) + ${of(["h[T]' * h[T]", 'sum(h[T])', 'sum(h[1] .* h[T])'], 'sum(h[T])')})`;
  }
  formulas.push({ left: 'L', right: `${objective} + sum(M .* M) * 0.5` });
  return { declarations, functions, formulas };
};

export const choices: fc.Arbitrary<number[]> = fc.array(fc.nat(999), { minLength: 4, maxLength: 90, size: 'max' });
