/** Which families carry a state from step to step? */
import { subtractDims } from '../core/dim.ts';
import type { Program } from '../core/program.ts';
import { groupsOf } from '../lang/file/order.ts';
import { readsOf } from './indices.ts';

export interface State {
  readonly name: string;
  /** The index it steps along, its last. */
  readonly index: string;
}

/** In program order: families that a formula of their own recurrence reads at another step. `h[t] = ... h[t-1] ...` makes h one. */
export const statesOf = ({ bindings }: Program): readonly State[] => {
  const reads = new Map([...bindings.values()].map((b) => [b.name, b.expr === undefined ? [] : readsOf(b.expr)]));
  const states = new Map<string, string>();
  for (const group of groupsOf([...bindings.keys()], (name) => reads.get(name)?.map((r) => r.name) ?? [])) {
    const inside = new Set(group);
    for (const read of group.flatMap((name) => reads.get(name) ?? [])) {
      const index = bindings.get(read.name)?.over.at(-1);
      if (inside.has(read.name) && index !== undefined && subtractDims(read.at.at(-1) ?? index, index) !== 0) states.set(read.name, index);
    }
  }
  return [...bindings.keys()].flatMap((name) => {
    const index = states.get(name);
    return index === undefined ? [] : [{ name, index }];
  });
};
