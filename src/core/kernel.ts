/**
 * Index text: what an operator computes, entry by entry.
 *
 *     y[i,k] = sum(j, a[i,j] * b[j,k])        y = exp(a)        y[i+{s}] = a[i]
 *
 * Operands are `a b c`, the result is `y`, indices count from 0 and are single letters other than these. Names without
 * brackets are read entry by entry at every rank. `{...}` holds a dimension from the attributes. Ranges come from shapes:
 * an index runs over the axis it addresses alone. Subscripts of `y` may be shifted when one-to-one, and with `+=` in place of
 * `=` several settings may hit one entry and are added; entries that are not hit are zero. Indices that
 * no axis has to itself get their range in front, `u:{2}; y[p] = max(u, a[2*p+u])`. Reductions are `sum`, `max` and `argmax` (first hit). The proving evaluator, the planner, the
 * normal form and the reader's "why" all read this one text.
 */
import { addDims, type Dim, parseDim, subtractDims } from './dim.ts';
import { bug } from './problem.ts';
import { rank, type Shape } from './shape.ts';

/**
 * `constant + sum of coefficient * index`. `shifted` when it was written with braces: it then addresses a part of an axis,
 * also where the shift happens to be 0, and says nothing about how far its index runs.
 */
export interface Subscript {
  readonly shifted: boolean;
  readonly constant: Dim;
  readonly terms: readonly (readonly [index: string, coefficient: number])[];
}
export type KernelSign = '+' | '-' | '*' | '/' | '>' | '>=' | '<' | '<=' | '==' | '!=';
export type KernelExpr =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'dim'; readonly dim: Dim }
  | { readonly kind: 'index'; readonly index: string }
  | { readonly kind: 'load'; readonly operand: number; readonly at: readonly Subscript[] }
  | { readonly kind: 'infix'; readonly sign: KernelSign; readonly left: KernelExpr; readonly right: KernelExpr }
  | { readonly kind: 'negate'; readonly of: KernelExpr }
  | { readonly kind: 'choose'; readonly when: KernelExpr; readonly then: KernelExpr; readonly otherwise: KernelExpr }
  /** The scalar function that the row itself carries. */
  | { readonly kind: 'scalar'; readonly args: readonly KernelExpr[] }
  | { readonly kind: 'reduce'; readonly by: 'sum' | 'max' | 'argmax'; readonly index: string; readonly of: KernelExpr };

export interface Kernel {
  readonly out: readonly Subscript[];
  /** Settings of the indices that hit one entry are added up. */
  readonly adds: boolean;
  readonly body: KernelExpr;
  /** How far each index runs. */
  readonly extents: ReadonlyMap<string, Dim>;
  /** Indices of the result, outermost first; the others are reduced. */
  readonly free: readonly string[];
}

const operands = ['a', 'b', 'c'];

/** The only entry of an axis of size one. */
export const isUnit = (s: Subscript): boolean => !s.shifted && s.terms.length === 0 && s.constant === 0;

export const bareIndex = (s: Subscript): string | undefined => {
  const [first] = s.terms;
  return !s.shifted && s.terms.length === 1 && s.constant === 0 && first?.[1] === 1 ? first[0] : undefined;
};

/** Indices that a body mentions. */
const indicesIn = (k: KernelExpr): readonly string[] => {
  switch (k.kind) {
    case 'load':
      return k.at.flatMap((s) => s.terms.map(([index]) => index));
    case 'index':
      return [k.index];
    case 'infix':
      return [...indicesIn(k.left), ...indicesIn(k.right)];
    case 'negate':
    case 'reduce':
      return indicesIn(k.of);
    case 'choose':
      return [k.when, k.then, k.otherwise].flatMap(indicesIn);
    case 'scalar':
      return k.args.flatMap(indicesIn);
    default:
      return [];
  }
};

export const mentions = (k: KernelExpr, index: string): boolean => indicesIn(k).includes(index);

