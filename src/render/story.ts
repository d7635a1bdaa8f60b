/** A proved derivation told as a document: symbols, forward pass, lemmas, backward pass, results, the check. */
import { nodesOf } from '../core/expr.ts';
import type { Binding, Program } from '../core/program.ts';
import type { Line } from '../core/step.ts';
import type { Proved } from '../calculus/derive.ts';
import { proveLemma, type ProvedLemma } from '../calculus/lemma.ts';
import { readsOf } from '../calculus/indices.ts';
import { write } from '../lang/write.ts';
import type { Block, Doc, Prose, Row, Tex } from './doc.ts';
import { joinTex, numberTex, tex } from './formula/literal.ts';
import { dimTex, letterTex } from './formula/name.ts';
import { type ReasonContext, reasonOf } from './reasons.ts';
import { code, list, math, ref, say, text, type Words } from './say.ts';
import { typesetter, type Typesetter } from './style.ts';
import { type WhyKind, whysFor } from './story/why.ts';
import { networkFigure } from './figure/network.ts';

export interface StoryOptions {
  readonly words: Words;
  /** Used when the program has no title of its own. */
  readonly title: string;
}

/** What all sections share. */
interface Telling {
  readonly proved: Proved;
  readonly program: Program;
  readonly gradient: Program;
  readonly words: Words;
  readonly t: Typesetter;
  readonly lemmas: readonly ProvedLemma[];
}

const forwardId = (name: string): string => `forward ${name}`;
const lineId = (goal: string): string => `line ${goal}`;
const baseId = (goal: string, at: string | number): string => `line ${goal} at ${String(at)}`;
const lemmaId = (fn: string): string => `lemma ${fn}`;

const heading = (level: 2 | 3, id: string, said: Prose): Block => ({ kind: 'heading', level, id, text: said });
const paragraph = (said: Prose): Block => ({ kind: 'paragraph', text: said });

/** `for t = 1, ..., T` after a formula of a family. */
const forAll = (b: Binding, program: Program): Tex | undefined => {
  const ranges = b.over.map((index) => tex`${letterTex(index)} = 1, \dots, ${dimTex(program.indices.get(index)?.size ?? 1)}`);
  return ranges.length === 0 ? undefined : joinTex(ranges, tex`,\ `);
};

const lemmasUsed = (proved: Proved): readonly ProvedLemma[] => {
  const { program } = proved.derivation;
  const cited = new Set(
    proved.derivation.lines.flatMap((l) => l.steps.flatMap((s) => s.edges.flatMap((e) => e.rules.filter((r) => r.startsWith('lemma:')).map((r) => r.slice(6))))),
  );
  return [...cited].flatMap((fn) => {
    const call = [...program.bindings.values()].flatMap((b) => (b.expr === undefined ? [] : nodesOf(b.expr))).find((n) => n.kind === 'apply' && n.op === 'call' && n.attrs.fn === fn);
    const lemma = program.lemmas.find((l) => l.fn === fn);
    return lemma === undefined ? [] : [proveLemma(program, lemma, call?.args.map((a) => a.shape) ?? [])];
  });
};

const symbols = ({ program, t, words }: Telling): readonly Block[] => {
  const rows = [...program.bindings.values()]
    .filter((b) => b.expr === undefined)
    .map((b): readonly Prose[] => {
      const range = forAll(b, program);
      const role = words.roles[b.role] ?? b.role;
      const meaning = b.value === undefined ? text(role) : [...text(`${role} `), ...math(numberTex(b.value))];
      return [math(t.name(b.name)), text(t.shape(b.shape)), range === undefined ? meaning : [...meaning, ...text(words.say['list.comma'] ?? ', '), ...math(range)]];
    });
  const letters = [...program.dims].filter(([letter]) => ![...program.bindings.keys()].includes(letter));
  const sizes = letters.map(([letter, value]): readonly Prose[] => [
    math(letterTex(letter)),
    text('—'),
    value === undefined ? say(words, 'symbols.letter') : [...say(words, 'symbols.bound'), ...math(numberTex(value))],
  ]);
  return [
    heading(2, 'symbols', say(words, 'symbols.title')),
    paragraph(say(words, 'symbols.convention', { example: math(tex`${t.name(firstAdjoint(program, t))} = \frac{\partial ${t.name(program.objective)}}{\partial ${t.name(firstWanted(program))}}`) })),
    {
      kind: 'table',
      caption: say(words, 'symbols.caption'),
      head: [say(words, 'symbols.name'), say(words, 'symbols.shape'), say(words, 'symbols.meaning')],
      body: [...rows, ...sizes],
    },
  ];
};
const firstWanted = (program: Program): string => [...program.bindings.values()].find((b) => b.role === 'param')?.name ?? program.objective;
const firstAdjoint = (program: Program, t: Typesetter): string => {
  const wanted = firstWanted(program);
  return [...program.bindings.values()].find((b) => t.style.adjointOf(b.name) === wanted)?.name ?? `d_${wanted}`;
};

