/** Which formula is the objective? */
import { Problem } from '../../core/problem.ts';
import { isSingle, type Shape, showShape } from '../../core/shape.ts';
import { fail } from '../text/misread.ts';
import { nearest } from '../text/names.ts';
import { placeIn, type Source } from '../text/source.ts';
import type { Line } from './heads.ts';
import type { Item } from './table.ts';

/** The last formula, or the one that is `wanted`; it has one element. */
export const objectiveOf = (items: readonly Item[], wanted: string | undefined, shapeOf: (name: string) => Shape, source: Source, last?: Line): string => {
  const formulas = items.filter((i) => i.declaration === undefined);
  const chosen = wanted === undefined ? formulas.at(-1) : formulas.find((i) => i.name === wanted);
  if (chosen === undefined && wanted !== undefined) {
    const near = nearest(
      wanted,
      formulas.map((i) => i.name),
    );
    throw new Problem('unknown-objective', `there is no formula ${wanted} in ${source.file}`, {
      fault: 'usage',
      expected: 'the name of a formula',
      ...(near === undefined ? {} : { mend: `did you mean ${near}?` }),
    });
  }
  const onlyDefines = last?.kind === 'definition' && last.name !== 'D' && last.name !== 'pull' && last.name !== 'tex' && wanted === undefined ? last : undefined;
  const refuseDefinition = (): void => {
    if (onlyDefines === undefined) return;
    const given = [...(chosen === undefined ? [] : [chosen.name]), ...items.filter((i) => i.declaration?.kind === 'target').map((i) => i.name)];
    const args = onlyDefines.params.map((p, i) => given[i] ?? p.text);
    throw fail('no-objective', `line ${String(onlyDefines.place.line)} only defines a function`, onlyDefines.place, `add ${onlyDefines.name === 'L' ? 'loss' : 'L'} = ${onlyDefines.name}(${args.join(', ')})`);
  };
  if (chosen === undefined) refuseDefinition();
  if (chosen === undefined) throw fail('no-formula', 'there is no formula in this file', placeIn(source, 0, 1), 'L = ..., the value to make small');
  const { name, over, formula } = chosen;
  const [index] = over;
  if (index !== undefined) throw fail('objective-is-family', `the objective ${name} is a family`, formula.place, `L = sum(${index}, ${name}[${over.join(', ')}])`, 'one number');
  const shape = shapeOf(name);
  if (!isSingle(shape)) refuseDefinition();
  if (!isSingle(shape)) throw fail('objective-not-single', `the objective ${name} is ${showShape(shape)}`, formula.place, `sum(...) or mean(...) of it`, 'one number');
  return name;
};
