/** Formulas of one program as lines of Unicode mathematics. */
import type { Expr } from '../core/expr.ts';
import type { Notation } from '../core/notation.ts';
import type { Program } from '../core/program.ts';
import { shortened } from '../lang/shorten.ts';
import { notationOf } from '../lang/write.ts';
import { letterOf } from './formula/greek.ts';
import { unicodeOf, type UnicodeStyle } from './formula/unicode.ts';

/** `\ln` is ln, `\sigma(x)` calls σ; a notation that is more than a head with its arguments is not used. */
const headIn = (tex: string): string | undefined => {
  const [, macro, word] = /^(?:\\([A-Za-z]+)|\\(?:operatorname|mathrm)\s*\{?([A-Za-z]+)\}?)\s*(?:\([A-Za-z, ]*\))?$/u.exec(tex.trim()) ?? [];
  const head = word ?? macro;
  return head === undefined ? undefined : letterOf(head);
};

export const plainStyle = (program: Program): UnicodeStyle => ({
  heads: new Map([
    ...[...program.ops.values()].map((op) => [op.name, op.tex] as const),
    ...[...program.notations].map(([fn, n]) => [fn, n.tex] as const),
  ].flatMap(([name, tex]): [string, string][] => {
    const head = tex === undefined ? undefined : headIn(tex);
    return head === undefined ? [] : [[name, head]];
  })),
});

export const plainly = (program: Program, named?: (name: string) => Notation | undefined): ((e: Expr) => string) => {
  const style = plainStyle(program);
  return (e) => unicodeOf(shortened(notationOf(e, program.ops, named)), style);
};
