/**
 * Single places where a right answer is not quite the truth. x^2/x is x, and has no value at 0; (1 + sign(x))/2 is the
 * derivative of max(x, 0), and is 1/2 at 0. Random points never meet them, so they are looked for: each single number is
 * put to 0, 1 and -1.
 */
import { type Expr, nodesOf } from '../core/expr.ts';
import type { Fact } from '../core/program.ts';
import { isScalar } from '../core/shape.ts';
import { outcome } from './equal.ts';
import type { Exam } from './exam.ts';
import { runAt, truthAt } from './points.ts';

export interface OddPlace {
  readonly name: string;
  readonly value: number;
  readonly answer: number | null;
  readonly truth: number;
}

/** Points at which the other variables stay where they are. */
const mostPoints = 3;

const holds: Readonly<Record<Fact['relation'], (left: number, right: number) => boolean>> = {
  '==': (l, r) => l === r,
  '>': (l, r) => l > r,
  '>=': (l, r) => l >= r,
  '<': (l, r) => l < r,
  '<=': (l, r) => l <= r,
};
const mentions = ({ left, right }: Fact, name: string): boolean => nodesOf(left, right).some((n) => n.kind === 'name' && n.name === name);

export const oddPlaces = ({ question, points }: Exam, answer: Expr): readonly { readonly kind: 'undefined-at' | 'differs-at'; readonly place: OddPlace }[] => {
  const { gradient, variables, reference } = question;
  const single = variables.filter((name) => {
    const b = gradient.bindings.get(name);
    return b !== undefined && isScalar(b.shape) && b.over.length === 0;
  });
  if (!isScalar(reference.shape) || reference.over.length > 0) return [];
  for (const name of single)
    for (const value of [0, 1, -1])
      for (const point of points.slice(0, mostPoints)) {
        const data = { letters: point.data.letters, given: (other: string, at: readonly number[]) => (other === name ? Float64Array.of(value) : point.data.given(other, at)) };
        const run = runAt(question, data);
        // What is taken to hold leaves a place out.
        const within = gradient.facts.every((f) => {
          if (!mentions(f, name)) return true;
          if (!isScalar(f.left.shape) || !isScalar(f.right.shape)) return false;
          const [[left], [right]] = [run.expr(f.left), run.expr(f.right)];
          return left !== undefined && right !== undefined && holds[f.relation](left.value, right.value);
        });
        if (!within) continue;
        const [truth] = truthAt(question, data, run)?.[0]?.values ?? [];
        const [own] = run.expr(answer);
        if (truth === undefined || own === undefined) continue;
        const found = outcome(own, truth);
        if (found === 'absent') return [{ kind: 'undefined-at', place: { name, value, answer: null, truth: truth.value } }];
        if (found === 'differ') return [{ kind: 'differs-at', place: { name, value, answer: own.value, truth: truth.value } }];
      }
  return [];
};
