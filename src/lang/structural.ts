/**
 * Operators without a sign, as a derivation prints them: copies, places, contractions. A file may use them too, so that
 * every printed formula can be read back.
 */
import type { Expr } from '../core/expr.ts';
import { bug, Problem } from '../core/problem.ts';
import { isScalar, rank, sameShape, tensor } from '../core/shape.ts';
import type { Dim } from '../core/dim.ts';
import { subtractDims } from '../core/dim.ts';
import type { Syntax } from '../core/syntax.ts';
import { writeSpec } from '../ops/products.ts';
import { axisIn as counted } from './axis.ts';
import { expandTo } from './broadcast.ts';
import { type Applied, count, type Meaning } from './meaning.ts';
import { stepIn } from './parts.ts';
import { type Scope, toDim } from './scope.ts';

const needed = (s: Applied, key: string, example: string): Syntax => {
  const value = s.options.get(key);
  if (value === undefined) throw new Problem('missing-option', `${s.fn} needs ${key}=...`, { place: s.place, mend: example });
  return value;
};
const one = ([a]: readonly Expr[], s: Applied): Expr => {
  count(s, 1);
  if (a === undefined) throw bug('an operand is missing');
  return a;
};
const dimsIn = (s: Syntax, scope: Scope): readonly Dim[] => (s.kind === 'array' && s.flat ? (s.rows[0] ?? []) : [s]).map((d) => toDim(d, scope));
const axisIn = (s: Syntax, scope: Scope): number => {
  const d = toDim(s, scope);
  if (typeof d !== 'number' || d < 0) throw new Problem('no-such-axis', 'an axis is a whole number from 0', { place: s.place });
  return d;
};

const expand: Meaning = (args, apply, s, scope) => {
  count(s, 1);
  const [a, like] = args;
  if (a === undefined) throw bug('an operand is missing');
  const dims = s.options.has('like') && like !== undefined ? like.shape.dims : dimsIn(needed(s, 'to', 'expand(b, to=[5, 3])'), scope);
  const axes = s.options.get('axes');
  if (axes === undefined) return expandTo(a, tensor(...dims), apply);
  const own = (axes.kind === 'array' ? (axes.rows[0] ?? []) : [axes]).map((x) => counted(x, tensor(...dims)));
  if (own.length !== rank(a.shape) || own.some((axis, i) => axis >= dims.length || (i > 0 && axis <= (own[i - 1] ?? 0))))
    throw new Problem('no-such-axis', 'axes says, in rising order, where each axis goes', { place: axes.place, mend: 'expand(b, to=[5, 3], axes=[0])' });
  if (sameShape(a.shape, tensor(...dims))) return a;
  // The last axis of a matrix is a row's.
  const asRow = rank(a.shape) === 1 && !a.shape.row && dims.length === 2 && own[0] === 1;
  return apply('expand', [asRow ? apply('transpose', [a]) : a], { dims, axes: own, row: false });
};

const place: Meaning = (args, apply, s, scope) => {
  const a = one(args, s);
  const example = 'place(b, axis=0, at=2, whole=5)';
  const single = isScalar(a.shape) || s.options.has('single');
  const step = stepIn(s.options.get('step'), scope);
  return apply('place', [a], {
    axis: axisIn(needed(s, 'axis', example), scope),
    start: subtractDims(toDim(needed(s, 'at', example), scope), 1),
    whole: toDim(needed(s, 'whole', example), scope),
    single,
    row: false,
    ...(step === 1 ? {} : { step }),
  });
};

const hit: Meaning = (args, apply, s, scope) => {
  const a = one(args, s);
  return apply('hit', [a], { axes: [isScalar(a.shape) || !s.options.has('axis') ? 0 : axisIn(needed(s, 'axis', ''), scope)] });
};

const scatter: Meaning = (args, apply, s, scope) => {
  count(s, 2);
  const example = 'scatter(g, id, axis=0, whole=V)';
  return apply('scatter', args, { axis: axisIn(needed(s, 'axis', example), scope), whole: toDim(needed(s, 'whole', example), scope) });
};

const contract: Meaning = (args, apply, s) => {
  count(s, 2);
  const given = needed(s, 'spec', 'contract(A, B, spec="ij,jk->ik")');
  const [, left, right, out] = (given.kind === 'text' ? /^([a-z]*),([a-z]*)->([a-z]*)$/u.exec(given.text) : undefined) ?? [];
  const fits = [left, right].every((letters = '', i) => new Set(letters).size === letters.length && letters.length === rank(args[i]?.shape ?? tensor()));
  if (left === undefined || right === undefined || out === undefined || !fits || new Set(out).size !== out.length || [...out].some((l) => !left.includes(l) && !right.includes(l)))
    throw new Problem('bad-spec', 'a contraction names each axis with a letter, and those that stay after the arrow', { place: given.place, mend: 'contract(A, B, spec="ij,jk->ik")' });
  const [a, b] = args;
  if (a === undefined || b === undefined) throw bug('a contraction has two operands');
  // An axis that no other has and that goes is summed first.
  const summed = (own: Expr, letters: string, other: string): readonly [Expr, string] => {
    const axes = letters.split('').flatMap((l, axis) => (other.includes(l) || out.includes(l) ? [] : [axis]));
    return axes.length === 0 ? [own, letters] : [apply('sum', [own], { axes, keep: false, row: false }), letters.split('').filter((_, axis) => !axes.includes(axis)).join('')];
  };
  const [[x, xs], [y, ys]] = [summed(a, left, right), summed(b, right, left)];
  return apply('contract', [x, y], { spec: writeSpec({ left: xs, right: ys, out }), row: false });
};

export interface Structural {
  readonly name: string;
  readonly meaning: Meaning;
  readonly options: readonly string[];
  readonly shown: string;
}
export const structural: readonly Structural[] = [
  { name: 'expand', meaning: expand, options: ['to', 'like', 'axes'], shown: 'v = param(3); expand(v, to=[3, 5], axes=[0])' },
  { name: 'place', meaning: place, options: ['axis', 'at', 'step', 'whole', 'single'], shown: 'v = param(3); place(v, axis=0, at=2, whole=7)' },
  { name: 'hit', meaning: hit, options: ['axis'], shown: 'X = param(m, n); hit(X, axis=1)' },
  { name: 'scatter', meaning: scatter, options: ['axis', 'whole'], shown: 'id = input(5, index=3); X = param(5, 2); scatter(X, id, axis=0, whole=3)' },
  { name: 'contract', meaning: contract, options: ['spec'], shown: 'A = param(m, n); B = param(n, k); contract(A, B, spec="ij,jk->ik")' },
];
