/** One unit as loops: its root and all that is computed with it, entry by entry. */
import type { Apply, Expr } from '../../core/expr.ts';
import type { KernelExpr } from '../../core/kernel.ts';
import { bug } from '../../core/problem.ts';
import { type Affine, affineOf, bareVariable, fixed, type Letters, type Span, substituted, variable } from './affine.ts';
import { type Equation, guardedBy } from './equation.ts';
import type { Fused, Unit } from './fuse.ts';
import { addressOf, type Layout, memberSize } from './layout.ts';
import { type Block, createNest, type Placed } from './nest.ts';
import { powered } from './power.ts';
import { dotted, type KernelLoad, type Reader, type Reading } from './reading.ts';
import type { Scalar, Step } from './steps.ts';

export interface Storage {
  readonly ofBinding: (name: string) => Layout;
  readonly ofPart: (unit: Unit) => Layout;
  readonly sizesOf: (node: Expr) => readonly number[];
}
export interface Lowering {
  readonly reader: Reader;
  readonly letters: Letters;
  readonly storage: Storage;
  readonly fused: Fused;
  /** A number for a register or a loop that no other has. */
  readonly fresh: () => number;
}

/** What a node computed here needs to know: where its own indices stand, and in which loop it is. */
interface Seat {
  readonly at: ReadonlyMap<string, Affine>;
  readonly block: Block;
}

/** The seat of a node whose entry `at` is wanted. */
const seatAt = (reading: Reading, at: readonly Affine[], block: Block): Seat => {
  const by = new Map<string, Affine>();
  reading.out.forEach((s, k) => {
    const v = bareVariable(s);
    if (v !== undefined) by.set(v, at[k] ?? fixed(0));
  });
  return { at: by, block };
};

const placeFrom = ({ less }: Equation, by: Placed): Scalar => ({ kind: 'infix', sign: '-', left: by.value, right: { kind: 'constant', value: less } });

