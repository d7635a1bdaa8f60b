/**
 * What is stored and what is computed where it is read.
 *
 * A node is computed inside its consumer when every read of it asks, at the same point of the same loops, for the same
 * entry, and no loop there would compute an entry twice. Any other node gets storage of its own, with the indices it
 * depends on as leading axes, so it is computed once for each setting of these, however often it is read.
 */
import type { Apply, Expr, Name } from '../../core/expr.ts';
import { bug } from '../../core/problem.ts';
import type { Binding } from '../../core/program.ts';
import { affineKey, sameAffine, type Span } from './affine.ts';
import { dotted, type Load, type Reader, type Reading, summedIndex } from './reading.ts';

/** One nest of loops that fills one place of the buffer. */
export interface Unit {
  readonly id: number;
  /** The binding this is, or the one that a stored part of a formula belongs to. */
  readonly binding: Binding;
  /** A stored part of a formula, rather than the binding itself. */
  readonly part: Expr | undefined;
  readonly over: readonly string[];
  readonly spans: ReadonlyMap<string, Span>;
  /** Places of the last index that are set by a formula of their own. */
  readonly holes: readonly number[];
  /** The indices its formula may depend on: `over`, but for the last one where the formula is for one place only. */
  readonly general: readonly string[];
  /** Indices summed over, outermost first. */
  readonly sums: string[];
  /** Their largest value instead of the sum. */
  largest: boolean;
  /** What fills it; computed here, unless it is a leaf or stored elsewhere. */
  root: Expr;
  computed: boolean;
  /** Nodes computed here besides the root, consumers first. */
  readonly inline: Apply[];
  readonly names: Name[];
  readonly parts: Unit[];
  /** Where the root is worked out by a procedure: the units that hold its operands, in order. */
  readonly operands: Unit[];
}

interface Use {
  readonly unit: Unit;
  /** Where in the unit's loops, and which entry: equal numbers, equal spots. */
  readonly spot: number;
  readonly oneToOne: boolean;
}

/** More nodes than this in one nest and the rest gets storage, so no generated function grows without bound. */
const largestNest = 300;

const equalSets = (a: ReadonlySet<string>, b: readonly string[]): boolean => a.size === b.length && b.every((x) => a.has(x));

/** Does every loop around the read move to another entry? */
const oneToOne = ({ at, under }: Pick<Load, 'at' | 'under'>, { free, extents, equation }: Reading): boolean => {
  const moving = [...free, ...under].filter((v) => extents.get(v) !== 1 && (equation === undefined || v !== dotted(equation.index)));
  const kernelTerms = at.map((s) => s.terms.filter(([v]) => v.startsWith('.') && extents.get(v) !== 1));
  return kernelTerms.every((t) => t.length <= 1) && moving.every((v) => kernelTerms.some((t) => t[0]?.[0] === v));
};

const lost = (node: Apply): never => {
  throw bug(`${node.op} lacks an operand or a reader`);
};

export interface Fused {
  readonly units: readonly Unit[];
  /** The unit in whose storage a node is found. */
  readonly stored: ReadonlyMap<number, Unit>;
  /** The unit inside which a node is computed. */
  readonly home: ReadonlyMap<number, Unit>;
}

