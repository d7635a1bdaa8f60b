/** `sum(p, params(2), sum(p.^2))`: a sum over all parameters of a rank, written out on reading. */
import type { Syntax } from '../../core/syntax.ts';
import { replaced } from '../replace.ts';
import { fail } from '../text/misread.ts';
import type { Formula, Item } from './table.ts';

type Applied = Extract<Syntax, { kind: 'apply' }>;

const isParams = (s: Syntax | undefined): s is Applied => s?.kind === 'apply' && s.fn === 'params';

/** The terms for the parameters declared above `before`, added up. */
const writtenOut = (sum: Applied, items: readonly Item[], before: Formula): Syntax => {
  const [variable, over, term, ...more] = sum.args;
  const example = 'sum(p, params(2), sum(p.^2))';
  if (variable?.kind !== 'name' || !isParams(over) || term === undefined || more.length > 0)
    throw fail('bad-params', 'a sum over parameters has a name, params(...) and a formula with the name', sum.place, example);
  const [rank, extra] = over.args;
  if (extra !== undefined || over.options.size > 0 || (rank !== undefined && rank.kind !== 'number')) throw fail('bad-params', 'params(...) takes a rank, or nothing for all', over.place, 'params(2) for the matrices');
  const chosen = items.filter(({ declaration: d, formula }) => d?.kind === 'param' && formula.ordinal < before.ordinal && (rank === undefined || d.sizes.length === rank.value));
  const terms = chosen.map(({ name, over: indices }): Syntax => {
    const named: Syntax = { kind: 'name', name, place: variable.place };
    const at = indices.map((index): Syntax => ({ kind: 'name', name: index, place: variable.place }));
    const one = replaced(term, (s) => (s.kind === 'name' && s.name === variable.name ? (at.length === 0 ? named : { kind: 'subscript', of: named, at, place: s.place }) : undefined));
    return at.reduceRight<Syntax>((inner, index) => ({ ...sum, args: [index, inner] }), one);
  });
  const [first, ...others] = terms;
  if (first === undefined) throw fail('no-parameter', `there is no parameter${rank === undefined ? '' : ` of rank ${String(rank.value)}`} above this line`, over.place, undefined, 'a param(...) to add up over');
  return others.reduce<Syntax>((a, b) => ({ kind: 'apply', fn: '+', args: [a, b], options: new Map(), place: sum.place }), first);
};

export const openParams = (items: readonly Item[]): readonly Item[] => {
  const opened = (formula: Formula): Formula => ({
    ...formula,
    syntax: replaced(formula.syntax, (s) => (s.kind === 'apply' && s.fn === 'sum' && s.args.some(isParams) ? writtenOut(s, items, formula) : undefined)),
  });
  return items.map((item) => (item.declaration === undefined ? { ...item, formula: opened(item.formula), bases: item.bases.map((b) => ({ ...b, formula: opened(b.formula) })) } : item));
};
