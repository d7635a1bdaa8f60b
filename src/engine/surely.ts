/**
 * Values in real numbers of any size, with as many digits as it takes: for what doubles end without a number. The formulas
 * are those of the program as they stand, evaluated as they are proved.
 */
import { type Arithmetic } from '../calculus/proof/arithmetic.ts';
import { evaluationIn, type Given } from '../calculus/proof/evaluate.ts';
import type { Program } from '../core/program.ts';
import { type Account, type Real, realsOf, toDouble } from './reals.ts';

/** Binary digits, more and more; values are sure that a quarter more of them does not change, no sum having lost a term. */
const digits = [192, 768, 3072, 6144, 12288, 24576, 49152];
/** Of the work that is spent on one call, about a millisecond each. */
const most = 6000;

/** More time than it is worth, or a value that nobody knows. */
export class OutOfReach extends Error {}

/** Every operation is counted, and what there is to spend is kept to. */
const limited = (bits: number, account: Account): Arithmetic<Real, Real[]> => {
  const reals = realsOf(bits, account);
  const kept = <R>(result: R): R => {
    if (account.spent > most) throw new OutOfReach();
    return result;
  };
  const spend = (work: number): void => {
    account.spent += work;
    kept(undefined);
  };
  return {
    ...reals,
    infix: (sign, a, b) => kept(reals.infix(sign, a, b)),
    scalar: (f, args) => kept(reals.scalar(f, args)),
    zeros(length) {
      spend(length / 2000);
      return reals.zeros(length);
    },
    lift(data) {
      spend(data.length / 1000);
      return reals.lift(data);
    },
  };
};

export interface Wanted {
  readonly name: string;
  /** The places of its members, one after another; of what is no family, one. */
  readonly places: readonly (readonly number[])[];
}

const agree = (a: readonly number[], b: readonly number[]): boolean => a.every((x, i) => Object.is(x, b[i]) || Math.abs(x - (b[i] ?? NaN)) <= 2 ** -52 * Math.abs(x));

/** Row-major entries by name, or nothing where they have no value or would take too long; what is likely, if time runs out on the way to be sure. */
export const surely = (program: Program, letters: ReadonlyMap<string, number>, wanted: readonly Wanted[], given: Given): ReadonlyMap<string, Float64Array> | undefined => {
  const account: Account = { spent: 0, cancelled: 0, absorbed: 0 };
  const valuesWith = (bits: number): readonly (readonly number[])[] => {
    const { value } = evaluationIn(limited(bits, account), program, letters, given);
    return wanted.map(({ name, places }) => places.flatMap((at) => value(name, at).map(toDouble)));
  };
  const named = (values: readonly (readonly number[])[]): ReadonlyMap<string, Float64Array> => new Map(wanted.map(({ name }, i) => [name, Float64Array.from(values[i] ?? [])]));
  let likely: ReadonlyMap<string, Float64Array> | undefined;
  try {
    for (const bits of digits) {
      const { cancelled } = account;
      const values = valuesWith(bits);
      if (values.some((entries) => entries.some(Number.isNaN))) {
        if (account.cancelled === cancelled) return undefined;
        continue;
      }
      const { absorbed } = account;
      const surer = valuesWith(bits + bits / 4);
      if (!values.every((entries, i) => agree(entries, surer[i] ?? []))) continue;
      likely = named(values);
      if (account.absorbed === absorbed) return likely;
    }
  } catch (e) {
    if (!(e instanceof OutOfReach)) throw e;
  }
  return likely;
};
