/** What shape and expression has every formula of a file, and which members of families does it read? */
import { addDims, type Dim, lettersOf } from '../../core/dim.ts';
import { type Expr, nodesOf, type Pool } from '../../core/expr.ts';
import type { OpTable } from '../../core/op.ts';
import { bug, type Place, Problem } from '../../core/problem.ts';
import type { Fn } from '../../core/program.ts';
import { sameShape, scalar, type Shape, showShape, tensor } from '../../core/shape.ts';
import type { Syntax } from '../../core/syntax.ts';
import { constant, elaborate, measureIn } from '../elaborate.ts';
import { measures } from '../measures.ts';
import type { Scope } from '../scope.ts';
import { sizeOf } from './declarations.ts';
import { checkRead, type Read } from './families.ts';
import { fail } from '../text/misread.ts';
import { unknownName } from '../text/names.ts';
import { groupsOf } from './order.ts';
import type { Formula, Item, Table } from './table.ts';
import type { Uses } from './uses.ts';

export interface Language {
  readonly pool: Pool;
  readonly ops: OpTable;
  readonly functions: ReadonlyMap<string, Fn>;
}
export interface Shaped {
  readonly shapeOf: (name: string) => Shape;
  readonly exprOf: (formula: Formula) => Expr;
  readonly reads: readonly Read[];
  /** Of an input of whole numbers, the greatest. */
  readonly indexOf: (item: Item) => Dim | undefined;
  /** Any further formula over the names of the file. */
  readonly shaped: (syntax: Syntax, whole: Place) => Expr;
}

