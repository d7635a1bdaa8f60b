/** Expressions back to notation and text. Copies that reading would insert again are not written. */
import { showDim } from '../core/dim.ts';
import { type Apply, type Expr, nodesOf } from '../core/expr.ts';
import { levelOf, levels, type Notation } from '../core/notation.ts';
import type { Op, OpTable } from '../core/op.ts';
import { bug } from '../core/problem.ts';
import { shortened } from './shorten.ts';
import { elementwise } from '../ops/rules.ts';
import { isScalar, rank, type Shape } from '../core/shape.ts';

/** Whether reading `inner` beside something of shape `to` would copy it in the same way again. */
const copiedAgain = (node: Apply, to: Shape): boolean => {
  const [inner] = node.args;
  if (inner === undefined || !Array.isArray(node.attrs.axes)) return false;
  if (isScalar(inner.shape)) return true;
  const lead = rank(to) - rank(inner.shape);
  const last = node.attrs.axes.every((axis, i) => axis === lead + i);
  const [n] = inner.shape.dims;
  return last && (lead === 0 || inner.shape.row || !to.dims.slice(0, -1).includes(n ?? 1));
};

/** Operands as they are written: an `expand` that goes without saying is left out. */
const written = (node: Apply, row: Op | undefined): readonly Expr[] => {
  if (row?.shape !== elementwise) return node.args;
  const implied = (a: Expr, to = node.shape): a is Apply => a.kind === 'apply' && a.op === 'expand' && copiedAgain(a, to);
  // New axes may lie around a stretch.
  const bare = (a: Apply): Expr => {
    const [inner = a] = a.args;
    return rank(inner.shape) < rank(a.shape) && implied(inner, inner.shape) ? (inner.args[0] ?? inner) : inner;
  };
  const keeps = node.args.some((a) => !implied(a));
  let spared = keeps;
  return node.args.map((a) => {
    if (!implied(a)) return a;
    if (!spared) return (spared = true), a;
    return bare(a);
  });
};

/** The operands of an array as it is read, `[a, b]` a sum of entries at their places, row after row; of its last entry only. */
const entriesOf = (e: Expr): readonly (readonly Expr[])[] | undefined => {
  const placed = (x: Expr | undefined, start?: number): x is Apply => x?.kind === 'apply' && x.op === 'place' && x.attrs.axis === 0 && x.attrs.single === true && x.attrs.row !== true && (start === undefined || x.attrs.start === start);
  const last = e.kind === 'apply' && e.op === 'add' ? e.args[1] : e;
  const [inner] = placed(last) ? last.args : [];
  if (!placed(last) || inner === undefined || rank(e.shape) > 2) return undefined;
  const flat = rank(e.shape) === 1;
  const columns = flat ? last.attrs.whole : placed(inner) ? inner.attrs.whole : undefined;
  const rows = flat ? 1 : last.attrs.whole;
  if (typeof columns !== 'number' || typeof rows !== 'number') return undefined;
  const entries: Expr[] = [];
  let rest: Expr | undefined = e;
  for (let i = rows * columns - 1; i >= 0; i--) {
    const own: Expr | undefined = i > 0 ? (rest?.kind === 'apply' && rest.op === 'add' ? rest.args[1] : undefined) : rest;
    const inRow: Expr | undefined = flat ? own : placed(own, Math.floor(i / columns)) ? own.args[0] : undefined;
    const entry: Expr | undefined = placed(inRow, i % columns) ? inRow.args[0] : undefined;
    if (entry === undefined || !isScalar(entry.shape)) return undefined;
    entries.push(entry);
    if (i > 0) rest = rest?.args[0];
  }
  entries.reverse();
  return Array.from({ length: rows }, (_, r) => entries.slice(r * columns, (r + 1) * columns));
};

/** `named` may give a name a notation of its own. */
export const notationOf = (e: Expr, ops: OpTable, named: (name: string) => Notation | undefined = () => undefined): Notation => {
  const made = new Map<number, Notation>();
  const of = (x: Expr): Notation => {
    const n = made.get(x.id);
    if (n === undefined) throw bug('an operand was not written');
    return n;
  };
  for (const node of nodesOf(e)) {
    if (node.kind === 'number') made.set(node.id, { kind: 'number', value: node.value });
    else if (node.kind === 'name') made.set(node.id, named(node.name) ?? { kind: 'name', name: node.name, at: node.at });
    else {
      const array = entriesOf(node);
      if (array !== undefined) {
        made.set(node.id, { kind: 'array', rows: array.map((r) => r.map(of)), flat: rank(node.shape) === 1 });
        continue;
      }
      const row = ops.get(node.op);
      const operands = written(node, row);
      const args = operands.map(of);
      const shapes = operands.map((x) => x.shape);
      made.set(
        node.id,
        row?.write?.(args, node.attrs, shapes) ?? {
          kind: 'call',
          fn: node.op === 'call' ? String(node.attrs.fn) : node.op,
          args,
          options: [],
          scalar: isScalar(node.shape),
        },
      );
    }
  }
  return of(e);
};

/** `h[t]`; a field of a member stands behind its subscripts, `s[t].h`. */
export const memberText = (name: string, at: readonly string[]): string => {
  if (at.length === 0) return name;
  const [head = '', ...fields] = name.split('.');
  return [`${head}[${at.join(', ')}]`, ...fields].join('.');
};

type Piece = string | { readonly n: Notation; readonly least: number };

