/** One unit as loops: a value is computed at the outermost loop that it does not depend on the inside of. */
import type { Apply, Expr } from '../../core/expr.ts';
import type { KernelExpr } from '../../core/kernel.ts';
import { bug, Problem } from '../../core/problem.ts';
import { type Affine, affineKey, affineOf, bareVariable, fixed, type Letters, type Span, spanOf, substituted, variable } from './affine.ts';
import type { Fused, Unit } from './fuse.ts';
import { addressOf, type Layout, memberSize } from './layout.ts';
import { powered } from './power.ts';
import { dotted, type Reader, type Reading } from './reading.ts';
import type { Guard, Scalar, Step } from './steps.ts';

export interface Storage {
  readonly ofBinding: (name: string) => Layout;
  readonly ofPart: (unit: Unit) => Layout;
  readonly sizeOf: (node: Expr) => readonly number[];
}
export interface Lowering {
  readonly reader: Reader;
  readonly letters: Letters;
  readonly storage: Storage;
  readonly fused: Fused;
  /** A number for a register or a loop that no other has. */
  readonly fresh: () => number;
}

/** A loop being filled; `steps` grow until it is closed. */
interface Block {
  readonly depth: number;
  readonly steps: Step[];
  readonly loop: { readonly parent: Block; readonly variable: string; readonly span: Span } | undefined;
}
/** A value, and the outermost loop in which it can be computed. */
interface Placed {
  readonly value: Scalar;
  readonly block: Block;
}
/** What a node computed here needs to know: where its own indices stand, and in which loop it is. */
interface Seat {
  readonly at: ReadonlyMap<string, Affine>;
  readonly block: Block;
}

const outermost = (root: Block, parts: readonly Placed[]): Block =>
  parts.reduce((deepest, p) => (p.block.depth > deepest.depth ? p.block : deepest), root);

const outside = ({ binding: { name, place } }: Unit, from: number, to: number, extent: number): Problem =>
  new Problem('subscript-outside', `${name} reads ${from === to ? `entry ${from + 1}` : `entries ${from + 1} to ${to + 1}`} of an axis that has ${extent}`, {
    expected: `subscripts from 1 to ${extent}`,
    ...(place === undefined ? {} : { place }),
  });

