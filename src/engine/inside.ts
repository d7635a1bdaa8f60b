/** Once the letters have numbers: does every fixed read meet a member that is there? What nobody sets would be read as zero. */
import { addDims, type Dim, lettersOf, evaluateDim, multiplyDims, showDim, subtractDims } from '../core/dim.ts';
import { type Expr, nodesOf } from '../core/expr.ts';
import { Problem } from '../core/problem.ts';
import type { Binding, Program } from '../core/program.ts';
import { wordIn } from './letters.ts';

type Known = ReadonlyMap<string, number>;

/** Undefined where a letter is open or an index moves it: ranges of moving subscripts are checked when a file is read. */
const numberOf = (d: Dim | undefined, known: Known): number | undefined => (d !== undefined && lettersOf(d).every((l) => known.has(l)) ? evaluateDim(d, known) : undefined);

const refuse = (reader: Binding, written: string, at: Dim, position: number, of: string, size: Dim, last: number): Problem => {
  const is = typeof at === 'number' ? '' : ` is ${of}[${String(position)}], which`;
  return new Problem('outside-range', `${written}${is} is not there: ${of} runs from 1 to ${typeof size === 'number' ? '' : `${showDim(size)}, which is `}${String(last)}`, {
    ...(reader.place === undefined ? {} : { place: wordIn(reader.place, written) }),
    expected: `a subscript from 1 to ${String(last)}`,
  });
};

const checkFormula = (reader: Binding, formula: Expr, program: Program, known: Known): void => {
  for (const node of nodesOf(formula)) {
    if (node.kind === 'name') {
      const family = program.bindings.get(node.name);
      node.at.forEach((at, k) => {
        const size = program.indices.get(family?.over[k] ?? '')?.size ?? 1;
        const [position, last] = [numberOf(at, known), numberOf(size, known)];
        if (family === undefined || position === undefined || last === undefined || (position >= 1 && position <= last)) return;
        if (k === node.at.length - 1 && family.base.some((b) => numberOf(b.at, known) === position)) return;
        throw refuse(reader, `${node.name}[${node.at.filter((_, i) => program.indices.get(family.over[i] ?? '')?.role !== 'sample').map(showDim).join(', ')}]`, at, position, node.name, size, last);
      });
    }
    const [of] = node.args;
    if (node.kind !== 'apply' || node.op !== 'slice' || of === undefined) continue;
    const size = of.shape.dims[Number(node.attrs.axis)] ?? 1;
    const { start } = node.attrs;
    const length = node.attrs.size ?? 1;
    if ((typeof start !== 'number' && typeof start !== 'string') || (typeof length !== 'number' && typeof length !== 'string')) continue;
    const [first, count, last] = [numberOf(start, known), numberOf(length, known), numberOf(size, known)];
    if (first === undefined || count === undefined || last === undefined) continue;
    const step = Number(node.attrs.step ?? 1);
    const end = first + step * (count - 1);
    if (count >= 1 && Math.min(first, end) >= 0 && Math.max(first, end) < last) continue;
    const name = of.kind === 'name' ? of.name : 'the array';
    const [at, position] = first < 0 || first >= last ? [addDims(start, 1), first + 1] : [addDims(addDims(start, 1), multiplyDims(step, subtractDims(length, 1))), end + 1];
    throw refuse(reader, `${name}[${showDim(at)}]`, at, position, name, size, last);
  }
};

/** Adjoints may read outside: there they are zero by definition. */
export const checkReads = (program: Program, known: Known): void => {
  for (const b of program.bindings.values())
    if (b.adjointOf === undefined) for (const e of [b.expr, ...b.base.map((x) => x.expr)]) if (e !== undefined) checkFormula(b, e, program, known);
};