/** Reads index text for operands and a result of known shapes. */
export const readKernel = (text: string, shapes: readonly Shape[], result: Shape): Kernel => {
  const tokens: readonly string[] = text.match(/\{[^}]*\}|[><=!]=|\d+(?:\.\d+)?|[a-z]+\d*|\S/gu) ?? [];
  let next = 0;
  const peek = (): string => tokens[next] ?? '';
  const take = (): string => tokens[next++] ?? '';
  const expect = (t: string): void => {
    if (take() !== t) throw bug(`index text "${text}": expected ${t}`);
  };

  const everyAxis = (n: number): Subscript[] =>
    Array.from({ length: n }, (_, i) => ({ constant: 0, terms: [[`i${String(i)}`, 1] as const], shifted: false }));

  const subscript = (): Subscript => {
    const terms: [string, number][] = [];
    let constant: Dim = 0;
    let shifted = false;
    for (let sign = 1; ; ) {
      if (peek() === '-') {
        take();
        sign = -1;
      }
      const token = take();
      if (token.startsWith('{')) {
        constant = (sign < 0 ? subtractDims : addDims)(constant, parseDim(token.slice(1, -1)));
        shifted = true;
      } else if (/^\d/u.test(token) && peek() === '*') {
        take();
        terms.push([take(), sign * Number(token)]);
      } else if (/^\d/u.test(token)) constant = (sign < 0 ? subtractDims : addDims)(constant, Number(token));
      else terms.push([token, sign]);
      if (peek() !== '+' && peek() !== '-') return { constant, terms, shifted };
      if (peek() === '+') {
        take();
        sign = 1;
      }
    }
  };
  const subscripts = (whole: number): Subscript[] => {
    if (peek() !== '[') return everyAxis(whole);
    const out: Subscript[] = [];
    expect('[');
    while (peek() !== ']') {
      out.push(subscript());
      if (peek() === ',') take();
    }
    expect(']');
    return out;
  };

  const primary = (): KernelExpr => {
    const token = take();
    if (token === '(') {
      const inner = choice();
      expect(')');
      return inner;
    }
    if (token === '-') return { kind: 'negate', of: primary() };
    if (token.startsWith('{')) return { kind: 'dim', dim: parseDim(token.slice(1, -1)) };
    if (/^\d/u.test(token)) return { kind: 'number', value: Number(token) };
    if (token === 'sum' || token === 'max' || token === 'argmax') {
      expect('(');
      const index = take();
      expect(',');
      const of = choice();
      expect(')');
      return { kind: 'reduce', by: token, index, of };
    }
    const operand = operands.indexOf(token);
    if (operand >= 0) {
      const shape = shapes[operand];
      if (shape === undefined) throw bug(`index text "${text}" has no operand ${token}`);
      return { kind: 'load', operand, at: subscripts(rank(shape)) };
    }
    if (peek() === '(') {
      expect('(');
      const args: KernelExpr[] = [];
      while (peek() !== ')') {
        args.push(choice());
        if (peek() === ',') take();
      }
      expect(')');
      return { kind: 'scalar', args };
    }
    return { kind: 'index', index: token };
  };
  const chain =
    (signs: readonly string[], tighter: () => KernelExpr) =>
    (): KernelExpr => {
      let left = tighter();
      while (signs.includes(peek())) left = { kind: 'infix', sign: take() as KernelSign, left, right: tighter() };
      return left;
    };
  const product = chain(['*', '/'], primary);
  const sum = chain(['+', '-'], product);
  const comparison = chain(['>', '>=', '<', '<=', '==', '!='], sum);
  const choice = (): KernelExpr => {
    const when = comparison();
    if (peek() !== '?') return when;
    expect('?');
    const then = comparison();
    expect(':');
    return { kind: 'choose', when, then, otherwise: choice() };
  };

  const extents = new Map<string, Dim>();
  for (let index = peek(); tokens.includes(';') && index !== 'y'; index = peek()) {
    take();
    expect(':');
    extents.set(index, parseDim(take().slice(1, -1)));
    take();
  }
  expect('y');
  const out = subscripts(rank(result));
  const adds = peek() === '+';
  if (adds) take();
  expect('=');
  const body = choice();
  if (next !== tokens.length) throw bug(`index text "${text}" goes on after its end`);

  const learn = (at: readonly Subscript[], shape: Shape): void =>
    at.forEach((s, axis) => {
      const index = bareIndex(s);
      const extent = shape.dims[axis];
      if (index !== undefined && extent !== undefined && !extents.has(index)) extents.set(index, extent);
    });
  const reduced = new Set<string>();
  const visit = (k: KernelExpr): void => {
    switch (k.kind) {
      case 'load': {
        const shape = shapes[k.operand];
        if (shape !== undefined) learn(k.at, shape);
        return;
      }
      case 'infix':
        visit(k.left);
        visit(k.right);
        return;
      case 'negate':
        visit(k.of);
        return;
      case 'choose':
        visit(k.when);
        visit(k.then);
        visit(k.otherwise);
        return;
      case 'scalar':
        k.args.forEach(visit);
        return;
      case 'reduce':
        reduced.add(k.index);
        visit(k.of);
        return;
      default:
        return;
    }
  };
  learn(out, result);
  visit(body);
  const free = [...new Set(out.flatMap((s) => s.terms.map(([i]) => i)))];
  const mentioned = indicesIn(body);
  const stray = mentioned.find((index) => !free.includes(index) && !reduced.has(index));
  if (stray !== undefined) throw bug(`index text "${text}": ${stray} is neither in the result nor reduced`);
  for (const index of [...free, ...reduced])
    if (!extents.has(index)) throw bug(`index text "${text}": nothing says how far ${index} runs`);
  return { out, adds, body, extents, free };
};
