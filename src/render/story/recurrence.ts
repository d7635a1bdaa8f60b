/** Of a recurrence: what an adjoint takes over from its neighbour in time, and what many such passages in a row do. */
import { type Dim, lettersOf, subtractDims } from '../../core/dim.ts';
import { type Expr, rebuild } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import type { Derivation, Line } from '../../core/step.ts';
import { readsOf, type Spare, sparing, substituteIndices } from '../../calculus/indices.ts';
import { statesOf } from '../../calculus/states.ts';
import { groupsOf } from '../../lang/file/order.ts';
import type { Block, Tex } from '../doc.ts';
import { joinTex, plainTex, tex } from '../formula/literal.ts';
import { dimTex } from '../formula/name.ts';
import { math, say } from '../say.ts';
import { freeLetters, heading, paragraph, type Telling } from './telling.ts';

/** What one member of an adjoint adds to the member before it, by the shortest way through other adjoints. */
export interface Passage {
  readonly goal: string;
  /** Subscripts of the member it comes from. */
  readonly from: readonly Dim[];
  readonly term: Expr;
  /** No other way leads from there. */
  readonly whole: boolean;
}

/** Summands of a formula, with their signs. */
const summands = (e: Expr): readonly Expr[] => {
  if (e.kind !== 'apply') return [e];
  const negated = (terms: readonly Expr[]): readonly Expr[] => terms.map((x) => e.pool.apply('negate', [x], {}, x.shape));
  const [a, b] = e.args;
  if (e.op === 'negate' && a !== undefined) return negated(summands(a));
  if ((e.op !== 'add' && e.op !== 'subtract') || a === undefined || b === undefined) return [e];
  return [...summands(a), ...(e.op === 'add' ? summands(b) : negated(summands(b)))];
};

/** Ways are followed through so many other adjoints at most. */
const longestWay = 6;

interface Way {
  readonly term: Expr;
  readonly from: readonly Dim[];
  readonly length: number;
}

type Lines = ReadonlyMap<string, Line>;
/** The terms through which `goal` at other steps enters its own line, adjoints on the way put in, the shortest ways first. */
const waysInto = (line: Line, inside: ReadonlySet<string>, lines: Lines, gradient: Program, spare: Spare): readonly Way[] => {
  const over = gradient.bindings.get(line.goal)?.over ?? [];
  const ways = (of: Line, left: number, met: readonly string[]): readonly Way[] =>
    summands(of.expr).flatMap((term) =>
      readsOf(term).flatMap((read): readonly Way[] => {
        if (read.name === line.goal) return [{ term, from: read.at, length: 0 }];
        const next = lines.get(read.name);
        if (next === undefined || left === 0 || !inside.has(read.name) || met.includes(read.name)) return [];
        const moved = new Map((gradient.bindings.get(read.name)?.over ?? []).map((index, i): [string, Dim] => [index, read.at[i] ?? index]));
        return ways(next, left - 1, [...met, read.name]).map((way) => ({
          term: rebuild(term, (node, original) => (original === read ? substituteIndices(way.term, moved, spare) : node)),
          from: way.from.map((d) => shifted(d, moved)),
          length: way.length + 1,
        }));
      }),
    );
  for (let longest = 0; longest <= longestWay; longest++) {
    const found = ways(line, longest, [line.goal]).filter(({ from }) => from.length === over.length && from.some((d, i) => d !== over[i]));
    if (found.length > 1 || (found.length === 1 && inside.size <= longest + 1)) return found.sort((a, b) => a.length - b.length);
    if (longest === longestWay || inside.size <= longest + 1) return found;
  }
  return [];
};
const shifted = (d: Dim, moved: ReadonlyMap<string, Dim>): Dim => {
  const [letter] = lettersOf(d).filter((l) => moved.has(l));
  return letter === undefined ? d : subtractDims(moved.get(letter) ?? letter, subtractDims(letter, d));
};

/** One for the adjoint of each state of the program. */
export const passagesOf = ({ program, gradient, lines }: Derivation): readonly Passage[] => {
  const byGoal = new Map(lines.map((l) => [l.goal, l]));
  const { spare } = sparing(gradient);
  const states = new Set(statesOf(program).map((s) => s.name));
  const groups = groupsOf([...byGoal.keys()], (goal) => readsOf(byGoal.get(goal)?.expr ?? gradient.pool.number(0)).flatMap((r) => (byGoal.has(r.name) ? [r.name] : [])));
  return lines.flatMap((line) => {
    if (!states.has(line.of)) return [];
    const inside = new Set(groups.find((g) => g.includes(line.goal)));
    const ways = waysInto(line, inside, byGoal, gradient, spare);
    const [shortest] = ways;
    return shortest === undefined ? [] : [{ goal: line.goal, from: shortest.from, term: shortest.term, whole: ways.length === 1 && inside.size <= longestWay + 1 }];
  });
};

export const recurrence = ({ proved, program, gradient, t, words }: Telling): readonly Block[] => {
  const passages = passagesOf(proved.derivation);
  if (passages.length === 0) return [];
  const letters = freeLetters(gradient, 'ABGHJMPQRS');
  const [start = 'k'] = freeLetters(gradient, 'kjmsq');
  const told = passages.slice(0, letters.length).map(({ goal, from, term, whole }, i) => {
    const over = gradient.bindings.get(goal)?.over ?? [];
    const factor = (at: readonly Dim[]): Tex => tex`${plainTex(letters[i] ?? 'A')}_{${joinTex(at.map(dimTex), tex`,`)}}`;
    const last = over.at(-1) ?? '';
    const step = subtractDims(from.at(-1) ?? last, last);
    const second = [...over.slice(0, -1), subtractDims(last, typeof step === 'number' ? -2 * step : 0)];
    const far = [...over.slice(0, -1), start];
    return paragraph(
      say(words, whole ? 'recurrence.whole' : 'recurrence.direct', {
        adjoint: math(t.name(goal, over)),
        neighbour: math(t.name(goal, from)),
        passage: math(tex`${factor(from)}\,${t.name(goal, from)} = ${t.expr(term)}`),
        far: math(t.name(goal, far)),
        product: math(tex`${factor(from)}\,${factor(second)} \cdots ${factor(far)}\,${t.name(goal, far)}`),
      }),
    );
  });
  return [heading(2, 'recurrence', say(words, 'recurrence.title')), ...told, paragraph(say(words, 'recurrence.growth', { objective: math(t.name(program.objective)) }))];
};
