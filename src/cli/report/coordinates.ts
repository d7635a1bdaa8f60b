/** The numbers that a prediction takes from each row, as the table has them, and predictions at other numbers. */
import { givenFor, predict } from '../../engine/predict.ts';
import { type Judge, judgeOf } from '../../engine/training/metrics.ts';
import { flatten } from '../../engine/values.ts';
import type { Session } from '../commands/training.ts';

export interface Coordinate {
  /** Its column. */
  readonly label: string;
  /** Of every row trained on. */
  readonly values: readonly number[];
  readonly least: number;
  readonly most: number;
}

export interface Plane {
  readonly judge: Judge;
  /** What the targets are called: their column. */
  readonly target: string;
  readonly coordinates: readonly Coordinate[];
  /** The targets, and what is predicted for them, row after row. */
  readonly truth: Float64Array;
  readonly predictions: Float64Array;
  /** Predictions where the coordinates are `at[k]`, point after point. */
  readonly predictAt: (at: readonly Float64Array[]) => Float64Array;
}

/** Undefined where what is predicted is no formula of each row's numbers: of sequences, classes, entries found by number. */
export const planeOf = ({ data, trained, scales, train }: Session): Plane | undefined => {
  const judge = judgeOf(data);
  const { samples } = data;
  if (judge === undefined || samples === undefined || train.predictions === undefined) return undefined;
  const { program, name, target } = judge.prediction;
  const truth = data.values.get(target);
  const inputs = [...givenFor(program, [name])].filter((given) => data.values.has(given));
  const odd = inputs.some((input) => data.classes.has(input) || program.bindings.get(input)?.index !== undefined);
  if (truth === undefined || odd || program.bindings.get(name)?.over.some((i) => program.indices.get(i)?.role === 'sequence') === true) return undefined;

  const places = inputs.flatMap((input) => {
    const width = (data.values.get(input)?.length ?? 0) / data.count;
    return Array.from({ length: width }, (_, entry) => ({ input, entry, width }));
  });
  // Inputs may be standardised.
  const scaleOf = ({ input, entry }: (typeof places)[number]): readonly [mean: number, deviation: number] => [scales.get(input)?.mean[entry] ?? 0, scales.get(input)?.deviation[entry] ?? 1];
  return {
    judge,
    target: data.columns.get(target)?.[0] ?? target,
    truth,
    predictions: train.predictions,
    coordinates: places.map((place) => {
      const [mean, deviation] = scaleOf(place);
      const values = Array.from({ length: data.count }, (_, n) => (data.values.get(place.input)?.[n * place.width + place.entry] ?? NaN) * deviation + mean);
      return { label: data.columns.get(place.input)?.[place.entry] ?? place.input, values, least: values.reduce((a, b) => Math.min(a, b), Infinity), most: values.reduce((a, b) => Math.max(a, b), -Infinity) };
    }),
    predictAt(at) {
      const count = at[0]?.length ?? 0;
      const values = new Map(inputs.map((input) => [input, new Float64Array(count * (places.find((p) => p.input === input)?.width ?? 1))]));
      places.forEach((place, k) => {
        const [mean, deviation] = scaleOf(place);
        const list = values.get(place.input);
        for (let i = 0; i < count; i++) if (list !== undefined) list[i * place.width + place.entry] = ((at[k]?.[i] ?? NaN) - mean) / deviation;
      });
      const grid = { ...data, program, count, dims: new Map([...data.dims, [samples, count] as const]), values };
      return flatten(predict(grid, trained.parameters, [name]).get(name) ?? 0, name);
    },
  };
};

/** Rows that are drawn: all, or of very many every so many-th. */
export const drawnRows = (count: number): readonly number[] => {
  const stride = Math.max(1, Math.ceil(count / 2000));
  return Array.from({ length: Math.ceil(count / stride) }, (_, i) => i * stride);
};