export const shape = ({ items, dims, indices }: Table, uses: Uses, { pool, ops, functions }: Language): Shaped => {
  const shapes = new Map<string, Shape>();
  const exprs = new Map<Formula, Expr>();
  const reads: Read[] = [];
  const shapeOf = (name: string): Shape => {
    const known = shapes.get(name);
    if (known === undefined) throw bug(`${name} has no shape yet`);
    return known;
  };
  const itemOf = (name: string): Item => {
    const item = items.get(name);
    if (item === undefined) throw bug(`${name} is not in the table`);
    return item;
  };

  const calls = new Map<string, Shape>();
  const indexOf = (item: Item | undefined): Dim | undefined => {
    const d = item?.declaration;
    return d?.kind === 'input' && d.index !== undefined ? sizeOf(d.index, sizeIn) : undefined;
  };
  /** A size is the same wherever a member stands, so such a read is not one of the formula's. */
  const sizeIn: Scope['measure'] = (s) => {
    const { onRead: _onRead, ...scope } = scopeOf(undefined);
    try {
      return measures.has(s.fn) ? measureIn(s, scope) : undefined;
    } catch (problem) {
      throw problem instanceof Problem ? problem.at(s.place) : problem;
    }
  };
  const scopeOf = (reader: string | undefined): Scope => ({
    pool,
    calls,
    ops,
    functions,
    name: (name, place) => {
      const item = items.get(name);
      if (item !== undefined && item.over.length > 0) throw fail('missing-subscript', `${name} is a family, and nothing says which member is meant`, place, `${name}[${item.over.join(', ')}] where ${item.over.join(' and ')} ${item.over.length === 1 ? 'runs' : 'run'}, as in sum(${item.over.at(-1) ?? ''}, ...)`);
      if (item !== undefined) return pool.name(name, shapeOf(name));
      if (dims.has(name) || indices.has(name)) return pool.apply('dim', [], { dim: name }, scalar);
      const known = constant(name, pool);
      if (known === undefined) throw unknownName(name, [...items.keys(), ...dims.keys()], place);
      return known;
    },
    family: (name) => {
      const over = items.get(name)?.over ?? [];
      return over.length === 0 ? undefined : { shape: shapeOf(name), over };
    },
    index: (name) => indices.get(name),
    letter: (name) => dims.has(name) || indices.has(name),
    measure: sizeIn,
    numbers: (name) => indexOf(items.get(name)),
    onRead: (name, at, place) => reads.push({ name, at, place, reader }),
  });

  /** `X[t]` on an array is a slice that moves with an index: it must stay inside, too. */
  const checkSlices = (e: Expr, whole: Place): void => {
    for (const node of nodesOf(e)) {
      const [of] = node.args;
      if (node.kind !== 'apply' || node.op !== 'slice' || of === undefined || typeof node.attrs.start !== 'string') continue;
      const at: Dim = addDims(node.attrs.start, 1);
      const size = of.shape.dims[Number(node.attrs.axis)] ?? 1;
      const [moving] = lettersOf(at).filter((l) => indices.has(l));
      if (moving !== undefined) checkRead({ name: of.kind === 'name' ? of.name : 'the array', at: [at], place: whole, reader: undefined }, { sizes: [size], base: [], shape: scalar, fixed: true }, indices);
    }
  };
  /** A problem inside a function of another file is shown where the formula calls it. */
  const located = <T>(whole: Place, make: () => T): T => {
    try {
      return make();
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.fault === 'bug') throw problem;
      const { code, message, expected, mend, place } = problem.at(whole);
      if (place === undefined || place.file === whole.file) throw problem.at(whole);
      const [inside = ''] = place.text.split(/(?<=\)\s*)=|,\s*$/u);
      throw fail(code, `inside ${inside.trim()}: ${message}`, whole, mend, expected);
    }
  };
  const shaped = (syntax: Syntax, whole: Place, reader?: string): Expr =>
    located(whole, () => {
      const e = elaborate(syntax, scopeOf(reader));
      if (indices.size > 0) checkSlices(e, whole);
      return e;
    });
  const agree = (item: Item, own: Shape, formula: Formula, called: string): void => {
    const known = shapes.get(item.name);
    if (known !== undefined && !sameShape(known, own))
      throw fail('shape-mismatch', `${called} is ${showShape(own)}, and other members of ${item.name} are ${showShape(known)}`, formula.whole, undefined, 'one shape for all members of a family');
    shapes.set(item.name, own);
  };
  const readBase = (item: Item, { at, formula }: Item['bases'][number]): void => {
    const e = shaped(formula.syntax, formula.whole);
    exprs.set(formula, e);
    agree(item, e.shape, formula, `${item.name}[${String(at)}]`);
  };
  const sizesOf = (sizes: readonly Syntax[], formula: Formula): Shape =>
    located(formula.whole, () => tensor(...sizes.map((s) => sizeOf(s, sizeIn))));
  const readFormula = (item: Item): void => {
    const { declaration, formula, over, name } = item;
    if (declaration !== undefined) {
      agree(item, 'sizes' in declaration ? sizesOf(declaration.sizes, formula) : scalar, formula, name);
      return;
    }
    const e = shaped(formula.syntax, formula.whole, over.length > 0 ? name : undefined);
    exprs.set(formula, e);
    agree(item, e.shape, formula, over.length > 0 ? `${name}[${over.join(', ')}]` : name);
  };
  /** Of a record, the fields that are read at another step: those need a first value. */
  const missingFields = (part: readonly string[], record: string): readonly string[] => {
    const carried = part.flatMap((n) => uses.mentioned.get(itemOf(n).formula) ?? []).filter((m) => m.shifted).map((m) => m.name);
    return part.filter((n) => n.startsWith(`${record}.`) && carried.includes(n)).map((n) => n.slice(record.length + 1));
  };
  const missingFirst = (part: readonly string[], item: Item): Problem => {
    const place = uses.mentioned.get(item.formula)?.find((m) => part.includes(m.name))?.place ?? item.formula.place;
    const [first, member] = [[...item.over.slice(0, -1), '0'], item.over].map((at) => `[${at.join(', ')}]`);
    const [record = '', field] = item.name.split(/\.(?=[^.]*$)/u);
    if (field !== undefined) {
      const fields = missingFields(part, record);
      const needed = fields.length === 0 ? [field] : fields;
      return fail('missing-base', `${record} reads itself, and nothing says where its ${needed.join(' and ')} ${needed.length === 1 ? 'starts' : 'start'}`, place, `${needed.map((f) => `${f}: zeros(n)`).join(', ')} in ${record}${first} = {...}, with the size${needed.length === 1 ? '' : 's'} of ${needed.map((f) => `${record}${member}.${f}`).join(' and ')}`);
    }
    const why = part.length > 1 ? `${part.join(' and ')} read each other, and none has a first value` : `${item.name} reads itself, and nothing says where it starts`;
    return fail('missing-base', why, place, `${item.name}${first} = zeros(n), with the size of ${item.name}${member}`);
  };

  for (const group of uses.groups) {
    const inside = new Set(group);
    const known = (name: string): boolean => !inside.has(name) || shapes.has(name);
    // A first value gives the shape of its family; a family without one waits for what it reads, and so does a value at a
    // place that reads another of the group.
    let bases = group.flatMap((name) => itemOf(name).bases.map((base) => ({ item: itemOf(name), base })));
    const readBases = (ready: (formula: Formula) => boolean): boolean => {
      const now = bases.filter(({ base }) => ready(base.formula));
      bases = bases.filter((b) => !now.includes(b));
      now.forEach(({ item, base }) => readBase(item, base));
      return now.length > 0;
    };
    while (readBases((formula) => (uses.mentioned.get(formula) ?? []).every((m) => known(m.name)))) continue;
    const waitsFor = (name: string): readonly string[] => uses.readsOf(name).filter((r) => !known(r));
    for (const part of groupsOf(group, waitsFor)) {
      const [name = ''] = part;
      if (part.length > 1 || waitsFor(name).includes(name)) throw missingFirst(part, itemOf(name));
      readFormula(itemOf(name));
    }
    readBases(() => true);
  }
  const exprOf = (formula: Formula): Expr => {
    const e = exprs.get(formula);
    if (e === undefined) throw bug('a formula was not read');
    return e;
  };
  return { shapeOf, exprOf, reads, indexOf, shaped };
};
