/** Formats a document can be printed in: one row each. */
import type { Doc } from '../render/doc.ts';
import { htmlOf, type PageWords } from '../render/html.ts';
import { latexOf } from '../render/latex.ts';
import { markdownOf } from '../render/markdown.ts';
import { htmlAssets } from './assets.ts';

/** The names are the endings of their files. */
const printers = {
  html: (doc: Doc, words: PageWords): string => htmlOf(doc, words, htmlAssets()),
  md: (doc: Doc, words: PageWords): string => markdownOf(doc, words),
  tex: latexOf,
};
export type DocumentFormat = keyof typeof printers;

export const documentFormats = ['html', 'md', 'tex'] as const satisfies readonly DocumentFormat[];
export const isDocument = (format: string): format is DocumentFormat => Object.hasOwn(printers, format);
export const printDocument = (doc: Doc, format: DocumentFormat, words: PageWords): string => printers[format](doc, words);
