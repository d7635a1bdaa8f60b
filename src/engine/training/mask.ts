/** The entries of a mask: drawn, or their mean. */
import type { Evaluator } from '../compile.ts';
import type { Random } from '../random.ts';

/** Each entry 1 with `chance`, else 0; all of them `chance` where nothing is drawn. */
export const fillMask = (evaluator: Evaluator, name: string, chance: number, random: Random | undefined): void => {
  const size = evaluator.shapeOf(name).reduce((a, b) => a * b, 1);
  const entries = new Float64Array(size);
  for (let i = 0; i < size; i++) entries[i] = random === undefined ? chance : Number(random.uniform() < chance);
  evaluator.write(name, entries);
};
