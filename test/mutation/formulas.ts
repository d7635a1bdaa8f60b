/** Formulas with one mistake in them, made by a table of mistakes that people make. */
import type { Syntax } from '../../src/core/syntax.ts';

export interface Mutant {
  /** `a sign turned`, and the formula after it. */
  readonly mistake: string;
  readonly formula: Syntax;
}

type Applied = Extract<Syntax, { kind: 'apply' }>;
const number = (value: number, { place }: Syntax): Syntax => ({ kind: 'number', value, place });
const applied = (fn: string, like: Syntax, ...args: readonly Syntax[]): Applied => ({ kind: 'apply', fn, args, options: new Map(), place: like.place });
const turned: ReadonlyMap<string, readonly string[]> = new Map([
  ['+', ['-']], ['-', ['+']], ['*', ['/']], ['.*', ['./', '+']], ['/', ['*']], ['./', ['.*']],
  ['>', ['<', '>=']], ['>=', ['<=', '>']], ['<', ['>', '<=']], ['<=', ['>=', '<']], ['==', ['!=']], ['!=', ['==']],
  ['sin', ['cos']], ['cos', ['sin']], ['sinh', ['cosh']], ['cosh', ['sinh']], ['exp', ['log']], ['log', ['exp']], ['sec', ['csc']], ['csc', ['sec']], ['cot', ['tan']], ['tan', ['cot']],
]); // prettier-ignore

/** Sides whose order is no matter: the products of rules and lemmas are of numbers, or entry by entry. */
const commutes: ReadonlySet<string> = new Set(['+', '*', '.*', '==', '!=', 'max', 'min']);

/** What may be wrong at one node. `names` are those that the formula may speak of. */
const mistakesAt = (s: Syntax, names: readonly string[]): readonly Mutant[] => {
  const made = (mistake: string, ...formulas: readonly (Syntax | undefined)[]): readonly Mutant[] => formulas.flatMap((formula) => (formula === undefined ? [] : [{ mistake, formula }]));
  switch (s.kind) {
    case 'number':
      return made('another number', number(s.value + 1, s), number(s.value === 0 ? 1 : s.value / 2, s), number(-s.value, s));
    case 'name':
      return names.filter((n) => n !== s.name).flatMap((name) => made(`${name} for ${s.name}`, { ...s, name }));
    case 'apply': {
      const [a, b, c] = s.args;
      const dotted = ['+', '-', '*', '.*', '/', './', '^', '.^'].includes(s.fn);
      return [
        ...made('another sign or function', ...(turned.get(s.fn) ?? []).map((fn): Syntax => ({ ...s, fn }))),
        ...(s.fn === 'neg' ? made('a minus lost', a) : []),
        ...(dotted && a !== undefined && b !== undefined ? made('a part dropped', a, b) : []),
        ...(a !== undefined && b !== undefined && c === undefined && !commutes.has(s.fn) ? made('sides swapped', { ...s, args: [b, a] }) : []),
        ...(b !== undefined && c !== undefined ? made('arguments swapped', { ...s, args: [s.args[0] ?? b, c, b] }) : []),
        ...(s.fn === "'" ? made('a transpose lost', a) : []),
        ...(!dotted && s.fn !== 'neg' && b === undefined ? made('a function lost', a) : []),
        ...[...s.options].flatMap(([key, value]) => [
          ...made(`${key} lost`, { ...s, options: new Map([...s.options].filter(([k]) => k !== key)) }),
          ...(key === 'axis' ? made('another axis', { ...s, options: new Map([...s.options, [key, number(value.kind === 'number' && value.value === 0 ? -1 : 0, value)]]) }) : []),
        ]),
      ];
    }
    default:
      return [];
  }
};

const everywhere = (s: Syntax, names: readonly string[]): readonly Mutant[] => {
  const own = mistakesAt(s, names);
  if (s.kind !== 'apply') return own;
  const inside = s.args.flatMap((a, i) => everywhere(a, names).map(({ mistake, formula }): Mutant => ({ mistake, formula: { ...s, args: s.args.map((x, k) => (k === i ? formula : x)) } })));
  return [...own, ...inside];
};

/** The formula as text, every operand in brackets. */
export const writeSyntax = (s: Syntax): string => {
  switch (s.kind) {
    case 'number':
      return s.value < 0 ? `(${String(s.value)})` : String(s.value);
    case 'name':
      return s.name;
    case 'apply': {
      const [a = '', b = '', c = ''] = s.args.map(writeSyntax);
      if (s.fn === 'neg') return `(-${a})`;
      if (s.fn === "'") return `(${a})'`;
      if (s.fn === '?:') return `(${a} ? ${b} : ${c})`;
      if (!/^[\p{L}_]/u.test(s.fn)) return `(${a} ${s.fn} ${b})`;
      return `${s.fn}(${[...s.args.map(writeSyntax), ...[...s.options].map(([k, v]) => `${k}=${writeSyntax(v)}`)].join(', ')})`;
    }
    default:
      throw new Error(`no rule or lemma has a ${s.kind} in it`);
  }
};

/** Every formula with one mistake, each once, the right one left out. */
export const mutantsOf = (s: Syntax, names: readonly string[]): readonly Mutant[] => {
  const seen = new Set([writeSyntax(s)]);
  const whole: readonly Mutant[] = [
    { mistake: 'a minus too many', formula: applied('neg', s, s) },
    { mistake: 'a factor too many', formula: applied('*', s, number(2, s), s) },
    { mistake: 'a little too large', formula: applied('*', s, number(1.0001, s), s) },
  ];
  return [...everywhere(s, names), ...whole].filter(({ formula }) => {
    const text = writeSyntax(formula);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
};