/** What the derivation takes for granted: facts, values at kinks, values outside a family's range. */
const assumptions = ({ program, gradient, t, words, proved }: Telling): readonly Block[] => {
  const items: Prose[] = program.facts.map((f) => say(words, 'assume.fact', { fact: math(tex`${t.expr(f.left)} = ${t.expr(f.right)}`) }));
  const used = new Set([...program.bindings.values()].flatMap((b) => (b.expr === undefined ? [] : nodesOf(b.expr).flatMap((n) => (n.kind === 'apply' ? [n.op === 'call' ? `call ${String(n.attrs.fn)}` : n.op] : [])))));
  const kinks = new Set([...used].flatMap((op) => (op === 'call relu' ? ['max'] : (program.ops.get(op)?.kink ?? []))));
  for (const kink of kinks) items.push(text(words.kinks[kink] ?? kink));
  for (const b of gradient.bindings.values()) {
    const size = b.over.length === 0 ? undefined : gradient.indices.get(b.over[b.over.length - 1] ?? '')?.size;
    if (b.adjointOf === undefined || size === undefined) continue;
    const ahead = [...gradient.bindings.values()].flatMap((x) => (x.expr === undefined ? [] : readsOf(x.expr))).filter((n) => n.name === b.name && n.at.some((d) => typeof d === 'string' && d.includes('+')));
    const shown = proved.derivation.lines.some((l) => !l.passing && readsOf(l.expr).some((n) => ahead.includes(n)));
    if (ahead.length > 0 && shown) items.push(say(words, 'assume.boundary', { name: math(t.name(b.name, [`${String(size)}+1`])) }));
  }
  return items.length === 0 ? [] : [heading(2, 'assumptions', say(words, 'assume.title')), { kind: 'list', items }];
};

const forward = (telling: Telling): readonly Block[] => {
  const { program, t, words, proved } = telling;
  const rows: Row[] = [];
  for (const b of program.bindings.values()) {
    for (const base of b.base)
      rows.push({
        left: t.name(b.name, [...b.over.slice(0, -1), base.at]),
        right: t.wide(base.expr),
        reason: [...say(words, 'forward.start'), ...lineOf(base.place?.line, words)],
        move: 'given',
        shape: t.shape(b.shape),
        id: baseId(b.name, base.at),
      });
    if (b.expr === undefined) continue;
    const range = forAll(b, program);
    const made = proved.named.has(b.name) ? say(words, 'forward.named') : b.name === program.objective ? say(words, 'forward.objective') : say(words, 'forward.definition');
    rows.push({
      left: t.name(b.name),
      right: t.wide(b.expr),
      reason: [...made, ...(proved.named.has(b.name) ? [] : lineOf(b.place?.line, words)), ...(range === undefined ? [] : [...text(words.say['list.semicolon'] ?? '; '), ...math(range)])],
      move: 'given',
      shape: t.shape(b.shape),
      id: forwardId(b.name),
    });
  }
  return [heading(2, 'forward', say(words, 'forward.title')), paragraph(say(words, 'forward.body')), ...networkFigure(telling.program, words), { kind: 'rows', id: 'forward', rows }];
};
const lineOf = (line: number | undefined, words: Words): Prose => (line === undefined ? [] : say(words, 'source.line', { line: text(String(line)) }));

