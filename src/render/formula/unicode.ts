/**
 * Notation to a line of Unicode mathematics, `x² sin x`, for terminals and plain text. The same tree as TeX is printed
 * from, with another alphabet. What a superscript cannot hold stays on the line: e^(x²).
 */
import { showDim } from '../../core/dim.ts';
import { type InfixSign, levels, type Notation, quotientOf } from '../../core/notation.ts';
import { letterOf } from './greek.ts';
import { splitName } from './name.ts';
import { lowered, raised } from './scripts.ts';
import { isShort, spoken, spokenPower } from './spoken.ts';

export interface UnicodeStyle {
  /** How functions are called where not by their own name: `ln` for log, `σ` for sigmoid. */
  readonly heads: ReadonlyMap<string, string>;
}

/** A line with what its neighbours must know to stand beside it. */
interface Line {
  readonly text: string;
  readonly level: number;
  readonly minus: boolean;
  /** What it begins and ends with: a bare call, `sin x`, must not run into what follows. */
  readonly first: Edge;
  readonly last: Edge;
}
type Edge = 'digit' | 'letter' | 'word' | 'fence' | 'call' | 'bare' | 'root' | 'pending' | 'power';
type Infix = Extract<Notation, { kind: 'infix' }>;
type Call = Extract<Notation, { kind: 'call' }>;

const atom = (text: string, first: Edge, last: Edge = first): Line => ({ text, level: levels.atom, minus: false, first, last });
const bracket = (of: Line): Line => atom(`(${of.text})`, 'fence');
const atLeast = (of: Line, level: number): Line => (of.level < level || of.minus ? bracket(of) : of);

export const unicodeOf = (n: Notation, style: UnicodeStyle): string => (n.kind === 'infix' && relations.has(n.sign) ? comparison(n, style).text : print(n, style).text);

const print = (n: Notation, style: UnicodeStyle): Line => {
  switch (n.kind) {
    case 'name':
      return named(n.name, n.at.map(showDim));
    case 'number': {
      const [mantissa = '', exponent] = String(n.value).replace('-', '−').split('e');
      const power = exponent === undefined ? '' : `10${raised(exponent.replace('+', '')) ?? ''}`;
      const text = exponent === undefined ? mantissa : /^−?1$/u.test(mantissa) ? mantissa.replace('1', power) : `${mantissa} · ${power}`;
      const minus = n.value < 0 || Object.is(n.value, -0);
      return { ...atom(text, 'digit'), minus, level: minus ? levels.negate : exponent === undefined ? levels.atom : levels.multiply };
    }
    case 'dim': {
      const text = showDim(n.dim).replaceAll('-', ' − ').replaceAll('+', ' + ').replaceAll('*', '');
      return { ...atom(text, 'letter'), level: /[−+]/u.test(text) ? levels.add : levels.atom };
    }
    case 'array': {
      const rows = n.rows.map((r) => r.map((a) => unicodeOf(a, style)).join(', '));
      return atom(n.flat ? `(${rows.join(', ')})ᵀ` : `(${rows.join('; ')})`, 'fence');
    }
    case 'omitted':
      return atom(`⋯(${String(n.count)})⋯`, 'fence');
    case 'infix':
      return infix(n, style);
    case 'negate': {
      const inner = print(n.of, style);
      const of = inner.level === fractionLevel && !inner.minus ? inner : atLeast(inner, levels.multiply);
      return { ...of, text: `−${of.text}`, minus: true, level: Math.min(of.level, levels.negate) };
    }
    case 'transpose': {
      if (n.of.kind === 'call' && n.of.fn === 'inv') return inverse(n.of, style, '⁻ᵀ');
      const of = atLeast(print(n.of, style), levels.postfix);
      return { ...of, text: `${of.text}ᵀ`, level: levels.postfix };
    }
    case 'call':
      return n.fn === 'ratio' ? print(quotientOf(n), style) : call(n, style);
    case 'total': {
      const of = atLeast(print(n.of, style), levels.multiply);
      return { ...atom(`Σ${lowered(n.index) ?? `_${n.index}`} ${of.text}`, 'call', 'bare'), level: levels.negate };
    }
    case 'entries': {
      const factors = n.factors.map(({ of, at }) => `${atLeast(print(of, style), levels.postfix).text}[${at.join(', ')}]`).join(' · ');
      const body = n.sums.length === 0 ? factors : `Σ_${n.sums.join(',')} ${factors}`;
      return n.out.length === 0 ? { ...atom(body, 'call', 'bare'), level: levels.negate } : atom(`[${body}][${n.out.join(', ')}]`, 'fence');
    }
    case 'derivative':
      return atom(`${n.partial ? '∂' : 'd'}/${n.partial ? '∂' : 'd'}${named(n.by, []).text}[${unicodeOf(n.of, style)}]`, 'pending');
    case 'cases': {
      const condition = (not: boolean): string =>
        n.when.kind === 'infix' && relations.has(n.when.sign) ? comparison(n.when, style, not).text : `${print(n.when, style).text} ${not ? '=' : '≠'} 0`;
      return atom(`{ ${unicodeOf(n.then, style)}, ${condition(false)}; ${unicodeOf(n.otherwise, style)}, ${condition(true)} }`, 'fence');
    }
    case 'subscript': {
      const of = print(n.of, style);
      return atom(`${n.of.kind === 'name' ? of.text : bracket(of).text}[${n.at.map(String).join(', ')}]`, 'fence');
    }
  }
};

