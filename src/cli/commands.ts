/** The table of commands. Each is loaded when it is called, so that help and mistakes are answered at once. */
import type { Row } from './command.ts';

export const commands: readonly Row[] = [
  { name: 'derive', purpose: 'the gradients of a network, derived step by step', load: async () => (await import('./derive.ts')).derive },
  { name: 'diff', purpose: 'the derivative of one formula', load: async () => (await import('./diff.ts')).diff },
];