const contextFor = (telling: Telling, t: Typesetter, program: Program, finished: (goal: string) => string | undefined): ReasonContext => ({
  words: telling.words,
  name: (name) => t.name(name),
  forward: (name) => (program === telling.program && telling.program.bindings.get(name)?.expr !== undefined ? forwardId(name) : undefined),
  finished,
  lemma: (fn) => (telling.lemmas.some((l) => l.lemma.fn === fn) && program === telling.program ? lemmaId(fn) : undefined),
});

const rowsOf = (line: Line, t: Typesetter, c: ReasonContext, shape: string, id: string, boxed: boolean): readonly Row[] =>
  line.steps.map((step, i): Row => {
    const last = i === line.steps.length - 1;
    return {
      ...(i === 0 ? { left: t.name(line.goal) } : {}),
      right: t.wide(step.after),
      reason: reasonOf(step, line, c),
      move: step.kind === 'flow' || step.kind === 'gather' || step.kind === 'seed' ? 'calculus' : 'algebra',
      shape,
      ...(last ? { id } : {}),
      ...(last && boxed ? { boxed: true } : {}),
    };
  });

const lemmas = (telling: Telling): readonly Block[] => {
  const { words } = telling;
  if (telling.lemmas.length === 0) return [];
  const blocks: Block[] = [heading(2, 'lemmas', say(words, 'lemmas.title')), paragraph(say(words, 'lemmas.body', { g: math(letterTex('g')) }))];
  for (const l of telling.lemmas) {
    const t = typesetter(l.program, words.say.axis ?? 'axis');
    const c = contextFor(telling, t, l.program, () => undefined);
    const shape = t.shape(l.program.bindings.get(l.lemma.of)?.shape ?? { dims: [], row: false });
    const definition: Row = {
      left: t.name(l.result),
      right: t.wide(l.definition),
      reason: say(words, 'lemmas.definition', { fn: code(l.lemma.fn) }),
      move: 'given',
      shape: t.shape(l.definition.shape),
      id: `definition ${l.lemma.fn}`,
    };
    const own: ReasonContext = { ...c, forward: (name) => (name === l.result ? `definition ${l.lemma.fn}` : undefined) };
    blocks.push(
      heading(3, lemmaId(l.lemma.fn), say(words, 'lemmas.heading', { fn: code(l.lemma.fn) })),
      {
        kind: 'rows',
        id: lemmaId(l.lemma.fn),
        wanted: say(words, 'lemmas.wanted', { adjoint: math(t.name(l.line.goal)), g: math(letterTex('g')) }),
        rows: [definition, ...rowsOf(l.line, t, own, shape, lemmaId(l.lemma.fn), true)],
      },
    );
  }
  return blocks;
};

const backward = (telling: Telling): readonly Block[] => {
  const { proved, program, gradient, t, words } = telling;
  const done = new Set<string>();
  const c = contextFor(telling, t, program, (goal) => (done.has(goal) ? lineId(goal) : undefined));
  const blocks: Block[] = [heading(2, 'backward', say(words, 'backward.title')), paragraph(say(words, 'backward.body', { objective: math(t.name(program.objective)) }))];
  const given = new Set<WhyKind>();
  const { lines } = proved.derivation;
  for (const line of lines) {
    const binding = gradient.bindings.get(line.goal);
    if (binding === undefined) continue;
    const of = t.name(line.of);
    const shape = t.shape(binding.shape);
    const [first] = line.steps;
    // What is known: the formulas this name is read by, and the adjoints of those formulas.
    const consumers = [...new Set(first?.edges.map((e) => e.consumer) ?? [])];
    const known = [
      ...consumers.map((name) => ref(forwardId(name))),
      ...consumers.flatMap((name) => {
        const adjoint = lines.find((l) => l.of === name);
        if (adjoint === undefined) return [];
        return [done.has(adjoint.goal) ? [...math(t.name(adjoint.goal)), ...text(' '), ...ref(lineId(adjoint.goal))] : math(t.name(adjoint.goal))];
      }),
    ];
    const range = forAll(binding, gradient);
    blocks.push({
      kind: 'rows',
      id: `goal ${line.goal}`,
      known: list(known, words),
      wanted: [
        ...math(tex`${t.name(line.goal)} = \frac{\partial ${t.name(program.objective)}}{\partial ${of}}`),
        ...(range === undefined ? [] : [...text(words.say['list.comma'] ?? ', '), ...math(range)]),
        ...(line.passing ? say(words, 'backward.passing') : []),
      ],
      rows: [
        ...rowsOf(line, t, c, shape, lineId(line.goal), !line.passing),
        ...line.base.map(
          (b): Row => ({
            left: t.name(line.goal, [...binding.over.slice(0, -1), b.at]),
            right: t.wide(b.expr),
            reason: say(words, 'reason.place'),
            move: 'calculus',
            shape,
            id: baseId(line.goal, b.at),
          }),
        ),
      ],
    });
    done.add(line.goal);
    blocks.push(...whysFor(line, gradient, t, words, given));
  }
  return blocks;
};

