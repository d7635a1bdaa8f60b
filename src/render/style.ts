/** How the formulas of one program are typeset: names, functions, adjoints. */
import type { Dim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import type { Program } from '../core/program.ts';
import type { Shape } from '../core/shape.ts';
import { notationOf } from '../lang/write.ts';
import type { Tex } from './doc.ts';
import { brokenTex } from './formula/lines.ts';
import { checkedTex } from './formula/literal.ts';
import { nameTex } from './formula/name.ts';
import { safeTex } from './formula/template.ts';
import { texOf, type TexStyle } from './formula/tex.ts';

export interface Typesetter {
  readonly style: TexStyle;
  readonly expr: (e: Expr) => Tex;
  /** Broken at signs where it is too wide for a page. */
  readonly wide: (e: Expr) => Tex;
  readonly name: (name: string, at?: readonly Dim[]) => Tex;
  /** `2 × 3`, as plain text for chips and tables. */
  readonly shape: (s: Shape) => string;
}

/** What fits beside a left side and a reason on A4, in em. */
const page = 24;

export const typesetter = (gradient: Program, axis: string): Typesetter => {
  const heads = new Map(
    [...gradient.ops.values()].flatMap((o) => (o.tex === undefined ? [] : [[o.name, checkedTex(o.tex, (t) => t === o.tex)] as const])),
  );
  const style: TexStyle = {
    adjoint: gradient.profile.adjoint,
    objective: gradient.objective,
    adjointOf: (name) => gradient.bindings.get(name)?.adjointOf,
    heads,
    templates: new Map([...gradient.notations].map(([fn, n]) => [fn, safeTex(n.tex, n.params)])),
    axis,
  };
  return {
    style,
    expr: (e) => texOf(notationOf(e, gradient.ops), style),
    wide: (e) => brokenTex(notationOf(e, gradient.ops), style, page),
    name: (name, at = gradient.bindings.get(name)?.over ?? []) => nameTex(name, at, style),
    shape: (s) => (s.dims.length === 0 ? '1' : s.dims.map((d) => String(d)).join(' × ')),
  };
};

