/** Variants of a training side by side, as a document: scores, curves over one another, gradients by depth. */
import { heading, paragraph } from '../story/telling.ts';
import type { Block, Doc, Prose } from '../doc.ts';
import { linePlot, type Series } from '../plot.ts';
import { code, list, say, text, type Words } from '../say.ts';
import { plain, scaleFor } from './curves.ts';
import { numberSaid, pageNumber, percent } from './numbers.ts';
import { stepBlocks, stepFigure } from './steps.ts';

/** Least, median and most over the seeds; infinite where numbers grew without bound. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

export interface ComparedVariant {
  readonly label: string;
  readonly loss: Spread | undefined;
  /** Shares from 0 to 1. */
  readonly accuracy: Spread | undefined;
  readonly testLoss: Spread | undefined;
  readonly testAccuracy: Spread | undefined;
  /** Epochs until the level asked for; infinite where it was not reached. */
  readonly reached: Spread | undefined;
  /** The loss by epoch. */
  readonly curve: readonly (Spread & { readonly epoch: number })[];
  /** Lengths of the gradients of matrices, medians, in the order of layers. */
  readonly norms: { readonly first: Norms; readonly last: Norms };
  /** Lengths of gradients by the steps of recurrences, medians, by the name of the state. */
  readonly steps: { readonly first: ReadonlyMap<string, readonly number[]>; readonly last: ReadonlyMap<string, readonly number[]> };
}
export type Norms = readonly (readonly [name: string, length: number])[];

export interface ComparisonReport {
  readonly title: string;
  readonly data: string;
  readonly seeds: number;
  readonly level: number | undefined;
  readonly variants: readonly ComparedVariant[];
  readonly command: string;
}

const ranged = (s: Spread | undefined, show: (v: number) => Prose): Prose =>
  s === undefined ? [] : s.least === s.most ? show(s.median) : [...show(s.median), ...text(' ('), ...show(s.least), ...text('\u00a0–\u2060\u00a0'), ...show(s.most), ...text(')')];

const scores = ({ variants, level, seeds }: ComparisonReport, words: Words): Block => {
  const loss = (v: number): Prose => numberSaid(v, words, 'compare.infinite');
  const share = (v: number): Prose => text(percent(v));
  const epochs = (v: number): Prose => (Number.isFinite(v) ? text(String(v)) : say(words, 'compare.never'));
  const all: readonly (readonly [head: Prose, cell: (v: ComparedVariant) => Spread | undefined, show: (v: number) => Prose])[] = [
    [say(words, 'report.loss'), (v) => v.loss, loss],
    [say(words, 'metric.accuracy'), (v) => v.accuracy, share],
    [say(words, 'compare.test.loss'), (v) => v.testLoss, loss],
    [say(words, 'compare.test.accuracy'), (v) => v.testAccuracy, share],
    [say(words, 'compare.reached', { level: text(String(level ?? '')) }), (v) => v.reached, epochs],
  ];
  const shown = all.filter(([, cell]) => variants.some((v) => cell(v) !== undefined));
  return {
    kind: 'table',
    caption: say(words, seeds === 1 ? 'compare.scores.caption.one' : 'compare.scores.caption', seeds === 1 ? {} : { seeds: text(String(seeds)) }),
    head: [say(words, 'compare.variant'), ...shown.map(([head]) => head)],
    body: variants.map((v) => [code(v.label), ...shown.map(([, cell, show]) => ranged(cell(v), show))]),
  };
};

/** Losses beyond so many times the first are drawn at this edge, or what diverges would flatten all the rest. */
const beyond = 10;

