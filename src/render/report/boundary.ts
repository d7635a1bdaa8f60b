/** The regions of a classifier of two numbers as a figure of a document. */
import type { Block } from '../doc.ts';
import { type Regions, regionsPlot } from '../figure/regions.ts';
import { say, text, type Words } from '../say.ts';
import { heading } from '../story/telling.ts';
import { drawnSaid, plain } from './curves.ts';

/** `rows` says how many rows there are; of very many, not all are points. */
export type Boundary = Omit<Regions, 'alt'> & { readonly rows: number };

export const boundaryBlocks = (boundary: Boundary, words: Words): readonly Block[] => {
  const wrong = boundary.points.filter((p) => p.wrong).length;
  const alt = plain(words, 'report.boundary.alt', { x: boundary.x.name, y: boundary.y.name, classes: boundary.classes.join(', '), wrong: String(wrong), of: String(boundary.points.length) });
  return [
    heading(2, 'boundary', say(words, 'report.boundary')),
    { kind: 'figure', svg: regionsPlot({ ...boundary, alt }), alt, caption: [...say(words, wrong === 0 ? 'report.boundary.caption' : 'report.boundary.caption.wrong', wrong === 0 ? {} : { wrong: text(String(wrong)) }), ...drawnSaid(boundary.points.length, boundary.rows, words)] },
  ];
};
