/** A random network against its plain loops: the objective, and its slope by every parameter from differences of the loops. */
import { differentiate } from '../../src/calculus/differentiate.ts';
import { evaluation } from '../../src/calculus/proof/evaluate.ts';
import { generator, places } from '../../src/calculus/proof/sample.ts';
import { evaluateDim } from '../../src/core/dim.ts';
import { program } from '../calculus/handout.ts';
import { check, dataFor, library, type Verdict } from './checks.ts';
import type { Tensor } from './naive.ts';
import type { Given, Network } from './networks.ts';
import { textOf } from './programs.ts';

export const againstLoops = (network: Network, seed: number): Verdict => {
  const p = program(textOf(network), { library });
  const data = dataFor(p, seed);
  if (data === undefined) return 'discarded';
  const values = new Map(
    [...p.bindings.values()]
      .filter((b) => b.expr === undefined && b.value === undefined)
      .map(({ name, shape }): [string, Tensor] => {
        const all = places(p, name, data.letters);
        const family = (p.bindings.get(name)?.over.length ?? 0) > 0 ? [all.length] : [];
        return [name, { sizes: [...family, ...shape.dims.map((d) => evaluateDim(d, data.letters))], data: all.flatMap((at) => [...data.entries(name, at)]) }];
      }),
  );
  const given = (moved?: string, by?: readonly number[]): Given => {
    const own = new Map(values);
    const old = moved === undefined ? undefined : values.get(moved);
    if (moved !== undefined && old !== undefined) own.set(moved, { ...old, data: old.data.map((x, i) => x + (by?.[i] ?? 0)) });
    return (name) => own.get(name) ?? missing(name);
  };
  const value = network.value(given());
  const ours = evaluation(p, data.letters, data.given).value(p.objective)[0] ?? NaN;
  // Sums of some hundreds of terms in another order.
  if (!(Math.abs(value - ours) <= 1e-10 * (1 + Math.abs(value)))) return `the objective is ${String(ours)}, and ${String(value)} by loops`;
  const { gradient, wanted } = differentiate(p);
  const run = evaluation(gradient, data.letters, data.given);
  const random = generator(seed + 17);
  for (const [name, adjoint] of wanted) {
    const direction = (values.get(name)?.data ?? []).map(() => (random() < 0.5 ? -1 : 1) * (0.2 + random()));
    const found = adjoint === undefined ? [] : places(p, name, data.letters).flatMap((at) => [...run.value(adjoint, at)]);
    const slope = found.reduce((s, g, i) => s + g * (direction[i] ?? 0), 0);
    const size = found.reduce((s, g, i) => s + Math.abs(g * (direction[i] ?? 0)), 1 + Math.abs(value));
    const central = (h: number): number => {
      const side = (step: number): number => network.value(given(name, direction.map((x) => x * step)));
      return (side(h) - side(-h)) / (2 * h);
    };
    // Truncation grows with the step, rounding with its inverse, and a kink may lie within the larger ones.
    if ([1e-5, 1e-6, 1e-4, 1e-7].every((h) => !(Math.abs(central(h) - slope) <= 1e-6 * size))) return `the slope by ${name} is ${String(slope)}, and ${String(central(1e-5))} by differences of loops`;
  }
  return undefined;
};
const missing = (name: string): never => {
  throw new Error(`no values for ${name}`);
};

export const checkNetwork = (network: Network, seed: number, parts: { readonly tidy: boolean }): Verdict => check(network, seed, parts) ?? againstLoops(network, seed);
