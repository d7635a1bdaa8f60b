/** Equations that say where an index stands, `k + 1 == b[n]`: no loop has to look for it. */
import { type KernelExpr, mentions } from '../../core/kernel.ts';

/** The index is `by` less `less`, where that is a place; elsewhere there is nothing. */
export interface Equation {
  readonly index: string;
  readonly by: KernelExpr;
  readonly less: number;
}
interface Guarded {
  readonly equation: Equation;
  readonly then: KernelExpr;
}

/** `index` and what is added to it. */
const shiftOf = (k: KernelExpr, index: string): number | undefined => {
  if (k.kind === 'index') return k.index === index ? 0 : undefined;
  if (k.kind !== 'infix' || k.right.kind !== 'number' || (k.sign !== '+' && k.sign !== '-')) return undefined;
  const left = shiftOf(k.left, index);
  return left === undefined ? undefined : k.sign === '+' ? left + k.right.value : left - k.right.value;
};

/** `k + 1 == e ? then : 0`, where `e` has no k. */
export const guardedBy = (k: KernelExpr, index: string): Guarded | undefined => {
  if (k.kind !== 'choose' || k.when.kind !== 'infix' || k.when.sign !== '==' || k.otherwise.kind !== 'number' || k.otherwise.value !== 0) return undefined;
  for (const [own, by] of [[k.when.left, k.when.right], [k.when.right, k.when.left]] as const) {
    const less = shiftOf(own, index);
    if (less !== undefined && !mentions(by, index)) return { equation: { index, by, less }, then: k.then };
  }
  return undefined;
};

/** Sums over `summed`, outermost first, of what an equation guards. */
export const sumsGuarded = (body: KernelExpr, indices: readonly string[]): (Guarded & { readonly summed: readonly string[] }) | undefined => {
  const summed: string[] = [];
  let inner = body;
  while (inner.kind === 'reduce' && inner.by === 'sum') {
    summed.push(inner.index);
    inner = inner.of;
  }
  for (const index of indices) {
    const found = guardedBy(inner, index);
    if (found !== undefined) return { ...found, summed };
  }
  return undefined;
};
