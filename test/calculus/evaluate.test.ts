/** The proving evaluator where data move: only what has read them is worked out anew, and that comes to what a whole evaluation does. */
import { expect, test } from 'vitest';
import { evaluation, type Given } from '../../src/calculus/proof/evaluate.ts';
import { places, regionsFor, sample } from '../../src/calculus/proof/sample.ts';
import { program } from './handout.ts';

test.each([
  ['formulas', 'a = param(3); b = param(3); c = param()\nu = a .* b\nv = sin(c) * b\nw = u + v\nL = sum(w .* hold(u))'],
  ['a recurrence', 't = index(5); x[t] = input(2); w = param(2, 2); k = param(2)\nh[0] = k\nh[t] = tanh(w * h[t-1] + x[t])\ns[t] = sum(x[t])\nL = sum(t, s[t] * sum(h[t]))'],
  ['weights on several ways', 'A = param(3, 5); x = input(5); b = param(3)\nz = A * x + b\np = softmax(z)\nq = softmax(2*b)\nL = -sum(q .* log(p)) + sum(A .* A)'],
])('%s', (_name, text) => {
  const p = program(text);
  const { letters, given, entries } = sample(p, 5, regionsFor(0));
  const every = (run: ReturnType<typeof evaluation>) => [...p.bindings.keys()].flatMap((name) => places(p, name, letters).map((at) => [name, at, [...run.value(name, at)]]));
  const standing = evaluation(p, letters, given);
  const before = every(standing);
  for (const b of p.bindings.values())
    for (const at of places(p, b.name, letters)) {
      // Data are moved where they stand; what is computed is given in place of its formula.
      const own = b.expr === undefined ? entries(b.name, at) : Float64Array.from(standing.value(b.name, at));
      const other: Given = b.expr === undefined ? given : (name, place) => (name === b.name && place.join() === at.join() ? own : given(name, place));
      const kept = Float64Array.from(own);
      own.forEach((x, i) => (own[i] = 1.7 * x));
      const moved = every(standing.moved(b.name, other));
      expect(moved).toEqual(every(evaluation(p, letters, other)));
      expect(moved).not.toEqual(before);
      own.set(kept);
      expect(every(standing)).toEqual(before);
    }
});
