/** When does training stop, and with which parameters? */
import type { TrainOptions } from './train.ts';

export interface Best {
  readonly epoch: number;
  readonly loss: number;
}
export interface Watch {
  /** Takes in an epoch and the parameters it ended with; says why training ends there, if it does. */
  readonly after: (epoch: number, loss: number, validationLoss: number | undefined, parameters: Float64Array) => 'loss' | 'patience' | undefined;
  /** Puts the parameters of the best epoch in place, where validation and patience chose one. */
  readonly restore: (parameters: Float64Array) => Best | undefined;
}

/** Patience waits for a lower validation loss, or without validation for a lower loss. */
export const createWatch = ({ untilLoss, patience }: Pick<TrainOptions, 'untilLoss' | 'patience'>): Watch => {
  let best: Best = { epoch: 0, loss: Infinity };
  let kept: Float64Array | undefined;
  return {
    after(epoch, loss, validationLoss, parameters) {
      const watched = validationLoss ?? loss;
      if (watched < best.loss) {
        best = { epoch, loss: watched };
        if (patience !== undefined && validationLoss !== undefined) {
          kept ??= new Float64Array(parameters.length);
          kept.set(parameters);
        }
      }
      if (untilLoss !== undefined && loss < untilLoss) return 'loss';
      return patience !== undefined && epoch - best.epoch >= patience ? 'patience' : undefined;
    },
    restore(parameters) {
      if (kept === undefined) return undefined;
      parameters.set(kept);
      return best;
    },
  };
};
