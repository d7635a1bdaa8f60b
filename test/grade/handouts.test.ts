/** What a handout prints for a gradient is graded as right, and twice that as wrong: two ways to the same formula. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { derive } from '../../src/calculus/derive.ts';
import { examine } from '../../src/grade/grade.ts';
import { write } from '../../src/lang/write.ts';
import { program } from '../calculus/handout.ts';

test.each(['xor', 'rnn'])('every line of the handout of %s.grad', (name) => {
  const p = program(readFileSync(`templates/networks/${name}.grad`, 'utf8'));
  const asked = derive(p).derivation.lines.filter((l) => l.of !== p.objective && p.bindings.has(l.of));
  expect(asked.length).toBeGreaterThan(3);
  for (const { of, expr } of asked) {
    const { grade } = examine(p, of);
    const answer = write(expr, p.ops);
    expect([of, answer, grade(answer).verdict, grade(`2 * (${answer})`).verdict]).toEqual([of, answer, 'equal', 'different']);
  }
});
