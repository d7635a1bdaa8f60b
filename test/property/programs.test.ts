/**
 * Random programs: written and read again they are the same; their symbolic gradients agree with dual numbers and central
 * differences, their compiled plans with the proving evaluator, and their tidied lines with the gradient as it was made.
 * Random networks agree with plain loops besides.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { check } from './checks.ts';
import { againstLoops, checkNetwork } from './loops.ts';
import { networkOf } from './networks.ts';
import { choices, programOf, textOf, type Written } from './programs.ts';

const formula = (text: string): { readonly left: string; readonly right: string } => {
  const [left = '', right = ''] = text.split(/ = (.*)/su);
  return { left, right };
};
const written = (declarations: string, ...formulas: readonly string[]): Written => ({ declarations: declarations.split('; '), functions: [], formulas: formulas.map(formula) });

/** What random programs have found; each stays for good. */
const found: readonly (readonly [what: string, example: Written])[] = [
  ['a part from the first entry on, of equal numbers', written('w = param(5)', 'L = (w * sum(w[1:3]))[5]')],
  ['the same inside an outer product', written('w = param(5)', "L = sum((-w) * (w[1:3])', axis=1, keep=false)[5]")],
  ['a minus inside a product', written('w = param(5)', "L = w' * (-(w .* w))")],
  ['a minus before an outer product', written('w = param(5); u = param(3)', "c = -((w .* w) * u')", 'L = sum(c)')],
  ['a product entry by entry over a number in a product of matrices', written('A = param(3, 5); B = param(3, 3); C = param(3, 3)', "L = sum(A' * (B .* C / 2) * C)")],
  ['windows of one axis over an array of three', written('X = param(2, 3, 4)', 'L = sum(maxpool(X, [2], stride=[2]))')],
  ['a minus before an entry by entry product in a matrix product', written('w = param(5); B = param(3, 5)', 'c = (-(B .* sum(B, axis=1))) * w', 'L = sum(c)')],
];
test.each(found)('%s', (_what, example) => {
  expect(check(example, 1)).toBeUndefined();
});

test('random programs', { timeout: 120_000 }, () => {
  let [checked, discarded] = [0, 0];
  const property = fc.property(choices, (list) => {
    const program = programOf(list);
    const verdict = check(program, 1 + (list[0] ?? 0), { tidy: checked % 10 === 0 });
    checked++;
    if (verdict === 'discarded') discarded++;
    else if (verdict !== undefined) throw new Error(`${verdict}\n${textOf(program)}`);
  });
  fc.assert(property, { numRuns: 60, seed: 20_261 });
  expect(checked).toBe(60);
  expect(discarded / checked).toBeLessThan(0.05);
});

test('random networks of the usual kinds', { timeout: 120_000 }, () => {
  const kinds = new Map<string, number>();
  let checked = 0;
  const property = fc.property(choices, (list) => {
    const network = networkOf(list);
    const seed = 1 + (list[0] ?? 0);
    const verdict = checked % 10 === 0 ? checkNetwork(network, seed, { tidy: checked % 30 === 0 }) : againstLoops(network, seed);
    checked++;
    if (verdict === 'discarded') return;
    kinds.set(network.kind, (kinds.get(network.kind) ?? 0) + 1);
    if (verdict !== undefined) throw new Error(`${verdict}\n${textOf(network)}`);
  });
  fc.assert(property, { numRuns: 60, seed: 20_262 });
  expect([...kinds.keys()].sort()).toEqual(['image', 'rows', 'sequence', 'vector']);
  expect([...kinds.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(57);
});
