/** Random small formulas of every shape, as trees that can be printed in the language and rewritten by hand. */
export type Dims = readonly number[];
export interface Tree {
  readonly op: 'name' | 'number' | '+' | '-' | '.*' | './' | '*' | "'" | 'neg' | 'square' | 'exp' | 'tanh' | 'sigmoid' | 'abs' | 'sum' | 'rows' | 'columns' | 'choose';
  readonly args: readonly Tree[];
  readonly dims: Dims;
  readonly text?: string;
}

/** Names of each shape; the sizes of matrices differ, so that a lost transpose is noticed. */
const names: readonly (readonly [Dims, readonly string[]])[] = [
  [[], ['s', 'r']],
  [[2], ['w', 'q']],
  [[3], ['u', 'v']],
  [[2, 3], ['A', 'B']],
  [[3, 2], ['C', 'D']],
  [[3, 3], ['M']],
  [[2, 2], ['N']],
];
const key = (d: Dims): string => d.join();
export const declarations = names.flatMap(([d, list]) => list.map((n) => `${n} = param(${d.join(', ')})`)).join('; ');
export const declared = names.flatMap(([dims, list]) => list.map((name) => ({ name, dims })));

const tree = (op: Tree['op'], dims: Dims, ...args: readonly Tree[]): Tree => ({ op, dims, args });
const name = (text: string, dims: Dims): Tree => ({ op: 'name', dims, args: [], text });
const number = (text: string): Tree => ({ op: 'number', dims: [], args: [], text });

/** A formula built from a list of choices; a shorter list or smaller numbers give a smaller formula. */
export const formula = (choices: readonly number[], dims: Dims): Tree => {
  let next = 0;
  const pick = (n: number): number => (choices[next++] ?? 0) % n;
  const leaf = (d: Dims): Tree => {
    const list = names.find(([own]) => key(own) === key(d))?.[1] ?? [];
    return name(list[pick(list.length)] ?? 's', d);
  };
  /** Never near 0: what may be divided by. */
  const positive = (d: Dims, depth: number): Tree => (pick(2) === 0 ? leaf(d) : tree('+', d, number('1'), tree('square', d, build(d, depth - 1))));
  const build = (d: Dims, depth: number): Tree => {
    if (depth <= 0) return leaf(d);
    const part = (own: Dims = d): Tree => build(own, depth - 1);
    const [m = 0, n = 0] = d;
    const common: readonly (() => Tree)[] = [
      () => leaf(d),
      () => tree('+', d, part(), part()),
      () => tree('-', d, part(), part()),
      () => tree('.*', d, part(), part()),
      () => tree('./', d, part(), positive(d, depth)),
      () => tree('.*', d, part([]), part()),
      () => tree('neg', d, part()),
      () => tree('square', d, part()),
      () => tree('tanh', d, part()),
      () => tree('exp', d, tree('tanh', d, part())),
      () => tree('sigmoid', d, part()),
      () => tree('abs', d, part()),
      () => tree('choose', d, part(), part(), part()),
    ];
    const inner = pick(2) === 0 ? 2 : 3;
    const own: readonly (() => Tree)[] =
      d.length === 0
        ? [() => number(['2', '0.5', '3'][pick(3)] ?? '2'), () => tree('sum', [], part([inner])), () => tree('*', [], tree("'", [inner], part([inner])), part([inner])), () => tree('sum', [], part([2, 3]))]
        : d.length === 1
          ? [() => tree('*', d, part([m, inner]), part([inner])), () => tree('*', d, tree("'", [m, inner], part([inner, m])), part([inner]))]
          : [
              () => tree('*', d, part([m, inner]), part([inner, n])),
              () => tree("'", d, part([n, m])),
              () => tree('*', d, part([m]), tree("'", [n], part([n]))),
              () => tree('.*', d, tree('rows', [m, 1], part()), part()),
              () => tree('-', d, part(), tree('columns', [1, n], part())),
            ];
    const all = [...common, ...own, ...own];
    return (all[pick(all.length)] ?? common[0] ?? ((): Tree => leaf(d)))();
  };
  return build(dims, 4);
};

export const textOf = (t: Tree): string => {
  const [a, b, c] = t.args.map(textOf);
  switch (t.op) {
    case 'name':
    case 'number':
      return t.text ?? '';
    case '+':
    case '-':
    case '.*':
    case './':
    case '*':
      return `(${a ?? ''} ${t.op} ${b ?? ''})`;
    case "'":
      return `(${a ?? ''})'`;
    case 'neg':
      return `(-${a ?? ''})`;
    case 'square':
      return `(${a ?? ''}).^2`;
    case 'rows':
      return `sum(${a ?? ''}, axis=1)`;
    case 'columns':
      return `sum(${a ?? ''}, axis=0)`;
    case 'choose':
      return `where(${a ?? ''} > 0.5, ${b ?? ''}, ${c ?? ''})`;
    default:
      return `${t.op}(${a ?? ''})`;
  }
};

/** One way to say the same: how a node may be turned, given a choice. Distributing needs multiplying out to be undone. */
const turn = (t: Tree, choice: number, distribute: boolean): Tree => {
  const [a, b] = t.args;
  if (a === undefined) return t;
  const with2 = (op: Tree['op'], x: Tree, y: Tree, dims: Dims = t.dims): Tree => tree(op, dims, x, y);
  if (b !== undefined && choice % 3 !== 0) {
    const [first, second] = b.args;
    switch (t.op) {
      case '+':
        if (b.op === '+' && first !== undefined && second !== undefined && choice % 3 === 1) return with2('+', with2('+', a, first), second);
        return with2('+', b, a);
      case '.*':
        if (distribute && (b.op === '+' || b.op === '-') && key(b.dims) === key(t.dims) && first !== undefined && second !== undefined) return with2(b.op, with2('.*', a, first), with2('.*', a, second));
        return with2('.*', b, a);
      case '-':
        return with2('+', tree('neg', b.dims, b), a);
      case '*':
        if (distribute && (b.op === '+' || b.op === '-') && first !== undefined && second !== undefined && key(first.dims) === key(b.dims) && key(second.dims) === key(b.dims)) return with2(b.op, with2('*', a, first), with2('*', a, second));
        // A * B = (B' * A')' for matrices
        if (a.dims.length === 2 && b.dims.length === 2 && a.op !== "'" && b.op !== "'") {
          const [m = 1, n = 1] = t.dims;
          const [k = 1] = b.dims;
          return tree("'", t.dims, with2('*', tree("'", [n, k], b), tree("'", [k, m], a), [n, m]));
        }
        return t;
      default:
        return t;
    }
  }
  if (t.op === 'square' && choice % 3 === 1) return with2('.*', a, a);
  if (distribute && t.op === 'neg' && choice % 3 === 1) return with2('.*', number('-1'), a);
  return t;
};
export const rewritten = (t: Tree, choices: readonly number[], distribute: boolean): Tree => {
  let next = 0;
  // Multiplying out stops at functions: what they are applied to keeps its brackets.
  const closed = new Set<Tree['op']>(['exp', 'tanh', 'sigmoid', 'abs', 'choose']);
  const go = (x: Tree, open: boolean): Tree => {
    const choice = choices[next++ % Math.max(1, choices.length)] ?? 0;
    return turn({ ...x, args: x.args.map((a) => go(a, open && !closed.has(x.op))) }, choice, open);
  };
  return go(t, distribute);
};