const curves = ({ variants, seeds }: ComparisonReport, words: Words): Block => {
  const edge = beyond * variants.reduce((most, v) => Math.max(most, Number.isFinite(v.curve[0]?.median) ? (v.curve[0]?.median ?? 0) : 0), 0);
  const cut = variants.some((v) => v.curve.some((e) => e.most > edge));
  const within = (loss: number): number => Math.min(loss, edge);
  const series = variants.map(
    (v): Series => ({
      label: v.label,
      points: v.curve.map((e) => [e.epoch, within(e.median)] as const),
      ...(seeds === 1 ? {} : { band: v.curve.map((e) => [e.epoch, within(e.least), within(e.most)] as const) }),
    }),
  );
  const scale = scaleFor(series);
  const last = variants.map(({ label, loss }) => `${label}: ${Number.isFinite(loss?.median) ? pageNumber(loss?.median ?? NaN) : plain(words, 'compare.infinite')}`).join('; ');
  return {
    kind: 'figure',
    svg: linePlot({ x: plain(words, 'report.epoch'), y: plain(words, 'report.loss'), scale, series }),
    alt: plain(words, 'compare.curves.alt', { last }),
    caption: [...say(words, `compare.curves.caption${seeds === 1 ? '.one' : ''}`), ...(scale === 'log' ? say(words, 'report.log') : []), ...(cut ? say(words, 'compare.curves.cut') : [])],
  };
};

/** Lengths of gradients over the layers; only where there are layers to go through. */
const depths = ({ variants, seeds }: ComparisonReport, at: 'first' | 'last', words: Words): readonly Block[] => {
  const norms = variants.map((v) => v.norms[at]);
  const deepest = norms.reduce<Norms>((a, b) => (b.length > a.length ? b : a), []);
  if (deepest.length < 2) return [];
  const named = norms.every((n) => n.every(([name], i) => name === deepest[i]?.[0]));
  const zero = variants.filter((v) => v.norms[at].some(([, length]) => length === 0)).map((v) => code(v.label));
  return [
    {
      kind: 'figure',
      svg: linePlot({
        x: plain(words, 'compare.depth'),
        y: plain(words, 'compare.norm'),
        scale: 'log',
        ticks: deepest.map(([name], i) => [i + 1, named ? name : String(i + 1)] as const),
        marked: true,
        series: variants.map((v) => ({ label: v.label, points: v.norms[at].map(([, length], i) => [i + 1, length] as const) })),
      }),
      alt: plain(words, 'compare.depth.alt', { lengths: variants.map((v) => `${v.label}: ${v.norms[at].map(([name, length]) => `${name} ${pageNumber(length)}`).join(', ')}`).join('; ') }),
      caption: [
        ...say(words, `compare.depth.${at}`),
        ...(seeds === 1 ? [] : say(words, 'compare.depth.medians')),
        ...say(words, 'report.log'),
        ...(zero.length === 0 ? [] : say(words, 'compare.depth.zero', { variants: list(zero, words) })),
      ],
    },
  ];
};

const steps = ({ variants }: ComparisonReport, words: Words): readonly Block[] =>
  stepBlocks(
    (['first', 'last'] as const).flatMap((at) => stepFigure(variants.flatMap((v) => [...v.steps[at]].map(([name, lengths]) => ({ label: `${v.label} ${name}`, lengths }))), `steps.${at}`, words)),
    words,
  );

export const comparisonReport = (report: ComparisonReport, words: Words): Doc => {
  const gradients = [...depths(report, 'first', words), ...depths(report, 'last', words)];
  return {
    language: words.language,
    title: report.title,
    subtitle: say(words, 'compare.subtitle', { count: text(String(report.variants.length)), data: code(report.data) }),
    blocks: [
      heading(2, 'results', say(words, 'report.results')),
      scores(report, words),
      heading(2, 'curves', say(words, 'report.curves')),
      curves(report, words),
      ...(gradients.length === 0 ? [] : [heading(2, 'depth', say(words, 'compare.gradients')), paragraph(say(words, 'compare.gradients.body')), ...gradients]),
      ...steps(report, words),
      heading(2, 'settings', say(words, 'report.settings')),
      paragraph(say(words, 'report.settings.body')),
      { kind: 'code', text: report.command },
    ],
  };
};
