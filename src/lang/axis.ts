/** Axes as a formula names them: counted from 0, or from the end by negative numbers. */
import { Problem } from '../core/problem.ts';
import { rank, type Shape, showShape } from '../core/shape.ts';
import type { Syntax } from '../core/syntax.ts';
import type { Applied } from './meaning.ts';

/** The axes named by `axis=1`, counted from 0, negative ones from the end, or all others by `but=1`. Absent: every axis. */
export const axisOption = (s: Applied, shape: Shape): readonly number[] | undefined => {
  const [given, left] = [s.options.get('axis'), s.options.get('but')];
  if (given !== undefined && left !== undefined) throw new Problem('axis-twice', 'the axes are named by axis, or the one that is left by but', { place: left.place });
  // A vector has no axis but 0, and loses it.
  if (left !== undefined) return shape.dims.map((_, i) => i).filter((i) => i !== (rank(shape) === 1 && left.kind === 'number' && left.value === 1 ? -1 : axisIn(left, shape)));
  if (given === undefined) return undefined;
  const several = given.kind === 'array' ? given.rows.flat() : [given];
  const axes = several.map((s) => axisIn(s, shape));
  if (new Set(axes).size < axes.length) throw new Problem('axis-twice', 'an axis is named twice', { place: given.place });
  return axes;
};
export const axisIn = (given: Syntax, shape: Shape): number => {
  const axis = given.kind === 'apply' && given.fn === 'neg' && given.args[0]?.kind === 'number' ? -given.args[0].value : given.kind === 'number' ? given.value : NaN;
  const n = rank(shape);
  const counted = axis < 0 ? n + axis : axis;
  if (!Number.isInteger(counted) || counted < 0 || counted >= n)
    throw new Problem('no-such-axis', `${showShape(shape)} has no such axis`, {
      place: given.place,
      expected: n === 0 ? 'no axis: a scalar has none' : n === 1 ? '0, or no axis at all' : `a whole number from 0 to ${String(n - 1)}`,
    });
  return counted;
};
/** The one axis that a function goes along: the last unless one is named. */
export const axisAlong = (s: Applied, shape: Shape): number => {
  const [axis, second] = axisOption(s, shape) ?? [rank(shape) - 1];
  if (axis === undefined || axis < 0 || second !== undefined)
    throw new Problem('no-such-axis', `${s.fn} of ${showShape(shape)} goes along one axis`, { place: (s.options.get('axis') ?? s).place, ...(rank(shape) === 0 ? { expected: 'a vector, or more axes' } : { mend: `${s.fn}(..., axis=0)` }) });
  return axis;
};
