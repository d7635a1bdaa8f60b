/** Answers to "why": where a transpose, a sum or an elementwise product comes from, in index form. */
import { type Apply, type Expr, nodesOf } from '../../core/expr.ts';
import type { Program } from '../../core/program.ts';
import type { Edge, Line } from '../../core/step.ts';
import { readSpec } from '../../ops/products.ts';
import { asConvolution, convolutionTexts, readAxes } from '../../ops/windows.ts';
import type { Block, Prose, Tex } from '../doc.ts';
import { coversOf, windowsSvg } from '../figure/windows.ts';
import { joinTex, tex } from '../formula/literal.ts';
import { letterTex } from '../formula/name.ts';
import { entryTex, placeTex } from '../formula/place.ts';
import { math, say, type Words } from '../say.ts';
import type { Typesetter } from '../style.ts';
import { freeLetters } from './telling.ts';

export type WhyKind = 'transpose' | 'sum' | 'index-sum' | 'elementwise' | 'windows';

const boxed = (words: Words, kind: WhyKind, body: readonly Prose[]): Block => ({
  kind: 'why',
  title: say(words, `why.${kind}.title`),
  body: body.map((text) => ({ kind: 'paragraph', text })),
});

/** Entries by indices: the letters of a product's specification, or others where the program uses those. */
const indexed =
  (program: Program): ((name: Tex, letters: string) => Tex) =>
  (name, letters) =>
    letters === '' ? name : entryTex(name, [...letters].map((l) => indexTex(l, program)));
const indexTex = (letter: string, program: Program): Tex => {
  const free = freeLetters(program, 'ijklmnpqrs');
  return letterTex(free['ijkl'.indexOf(letter)] ?? letter);
};

/** The contraction in a consumer's formula of which `of` is one factor. */
const contractionWith = (formula: Expr, of: string): { readonly node: Apply; readonly side: 0 | 1 } | undefined => {
  for (const node of nodesOf(formula)) {
    if (node.kind !== 'apply' || node.op !== 'contract') continue;
    const side = node.args.findIndex((a) => a.kind === 'name' && a.name === of);
    if (side === 0 || side === 1) return { node, side };
  }
  return undefined;
};

const whyTranspose = (edge: Edge, line: Line, program: Program, t: Typesetter, words: Words): Block | undefined => {
  const consumer = program.bindings.get(edge.consumer);
  const found = consumer?.expr === undefined ? undefined : contractionWith(consumer.expr, line.of);
  const [a, b] = found?.node.args ?? [];
  if (found === undefined || a?.kind !== 'name' || b?.kind !== 'name' || consumer === undefined) return undefined;
  const { left, right, out } = readSpec(found.node.attrs);
  const own = found.side === 0 ? left : right;
  const other = found.side === 0 ? right : left;
  const [matrix, read] = found.side === 0 ? [b, a] : [a, b];
  const summed = [...left].filter((l) => !out.includes(l)).join('');
  if (summed.length !== 1 || other.length > 2) return undefined;
  const subscripted = indexed(program);
  const y = t.name(consumer.name);
  const forward = tex`${subscripted(y, out)} = \textstyle\sum_{${indexTex(summed, program)}} ${subscripted(t.expr(a), left)} ${subscripted(t.expr(b), right)} + \cdots`;
  // What is summed on the way back: indices of the result that the operand lacks.
  const back = [...out].filter((l) => !own.includes(l));
  // All at the place of the read, such as h[t-1].
  const { at } = read;
  const adjoint = t.name(line.goal, at);
  const upstream = [...program.bindings.values()].find((x) => x.adjointOf === consumer.name);
  if (upstream === undefined) return undefined;
  const factors = [subscripted(t.name(upstream.name), out), subscripted(t.expr(matrix), other)];
  // The factor that holds the first index stands first, as in the product it explains.
  const terms = joinTex(out.includes(own[0] ?? '') ? factors : factors.reverse(), tex` `);
  const [over] = back;
  const backward =
    over === undefined
      ? tex`${subscripted(adjoint, own)} = ${terms}`
      : tex`${subscripted(adjoint, own)} = \textstyle\sum_{${indexTex(over, program)}} ${terms}`;
  const [first = ''] = own;
  // The matrix stands left of what comes back where it holds the operand's first index, else right of it.
  const inner = other.includes(first) ? other[0] : other.at(-1);
  if (over === undefined ? own.length < 2 : other.length < 2 || inner !== over) return undefined;
  const partial = tex`\frac{\partial ${subscripted(y, out)}}{\partial ${subscripted(t.name(line.of, at), own)}} = ${subscripted(t.expr(matrix), other)}`;
  const key = over === undefined ? 'why.transpose.outer' : other.startsWith(over) ? 'why.transpose.first' : 'why.transpose.last';
  return boxed(words, 'transpose', [
    say(words, 'why.transpose.forward', { forward: math(forward), partial: math(partial) }),
    say(words, key, { backward: math(backward), index: over === undefined ? [] : math(indexTex(over, program)), matrix: math(t.expr(matrix)) }),
  ]);
};

const places = (axes: string): readonly Tex[] => (readAxes(axes) ?? []).map((axis) => placeTex(axis.map(([l, k]) => (k === 1 ? l : `${String(k)}*${l}`)).join('+')));
const entryOf = (name: Tex, axes: string): Tex => entryTex(name, places(axes), tex`,`);

