/** The whole way: differentiate, tidy, prove. */
import type { Program } from '../core/program.ts';
import type { Derivation } from '../core/step.ts';
import { differentiate, parameters } from './differentiate.ts';
import { moves } from './moves/moves.ts';
import { type Proof, prove } from './proof/prove.ts';

export interface Proved {
  readonly derivation: Derivation;
  readonly proof: Proof;
}

/** A proved derivation of the gradients of `wanted` (every parameter, unless given). Throws when a step does not hold. */
export const derive = (program: Program, wanted: readonly string[] = parameters(program)): Proved => {
  const made = differentiate(program, wanted);
  const derivation: Derivation = {
    program,
    gradient: made.gradient,
    lines: moves(program, made),
    wanted: made.wanted.map(([name, adjoint]) => [name, adjoint ?? ''] as const),
  };
  return { derivation, proof: prove(derivation) };
};
