/** How long a line is to read. The weights are data; tests of whole derivations freeze what they lead to. */
import { type Expr, nodesOf } from '../../core/expr.ts';
import type { OpTable } from '../../core/op.ts';
import { isScalar } from '../../core/shape.ts';
import { notationOf, textOf } from '../../lang/write.ts';

export const weights = {
  name: 2,
  longNumber: 2,
  shortNumber: 1,
  sign: 1,
  /** given back, besides its own length, for a line that vanishes */
  line: 3,
  /** an elementwise product inside a matrix product: so that weights keep their delta */
  nestedProduct: 8,
  /** a bracketed sum holding a matrix product, inside a product */
  nestedSum: 12,
  /** a quotient inside a quotient: shorter, but no book writes it */
  nestedQuotient: 4,
} as const;

/** Longer lines than this are not worth comparing. */
const most = 4000;

export const lengthOf = (e: Expr, ops: OpTable): number => {
  const text = textOf(notationOf(e, ops), most).replaceAll(', keep=false', '');
  let total = 0;
  for (const [token] of text.matchAll(/[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\[[^\]]*\])?|\d+(?:\.\d+)?|\.?[*/^]|[-+'(>]/gu)) {
    if (/^[\p{L}_]/u.test(token)) total += weights.name;
    else if (/^\d/u.test(token)) total += token.length > 1 ? weights.longNumber : weights.shortNumber;
    else total += weights.sign;
  }
  return total + weights.nestedQuotient * nestedQuotients(e);
};

const nestedQuotients = (e: Expr): number => {
  const divides = (x: Expr): boolean => x.kind === 'apply' && x.op === 'divide' && !isScalar(x.shape);
  const terms = (x: Expr): readonly Expr[] => (x.kind === 'apply' && (x.op === 'add' || x.op === 'subtract' || x.op === 'negate') ? x.args.flatMap(terms) : [x]);
  return nodesOf(e).filter((x) => divides(x) && x.args.some((a) => a.args.length > 0 && !divides(a) && terms(a).some(divides))).length;
};

/** What makes a reader keep a name instead of nesting. */
export const nestingOf = (e: Expr): number => {
  let total = 0;
  const isProduct = (x: Expr): boolean => x.kind === 'apply' && (x.op === 'times' || x.op === 'divide') && !isScalar(x.shape);
  for (const node of nodesOf(e)) {
    if (node.kind !== 'apply') continue;
    if (node.op === 'contract') total += weights.nestedProduct * node.args.filter(isProduct).length;
    if (node.op === 'times' || node.op === 'contract' || node.op === 'divide')
      for (const a of node.args)
        if (
          a.kind === 'apply' &&
          (a.op === 'add' || a.op === 'subtract') &&
          a.args.some((x) => x.kind === 'apply' && (x.op === 'contract' || x.args.some((z) => z.kind === 'apply' && z.op === 'contract')))
        )
          total += weights.nestedSum;
  }
  return total;
};