/** The image of a convolution gets the kernel back turned round: which windows hold an entry, in index form and as a picture. */
const whyWindows = (edge: Edge, line: Line, program: Program, t: Typesetter, words: Words): Block | undefined => {
  const consumer = program.bindings.get(edge.consumer);
  const node = consumer?.expr === undefined ? undefined : nodesOf(consumer.expr).find((n): n is Apply => n.kind === 'apply' && n.op === 'correlate');
  const found = node === undefined ? undefined : asConvolution(node.attrs);
  const [kernel, image] = node?.args ?? [];
  const upstream = [...program.bindings.values()].find((b) => b.adjointOf === consumer?.name);
  if (found === undefined || found.transposed || kernel === undefined || image === undefined || consumer === undefined || upstream === undefined) return undefined;
  const texts = convolutionTexts(found.of);
  const inside = [...texts.kernel].filter((l) => !texts.result.includes(l));
  const forward = tex`${entryOf(t.name(consumer.name), texts.result)} = \textstyle\sum_{${joinTex(inside.map(placeTex), tex`,`)}} ${entryOf(t.expr(kernel), texts.kernel)}\,${entryOf(t.expr(image), texts.image)} + \cdots`;
  const [axis] = (readAxes(texts.image) ?? []).filter((a) => a.length > 1);
  const [[p, s] = ['p', 1], [u, d] = ['u', 1]] = axis ?? [];
  const term = (l: string, k: number): Tex => (k === 1 ? placeTex(l) : tex`${placeTex(String(k))} ${placeTex(l)}`);
  const meets = tex`${term(p, s)} + ${term(u, d)}`;
  const size = Number(kernel.shape.dims.at(-found.of.stride.length));
  const drawn = { kernel: Number.isInteger(size) ? Math.min(size, 4) : 3, stride: Math.min(s, 3), dilation: Math.min(d, 2) };
  const reach = drawn.dilation * (drawn.kernel - 1);
  const picture = { ...drawn, at: reach, cells: 2 * reach + 1 };
  const covers = coversOf(picture);
  // Windows side by side turn nothing round.
  if (covers.length < 2) return undefined;
  const alt = covers.map(({ window, entry }) => `p = ${String(window + 1)}: k${String(entry + 1)}`).join(', ');
  const body: readonly Block[] = [
    { kind: 'paragraph', text: say(words, 'why.windows.forward', { forward: math(forward) }) },
    { kind: 'figure', svg: windowsSvg(picture, alt), alt, caption: say(words, 'why.windows.caption', { entries: [{ kind: 'text', text: covers.map(({ entry }) => `k${String(entry + 1)}`).join(words.say['list.comma'] ?? ', ') }] }) },
    { kind: 'paragraph', text: say(words, 'why.windows.back', { meets: math(meets), adjoint: math(t.name(line.goal)), upstream: math(t.name(upstream.name)), kernel: math(t.expr(kernel)), entry: math(placeTex(u)), window: math(placeTex(p)) }) },
  ];
  return { kind: 'why', title: say(words, 'why.windows.title'), body };
};

/** A lemma that states a whole adjoint, such as softmax's, mixes entries. */
const isWholeLemma = (rule: string, program: Program): boolean => program.lemmas.some((l) => rule === `lemma:${l.fn}` && l.kind === 'pull');

/** What stands under the sum over `index`, where the whole line is such a sum. */
const contributionSaid = (line: Line, index: string, t: Typesetter, words: Words): readonly Prose[] => {
  let of: Expr | undefined = line.expr;
  let found = false;
  while (of?.kind === 'apply' && of.op === 'total') {
    found ||= of.attrs.index === index;
    [of] = of.args;
  }
  return of === undefined || !found ? [] : [say(words, 'why.index-sum.named', { name: math(t.name(line.of)), index: math(letterTex(index)), contribution: math(t.expr(of)) })];
};

/** The first box of each kind that a line deserves; `given` remembers which were given. */
export const whysFor = (line: Line, program: Program, t: Typesetter, words: Words, given: Set<WhyKind>): readonly Block[] => {
  const out: Block[] = [];
  const give = (kind: WhyKind, block: Block | undefined): void => {
    if (block === undefined || given.has(kind)) return;
    given.add(kind);
    out.push(block);
  };
  const [first] = line.steps;
  for (const edge of first?.edges ?? []) {
    if (edge.rules.some((r) => r.startsWith('contract'))) give('transpose', whyTranspose(edge, line, program, t, words));
    if (edge.rules.includes('correlate.right')) give('windows', whyWindows(edge, line, program, t, words));
    const consumer = program.bindings.get(edge.consumer);
    const own = program.bindings.get(line.of);
    if (edge.rules.includes('expand') && consumer !== undefined)
      give('sum', boxed(words, 'sum', [say(words, 'why.sum.body', { name: math(t.name(line.of)), consumer: math(t.name(consumer.name)) })]));
    const shared = edge.place !== undefined ? undefined : consumer?.over.find((index) => own?.over.includes(index) === false);
    if (shared !== undefined && consumer !== undefined)
      give(
        'index-sum',
        boxed(words, 'index-sum', [
          say(words, 'why.index-sum.body', { name: math(t.name(line.of)), consumer: math(t.name(consumer.name)), index: math(letterTex(shared)) }),
          ...contributionSaid(line, shared, t, words),
        ]),
      );
    const local = edge.rules.find((r) => r.startsWith('lemma:') || program.ops.get(r)?.scalar !== undefined);
    if (local !== undefined && consumer !== undefined && consumer.shape.dims.length > 0 && !isWholeLemma(local, program) && edge.rules.length === 1 && consumer.shape.dims.length === own?.shape.dims.length)
      give('elementwise', boxed(words, 'elementwise', [say(words, 'why.elementwise.body', { index: math(indexTex('i', program)), name: math(t.name(line.of)), consumer: math(t.name(consumer.name)) })]));
  }
  return out;
};
