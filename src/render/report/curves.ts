/** Curves over epochs as figures of a document. */
import type { Block, Prose } from '../doc.ts';
import { linePlot, type Plot, type Series } from '../plot.ts';
import { say, text, type Words } from '../say.ts';
import { pageNumber } from './numbers.ts';

/** One epoch, as training tells it. */
export interface Epoch {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly validationLoss?: number;
  /** Such as `accuracy` or `r2`, of training and of validation rows. */
  readonly metrics?: Readonly<Record<string, number>>;
  readonly validationMetrics?: Readonly<Record<string, number>>;
  readonly learningRate: number;
  /** Lengths, by parameter. */
  readonly gradientNorms: Readonly<Record<string, number>>;
}
export type History = readonly Epoch[];

/** Plain text of a sentence, for axes and alternatives. */
export const plain = (words: Words, key: string, slots: Readonly<Record<string, string>> = {}): string =>
  say(words, key, Object.fromEntries(Object.entries(slots).map(([name, filling]) => [name, text(filling)])))
    .map((part) => ('text' in part ? part.text : ''))
    .join('');

/** Of very many rows not all are drawn. */
export const drawnSaid = (drawn: number, rows: number, words: Words): Prose => (drawn === rows ? [] : say(words, 'report.drawn', { drawn: text(String(drawn)), rows: text(String(rows)) }));

/** Over a range of more than a hundredfold a linear axis hides what is small. */
export const scaleFor = (series: readonly Series[]): Plot['scale'] => {
  const values = series.flatMap((s) => s.points.map(([, y]) => y)).filter(Number.isFinite);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  return least > 0 && most / least > 100 ? 'log' : 'linear';
};

/** Epochs that have the value. */
const series = (history: History, label: string, value: (e: Epoch) => number | undefined): readonly Series[] => {
  const points = history.flatMap((e) => {
    const y = value(e);
    return y === undefined ? [] : [[e.epoch, y] as const];
  });
  return points.length === 0 ? [] : [{ label, points }];
};
/** Training beside validation. */
const parts = (history: History, words: Words, training: (e: Epoch) => number | undefined, validation: (e: Epoch) => number | undefined): readonly Series[] => [
  ...series(history, plain(words, 'report.part.training'), training),
  ...series(history, plain(words, 'report.part.validation'), validation),
];

/** `name: first to last` of each series. */
const ends = (all: readonly Series[], words: Words): string =>
  all.map((s) => plain(words, 'report.ends', { name: s.label, first: pageNumber(s.points[0]?.[1] ?? NaN), last: pageNumber(s.points.at(-1)?.[1] ?? NaN) })).join(' ');

const figure = (all: readonly Series[], y: string, scale: Plot['scale'], caption: string, words: Words): Block => {
  const alt = plain(words, 'report.alt', { what: y, ends: ends(all, words) });
  return { kind: 'figure', svg: linePlot({ x: plain(words, 'report.epoch'), y, scale, series: all, alt }), alt, caption: [...say(words, caption), ...(scale === 'log' ? say(words, 'report.log') : [])] };
};

export const lossFigure = (history: History, words: Words): Block => {
  const all = parts(history, words, (e) => e.loss, (e) => e.validationLoss);
  return figure(all, plain(words, 'report.loss'), scaleFor(all), 'report.loss.caption', words);
};

/** One figure for each metric; where R² is known, it stands for the other errors, whose curves look like that of the loss. */
export const metricFigures = (history: History, words: Words): readonly Block[] => {
  const known = Object.keys(history[0]?.metrics ?? {});
  const names = known.includes('r2') ? ['r2'] : known;
  return names.map((name) => {
    const all = parts(history, words, (e) => e.metrics?.[name], (e) => e.validationMetrics?.[name]);
    return figure(all, plain(words, `metric.${name}`), scaleFor(all), `metric.${name}.caption`, words);
  });
};

/** The lengths of the gradients by the names given, always on a logarithmic scale. */
export const gradientFigure = (history: History, names: readonly string[], words: Words): Block =>
  figure(names.flatMap((name) => series(history, name, (e) => e.gradientNorms[name])), plain(words, 'compare.norm'), 'log', 'report.gradients.caption', words);

/** Nothing where the rate never changes. */
export const rateFigure = (history: History, words: Words): readonly Block[] => {
  const all = series(history, plain(words, 'report.rate'), (e) => e.learningRate);
  return history.every((e) => e.learningRate === history[0]?.learningRate) ? [] : [figure(all, plain(words, 'report.rate'), 'linear', 'report.rate.caption', words)];
};
