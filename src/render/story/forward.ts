/** The forward pass: the figure, then every formula in order, the functions of the objective opened. */
import { readsOf } from '../../calculus/indices.ts';
import type { Dim } from '../../core/dim.ts';
import { type Apply, type Expr, nodesOf } from '../../core/expr.ts';
import type { Binding } from '../../core/program.ts';
import { readSpec } from '../../ops/products.ts';
import type { Block, Prose, Row, Tex } from '../doc.ts';
import { networkFigure } from '../figure/network.ts';
import { tex } from '../formula/literal.ts';
import { dimTex } from '../formula/name.ts';
import { list, math, ref, say, text, type Words } from '../say.ts';
import { opened } from './batch.ts';
import { baseId, definitionId, forwardId, heading, paragraph, rangeSaid, type Telling } from './telling.ts';

const lineOf = (line: number | undefined, words: Words): Prose => (line === undefined ? [] : say(words, 'source.line', { line: text(String(line)) }));

/** The first product of two arrays in a formula. */
export const productIn = (e: Expr): Apply | undefined => nodesOf(e).find((n): n is Apply => n.kind === 'apply' && n.op === 'contract');

/** `(16 × 8)(8 × 1)`: the shapes of a product's factors as they stand, the inner sizes side by side. */
export const innerSizes = (product: Apply): Tex | undefined => {
  const { left, right, out } = readSpec(product.attrs);
  const [a, b] = product.args;
  if (a === undefined || b === undefined || left.length > 2 || right.length > 2 || out.length > 2) return undefined;
  const size = (letter: string | undefined): Tex => {
    const i = letter === undefined ? -1 : left.indexOf(letter);
    const d: Dim = letter === undefined ? 1 : ((i >= 0 ? a.shape.dims[i] : b.shape.dims[right.indexOf(letter)]) ?? 1);
    return dimTex(d);
  };
  const [first, second] = out;
  const inner = [...left].find((l) => right.includes(l) && !out.includes(l));
  // Braces keep a line from breaking inside a shape.
  return tex`{(${size(first)} \times ${size(inner)})}\,{(${size(inner)} \times ${size(second)})} \to {${size(first)} \times ${size(second)}}`;
};

/** Where the functions in a formula are defined, for those that have a lemma below. */
const definedIn = (e: Expr, { lemmas, program, words }: Telling): Prose => {
  const fns = [...new Set(nodesOf(e).flatMap((n) => (n.kind === 'apply' && n.op === 'call' ? [String(n.attrs.fn)] : [])))];
  const found = fns.filter((fn) => lemmas.some((l) => l.lemma.fn === fn) && program.functions.has(fn));
  return found.length === 0 ? [] : say(words, 'forward.functions', { where: list(found.map((fn) => ref(definitionId(fn))), words) });
};

/** The formula with its functions opened, where no lemma shows their definition or it is the objective. */
const openedRow = (b: Binding, telling: Telling): readonly Row[] => {
  const { program, t, words, lemmas } = telling;
  if (b.expr === undefined) return [];
  const calls = nodesOf(b.expr).filter((n): n is Apply => n.kind === 'apply' && n.op === 'call');
  const shown = (fn: string): boolean => lemmas.some((l) => l.lemma.fn === fn);
  const objective = b.name === program.objective;
  if (calls.length === 0 || (!objective && calls.every((c) => shown(String(c.attrs.fn))))) return [];
  const formula = opened(b.expr, program);
  if (formula === b.expr) return [];
  const fns = [...new Set(calls.map((c) => String(c.attrs.fn)))];
  return [{ right: t.wide(formula), reason: say(words, 'lemmas.definition', { fn: list(fns.map((fn): Prose => [{ kind: 'code', text: fn }]), words) }), move: 'given', shape: t.shape(b.shape) }];
};

export const forward = (telling: Telling): readonly Block[] => {
  const { program, t, words, proved } = telling;
  const rows: Row[] = [];
  const firstProduct = [...program.bindings.values()].find((b) => b.expr !== undefined && productIn(b.expr) !== undefined)?.name;
  const started = new Set<string>();
  /** Start values stand before the first formula that reads them. */
  const start = (b: Binding): void => {
    if (started.has(b.name)) return;
    started.add(b.name);
    for (const base of b.base)
      rows.push({
        left: t.name(b.name, [...b.over.slice(0, -1), base.at]),
        right: t.wide(base.expr),
        reason: [...say(words, 'forward.start'), ...lineOf(base.place?.line, words)],
        move: 'given',
        shape: t.shape(b.shape),
        id: baseId(b.name, base.at),
      });
  };
  for (const b of program.bindings.values()) {
    for (const read of b.expr === undefined ? [] : readsOf(b.expr)) {
      const source = program.bindings.get(read.name);
      if (source !== undefined) start(source);
    }
    start(b);
    if (b.expr === undefined) continue;
    const own = proved.named.has(b.name);
    const made = say(words, own ? 'forward.named' : b.gradientOf !== undefined ? 'forward.opened' : b.name === program.objective ? 'forward.objective' : 'forward.definition');
    const product = b.name === firstProduct ? productIn(b.expr) : undefined;
    const sizes = product === undefined ? undefined : innerSizes(product);
    rows.push({
      left: t.name(b.name),
      right: t.wide(b.expr),
      reason: [
        ...made,
        ...(own ? [] : lineOf(b.place?.line, words)),
        ...rangeSaid(b, program, words, 'list.semicolon'),
        ...definedIn(b.expr, telling),
        ...(sizes === undefined ? [] : say(words, 'product.sizes', { sizes: math(sizes) })),
      ],
      move: 'given',
      shape: t.shape(b.shape),
      id: forwardId(b.name),
    }, ...openedRow(b, telling));
  }
  const used = [...program.bindings.values()].some((b) => b.expr !== undefined && readsOf(b.expr).length > 0);
  const figure = used ? networkFigure(program, words, t.style.asWritten) : [];
  const body = [...(figure.length === 0 ? [] : say(words, 'forward.figure')), ...say(words, 'forward.body')];
  return [heading(2, 'forward', say(words, 'forward.title')), paragraph(body), ...figure, { kind: 'rows', id: 'forward', rows }];
};