const results = ({ proved, t, words, gradient }: Telling): readonly Block[] => {
  const body = proved.derivation.wanted.map(([name, adjoint]): readonly Prose[] => {
    const line = proved.derivation.lines.find((l) => l.goal === adjoint);
    const binding = gradient.bindings.get(name);
    const shape = text(binding === undefined ? '' : t.shape(binding.shape));
    if (line === undefined) return [math(t.name(name)), say(words, 'results.none', { name: math(t.name(name)) }), shape, text('—')];
    return [math(t.name(name)), math(tex`${t.name(adjoint)} = ${t.expr(line.expr)}`), shape, ref(lineId(adjoint))];
  });
  return [
    heading(2, 'results', say(words, 'results.title')),
    {
      kind: 'table',
      caption: say(words, 'results.caption'),
      head: [say(words, 'results.parameter'), say(words, 'results.gradient'), say(words, 'symbols.shape'), say(words, 'results.proof')],
      body,
    },
  ];
};

const check = ({ proved, program, t, words }: Telling): readonly Block[] => {
  const { proof } = proved;
  const counted = say(words, 'check.body', {
    steps: text(String(proof.steps)),
    worst: math(numberTex(Number(proof.worstStep.toExponential(0)))),
    partials: text(String(proof.partials)),
    error: math(numberTex(Number(proof.worstPartial.toExponential(0)))),
  });
  const { shown } = proof;
  const example =
    shown === undefined
      ? []
      : [
          paragraph(
            say(words, 'check.example', {
              entry: math(shown.entry.length === 0 ? t.name(shown.name, []) : tex`(${t.name(shown.name, [])})_{${joinTex(shown.entry.map(numberTex), tex`,`)}}`),
              step: math(numberTex(shown.h)),
              objective: math(t.name(program.objective)),
              numeric: math(numberTex(Number(shown.numeric.toPrecision(9)))),
              symbolic: math(numberTex(Number(shown.symbolic.toPrecision(9)))),
            }),
          ),
        ];
  return [heading(2, 'check', say(words, 'check.title')), paragraph(counted), ...example];
};

export const story = (proved: Proved, { words, title }: StoryOptions): Doc => {
  const { program, gradient } = proved.derivation;
  const t = typesetter(gradient, words.say.axis ?? 'axis');
  const telling: Telling = { proved, program, gradient, words, t, lemmas: lemmasUsed(proved) };
  const wanted = list(proved.derivation.wanted.map(([name]) => math(t.name(name))), words);
  return {
    language: words.language,
    title: program.titles.get(words.language) ?? program.titles.get('en') ?? title,
    subtitle: say(words, 'subtitle', { objective: math(t.name(program.objective)), wanted }),
    blocks: [
      ...symbols(telling),
      ...assumptions(telling),
      ...forward(telling),
      ...lemmas(telling),
      ...backward(telling),
      ...results(telling),
      ...check(telling),
    ],
  };
};

/** The gradient formulas as text, a line each, for the terminal. */
export const gradientText = (proved: Proved): readonly string[] =>
  proved.derivation.lines
    .filter((l) => !l.passing)
    .flatMap((l) => {
      const { gradient } = proved.derivation;
      const over = gradient.bindings.get(l.goal)?.over ?? [];
      const named = (at: readonly (string | number)[]): string => (at.length === 0 ? l.goal : `${l.goal}[${at.join(', ')}]`);
      return [`${named(over)} = ${write(l.expr, gradient.ops)}`, ...l.base.map((b) => `${named([...over.slice(0, -1), b.at])} = ${write(b.expr, gradient.ops)}`)];
    });
