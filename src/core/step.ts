/** A step is a checkable claim: `before` equals `after` by a rule. Renderers, grader and tests read the same list. */
import type { Dim } from './dim.ts';
import type { Expr } from './expr.ts';
import type { Program } from './program.ts';

/**
 * - `flow`: an adjoint, or a derivative on its way forward, passes one or more operators by their rules or a lemma (calculus);
 * - `gather`: the contributions of several uses are added (calculus);
 * - `inline`: finished adjoints or derivatives are put in; `law`: algebra; `fact`: a stated or proved fact; `fold`: a named value is
 *   recognised.
 */
export type StepKind = 'flow' | 'gather' | 'inline' | 'law' | 'fact' | 'fold';

/** One passage of an adjoint from a formula to something it reads. */
export interface Edge {
  /** The binding whose formula is passed backwards. */
  readonly consumer: string;
  /** Rule ids met on the way, each once, outermost first, such as `times.left`, `sigmoid` (a lemma), `contract.right`. */
  readonly rules: readonly string[];
  /** The formula passed is the consumer's value at this place, such as h[0] = h0. */
  readonly place?: Dim;
}

export interface Step {
  readonly kind: StepKind;
  /** The adjoint being worked out, such as `d_z1`. */
  readonly goal: string;
  /** Id of the rule, law, lemma or fact; the key of its words. */
  readonly rule: string;
  readonly edges: readonly Edge[];
  /** Absent on the first step of a goal, whose left side is the goal itself. */
  readonly before?: Expr;
  readonly after: Expr;
  /** Names of lines, facts or values this step leans on. */
  readonly uses: readonly string[];
  /** The derivations of what this step puts in, where they are told inside it. */
  readonly parts?: readonly Step[];
}

/** A finished adjoint as a reader meets it. */
export interface Line {
  /** Name of the adjoint binding, such as `d_W1`. */
  readonly goal: string;
  readonly of: string;
  readonly steps: readonly Step[];
  /** The last formula: what the reader is left with. */
  readonly expr: Expr;
  /** Values at places where the general formula does not apply: the last step of a loss that reads h[T], a start value. */
  readonly base: readonly { readonly at: Dim; readonly raw: Expr; readonly expr: Expr }[];
  /** Put into later lines and read by no other: a stage on the way, not a result. */
  readonly passing: boolean;
}

export interface Derivation {
  readonly program: Program;
  /** Forward formulas, then one adjoint for each active binding, as differentiation made them: what trains. */
  readonly gradient: Program;
  /** All adjoints a reader meets, from the objective down. */
  readonly lines: readonly Line[];
  /** The parameters (and inputs asked for) in program order, with their adjoint's name. */
  readonly wanted: readonly (readonly [name: string, adjoint: string])[];
}
