/** How long a line is to read. The weights are data; tests of whole derivations freeze what they lead to. */
import { type Expr, nodesOf } from '../../core/expr.ts';
import type { OpTable } from '../../core/op.ts';
import type { Line } from '../../core/step.ts';
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
  /** a bracketed sum holding a matrix product, inside a product, or any sum that is scattered or reshaped: so that a line with several sources keeps its name */
  nestedSum: 12,
  /** a matrix product of three or more: so that what every layer is handed keeps its name */
  chain: 8,
  /** a quotient inside a quotient: shorter, but no book writes it */
  nestedQuotient: 8,
  /** of single numbers: a quotient divided again, a quotient as a later factor, quotients of one denominator added */
  dividedTwice: 3,
  laterQuotient: 5,
  addedQuotients: 4,
  /** a name behind a function: cos(a * x) * a */
  lateName: 1,
  /** a minus in the middle of a product, a number behind other factors, a power of a function's brackets */
  innerMinus: 3,
  innerNumber: 2,
  raisedCall: 3,
  /** a condition added to something, instead of two cases */
  addedCondition: 8,
} as const;

/** Lines with more nodes than this are neither tidied nor compared: they are shown as differentiation made them. */
export const mostNodes = 600;
export const isLeftAsMade = (line: Line): boolean => nodesOf(...line.steps.slice(0, 1).map((s) => s.after)).length > mostNodes;

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

export const lengthOf = (e: Expr, ops: OpTable): number => {
  const { length: nodes } = nodesOf(e);
  if (nodes > mostNodes) return nodes * weights.name;
  const text = textOf(notationOf(e, ops), 8 * mostNodes).replaceAll(', keep=false', '');
  let total = 0;
  for (const [token] of text.matchAll(/[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\[[^\]]*\]|\.[\p{L}_][\p{L}\p{M}\p{N}_]*)*|\d+(?:\.\d+)?|\.?[*/^]|[-+'(>]/gu)) {
    if (/^[\p{L}_]/u.test(token)) total += weights.name;
    else if (/^\d/u.test(token)) total += token.length > 1 ? weights.longNumber : weights.shortNumber;
    else total += weights.sign;
  }
  total += weights.innerMinus * count(text, /[*/] -/gu) + weights.innerNumber * count(text, /\* (?:\d[\d.]*(?![\d.^])|\(\d[\d.]* [*/])/gu) + weights.raisedCall * count(text, /[\p{L}\p{N}_]\([^()]*\)\.?\^/gu);
  total += weights.addedCondition * count(text, /[+-] (?:\d[\d.]* \* )?\([^()]* [<>]=? [^()]*\)/gu);
  total += weights.lateName * count(text, /\)(?:\^\d+)? \* [\p{L}_][\p{L}\p{M}\p{N}_]*(?![\p{L}\p{M}\p{N}_(['])/gu);
  total += scalarQuotients(e);
  return total + weights.nestedQuotient * nestedQuotients(e) + weights.nestedProduct * nestedProducts(e);
};

const terms = (x: Expr): readonly Expr[] => (x.kind === 'apply' && (x.op === 'add' || x.op === 'subtract' || x.op === 'negate') ? x.args.flatMap(terms) : [x]);
const isContraction = (x: Expr): boolean => x.kind === 'apply' && x.op === 'contract';

/** Does it move entries about, such as scatter or reshape, instead of reckoning with them? */
const rearranges = (node: Expr, ops: OpTable): boolean => node.kind === 'apply' && !reckoning.has(node.op) && ops.get(node.op)?.scalar === undefined;
const reckoning: ReadonlySet<string> = new Set(['add', 'subtract', 'negate', 'times', 'divide', 'power', 'contract', 'expand', 'sum', 'mean', 'total', 'where', 'call']);

/** What to add when a line is weighed against others that would vanish into it. */
export const nesting = (e: Expr, ops: OpTable): number => {
  const torn = (x: Expr): boolean => terms(x).length > 1 && terms(x).some((y) => isContraction(y) || y.args.some(isContraction));
  const nodes = nodesOf(e);
  if (nodes.length > mostNodes) return 0;
  return nodes.reduce((total, node) => {
    const product = node.kind === 'apply' && (node.op === 'times' || node.op === 'contract' || node.op === 'divide');
    const chained = isContraction(node) ? weights.chain * node.args.filter(isContraction).length : 0;
    if (rearranges(node, ops)) return total + weights.nestedSum * node.args.filter((x) => terms(x).length > 1 && terms(x).some((y) => y.args.length > 1)).length;
    return product ? total + chained + weights.nestedSum * node.args.filter(torn).length : total;
  }, 0);
};

const nestedProducts = (e: Expr): number => {
  const isProduct = (x: Expr): boolean => x.kind === 'apply' && (x.op === 'times' || x.op === 'divide') && !isScalar(x.shape);
  return nodesOf(e).reduce((total, node) => (isContraction(node) ? total + node.args.filter((x) => terms(x).some(isProduct)).length : total), 0);
};

const divides = (x: Expr | undefined): boolean => x?.kind === 'apply' && x.op === 'divide' && isScalar(x.shape);

/** What makes quotients of single numbers hard to read. */
const scalarQuotients = (e: Expr): number => {
  let total = 0;
  for (const node of nodesOf(e)) {
    if (node.kind !== 'apply' || !isScalar(node.shape)) continue;
    const [a, b] = node.args;
    if (node.op === 'divide' && divides(a)) total += weights.dividedTwice;
    if (node.op === 'times' && divides(b)) total += weights.laterQuotient;
    if (node.op === 'add' || node.op === 'subtract') {
      const below = terms(node).flatMap((t) => (divides(t) ? basesOf(t.args[1]) : []));
      if (new Set(below).size < below.length) total += weights.addedQuotients;
    }
  }
  return total;
};
/** What is divided by, without its powers. */
const basesOf = (e: Expr | undefined): readonly number[] => {
  if (e === undefined || e.kind === 'number') return [];
  if (e.kind === 'apply' && e.op === 'times') return e.args.flatMap(basesOf);
  if (e.kind === 'apply' && (e.op === 'power' || e.op === 'sqrt')) return basesOf(e.args[0]);
  return [e.id];
};

const nestedQuotients = (e: Expr): number => {
  // A mean is no quotient: (u - sum(u) / n) / s.
  const size = (x: Expr): boolean => x.kind === 'number' || (x.kind === 'apply' && (x.op === 'dim' || ((x.op === 'times' || x.op === 'expand') && x.args.every(size))));
  const divides = (x: Expr): boolean => x.kind === 'apply' && x.op === 'divide' && !x.args.slice(1).every(size);
  return nodesOf(e).filter((x) => divides(x) && x.args.some((a) => a.args.length > 0 && !divides(a) && terms(a).some(divides))).length;
};
