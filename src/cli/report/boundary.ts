/** Where a classifier of two numbers changes its mind: its predictions on a grid around the data. */
import { givenFor, predict } from '../../engine/predict.ts';
import { judgeOf } from '../../engine/training/metrics.ts';
import { flatten } from '../../engine/values.ts';
import type { Boundary } from '../../render/report/boundary.ts';
import type { Session } from '../commands/training.ts';

/** Points along each side of the grid. */
const size = 81;
/** The grid reaches beyond the data by this share of their range. */
const margin = 0.08;

interface Coordinate {
  readonly input: string;
  readonly entry: number;
  readonly width: number;
  readonly label: string;
}

/** The two numbers that a prediction takes from each row; undefined where it takes more, fewer, or classes. */
const coordinatesOf = ({ data }: Session, inputs: readonly string[]): readonly [Coordinate, Coordinate] | undefined => {
  const found = inputs.flatMap((input) => {
    const columns = data.columns.get(input) ?? [];
    const width = (data.values.get(input)?.length ?? 0) / data.count;
    return Array.from({ length: width }, (_, entry): Coordinate => ({ input, entry, width, label: columns[entry] ?? input }));
  });
  const [a, b, more] = found;
  return a === undefined || b === undefined || more !== undefined || inputs.some((i) => data.classes.has(i)) ? undefined : [a, b];
};

export const boundaryOf = (session: Session): Boundary | undefined => {
  const { data, trained, scales, train } = session;
  const judge = judgeOf(data);
  if (judge === undefined || judge.kind === 'numbers' || (judge.kind === 'binary' && judge.size > 1) || data.samples === undefined) return undefined;
  const { program, name, target } = judge.prediction;
  if (program.bindings.get(name)?.over.some((i) => program.indices.get(i)?.role === 'sequence') === true) return undefined;
  const inputs = [...givenFor(program, [name])].filter((given) => data.values.has(given));
  const coordinates = coordinatesOf(session, inputs);
  const truth = data.values.get(target);
  if (coordinates === undefined || truth === undefined || train.predictions === undefined) return undefined;

  /** As the table has them, and as the network takes them where inputs are standardised. */
  const raw = ({ input, entry }: Coordinate, v: number): number => v * (scales.get(input)?.deviation[entry] ?? 1) + (scales.get(input)?.mean[entry] ?? 0);
  const taken = ({ input, entry }: Coordinate, v: number): number => (v - (scales.get(input)?.mean[entry] ?? 0)) / (scales.get(input)?.deviation[entry] ?? 1);
  const valuesOf = (c: Coordinate): readonly number[] => Array.from({ length: data.count }, (_, n) => raw(c, data.values.get(c.input)?.[n * c.width + c.entry] ?? NaN));
  const [x, y] = coordinates;
  const sides = [x, y].map((c) => {
    const values = valuesOf(c);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const beyond = margin * (most - least || 1);
    return { name: c.label, from: least - beyond, to: most + beyond };
  });
  const [xSide, ySide] = sides;
  if (xSide === undefined || ySide === undefined) return undefined;

  const values = new Map(inputs.map((input) => [input, new Float64Array(size * size * ([x, y].find((c) => c.input === input)?.width ?? 1))]));
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      for (const [c, side, i] of [[x, xSide, column], [y, ySide, row]] as const) {
        const list = values.get(c.input);
        if (list !== undefined) list[(row * size + column) * c.width + c.entry] = taken(c, side.from + ((side.to - side.from) * i) / (size - 1));
      }
  const grid = { ...data, program, count: size * size, dims: new Map([...data.dims, [data.samples, size * size]]), values };
  const predicted = flatten(predict(grid, trained.parameters, [name]).get(name) ?? 0, name);
  const classOf = (list: Float64Array, n: number): number => {
    if (judge.kind === 'binary') return Number((list[n] ?? NaN) > 0.5);
    const of = list.subarray(n * judge.size, (n + 1) * judge.size);
    return of.reduce((best, v, k) => (v > (of[best] ?? NaN) ? k : best), 0);
  };
  const fields = judge.kind === 'binary' ? [predicted.map((p) => 1 - p), predicted] : judge.classes.map((_, k) => predicted.filter((_p, i) => i % judge.size === k));
  const [xs, ys] = [valuesOf(x), valuesOf(y)];
  const { predictions } = train;
  return {
    x: xSide,
    y: ySide,
    size,
    fields,
    classes: judge.classes,
    points: xs.map((px, n) => {
      const right = classOf(truth, n);
      return { x: px, y: ys[n] ?? NaN, class: right, wrong: classOf(predictions, n) !== right };
    }),
  };
};
