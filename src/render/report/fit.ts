/** How predicted numbers meet the data, as a figure of a document. */
import type { Block } from '../doc.ts';
import { linePlot, type Series } from '../plot.ts';
import { say, type Words } from '../say.ts';
import { heading } from '../story/telling.ts';
import { drawnSaid, plain } from './curves.ts';

type Points = Series['points'];
interface Common {
  /** The name of the targets. */
  readonly target: string;
  /** How many rows there are; of very many, not all are points. */
  readonly rows: number;
}
export type Fit =
  /** Targets and predictions over the one input `x`. */
  | (Common & { readonly kind: 'curve'; readonly x: string; readonly points: Points; readonly curve: Points })
  /** Each target with its prediction. */
  | (Common & { readonly kind: 'predictions'; readonly points: Points });

export const fitBlocks = (fit: Fit, words: Words): readonly Block[] => {
  const shown: Series = { label: plain(words, 'report.fit.rows'), points: fit.points, dots: true };
  const caption = [...say(words, `report.fit.${fit.kind}`), ...drawnSaid(fit.points.length, fit.rows, words)];
  if (fit.kind === 'curve') {
    const alt = plain(words, 'report.fit.curve.alt', { x: fit.x, y: fit.target });
    const svg = linePlot({ x: fit.x, y: fit.target, scale: 'linear', series: [shown, { label: plain(words, 'report.fit.network'), points: fit.curve }], alt });
    return [heading(2, 'fit', say(words, 'report.fit')), { kind: 'figure', svg, alt, caption }];
  }
  const [least, most] = [fit.points.reduce((a, [t]) => Math.min(a, t), Infinity), fit.points.reduce((a, [t]) => Math.max(a, t), -Infinity)];
  const alt = plain(words, 'report.fit.predictions.alt', { y: fit.target });
  const diagonal: Series = { label: plain(words, 'report.fit.exact'), points: [[least, least], [most, most]] };
  const svg = linePlot({ x: plain(words, 'report.fit.target'), y: plain(words, 'report.fit.predicted'), scale: 'linear', series: [shown, diagonal], alt });
  return [heading(2, 'fit', say(words, 'report.fit')), { kind: 'figure', svg, alt, caption }];
};
