/** The table of functions as a document: how each is used, what it is, its derivative, its value at a kink. */
import type { Expr } from '../core/expr.ts';
import { levelOf, levels } from '../core/notation.ts';
import type { Program } from '../core/program.ts';
import { notationOf, write } from '../lang/write.ts';
import type { Block, Doc, Inline, Prose, Tex } from './doc.ts';
import { linesOf } from './formula/lines.ts';
import { joinTex, tex } from './formula/literal.ts';
import { letterTex } from './formula/name.ts';
import { code, math, say, text, type Words } from './say.ts';
import { typesetter } from './style.ts';

export interface Usage {
  /** Declarations of what is not a number, such as `X = param(m, n)`. */
  readonly given: readonly string[];
  readonly call: string;
  /** Text of the language, or index text; absent where it would only repeat the call. */
  readonly definition?: string;
  /** Its objective is the value. */
  readonly program: Program;
  /** The name of the result's adjoint; absent where the result is one number, and derivatives are by themselves. */
  readonly upstream?: string;
  readonly derivatives: readonly { readonly by: string; readonly expr: Expr }[];
  /** Word keys of values taken where there is no derivative. */
  readonly kinks: readonly string[];
}

export const groups = ['sign', 'entries', 'arrays'] as const;

export interface Explained {
  readonly name: string;
  readonly table: 'sign' | 'language' | 'operator' | 'prelude';
  readonly group: (typeof groups)[number];
  readonly usages: readonly Usage[];
}

/** What a function is, in words. */
export const aboutOf = (name: string, words: Words): string | undefined => (Object.hasOwn(words.functions, name) ? words.functions[name] : undefined);

/** Where it is defined. */
export const sourceOf = ({ table }: Explained, words: Words): Prose => say(words, `functions.where.${table}`, {});

const spaced = (parts: readonly Prose[], between: string): Prose => parts.filter((p) => p.length > 0).flatMap((p, i): readonly Inline[] => (i === 0 ? p : [...text(between), ...p]));

/** Operands with one derivative between them share a line; a wide formula takes several. */
const derivativesOf = (usage: Usage, words: Words): readonly Tex[] => {
  const { program, derivatives, upstream } = usage;
  const t = typesetter(program, words.options);
  const by = new Map<string, { readonly names: string[]; readonly expr: Expr }>();
  for (const d of derivatives) {
    const text = write(d.expr, program.ops);
    const same = by.get(text);
    if (same === undefined || upstream !== undefined) by.set(upstream === undefined ? text : d.by, { names: [d.by], expr: d.expr });
    else same.names.push(d.by);
  }
  const left = (name: string): Tex =>
    upstream !== undefined ? tex`\bar{${t.name(name, [])}}` : derivatives.length === 1 ? tex`\frac{d}{d${t.name(name)}}` : tex`\frac{\partial}{\partial ${t.name(name)}}`;
  return [...by.values()].flatMap(({ names, expr }) => {
    // A comparison stands in brackets: it is 1 or 0.
    const compares = levelOf(notationOf(expr, program.ops)) === levels.compare;
    const [first = tex``, ...more] = linesOf(compares ? tex`[${t.expr(expr)}]` : t.wide(expr));
    return [tex`${joinTex(names.map(left), tex` = `)} = ${first}`, ...more.map((line) => tex`\quad ${line}`)];
  });
};

/** `A \in R^{m \times n}` for what is not a number. */
const sizesOf = ({ program, given }: Usage): readonly Tex[] => {
  const t = typesetter(program, {});
  const declared = given.flatMap((d) => program.bindings.get(/^\p{L}+/u.exec(d)?.[0] ?? '') ?? []);
  return declared.filter((b) => b.shape.dims.length > 0).map((b) => tex`${t.name(b.name)} \in \mathbb{R}^{${t.sizes(b.shape)}}`);
};

/** A row for each derivative; the first one says the rest. Only the last column of a page's table is broken into lines. */
const rowsOf = (of: Explained, usage: Usage, i: number, words: Words): readonly (readonly Prose[])[] => {
  const about = i === 0 ? aboutOf(of.name, words) : undefined;
  const derivatives = usage.derivatives.length === 0 ? [say(words, 'functions.constant')] : derivativesOf(usage, words).map(math);
  const said = spaced([about === undefined ? [] : text(about), usage.definition === undefined ? [] : code(usage.definition), ...sizesOf(usage).map(math)], words.say['list.semicolon'] ?? '; ');
  return derivatives.map((derivative, k) => (k === 0 ? [code(usage.call), derivative, sourceOf(of, words), said] : [[], derivative, [], []]));
};

export const reference = (functions: readonly Explained[], words: Words): Doc => {
  const tables = groups.flatMap((group): readonly Block[] => {
    const members = functions.filter((f) => f.group === group);
    if (members.length === 0) return [];
    return [
      { kind: 'heading', level: 2, id: group, text: say(words, `functions.${group}`) },
      {
        kind: 'table',
        caption: say(words, `functions.${group}`),
        head: ['use', 'derivative', 'defined', 'computes'].map((key) => say(words, `functions.${key}`)),
        body: members.flatMap((f) => f.usages.flatMap((usage, i) => rowsOf(f, usage, i, words))),
      },
    ];
  });
  const g = letterTex('g');
  const kinks = [...new Set(functions.flatMap((f) => f.usages.flatMap((u) => u.kinks)))].map((key) => text(words.kinks[key] ?? key));
  return {
    language: words.language,
    landscape: true,
    title: words.say['functions.title'] ?? '',
    subtitle: say(words, 'functions.subtitle'),
    blocks: [
      { kind: 'paragraph', text: say(words, 'functions.adjoint', { g: math(g), example: math(joinTex([tex`\bar{A}`, tex`g\,B^{\mathsf T}`], tex` = `)) }) },
      ...tables,
      ...(kinks.length === 0 ? [] : [{ kind: 'heading', level: 2, id: 'kinks', text: say(words, 'functions.kink') } as const, { kind: 'list', items: kinks } as const]),
    ],
  };
};
