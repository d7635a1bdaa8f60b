/** `assume(...)`: what may be taken for granted. Each form has a check and a way to draw data that satisfy it. */
import { nearest } from '../text/names.ts';
import type { Expr } from '../../core/expr.ts';
import type { Fact } from '../../core/program.ts';
import { isScalar, rank, sameShape, showShape } from '../../core/shape.ts';
import type { Syntax } from '../../core/syntax.ts';
import { fail } from '../text/misread.ts';
import type { Source } from '../text/source.ts';
import { statementOf } from '../statements.ts';
import { parseStatement } from '../parse.ts';
import { checkMentions } from './check.ts';
import { type Line, textOf } from './heads.ts';
import type { Shaped } from './shaping.ts';
import type { Table } from './table.ts';

const relations: ReadonlyMap<string, Fact['relation']> = new Map([
  ['==', '=='],
  ['>', '>'],
  ['>=', '>='],
  ['<', '<'],
  ['<=', '<='],
]);

const forms = 'sum(y) == 1, symmetric(A), or bounds such as x > 0';

/** Both sides: symmetric(A) says that A is its own transpose. */
const sidesOf = (s: Extract<Syntax, { kind: 'apply' }>): readonly Syntax[] => {
  const [of] = s.args;
  if (s.fn !== 'symmetric' || of === undefined || s.args.length !== 1) return s.args;
  return [of, { kind: 'apply', fn: "'", args: [of], options: new Map(), place: s.place }];
};

/** A fact that proofs can draw data for is about something given: a name, its sum, or its sums along an axis. */
const given = (e: Expr): string | undefined => {
  const [of] = e.args;
  if (e.kind === 'name') return e.name;
  return e.kind === 'apply' && e.op === 'sum' && of?.kind === 'name' ? of.name : undefined;
};

export const factOf = (d: Extract<Line, { kind: 'directive' }>, source: Source, table: Table, functionNames: ReadonlySet<string>, { shaped }: Shaped): Fact => {
  const inner = statementOf(source, d.inner);
  const syntax = d.inner.length === 0 ? undefined : parseStatement(inner);
  const symmetric = syntax?.kind === 'apply' && syntax.fn === 'symmetric';
  const relation = syntax?.kind === 'apply' ? (symmetric ? '==' : relations.get(syntax.fn)) : undefined;
  if (syntax?.kind !== 'apply' || relation === undefined) throw fail('bad-fact', 'an assumption is an equation, a bound, or symmetric(A)', d.place, syntax?.kind === 'apply' && nearest(syntax.fn, ['symmetric']) !== undefined ? 'assume(symmetric(A))' : 'assume(sum(y) == 1)', forms);
  const sides = sidesOf(syntax);
  for (const s of sides) checkMentions(s, [...table.indices.keys()], table, functionNames);
  const [left, right] = sides.map((s) => shaped(s, s.place));
  if (left === undefined || right === undefined) throw fail('bad-fact', 'symmetric takes one matrix', syntax.place, 'assume(symmetric(A))');
  if (symmetric && (rank(left.shape) !== 2 || !sameShape(left.shape, right.shape)))
    throw fail('shape-mismatch', `only a square matrix is symmetric, and this is ${showShape(left.shape)}`, syntax.place);
  if (!sameShape(left.shape, right.shape) && !isScalar(right.shape))
    throw fail('shape-mismatch', `the sides are ${showShape(left.shape)} and ${showShape(right.shape)}`, syntax.place, undefined, 'one shape, or a number on the right');
  const about = given(left);
  const declared = about === undefined ? undefined : table.items.get(about)?.declaration;
  const possible = relation === '==' && !symmetric ? left.kind === 'apply' : left.kind === 'name';
  if (declared === undefined || declared.kind === 'number' || !possible)
    throw fail('bad-fact', 'no data can be drawn for this assumption', syntax.place, undefined, `${forms}, about names that are declared`);
  return { text: textOf(inner), relation, left, right, place: d.place };
};
