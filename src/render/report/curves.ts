/** Curves over epochs as figures of a document. */
import type { Block } from '../doc.ts';
import { linePlot, type Plot, type Series } from '../plot.ts';
import { say, text, type Words } from '../say.ts';
import { pageNumber } from './numbers.ts';

/** One epoch, as training tells it. */
export interface Epoch {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly validationLoss?: number;
}

/** Plain text of a sentence, for axes and alternatives. */
export const plain = (words: Words, key: string, slots: Readonly<Record<string, string>> = {}): string =>
  say(words, key, Object.fromEntries(Object.entries(slots).map(([name, filling]) => [name, text(filling)])))
    .map((part) => ('text' in part ? part.text : ''))
    .join('');

/** Over a range of more than a hundredfold a linear axis hides what is small. */
export const scaleFor = (series: readonly Series[]): Plot['scale'] => {
  const values = series.flatMap((s) => s.points.map(([, y]) => y)).filter(Number.isFinite);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  return least > 0 && most / least > 100 ? 'log' : 'linear';
};

const lossSeries = (history: readonly Epoch[], words: Words): readonly Series[] => {
  const validated = history.filter((e) => e.validationLoss !== undefined);
  return [
    { label: plain(words, 'report.part.training'), points: history.map((e) => [e.epoch, e.loss] as const) },
    ...(validated.length === 0 ? [] : [{ label: plain(words, 'report.part.validation'), points: validated.map((e) => [e.epoch, e.validationLoss ?? NaN] as const) }]),
  ];
};

export const lossFigure = (history: readonly Epoch[], words: Words): Block => {
  const series = lossSeries(history, words);
  const scale = scaleFor(series);
  const [first, last] = [history[0]?.loss ?? NaN, history.at(-1)?.loss ?? NaN];
  return {
    kind: 'figure',
    svg: linePlot({ x: plain(words, 'report.epoch'), y: plain(words, 'report.loss'), scale, series }),
    alt: plain(words, 'report.loss.alt', { first: pageNumber(first), last: pageNumber(last), epochs: String(history.length) }),
    caption: say(words, scale === 'log' ? 'report.loss.caption.log' : 'report.loss.caption'),
  };
};
