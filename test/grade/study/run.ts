/**
 * The study: wrong answers and equal rewrites by the thousand, each known to be so from many digits computed without the
 * grader, and what the grader says of them.
 */
import { Problem } from '../../../src/core/problem.ts';
import { createRandom, type Random } from '../../../src/engine/random.ts';
import { examine, type Examiner } from '../../../src/grade/grade.ts';
import { program } from '../../calculus/handout.ts';
import * as h from './high.ts';
import { networks, tree } from './networks.ts';
import { matrixLaws, rewritten, scalarLaws } from './rewrite.ts';
import { derivative, pick, randomTree, slips } from './scalar.ts';
import { evaluate, Misfit, parts, scalar, type Tree, type Value, written } from './tree.ts';
import { changed, changes } from './wrong.ts';

type Setting = ReadonlyMap<string, Value>;
interface Topic {
  readonly text: string;
  readonly by: string;
  readonly names: readonly string[];
  readonly truth: Tree;
  readonly laws: typeof scalarLaws;
  /** Wrong versions with a kind of their own: derivatives with a slip. */
  readonly slipped: readonly (readonly [kind: string, Tree])[];
  readonly setting: (random: Random) => Setting;
}

export interface Counted {
  equal: number;
  different: number;
  undecided: number;
}
export interface Study {
  readonly wrong: Map<string, Counted>;
  readonly right: Map<string, Counted>;
  /** Why the undecided were so. */
  readonly open: Map<string, number>;
  /** Wrong answers called equal, and right ones called different. */
  readonly mistakes: string[];
  /** Some of the undecided. */
  readonly undecided: string[];
  questions: number;
  /** Changes that were not seen to change the value, and answers that could not be read. */
  passedOver: number;
}

const draw = (random: Random, scale: number): h.High => h.high(Number(((random.uniform() < 0.5 ? -1 : 1) * scale * (0.1 + random.uniform())).toPrecision(6)));

const scalarTopic = (random: Random): Topic => {
  const names = ['x', 'y', 'u', 'v'].slice(0, 1 + random.below(4));
  const setting = (r: Random): Setting => {
    const scale = pick(r, [0.5, 1, 1, 2, 4]);
    const positive = r.uniform() < 0.4;
    return new Map(names.map((n) => [n, scalar(positive ? h.size(draw(r, scale)) : draw(r, scale))]));
  };
  const declared = names.map((n) => `${n} = param()`).join('\n');
  const common = { names, laws: scalarLaws, setting };
  if (random.uniform() < 0.5) {
    // The gradient by a factor is the other factor: the grader's truth is then the formula itself.
    const e = randomTree(random, names, 2 + random.below(3));
    return { ...common, text: `g = param()\n${declared}\nL = g * (${written(e)})`, by: 'g', truth: e, slipped: [] };
  }
  let f = randomTree(random, names, 2 + random.below(2));
  while (!parts(f).some(({ part }) => part.kind === 'name' && part.name === 'x')) f = randomTree(random, names, 2 + random.below(2));
  const inside = parts(f).map(({ part }) => part);
  return {
    ...common,
    text: `${declared}\nL = ${written(f)}`,
    by: 'x',
    truth: derivative(f, 'x'),
    slipped: slips.flatMap((kind) => inside.map((part) => [kind, derivative(f, 'x', { part, kind })] as const)).filter(([, t]) => written(t) !== written(derivative(f, 'x'))),
  };
};

const networkTopic = (random: Random): Topic => {
  const { text, by, given, letters = {}, named, answer } = pick(random, networks);
  const size = (d: number | string): number => (typeof d === 'number' ? d : (letters[d] ?? 1));
  return {
    text,
    by,
    names: [...Object.keys(given), ...named.map(([n]) => n), ...Object.keys(letters)],
    truth: tree(answer),
    laws: matrixLaws,
    slipped: [],
    setting: (r) => {
      const at = new Map<string, Value>(Object.entries(letters).map(([n, v]) => [n, scalar(h.high(v))]));
      for (const [n, sizes] of Object.entries(given)) {
        const dims = sizes.map(size);
        at.set(n, { dims, row: false, data: Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => draw(r, 1)) });
      }
      for (const [n, formula] of named) at.set(n, evaluate(tree(formula), at));
      return at;
    },
  };
};

const valueAt = (t: Tree, at: Setting): Value | undefined => {
  try {
    return evaluate(t, at);
  } catch (reason) {
    if (reason instanceof h.NoValue) return undefined;
    throw reason;
  }
};

/** Points of the domain, with the truth there. */
const known = (topic: Topic, random: Random): readonly { readonly at: Setting; readonly truth: Value }[] => {
  const found: { at: Setting; truth: Value }[] = [];
  for (let tries = 0; tries < 24 && found.length < 4; tries++) {
    const at = topic.setting(random);
    const truth = valueAt(topic.truth, at);
    if (truth !== undefined) found.push({ at, truth });
  }
  return found;
};

