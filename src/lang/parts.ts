/** Parts of arrays, `X[i, 2:3]`, and arrays written out, `[1, 2; 3, 4]`. */
import { addDims, type Dim, showDim, subtractDims } from '../core/dim.ts';
import { type Expr, nodesOf } from '../core/expr.ts';
import { bug, type Place, Problem } from '../core/problem.ts';
import { isScalar, rank, showShape } from '../core/shape.ts';
import type { Range, Syntax } from '../core/syntax.ts';
import type { Apply } from './apply.ts';
import { isNumbers, type Scope, toDim } from './scope.ts';

/** `X[i, 2:3]`: one slice for each subscript that is not a whole axis; subscripts count from 1. */
export const subscripted = (s: Extract<Syntax, { kind: 'subscript' }>, of: Expr, numbers: readonly Expr[], apply: Apply, scope: Scope): Expr => {
  const waiting = [...numbers];
  if (s.at.length > rank(of.shape))
    throw new Problem('too-many-subscripts', `${showShape(of.shape)} has fewer axes than subscripts`, { place: s.place });
  let out = of;
  let axis = 0;
  for (const at of s.at) {
    const whole = out.shape.dims[axis] ?? 1;
    if (at.kind !== 'range' && isNumbers(at, scope)) {
      const number = waiting.shift();
      if (number === undefined) throw bug('a subscript was not read');
      checkNumbers(number, whole, at, scope);
      out = apply('gather', [out, number], { axis });
      axis += rank(number.shape);
      continue;
    }
    if (at.kind !== 'range') {
      const start = subtractDims(toDim(at, scope), 1);
      outside(start, 1, 1, whole, at.place);
      out = apply('slice', [out], { axis, start });
      continue;
    }
    const { start, step, size } = partOf(at, whole, scope);
    if (start !== 0 || size !== whole) out = apply('slice', [out], { axis, start, size, ...(step === 1 ? {} : { step }) });
    axis++;
  }
  return out;
};
/** A step is a whole number other than 0; 1 where none is written. */
export const stepIn = (given: Syntax | undefined, scope: Scope): number => {
  const step = given === undefined ? 1 : toDim(given, scope);
  if (typeof step === 'number' && step !== 0) return step;
  throw new Problem('bad-step', 'a step is a whole number other than 0', { ...(given === undefined ? {} : { place: given.place }), mend: 'x[1:2:9] for every other entry, x[9:-1:1] to go backwards' });
};

/** `from:step:to`, both ends included; what is left out goes to the ends of the axis. */
const partOf = (at: Range, whole: Dim, scope: Scope): { readonly start: Dim; readonly step: number; readonly size: Dim } => {
  const step = stepIn(at.step, scope);
  const [head, tail] = step > 0 ? [1, whole] : [whole, 1];
  const start = subtractDims(at.from === undefined ? head : toDim(at.from, scope), 1);
  const room = subtractDims(subtractDims(at.to === undefined ? tail : toDim(at.to, scope), 1), start);
  if (Math.abs(step) > 1 && typeof room !== 'number') throw new Problem('open-size', 'how many entries a step takes is left open while the size is a letter', { place: at.place, mend: 'give the size a number, n = 9' });
  const size = typeof room === 'number' ? Math.floor(room / step) + 1 : addDims(step > 0 ? room : subtractDims(0, room), 1);
  outside(start, step, size, whole, at.place);
  return { start, step, size };
};

/** Only whole numbers that are declared as such can say which entries. */
export const checkNumbers = (number: Expr, whole: Dim, at: Syntax, { numbers }: Scope): void => {
  if (numbers === undefined) return;
  for (const node of nodesOf(number)) {
    if (node.kind === 'apply' && node.op === 'slice') continue;
    const most = node.kind === 'name' ? numbers(node.name) : undefined;
    const text = at.place.text.slice(at.place.column - 1, at.place.column - 1 + at.place.length);
    if (most === undefined)
      throw new Problem('not-a-subscript', `${text} is neither a size nor an index, nor whole numbers given as data`, {
        place: at.place,
        expected: 'a whole number, a letter, an index, or sums and products of these',
        ...(at.kind === 'name' ? { mend: `for numbers that are data, declare ${text} = input(index=${String(whole)})` } : {}),
      });
    if (most !== whole)
      throw new Problem('subscript-outside', `${text} runs to ${showDim(most)}, and the axis has ${showDim(whole)} entries`, { place: at.place, expected: `index=${showDim(whole)} where ${text} is declared` });
  }
};

const outside = (start: Dim, step: number, size: Dim, whole: Dim, place: Place): void => {
  if (typeof start !== 'number' || typeof size !== 'number') return;
  const end = start + step * (size - 1);
  if (size < 1) throw new Problem('subscript-outside', 'there is no entry in this range: it starts behind its end', { place, mend: step > 0 ? 'for the entries backwards, x[9:-1:1]' : 'for the entries forwards, x[1:9]' });
  if (Math.min(start, end) < 0 || (typeof whole === 'number' && Math.max(start, end) >= whole))
    throw new Problem('subscript-outside', `the axis has ${whole === 1 ? 'one entry' : `${String(whole)} entries`}, counted from 1`, {
      place,
      expected: whole === 1 ? '1' : whole === 2 ? '1 or 2' : `a whole number from 1 to ${String(whole)}`,
    });
};

export const array = (s: Extract<Syntax, { kind: 'array' }>, entries: readonly Expr[], apply: Apply, scope: Scope): Expr => {
  const columns = s.rows[0]?.length ?? 0;
  if (columns === 0 || s.rows.some((r) => r.length !== columns))
    throw new Problem('ragged-array', 'the rows of an array have one length', { place: s.place });
  entries.forEach((e) => {
    if (!isScalar(e.shape)) throw new Problem('shape-mismatch', `the entries of an array are scalars, not ${showShape(e.shape)}`, { place: s.place, mend: 'concat(A, B, axis=0) joins arrays along an axis, stack(a, b) along a new one' });
  });
  const placed = entries.map((e, i) => {
    const inRow = apply('place', [e], { axis: 0, start: i % columns, whole: columns, single: true, row: false });
    return s.flat ? inRow : apply('place', [inRow], { axis: 0, start: Math.floor(i / columns), whole: s.rows.length, single: true, row: false });
  });
  const [first = scope.pool.number(0), ...rest] = placed;
  return rest.reduce((a, b) => apply('add', [a, b]), first);
};

