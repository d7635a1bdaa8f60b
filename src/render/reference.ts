/** The table of functions as a document: how each is used, what it is, its derivative, its value at a kink. */
import type { Expr } from '../core/expr.ts';
import { levelOf, levels } from '../core/notation.ts';
import type { Program } from '../core/program.ts';
import { notationOf } from '../lang/write.ts';
import type { Block, Doc, Inline, Prose, Tex } from './doc.ts';
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
  /** In the prelude. */
  readonly line?: number;
}

/** What a function is, in words. */
export const aboutOf = (name: string, words: Words): string | undefined => (Object.hasOwn(words.functions, name) ? words.functions[name] : undefined);

/** Where it is defined. */
export const sourceOf = ({ table, line }: Explained, words: Words): Prose =>
  say(words, `functions.where.${table}`, table === 'prelude' ? { line: text(String(line ?? 0)) } : {});

const spaced = (parts: readonly Prose[], between: string): Prose => parts.filter((p) => p.length > 0).flatMap((p, i): readonly Inline[] => (i === 0 ? p : [...text(between), ...p]));

/** `\partial f / \partial x = ...`, or the adjoint of each operand. */
const derivativeOf = (usage: Usage): readonly Tex[] => {
  const t = typesetter({ ...usage.program, profile: { adjoint: 'bar' } }, 'axis');
  const [only] = usage.derivatives;
  return usage.derivatives.map(({ by, expr }) => {
    const left = usage.upstream !== undefined ? tex`\bar{${t.name(by, [])}}` : usage.derivatives.length === 1 && only !== undefined ? tex`\frac{d}{d${t.name(by)}}` : tex`\frac{\partial}{\partial ${t.name(by)}}`;
    // A comparison stands in brackets: it is 1 or 0.
    const compares = levelOf(notationOf(expr, usage.program.ops)) === levels.compare;
    return compares ? tex`${left} = [${t.expr(expr)}]` : tex`${left} = ${t.expr(expr)}`;
  });
};

const rowOf = (of: Explained, usage: Usage, i: number, words: Words): readonly Prose[] => {
  const separator = words.say['list.semicolon'] ?? '; ';
  const about = i === 0 ? aboutOf(of.name, words) : undefined;
  return [
    spaced([code(usage.call), usage.given.length === 0 ? [] : [...text(`${words.say['functions.given'] ?? ''} `), ...spaced(usage.given.map(code), ', ')]], ' '),
    spaced([about === undefined ? [] : text(about), usage.definition === undefined ? [] : code(usage.definition)], separator),
    usage.derivatives.length === 0 ? say(words, 'functions.constant') : spaced(derivativeOf(usage).map(math), ', '),
    sourceOf(of, words),
  ];
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
        head: ['use', 'computes', 'derivative', 'defined'].map((key) => say(words, `functions.${key}`)),
        body: members.flatMap((f) => f.usages.map((usage, i) => rowOf(f, usage, i, words))),
      },
    ];
  });
  const g = letterTex('g');
  const kinks = [...new Set(functions.flatMap((f) => f.usages.flatMap((u) => u.kinks)))].map((key) => text(words.kinks[key] ?? key));
  return {
    language: words.language,
    title: words.say['functions.title'] ?? '',
    subtitle: say(words, 'functions.subtitle'),
    blocks: [
      { kind: 'paragraph', text: say(words, 'functions.adjoint', { g: math(g), example: math(joinTex([tex`\bar{A}`, tex`g\,B^{\mathsf T}`], tex` = `)) }) },
      ...tables,
      ...(kinks.length === 0 ? [] : [{ kind: 'heading', level: 2, id: 'kinks', text: say(words, 'functions.kink') } as const, { kind: 'list', items: kinks } as const]),
    ],
  };
};
