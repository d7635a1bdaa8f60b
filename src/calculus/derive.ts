/** The whole way: differentiate, tidy, prove. */
import type { Program } from '../core/program.ts';
import type { Derivation } from '../core/step.ts';
import { differentiate, parameters } from './differentiate.ts';
import { moves } from './moves/moves.ts';
import { nameParts } from './name.ts';
import { type Proof, prove } from './proof/prove.ts';

export interface Proved {
  /** Names given to parts that the author left unnamed. */
  readonly named: ReadonlySet<string>;
  readonly derivation: Derivation;
  readonly proof: Proof;
}

/** A proved derivation of the gradients of `wanted` (every parameter, unless given). Throws when a step does not hold. */
export const derive = (source: Program, wanted: readonly string[] = parameters(source)): Proved => {
  const { program, made: named } = nameParts(source, wanted);
  const made = differentiate(program, wanted);
  const derivation: Derivation = {
    program,
    gradient: made.gradient,
    lines: moves(program, made),
    wanted: made.wanted.map(([name, adjoint]) => [name, adjoint ?? ''] as const),
  };
  return { named, derivation, proof: prove(derivation) };
};
