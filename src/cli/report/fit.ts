/** What a network that predicts one number makes of the data: a curve over its one input, or predictions beside targets. */
import type { Fit } from '../../render/report/fit.ts';
import { drawnRows, type Plane } from './coordinates.ts';

/** Points of the curve. */
const size = 201;

export const fitOf = ({ judge, target, coordinates, truth, predictions, predictAt }: Plane): Fit | undefined => {
  const [x, more] = coordinates;
  if (x === undefined || judge.kind !== 'numbers' || truth.length !== x.values.length) return undefined;
  const rows = drawnRows(truth.length);
  if (more !== undefined) return { kind: 'predictions', target, points: rows.map((n) => [truth[n] ?? NaN, predictions[n] ?? NaN] as const), rows: truth.length };
  const at = Float64Array.from({ length: size }, (_, i) => x.least + ((x.most - x.least) * i) / (size - 1));
  const predicted = predictAt([at]);
  return { kind: 'curve', x: x.label, target, points: rows.map((n) => [x.values[n] ?? NaN, truth[n] ?? NaN] as const), curve: [...at].map((v, i) => [v, predicted[i] ?? NaN] as const), rows: truth.length };
};
