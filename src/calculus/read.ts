/** Text to a program that anything can be done with: read, and every `grad(...)` in it opened. */
import type { Program } from '../core/program.ts';
import { read as readText, type ReadOptions } from '../lang/read.ts';
import { openGradients } from './gradients.ts';

export const read = (text: string, options: ReadOptions): Program => openGradients(readText(text, options));