/** `outer` holds the indices whose loops are already open; `spans` how far every index runs here. */
export const lower = (unit: Unit, spansHere: ReadonlyMap<string, Span>, outer: ReadonlyMap<string, Affine>, context: Lowering): Step => {
  const { reader, letters, storage, fused, fresh } = context;
  const spans = new Map(spansHere);
  const indices = new Map(outer);
  const top: Block = { depth: 0, steps: [], loop: undefined };
  const blockOf = new Map<string, Block>();
  let innermost = top;

  const open = (parent: Block, name: string, span: Span): Block => {
    const block: Block = { depth: parent.depth + 1, steps: [], loop: { parent, variable: name, span } };
    blockOf.set(name, block);
    spans.set(name, span);
    return block;
  };
  const openIndex = (index: string): void => {
    const span = spansHere.get(index);
    if (span === undefined) throw bug(`nothing says how far ${index} runs`);
    if (span.from === span.to) indices.set(index, fixed(span.from));
    else {
      innermost = open(innermost, index, span);
      indices.set(index, variable(index));
    }
  };
  /** A loop over `extent` entries below `parent`; where there is one entry, there is no loop. */
  const openEntries = (parent: Block, extent: number): { readonly at: Affine; readonly block: Block } => {
    if (extent === 1) return { at: fixed(0), block: parent };
    const name = `#${String(fresh())}`;
    return { at: variable(name), block: open(parent, name, { from: 0, to: extent - 1 }) };
  };

  const registers = new Map<string, Placed>();
  const named = ({ value, block }: Placed): Placed => {
    if (value.kind === 'register' || value.kind === 'constant') return { value, block };
    const register = fresh();
    block.steps.push({ kind: 'let', register, value });
    return { value: { kind: 'register', register }, block };
  };
  const blockFor = (forms: readonly Affine[]): Block => {
    let deepest = top;
    for (const form of forms)
      for (const [v] of form.terms) {
        const block = blockOf.get(v);
        if (block !== undefined && block.depth > deepest.depth) deepest = block;
      }
    return deepest;
  };
  /**
   * An adjoint shifted in time may ask for an entry that is not there, which counts as zero; a formula of the user may
   * not. (Parts of a formula are computed at every place of an index, even where the formula is not.)
   */
  const mayMiss = unit.binding.adjointOf !== undefined || (unit.part !== undefined && unit.binding.base.length > 0);
  const guardsFor = (entry: readonly Affine[], dims: readonly number[]): readonly Guard[] =>
    entry.flatMap((of, k) => {
      const extent = dims[k] ?? 1;
      const { from, to } = spanOf(of, spans);
      if (from >= 0 && to < extent) return [];
      if (mayMiss && of.terms.length > 0) return [{ of, extent }];
      throw outside(unit, from, to, extent);
    });
  const load = (layout: Layout, places: readonly Affine[], entry: readonly Affine[]): Placed => {
    const guards = guardsFor(entry, layout.dims);
    const at = addressOf(layout, places, entry);
    const key = [affineKey(at), ...guards.map((g) => affineKey(g.of))].join(' ');
    const known = registers.get(key);
    if (known !== undefined) return known;
    const made = named({ value: { kind: 'load', at, guards }, block: blockFor([at, ...guards.map((g) => g.of)]) });
    registers.set(key, made);
    return made;
  };

  const seats = new Map<number, Seat>();
  const made = new Map<number, Placed>();
  /** The block that a reduction of a node fills, and its index there. */
  const folds = new Map<string, { readonly at: Affine; readonly block: Block }>();
  const foldKey = (node: Apply, index: string, under: string): string => `${String(node.id)} ${under} ${index}`;

  const read = (from: Expr, entry: readonly Affine[]): Placed => {
    const { node, at } = reader.resolve(from, entry);
    const here = at.map((s) => substituted(s, indices));
    if (node.kind === 'number') return { value: { kind: 'constant', value: node.value }, block: top };
    if (node.kind === 'name')
      return load(
        storage.ofBinding(node.name),
        node.at.map((d) => substituted(affineOf(d, letters), indices)),
        here,
      );
    const value = made.get(node.id);
    if (value !== undefined) return value;
    const part = fused.stored.get(node.id);
    if (part !== undefined)
      return load(
        storage.ofPart(part),
        part.over.map((index) => substituted(variable(index), indices)),
        here,
      );
    if (!reader.isLeaf(node)) throw bug(`${node.op} is neither stored nor computed here`);
    const reading = reader.reading(node);
    return evaluate(node, reading.body, seatOf(reading, here, blockFor(here)), '');
  };

  /** Where the node's own indices stand when its entry `at` is wanted. */
  const seatOf = (reading: Reading, at: readonly Affine[], block: Block): Seat => {
    const by = new Map<string, Affine>();
    reading.out.forEach((s, k) => {
      const v = bareVariable(s);
      if (v !== undefined) by.set(v, at[k] ?? fixed(0));
    });
    return { at: by, block };
  };

  const whole = (of: Affine): Placed =>
    of.terms.length === 0 ? { value: { kind: 'constant', value: of.constant }, block: top } : { value: { kind: 'whole', of }, block: blockFor([of]) };

  function evaluate(node: Apply, body: KernelExpr, seat: Seat, under: string): Placed {
    const part = (k: KernelExpr): Placed => evaluate(node, k, seat, under);
    switch (body.kind) {
      case 'number':
        return { value: { kind: 'constant', value: body.value }, block: top };
      case 'dim':
        return whole(substituted(affineOf(body.dim, letters), indices));
      case 'index':
        return whole(seat.at.get(dotted(body.index)) ?? fixed(0));
      case 'load': {
        const operand = node.args[body.operand];
        const found = reader.reading(node).loads.find((l) => l.load === body);
        if (operand === undefined || found === undefined) throw bug(`${node.op} lacks an operand`);
        return read(operand, found.at.map((s) => substituted(s, seat.at)));
      }
      case 'negate': {
        const of = part(body.of);
        return of.value.kind === 'constant' ? { value: { kind: 'constant', value: -of.value.value }, block: top } : { value: { kind: 'negate', of: of.value }, block: of.block };
      }
      case 'infix': {
        const sides = [part(body.left), part(body.right)] as const;
        return { value: { kind: 'infix', sign: body.sign, left: sides[0].value, right: sides[1].value }, block: outermost(top, sides) };
      }
      case 'choose': {
        const all = [part(body.when), part(body.then), part(body.otherwise)] as const;
        return { value: { kind: 'choose', when: all[0].value, then: all[1].value, otherwise: all[2].value }, block: outermost(top, all) };
      }
      case 'scalar': {
        const args = body.args.map(part);
        const block = outermost(top, args);
        const [base, exponent] = args;
        if (node.op === 'power' && base !== undefined && exponent?.value.kind === 'constant') {
          const by = exponent.value.value;
          const lowered = powered(named(base).value, by, (value) => named({ value, block: base.block }).value);
          if (lowered !== undefined) return { value: lowered, block: base.block };
        }
        return { value: { kind: 'call', fn: node.op, args: args.map((a) => a.value) }, block };
      }
      case 'reduce': {
        const index = dotted(body.index);
        const fold = folds.get(foldKey(node, index, under));
        if (fold === undefined) throw bug(`${node.op} has a reduction without a loop`);
        const inner: Seat = { at: new Map([...seat.at, [index, fold.at]]), block: fold.block };
        const of = evaluate(node, body.of, inner, `${under}${index}`);
        if (fold.block.loop === undefined || fold.block === seat.block)
          return body.by === 'argmax' ? { value: { kind: 'constant', value: 0 }, block: top } : of;
        const register = fresh();
        const { variable: name, span } = fold.block.loop;
        seat.block.steps.push({ kind: 'fold', register, by: body.by, variable: name, extent: span.to + 1, steps: fold.block.steps, value: of.value });
        return { value: { kind: 'register', register }, block: seat.block };
      }
    }
  }

  /** Opens the loops of a node's reductions and seats the operands that are computed here. */
  const seatOperands = (node: Apply, seat: Seat): void => {
    const reading = reader.reading(node);
    const visit = (k: KernelExpr, here: Seat, under: string): void => {
      switch (k.kind) {
        case 'load': {
          const operand = node.args[k.operand];
          const found = reading.loads.find((l) => l.load === k);
          if (operand === undefined || found === undefined) return;
          const target = reader.resolve(operand, found.at.map((s) => substituted(s, here.at)));
          if (target.node.kind !== 'apply' || fused.home.get(target.node.id) !== unit || fused.stored.has(target.node.id) || seats.has(target.node.id)) return;
          const at = target.at.map((s) => substituted(s, indices));
          seats.set(target.node.id, seatOf(reader.reading(target.node), at, here.block));
          return;
        }
        case 'infix':
          for (const side of [k.left, k.right]) visit(side, here, under);
          return;
        case 'negate':
          visit(k.of, here, under);
          return;
        case 'choose':
          for (const branch of [k.when, k.then, k.otherwise]) visit(branch, here, under);
          return;
        case 'scalar':
          k.args.forEach((a) => visit(a, here, under));
          return;
        case 'reduce': {
          const index = dotted(k.index);
          const fold = openEntries(here.block, reading.extents.get(index) ?? 1);
          folds.set(foldKey(node, index, under), fold);
          visit(k.of, { at: new Map([...here.at, [index, fold.at]]), block: fold.block }, `${under}${index}`);
          return;
        }
        default:
          return;
      }
    };
    visit(reading.body, seat, '');
  };

  const target = unit.part === undefined ? storage.ofBinding(unit.binding.name) : storage.ofPart(unit);
  const adds = unit.sums.length > 0;
  for (const index of unit.over) if (!outer.has(index)) openIndex(index);
  const places = unit.over.map((index) => indices.get(index) ?? variable(index));
  const beforeSums = innermost;
  for (const index of unit.sums) openIndex(index);

  const root = unit.root;
  let entry: readonly Affine[];
  let value: Placed;
  const openEach = (extents: readonly number[]): readonly Affine[] =>
    extents.map((extent) => {
      const { at, block } = openEntries(innermost, extent);
      innermost = block;
      return at;
    });
  const clear = (): void => {
    beforeSums.steps.push({ kind: 'clear', at: addressOf(target, places, []), size: memberSize(target) });
  };
  if (unit.computed && root.kind === 'apply') {
    const reading = reader.reading(root);
    const at = openEach(reading.free.map((v) => reading.extents.get(v) ?? 1));
    const seat: Seat = { at: new Map(reading.free.map((v, k) => [v, at[k] ?? fixed(0)])), block: innermost };
    entry = reading.out.map((s) => substituted(substituted(s, seat.at), indices));
    if (adds || !reading.invertible) clear();
    seatOperands(root, seat);
    for (const node of unit.inline) {
      const own = seats.get(node.id);
      if (own === undefined) throw bug(`${node.op} is computed where nobody reads it`);
      seatOperands(node, own);
    }
    for (const node of [...unit.inline].reverse()) {
      const own = seats.get(node.id);
      if (own !== undefined) made.set(node.id, named(evaluate(node, reader.reading(node).body, own, '')));
    }
    value = evaluate(root, reading.body, seat, '');
  } else {
    entry = openEach(storage.sizeOf(root));
    if (adds) clear();
    value = read(root, entry);
  }
  innermost.steps.push({
    kind: 'store',
    at: addressOf(target, places, entry),
    guards: guardsFor(entry, target.dims),
    value: value.value,
    add: adds,
  });
  for (let block = innermost; block.loop !== undefined; block = block.loop.parent) {
    const { parent, variable: name, span } = block.loop;
    parent.steps.push({ kind: 'loop', variable: name, span, down: false, steps: block.steps });
  }
  return { kind: 'block', steps: top.steps };
};