/** `x_1` is x₁, `W_hh` stays as it is; Greek letters by name, accents as they combine. */
const named = (name: string, at: readonly string[]): Line => {
  const { base, accents, subs } = splitName(name);
  const letter = letterOf(base);
  const marks = accents.map((a) => combining.get(a) ?? '');
  const below = subs.join(',');
  const small = below === '' ? '' : lowered(below);
  const own = marks.includes('') || (small === undefined && letter !== base) ? name : `${letter}${marks.join('')}${small ?? `_${below}`}`;
  const text = small === undefined && subs.length > 0 ? name : own;
  return atom(at.length === 0 ? text : `${text}[${at.join(', ')}]`, Array.from(letter).length === 1 && !text.includes('_') ? 'letter' : 'word');
};
const combining: ReadonlyMap<string, string> = new Map([
  ['hat', '\u0302'],
  ['tilde', '\u0303'],
  ['bar', '\u0304'],
  ['dot', '\u0307'],
  ['ddot', '\u0308'],
  ['vec', '\u20d7'],
]);

const relations: ReadonlyMap<InfixSign, readonly [sign: string, opposite: string]> = new Map<InfixSign, readonly [string, string]>([
  ['>', ['>', '≤']],
  ['>=', ['≥', '<']],
  ['<', ['<', '≥']],
  ['<=', ['≤', '>']],
  ['==', ['=', '≠']],
  ['!=', ['≠', '=']],
]);
const comparison = (n: Infix, style: UnicodeStyle, opposite = false): Line => {
  const [sign, other] = relations.get(n.sign) ?? ['=', '≠'];
  return { ...atom(`${print(n.left, style).text} ${opposite ? other : sign} ${print(n.right, style).text}`, 'letter'), level: levels.compare };
};

const infix = (n: Infix, style: UnicodeStyle): Line => {
  if (n.sign === '+' || n.sign === '-') return sum(n, style);
  if (n.sign === '^' || n.sign === '.^') return power(n, style);
  if (relations.has(n.sign)) return atom(`[${comparison(n, style).text}]`, 'pending');
  if (n.sign === '/' || (n.sign === './' && n.scalar)) return fraction(n, style);
  return product(n, style);
};

/** A left-leaning sum, walked without recursion since it may be long. */
const sum = (n: Infix, style: UnicodeStyle): Line => {
  const texts: string[] = [];
  let rest: Notation = n;
  while (rest.kind === 'infix' && (rest.sign === '+' || rest.sign === '-')) {
    const right = print(rest.right, style);
    texts.push(`${rest.sign === '+' ? '+' : '−'} ${(right.level <= levels.add || right.minus ? bracket(right) : right).text}`);
    rest = rest.left;
  }
  const first = print(rest, style);
  texts.push(first.level < levels.add ? bracket(first).text : first.text);
  return { ...atom(texts.reverse().join(' '), first.first, 'letter'), level: levels.add, minus: first.minus };
};

/** Tight where both sides are short, `1/x`; with spaces where one of them has some, `cos x / x`. */
const fraction = (n: Infix, style: UnicodeStyle): Line => {
  const top = print(n.left, style);
  const over = top.level < levels.multiply ? bracket(top) : top;
  const under = atLeast(print(n.right, style), levels.power);
  const open = (of: Line): boolean => outside(of.text).includes(' ');
  const sign = open(over) || open(under) ? ' / ' : '/';
  return { ...atom(`${over.text}${sign}${under.text}`, over.first, under.last), level: fractionLevel, minus: top.minus };
};
/** Binds like a product, but a factor beside it needs brackets around it. */
const fractionLevel = levels.multiply - 0.5;
const outside = (text: string): string => {
  let rest = text;
  for (let before = ''; before !== rest; ) [before, rest] = [rest, rest.replace(/\([^()]*\)|\[[^[\]]*\]/gu, '')];
  return rest;
};

const power = (n: Infix, style: UnicodeStyle): Line => {
  const exponent = n.right;
  const said = spokenPower(n);
  if (said !== undefined) return call(said.call, style, raised(String(said.power)));
  const left = print(n.left, style);
  const callLike = left.last === 'call' || left.last === 'bare' || left.last === 'root';
  const base = left.level < levels.postfix || left.minus || callLike || n.left.kind === 'infix' ? bracket(left) : left;
  return onTop(base, print(exponent, style), n.sign === '.^' && !n.scalar);
};

