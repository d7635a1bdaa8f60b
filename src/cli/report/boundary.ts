/** Where a classifier of two numbers changes its mind: its predictions on a grid around the data. */
import type { Boundary } from '../../render/report/boundary.ts';
import { drawnRows, type Plane } from './coordinates.ts';

/** Points along each side of the grid: of outputs that change little by little, and of steps, which have nothing in between. */
const [fine, finest] = [81, 241];
/** The grid reaches beyond the data by this share of their range. */
const margin = 0.08;

export const boundaryOf = ({ judge, coordinates, truth, predictions, predictAt }: Plane): Boundary | undefined => {
  const [x, y, more] = coordinates;
  if (x === undefined || y === undefined || more !== undefined || judge.kind === 'numbers' || (judge.kind === 'binary' && judge.size > 1)) return undefined;
  const [xSide, ySide] = ([x, y] as const).map(({ label, least, most }) => {
    const beyond = margin * (most - least || 1);
    return { name: label, from: least - beyond, to: most + beyond };
  });
  if (xSide === undefined || ySide === undefined) return undefined;
  const onGrid = (size: number): Float64Array => {
    const along = ({ from, to }: typeof xSide, i: number): number => from + ((to - from) * i) / (size - 1);
    return predictAt([Float64Array.from({ length: size * size }, (_, i) => along(xSide, i % size)), Float64Array.from({ length: size * size }, (_, i) => along(ySide, Math.floor(i / size)))]);
  };
  const first = onGrid(fine);
  const steps = first.every((p) => p === 0 || p === 1);
  const [size, predicted] = steps ? [finest, onGrid(finest)] : [fine, first];
  const classOf = (list: Float64Array, n: number): number => {
    if (judge.kind === 'binary') return Number((list[n] ?? NaN) > 0.5);
    const of = list.subarray(n * judge.size, (n + 1) * judge.size);
    return of.reduce((best, v, k) => (v > (of[best] ?? NaN) ? k : best), 0);
  };
  return {
    x: xSide,
    y: ySide,
    size,
    fields: judge.kind === 'binary' ? [predicted.map((p) => 1 - p), predicted] : judge.classes.map((_, k) => predicted.filter((_p, i) => i % judge.size === k)),
    classes: judge.classes,
    points: drawnRows(x.values.length).map((n) => {
      const right = classOf(truth, n);
      return { x: x.values[n] ?? NaN, y: y.values[n] ?? NaN, class: right, wrong: classOf(predictions, n) !== right };
    }),
    rows: x.values.length,
  };
};