/** A matrix product inside an entry by entry one, or the other way round, gets brackets though mathjs would not need them. */
const apart = (outer: Notation, part: Notation): boolean => {
  const inner = part.kind === 'negate' ? part.of : part;
  if (outer.kind !== 'infix' || inner.kind !== 'infix') return false;
  return (outer.matrices === true && isDotted(inner)) || (dotted(outer.sign) && inner.matrices === true);
};
const dotted = (sign: string): boolean => sign === '.*' || sign === './';
/** An entry by entry product, or one with numbers behind it: a .* b / 2. */
const isDotted = (n: Notation): boolean => n.kind === 'infix' && (dotted(n.sign) || (levelOf(n) === levels.multiply && n.matrices !== true && isDotted(n.left)));

const startsWithMinus = (n: Notation): boolean =>
  n.kind === 'negate' || (n.kind === 'number' && n.value < 0) || (n.kind === 'infix' && levelOf(n) === levels.multiply && startsWithMinus(n.left));

/** Plainly one number, not an array. */
const isNumber = (n: Notation): boolean => n.kind === 'number' || n.kind === 'dim' || ((n.kind === 'call' || n.kind === 'infix') && n.scalar === true) || (n.kind === 'negate' && isNumber(n.of));

const pieces = (n: Notation): readonly Piece[] => {
  switch (n.kind) {
    case 'name':
      return [memberText(n.name, n.at.map(String))];
    case 'number':
      return [String(n.value)];
    case 'dim':
      return [showDim(n.dim).replaceAll('*', ' * ')];
    case 'array': {
      const rows = n.rows.map((r) => ['[', ...r.flatMap((a, i): Piece[] => (i === 0 ? [{ n: a, least: 0 }] : [', ', { n: a, least: 0 }])), ']']);
      return n.flat ? rows.flat() : ['[', ...rows.flatMap((r, i): Piece[] => (i === 0 ? r : [', ', ...r])), ']'];
    }
    case 'omitted':
      return [`...(${String(n.count)})...`];
    case 'infix': {
      const own = levelOf(n);
      const tight = own === levels.power;
      const left: Piece = apart(n, n.left) ? { n: n.left, least: levels.atom } : { n: n.left, least: own + (tight || own === levels.compare ? 1 : 0) };
      // 2 * A * x is read as (2 * A) * x, which is the same matrix.
      const scales = n.sign === '*' && isNumber(n.left) && n.right.kind === 'infix' && n.right.matrices === true;
      // A * (B * c) and A * B * c are the same matrix.
      const chain = n.matrices === true && n.right.kind === 'infix' && n.right.matrices === true;
      // a * -b .* c would be read as (a * -b) .* c.
      const swallows = own === levels.multiply && n.right.kind === 'negate' && levelOf(n.right.of) <= levels.multiply;
      const right: Piece = { n: n.right, least: swallows ? levels.atom : own + (tight || scales || chain ? 0 : 1) };
      return [left, tight ? n.sign : ` ${n.sign} `, right];
    }
    case 'negate':
      // -x * y is read as (-x) * y, which is the same number.
      return ['-', { n: n.of, least: startsWithMinus(n.of) ? levels.atom : levels.multiply }];
    case 'transpose':
      return [{ n: n.of, least: levels.postfix }, "'"];
    case 'subscript':
      return [{ n: n.of, least: levels.postfix }, '[', ...n.at.flatMap((a, i): Piece[] => [...(i === 0 ? [] : [', ']), typeof a === 'string' ? a : { n: a, least: 0 }]), ']'];
    case 'cases':
      return ['where(', { n: n.when, least: 0 }, ', ', { n: n.then, least: 0 }, ', ', { n: n.otherwise, least: 0 }, ')'];
    case 'derivative':
      return ['diff(', { n: n.of, least: 0 }, `, ${n.by})`];
    case 'entries':
      return [`[sum ${n.sums.join(',')} `, ...n.factors.flatMap(({ of, at }, i): Piece[] => [i === 0 ? '' : ' * ', { n: of, least: levels.postfix }, `[${at.join(',')}]`]), `][${n.out.join(',')}]`];
    case 'total':
      return [`sum(${n.index}, `, { n: n.of, least: 0 }, ')'];
    case 'call':
      return [
        `${n.fn}(`,
        ...n.args.flatMap((a, i): Piece[] => (i === 0 ? [{ n: a, least: 0 }] : [', ', { n: a, least: 0 }])),
        ...n.options.map(([k, v], i) => `${i === 0 && n.args.length === 0 ? '' : ', '}${k === '' ? v : `${k}=${v}`}`),
        ')',
      ];
  }
};

/** Text in the language. A line of more than `most` pieces is cut short with an ellipsis: sharing is not shown in text. */
export const textOf = (notation: Notation, most = 20_000): string => {
  const out: string[] = [];
  const stack: Piece[] = [{ n: notation, least: 0 }];
  for (let piece = stack.pop(); piece !== undefined; piece = stack.pop()) {
    if (typeof piece === 'string') {
      if (out.push(piece) > most) return `${out.join('')} ...`;
      continue;
    }
    const inner = pieces(piece.n);
    const bracketed: readonly Piece[] = levelOf(piece.n) < piece.least ? ['(', ...inner, ')'] : inner;
    for (let i = bracketed.length - 1; i >= 0; i--) {
      const p = bracketed[i];
      if (p !== undefined) stack.push(p);
    }
  }
  return out.join('');
};

export const write = (e: Expr, ops: OpTable): string => textOf(notationOf(e, ops));

/** For readers: a long line shortened. */
export const writeShort = (e: Expr, ops: OpTable): string => textOf(shortened(notationOf(e, ops)));
