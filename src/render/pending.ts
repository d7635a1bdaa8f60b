/** Names of derivatives that are still to be worked out, written as what they are: d/dx of a part. */
import type { Forward } from '../calculus/forward.ts';
import type { Notation } from '../core/notation.ts';
import { notationOf } from '../lang/write.ts';

/** `partial` when the formula has other variables besides. */
export const isPartial = ({ program, by }: Pick<Forward, 'program' | 'by'>): boolean => [...program.bindings.values()].some((b) => b.expr === undefined && b.name !== by);

export const pending = (forward: Forward): ((name: string) => Notation | undefined) => {
  const { by, tangents, program } = forward;
  const partial = isPartial(forward);
  return (name) => {
    const t = tangents.get(name);
    return t === undefined ? undefined : { kind: 'derivative', of: notationOf(t.of, program.ops), by, partial };
  };
};
