/** What training came to, for a terminal. */
import type { Score } from '../../engine/training/score.ts';
import type { Session } from '../commands/training.ts';
import { shortNumber } from './chart.ts';
import { table } from './table.ts';

const showAccuracy = ({ right, of }: NonNullable<Score['accuracy']>): string => `${((100 * right) / of).toFixed(1)}% (${String(right)} of ${String(of)})`;

const figures = ({ loss, accuracy, errors }: Score): string =>
  [
    `loss ${shortNumber(loss)}`,
    ...(accuracy === undefined ? [] : [`accuracy ${showAccuracy(accuracy)}`]),
    ...(errors === undefined ? [] : [`MSE ${shortNumber(errors.mse)}`, `MAE ${shortNumber(errors.mae)}`, ...(errors.r2 === undefined ? [] : [`R2 ${shortNumber(errors.r2)}`])]),
  ].join(', ');

const why: Readonly<Record<Session['trained']['stopped'], string>> = {
  epochs: '',
  loss: ', where the loss asked for was reached',
  patience: ', where the loss had stopped falling',
  interrupted: ', where it was interrupted',
  'not-finite': ', where a value was no longer finite',
};

/** A line for each part of the rows. */
export const summary = ({ trained, train, validation, test }: Session): string => {
  const { best, losses, stopped } = trained;
  const parts = [['final', train], ['validation', validation], ['test', test]] as const;
  const width = validation === undefined ? 5 : 10;
  const chosen = best === undefined ? '' : `; parameters of epoch ${String(best.epoch)}, whose validation loss was lowest`;
  return `trained for ${String(losses.length)} epochs${why[stopped]}${chosen}\n${parts.map(([name, score]) => (score === undefined ? '' : `${name.padEnd(width)} ${figures(score)}\n`)).join('')}`;
};

/** How often each class was taken for which, in the last part that has classes. */
export const confusionOf = ({ train, validation, test }: Session): string => {
  const [part, score] = ([['test', test], ['validation', validation], ['training', train]] as const).find(([, s]) => s?.confusion !== undefined) ?? [];
  if (score?.confusion === undefined) return '';
  const { classes, counts } = score.confusion;
  return `${part} rows by class, each with what it was taken for:\n${table([['', ...classes], ...counts.map((row, i) => [classes[i] ?? '', ...row.map(String)])].map((row) => ['', ...row]))}\n`;
};

/** The numbers of each step, then a line for each formula. */
export const showUpdate = ({ formulas, values }: Session['trained']['update']): string =>
  `each step, with ${Object.entries(values).map(([name, value]) => `${name} = ${String(value)}`).join(', ')}:\n${formulas.map((line) => `  ${line}\n`).join('')}`;
