/** Where a shown line of a recurrence reads an adjoint that no step has: there it is zero, and that is said. */
import { readsOf } from '../../calculus/indices.ts';
import { addDims, type Dim, lettersOf, subtractDims } from '../../core/dim.ts';
import type { Program } from '../../core/program.ts';
import type { Line } from '../../core/step.ts';

export interface Boundary {
  readonly name: string;
  readonly at: readonly Dim[];
  readonly end: 'start' | 'end';
}

/** The nearest place outside, once for each adjoint and end. */
export const boundariesOf = (lines: readonly Line[], gradient: Program): readonly Boundary[] => {
  const found = new Map<string, Boundary>();
  const reads = lines.filter((l) => !l.passing).flatMap((l) => readsOf(l.expr).map((read) => ({ read, line: l })));
  for (const { read, line } of reads) {
    const b = gradient.bindings.get(read.name);
    const d = read.at.at(-1);
    const letter = d === undefined ? undefined : lettersOf(d).find((l) => gradient.indices.has(l));
    const size = letter === undefined ? undefined : gradient.indices.get(letter)?.size;
    if (b?.adjointOf === undefined || d === undefined || letter === undefined || size === undefined) continue;
    const shift = subtractDims(d, letter);
    if (typeof shift !== 'number' || shift === 0) continue;
    // A line with a formula of its own at its last place does not read beyond it there.
    if (line.base.some((x) => x.at === (shift > 0 ? size : 1))) continue;
    const at = shift > 0 ? addDims(size, 1) : 0;
    const end = shift > 0 ? 'end' : 'start';
    if (!b.base.some((x) => x.at === at)) found.set(`${read.name} ${end}`, { name: read.name, at: [...b.over.slice(0, -1), at], end });
  }
  return [...found.values()];
};
