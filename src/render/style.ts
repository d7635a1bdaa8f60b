/** How the formulas of one program are typeset: names, functions, adjoints. */
import type { Dim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import type { Notation } from '../core/notation.ts';
import { type Place, Problem } from '../core/problem.ts';
import type { Fact, Program } from '../core/program.ts';
import type { Shape } from '../core/shape.ts';
import { shortened } from '../lang/shorten.ts';
import { notationOf } from '../lang/write.ts';
import type { Tex } from './doc.ts';
import { brokenTex, stacked } from './formula/lines.ts';
import { checkedTex, joinTex, tex } from './formula/literal.ts';
import { alike, dimTex, nameTex } from './formula/name.ts';
import { onPaper, paperOps } from './formula/paper.ts';
import { safeTex, type Template } from './formula/template.ts';
import { texOf, type TexStyle } from './formula/tex.ts';

export interface Typesetter {
  readonly style: TexStyle;
  readonly expr: (e: Expr) => Tex;
  /** Broken at signs where it is too wide for a page. */
  readonly wide: (e: Expr) => Tex;
  readonly name: (name: string, at?: readonly Dim[]) => Tex;
  /** A sum whose terms carry a name below a brace, broken like `wide`. */
  readonly braced: (terms: readonly { readonly expr: Expr; readonly name: Tex }[]) => Tex;
  /** An assumed equation; a number on the right of an array stands for an array of it. */
  readonly fact: (f: Pick<Fact, 'left' | 'right' | 'relation'>) => Tex;
  /** `2 × 3`, as plain text for chips. */
  readonly shape: (s: Shape) => string;
  /** The same as mathematics, for tables and sentences. */
  readonly sizes: (s: Shape) => Tex;
}

/** What fits beside a left side and a reason on A4, in em. */
const page = 24;

/** `named` may give a name a notation of its own, such as a derivative that is still to be worked out. */
export const typesetter = (gradient: Program, options: TexStyle['options'], named?: (name: string) => Notation | undefined): Typesetter => {
  const heads = new Map(
    [...gradient.ops.values()].flatMap((o) => (o.tex === undefined ? [] : [[o.name, checkedTex(o.tex, (t) => t === o.tex)] as const])),
  );
  const plain: TexStyle = {
    adjoint: gradient.profile.adjoint,
    objective: gradient.objective,
    adjointOf: (name) => gradient.bindings.get(name)?.adjointOf,
    gradientOf: (name) => gradient.bindings.get(name)?.gradientOf,
    heads,
    templates: new Map([...gradient.notations].map(([fn, n]) => [fn, notationAt(n)])),
    options,
  };
  const style: TexStyle = { ...plain, asWritten: clashing(gradient, plain) };
  const ops = paperOps(gradient.ops);
  const notation = (e: Expr) => shortened(notationOf(onPaper(e), ops, named));
  return {
    style,
    expr: (e) => texOf(notation(e), style),
    wide: (e) => brokenTex(notation(e), style, page),
    name: (name, at = gradient.bindings.get(name)?.over ?? []) => nameTex(name, at, style),
    braced: (terms) =>
      stacked(
        terms.map(({ expr, name }, i) => {
          const body = texOf(notation(expr), style);
          const under = tex`\underbrace{${body}}_{${name}}`;
          const fenced = body.startsWith('-') && i > 0 ? tex`\left(${under}\right)` : under;
          return i === 0 ? fenced : tex`+ ${fenced}`;
        }),
        page,
      ),
    fact: ({ left, right, relation }) => {
      if (relation !== '==') return texOf({ kind: 'infix', sign: relation, left: notation(left), right: notation(right), scalar: true }, style);
      const dims = left.shape.dims.filter((d) => d !== 1);
      const one = right.kind === 'number' && right.value === 1 && dims.length > 0;
      return tex`${texOf(notation(left), style)} = ${one ? tex`\mathbf{1}_{${joinTex(dims.map(dimTex), tex` \times `)}}` : texOf(notation(right), style)}`;
    },
    shape: (s) => (s.dims.length === 0 ? '1' : s.dims.map((d) => String(d).replaceAll('*', ' ')).join(' × ')),
    sizes: (s) => (s.dims.length === 0 ? tex`1` : joinTex(s.dims.map(dimTex), tex` \times `)),
  };
};

const notationAt = ({ tex: text, params, place }: { readonly tex: string; readonly params: readonly string[]; readonly place: Place }): Template => {
  try {
    return safeTex(text, params);
  } catch (problem) {
    throw problem instanceof Problem ? problem.at(place) : problem;
  }
};

/** Refuses a notation of the user's own that is not on the list of what is allowed. The prelude's are tested. */
export const checkNotations = ({ notations }: Pick<Program, 'notations'>): void => {
  for (const n of notations.values()) if (n.place.file !== 'prelude') notationAt(n);
};

/** Names that would print like an earlier name, or like a member of a family: `h0` beside the start value `h[0]`. */
const clashing = ({ bindings }: Program, style: TexStyle): ReadonlySet<string> => {
  const own = [...bindings.values()].filter((b) => b.adjointOf === undefined);
  const later = alike(own.map((b) => b.name), style).flatMap((group) => group.slice(1));
  const members = new Set(own.flatMap((b) => b.base.map((x) => nameTex(b.name, [...b.over.slice(0, -1), x.at], style))));
  return new Set([...later, ...own.filter((b) => members.has(nameTex(b.name, [], style))).map((b) => b.name)]);
};