/** `outer` holds the indices whose loops are already open; `spans` how far every index runs here. */
export const lower = (unit: Unit, spans: ReadonlyMap<string, Span>, outer: ReadonlyMap<string, Affine>, context: Lowering): Step => {
  const { reader, letters, storage, fused, fresh } = context;
  const nest = createNest(unit, spans, outer, fresh);
  const here = (forms: readonly Affine[]): readonly Affine[] => forms.map((s) => substituted(s, nest.indices));

  const seats = new Map<number, Seat>();
  const made = new Map<number, Placed>();
  /** The loop that a reduction of a node fills, and its index there; by node, reductions around it, and index. */
  const folds = new Map<string, { readonly at: Affine; readonly block: Block }>();
  const foldKey = (node: Apply, index: string, under: string): string => `${node.id} ${under} ${index}`;

  const operandOf = (node: Apply, load: KernelLoad, seat: Seat): { readonly node: Expr; readonly at: readonly Affine[] } => {
    const operand = node.args[load.operand];
    const found = reader.reading(node).loads.find((l) => l.load === load);
    if (operand === undefined || found === undefined) throw bug(`${node.op} lacks an operand`);
    const target = reader.resolve(operand, found.at.map((s) => substituted(s, seat.at)));
    return { node: target.node, at: here(target.at) };
  };

  /** The entry `at` of a node that renames nothing. */
  const read = (node: Expr, at: readonly Affine[]): Placed => {
    if (node.kind === 'number') return nest.constant(node.value);
    if (node.kind === 'name') return nest.load(storage.ofBinding(node.name), here(node.at.map((d) => affineOf(d, letters))), at);
    const value = made.get(node.id);
    if (value !== undefined) return value;
    const part = fused.stored.get(node.id);
    if (part !== undefined) return nest.load(storage.ofPart(part), here(part.over.map(variable)), at);
    if (!reader.isLeaf(node)) throw bug(`${node.op} is neither stored nor computed here`);
    const reading = reader.reading(node);
    return evaluate(node, reading.body, seatAt(reading, at, nest.blockFor(at)), '');
  };

  /** A sum in which only one place counts. */
  const guardedIn = (node: Apply, k: Extract<KernelExpr, { kind: 'reduce' }>): ReturnType<typeof guardedBy> =>
    k.by === 'sum' && reader.reading(node).extents.get(dotted(k.index)) !== 1 ? guardedBy(k.of, k.index) : undefined;

  const fold = (node: Apply, body: Extract<KernelExpr, { kind: 'reduce' }>, seat: Seat, under: string): Placed => {
    const index = dotted(body.index);
    const opened = folds.get(foldKey(node, index, under));
    if (opened === undefined) throw bug(`${node.op} has a reduction without a loop`);
    const inner: Seat = { at: new Map([...seat.at, [index, opened.at]]), block: opened.block };
    const { loop, steps } = opened.block;
    const guarded = guardedIn(node, body);
    const only = guarded === undefined ? undefined : placeFrom(guarded.equation, evaluate(node, guarded.equation.by, seat, under));
    const of = evaluate(node, guarded?.then ?? body.of, inner, under + index);
    if (loop === undefined || opened.block === seat.block) return body.by === 'argmax' ? nest.constant(0) : of;
    const register = fresh();
    seat.block.steps.push({ kind: 'fold', register, by: body.by, variable: loop.variable, extent: loop.span.to + 1, only, steps, value: of.value });
    return { value: { kind: 'register', register }, block: seat.block };
  };

  function evaluate(node: Apply, body: KernelExpr, seat: Seat, under: string): Placed {
    const part = (k: KernelExpr): Placed => evaluate(node, k, seat, under);
    switch (body.kind) {
      case 'number':
        return nest.constant(body.value);
      case 'dim':
        return nest.whole(substituted(affineOf(body.dim, letters), nest.indices));
      case 'index':
        return nest.whole(seat.at.get(dotted(body.index)) ?? fixed(0));
      case 'load': {
        const operand = operandOf(node, body, seat);
        return read(operand.node, operand.at);
      }
      case 'negate': {
        const of = part(body.of);
        return of.value.kind === 'constant' ? nest.constant(-of.value.value) : { value: { kind: 'negate', of: of.value }, block: of.block };
      }
      case 'infix': {
        const [left, right] = [part(body.left), part(body.right)];
        return { value: { kind: 'infix', sign: body.sign, left: left.value, right: right.value }, block: nest.innermost([left, right]) };
      }
      case 'choose': {
        const [when, then, otherwise] = [part(body.when), part(body.then), part(body.otherwise)];
        return { value: { kind: 'choose', when: when.value, then: then.value, otherwise: otherwise.value }, block: nest.innermost([when, then, otherwise]) };
      }
      case 'scalar': {
        const args = body.args.map(part);
        const [base, exponent] = args;
        if (node.op === 'power' && base !== undefined && exponent?.value.kind === 'constant') {
          const value = powered(nest.named(base).value, exponent.value.value, (v) => nest.named({ value: v, block: base.block }).value);
          if (value !== undefined) return { value, block: base.block };
        }
        return { value: { kind: 'call', fn: node.op, args: args.map((a) => a.value) }, block: nest.innermost(args) };
      }
      case 'reduce':
        return fold(node, body, seat, under);
    }
  }

  const visit = (node: Apply, k: KernelExpr, seat: Seat, under: string): void => {
    const reading = reader.reading(node);
    switch (k.kind) {
      case 'load': {
        const operand = operandOf(node, k, seat);
        if (operand.node.kind !== 'apply' || fused.home.get(operand.node.id) !== unit || seats.has(operand.node.id)) return;
        seats.set(operand.node.id, seatAt(reader.reading(operand.node), operand.at, seat.block));
        return;
      }
      case 'infix':
        for (const side of [k.left, k.right]) visit(node, side, seat, under);
        return;
      case 'negate':
        visit(node, k.of, seat, under);
        return;
      case 'choose':
        for (const branch of [k.when, k.then, k.otherwise]) visit(node, branch, seat, under);
        return;
      case 'scalar':
        for (const a of k.args) visit(node, a, seat, under);
        return;
      case 'reduce': {
        const index = dotted(k.index);
        const opened = nest.openEntries(seat.block, reading.extents.get(index) ?? 1);
        folds.set(foldKey(node, index, under), opened);
        const guarded = guardedIn(node, k);
        if (guarded !== undefined) visit(node, guarded.equation.by, seat, under);
        visit(node, guarded?.then ?? k.of, { at: new Map([...seat.at, [index, opened.at]]), block: opened.block }, under + index);
        return;
      }
      default:
        return;
    }
  };
  /** Opens the loops of a node's reductions and seats the operands that are computed here. */
  const seatOperands = (node: Apply, own: Seat): void => {
    visit(node, reader.reading(node).body, own, '');
  };

  const { root } = unit;
  const target = unit.part === undefined ? storage.ofBinding(unit.binding.name) : storage.ofPart(unit);
  const sums = unit.sums.length > 0;
  const member = unit.over.filter((index) => !outer.has(index)).reduce(nest.openIndex, nest.top);
  const places = here(unit.over.map(variable));
  let block = unit.sums.reduce(nest.openIndex, member);
  const openEach = (extents: readonly number[]): readonly Affine[] =>
    extents.map((extent) => {
      const opened = nest.openEntries(block, extent);
      block = opened.block;
      return opened.at;
    });

  if (unit.operands.length > 0 && root.kind === 'apply') {
    const operands = unit.operands.map((held) => ({ at: addressOf(storage.ofPart(held), here(held.over.map(variable)), []), sizes: storage.sizesOf(held.root) }));
    member.steps.push({ kind: 'run', op: root.op, at: addressOf(target, places, []), size: memberSize(target), operands });
    nest.close(member);
    return { kind: 'block', steps: nest.top.steps };
  }
  let entry: readonly Affine[];
  let value: Placed;
  let covered = true;
  let adds = sums;
  if (unit.computed && root.kind === 'apply') {
    const reading = reader.reading(root);
    const { equation } = reading;
    const indices = new Map<string, Affine>();
    let before = block;
    let looked: Block | undefined;
    for (const v of reading.free) {
      const [at = fixed(0)] = openEach([reading.extents.get(v) ?? 1]);
      indices.set(v, at);
      if (equation === undefined || v !== dotted(equation.index)) continue;
      looked = block;
      before = block.loop?.parent ?? before;
    }
    const seat: Seat = { at: indices, block };
    entry = here(reading.out.map((s) => substituted(s, seat.at)));
    covered = reading.invertible;
    adds ||= reading.adds;
    if (equation !== undefined) visit(root, equation.by, { at: indices, block: before }, '');
    seatOperands(root, seat);
    const inline = unit.inline.map((node) => {
      const own = seats.get(node.id);
      if (own === undefined) throw bug(`${node.op} is computed where nobody reads it`);
      seatOperands(node, own);
      return { node, own };
    });
    for (const { node, own } of inline.reverse()) made.set(node.id, nest.named(evaluate(node, reader.reading(node).body, own, '')));
    if (equation !== undefined && looked?.loop !== undefined) looked.loop.only = placeFrom(equation, evaluate(root, equation.by, { at: indices, block: before }, ''));
    value = evaluate(root, reading.body, seat, '');
  } else {
    entry = openEach(storage.sizesOf(root));
    value = read(root, entry);
  }
  // Entries that are not hit, and those that are added to, start at zero; no value is smaller than -Infinity.
  const empty = unit.largest ? -Infinity : 0;
  if (adds || !covered) member.steps.push({ kind: 'clear', at: addressOf(target, places, []), size: memberSize(target), value: empty });
  block.steps.push({ kind: 'store', at: addressOf(target, places, entry), guards: nest.guardsFor(entry, target.dims), value: value.value, as: unit.largest ? 'largest' : adds ? 'add' : 'set' });
  nest.close(block);
  return { kind: 'block', steps: nest.top.steps };
};
