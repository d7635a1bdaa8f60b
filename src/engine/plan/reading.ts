/** What one node computes from its operands, with every size a number; and through which nodes a read may look. */
import { type Dim, evaluateDim, lettersOf } from '../../core/dim.ts';
import type { Apply, Expr } from '../../core/expr.ts';
import { bareIndex, type KernelExpr, mentions, type Subscript } from '../../core/kernel.ts';
import { kernelOf, type OpTable, procedureOf } from '../../core/op.ts';
import { bug } from '../../core/problem.ts';
import { shapeKey } from '../../core/shape.ts';
import { type Equation, sumsGuarded } from './equation.ts';
import { type Affine, affineOf, bareVariable, fixed, type Letters, plus, scaled, substituted, variable } from './affine.ts';

export type KernelLoad = Extract<KernelExpr, { kind: 'load' }>;

/** Kernel indices are written `.i`, so that they never meet an index of a family. */
export const dotted = (index: string): string => `.${index}`;

export interface Load {
  readonly load: KernelLoad;
  readonly at: readonly Affine[];
  /** The reductions around it. */
  readonly under: readonly string[];
}

export interface Reading {
  readonly body: KernelExpr;
  readonly out: readonly Affine[];
  readonly free: readonly string[];
  readonly extents: ReadonlyMap<string, number>;
  readonly loads: readonly Load[];
  /** Where one of the free indices stands; the others run. */
  readonly equation: Equation | undefined;
  /** Entries are added to, not set. */
  readonly adds: boolean;
  /** Each entry is found in one way only, so a consumer may ask for just that entry. */
  readonly invertible: boolean;
  /** The node only renames entries of its operand: the operand's subscripts. */
  readonly view: readonly Affine[] | undefined;
  /** Dimensions in the text: they may hold indices of families. */
  readonly dims: readonly Dim[];
}

const loadsIn = (body: KernelExpr, at: (s: Subscript) => Affine): readonly Load[] => {
  const loads: Load[] = [];
  const visit = (k: KernelExpr, under: readonly string[]): void => {
    switch (k.kind) {
      case 'load':
        loads.push({ load: k, at: k.at.map(at), under });
        return;
      case 'infix':
        for (const side of [k.left, k.right]) visit(side, under);
        return;
      case 'negate':
        visit(k.of, under);
        return;
      case 'choose':
        for (const branch of [k.when, k.then, k.otherwise]) visit(branch, under);
        return;
      case 'scalar':
        k.args.forEach((a) => visit(a, under));
        return;
      case 'reduce':
        visit(k.of, [...under, dotted(k.index)]);
        return;
      default:
        return;
    }
  };
  visit(body, []);
  return loads;
};

const dimsIn = (body: KernelExpr): readonly Dim[] => {
  switch (body.kind) {
    case 'dim':
      return [body.dim];
    case 'load':
      return body.at.map((s) => s.constant);
    case 'infix':
      return [...dimsIn(body.left), ...dimsIn(body.right)];
    case 'negate':
    case 'reduce':
      return dimsIn(body.of);
    case 'choose':
      return [...dimsIn(body.when), ...dimsIn(body.then), ...dimsIn(body.otherwise)];
    case 'scalar':
      return body.args.flatMap(dimsIn);
    default:
      return [];
  }
};

/** What the equation reads comes before the index that it fixes. */
const loopsOf = ({ equation: { index, by }, summed }: NonNullable<ReturnType<typeof sumsGuarded>>, free: readonly string[]): readonly string[] => {
  const others = [...summed, ...free.filter((i) => i !== index)];
  return [...others.filter((i) => mentions(by, i)), index, ...others.filter((i) => !mentions(by, i))];
};

export interface Reader {
  readonly reading: (node: Apply) => Reading;
  readonly isView: (node: Expr) => boolean;
  /** Worked out by a procedure from whole operands, not entry by entry. */
  readonly isProcedure: (node: Expr) => boolean;
  /** A name, a number, or entries made of nothing but their place: read where needed, never stored. */
  readonly isLeaf: (node: Expr) => boolean;
  /** Looks through renamings: the node that has the entry, and which entry it is there. */
  readonly resolve: (node: Expr, at: readonly Affine[]) => { readonly node: Expr; readonly at: readonly Affine[] };
  /** Indices of families that a node depends on. */
  readonly freeIndices: (node: Expr) => ReadonlySet<string>;
}

/** The index that a `total` sums over. */
export const summedIndex = ({ attrs: { index } }: Apply): string => {
  if (typeof index !== 'string') throw bug('a total without an index');
  return index;
};

const none: ReadonlySet<string> = new Set();

