/** The table of commands. Each is loaded when it is called, so that help and mistakes are answered at once. */
import type { Row } from './command.ts';

export const commands: readonly Row[] = [
  { name: 'start', purpose: 'a tour in ten seconds: three networks derived, checked and trained', load: async () => (await import('./commands/start.ts')).start },
  { name: 'new', purpose: 'a network to start from, with its data', load: async () => (await import('./commands/new.ts')).create },
  { name: 'derive', purpose: 'the gradients of a network, derived step by step', load: async () => (await import('./commands/derive.ts')).derive },
  { name: 'diff', purpose: 'the derivative of one formula', load: async () => (await import('./commands/diff.ts')).diff },
  { name: 'check', purpose: 'is this formula the gradient?', load: async () => (await import('./commands/check.ts')).check },
  { name: 'evaluate', purpose: 'the numbers of every formula and every gradient', load: async () => (await import('./commands/evaluate.ts')).evaluate },
  { name: 'train', purpose: 'parameters from data', load: async () => (await import('./commands/train.ts')).train },
  { name: 'compare', purpose: 'training with one thing changed, side by side', load: async () => (await import('./commands/compare.ts')).compare },
  { name: 'predict', purpose: 'what a trained network says', load: async () => (await import('./commands/predict.ts')).predict },
  { name: 'functions', purpose: 'everything a formula may use, each with its derivative', load: async () => (await import('./commands/functions.ts')).functions },
  { name: 'doctor', purpose: 'does this installation work?', load: async () => (await import('./commands/doctor.ts')).doctor },
  { name: 'completion', purpose: 'completion of our words in bash, zsh or fish', load: async () => (await import('./commands/completion.ts')).completion },
];