const onTop = (base: Line, exponent: Line, entrywise: boolean): Line => {
  const up = entrywise ? undefined : raised(exponent.text.replaceAll(' ', ''));
  const flat = `${entrywise ? '^⊙' : '^'}${exponent.level < levels.atom || exponent.minus || exponent.last === 'bare' ? `(${exponent.text})` : exponent.text}`;
  return { text: `${base.text}${up ?? flat}`, level: levels.power, minus: false, first: base.first, last: up === undefined ? 'word' : base.last === 'digit' ? 'letter' : base.last };
};

const product = (n: Infix, style: UnicodeStyle): Line => {
  const spine: Infix[] = [];
  let first: Notation = n;
  while (first.kind === 'infix' && (first.sign === '*' || first.sign === '.*' || (first.sign === './' && !first.scalar))) {
    spine.push(first);
    first = first.left;
  }
  let left = print(first, style);
  // A dot after it keeps a fraction together: 1/3 · x².
  if (left.level === fractionLevel) left = { ...left, last: 'pending' };
  else if (left.level < levels.multiply) left = bracket(left);
  for (const step of spine.reverse()) {
    const right = print(step.right, style);
    const nested = step.right.kind === 'infix' && right.level === levels.multiply;
    // A (B c) and A B c are the same matrix.
    const associative = step.right.kind === 'infix' && ((step.scalar && step.right.scalar) || (step.matrices === true && step.right.matrices === true));
    // a · b/c says the same with or without brackets.
    const factor = right.level === fractionLevel && !right.minus && step.scalar ? { ...right, first: 'pending' as const } : right.minus || right.level < levels.multiply || (nested && !associative) ? bracket(right) : right;
    const sign = step.sign === './' ? ' ⊘ ' : step.sign === '.*' && !step.scalar ? ' ⊙ ' : between(left, factor);
    left = { ...atom(`${left.text}${sign}${factor.text}`, left.first, factor.last), level: levels.multiply, minus: left.minus };
  }
  return left;
};

/** Nothing, a space or a dot: what keeps the factors apart, and no more. */
const between = (left: Line, right: Line): string => {
  if (left.last === 'pending' || right.first === 'pending' || right.first === 'digit') return ' · ';
  if (left.last === 'call' && right.first === 'fence') return '';
  if (left.last === 'bare' || left.last === 'call') return right.first === 'call' ? ' ' : ' · ';
  if (right.first === 'power') return left.last === 'digit' || left.last === 'fence' ? '' : ' ';
  if (right.first === 'call' || left.last === 'word' || right.first === 'word') return ' ';
  if (left.last === 'root') return ' · ';
  return '';
};

const inverse = ({ args: [of] }: Call, style: UnicodeStyle, up: string): Line => {
  const base = of === undefined ? atom('', 'letter') : atLeast(print(of, style), levels.atom);
  return { ...base, text: `${base.text}${up}`, level: levels.postfix };
};
/** Functions of matrices that have a sign of their own. */
const drawn: ReadonlyMap<string, (args: readonly string[]) => string> = new Map<string, (args: readonly string[]) => string>([
  ['norm', (args) => `‖${args.join(', ')}‖`],
  ['norm "fro"', (args) => `‖${args.join(', ')}‖_F`],
  ['identity', () => 'I'],
  ['kron', (args) => `(${args.join(' ⊗ ')})`],
]);

const call = (n: Call, style: UnicodeStyle, up = ''): Line => {
  const [only, ...others] = n.args;
  if (n.fn === 'inv') return inverse(n, style, '⁻¹');
  const sign = drawn.get([n.fn, ...n.options.flatMap(([k, v]) => (k === '' ? [v] : []))].join(' '));
  if (sign !== undefined) return atom(sign(n.args.map((a) => unicodeOf(a, style))), 'fence');
  const head = style.heads.get(n.fn) ?? n.fn;
  if (only !== undefined && others.length === 0 && n.options.length === 0) {
    if (n.fn === 'exp' && n.scalar === true) return { ...onTop(atom('e', 'letter'), print(only, style), false), first: 'power' };
    const inner = print(only, style);
    if (n.fn === 'abs') return atom(`|${inner.text}|`, 'fence');
    if (n.fn === 'floor') return atom(`⌊${inner.text}⌋`, 'fence');
    if (n.fn === 'ceil') return atom(`⌈${inner.text}⌉`, 'fence');
    if (n.fn === 'sqrt') return atom(`√${(inner.level < levels.atom || inner.minus || (inner.last !== 'letter' && inner.last !== 'digit') ? bracket(inner) : inner).text}`, 'root');
    if (spoken.has(n.fn) && isShort(only)) return atom(`${head}${up} ${inner.text}`, 'call', 'bare');
  }
  const args = n.args.map((a) => unicodeOf(a, style));
  return atom(`${head}${up}(${[...args, ...n.options.map(([k, v]) => (k === '' ? v : `${k}=${v}`))].join(', ')})`, 'call');
};
