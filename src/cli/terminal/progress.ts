/** Loss by epoch while training: one live line on a terminal, else a line about every tenth of the way. */
import { shortNumber } from './chart.ts';
import type { Io } from '../io.ts';

export interface Progress {
  readonly onEpoch: (of: { readonly epoch: number; readonly loss: number }) => void;
  readonly done: () => void;
}

export const progressOn = ({ err, env }: Io, epochs: number, label: string): Progress => {
  const live = err.tty && env.TERM !== 'dumb';
  const line = (epoch: number, loss: number): string => `${label} epoch ${String(epoch).padStart(String(epochs).length)} of ${String(epochs)}  loss ${shortNumber(loss)}`;
  let last = 0;
  return {
    onEpoch({ epoch, loss }) {
      if (live) {
        const now = performance.now();
        if (now - last < 50 && epoch !== epochs) return;
        last = now;
        err.write(`\r${line(epoch, loss)}\u001b[K`);
      } else if (epoch === 1 || epoch === epochs || Math.floor((10 * epoch) / epochs) > Math.floor((10 * (epoch - 1)) / epochs)) err.write(`${line(epoch, loss)}\n`);
    },
    done() {
      if (live) err.write('\r\u001b[K');
    },
  };
};
