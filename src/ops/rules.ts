/** Short spellings for the rows: rules by position, and elementwise shapes. */
import type { Push, Rule } from '../core/op.ts';
import { Problem } from '../core/problem.ts';
import { sameShape, scalar, type Shape, showShape } from '../core/shape.ts';

export const local = (id: string, formula: string): Rule => ({ id, flow: 'local', formula });
export const pull = (
  id: string,
  formula: string,
  more: Pick<Rule, 'attrs' | 'dims' | 'forward' | 'variants' | 'saidAs'> = {},
): Rule => ({ id, flow: 'pull', formula, ...more });
export const stop = (id: string): Rule => ({ id, flow: 'stop', formula: '0' });

/** The operand counts as a constant because the author says so. */
export const hold = (id: string): Rule => ({ id, flow: 'hold', formula: '0' });

export const wording = (id: string, varies: string, formula: string): Push => ({ id, varies, formula });
export const linear = (id: string, varies: string, formula: string): Push => ({ id, varies, formula, linear: true });

/** All operands and the result have one shape; reading has inserted `expand` where they had not. */
export const elementwise = (operands: readonly Shape[]): Shape => {
  const [first = scalar, ...others] = operands;
  for (const other of others)
    if (!sameShape(first, other))
      throw new Problem('shape-mismatch', `${showShape(first)} and ${showShape(other)} do not have one shape`);
  return first;
};