/** `nodes` are all nodes below the roots, consumers first. */
export const fuse = (roots: readonly Unit[], nodes: readonly Expr[], reader: Reader, sizes: ReadonlyMap<string, Span>): Fused => {
  const units = [...roots];
  const stored = new Map<number, Unit>();
  const home = new Map<number, Unit>();
  const uses = new Map<number, Use[]>();
  const rooted = new Map<number, Unit[]>();
  const readers = new Map<number, number>();
  for (const node of nodes) for (const a of node.args) readers.set(a.id, (readers.get(a.id) ?? 0) + 1);
  const push = <T>(map: Map<number, T[]>, key: number, value: T): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  for (const unit of roots) {
    push(rooted, unit.root.id, unit);
    readers.set(unit.root.id, (readers.get(unit.root.id) ?? 0) + 1);
  }

  let spots = 0;
  /** `node` is computed in `unit` at `spot`: its operands are asked for. */
  const consume = (unit: Unit, node: Apply, spot: number): void => {
    const reading = reader.reading(node);
    const elsewhere = new Map<string, number>();
    for (const load of reading.loads) {
      const operand = node.args[load.load.operand];
      const found = reader.resolve(operand ?? lost(node), load.at);
      if (reader.isLeaf(found.node)) {
        if (found.node.kind === 'name') unit.names.push(found.node);
        continue;
      }
      // Read entry by entry, the operand is at its consumer's own spot.
      const same =
        reading.invertible && load.under.length === 0 && found.at.length === reading.out.length && found.at.every((s, k) => sameAffine(s, reading.out[k] ?? s));
      const key = `(${load.under.join()})[${found.at.map(affineKey).join()}]`;
      const where = same ? spot : (elsewhere.get(key) ?? spots++);
      if (!same) elsewhere.set(key, where);
      push(uses, found.node.id, { unit, spot: where, oneToOne: oneToOne({ at: found.at, under: load.under }, reading) });
    }
  };
  const settleRoot = (unit: Unit, node: Apply): void => {
    unit.root = node;
    unit.computed = true;
    home.set(node.id, unit);
    consume(unit, node, spots++);
  };
  /** A procedure finds each operand whole in storage of its own. */
  const settleProcedure = (unit: Unit, node: Apply): void => {
    unit.root = node;
    unit.computed = true;
    for (const operand of node.args) {
      const held = newPart(operand, unit);
      unit.operands.push(held);
      unit.parts.push(held);
      push(rooted, operand.id, held);
    }
  };
  const copyRoot = (unit: Unit, node: Expr): void => {
    unit.root = node;
    unit.computed = false;
    const from = stored.get(node.id);
    if (from !== undefined) unit.parts.push(from);
    else if (node.kind === 'name') unit.names.push(node);
  };
  const newPart = (node: Expr, beside: Unit): Unit => {
    const over = [...sizes.keys()].filter((index) => reader.freeIndices(node).has(index));
    const unit: Unit = {
      id: units.length,
      binding: beside.binding,
      part: node,
      over,
      spans: new Map(over.map((index) => [index, sizes.get(index) ?? { from: 1, to: 0 }])),
      holes: [],
      general: over,
      sums: [],
      largest: false,
      root: node,
      computed: true,
      inline: [],
      names: [],
      parts: [],
      operands: [],
    };
    units.push(unit);
    return unit;
  };
  /** A family that holds the node's value at every place can serve whoever reads the node. */
  const canServe = (unit: Unit, node: Expr): boolean =>
    unit.sums.length === 0 && unit.holes.length === 0 && unit.general.length === unit.over.length && equalSets(reader.freeIndices(node), unit.over) &&
    [...unit.spans].every(([index, span]) => span.from === sizes.get(index)?.from && span.to === sizes.get(index)?.to);

  /** Gives the node storage, in a binding that it fills if there is one; tells everyone who reads it. */
  const store = (node: Apply, owners: readonly Unit[], reads: readonly Use[], serves: (unit: Unit) => boolean): Unit => {
    const owner = owners.find(serves) ?? newPart(node, owners[0] ?? reads[0]?.unit ?? lost(node));
    stored.set(node.id, owner);
    for (const unit of owners) if (unit !== owner) copyRoot(unit, node);
    for (const { unit } of reads) unit.parts.push(owner);
    return owner;
  };

  for (const node of nodes) {
    const owners = rooted.get(node.id) ?? [];
    const reads = uses.get(node.id) ?? [];
    uses.delete(node.id);
    if (node.kind !== 'apply' || reader.isLeaf(node)) {
      for (const unit of owners)
        if (node.kind === 'apply') settleRoot(unit, node);
        else copyRoot(unit, node);
      continue;
    }
    if (reader.isView(node)) {
      for (const unit of owners) settleRoot(unit, node);
      continue;
    }
    if (owners.length + reads.length === 0) continue;
    if (reader.isProcedure(node)) {
      settleProcedure(store(node, owners, reads, (u) => canServe(u, node)), node);
      continue;
    }
    if (node.op === 'total') {
      const unit = store(node, owners, reads, (u) => canServe(u, node) && !u.over.includes(summedIndex(node)));
      unit.sums.push(summedIndex(node));
      unit.largest = node.attrs.by === 'max';
      let [body = lost(node)] = node.args;
      // A sum of sums that nobody else reads is one nest.
      while (body.kind === 'apply' && body.op === 'total' && body.attrs.by === node.attrs.by && readers.get(body.id) === 1 && ![...unit.over, ...unit.sums].includes(summedIndex(body))) {
        unit.sums.push(summedIndex(body));
        [body = lost(body)] = body.args;
      }
      push(rooted, body.id, unit);
      continue;
    }
    const [owner] = owners;
    const [first] = reads;
    const free = reader.freeIndices(node);
    if (owner !== undefined && owners.length === 1 && first === undefined && equalSets(free, [...owner.general, ...owner.sums])) {
      settleRoot(owner, node);
      continue;
    }
    const here =
      owner === undefined && first !== undefined && first.oneToOne && reads.every((u) => u.unit === first.unit && u.spot === first.spot) &&
      reader.reading(node).invertible && equalSets(free, [...first.unit.general, ...first.unit.sums]) && first.unit.inline.length < largestNest;
    if (here) {
      home.set(node.id, first.unit);
      first.unit.inline.push(node);
      consume(first.unit, node, first.spot);
      continue;
    }
    settleRoot(store(node, owners, reads, (u) => canServe(u, node)), node);
  }
  return { units, stored, home };
};
