/** A long computation that pauses, driven to its end; an interrupt from the keyboard ends it at its next pause. */
import type { Io } from './io.ts';

/** How long, in milliseconds, the process may not hear of an interrupt. */
const deaf = 20;

export const drive = async <T>(going: Generator<undefined, T, boolean | undefined>, io: Pick<Io, 'onInterrupt'>): Promise<T> => {
  let interrupted = false;
  const stopListening = io.onInterrupt(() => {
    interrupted = true;
  });
  try {
    let heard = performance.now();
    for (;;) {
      const now = going.next(interrupted);
      if (now.done === true) return now.value;
      if (performance.now() - heard < deaf) continue;
      await new Promise((goOn) => setImmediate(goOn));
      heard = performance.now();
    }
  } finally {
    stopListening();
  }
};
