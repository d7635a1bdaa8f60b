/** What one application computes, entry by entry, in the names of its operands: `y[i, k] = sum(j, A[i, j] * B[j, k])`. */
import { addDims, lettersOf, showDim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { bareIndex, type KernelExpr, readKernel, type Subscript } from '../core/kernel.ts';
import { type OpTable, procedureOf, textOf } from '../core/op.ts';

/** Letters for indices, as books use them. */
const indices = 'i j k l p q r s u v w'.split(' ');

const strengths: Readonly<Record<string, number>> = { '*': 3, '/': 3, '+': 2, '-': 2 };
const strengthOf = (k: KernelExpr): number => (k.kind === 'infix' ? (strengths[k.sign] ?? 1) : k.kind === 'choose' ? 0 : 4);

const subscriptsIn = (k: KernelExpr): readonly Subscript[] => {
  switch (k.kind) {
    case 'load':
      return k.at;
    case 'infix':
      return [k.left, k.right].flatMap(subscriptsIn);
    case 'choose':
      return [k.when, k.then, k.otherwise].flatMap(subscriptsIn);
    case 'scalar':
      return k.args.flatMap(subscriptsIn);
    case 'negate':
    case 'reduce':
      return subscriptsIn(k.of);
    default:
      return [];
  }
};

/** Entries count from 1 here, as everywhere in the language. Absent for a function that its own name says best. */
export const indexForm = (e: Expr, ops: OpTable): string | undefined => {
  const row = e.kind === 'apply' ? ops.get(e.op) : undefined;
  if (e.kind !== 'apply' || row === undefined || row.arity === 0 || procedureOf(row) !== undefined) return undefined;
  const names = e.args.flatMap((a) => (a.kind === 'name' ? [a.name] : []));
  if (names.length < e.args.length) return undefined;
  const shapes = e.args.map((a) => a.shape);
  const text = textOf(row, e.attrs, shapes, e.shape);
  // The function of numbers that the row carries, by the name it is known by: a norm is a root.
  const known = [...ops.values()].find((o) => o.scalar === row.scalar)?.name ?? row.name;
  if (text === 'y = a' || text.includes(`${row.name}(a`)) return undefined;
  const { out, adds, body, extents } = readKernel(text, shapes, e.shape);
  // Entry by entry at every rank.
  const plain = !text.includes('[');

  const all = [...subscriptsIn(body), ...out];
  const taken = new Set([...names, 'y', ...[...extents.values()].flatMap(lettersOf)]);
  const renamed = new Map<string, string>();
  const letter = (index: string): string => {
    const found = renamed.get(index) ?? indices.find((l) => !taken.has(l)) ?? index;
    renamed.set(index, found);
    taken.add(found);
    return found;
  };
  // Letters go to the operands' axes in order, so that a product sums over j.
  for (const s of all) for (const [index] of s.terms) letter(index);

  const subscript = ({ terms, constant }: Subscript): string => {
    const parts = [...terms].sort(([, c], [, d]) => Number(d > 0) - Number(c > 0)).map(([index, c], i) => `${c < 0 ? '-' : i === 0 ? '' : '+'}${Math.abs(c) === 1 ? '' : `${String(Math.abs(c))}*`}${letter(index)}`);
    // Each index counts from 1, and so does the place.
    const rest = showDim(addDims(constant, 1 - terms.reduce((sum, [, c]) => sum + c, 0)));
    if (parts.length === 0) return rest;
    const sum = parts.join('');
    return rest === '0' ? sum : sum.startsWith('-') ? `${rest}${sum}` : `${sum}${rest.startsWith('-') ? '' : '+'}${rest}`;
  };
  const place = (at: readonly Subscript[]): string => (plain || at.length === 0 ? '' : `[${at.map(subscript).join(', ')}]`);
  const counted = (k: KernelExpr): string => (k.kind === 'index' ? letter(k.index) : show(k));
  const show = (k: KernelExpr, least = 0): string => {
    const said = ((): string => {
      switch (k.kind) {
        case 'number':
          return String(k.value);
        case 'dim':
          return /[+-]/u.test(showDim(k.dim)) ? `(${showDim(k.dim)})` : showDim(k.dim);
        case 'index':
          return `(${letter(k.index)} - 1)`;
        case 'load':
          return `${names[k.operand] ?? ''}${place(k.at)}`;
        case 'negate':
          return `-${show(k.of, 4)}`;
        case 'infix': {
          const own = strengthOf(k);
          // The number of an entry, and which of two comes first, whatever counting starts with.
          if (k.sign === '+' && k.left.kind === 'index' && k.right.kind === 'number' && k.right.value === 1) return letter(k.left.index);
          if (own === 1 && k.left.kind === 'index' && k.right.kind === 'index') return `${letter(k.left.index)} ${k.sign} ${letter(k.right.index)}`;
          if (own === 1 && k.left.kind === 'index' && k.right.kind === 'reduce' && k.right.by === 'argmax') return `${letter(k.left.index)} ${k.sign} ${show(k.right)}`;
          return `${show(k.left, own)} ${k.sign} ${show(k.right, own + 1)}`;
        }
        case 'choose':
          return `${show(k.when, 1)} ? ${show(k.then, 1)} : ${show(k.otherwise)}`;
        case 'scalar':
          return `${known}(${k.args.map((a) => show(a)).join(', ')})`;
        case 'reduce':
          return `${k.by}(${letter(k.index)}, ${show(k.of)})`;
      }
    })();
    return strengthOf(k) < least ? `(${said})` : said;
  };
  const value = counted(body);
  const ranges = [...extents].filter(([index]) => !all.some((s) => bareIndex(s) === index)).map(([index, n]) => `${letter(index)} = 1:${showDim(n)}`);
  const left = plain || out.length === 0 ? '' : `y${place(out)} ${adds ? '+=' : '='} `;
  return `${left}${value}${ranges.length === 0 ? '' : `, ${ranges.join(', ')}`}`;
};
