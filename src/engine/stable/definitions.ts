/** What names stand for: later formulas look through them, members of families at other places included. */
import { substituteIndices } from '../../calculus/indices.ts';
import type { Dim } from '../../core/dim.ts';
import { type Expr, type Name, nodesOf } from '../../core/expr.ts';
import type { Binding, Program } from '../../core/program.ts';
import type { Shape } from '../../core/shape.ts';
import type { Look } from './match.ts';
import { moves, places } from './moves.ts';
import { inRange, type Range } from './range.ts';
import { type Builder, uniform } from './terms.ts';

/** A member of a family, by its place along the last index. */
export interface Member {
  readonly at: number;
  readonly expr: Expr;
}
interface Definition {
  readonly over: readonly string[];
  readonly formula: Expr;
  /** Has every member of the family this formula, and none is read where there is none? */
  readonly everywhere: boolean;
  /** The one member that is not zero. */
  readonly only?: Member;
}

export interface Definitions {
  /** What a name stands for; anything else stands for itself. */
  readonly definition: Look;
  /** The same, and what a computed node was. */
  readonly look: Look;
  /** Of a sum over an index the one term that is there: a factor of every term is nothing but at one place. */
  readonly onlyTerm: (e: Expr) => Expr | undefined;
  /** The formula of a name as it is computed, and those of members that have their own. */
  readonly define: (binding: Binding, formula: Expr, bases: readonly Member[]) => void;
}

/** Zero where one of their operands is, if only the first above a quotient. */
const proportional = new Set(['times', 'divide', 'negate', 'contract', ...moves, ...places]);

/** `origins` tells of a computed node which node it stands for. */
export const createDefinitions = ({ pool, indices, bindings }: Pick<Program, 'bindings' | 'indices' | 'pool'>, builder: Builder, origins: ReadonlyMap<Expr, Expr>, range: (e: Expr) => Range): Definitions => {
  const { apply } = builder;
  const known = new Map<string, Definition>();
  /** What members at other places than their formula's own stand for. */
  const members = new Map<Expr, Expr>();
  /** The places of families of which one member is not zero. */
  const onlyPlaces = new Map<string, number>();

  const definition = (e: Expr): Expr => {
    const found = e.kind === 'name' ? known.get(e.name) : undefined;
    if (e.kind !== 'name' || found === undefined) return e;
    return found.over.every((index, k) => index === e.at[k]) ? found.formula : (members.get(e) ?? memberOf(e, found));
  };
  /** A member that is there for certain: at a number, or wherever an index as long stands. */
  const memberOf = (e: Name, { over, formula, everywhere, only }: Definition): Expr => {
    const own = only !== undefined && e.at.at(-1) === only.at ? only.expr : undefined;
    const there = (everywhere || own !== undefined) && over.every((index, k) => {
      const [at, size] = [e.at[k], indices.get(index)?.size];
      return at === index || (typeof at === 'number' && typeof size === 'number' ? 1 <= at && at <= size : indices.get(String(at))?.size === size);
    });
    const made = there ? (at(own ?? formula, new Map(over.map((index, k) => [index, e.at[k] ?? index]))) ?? e) : e;
    members.set(e, made);
    return made;
  };
  /** A formula at another place, if there are indices enough. */
  const at = (formula: Expr, by: ReadonlyMap<string, Dim>): Expr | undefined => {
    const lacking: Dim[] = [];
    const spare = (size: Dim, avoid: ReadonlySet<string>): string => {
      const other = [...indices.values()].find((i) => i.size === size && !avoid.has(i.name));
      if (other === undefined) lacking.push(size);
      return other?.name ?? '';
    };
    const made = substituteIndices(origins.get(formula) ?? formula, by, spare);
    return lacking.length > 0 ? undefined : made;
  };

  const onlyTerm: Definitions['onlyTerm'] = (e) => {
    if (onlyPlaces.size === 0 || e.kind !== 'apply' || e.op !== 'total' || e.args[0] === undefined) return undefined;
    const index = String(e.attrs.index);
    const place = onlyPlace(e.args[0], index);
    return place === undefined ? undefined : at(e.args[0], new Map([[index, place]]));
  };
  const onlyPlace = (term: Expr, index: string): number | undefined => {
    const seen = new Set<Expr>();
    const waiting = [term];
    for (let e = waiting.pop(); e !== undefined; e = waiting.pop()) {
      if (seen.has(e)) continue;
      seen.add(e);
      const place = e.kind === 'name' && e.at.at(-1) === index ? onlyPlaces.get(e.name) : undefined;
      if (place !== undefined) return place;
      if (e.kind === 'apply' && proportional.has(e.op)) waiting.push(...(e.op === 'divide' ? e.args.slice(0, 1) : e.args));
    }
    return undefined;
  };

  /** One formula for all members of a family of which one is not zero, if that is known before any of them. */
  const pointed = ({ at, expr }: Member, index: string, shape: Shape): Expr | undefined => {
    if (inRange(range(expr)) || nodesOf(expr).some((n) => n.kind === 'name' && n.at.length > 0 && bindings.get(n.name)?.adjointOf !== undefined)) return undefined;
    const here = builder.to(apply('equal', [apply('dim', [], { dim: index }), pool.number(at)]), shape);
    return apply('where', [here, origins.get(expr) ?? expr, builder.number(0, shape)]);
  };
  return {
    definition,
    look: (e) => {
      const defined = definition(e);
      return origins.get(defined) ?? defined;
    },
    onlyTerm,
    define: ({ name, over, adjointOf }, e, [only, another]) => {
      const formula = definition(e);
      if (only === undefined && formula.kind === 'apply') known.set(name, { over, formula, everywhere: adjointOf === undefined });
      const [index] = over.slice(-1);
      if (only === undefined || another !== undefined || index === undefined || uniform(e) !== 0) return;
      const pointwise = pointed(only, index, e.shape);
      if (pointwise === undefined) return;
      known.set(name, { over, formula: pointwise, everywhere: false, only });
      onlyPlaces.set(name, only.at);
    },
  };
};