export const createReader = (ops: OpTable, letters: Letters, indices: ReadonlyMap<string, unknown>): Reader => {
  const byText = new Map<string, Reading>();
  const byNode = new Map<number, Reading>();

  const read = (node: Apply): Reading => {
    const op = ops.get(node.op);
    if (op === undefined) throw bug(`no operator ${node.op}`);
    const kernel = kernelOf(op, node.attrs, node.args.map((a) => a.shape), node.shape);
    const affine = (s: Subscript): Affine =>
      s.terms.reduce((sum, [i, c]) => plus(sum, scaled(variable(dotted(i)), c)), affineOf(s.constant, letters));
    // What the result's own index has to equal is looked up, and added there: indices that were summed run instead.
    const alone = kernel.out.flatMap((s) => bareIndex(s) ?? []).filter((i) => kernel.extents.get(i) !== 1);
    const guarded = kernel.adds ? undefined : sumsGuarded(kernel.body, alone);
    const body = guarded?.then ?? kernel.body;
    const adds = kernel.adds || guarded !== undefined;
    const free = guarded === undefined ? kernel.free : loopsOf(guarded, kernel.free);
    const out = kernel.out.map(affine);
    const single = out.map(bareVariable);
    const bare = single.filter((v) => v !== undefined);
    const extents = new Map([...kernel.extents].map(([i, d]) => [dotted(i), evaluateDim(d, letters)]));
    // A part that begins at the first entry has a bare index as well; only one that runs over the whole axis hits all of it.
    const hitsAll = (index: string, k: number): boolean => extents.get(index) === evaluateDim(node.shape.dims[k] ?? 1, letters);
    const invertible =
      !adds &&
      new Set(bare).size === bare.length &&
      out.every((s, k) => {
        const index = single[k];
        return index === undefined ? s.terms.length === 0 && s.constant === 0 && node.shape.dims[k] === 1 : hitsAll(index, k);
      });
    const loads = [...(guarded === undefined ? [] : loadsIn(guarded.equation.by, affine)), ...loadsIn(body, affine)];
    return {
      body,
      out,
      free: free.map(dotted),
      extents,
      loads,
      equation: guarded?.equation,
      adds,
      invertible,
      view: node.op !== 'total' && invertible && body.kind === 'load' ? loads[0]?.at : undefined,
      dims: [...kernel.out.map((s) => s.constant), ...dimsIn(kernel.body)],
    };
  };
  const reading = (node: Apply): Reading => {
    const known = byNode.get(node.id);
    if (known !== undefined) return known;
    const key = `${node.op} ${JSON.stringify(node.attrs)} ${[...node.args, node].map((a) => shapeKey(a.shape)).join(' ')}`;
    const made = byText.get(key) ?? read(node);
    byText.set(key, made);
    byNode.set(node.id, made);
    return made;
  };
  const procedures = new Set([...ops.values()].filter((op) => procedureOf(op) !== undefined).map((op) => op.name));
  const isProcedure = (node: Expr): boolean => node.kind === 'apply' && procedures.has(node.op);
  const isView = (node: Expr): boolean => node.kind === 'apply' && !isProcedure(node) && reading(node).view !== undefined;
  const isLeaf = (node: Expr): boolean => {
    if (node.kind !== 'apply') return true;
    if (isProcedure(node)) return false;
    const { loads, invertible } = reading(node);
    return loads.length === 0 && invertible && node.op !== 'total';
  };
  const resolve: Reader['resolve'] = (from, place) => {
    let node = from;
    let at = place;
    while (node.kind === 'apply' && isView(node)) {
      const { out, view = [], body } = reading(node);
      const operand = body.kind === 'load' ? node.args[body.operand] : undefined;
      if (operand === undefined) throw bug(`${node.op} renames nothing`);
      const by = new Map<string, Affine>();
      out.forEach((s, k) => {
        const v = bareVariable(s);
        if (v !== undefined) by.set(v, at[k] ?? fixed(0));
      });
      at = view.map((s) => substituted(s, by));
      node = operand;
    }
    return { node, at };
  };

  const known = new Map<number, ReadonlySet<string>>();
  const own = (node: Expr): ReadonlySet<string> => {
    const found = new Set<string>();
    const learn = (d: Dim): void => {
      for (const letter of lettersOf(d)) if (indices.has(letter)) found.add(letter);
    };
    if (node.kind === 'name') node.at.forEach(learn);
    if (node.kind === 'apply') {
      for (const a of node.args) for (const index of known.get(a.id) ?? none) found.add(index);
      if (node.op === 'total') found.delete(summedIndex(node));
      else if (!isProcedure(node)) reading(node).dims.forEach(learn);
    }
    return found.size === 0 ? none : found;
  };
  /** Operands first; loops, so depth does not matter. */
  const freeIndices = (root: Expr): ReadonlySet<string> => {
    if (indices.size === 0) return none;
    const waiting: Expr[] = [root];
    for (let node = waiting.at(-1); node !== undefined; node = waiting.at(-1)) {
      const missing = known.has(node.id) ? [] : node.args.filter((a) => !known.has(a.id));
      if (missing.length === 0) {
        if (!known.has(node.id)) known.set(node.id, own(node));
        waiting.pop();
      } else waiting.push(...missing);
    }
    return known.get(root.id) ?? none;
  };
  return { reading, isView, isProcedure, isLeaf, resolve, freeIndices };
};
