/** The functions that are differentiated once and cited: their definition, their derivative, its rows. */
import { proveLemma, type ProvedLemma } from '../../calculus/lemma.ts';
import { nodesOf } from '../../core/expr.ts';
import type { Apply, Expr } from '../../core/expr.ts';
import { rank } from '../../core/shape.ts';
import type { Proved } from '../../calculus/derive.ts';
import type { Program } from '../../core/program.ts';
import type { Line } from '../../core/step.ts';
import type { Block, Row } from '../doc.ts';
import { letterTex } from '../formula/name.ts';
import type { ReasonContext } from '../reasons.ts';
import { code, math, say } from '../say.ts';
import { typesetter } from '../style.ts';
import { contextFor, rowsOf } from './rows.ts';
import { definitionId, heading, lemmaId, paragraph, type Telling } from './telling.ts';

const callIn = (formulas: readonly Expr[], fn: string): Apply | undefined =>
  formulas.flatMap((e) => nodesOf(e)).find((n): n is Apply => n.kind === 'apply' && n.op === 'call' && n.attrs.fn === fn);
const formulasIn = (program: Program): readonly Expr[] => [...program.bindings.values()].flatMap((b) => (b.expr === undefined ? [] : [b.expr]));

const citedIn = (lines: readonly Line[]): ReadonlySet<string> => {
  const rules = lines.flatMap((l) => l.steps.flatMap((s) => s.edges.flatMap((e) => e.rules)));
  return new Set(rules.filter((r) => r.startsWith('lemma:')).map((r) => r.slice('lemma:'.length)));
};

/** The lemmas that the lines cite, each after those that it leans on itself. */
export const lemmasUsed = (proved: Proved): readonly ProvedLemma[] => {
  const { program, lines } = proved.derivation;
  const told = new Map<string, ProvedLemma>();
  const tell = (cited: ReadonlySet<string>, formulas: readonly Expr[]): void => {
    for (const fn of cited) {
      const lemma = program.lemmas.find((l) => l.fn === fn);
      if (lemma === undefined || told.has(fn)) continue;
      const made = proveLemma(program, lemma, callIn(formulas, fn)?.args.map((a) => a.shape) ?? []);
      tell(citedIn([made.line]), [made.definition]);
      told.set(fn, made);
    }
  };
  tell(citedIn(lines), formulasIn(program));
  return [...told.values()];
};

/** A lemma about a column that is used on a matrix says what changes there. */
const onRows = ({ lemma, upstream }: ProvedLemma, { program, words, t }: Telling): readonly Block[] => {
  const call = callIn(formulasIn(program), lemma.fn);
  const arg = call?.args[0];
  if (lemma.kind !== 'pull' || arg === undefined || rank(arg.shape) < 2) return [];
  const text = program.functions.get(lemma.fn)?.text ?? '';
  const averaged = text.includes('samples(');
  const [count = 1] = arg.shape.dims;
  return [
    paragraph(
      averaged
        ? say(words, 'lemmas.samples', { g: math(letterTex(upstream)), count: math(t.sizes({ dims: [count], row: false })) })
        : say(words, text.includes('but=1') ? 'lemmas.channels' : 'lemmas.rows', { fn: code(lemma.fn) }),
    ),
  ];
};

export const lemmas = (telling: Telling): readonly Block[] => {
  const { words, program } = telling;
  const [first] = telling.lemmas;
  if (first === undefined) return [];
  const g = math(letterTex(first.upstream));
  const blocks: Block[] = [heading(2, 'lemmas', say(words, 'lemmas.title')), paragraph(say(words, 'lemmas.body', { g }))];
  for (const l of telling.lemmas) {
    const { fn } = l.lemma;
    const t = typesetter({ ...l.program, objective: program.objective }, words.options);
    const c = contextFor(telling, t, l.program, () => undefined);
    const own: ReasonContext = { ...c, forward: (name) => (name === l.result ? definitionId(fn) : undefined) };
    const definition: Row = {
      left: t.name(l.result),
      right: t.wide(l.definition),
      reason: program.notations.has(fn) ? say(words, 'lemmas.written', { fn: code(fn), shown: math(t.expr(l.call)) }) : say(words, 'lemmas.definition', { fn: code(fn) }),
      move: 'given',
      shape: t.shape(l.definition.shape),
      id: definitionId(fn),
    };
    const shape = l.program.bindings.get(l.line.of)?.shape ?? { dims: [], row: false };
    blocks.push(
      heading(3, lemmaId(fn), say(words, 'lemmas.heading', { fn: code(fn) })),
      {
        kind: 'rows',
        id: lemmaId(fn),
        wanted: say(words, 'lemmas.wanted', { adjoint: math(t.name(l.line.goal)), g }),
        rows: [definition, ...rowsOf(l.line, l.program, t, own, shape, lemmaId(fn), true)],
      },
      ...onRows(l, telling),
    );
  }
  return blocks;
};
