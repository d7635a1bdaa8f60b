/** The loops of one unit while they are filled: a value goes to the outermost loop that it does not depend on the inside of. */
import { bug, Problem } from '../../core/problem.ts';
import { type Affine, affineKey, fixed, type Span, spanOf, variable } from './affine.ts';
import type { Unit } from './fuse.ts';
import { addressOf, type Layout } from './layout.ts';
import type { Guard, Scalar, Step } from './steps.ts';

/** A loop being filled; `steps` grow until it is closed. */
export interface Block {
  readonly depth: number;
  readonly steps: Step[];
  readonly loop: { readonly parent: Block; readonly variable: string; readonly span: Span; /** Its one place, once that is known. */ only?: Scalar } | undefined;
}
/** A value, and the outermost loop in which it can be computed. */
export interface Placed {
  readonly value: Scalar;
  readonly block: Block;
}

export interface Nest {
  /** Outside all loops of the unit. */
  readonly top: Block;
  /** Where each index of a family stands. */
  readonly indices: ReadonlyMap<string, Affine>;
  /** Opens the loop over an index inside `parent`, unless it runs over one place only. */
  readonly openIndex: (parent: Block, index: string) => Block;
  /** A loop over `extent` entries inside `parent`; where there is one entry, there is no loop. */
  readonly openEntries: (parent: Block, extent: number) => { readonly at: Affine; readonly block: Block };
  readonly constant: (value: number) => Placed;
  readonly whole: (of: Affine) => Placed;
  /** The value in a register. */
  readonly named: (placed: Placed) => Placed;
  /** The innermost of the loops that the parts need. */
  readonly innermost: (parts: readonly Placed[]) => Block;
  readonly blockFor: (forms: readonly Affine[]) => Block;
  readonly load: (layout: Layout, places: readonly Affine[], entry: readonly Affine[]) => Placed;
  readonly guardsFor: (entry: readonly Affine[], dims: readonly number[]) => readonly Guard[];
  /** Turns the blocks from `block` outwards into loops, each inside the next. */
  readonly close: (block: Block) => void;
}

const noGuards: readonly Guard[] = [];

const outside = ({ binding: { name, place } }: Unit, from: number, to: number, extent: number): Problem =>
  new Problem('subscript-outside', `${name} reads ${from === to ? `entry ${from + 1}` : `entries ${from + 1} to ${to + 1}`} of an axis that has ${extent}`, {
    expected: `subscripts from 1 to ${extent}`,
    ...(place === undefined ? {} : { place }),
  });

/** `outer` holds the indices whose loops are already open; `spansHere` how far every index runs here. */
export const createNest = (unit: Unit, spansHere: ReadonlyMap<string, Span>, outer: ReadonlyMap<string, Affine>, fresh: () => number): Nest => {
  const spans = new Map(spansHere);
  const indices = new Map(outer);
  const top: Block = { depth: 0, steps: [], loop: undefined };
  const blockOf = new Map<string, Block>();
  const loaded = new Map<string, Placed>();

  const open = (parent: Block, name: string, span: Span): Block => {
    const block: Block = { depth: parent.depth + 1, steps: [], loop: { parent, variable: name, span } };
    blockOf.set(name, block);
    spans.set(name, span);
    return block;
  };
  const deeper = (a: Block, b: Block): Block => (b.depth > a.depth ? b : a);
  const blockFor = (forms: readonly Affine[]): Block => forms.flatMap((form) => form.terms.flatMap(([v]) => blockOf.get(v) ?? [])).reduce(deeper, top);
  const constant = (value: number): Placed => ({ value: { kind: 'constant', value }, block: top });
  const named = ({ value, block }: Placed): Placed => {
    if (value.kind === 'register' || value.kind === 'constant') return { value, block };
    const register = fresh();
    block.steps.push({ kind: 'let', register, value });
    return { value: { kind: 'register', register }, block };
  };
  /**
   * An adjoint shifted in time may ask for an entry that is not there, which counts as zero; a formula of the user may
   * not. (Parts of a formula are computed at every place of an index, even where the formula is not.)
   */
  const mayMiss = unit.binding.adjointOf !== undefined || (unit.part !== undefined && unit.binding.base.length > 0);
  const guardsFor = (entry: readonly Affine[], dims: readonly number[]): readonly Guard[] =>
    entry.length === 0 ? noGuards : entry.flatMap((of, k) => {
      const extent = dims[k] ?? 1;
      const { from, to } = spanOf(of, spans);
      if (from >= 0 && to < extent) return [];
      if (mayMiss && of.terms.length > 0) return [{ of, extent }];
      throw outside(unit, from, to, extent);
    });
  return {
    top,
    indices,
    openIndex(parent, index) {
      const span = spansHere.get(index);
      if (span === undefined) throw bug(`nothing says how far ${index} runs`);
      const single = span.from === span.to;
      indices.set(index, single ? fixed(span.from) : variable(index));
      return single ? parent : open(parent, index, span);
    },
    openEntries(parent, extent) {
      if (extent === 1) return { at: fixed(0), block: parent };
      const name = `#${fresh()}`;
      return { at: variable(name), block: open(parent, name, { from: 0, to: extent - 1 }) };
    },
    constant,
    whole: (of) => (of.terms.length === 0 ? constant(of.constant) : { value: { kind: 'whole', of }, block: blockFor([of]) }),
    named,
    innermost: (parts) => parts.map((p) => p.block).reduce(deeper, top),
    blockFor,
    load(layout, places, entry) {
      const guards = guardsFor(entry, layout.dims);
      const at = addressOf(layout, places, entry);
      const forms = [at, ...guards.map((g) => g.of)];
      const key = forms.map(affineKey).join(' ');
      const made = loaded.get(key) ?? named({ value: { kind: 'load', at, guards }, block: blockFor(forms) });
      loaded.set(key, made);
      return made;
    },
    guardsFor,
    close(block) {
      for (let inner = block; inner.loop !== undefined; inner = inner.loop.parent) {
        const { parent, variable: name, span, only } = inner.loop;
        parent.steps.push({ kind: 'loop', variable: name, span, down: false, only, steps: inner.steps });
      }
    },
  };
};
