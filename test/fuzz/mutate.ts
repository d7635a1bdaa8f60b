/** One input from a seed: texts of the corpus, changed in characters, tokens, lines and splices, or made from a grammar. */
import { corpus, type Kind, type Seed, sound } from './corpus.ts';
import { generator } from '../../src/calculus/proof/sample.ts';

export interface Input {
  readonly kind: Kind;
  readonly text: string;
}

const nasty = [
  '\0', '\u200b', '\u202e', '\ufeff', '\u2028', '\r', '\t', '\ud800', '\u0301', 'х', '²', '∑', '😀', '"', "'", '\\', '`', '$', '{', '}', '[', ']', '(', ')', ';', '#', '..', '.*', './', '.^', "'", '=', '==', '?', ':', ',',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'NaN', 'Infinity', '1e999', '1e-999', '0', '-0', '-1', '0.1', '1/0', '9007199254740993', '2^31', '99999', '1.5', 'end', 'mod', 'true', 'null', 'i', 'e', 'pi', 'g', 'd_x',
  'sum(', 'sum(t, ', 'axis=', 'axis=-1', 'keep=false', 'param(', 'input(', 'index(', 'zeros(', 'where(', 'max(', 'x[t-1]', 'x[1:2]', '[:, 1]', 'softmax(', 'title("', 'tex(f, x) = "\\sigma(x)"', 'D(f, x) = ', 'pull(f, x) = ', 'assume(', 'profile(adjoint="delta")', 'use(', 'constant(', 'target(',
]; // prettier-ignore

const tokenOf = /[\p{L}_][\p{L}\p{M}\p{N}_]*|\d+\.?\d*(?:e[+-]?\d+)?|\.[*/^]|[=!<>]=|\s+|[^]/gu;

export type Pick = (n: number) => number;

const grammar = (pick: Pick, depth: number): string => {
  const part = (): string => grammar(pick, depth - 1);
  if (depth <= 0) return ['x', 'y', 'W', 'b', 't', '2', '0.5', '1', 'h[t]', 'h[t-1]', 'x[1]', 'zeros(3)'][pick(12)] ?? 'x';
  const forms = [
    () => `${part()} + ${part()}`, () => `${part()} - ${part()}`, () => `${part()} * ${part()}`, () => `${part()} .* ${part()}`, () => `${part()} / ${part()}`, () => `${part()} ./ ${part()}`, () => `(${part()})^2`, () => `(${part()}).^${part()}`, () => `-${part()}`, () => `(${part()})'`,
    () => `${['sin', 'exp', 'tanh', 'log', 'sqrt', 'abs', 'relu', 'sigmoid', 'softmax', 'sum', 'mean', 'max', 'softplus', 'silu'][pick(14)] ?? 'sin'}(${part()})`, () => `sum(${part()}, axis=${String(pick(3))})`, () => `max(${part()}, ${part()})`, () => `where(${part()} > ${part()}, ${part()}, ${part()})`, () => `(${part()})[${String(pick(4))}]`, () => `(${part()})[1:${String(pick(4))}]`, () => `sum(t, ${part()})`, () => `mse(${part()}, ${part()})`, () => `[${part()}, ${part()}]`, () => `{${part()}: ${part()}}`,
  ]; // prettier-ignore
  return (forms[pick(forms.length)] ?? part)();
};
const network = (pick: Pick): string => {
  const size = (): string => ['', '3', '5', '3, 5', '5, 3', 'n', 'n, m', 'T', '1'][pick(9)] ?? '';
  const names = ['x', 'y', 'W', 'b'].map((n) => `${n} = ${['param', 'input', 'target', 'param'][pick(4)] ?? 'param'}(${size()})`);
  const family = pick(2) === 0 ? [`t = index(${['3', 'T', '1'][pick(3)] ?? '3'})`, 'h[0] = zeros(3)', `h[t] = ${grammar(pick, 2)}`] : [];
  const values = Array.from({ length: pick(3) }, (_, i) => `v${String(i)} = ${grammar(pick, 2)}`);
  return [...names, ...family, ...values, `L = sum(${grammar(pick, 3)})`].join(pick(5) === 0 ? '; ' : '\n');
};

const changes: readonly ((text: string, pick: Pick) => string)[] = [
  // One character: dropped, doubled, replaced by a code unit.
  (t, pick) => {
    const at = pick(t.length + 1);
    return t.slice(0, at) + t.slice(at + 1 + pick(3));
  },
  (t, pick) => {
    const at = pick(t.length + 1);
    return t.slice(0, at) + String.fromCharCode(pick(4) === 0 ? pick(65_536) : pick(128)) + t.slice(at + pick(2));
  },
  (t, pick) => {
    const at = pick(t.length + 1);
    return t.slice(0, at) + (nasty[pick(nasty.length)] ?? '') + t.slice(at + pick(2));
  },
  // Tokens: dropped, exchanged, repeated, replaced.
  (t, pick) => {
    const tokens = t.match(tokenOf) ?? [];
    tokens.splice(pick(tokens.length + 1), 1 + pick(3));
    return tokens.join('');
  },
  (t, pick) => {
    const tokens: string[] = t.match(tokenOf) ?? [];
    const [i, k] = [pick(Math.max(1, tokens.length)), pick(Math.max(1, tokens.length))];
    const [a = '', b = ''] = [tokens[i], tokens[k]];
    if (tokens.length > 0) [tokens[i], tokens[k]] = [b, a];
    return tokens.join('');
  },
  (t, pick) => {
    const tokens: string[] = t.match(tokenOf) ?? [];
    tokens.splice(pick(tokens.length + 1), pick(2), nasty[pick(nasty.length)] ?? '');
    return tokens.join('');
  },
  // Lines and stretches: repeated, dropped, moved.
  (t, pick) => {
    const lines = t.split('\n');
    lines.splice(pick(lines.length + 1), 0, lines[pick(lines.length)] ?? '');
    return lines.join('\n');
  },
  (t, pick) => t.split('\n').filter((_, i, all) => all.length < 2 || i !== pick(all.length)).join('\n'),
  (t, pick) => {
    const [a, b] = [pick(t.length + 1), pick(t.length + 1)].sort((x, y) => x - y);
    return t.slice(0, b) + t.slice(a, b).repeat(1 + pick(4)) + t.slice(b);
  },
  (t, pick) => t.slice(0, pick(t.length + 1)),
];

export const inputOf = (seed: number): Input => {
  const random = generator(seed);
  const pick: Pick = (n) => Math.floor(random() * n);
  const of = (list: readonly Seed[]): Seed => list[pick(list.length)] ?? { kind: 'file', text: '' };
  const any = (): Seed => of(corpus);
  const first = pick(3) === 0 ? of(sound) : any();
  let text = first.kind === 'file' && pick(4) === 0 ? network(pick) : first.kind === 'formula' && pick(3) === 0 ? grammar(pick, 4) : first.text;
  if (pick(10) === 0) {
    const other = any().text;
    text = text.slice(0, pick(text.length + 1)) + other.slice(pick(other.length + 1));
  }
  for (let n = pick(4); n > 0; n--) text = (changes[pick(changes.length)] ?? changes[0])?.(text, pick) ?? text;
  return { kind: first.kind, text: text.slice(0, 4000) };
};
