/** Lemmas are proved by opening their function; a wrong one is refused. */
import { describe, expect, test } from 'vitest';
import { tensor } from '../../src/core/shape.ts';
import { Problem } from '../../src/core/problem.ts';
import type { Lemma, Program } from '../../src/core/program.ts';
import type { Syntax } from '../../src/core/syntax.ts';
import { proveLemma, type ProvedLemma } from '../../src/calculus/lemma.ts';
import { write } from '../../src/lang/write.ts';
import { program } from './handout.ts';

const shipped = program('x = param()\nL = x');
const headOf = (l: Lemma): string => `${l.kind}(${l.fn}, ${l.of})`;
const all = shipped.lemmas.map((l) => [headOf(l), l] as const);
const proved = (lemma: Lemma, p: Program = shipped): ProvedLemma =>
  proveLemma(p, lemma, (p.functions.get(lemma.fn)?.params ?? []).map(() => (lemma.fn === 'cross' ? tensor(3) : tensor('m', 'n'))));
const lastLine = ({ line, program: own }: ProvedLemma): string => `${line.goal} = ${write(line.expr, own.ops)}`;

type Applied = Extract<Syntax, { kind: 'apply' }>;
const apply = (like: Applied, fn: string, args: readonly Syntax[]): Applied => ({ ...like, fn, args });

/** The usual slips at one node: a factor dropped, a sign turned, two sides swapped. */
const slipsAt = (s: Syntax): readonly Syntax[] => {
  if (s.kind !== 'apply') return [];
  const [a, b] = s.args;
  if (s.fn === 'neg') return a === undefined ? [] : [a];
  if (a === undefined || b === undefined) return [];
  switch (s.fn) {
    case '*':
    case '.*':
      return [a, b];
    case '+':
      return [apply(s, '-', [a, b])];
    case '-':
      return [apply(s, '+', [a, b]), apply(s, '-', [b, a])];
    case './':
    case '>':
      return [apply(s, s.fn, [b, a])];
    default:
      return [];
  }
};
/** Whose value is the same for an argument and its negative. */
const isEven = (s: Applied): boolean => s.fn === 'abs' || (s.fn === '.^' && s.args[1]?.kind === 'number' && s.args[1].value === 2);
/** Every formula with one slip, wherever it may happen. */
const slips = (s: Syntax): readonly Syntax[] => [
  ...slipsAt(s),
  ...(s.kind === 'apply' ? s.args.flatMap((a, i) => slips(a).filter((wrong) => !(isEven(s) && a.kind === 'apply' && wrong.kind === 'apply' && a.fn === '-' && wrong.fn === '-' && wrong.args[0] === a.args[1])).map((wrong): Syntax => ({ ...s, args: s.args.map((x, k) => (k === i ? wrong : x)) }))) : []),
];
const negated = (s: Syntax): Syntax => ({ kind: 'apply', fn: 'neg', args: [s], options: new Map(), place: s.place });

const refusal = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (problem) {
    if (problem instanceof Problem) return problem.code;
    throw problem;
  }
  return 'accepted';
};

describe('the prelude', () => {
  test.each(all)('%s follows from the definition', (_head, lemma) => {
    const { line, definition, program: own } = proved(lemma);
    expect(own.bindings.get(line.goal)?.adjointOf).toBe(line.of);
    expect(line.steps.length).toBeGreaterThan(0);
    expect(line.steps.at(-1)?.after).toBe(line.expr);
    // The proof starts from the body, not from the lemma.
    expect(write(definition, own.ops)).not.toContain(`${lemma.fn}(`);
  });

  test.each(all)('%s with its sign turned is refused', (_head, lemma) => {
    expect(refusal(() => proved({ ...lemma, formula: negated(lemma.formula) }))).toBe('wrong-lemma');
  });

  test.each(all.filter(([, l]) => slips(l.formula).length > 0))('%s with any one slip is refused', (_head, lemma) => {
    for (const formula of slips(lemma.formula)) expect(['wrong-lemma', 'shape-mismatch'], JSON.stringify(formula)).toContain(refusal(() => proved({ ...lemma, formula })));
  });
});

describe('a proved lemma ends in the form in which it is cited', () => {
  test.each([
    ['D(sigmoid, x)', 'd_u = g .* f .* (1 - f)'],
    ['D(relu, x)', 'd_u = g .* (u > 0)'],
    ['D(softplus, x)', 'd_u = g .* sigmoid(u)'],
    ['pull(softmax, z)', 'd_u = f .* (g - sum(g .* f))'],
    ['pull(logsoftmax, z)', 'd_u = g - softmax(u) * sum(g)'],
    ['pull(halfsquare, o)', 'd_u = g * (u - v)'],
    ['D(sinh, x)', 'd_u = g .* cosh(u)'],
  ])('%s: %s', (head, line) => {
    const lemma = shipped.lemmas.find((l) => headOf(l) === head);
    expect(lemma === undefined ? 'no such lemma' : lastLine(proved(lemma))).toBe(line);
  });
});

describe("a file's own lemma", () => {
  const cube = (derivative: string): Program => program(`cube(x) = x.^3; D(cube, x) = ${derivative}\nx = param(); L = cube(x)`);
  const own = (p: Program): Lemma => p.lemmas.find((l) => l.fn === 'cube') ?? expect.fail('the lemma was not read');

  test('is proved when it holds', () => {
    const p = cube('3 * x.^2');
    expect(lastLine(proved(own(p), p))).toBe('d_u = 3 * g .* u.^2');
  });
  test.each(['3 * x', 'x.^2', '-3 * x.^2', '3 * x.^3', '3 * x.^2 + 0.0001'])('is refused when it says %s', (wrong) => {
    const p = cube(wrong);
    expect(refusal(() => proved(own(p), p))).toBe('wrong-lemma');
  });
});

test('softmax is recognised as it stands, and not as a quotient by its own sum', () => {
  const recognised = shipped.lemmas
    .filter((l) => l.fn === 'softmax')
    .flatMap((l) => {
      const { line, program: own } = proveLemma(shipped, l, [tensor('n')]);
      return line.steps.flatMap((step) => (step.kind === 'fold' ? [write(step.after, own.ops)] : []));
    });
  expect(recognised).toEqual(['g .* f - sum(g .* f) * f']);
});
