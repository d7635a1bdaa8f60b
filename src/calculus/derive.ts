/** The whole way: differentiate, tidy, prove. */
import type { Program } from '../core/program.ts';
import type { Derivation } from '../core/step.ts';
import { nodesOf } from '../core/expr.ts';
import { differentiate, formulasOf, parameters } from './differentiate.ts';
import { unfold } from '../lang/elaborate.ts';
import { proveLemma } from './lemma.ts';
import { moves } from './moves/moves.ts';
import { nameParts } from './name.ts';
import { type Proof, prove } from './proof/prove.ts';

export interface Proved {
  /** Names given to parts that the author left unnamed. */
  readonly named: ReadonlySet<string>;
  readonly derivation: Derivation;
  readonly proof: Proof;
}

/** A lemma that the file itself states is proved before anything leans on it. The prelude's are proved by our tests. */
const checkOwnLemmas = (program: Program): void => {
  const own = program.lemmas.filter((l) => l.place.file !== 'prelude');
  if (own.length === 0) return;
  const seen = new Set<number>();
  const waiting = [...program.bindings.values()].flatMap(formulasOf);
  for (let e = waiting.pop(); e !== undefined; e = waiting.pop())
    for (const node of nodesOf(e)) {
      if (node.kind !== 'apply' || node.op !== 'call' || seen.has(node.id)) continue;
      seen.add(node.id);
      waiting.push(unfold(node, program));
      for (const lemma of own) if (lemma.fn === node.attrs.fn) proveLemma(program, lemma, node.args.map((a) => a.shape));
    }
};

/** A proved derivation of the gradients of `wanted` (every parameter, unless given). Throws when a step does not hold. */
export const derive = (source: Program, wanted: readonly string[] = parameters(source)): Proved => {
  const { program, made: named } = nameParts(source, wanted);
  checkOwnLemmas(program);
  const made = differentiate(program, wanted);
  const derivation: Derivation = {
    program,
    gradient: made.gradient,
    lines: moves(program, made),
    wanted: made.wanted.map(([name, adjoint]) => [name, adjoint ?? ''] as const),
  };
  return { named, derivation, proof: prove(derivation) };
};