/** Relative to 1 where the values are small: 25 digits tell two values apart, and 40 make them the same. */
const apart = 1n << 237n;
const together = 1n << 187n;
const compared = (t: Tree, points: ReturnType<typeof known>): 'same' | 'different' | 'unclear' => {
  let same = 0;
  for (const { at, truth } of points) {
    const own = valueAt(t, at);
    if (own === undefined) return 'unclear';
    if (own.dims.join() !== truth.dims.join() || own.row !== truth.row) throw new Misfit();
    for (const [i, x] of own.data.entries()) {
      const y = truth.data[i] ?? 0n;
      const size = h.size(y) > h.ONE ? h.size(y) : h.ONE;
      const gap = (h.size(x - y) * h.ONE) / size;
      if (gap > apart) return 'different';
      if (gap > together) return 'unclear';
    }
    same++;
  }
  return same > 0 ? 'same' : 'unclear';
};

const count = (table: Map<string, Counted>, kind: string, verdict: keyof Counted): void => {
  const row = table.get(kind) ?? { equal: 0, different: 0, undecided: 0 };
  row[verdict]++;
  table.set(kind, row);
};

const perQuestion = 8;

const wrongOf = (topic: Topic, random: Random): readonly [kind: string, Tree] | undefined => {
  if (topic.slipped.length > 0 && random.uniform() < 0.5) return pick(random, topic.slipped);
  const kind = pick(random, Object.keys(changes));
  const made = changed(topic.truth, kind, random, topic.names);
  return made === undefined ? undefined : [kind, made];
};
const rightOf = (topic: Topic, random: Random): readonly [kind: string, Tree] | undefined => {
  let current: Tree = topic.truth;
  let last = '';
  for (let n = 1 + random.below(4); n > 0; n--) {
    const made = rewritten(current, topic.laws, random, topic.laws === scalarLaws ? topic.names : [topic.names[0] ?? '']);
    if (made === undefined) break;
    [current, last] = [made.tree, made.law];
  }
  return last === '' ? undefined : [last, current];
};

/** Answers to one question until `each` of both kinds are judged, or too many tries were in vain. */
const ask = (topic: Topic, random: Random, study: Study, wanted: { wrong: number; right: number }): void => {
  const points = known(topic, random);
  if (points.length === 0) return;
  let examiner: Examiner | undefined;
  const judge = (t: Tree): ReturnType<Examiner['grade']> | undefined => {
    try {
      examiner ??= examine(program(topic.text), topic.by);
      return examiner.grade(written(t));
    } catch (reason) {
      if (reason instanceof Problem && reason.fault !== 'bug') return undefined;
      throw reason;
    }
  };
  for (const side of ['wrong', 'right'] as const) {
    let done = 0;
    for (let tries = 0; tries < 5 * perQuestion && done < perQuestion && wanted[side] > 0; tries++) {
      const made = (side === 'wrong' ? wrongOf : rightOf)(topic, random);
      if (made === undefined) continue;
      const [kind, t] = made;
      try {
        if (compared(t, points) !== (side === 'wrong' ? 'different' : 'same')) {
          study.passedOver++;
          continue;
        }
      } catch (reason) {
        if (reason instanceof Misfit || reason instanceof h.NoValue) continue;
        throw reason;
      }
      const grade = judge(t);
      if (grade === undefined) {
        study.passedOver++;
        continue;
      }
      count(study[side], kind, grade.verdict);
      if (grade.open !== undefined) study.open.set(`${side} ${grade.open.why}`, (study.open.get(`${side} ${grade.open.why}`) ?? 0) + 1);
      const told = `${side} answer called ${grade.verdict} ${grade.open?.why ?? ''}(${kind})\n${topic.text}\nby ${topic.by}: ${written(topic.truth)}\nanswer: ${written(t)}`;
      if (grade.verdict === (side === 'wrong' ? 'equal' : 'different')) study.mistakes.push(told);
      if (grade.verdict === 'undecided') study.undecided.push(told);
      done++;
      wanted[side]--;
    }
  }
  study.questions++;
};

/** `share` of the questions are about vectors and matrices. */
export const runStudy = (wrong: number, right: number, seed: number, share = 0.1): Study => {
  const random = createRandom(seed);
  const study: Study = { wrong: new Map(), right: new Map(), open: new Map(), mistakes: [], undecided: [], questions: 0, passedOver: 0 };
  const wanted = { wrong, right };
  while (wanted.wrong > 0 || wanted.right > 0) ask(random.uniform() < share ? networkTopic(random) : scalarTopic(random), random, study, wanted);
  return study;
};

export const totalOf = (table: ReadonlyMap<string, Counted>): Counted =>
  [...table.values()].reduce<Counted>((t, r) => ({ equal: t.equal + r.equal, different: t.different + r.different, undecided: t.undecided + r.undecided }), { equal: 0, different: 0, undecided: 0 });
